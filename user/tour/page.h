/*
 * The form of the tour: a chapter is one page of 80 columns and 24 lines, the last of them left for the
 * reader's keys. It asks, says where to look, shows the live machine, says what was seen, names a command.
 */
#pragma once

#include <stdbool.h>

struct chapter {
    const char *title;
    const char *question;    /* to predict; "\n" starts its second line */
    const char *look;        /* one line */
    bool one_cpu;            /* its workers shall take turns: all run on one CPU */
    void (*show)(void);      /* prints the live machine, and calls seen() and fact() */
    const char *try_command; /* one line */
};

/* What a chapter has to say about what it showed, in printf's way; "\n" starts the second line. */
void seen(const char *format, ...) __attribute__((format(printf, 1, 2)));

/*
 * A fact that the chapter claims. If it does not hold, the page says so in place of what was seen, and
 * the tour will exit with 1. Returns `holds`.
 */
bool fact(bool holds, const char *claim);

/* Prints chapter `number` in two parts: what to predict; then the rest. Returns whether all its facts held.
 */
void page_ask(const struct chapter *chapter, int number);
bool page_answer(const struct chapter *chapter);

/* Colour only adds; it is off until it is switched on. */
void page_use_colour(void);
const char *bold(void);
const char *plain(void);
