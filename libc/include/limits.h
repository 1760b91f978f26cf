/* Sizes of integer types (ISO C 5.2.4.2.1), and limits of this system (POSIX). */
#pragma once

#define CHAR_BIT   8
#define SCHAR_MIN  (-128)
#define SCHAR_MAX  127
#define UCHAR_MAX  255
#define CHAR_MIN   SCHAR_MIN
#define CHAR_MAX   SCHAR_MAX
#define MB_LEN_MAX 4
#define SHRT_MIN   (-32768)
#define SHRT_MAX   32767
#define USHRT_MAX  65535
#define INT_MIN    (-2147483647 - 1)
#define INT_MAX    2147483647
#define UINT_MAX   4294967295U
#define LONG_MIN   (-2147483647L - 1)
#define LONG_MAX   2147483647L
#define ULONG_MAX  4294967295UL
#define LLONG_MIN  (-9223372036854775807LL - 1)
#define LLONG_MAX  9223372036854775807LL
#define ULLONG_MAX 18446744073709551615ULL
#define SSIZE_MAX  INT_MAX

#define LONG_LONG_MIN  LLONG_MIN
#define LONG_LONG_MAX  LLONG_MAX
#define ULONG_LONG_MAX ULLONG_MAX

#define ARG_MAX 131072
#ifndef IOV_MAX
#define IOV_MAX 1024
#endif
#define NAME_MAX                      255
#define PATH_MAX                      4096
#define PIPE_BUF                      4096
#define LINE_MAX                      2048
#define ATEXIT_MAX                    64
#define PTHREAD_KEYS_MAX              128
#define PTHREAD_STACK_MIN             16384
#define PTHREAD_DESTRUCTOR_ITERATIONS 4
#define SEM_VALUE_MAX                 INT_MAX

#define OPEN_MAX       1024
#define CHILD_MAX      999
#define HOST_NAME_MAX  64
#define LOGIN_NAME_MAX 256
#define TTY_NAME_MAX   32
#define NGROUPS_MAX    65536
#define LONG_BIT       32
#define WORD_BIT       32
#define NL_ARGMAX      4096
#define SYMLOOP_MAX    40
#define DELAYTIMER_MAX INT_MAX
#define RTSIG_MAX      32
#define SEM_NSEMS_MAX  INT_MAX
#define NZERO          20

#define _POSIX_OPEN_MAX       20
#define _POSIX_CHILD_MAX      25
#define _POSIX_SEM_NSEMS_MAX  256
#define _POSIX_SIGQUEUE_MAX   32
#define _POSIX_HOST_NAME_MAX  255
#define _POSIX_LINK_MAX       8
#define _POSIX_RTSIG_MAX      8
#define _POSIX_SSIZE_MAX      32767
#define _POSIX_STREAM_MAX     8
#define _POSIX_TIMER_MAX      32
#define _POSIX_DELAYTIMER_MAX 32
#define _POSIX2_LINE_MAX      2048
#define _POSIX_ARG_MAX        4096
#define _POSIX_NAME_MAX       14
#define _POSIX_PATH_MAX       256
#define _POSIX_PIPE_BUF       512

#define _POSIX_THREAD_KEYS_MAX              128
#define _POSIX_THREAD_DESTRUCTOR_ITERATIONS 4
#define _POSIX_THREAD_THREADS_MAX           64
#define _POSIX_SEM_VALUE_MAX                32767

#define MAX_CANON          255
#define MAX_INPUT          255
#define MQ_PRIO_MAX        32768
#define AIO_PRIO_DELTA_MAX 20
#define BC_BASE_MAX        99
#define BC_DIM_MAX         2048
#define BC_SCALE_MAX       99
#define BC_STRING_MAX      1000
#define CHARCLASS_NAME_MAX 2048
#define COLL_WEIGHTS_MAX   255
#define EXPR_NEST_MAX      32
#define NL_LANGMAX         2048
#define NL_MSGMAX          INT_MAX
#define NL_SETMAX          INT_MAX
#define NL_TEXTMAX         INT_MAX

#define _POSIX_AIO_LISTIO_MAX    2
#define _POSIX_AIO_MAX           1
#define _POSIX_LOGIN_NAME_MAX    9
#define _POSIX_MAX_CANON         255
#define _POSIX_MAX_INPUT         255
#define _POSIX_MQ_OPEN_MAX       8
#define _POSIX_MQ_PRIO_MAX       32
#define _POSIX_NGROUPS_MAX       8
#define _POSIX_RE_DUP_MAX        255
#define _POSIX_SYMLINK_MAX       255
#define _POSIX_SYMLOOP_MAX       8
#define _POSIX_TTY_NAME_MAX      9
#define _POSIX_TZNAME_MAX        6
#define _POSIX_CLOCKRES_MIN      20000000
#define _XOPEN_IOV_MAX           16
#define _XOPEN_NAME_MAX          255
#define _XOPEN_PATH_MAX          1024
#define _POSIX2_BC_BASE_MAX      99
#define _POSIX2_BC_DIM_MAX       2048
#define _POSIX2_BC_SCALE_MAX     99
#define _POSIX2_BC_STRING_MAX    1000
#define _POSIX2_COLL_WEIGHTS_MAX 2
#define _POSIX2_EXPR_NEST_MAX    32
#define _POSIX2_RE_DUP_MAX       255

#define RE_DUP_MAX 255 /* x{255} in a regular expression */
