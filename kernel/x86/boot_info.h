/*
 * What the boot loader told us, out of its own formats: the one boot record. Multiboot's structures are
 * read in boot_info.c and nowhere else (Multiboot specification 0.6.96).
 */
#pragma once

#include "lib/types.h"

#define BOOT_RANGES_MAX  64
#define BOOT_MODULES_MAX 8

struct boot_range {
    paddr_t start, end; /* page-aligned, end exclusive */
};

struct boot_module {
    paddr_t start, end; /* bytes */
};

/* A screen of pixels, one after the other. */
struct boot_screen {
    paddr_t address; /* page-aligned; 0: there is none */
    uint32_t pitch;  /* bytes from one line to the next */
    uint32_t width, height;
    uint32_t depth; /* bits of a pixel */
    struct {
        uint8_t position, size; /* bits */
    } red, green, blue;
};

struct boot_info {
    struct boot_range ram[BOOT_RANGES_MAX]; /* usable RAM below DIRECT_MAP_MAX, above 1 MiB, as listed: in any
                                               order, perhaps overlapping; whole pages, rounded inwards */
    unsigned ram_count;
    struct boot_module modules[BOOT_MODULES_MAX];
    unsigned module_count;
    struct boot_screen screen; /* that the loader has set up */
    char command_line[512];
};

extern struct boot_info boot_info;

/*
 * Fills boot_info from what start.S found in EAX and EBX, checking every address it follows. Returns NULL, or
 * a line that says what is wrong: a wrong magic, no memory map, too little memory (under 8 MiB), a module out
 * of reach. The caller then shows that line and stops; the command line, which says where to show it, has
 * been read by then if there is one.
 */
const char *boot_info_init(uint32_t magic, paddr_t information) __attribute__((warn_unused_result));

/*
 * Looks for `name` among the words of the command line: "name" or "name=value". Returns the value, "" for
 * a bare name, NULL if the word isn't there. The value ends at a space or the end: use option_number, or
 * copy up to the space.
 */
const char *boot_option(const char *name);

/* The number given as name=N, or `otherwise`; logs and ignores one that is no number. */
uint32_t boot_option_number(const char *name, uint32_t otherwise);
