/* The system interface (POSIX). Calls return -1 and set errno when they fail. */
#pragma once
#include <stddef.h>
#include <sys/types.h>

#define STDIN_FILENO  0
#define STDOUT_FILENO 1
#define STDERR_FILENO 2

#ifndef SEEK_SET
#define SEEK_SET 0
#define SEEK_CUR 1
#define SEEK_END 2
#endif

#define _POSIX_VERSION             200809L
#define _POSIX_THREADS             200809L
#define _POSIX_SEMAPHORES          200809L
#define _POSIX_TIMERS              200809L
#define _POSIX_MONOTONIC_CLOCK     0
#define _POSIX_BARRIERS            200809L
#define _POSIX_SPIN_LOCKS          200809L
#define _POSIX_READER_WRITER_LOCKS 200809L

#define _POSIX_CLOCK_SELECTION            200809L
#define _POSIX_CPUTIME                    0
#define _POSIX_FSYNC                      200809L
#define _POSIX_JOB_CONTROL                1
#define _POSIX_MAPPED_FILES               200809L
#define _POSIX_MEMORY_PROTECTION          200809L
#define _POSIX_REALTIME_SIGNALS           200809L
#define _POSIX_SHARED_MEMORY_OBJECTS      200809L
#define _POSIX_SPAWN                      200809L
#define _POSIX_THREAD_ATTR_STACKADDR      200809L
#define _POSIX_THREAD_ATTR_STACKSIZE      200809L
#define _POSIX_THREAD_CPUTIME             0
#define _POSIX_THREAD_PRIO_INHERIT        (-1)
#define _POSIX_THREAD_PRIO_PROTECT        (-1)
#define _POSIX_THREAD_PRIORITY_SCHEDULING (-1)
#define _POSIX_THREAD_PROCESS_SHARED      200809L
#define _POSIX_THREAD_SAFE_FUNCTIONS      200809L
#define _POSIX_THREAD_ROBUST_PRIO_INHERIT (-1)
#define _POSIX_TIMEOUTS                   200809L
#define _POSIX_PRIORITY_SCHEDULING        (-1)
#define _POSIX_ASYNCHRONOUS_IO            200809L
#define _POSIX_PRIORITIZED_IO             (-1)
#define _POSIX_SYNCHRONIZED_IO            200809L
#define _POSIX_SPORADIC_SERVER            (-1)
#define _POSIX_THREAD_SPORADIC_SERVER     (-1)
#define _POSIX_MEMLOCK                    200809L
#define _POSIX_MEMLOCK_RANGE              200809L
#define _POSIX_SAVED_IDS                  1
#define _POSIX_NO_TRUNC                   1
#define _POSIX_CHOWN_RESTRICTED           0
#define _POSIX_SHELL                      1
#define _POSIX_REGEXP                     1
#define _POSIX_MESSAGE_PASSING            200809L
#define _POSIX2_VERSION                   200809L
#define _POSIX_VDISABLE                   0
#define _XOPEN_VERSION                    700

#define R_OK 4
#define W_OK 2
#define X_OK 1
#define F_OK 0

#ifndef F_LOCK
#define F_ULOCK 0
#define F_LOCK  1
#define F_TLOCK 2
#define F_TEST  3
#endif
#define L_SET  SEEK_SET
#define L_INCR SEEK_CUR
#define L_XTND SEEK_END

#define _SC_ARG_MAX                      0
#define _SC_CLK_TCK                      2
#define _SC_OPEN_MAX                     4
#define _SC_VERSION                      29
#define _SC_PAGESIZE                     30
#define _SC_PAGE_SIZE                    _SC_PAGESIZE
#define _SC_SEM_VALUE_MAX                33
#define _SC_IOV_MAX                      60
#define _SC_THREADS                      67
#define _SC_THREAD_DESTRUCTOR_ITERATIONS 73
#define _SC_THREAD_KEYS_MAX              74
#define _SC_THREAD_STACK_MIN             75
#define _SC_THREAD_THREADS_MAX           76
#define _SC_ATEXIT_MAX                   87
#define _SC_CHILD_MAX                    1
#define _SC_NGROUPS_MAX                  3
#define _SC_STREAM_MAX                   5
#define _SC_TZNAME_MAX                   6
#define _SC_JOB_CONTROL                  7
#define _SC_SAVED_IDS                    8
#define _SC_REALTIME_SIGNALS             9
#define _SC_PRIORITY_SCHEDULING          10
#define _SC_TIMERS                       11
#define _SC_ASYNCHRONOUS_IO              12
#define _SC_PRIORITIZED_IO               13
#define _SC_SYNCHRONIZED_IO              14
#define _SC_FSYNC                        15
#define _SC_MAPPED_FILES                 16
#define _SC_MEMLOCK                      17
#define _SC_MEMORY_PROTECTION            19
#define _SC_MESSAGE_PASSING              20
#define _SC_SEMAPHORES                   21
#define _SC_SHARED_MEMORY_OBJECTS        22
#define _SC_MEMLOCK_RANGE                18
#define _SC_AIO_LISTIO_MAX               23
#define _SC_AIO_MAX                      24
#define _SC_AIO_PRIO_DELTA_MAX           25
#define _SC_DELAYTIMER_MAX               26
#define _SC_MQ_OPEN_MAX                  27
#define _SC_MQ_PRIO_MAX                  28
#define _SC_RTSIG_MAX                    31
#define _SC_SEM_NSEMS_MAX                32
#define _SC_SIGQUEUE_MAX                 34
#define _SC_TIMER_MAX                    35
#define _SC_LINE_MAX                     43
#define _SC_THREAD_SAFE_FUNCTIONS        68
#define _SC_GETGR_R_SIZE_MAX             69
#define _SC_GETPW_R_SIZE_MAX             70
#define _SC_LOGIN_NAME_MAX               71
#define _SC_TTY_NAME_MAX                 72
#define _SC_THREAD_ATTR_STACKADDR        77
#define _SC_THREAD_ATTR_STACKSIZE        78
#define _SC_THREAD_PRIORITY_SCHEDULING   79
#define _SC_THREAD_PRIO_INHERIT          80
#define _SC_THREAD_PRIO_PROTECT          81
#define _SC_THREAD_PROCESS_SHARED        82
#define _SC_NPROCESSORS_CONF             83
#define _SC_NPROCESSORS_ONLN             84
#define _SC_PHYS_PAGES                   85
#define _SC_AVPHYS_PAGES                 86
#define _SC_BARRIERS                     133
#define _SC_CLOCK_SELECTION              137
#define _SC_CPUTIME                      138
#define _SC_THREAD_CPUTIME               139
#define _SC_MONOTONIC_CLOCK              149
#define _SC_READER_WRITER_LOCKS          153
#define _SC_SPIN_LOCKS                   154
#define _SC_SPAWN                        159
#define _SC_TIMEOUTS                     164
#define _SC_HOST_NAME_MAX                180

#define _PC_LINK_MAX 0
#define _PC_NAME_MAX 3
#define _PC_PATH_MAX 4
#define _PC_PIPE_BUF 5
#define _PC_VDISABLE 8
#define _CS_PATH     0

extern char **environ;

ssize_t read(int fd, void *buffer, size_t count);
ssize_t write(int fd, const void *buffer, size_t count);
ssize_t pwrite(int fd, const void *buffer, size_t count, off_t offset);
ssize_t pread(int fd, void *buffer, size_t count, off_t offset);
off_t lseek(int fd, off_t offset, int whence);
int close(int fd);
int pipe(int fds[2]);
int dup(int fd);
int dup2(int fd, int new_fd);
int dup3(int fd, int new_fd, int flags);
int pipe2(int fds[2], int flags);
int isatty(int fd);
char *ttyname(int fd);
int ttyname_r(int fd, char *name, size_t size);
char *ctermid(char *name);
int fsync(int fd);
int fdatasync(int fd);
void sync(void);
int truncate(const char *path, off_t length);
int ftruncate(int fd, off_t length);
int lockf(int fd, int command, off_t length);

int access(const char *path, int mode);
int eaccess(const char *path, int mode);
int euidaccess(const char *path, int mode);
int faccessat(int directory, const char *path, int mode, int flags);
int chdir(const char *path);
int fchdir(int fd);
char *getcwd(char *buffer, size_t size);
char *getwd(char *to);
char *get_current_dir_name(void);
int unlink(const char *path);
int unlinkat(int directory, const char *path, int flags);
int rmdir(const char *path);
int link(const char *old, const char *path);
int symlink(const char *target, const char *path);
int symlinkat(const char *target, int directory, const char *path);
int linkat(int old_directory, const char *old, int directory, const char *path, int flags);
ssize_t readlinkat(int directory, const char *__restrict path, char *__restrict to, size_t size);
int lchown(const char *path, uid_t owner, gid_t group);
ssize_t readlink(const char *__restrict path, char *__restrict to, size_t size);
int chown(const char *path, uid_t owner, gid_t group);
int fchownat(int directory, const char *path, uid_t owner, gid_t group, int flags);
int fchown(int fd, uid_t owner, gid_t group);
long pathconf(const char *path, int name);
long fpathconf(int fd, int name);
size_t confstr(int name, char *to, size_t size);

uid_t getuid(void);
uid_t geteuid(void);
gid_t getgid(void);
gid_t getegid(void);
int setuid(uid_t uid);
int setgid(gid_t gid);
int seteuid(uid_t uid);
int setegid(gid_t gid);
int setreuid(uid_t real, uid_t effective);
int setregid(gid_t real, gid_t effective);
int setresuid(uid_t real, uid_t effective, uid_t saved);
int setresgid(gid_t real, gid_t effective, gid_t saved);
int getresuid(uid_t *real, uid_t *effective, uid_t *saved);
int getresgid(gid_t *real, gid_t *effective, gid_t *saved);
int getgroups(int size, gid_t list[]);
char *getlogin(void);
int getlogin_r(char *name, size_t size);
long gethostid(void);
int getdomainname(char *name, size_t size);
int sethostname(const char *name, size_t size);
int chroot(const char *path);
int syncfs(int fd);
void closefrom(int first);
char *getpass(const char *prompt);
int gethostname(char *name, size_t size);
int getentropy(void *to, size_t count);

pid_t getpgrp(void);
pid_t getpgid(pid_t pid);
int setpgid(pid_t pid, pid_t group);
int setpgrp(void);
pid_t setsid(void);
pid_t getsid(pid_t pid);
pid_t tcgetpgrp(int fd);
int tcsetpgrp(int fd, pid_t group);
int nice(int change);
int daemon(int no_chdir, int no_close);

unsigned alarm(unsigned seconds);
useconds_t ualarm(useconds_t microseconds, useconds_t interval);
int pause(void);

pid_t fork(void);
pid_t vfork(void) __attribute__((__returns_twice__));
int execv(const char *path, char *const argv[]);
int execve(const char *path, char *const argv[], char *const envp[]);
int execvp(const char *file, char *const argv[]);
int execvpe(const char *file, char *const argv[], char *const envp[]);
int execl(const char *path, const char *argument, ...) __attribute__((__sentinel__));
int execlp(const char *file, const char *argument, ...) __attribute__((__sentinel__));
int fexecve(int fd, char *const argv[], char *const envp[]);
int execle(const char *path, const char *argument, ...);
void _exit(int status) __attribute__((__noreturn__));
pid_t getpid(void);
pid_t getppid(void);
#ifdef _GNU_SOURCE
pid_t gettid(void);
#endif

int brk(void *end);
void *sbrk(intptr_t increment);
unsigned sleep(unsigned seconds);
int usleep(useconds_t microseconds);
long sysconf(int name);
int getpagesize(void);
int getdtablesize(void);
void swab(const void *__restrict from, void *__restrict to, ssize_t count);
long syscall(long number, ...);

extern char *optarg;
extern int optind, opterr, optopt;
int getopt(int argc, char *const argv[], const char *options);

/* The names of Linux's for files of more than 2 GiB; there are none here. */
#define lseek64 lseek
#define lockf64 lockf
ssize_t pread64(int fd, void *buffer, size_t count, off_t offset) __asm__("pread");
ssize_t pwrite64(int fd, const void *buffer, size_t count, off_t offset) __asm__("pwrite");
int truncate64(const char *path, off_t length) __asm__("truncate");
int ftruncate64(int fd, off_t length) __asm__("ftruncate");

/* The call again while a signal interrupts it (glibc). */
#define TEMP_FAILURE_RETRY(call)                  \
    ({                                            \
        long __result;                            \
        do                                        \
            __result = (long)(call);              \
        while (__result == -1 && errno == EINTR); \
        __result;                                 \
    })
