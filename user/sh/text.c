/* See text.h. */
#include "text.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define STATUS_NO_MEMORY 2

static void *or_die(void *block)
{
    if (!block) {
        dprintf(STDERR_FILENO, "sh: out of memory\n");
        _exit(STATUS_NO_MEMORY);
    }
    return block;
}

void *allocate(size_t size)
{
    return or_die(calloc(1, size));
}

char *copy(const char *text)
{
    return or_die(strdup(text));
}

char *copy_part(const char *text, size_t length)
{
    return or_die(strndup(text, length));
}

void text_append_part(struct text *text, const char *more, size_t length)
{
    if (text->length + length + 1 > text->room) {
        text->room = 2 * text->room + length + 16;
        text->bytes = or_die(realloc(text->bytes, text->room));
    }
    memcpy(text->bytes + text->length, more, length);
    text->length += length;
    text->bytes[text->length] = '\0';
}

void text_append(struct text *text, const char *more)
{
    text_append_part(text, more, strlen(more));
}

void text_add(struct text *text, char byte)
{
    text_append_part(text, &byte, 1);
}

char *text_take(struct text *text)
{
    char *bytes = text->bytes ? text->bytes : copy("");
    *text = (struct text){0};
    return bytes;
}

void text_clear(struct text *text)
{
    free(text->bytes);
    *text = (struct text){0};
}

void words_add(struct words *words, char *word)
{
    size_t room = words->count + 1;
    if ((room & (room - 1)) == 0) /* the list has room for a power of two, and its NULL is one of them */
        words->items = or_die(realloc(words->items, 2 * room * sizeof *words->items));
    words->items[words->count++] = word;
    words->items[words->count] = NULL;
}

void words_copy(struct words *to, char *const *from)
{
    for (; from && *from; from++)
        words_add(to, copy(*from));
}

static int compare(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

void words_sort(struct words *words, size_t from)
{
    if (words->count > from)
        qsort(words->items + from, words->count - from, sizeof *words->items, compare);
}

void words_drop(struct words *words, size_t count)
{
    struct words kept = {0};
    words_copy(&kept, words->items ? words->items + count : NULL);
    words_free(words);
    *words = kept;
}

void words_free(struct words *words)
{
    for (size_t i = 0; i < words->count; i++)
        free(words->items[i]);
    free(words->items);
    *words = (struct words){0};
}
