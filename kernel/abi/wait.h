/* Options and statuses of wait4 (man 2 wait). A status is (exit code << 8), or the signal's number. */
#pragma once

#define WNOHANG     1
#define WUNTRACED   2
#define WCONTINUED  8
#define WSTOPPED    2 /* waitid */
#define WEXITED     4
#define WNOWAIT     0x01000000
#define WNOEXIT     0x00000010 /* the kernel's own: waitid without WEXITED */
#define __WNOTHREAD 0x20000000
#define __WALL      0x40000000
#define __WCLONE    0x80000000u

typedef enum { P_ALL, P_PID, P_PGID } idtype_t; /* waitid: whom the id means */

#define WEXITSTATUS(status)  (((status) >> 8) & 0xff)
#define WTERMSIG(status)     ((status)&0x7f)
#define WSTOPSIG(status)     WEXITSTATUS(status)
#define WIFEXITED(status)    (WTERMSIG(status) == 0)
#define WIFSIGNALED(status)  (((signed char)(((status)&0x7f) + 1) >> 1) > 0)
#define WIFSTOPPED(status)   (((status)&0xff) == 0x7f)
#define WIFCONTINUED(status) ((status) == 0xffff)
#define WCOREDUMP(status)    ((status)&0x80)
