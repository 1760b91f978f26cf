/* The chapters of the tour, each in a file of its name. */
#pragma once

#include "page.h"

extern const struct chapter chapter_kernel_threads, chapter_two_threads, chapter_two_processes,
    chapter_side_by_side, chapter_talking, chapter_crash, chapter_race, chapter_turns, chapter_cost,
    chapter_simultaneously, chapter_which_one;
