/*
 * What vmmap prints: tables for people, at most 80 columns wide, and JSON for programs. `b` is NULL for one
 * space alone; `threads` (two, or NULL) are shown above their spaces, with their stacks.
 */
#pragma once

#include "space.h"

void show_tables(const struct space *a, const struct space *b, const struct view_of_thread *threads,
                 bool pages, bool colour);
void show_json(const struct space *a, const struct space *b, const struct view_of_thread *threads);

/* Who owns each frame of the machine, summed up from /proc/weft/owners. Returns whether it could be read. */
bool show_owners(void);
