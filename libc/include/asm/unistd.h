/* Numbers of system calls. */
#pragma once
#include <sys/syscall.h>
