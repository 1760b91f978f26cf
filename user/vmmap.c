/*
 * vmmap: address spaces, read from the page tables by way of /proc; `vmmap -h` says how. The parts are in
 * vmmap/.
 *
 * Exits with 0; 1 if whom it was asked for is not there; 2 if it was not understood.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "vmmap/show.h"

static const char help[] = "usage: vmmap [-p] [--json] PID          the address space of a process\n"
                           "       vmmap [-p] [--json] PID PID      two of them side by side\n"
                           "       vmmap [-p] [--json] -t TID TID   two threads: their stacks, their space\n"
                           "       vmmap -o                         who owns which frames of the machine\n"
                           "\n"
                           "  -p       page by page: address, frame, flags, references\n"
                           "  --json   everything, for programs\n"
                           "\n"
                           "  ===   the same frame on both sides\n"
                           "   |    the same address, but another frame\n"
                           "  <  >  only on this side\n"
                           "\n"
                           "A page is private if one page-table entry points to its frame, shared if more\n"
                           "do. The proportional share counts of such a frame its part: half of it for two.\n"
                           "Something to look at:   pair threads &    or   pair processes &\n"
                           "Colour is used on a terminal only, and not at all if NO_COLOR is set.\n";

static struct {
    bool threads, pages, json, owners;
    const char *words[2];
    int count;
} wanted;

static int fail_usage(void)
{
    fputs("usage: vmmap [-p] [--json] PID [PID] | [-p] [--json] -t TID TID | -o    (vmmap -h: more)\n",
          stderr);
    return 2;
}

static bool parse(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "-t") == 0)
            wanted.threads = true;
        else if (strcmp(argv[i], "-p") == 0)
            wanted.pages = true;
        else if (strcmp(argv[i], "--json") == 0)
            wanted.json = true;
        else if (strcmp(argv[i], "-o") == 0)
            wanted.owners = true;
        else if (argv[i][0] == '-' || wanted.count == 2)
            return false;
        else
            wanted.words[wanted.count++] = argv[i];
    }
    if (wanted.owners)
        return argc == 2;
    return wanted.count == 2 || (wanted.count == 1 && !wanted.threads);
}

/* The number of a process or thread, or 0. */
static int number_of(const char *word)
{
    char *end;
    long number = strtol(word, &end, 10);

    return end != word && *end == '\0' && number > 0 && number < 1000000000 ? (int)number : 0;
}

/* On a terminal; but not on one that hands over bytes as they are, as it does for tools/exec. */
static bool wants_colour(void)
{
    struct termios terminal;
    const char *refused = getenv("NO_COLOR");

    return tcgetattr(STDOUT_FILENO, &terminal) == 0 && terminal.c_oflag & OPOST && !(refused && *refused);
}

int main(int argc, char **argv)
{
    static struct space spaces[2];
    static struct view_of_thread threads[2];
    const char *problem = NULL;
    int numbers[2], count;

    if (argc == 2 && (strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "--help") == 0)) {
        fputs(help, stdout);
        return 0;
    }
    if (!parse(argc, argv))
        return fail_usage();
    if (wanted.owners)
        return show_owners() ? 0 : 1;
    for (count = 0; count < wanted.count; count++) {
        numbers[count] = number_of(wanted.words[count]);
        if (!numbers[count]) {
            fprintf(stderr, "vmmap: %s is not the number of a %s\n", wanted.words[count],
                    wanted.threads ? "thread" : "process");
            return 2;
        }
    }
    for (int i = 0; wanted.threads && i < 2 && !problem; i++) {
        problem = thread_read(numbers[i], &threads[i]);
        if (problem) {
            fprintf(stderr, "vmmap: thread %d %s\n", numbers[i], problem);
            return 1;
        }
        numbers[i] = threads[i].pid;
    }
    if (count == 2 && numbers[0] == numbers[1])
        count = 1; /* one space */
    for (int i = 0; i < count; i++) {
        problem = space_read(numbers[i], &spaces[i]);
        if (problem) {
            fprintf(stderr, "vmmap: process %d %s\n", numbers[i], problem);
            return 1;
        }
    }
    const struct space *second = count == 2 ? &spaces[1] : NULL;
    const struct view_of_thread *shown = wanted.threads ? threads : NULL;
    if (wanted.json)
        show_json(&spaces[0], second, shown);
    else
        show_tables(&spaces[0], second, shown, wanted.pages, wants_colour());
    return fflush(stdout) == 0 ? 0 : 1;
}
