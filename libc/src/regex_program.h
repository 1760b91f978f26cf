/* A compiled regular expression: a program for the machine in regexec.c. */
#pragma once

#include <regex.h>
#include <stddef.h>

enum regex_operation {
    REGEX_BYTE,  /* the next byte is `value` */
    REGEX_SET,   /* the next byte is in sets[value] */
    REGEX_BEGIN, /* at the beginning of a line */
    REGEX_END,   /* at its end */
    REGEX_SAVE,  /* note where we are in slot `value` */
    REGEX_MOVED, /* we are not where slot `value` says: a loop whose body matched nothing must end */
    REGEX_AGAIN, /* what group `value` matched comes once more */
    REGEX_FORK,  /* go on with the next instruction, or else `value` instructions further */
    REGEX_JUMP,  /* go on `value` instructions further */
    REGEX_MATCH,
};

struct regex_instruction {
    enum regex_operation operation;
    int value;
};

struct regex_set {
    unsigned char bits[32]; /* of each byte one */
};

struct __regex_program {
    struct regex_instruction *code;
    size_t length;
    struct regex_set *sets;
    size_t set_count;
    size_t slots; /* two for each group, the whole match being group 0, and one for each loop */
    int flags;
    int has_again;
};

/* Reads a bracket expression at `*at`, behind its [, into the set, and sets *at behind its ]. Returns 0 or an
 * error. */
int regex_bracket(const char **at, struct regex_set *set, int ignores_case);

static inline void regex_set_add(struct regex_set *set, unsigned char byte)
{
    set->bits[byte / 8] |= 1 << byte % 8;
}

static inline int regex_set_has(const struct regex_set *set, unsigned char byte)
{
    return set->bits[byte / 8] >> byte % 8 & 1;
}
