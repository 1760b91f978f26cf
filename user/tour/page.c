/* The form of the tour's pages; see page.h. */
#include "page.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "cpus.h"

static char seen_text[256];
static const char *broken; /* the first fact that did not hold */
static bool colour;

void page_use_colour(void)
{
    colour = true;
}

const char *bold(void)
{
    return colour ? "\033[1;33m" : "";
}

const char *plain(void)
{
    return colour ? "\033[0m" : "";
}

void seen(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(seen_text, sizeof seen_text, format, arguments);
    va_end(arguments);
}

bool fact(bool holds, const char *claim)
{
    if (!holds && !broken)
        broken = claim;
    return holds;
}

/* A label, and a text of one or two lines beside it. */
static void say(const char *label, const char *text)
{
    const char *end = strchr(text, '\n');

    printf("%s%-9s%s%.*s\n", bold(), label, plain(), (int)(end ? end - text : (long)strlen(text)), text);
    if (end)
        printf("%9s%s\n", "", end + 1);
}

void page_ask(const struct chapter *chapter, int number)
{
    printf("%s%d. %s%s\n", bold(), number, chapter->title, plain());
    say("Predict:", chapter->question);
    say("Look at:", chapter->look);
}

bool page_answer(const struct chapter *chapter)
{
    int cpus = cpus_count();

    broken = NULL;
    snprintf(seen_text, sizeof seen_text, "nothing");
    if (chapter->one_cpu && cpus > 1)
        printf("         (on one of the %d CPUs unless it says otherwise: they take turns)\n", cpus);
    else
        printf("\n");
    cpus_use(chapter->one_cpu ? 1 : cpus);
    chapter->show();
    cpus_use(cpus);
    printf("\n");
    if (broken)
        say("FAILED:", broken);
    else
        say("Seen:", seen_text);
    say("Try:", chapter->try_command);
    fflush(stdout);
    return !broken;
}
