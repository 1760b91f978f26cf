/* More on bytes and strings (POSIX, and what older code uses). */
#pragma once
#include <stddef.h>

int strcasecmp(const char *a, const char *b);
int strncasecmp(const char *a, const char *b, size_t count);
int ffsl(long value);
int ffsll(long long value);
int ffs(int value);
void bcopy(const void *from, void *to, size_t count);
void bzero(void *to, size_t count);
int bcmp(const void *a, const void *b, size_t count);
char *index(const char *text, int c);
char *rindex(const char *text, int c);
