/* The older place of <sys/syscall.h>. */
#pragma once
#include <sys/syscall.h>
