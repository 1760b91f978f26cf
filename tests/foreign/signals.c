/* Signals: handlers, masks, waiting for them, alarms, children, and what a fault says. */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static volatile sig_atomic_t count, last_code, last_value;
static void *volatile last_address;
static sigjmp_buf before;

static void note(int signal)
{
    count++;
}

static void note_more(int signal, siginfo_t *info, void *context)
{
    count++;
    last_code = info->si_code;
    last_value = info->si_value.sival_int;
}

static void fault(int signal, siginfo_t *info, void *context)
{
    last_code = info->si_code;
    last_address = info->si_addr;
    siglongjmp(before, signal);
}

static void handle(int signal, void (*function)(int, siginfo_t *, void *), int flags)
{
    struct sigaction action = {.sa_sigaction = function, .sa_flags = SA_SIGINFO | flags};
    sigemptyset(&action.sa_mask);
    sigaction(signal, &action, NULL);
}

static void handlers(void)
{
    signal(SIGUSR1, note);
    raise(SIGUSR1);
    kill(getpid(), SIGUSR1);
    printf("handler: %d times\n", count);
    sigset_t set, old, pending;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigprocmask(SIG_BLOCK, &set, &old);
    raise(SIGUSR1);
    raise(SIGUSR1);
    sigpending(&pending);
    printf("blocked: %d times, pending %d\n", count, sigismember(&pending, SIGUSR1));
    sigsuspend(&old);
    printf("after sigsuspend: %d times\n", count);
    raise(SIGUSR1);
    sigprocmask(SIG_SETMASK, &old, NULL);
    printf("unblocked: %d times\n", count);
    handle(SIGRTMIN, note_more, 0);
    union sigval value = {.sival_int = 42};
    sigqueue(getpid(), SIGRTMIN, value);
    printf("queued: value %d, from sigqueue %d\n", last_value, last_code == SI_QUEUE);
    signal(SIGUSR1, SIG_IGN);
    raise(SIGUSR1);
    handle(SIGUSR2, note_more, SA_RESETHAND);
    raise(SIGUSR2);
    struct sigaction now;
    sigaction(SIGUSR2, NULL, &now);
    printf("reset: %d\n", now.sa_handler == SIG_DFL);
}

static void waiting(void)
{
    sigset_t set;
    siginfo_t info;
    struct timespec soon = {0, 1000000};
    int got;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigaddset(&set, SIGCHLD);
    sigprocmask(SIG_BLOCK, &set, NULL);
    printf("sigtimedwait: %d, %s\n", sigtimedwait(&set, &info, &soon), strerror(errno));
    pid_t pid = fork();
    if (pid == 0)
        _exit(3);
    got = sigwaitinfo(&set, &info);
    printf("SIGCHLD: %d %d %d %d\n", got == SIGCHLD, info.si_pid == pid, info.si_code == CLD_EXITED,
           info.si_status);
    wait(NULL);
    pid = fork();
    if (pid == 0)
        for (;;)
            pause();
    kill(pid, SIGSTOP);
    siginfo_t child = {0};
    waitid(P_PID, (id_t)pid, &child, WSTOPPED);
    printf("stopped: %d %d\n", child.si_code == CLD_STOPPED, child.si_status == SIGSTOP);
    kill(pid, SIGCONT);
    waitid(P_PID, (id_t)pid, &child, WCONTINUED);
    printf("continued: %d\n", child.si_code == CLD_CONTINUED);
    kill(pid, SIGTERM);
    waitid(P_PID, (id_t)pid, &child, WEXITED);
    printf("ended: %d %d\n", child.si_code == CLD_KILLED, child.si_status == SIGTERM);
    sigprocmask(SIG_UNBLOCK, &set, NULL);
}

static void alarms(void)
{
    struct itimerval often = {{0, 2000}, {0, 1000}}, none = {{0, 0}, {0, 0}}, old;
    handle(SIGALRM, note_more, 0);
    count = 0;
    setitimer(ITIMER_REAL, &often, NULL);
    while (count < 5)
        pause();
    setitimer(ITIMER_REAL, &none, &old);
    printf("a timer: 5 times, every %ld\n", (long)old.it_interval.tv_usec);
    alarm(100);
    printf("alarm: %u\n", alarm(0));
    int ends[2];
    char byte;
    pipe(ends);
    /* Again and again: the first may come before the read. */
    setitimer(ITIMER_REAL, &(struct itimerval){{0, 5000}, {0, 5000}}, NULL);
    errno = 0;
    ssize_t got = read(ends[0], &byte, 1);
    int error = errno;
    setitimer(ITIMER_REAL, &none, NULL);
    printf("read: %zd, %s\n", got, strerror(error));
    handle(SIGALRM, note_more, SA_RESTART);
    setitimer(ITIMER_REAL, &(struct itimerval){{0, 0}, {0, 5000}}, NULL);
    if (fork() == 0) {
        usleep(20000);
        write(ends[1], "x", 1);
        _exit(0);
    }
    printf("read that goes on: %zd\n", read(ends[0], &byte, 1));
    wait(NULL);
}

static void faults(void)
{
    char *page = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    static char stack[65536];
    stack_t other = {.ss_sp = stack, .ss_size = sizeof stack};
    sigaltstack(&other, NULL);
    handle(SIGSEGV, fault, SA_ONSTACK);
    handle(SIGFPE, fault, 0);
    handle(SIGILL, fault, 0);
    if (!sigsetjmp(before, 1))
        page[5] = 1;
    printf("a page that can't be written: at %d, code %d\n", (int)((char *)last_address - page),
           last_code == SEGV_ACCERR);
    munmap(page, 4096);
    if (!sigsetjmp(before, 1))
        page[7] = 1;
    printf("a page that is not there: at %d, code %d\n", (int)((char *)last_address - page),
           last_code == SEGV_MAPERR);
    int signal = sigsetjmp(before, 1);
    if (!signal)
        __asm__ volatile("xorl %%ecx, %%ecx; divl %%ecx" : : : "eax", "ecx", "edx");
    printf("division by zero: %d, code %d\n", signal == SIGFPE, last_code == FPE_INTDIV);
    signal = sigsetjmp(before, 1);
    if (!signal)
        __asm__ volatile("ud2");
    printf("no instruction: %d\n", signal == SIGILL);
    fflush(stdout);
    pid_t pid = fork();
    int status;
    if (pid == 0) {
        struct sigaction action = {.sa_handler = SIG_DFL};
        sigaction(SIGSEGV, &action, NULL);
        page[0] = 1;
    }
    waitpid(pid, &status, 0);
    printf("a child's fault: %d\n", WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV);
    pid = fork();
    if (pid == 0)
        abort();
    waitpid(pid, &status, 0);
    printf("abort: %d\n", WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
}

static void *wait_for_signal(void *argument)
{
    int got;
    sigwait(argument, &got);
    return (void *)(long)(got == SIGUSR1);
}

#ifndef __GLIBC__ /* which opens a shared library for it */
static void *sleep_long(void *argument)
{
    sleep(1000);
    return argument;
}
#endif

static void in_threads(void)
{
    sigset_t set;
    pthread_t thread;
    void *result;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    pthread_create(&thread, NULL, wait_for_signal, &set);
    pthread_kill(thread, SIGUSR1);
    pthread_join(thread, &result);
    printf("sigwait in a thread: %d\n", (int)(long)result);
#ifndef __GLIBC__
    pthread_create(&thread, NULL, sleep_long, NULL);
    pthread_cancel(thread);
    pthread_join(thread, &result);
    printf("cancelled: %d\n", result == PTHREAD_CANCELED);
#endif
    signal(SIGPIPE, SIG_IGN);
    int ends[2];
    pipe(ends);
    close(ends[0]);
    ssize_t wrote = write(ends[1], "x", 1);
    printf("a broken pipe: %zd, %s\n", wrote, strerror(errno));
}

int main(void)
{
    handlers();
    waiting();
    alarms();
    faults();
    in_threads();
    return 0;
}
