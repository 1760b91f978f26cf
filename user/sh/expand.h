/*
 * From words as they were typed to what they stand for: $ and ` are replaced, unquoted results split into
 * fields at the bytes of $IFS, patterns replaced by the files that they match, and quotes taken away (POSIX,
 * XCU 2.6). What fails says why, and returns -1 or NULL; the command is then not run.
 */
#pragma once

#include "text.h"

/* All of it, for a command's words. Adds the fields to `fields`. */
int expand_words(const struct words *words, struct words *fields);

/* Into one text, neither split nor matched: for an assignment, a file's name, the word of `case`. */
char *expand_text(const char *word);

/* The same, but what was quoted is behind a \, so that it matches only itself: for fnmatch(). */
char *expand_pattern(const char *word);

/* The lines of a here-document: $ and ` and \ only. */
char *expand_here(const char *lines);

/* Takes the quotes away, and nothing else. */
char *unquote(const char *word);
