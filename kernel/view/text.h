/*
 * Text files of /proc: made as a whole when they are read from the beginning.
 */
#pragma once

#include "fs/file.h"

struct text {
    struct file_contents *contents;
    int error; /* the first that happened while it was made */
};

/* Adds formatted text, of at most TEXT_LINE - 1 characters, at the end. Holding no lock of RANK_OBJECT or
 * higher. */
#define TEXT_LINE 400
void text_print(struct text *text, const char *pattern, ...) __attribute__((format(printf, 2, 3)));

/* The same for bytes as they are. */
void text_write(struct text *text, const void *bytes, size_t size);
