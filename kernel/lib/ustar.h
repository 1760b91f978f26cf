/*
 * Reading tar archives in the ustar format (POSIX.1-2017, pax, "ustar Interchange Format"). Pure C: an
 * archive is bytes in memory that anybody may have made, and nothing in it is believed before it is checked.
 */
#pragma once

#include "lib/types.h"

#define USTAR_BLOCK    512u
#define USTAR_NAME_MAX 256u /* a prefix of 155 characters, a slash, and a name of 100 */

enum ustar_type {
    USTAR_FILE = '0',
    USTAR_LINK = '1', /* another name for the file `target` */
    USTAR_SYMLINK = '2',
    USTAR_DIRECTORY = '5',
};

struct ustar_entry {
    char name[USTAR_NAME_MAX + 1];
    char target[101]; /* of a link */
    char type;        /* enum ustar_type, or another character */
    uint32_t mode;    /* permission bits */
    uint32_t size;    /* of the contents, in bytes */
    uint32_t offset;  /* where in the archive they begin */
};

/*
 * Reads the entry at *position and moves *position past it and its contents, which lie wholly within the
 * archive. Returns 1; 0 at the archive's end; or -1 when what is there is no sound entry: *problem then says
 * why.
 */
int ustar_next(const void *archive, size_t size, size_t *position, struct ustar_entry *entry,
               const char **problem);
