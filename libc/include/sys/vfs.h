/* Files systems: what <sys/statvfs.h> has. */
#pragma once
#include <sys/statvfs.h>
