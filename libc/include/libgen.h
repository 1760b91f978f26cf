/* Parts of path names (POSIX). Both may change the text they are given. */
#pragma once

char *__posix_basename(char *path) __asm__("basename");
#define basename __posix_basename
char *dirname(char *path);
