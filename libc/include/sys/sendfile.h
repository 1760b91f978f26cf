/* From one open file to another (man 2 sendfile): reads and writes here. */
#pragma once
#include <sys/types.h>

ssize_t sendfile(int to, int from, off_t *offset, size_t count);
