/* Between printf.c and printf_float.c: one conversion, and where its text goes. */
#pragma once
#include "file.h"

struct conversion {
    int width;
    int precision; /* -1: none given */
    unsigned left : 1, plus : 1, space : 1, alternate : 1, zero : 1;
};

struct output {
    FILE *file;
    size_t total; /* bytes, or characters if it is for wprintf */
    int failed;
    int wide;
};

/* How much of a width some text takes. */
size_t __print_length(const struct output *output, const char *text, size_t count);

void __print(struct output *output, const char *text, size_t count);
void __print_fill(struct output *output, char c, int count);

/* prefix, zeros and text, padded with spaces to the conversion's width. */
void __print_padded(struct output *output, const struct conversion *conversion, const char *prefix, int zeros,
                    const char *text, int length);

void __print_float(struct output *output, struct conversion *conversion, long double value, char kind);
