/* Inside of streams (man 3 stdio_ext). */
#pragma once
#include <stdio.h>

#define FSETLOCKING_INTERNAL 0
#define FSETLOCKING_BYCALLER 1
#define FSETLOCKING_QUERY    2

size_t __fbufsize(FILE *file);
size_t __fpending(FILE *file);
int __flbf(FILE *file);
int __freadable(FILE *file);
int __fwritable(FILE *file);
int __freading(FILE *file);
int __fwriting(FILE *file);
int __fsetlocking(FILE *file, int how); /* locks are always the library's */
void __fpurge(FILE *file);
void _flushlbf(void);
