/*
 * What the kernel shows of itself, read live through /proc. Nothing here changes the machine, and nothing is
 * remembered from one call to the next.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* The start of the page that an address is in. */
static inline unsigned long page_of(unsigned long address)
{
    return address & ~4095UL;
}

/* A page that is present in a process's page tables: a line of /proc/PID/pagetable. */
struct page {
    bool present;
    bool writable; /* as the page-table entry says */
    unsigned long frame;
    unsigned refs; /* page-table entries, of any process, that point to the frame */
    char kind[16];
};

/* The whole text of a file of /proc, valid until the next call, or "". */
const char *see_file(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The page at `address`; not present if there is none or no such process. */
struct page see_page(pid_t pid, unsigned long address);

/* The frame of the process's page directory: what CR3 holds while one of its threads runs. */
unsigned long see_directory(pid_t pid);

/* Where a thread that is not running will go on in user mode. */
struct registers {
    unsigned long eip, esp;
};
struct registers see_registers(pid_t pid, pid_t tid);

/* A thread's state as `ps` has it: R, S, D, Z ...; '-' when there is none. */
char see_state(pid_t pid, pid_t tid);

/* The number after `name` at the beginning of a line of `text`; -1 when there is none. */
long see_number(const char *text, const char *name);

/* A page as text, 12 columns: frame, "rw" or "ro" as the page-table entry says, references. */
const char *page_text(const struct page *page, char *buffer);
#define PAGE_TEXT 32

/* "===" for the same frame, " | " for another, "   " where one is not mapped. */
const char *page_relation(const struct page *a, const struct page *b);
