/*
 * A ustar archive: for each entry a header block, then its contents in whole blocks; two blocks of zeros at
 * the end.
 */
#include "lib/ustar.h"

#include "lib/string.h"

struct header {
    char name[100], mode[8], uid[8], gid[8], size[12], time[12], checksum[8], type, target[100];
    char magic[6], version[2], owner[32], group[32], device_major[8], device_minor[8], prefix[155],
        padding[12];
};
_Static_assert(sizeof(struct header) == USTAR_BLOCK, "a header is one block");

/* An octal number that fills a field, or ends with a space or a NUL; spaces may stand before it. */
static bool octal(const char *field, size_t width, uint32_t *value)
{
    size_t i = 0, digits = 0;
    for (*value = 0; i < width && field[i] == ' '; i++)
        ;
    for (; i < width && field[i] >= '0' && field[i] <= '7'; i++, digits++) {
        if (*value >> 29)
            return false;
        *value = *value << 3 | (uint32_t)(field[i] - '0');
    }
    return digits > 0 && (i == width || field[i] == ' ' || field[i] == '\0');
}

#define CHECKSUM_OF_ZEROS (' ' * 8u) /* the end mark's */

/* The sum of all bytes, those of the checksum itself counted as spaces. */
static uint32_t checksum(const struct header *header)
{
    const unsigned char *bytes = (const unsigned char *)header;
    uint32_t sum = CHECKSUM_OF_ZEROS;
    for (size_t i = 0; i < USTAR_BLOCK; i++)
        if (i < offsetof(struct header, checksum) || i >= offsetof(struct header, type))
            sum += bytes[i];
    return sum;
}

/* Appends a field, which a NUL ends unless it is full. */
static void append(char *text, const char *field, size_t width)
{
    const char *end = memchr(field, '\0', width);
    size_t length = end ? (size_t)(end - field) : width, start = strlen(text);
    memcpy(text + start, field, length);
    text[start + length] = '\0';
}

static const char *parse(const struct header *header, struct ustar_entry *entry)
{
    uint32_t sum;
    if (!octal(header->checksum, sizeof(header->checksum), &sum) || sum != checksum(header))
        return "the header's checksum is wrong";
    if (memcmp(header->magic, "ustar", 5) != 0)
        return "not in the ustar format";
    if (!octal(header->mode, sizeof(header->mode), &entry->mode))
        return "the mode is no number";
    if (!octal(header->size, sizeof(header->size), &entry->size))
        return "the size is no number, or too large";
    entry->type = header->type ? header->type : USTAR_FILE;
    if (entry->type == USTAR_LINK || entry->type == USTAR_SYMLINK || entry->type == USTAR_DIRECTORY)
        entry->size = 0;
    entry->mode &= 07777;
    entry->name[0] = entry->target[0] = '\0';
    if (header->prefix[0]) {
        append(entry->name, header->prefix, sizeof(header->prefix));
        append(entry->name, "/", 1);
    }
    append(entry->name, header->name, sizeof(header->name));
    append(entry->target, header->target, sizeof(header->target));
    return entry->name[0] ? NULL : "an entry without a name";
}

int ustar_next(const void *archive, size_t size, size_t *position, struct ustar_entry *entry,
               const char **problem)
{
    const struct header *header = (const void *)((const char *)archive + *position);
    size_t left = size - *position;
    if (left < USTAR_BLOCK) {
        *problem = left ? "cut off within a header" : "cut off: the end mark is missing";
        return -1;
    }
    if (checksum(header) == CHECKSUM_OF_ZEROS)
        return 0;
    *problem = parse(header, entry);
    if (*problem)
        return -1;
    left -= USTAR_BLOCK;
    if (entry->size > left) {
        *problem = "cut off within a file's contents";
        return -1;
    }
    entry->offset = *position + USTAR_BLOCK;
    *position = entry->offset + MIN(ALIGN_UP(entry->size, USTAR_BLOCK), left);
    return 1;
}
