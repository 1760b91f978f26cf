/* runs on Linux */
/* <signal.h> and sigsetjmp: actions, masks, waiting for signals, alternate stacks, timers, error returns. */
#include "libc_test.h"

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <sys/time.h>
#include <time.h>

static volatile int count, last, nested_mask;
static volatile siginfo_t seen;

static void counts(int signal)
{
    count++;
    last = signal;
}

static void tells(int signal, siginfo_t *info, void *context)
{
    count++;
    seen.si_signo = info->si_signo;
    seen.si_code = info->si_code;
    seen.si_pid = info->si_pid;
    seen.si_value = info->si_value;
    seen.si_addr = info->si_addr;
}

static void looks_at_mask(int signal)
{
    sigset_t mask;
    sigprocmask(SIG_BLOCK, NULL, &mask);
    nested_mask =
        sigismember(&mask, SIGUSR1) * 4 + sigismember(&mask, SIGUSR2) * 2 + sigismember(&mask, SIGHUP);
}

static void sets(void)
{
    sigset_t set, other;
    ok(sigemptyset(&set) == 0 && !sigismember(&set, 1) && !sigismember(&set, 64) && sigisemptyset(&set),
       "sigemptyset");
    ok(sigfillset(&set) == 0 && sigismember(&set, 1) == 1 && sigismember(&set, 64) == 1, "sigfillset");
    ok(sigdelset(&set, SIGINT) == 0 && !sigismember(&set, SIGINT), "sigdelset");
    sigemptyset(&other);
    ok(sigaddset(&other, SIGINT) == 0 && sigismember(&other, SIGINT) == 1, "sigaddset");
    errno = 0;
    ok(sigaddset(&set, 0) == -1 && errno == EINVAL && sigdelset(&set, 65) == -1 &&
           sigismember(&set, -1) == -1,
       "no such signal: EINVAL");
}

static void actions(void)
{
    struct sigaction action = {.sa_handler = counts}, old;
    sigemptyset(&action.sa_mask);
    ok(signal(SIGUSR1, counts) == SIG_DFL && signal(SIGUSR1, counts) == counts,
       "signal gives the old action");
    ok(raise(SIGUSR1) == 0 && count == 1 && last == SIGUSR1, "raise runs the handler before it returns");
    ok(kill(getpid(), SIGUSR1) == 0 && count == 2, "so does kill to the own process");
    ok(sigaction(SIGUSR1, NULL, &old) == 0 && old.sa_handler == counts && old.sa_flags & SA_RESTART,
       "sigaction tells the action");
    errno = 0;
    ok(sigaction(SIGKILL, &action, NULL) == -1 && errno == EINVAL, "of SIGKILL: EINVAL");
    errno = 0;
    ok(sigaction(0, &action, NULL) == -1 && errno == EINVAL && signal(1000, counts) == SIG_ERR,
       "none: EINVAL");
    action.sa_flags = (int)SA_RESETHAND;
    sigaction(SIGUSR2, &action, NULL);
    raise(SIGUSR2);
    sigaction(SIGUSR2, NULL, &old);
    ok(old.sa_handler == SIG_DFL, "SA_RESETHAND");
    action.sa_handler = looks_at_mask;
    action.sa_flags = 0;
    sigaddset(&action.sa_mask, SIGUSR2);
    sigaction(SIGUSR1, &action, NULL);
    raise(SIGUSR1);
    ok(nested_mask == 6, "in the handler, the signal and those of sa_mask are blocked");
    action.sa_flags = SA_NODEFER;
    sigaction(SIGUSR1, &action, NULL);
    raise(SIGUSR1);
    ok(nested_mask == 2, "SA_NODEFER");
    signal(SIGUSR1, SIG_IGN);
    raise(SIGUSR1);
    ok(count == 3, "an ignored signal");
    ok(kill(getpid(), 1000) == -1 && errno == EINVAL && kill(0x3fffffff, 0) == -1 && errno == ESRCH,
       "kill: EINVAL, ESRCH");
}

static void information(void)
{
    struct sigaction action = {.sa_sigaction = tells, .sa_flags = SA_SIGINFO};
    sigaction(SIGUSR1, &action, NULL);
    kill(getpid(), SIGUSR1);
    ok(seen.si_signo == SIGUSR1 && seen.si_code == SI_USER && seen.si_pid == getpid(), "who sent it");
    sigqueue(getpid(), SIGUSR1, (union sigval){.sival_int = 77});
    ok(seen.si_code == SI_QUEUE && seen.si_value.sival_int == 77, "sigqueue brings a value");
}

static void masks(void)
{
    sigset_t set, old, pending;
    struct timespec none = {0, 0};
    siginfo_t info;
    int signal_number = 0;
    signal(SIGUSR1, counts);
    count = 0;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    ok(sigprocmask(SIG_BLOCK, &set, &old) == 0 && !sigismember(&old, SIGUSR1), "sigprocmask");
    raise(SIGUSR1);
    ok(count == 0 && sigpending(&pending) == 0 && sigismember(&pending, SIGUSR1), "blocked, it is pending");
    sigprocmask(SIG_UNBLOCK, &set, NULL);
    ok(count == 1, "unblocked, it arrives");
    sigprocmask(SIG_BLOCK, &set, NULL);
    raise(SIGUSR1);
    errno = 0;
    ok(sigsuspend(&old) == -1 && errno == EINTR && count == 2, "sigsuspend waits with another mask");
    sigprocmask(SIG_BLOCK, NULL, &old);
    ok(sigismember(&old, SIGUSR1), "and puts back the first");
    raise(SIGUSR1);
    ok(sigwait(&set, &signal_number) == 0 && signal_number == SIGUSR1 && count == 2, "sigwait takes it");
    ok(sigtimedwait(&set, &info, &none) == -1 && errno == EAGAIN, "sigtimedwait: EAGAIN");
    raise(SIGUSR1);
    ok(sigwaitinfo(&set, &info) == SIGUSR1 && info.si_signo == SIGUSR1, "sigwaitinfo");
    ok(sigprocmask(99, &set, NULL) == -1 && errno == EINVAL, "sigprocmask: EINVAL");
    sigprocmask(SIG_UNBLOCK, &set, NULL);
    ok(sighold(SIGUSR1) == 0 && raise(SIGUSR1) == 0 && count == 2 && sigrelse(SIGUSR1) == 0 && count == 3,
       "sighold, sigrelse");
}

static sigjmp_buf place;

static void jumps(int signal)
{
    siglongjmp(place, signal);
}

static int deep(int *page)
{
    *page = 1;
    return 0;
}

static void faults(void)
{
    struct sigaction action = {.sa_handler = jumps};
    char *page = mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    sigset_t mask;
    sigaction(SIGSEGV, &action, NULL);
    int signal_number = sigsetjmp(place, 1);
    if (signal_number == 0)
        deep((int *)page);
    ok(signal_number == SIGSEGV, "siglongjmp out of a handler of SIGSEGV");
    sigprocmask(SIG_BLOCK, NULL, &mask);
    ok(!sigismember(&mask, SIGSEGV), "and the mask is as before");
    signal_number = sigsetjmp(place, 1);
    if (signal_number == 0)
        deep((int *)page);
    ok(signal_number == SIGSEGV, "so that it works again");
    sigaction(SIGFPE, &action, NULL);
    volatile int zero = 0;
    signal_number = sigsetjmp(place, 1);
    if (signal_number == 0)
        zero = 7 / zero;
    ok(signal_number == SIGFPE, "division by zero: SIGFPE");
    signal(SIGSEGV, SIG_DFL);
    signal(SIGFPE, SIG_DFL);
    munmap(page, 4096);
}

static volatile unsigned long handler_stack;

static void where(int signal)
{
    char here;
    handler_stack = (unsigned long)&here;
}

static void stacks(void)
{
    static char room[SIGSTKSZ];
    stack_t stack = {.ss_sp = room, .ss_size = sizeof(room)}, old;
    struct sigaction action = {.sa_handler = where, .sa_flags = SA_ONSTACK};
    ok(sigaltstack(&stack, NULL) == 0 && sigaltstack(NULL, &old) == 0 && old.ss_sp == room, "sigaltstack");
    sigaction(SIGUSR1, &action, NULL);
    raise(SIGUSR1);
    ok(handler_stack - (unsigned long)room < sizeof(room), "the handler ran on it");
    stack.ss_size = 100;
    ok(sigaltstack(&stack, NULL) == -1 && errno == ENOMEM, "too small: ENOMEM");
    stack.ss_flags = SS_DISABLE;
    ok(sigaltstack(&stack, NULL) == 0, "SS_DISABLE");
}

static void times(void)
{
    struct itimerval timer = {{0, 10000}, {0, 10000}}, old;
    struct timespec request = {5, 0}, left = {0, 0};
    signal(SIGALRM, counts);
    count = 0;
    ok(setitimer(ITIMER_REAL, &timer, NULL) == 0, "setitimer");
    while (count < 3)
        pause();
    ok(getitimer(ITIMER_REAL, &timer) == 0 && timer.it_interval.tv_usec == 10000, "getitimer");
    timer = (struct itimerval){{0, 0}, {0, 0}};
    ok(setitimer(ITIMER_REAL, &timer, &old) == 0 && old.it_interval.tv_usec == 10000,
       "it repeats until it is stopped");
    ok(setitimer(99, &timer, NULL) == -1 && errno == EINVAL, "setitimer: EINVAL");
    ok(alarm(100) == 0 && alarm(0) == 100 && alarm(0) == 0, "alarm gives the seconds left");
    alarm(1);
    ok(pause() == -1 && errno == EINTR, "pause: EINTR");
    alarm(1);
    ok(nanosleep(&request, &left) == -1 && errno == EINTR && left.tv_sec >= 3,
       "nanosleep: EINTR, and what is left");
}

static void calls(void)
{
    struct sigaction action = {.sa_handler = counts};
    int ends[2], status;
    char byte;
    pipe(ends);
    for (int restart = 0; restart < 2; restart++) {
        action.sa_flags = restart ? SA_RESTART : 0;
        sigaction(SIGUSR1, &action, NULL);
        pid_t pid = fork();
        if (pid == 0) {
            for (int i = 0; i < (restart ? 3 : 1000); i++) {
                usleep(10000);
                kill(getppid(), SIGUSR1);
            }
            write(ends[1], "x", 1);
            _exit(0);
        }
        ssize_t result = read(ends[0], &byte, 1);
        if (!restart) {
            ok(result == -1 && errno == EINTR, "a handler interrupts read: EINTR");
            kill(pid, SIGKILL);
        } else {
            ok(result == 1, "SA_RESTART: it goes on");
        }
        while (waitpid(pid, &status, 0) < 0)
            ;
    }
    close(ends[0]);
    signal(SIGPIPE, SIG_IGN);
    ok(write(ends[1], "x", 1) == -1 && errno == EPIPE, "SIGPIPE ignored: EPIPE");
    close(ends[1]);
    ok(strcmp(strsignal(SIGSEGV), "Segmentation fault") == 0 && strstr(strsignal(1000), "1000"), "strsignal");
    pid_t pid = fork();
    if (pid == 0) {
        signal(SIGABRT, counts);
        abort();
    }
    waitpid(pid, &status, 0);
    ok(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT,
       "abort ends the process even if SIGABRT is handled");
}

static void tests(void)
{
    sets();
    actions();
    information();
    masks();
    faults();
    stacks();
    times();
    calls();
}

int main(void)
{
    alarm(1); /* the first one ever starts a thread of the kernel of Weft, which stays */
    alarm(0);
    return libc_run(tests);
}
