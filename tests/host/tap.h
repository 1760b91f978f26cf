/* The Test Anything Protocol, for the tests in this folder. */
#pragma once

#include <stdio.h>

static unsigned tap_count, tap_failures;

/* One test. */
static inline void tap_ok(int condition, const char *name)
{
    tap_count++;
    tap_failures += !condition;
    printf("%sok %u - %s\n", condition ? "" : "not ", tap_count, name);
}

/* The plan; returns main()'s status. */
static inline int tap_done(void)
{
    printf("1..%u\n", tap_count);
    return tap_failures != 0;
}
