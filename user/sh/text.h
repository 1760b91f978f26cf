/*
 * Text that grows, lists of words, and memory for both. A shell that finds no memory says so and ends, so
 * nothing here fails.
 */
#pragma once

#include <stddef.h>

/* Text that is being put together; with bytes != NULL always ended by a NUL. Begins as {0}. */
struct text {
    char *bytes;
    size_t length, room;
};

/* A list of words, each on the heap and owned by the list; items[count] is NULL if items is not. Begins as
 * {0}. */
struct words {
    char **items;
    size_t count;
};

void *allocate(size_t size); /* filled with zeros */
char *copy(const char *text);
char *copy_part(const char *text, size_t length);

void text_add(struct text *text, char byte);
void text_append(struct text *text, const char *more);
void text_append_part(struct text *text, const char *more, size_t length);
/* What the text holds, never NULL; the caller frees it. The text is empty afterwards. */
char *text_take(struct text *text);
void text_clear(struct text *text);

/* Adds a word that is on the heap. */
void words_add(struct words *words, char *word);
void words_copy(struct words *to, char *const *from);
void words_sort(struct words *words, size_t from);
/* Takes the first `count` words away. */
void words_drop(struct words *words, size_t count);
void words_free(struct words *words);
