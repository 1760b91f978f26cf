/* What the system is called (POSIX). */
#pragma once
#define SYS_NMLN 65
#include <abi/utsname.h>

int uname(struct utsname *name);
