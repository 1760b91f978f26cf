/* A message on standard error, and the end if its status is not 0 (man 3 error). */
#pragma once

extern unsigned error_message_count;
void error(int status, int number, const char *format, ...) __attribute__((format(printf, 3, 4)));
