/* Messages of a failing program on standard error, with its name in front (man 3 err). */
#pragma once
#include <stdarg.h>

void warn(const char *format, ...) __attribute__((format(printf, 1, 2)));
void warnx(const char *format, ...) __attribute__((format(printf, 1, 2)));
void vwarn(const char *format, va_list arguments) __attribute__((format(printf, 1, 0)));
void vwarnx(const char *format, va_list arguments) __attribute__((format(printf, 1, 0)));
void err(int status, const char *format, ...) __attribute__((noreturn, format(printf, 2, 3)));
void errx(int status, const char *format, ...) __attribute__((noreturn, format(printf, 2, 3)));
void verr(int status, const char *format, va_list arguments) __attribute__((noreturn, format(printf, 2, 0)));
void verrx(int status, const char *format, va_list arguments) __attribute__((noreturn, format(printf, 2, 0)));
