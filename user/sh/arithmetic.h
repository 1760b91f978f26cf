/* $((...)): the integer arithmetic of C, with the shell's variables (POSIX, XCU 2.6.4). */
#pragma once

/* Works the expression out. Returns NULL and the value in *value, or what is wrong. */
const char *arithmetic(const char *expression, long *value);
