/* Command-line options (<unistd.h>, <getopt.h>). Operands end the options: arguments are not reordered. */
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

char *optarg;
int optind = 1, opterr = 1, optopt;
static const char *rest; /* of a group of options like -abc */

static int complain(char *const argv[], const char *what, const char *option, size_t length)
{
    if (opterr)
        fprintf(stderr, "%s: %s -- '%.*s'\n", argv[0], what, (int)length, option);
    return '?';
}

/* Moves to the next argument; true if there is an option in it. */
static int next_option(int argc, char *const argv[])
{
    if (rest && *rest)
        return 1;
    if (optind == 0)
        optind = 1; /* start again */
    if (optind >= argc || !argv[optind] || argv[optind][0] != '-' || !argv[optind][1])
        return 0;
    rest = argv[optind++] + 1;
    if (strcmp(rest, "-") != 0)
        return 1;
    rest = NULL; /* "--" ends the options */
    return 0;
}

int getopt(int argc, char *const argv[], const char *options)
{
    optarg = NULL;
    if (!next_option(argc, argv))
        return -1;
    int colon = options[0] == ':';
    optopt = *rest++;
    const char *known = optopt == ':' ? NULL : strchr(options, optopt);
    if (!known)
        return colon ? '?' : complain(argv, "invalid option", rest - 1, 1);
    if (known[1] != ':')
        return optopt;
    if (*rest)
        optarg = (char *)rest;
    else if (known[2] != ':' && optind < argc)
        optarg = argv[optind++];
    else if (known[2] != ':') {
        const char *option = rest - 1;
        rest = NULL;
        return colon ? ':' : complain(argv, "option requires an argument", option, 1);
    }
    rest = NULL;
    return optopt;
}

int getopt_long(int argc, char *const argv[], const char *options, const struct option *longs, int *index)
{
    if ((rest && *rest) || !next_option(argc, argv))
        return rest ? getopt(argc, argv, options) : -1;
    if (rest[0] != '-')
        return getopt(argc, argv, options);
    const char *name = rest + 1;
    size_t length = strcspn(name, "=");
    rest = optarg = NULL;
    for (int i = 0; longs[i].name; i++) {
        if (strncmp(longs[i].name, name, length) != 0 || longs[i].name[length])
            continue;
        if (name[length] == '=')
            optarg = (char *)name + length + 1;
        if (optarg && longs[i].has_arg == no_argument)
            return complain(argv, "option takes no argument", name, length);
        if (!optarg && longs[i].has_arg == required_argument) {
            if (optind >= argc)
                return complain(argv, "option requires an argument", name, length);
            optarg = argv[optind++];
        }
        if (index)
            *index = i;
        if (!longs[i].flag)
            return longs[i].val;
        *longs[i].flag = longs[i].val;
        return 0;
    }
    optopt = 0;
    return complain(argv, "unrecognized option", name, length);
}
