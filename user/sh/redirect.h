/* Redirections: < > >> <> <& >& and here-documents. */
#pragma once

#include "parser.h"

/* What a redirection replaced, to be given back. Begins as NULL. */
struct saved_file;

/*
 * Carries all redirections out, in order. With `saved`, what they replace is kept there for redirect_undo().
 * Returns 0, or -1 after a message; what was replaced until then is undone by redirect_undo().
 */
int redirect(const struct redirection *list, struct saved_file **saved);
void redirect_undo(struct saved_file **saved);

/* Makes `fd` another name of `from`, and closes that. */
void move_fd(int from, int fd);
/* Moves an open file out of the way of those that users number, closed at exec. Returns its new number. */
int keep_fd(int fd);
