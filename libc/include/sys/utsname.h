/* What the system is called (POSIX). */
#pragma once
#include <abi/utsname.h>

int uname(struct utsname *name);
