/*
 * Command-line options (<unistd.h>, <getopt.h>). As GNU has it, operands may stand between options: they are
 * moved behind them. With "+" in front of the options, or POSIXLY_CORRECT in the environment, the first
 * operand ends them; with "-" in front, an operand is returned as the argument of an option 1.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

char *optarg;
int optind = 1, opterr = 1, optopt;

static const char
    *rest; /* of a group of options like -abc, whose argument is argv[optind]; NULL or "": none */
static int operands, options_at; /* operands that were passed over: from here up to there */

/* What a call goes by. */
struct scan {
    int argc;
    char *const *argv;
    const char *options; /* without "+", "-" and ":" in front */
    int in_order;        /* '+', '-', or 0: operands are moved */
    int quiet;           /* ":" in front: nothing is printed, a missing argument is ':' */
};

static struct scan start(int argc, char *const argv[], const char *options)
{
    struct scan scan = {.argc = argc, .argv = argv};
    if (*options == '+' || *options == '-')
        scan.in_order = *options++;
    else if (getenv("POSIXLY_CORRECT"))
        scan.in_order = '+';
    scan.quiet = *options == ':' || !opterr;
    scan.options = options + (*options == ':');
    if (*options != ':')
        scan.quiet *= 2;
    return scan;
}

/* Says what is wrong, unless it is not to, and what the call returns then. */
static int complain(const struct scan *scan, const char *format, const char *option, int length, int result)
{
    if (!scan->quiet) {
        fprintf(stderr, "%s: ", scan->argv[0]);
        fprintf(stderr, format, length, option);
    }
    return scan->quiet == 1 ? result : '?';
}

static int is_option(const char *argument)
{
    return argument[0] == '-' && argument[1];
}

/* Moves what was just read, which ends before optind, in front of the operands that were passed over. */
static void move_operands(const struct scan *scan)
{
    char **argv = (char **)scan->argv;
    int count = optind - options_at;
    if (rest && *rest)
        return;
    for (int i = 0; options_at > operands && i < count; i++) {
        char *argument = argv[options_at + i];
        for (int at = options_at + i; at > operands + i; at--)
            argv[at] = argv[at - 1];
        argv[operands + i] = argument;
    }
    optind = operands + count;
}

/* Looks for the next argument that is an option: 1 if there is one, then in argv[optind]. */
static int find_option(const struct scan *scan)
{
    if (optind == 0)
        optind = 1; /* start again */
    operands = optind;
    if (scan->in_order == 0)
        while (optind < scan->argc && scan->argv[optind] && !is_option(scan->argv[optind]))
            optind++;
    options_at = optind;
    if (optind >= scan->argc || !scan->argv[optind] || !is_option(scan->argv[optind])) {
        optind = options_at = operands;
        return 0;
    }
    return 1;
}

/* The option at `rest`. */
static int short_option(const struct scan *scan)
{
    optopt = (unsigned char)*rest++;
    const char *known = optopt == ':' || optopt == ';' ? NULL : strchr(scan->options, optopt);
    if (!*rest)
        optind++;
    if (!known) {
        char letter = (char)optopt;
        complain(scan, "invalid option -- '%.*s'\n", &letter, 1, '?');
        return '?';
    }
    if (known[1] != ':')
        return optopt;
    if (*rest) {
        optarg = (char *)rest;
        optind++;
    } else if (known[2] != ':' && optind < scan->argc && scan->argv[optind]) {
        optarg = scan->argv[optind++];
    } else if (known[2] != ':') {
        return complain(scan, "option requires an argument -- '%.*s'\n", known, 1, ':');
    }
    rest = NULL;
    return optopt;
}

/* The long option of this name: its place, -1 if there is none, -2 if there are several that begin so. */
static int find_long(const struct option *longs, const char *name, size_t length)
{
    int found = -1;
    for (int i = 0; longs[i].name; i++) {
        if (strncmp(longs[i].name, name, length) != 0)
            continue;
        if (!longs[i].name[length])
            return i;
        int same = found >= 0 && longs[i].has_arg == longs[found].has_arg &&
                   longs[i].flag == longs[found].flag && longs[i].val == longs[found].val;
        found = found == -1 ? i : same ? found : -2;
    }
    return found;
}

static int long_option(const struct scan *scan, const struct option *longs, int *index, const char *name)
{
    size_t length = strcspn(name, "=");
    int which = find_long(longs, name, length), printed = (int)strlen(name);
    optopt = 0;
    optind++;
    if (which < 0) {
        complain(scan, which == -1 ? "unrecognized option '--%.*s'\n" : "option '--%.*s' is ambiguous\n",
                 name, printed, '?');
        return '?';
    }
    const struct option *option = &longs[which];
    if (name[length] == '=')
        optarg = (char *)name + length + 1;
    if (optarg && option->has_arg == no_argument) {
        optarg = NULL;
        optopt = option->val;
        complain(scan, "option '--%.*s' doesn't allow an argument\n", option->name, (int)strlen(option->name),
                 '?');
        return '?';
    }
    if (!optarg && option->has_arg == required_argument) {
        if (optind >= scan->argc || !scan->argv[optind]) {
            optopt = option->val;
            return complain(scan, "option '--%.*s' requires an argument\n", option->name,
                            (int)strlen(option->name), ':');
        }
        optarg = scan->argv[optind++];
    }
    if (index)
        *index = which;
    if (!option->flag)
        return option->val;
    *option->flag = option->val;
    return 0;
}

/* Whether one "-" may begin a long option: it has the name of one, or there is no short one of its letter. */
static int looks_long(const struct scan *scan, const struct option *longs, const char *name)
{
    return find_long(longs, name, strcspn(name, "=")) >= 0 || !strchr(scan->options, *name);
}

static int next_option(const struct scan *scan, const struct option *longs, int *index, int one_dash)
{
    optarg = NULL;
    if (rest && *rest && optind != 0)
        return short_option(scan);
    rest = NULL;
    if (!find_option(scan)) {
        if (scan->in_order != '-' || optind >= scan->argc || !scan->argv[optind])
            return -1;
        options_at = optind;
        optarg = scan->argv[optind++];
        return 1;
    }
    const char *argument = scan->argv[optind];
    if (strcmp(argument, "--") == 0) {
        optind++;
        return -1;
    }
    if (longs && argument[1] == '-')
        return long_option(scan, longs, index, argument + 2);
    if (longs && one_dash && looks_long(scan, longs, argument + 1))
        return long_option(scan, longs, index, argument + 1);
    rest = argument + 1;
    return short_option(scan);
}

static int scan_options(int argc, char *const argv[], const char *options, const struct option *longs,
                        int *index, int one_dash)
{
    struct scan scan = start(argc, argv, options);
    int result = next_option(&scan, longs, index, one_dash);
    move_operands(&scan);
    return result;
}

int getopt(int argc, char *const argv[], const char *options)
{
    return scan_options(argc, argv, options, NULL, NULL, 0);
}

int getopt_long(int argc, char *const argv[], const char *options, const struct option *longs, int *index)
{
    return scan_options(argc, argv, options, longs, index, 0);
}

int getopt_long_only(int argc, char *const argv[], const char *options, const struct option *longs,
                     int *index)
{
    return scan_options(argc, argv, options, longs, index, 1);
}
