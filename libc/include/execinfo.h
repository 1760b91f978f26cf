/* Who called whom (man 3 backtrace). Programs compiled with frame pointers (OPT=-O0 has them) can be
 * followed. */
#pragma once

int backtrace(void **addresses, int size);
char **backtrace_symbols(void *const *addresses, int size);
void backtrace_symbols_fd(void *const *addresses, int size, int fd);
