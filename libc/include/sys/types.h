/* Types of the system interface (POSIX). */
#pragma once
#include <abi/time.h>
#include <bits/threads.h>
#include <stddef.h>
#include <stdint.h>

typedef int ssize_t;
typedef long off_t;
typedef off_t off64_t;
typedef long long loff_t;
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
typedef unsigned short ushort;
typedef unsigned long ulong;
typedef uint8_t u_int8_t;
typedef uint16_t u_int16_t;
typedef uint32_t u_int32_t;
typedef uint64_t u_int64_t;
typedef int64_t quad_t;
typedef uint64_t u_quad_t;
typedef int register_t;
typedef char *caddr_t;
typedef int daddr_t;
typedef unsigned long long fsblkcnt_t;
typedef unsigned long long fsfilcnt_t;
typedef ino_t ino64_t;
typedef blkcnt_t blkcnt64_t;

/* Older code finds these here too. */
#include <endian.h>
#include <sys/select.h>
