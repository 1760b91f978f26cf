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

extern char **environ;

ssize_t read(int fd, void *buffer, size_t count);
ssize_t write(int fd, const void *buffer, size_t count);
ssize_t pread(int fd, void *buffer, size_t count, off_t offset);
off_t lseek(int fd, off_t offset, int whence);
int close(int fd);
int pipe(int fds[2]);
int dup(int fd);
int dup2(int fd, int new_fd);
int isatty(int fd);

pid_t fork(void);
pid_t vfork(void) __attribute__((__returns_twice__));
int execv(const char *path, char *const argv[]);
int execve(const char *path, char *const argv[], char *const envp[]);
int execvp(const char *file, char *const argv[]);
int execvpe(const char *file, char *const argv[], char *const envp[]);
int execl(const char *path, const char *argument, ...) __attribute__((__sentinel__));
int execlp(const char *file, const char *argument, ...) __attribute__((__sentinel__));
int execle(const char *path, const char *argument, ...);
void _exit(int status) __attribute__((__noreturn__));
pid_t getpid(void);
pid_t getppid(void);
pid_t gettid(void);

int brk(void *end);
void *sbrk(intptr_t increment);
unsigned sleep(unsigned seconds);
int usleep(useconds_t microseconds);
long sysconf(int name);
int getpagesize(void);
long syscall(long number, ...);

extern char *optarg;
extern int optind, opterr, optopt;
int getopt(int argc, char *const argv[], const char *options);
