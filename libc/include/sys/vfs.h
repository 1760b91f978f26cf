/* File systems: what <sys/statfs.h> has. */
#pragma once
#include <sys/statfs.h>
