/* Command-line options: getopt is in <unistd.h>; getopt_long is GNU's. */
#pragma once
#include <unistd.h>

struct option {
    const char *name;
    int has_arg;
    int *flag; /* where to store val; NULL: getopt_long returns it */
    int val;
};

#define no_argument       0
#define required_argument 1
#define optional_argument 2

int getopt_long(int argc, char *const argv[], const char *options, const struct option *longs, int *index);
/* The same, and long options may begin with one "-". */
int getopt_long_only(int argc, char *const argv[], const char *options, const struct option *longs,
                     int *index);
