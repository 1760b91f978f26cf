/* Types of the system interface (POSIX). */
#pragma once
#include <abi/time.h>
#include <bits/threads.h>
#include <stddef.h>
#include <stdint.h>

typedef int ssize_t;
typedef long off_t;
typedef int pid_t;
typedef unsigned uid_t;
typedef unsigned gid_t;
typedef unsigned id_t;
typedef int key_t;
typedef unsigned mode_t;
typedef unsigned long nlink_t;
typedef unsigned long ino_t;
typedef unsigned long long dev_t;
typedef long blksize_t;
typedef long blkcnt_t;
typedef long clock_t;
typedef void *timer_t;
typedef unsigned useconds_t;
typedef long suseconds_t;

typedef unsigned char u_char;
typedef unsigned short u_short;
typedef unsigned int u_int;
typedef unsigned long u_long;
typedef unsigned int uint;
typedef unsigned long ulong;
