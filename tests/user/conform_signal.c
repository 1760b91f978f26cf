/* runs on Linux */
/* signal.h, sys/wait.h, time.h, sched.h, sys/mman.h, semaphore.h. */
#include "conform.h"

#include <sys/resource.h>
static volatile int hits, last, code;
static volatile pid_t from;
static volatile int val;
static void *volatile addr;
static void hit(int s)
{
    hits++;
    last = s;
}
static void info(int s, siginfo_t *i, void *c)
{
    hits++;
    last = s;
    code = i->si_code;
    from = i->si_pid;
    val = i->si_value.sival_int;
    addr = i->si_addr;
}
static void act(int s, void (*f)(int, siginfo_t *, void *), int fl)
{
    struct sigaction a;
    memset(&a, 0, sizeof a);
    a.sa_sigaction = f;
    a.sa_flags = SA_SIGINFO | fl;
    sigaction(s, &a, 0);
}
TEST(sigset)
{
    sigset_t s;
    RETURNS(sigemptyset(&s), 0);
    RETURNS(sigaddset(&s, SIGUSR1), 0);
    CHECK(sigismember(&s, SIGUSR1) == 1);
    CHECK(sigismember(&s, SIGUSR2) == 0);
    RETURNS(sigdelset(&s, SIGUSR1), 0);
    CHECK(!sigismember(&s, SIGUSR1));
    RETURNS(sigfillset(&s), 0);
    CHECK(sigismember(&s, SIGRTMAX) == 1);
    FAILS(sigaddset(&s, -1), EINVAL);
    FAILS(sigaddset(&s, 0), EINVAL);
    FAILS(sigaddset(&s, 100), EINVAL);
    FAILS(sigismember(&s, -1), EINVAL);
    FAILS(sigdelset(&s, 6666), EINVAL);
    return 0;
}
TEST(sigaction_errors)
{
    struct sigaction a = {0};
    a.sa_handler = hit;
    FAILS(sigaction(SIGKILL, &a, 0), EINVAL);
    FAILS(sigaction(SIGSTOP, &a, 0), EINVAL);
    FAILS(sigaction(-1, &a, 0), EINVAL);
    FAILS(sigaction(0, &a, 0), EINVAL);
    FAILS(sigaction(1000, 0, 0), EINVAL);
    RETURNS(sigaction(SIGKILL, 0, &a), 0);
    CHECK(a.sa_handler == SIG_DFL);
    CHECK(signal(SIGKILL, hit) == SIG_ERR && errno == EINVAL);
    CHECK(signal(-3, hit) == SIG_ERR);
    return 0;
}
TEST(signal_bsd)
{
    CHECK(signal(SIGUSR1, hit) == SIG_DFL);
    raise(SIGUSR1);
    raise(SIGUSR1);
    CHECK(hits == 2);
    CHECK(signal(SIGUSR1, SIG_IGN) == hit);
    raise(SIGUSR1);
    return 0;
}
TEST(raise_err)
{
    CHECK(raise(10000) != 0);
    CHECK(errno == EINVAL);
    return 0;
}
TEST(kill_errors)
{
    FAILS(kill(getpid(), -1), EINVAL);
    FAILS(kill(getpid(), 100), EINVAL);
    FAILS(kill(99999999, 0), ESRCH);
    RETURNS(kill(getpid(), 0), 0);
    FAILS(kill(-99999999, 0), ESRCH);
    FAILS(kill(INT_MIN, 0), ESRCH);
    FAILS(killpg(99999999, 0), ESRCH);
    FAILS(killpg(getpgrp(), -3), EINVAL);
    RETURNS(getpgrp() == 1 ? 0 : killpg(getpgrp(), 0), 0); /* 1: the host may have started us so */
    return 0;
}
TEST(si_kill)
{
    act(SIGUSR1, info, 0);
    kill(getpid(), SIGUSR1);
    CHECK(hits == 1 && code == SI_USER && from == getpid());
    return 0;
}
TEST(si_raise)
{
    act(SIGUSR1, info, 0);
    raise(SIGUSR1);
    CHECK(hits == 1 && (code == SI_TKILL || code == SI_USER) && from == getpid());
    return 0;
}
TEST(si_queue)
{
    act(SIGUSR1, info, 0);
    union sigval v = {.sival_int = 1234};
    RETURNS(sigqueue(getpid(), SIGUSR1, v), 0);
    CHECK(hits == 1 && code == SI_QUEUE && from == getpid() && val == 1234);
    FAILS(sigqueue(getpid(), -1, v), EINVAL);
    FAILS(sigqueue(99999999, 0, v), ESRCH);
    RETURNS(sigqueue(getpid(), 0, v), 0);
    return 0;
}
TEST(queue_order)
{
    sigset_t s;
    siginfo_t i;
    sigemptyset(&s);
    sigaddset(&s, SIGRTMIN);
    sigaddset(&s, SIGRTMIN + 1);
    sigaddset(&s, SIGRTMIN + 2);
    sigprocmask(SIG_BLOCK, &s, 0);
    union sigval v;
    for (int k = 0; k < 3; k++)
        for (int n = 2; n >= 0; n--) {
            v.sival_int = k * 10 + n;
            RETURNS(sigqueue(getpid(), SIGRTMIN + n, v), 0);
        }
    for (int n = 0; n < 3; n++)
        for (int k = 0; k < 3; k++) {
            int r = sigwaitinfo(&s, &i);
            CHECK(r == SIGRTMIN + n);
            CHECK(i.si_value.sival_int == k * 10 + n);
            CHECK(i.si_signo == r);
            CHECK(i.si_code == SI_QUEUE);
        }
    struct timespec z = {0, 0};
    FAILS(sigtimedwait(&s, &i, &z), EAGAIN);
    return 0;
}
TEST(std_coalesce)
{
    sigset_t s;
    sigemptyset(&s);
    sigaddset(&s, SIGUSR1);
    sigprocmask(SIG_BLOCK, &s, 0);
    signal(SIGUSR1, hit);
    for (int i = 0; i < 5; i++)
        kill(getpid(), SIGUSR1);
    sigset_t p;
    sigpending(&p);
    CHECK(sigismember(&p, SIGUSR1) == 1);
    CHECK(!hits);
    sigprocmask(SIG_UNBLOCK, &s, 0);
    CHECK(hits == 1);
    return 0;
}
TEST(sigwait_ret)
{
    sigset_t s;
    int n = 0;
    sigemptyset(&s);
    sigaddset(&s, SIGUSR1);
    sigprocmask(SIG_BLOCK, &s, 0);
    raise(SIGUSR1);
    RETURNS(sigwait(&s, &n), 0);
    CHECK(n == SIGUSR1);
    sigpending(&s);
    CHECK(!sigismember(&s, SIGUSR1));
    return 0;
}
TEST(sigtimedwait)
{
    sigset_t s;
    siginfo_t i;
    struct timespec t = {0, 60000000}, a, b;
    sigemptyset(&s);
    sigaddset(&s, SIGUSR1);
    sigprocmask(SIG_BLOCK, &s, 0);
    clock_gettime(CLOCK_MONOTONIC, &a);
    FAILS(sigtimedwait(&s, &i, &t), EAGAIN);
    clock_gettime(CLOCK_MONOTONIC, &b);
    CHECK((b.tv_sec - a.tv_sec) * 1000 + (b.tv_nsec - a.tv_nsec) / 1000000 >= 59);
    t.tv_nsec = 1000000000;
    FAILS(sigtimedwait(&s, &i, &t), EINVAL);
    t.tv_nsec = -1;
    FAILS(sigtimedwait(&s, &i, &t), EINVAL);
    return 0;
}
TEST(sigtimedwait_eintr)
{
    sigset_t s;
    struct timespec t = {2, 0};
    sigemptyset(&s);
    sigaddset(&s, SIGUSR1);
    sigprocmask(SIG_BLOCK, &s, 0);
    signal(SIGALRM, hit);
    ualarm(50000, 0);
    FAILS(sigtimedwait(&s, 0, &t), EINTR);
    return 0;
}
TEST(procmask)
{
    sigset_t s, o;
    sigemptyset(&s);
    sigaddset(&s, SIGUSR1);
    RETURNS(sigprocmask(SIG_SETMASK, &s, &o), 0);
    RETURNS(sigprocmask(12345, 0, &o), 0);
    CHECK(sigismember(&o, SIGUSR1));
    FAILS(sigprocmask(12345, &s, 0), EINVAL);
    RETURNS(pthread_sigmask(12345, &s, 0), EINVAL);
    sigfillset(&s);
    RETURNS(sigprocmask(SIG_BLOCK, &s, 0), 0);
    sigprocmask(0, 0, &o);
    CHECK(!sigismember(&o, SIGKILL) && !sigismember(&o, SIGSTOP));
    return 0;
}
static void sa_mask_h2(int s)
{
    sigset_t o;
    sigprocmask(0, 0, &o);
    last = sigismember(&o, SIGUSR1) + 10 * sigismember(&o, SIGUSR2) + 100 * sigismember(&o, SIGTERM);
}
TEST(sa_mask)
{
    struct sigaction a = {0};
    a.sa_handler = sa_mask_h2;
    sigaddset(&a.sa_mask, SIGUSR2);
    sigaction(SIGUSR1, &a, 0);
    raise(SIGUSR1);
    CHECK(last == 11);
    a.sa_flags = SA_NODEFER;
    sigaction(SIGUSR1, &a, 0);
    raise(SIGUSR1);
    CHECK(last == 10);
    sigset_t o;
    sigprocmask(0, 0, &o);
    CHECK(!sigismember(&o, SIGUSR1) && !sigismember(&o, SIGUSR2));
    return 0;
}
TEST(resethand)
{
    struct sigaction a = {0};
    a.sa_handler = hit;
    a.sa_flags = SA_RESETHAND;
    sigaction(SIGUSR1, &a, 0);
    raise(SIGUSR1);
    sigaction(SIGUSR1, 0, &a);
    CHECK(a.sa_handler == SIG_DFL && hits == 1);
    return 0;
}
TEST(sigsuspend_)
{
    sigset_t s, e, o;
    signal(SIGUSR1, hit);
    sigemptyset(&s);
    sigemptyset(&e);
    sigaddset(&s, SIGUSR1);
    sigprocmask(SIG_BLOCK, &s, 0);
    raise(SIGUSR1);
    CHECK(!hits);
    FAILS(sigsuspend(&e), EINTR);
    CHECK(hits == 1);
    sigprocmask(0, 0, &o);
    CHECK(sigismember(&o, SIGUSR1));
    return 0;
}
TEST(restart_read)
{
    int p[2];
    pipe(p);
    struct sigaction a = {0};
    a.sa_handler = hit;
    a.sa_flags = SA_RESTART;
    sigaction(SIGALRM, &a, 0);
    if (!fork()) {
        ms(150);
        write(p[1], "x", 1);
        _exit(0);
    }
    ualarm(50000, 0);
    char c;
    CHECK(read(p[0], &c, 1) == 1 && hits == 1);
    a.sa_flags = 0;
    sigaction(SIGALRM, &a, 0);
    ualarm(50000, 0);
    FAILS(read(p[0], &c, 1), EINTR);
    return 0;
}
TEST(sem_eintr)
{
    sem_t s;
    sem_init(&s, 0, 0);
    struct sigaction a = {0};
    a.sa_handler = hit;
    sigaction(SIGALRM, &a, 0);
    ualarm(50000, 0);
    FAILS(sem_wait(&s), EINTR);
    struct timespec t = in_ms(CLOCK_REALTIME, 2000);
    ualarm(50000, 0);
    FAILS(sem_timedwait(&s, &t), EINTR);
    return 0;
}
TEST(sleep_eintr)
{
    signal(SIGALRM, hit);
    alarm(1);
    CHECK(sleep(10) >= 8);
    struct timespec t = {2, 0}, r = {0};
    ualarm(100000, 0);
    FAILS(nanosleep(&t, &r), EINTR);
    CHECK(r.tv_sec == 1 && r.tv_nsec > 500000000);
    ualarm(50000, 0);
    RETURNS(clock_nanosleep(CLOCK_MONOTONIC, 0, &t, &r), EINTR);
    CHECK(r.tv_sec == 1);
    t = in_ms(CLOCK_MONOTONIC, 3000);
    ualarm(50000, 0);
    RETURNS(clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, &r), EINTR);
    return 0;
}
TEST(pause_)
{
    signal(SIGALRM, hit);
    ualarm(50000, 0);
    FAILS(pause(), EINTR);
    return 0;
}
TEST(sigchld_info)
{
    act(SIGCHLD, info, 0);
    pid_t p = fork();
    if (!p)
        _exit(7);
    ms(80);
    CHECK(hits == 1 && code == CLD_EXITED && from == p);
    int st;
    waitpid(p, &st, 0);
    hits = 0;
    p = fork();
    if (!p)
        pause();
    kill(p, SIGTERM);
    ms(80);
    CHECK(hits == 1 && code == CLD_KILLED);
    waitpid(p, &st, 0);
    CHECK(WIFSIGNALED(st) && WTERMSIG(st) == SIGTERM);
    return 0;
}
static void *volatile nowhere = (void *)0x10;
static sigjmp_buf j;
static void segv_info_sg(int s, siginfo_t *i, void *c)
{
    addr = i->si_addr;
    code = i->si_code;
    siglongjmp(j, 1);
}
TEST(segv_info)
{
    act(SIGSEGV, segv_info_sg, 0);
    if (!sigsetjmp(j, 1))
        *(volatile int *)nowhere = 1;
    CHECK(addr == nowhere && code == SEGV_MAPERR);
    char *m = mmap(0, 4096, PROT_READ, MAP_PRIVATE | MAP_ANON, -1, 0);
    if (!sigsetjmp(j, 1))
        *(volatile char *)(m + 5) = 1;
    CHECK(addr == m + 5 && code == SEGV_ACCERR);
    return 0;
}
static sigjmp_buf j;
static void fpe_info_sg(int s, siginfo_t *i, void *c)
{
    code = i->si_code;
    siglongjmp(j, 1);
}
TEST(fpe_info)
{
    act(SIGFPE, fpe_info_sg, 0);
    volatile int z = 0, o = 1;
    if (!sigsetjmp(j, 1))
        o = o / z;
    CHECK(code == FPE_INTDIV);
    return 0;
}
static sigjmp_buf j;
static void bus_info_sg(int s, siginfo_t *i, void *c)
{
    addr = i->si_addr;
    last = s;
    siglongjmp(j, 1);
}
TEST(bus_info)
{
    act(SIGBUS, bus_info_sg, 0);
    int fd = open("/tmp/bus.x", O_RDWR | O_CREAT | O_TRUNC, 0600);
    unlink("/tmp/bus.x");
    ftruncate(fd, 4096);
    char *m = mmap(0, 8192, 3, MAP_SHARED, fd, 0);
    CHECK(m != MAP_FAILED);
    if (!sigsetjmp(j, 1))
        m[5000] = 1;
    CHECK(last == SIGBUS);
    return 0;
}
static char alternative[32768];
static void altstack_h(int n)
{
    int l;
    last = (char *)&l >= alternative && (char *)&l < alternative + sizeof alternative;
    stack_t q;
    sigaltstack(0, &q);
    code = q.ss_flags;
    q.ss_flags = 0;
    errno = 0;
    hits = sigaltstack(&q, 0) == -1 && errno == EPERM;
}
TEST(altstack)
{
    stack_t s = {.ss_sp = alternative, .ss_size = sizeof alternative}, o;
    RETURNS(sigaltstack(&s, &o), 0);
    CHECK(o.ss_flags == SS_DISABLE);
    struct sigaction a = {0};
    a.sa_handler = altstack_h;
    a.sa_flags = SA_ONSTACK;
    sigaction(SIGUSR1, &a, 0);
    raise(SIGUSR1);
    CHECK(last == 1);
    CHECK(code == SS_ONSTACK);
    CHECK(hits);
    s.ss_size = 100;
    FAILS(sigaltstack(&s, 0), ENOMEM);
    s.ss_flags = 1234;
    FAILS(sigaltstack(&s, 0), EINVAL);
    return 0;
}
TEST(ignored_not_pending)
{
    sigset_t s, p;
    sigemptyset(&s);
    sigaddset(&s, SIGUSR1);
    sigprocmask(SIG_BLOCK, &s, 0);
    signal(SIGUSR1, hit);
    raise(SIGUSR1);
    signal(SIGUSR1, SIG_IGN);
    sigpending(&p);
    CHECK(!sigismember(&p, SIGUSR1));
    return 0;
}
TEST(fork_pending)
{
    sigset_t s, p;
    sigemptyset(&s);
    sigaddset(&s, SIGUSR1);
    sigprocmask(SIG_BLOCK, &s, 0);
    raise(SIGUSR1);
    pid_t c = fork();
    if (!c) {
        sigpending(&p);
        sigset_t o;
        sigprocmask(0, 0, &o);
        _exit(sigismember(&p, SIGUSR1) || !sigismember(&o, SIGUSR1));
    }
    int st;
    waitpid(c, &st, 0);
    CHECK(st == 0);
    return 0;
}
TEST(fork_alarm)
{
    alarm(5);
    pid_t c = fork();
    if (!c)
        _exit(alarm(0) != 0);
    int st;
    waitpid(c, &st, 0);
    CHECK(st == 0);
    CHECK(alarm(0) >= 4);
    return 0;
}
static pthread_t who;
static void whoh(int s)
{
    who = pthread_self();
    hits++;
}
static void *proc_signal_unblocked_thread_wt(void *x)
{
    struct timespec q = {1, 0};
    nanosleep(&q, 0);
    return (void *)(long)pthread_equal(who, pthread_self());
}
TEST(proc_signal_unblocked_thread)
{
    pthread_t t;
    signal(SIGUSR1, whoh);
    void *r;
    sigset_t s;
    sigfillset(&s);
    pthread_create(&t, 0, proc_signal_unblocked_thread_wt, 0);
    pthread_sigmask(SIG_BLOCK, &s, 0);
    ms(20);
    kill(getpid(), SIGUSR1);
    pthread_join(t, &r);
    CHECK(hits == 1 && r);
    return 0;
}
static void *pthread_kill_wt(void *x)
{
    ms(200);
    return 0;
}
TEST(pthread_kill_)
{
    pthread_t t;
    signal(SIGUSR1, whoh);
    pthread_create(&t, 0, pthread_kill_wt, 0);
    ms(20);
    RETURNS(pthread_kill(t, SIGUSR1), 0);
    ms(30);
    CHECK(hits == 1 && pthread_equal(who, t));
    RETURNS(pthread_kill(t, -1), EINVAL);
    RETURNS(pthread_kill(t, 0), 0);
    pthread_join(t, 0);
    return 0;
}
static void *sigwait_thread_wt(void *x)
{
    sigset_t s;
    int n = 0;
    sigemptyset(&s);
    sigaddset(&s, SIGUSR1);
    sigwait(&s, &n);
    return (void *)(long)n;
}
TEST(sigwait_thread)
{
    pthread_t t;
    sigset_t s;
    sigemptyset(&s);
    sigaddset(&s, SIGUSR1);
    pthread_sigmask(SIG_BLOCK, &s, 0);
    pthread_create(&t, 0, sigwait_thread_wt, 0);
    ms(20);
    kill(getpid(), SIGUSR1);
    void *r;
    pthread_join(t, &r);
    CHECK((long)r == SIGUSR1);
    return 0;
}
static void *mask_inherited_wt(void *x)
{
    sigset_t m, p;
    pthread_sigmask(0, 0, &m);
    sigpending(&p);
    return (void *)(long)(sigismember(&m, SIGUSR1) + 2 * sigismember(&p, SIGUSR1));
}
TEST(mask_inherited)
{
    sigset_t s;
    sigemptyset(&s);
    sigaddset(&s, SIGUSR1);
    pthread_sigmask(SIG_BLOCK, &s, 0);
    raise(SIGUSR1);
    pthread_t t;
    void *r;
    pthread_create(&t, 0, mask_inherited_wt, 0);
    pthread_join(t, &r);
    CHECK((long)r == 1);
    return 0;
}
TEST(sighold_)
{
    signal(SIGUSR1, hit);
    RETURNS(sighold(SIGUSR1), 0);
    raise(SIGUSR1);
    CHECK(!hits);
    RETURNS(sigrelse(SIGUSR1), 0);
    CHECK(hits == 1);
    RETURNS(sigignore(SIGUSR1), 0);
    raise(SIGUSR1);
    CHECK(hits == 1);
    FAILS(sighold(10000), EINVAL);
    FAILS(sigrelse(10000), EINVAL);
    FAILS(sigignore(SIGKILL), EINVAL);
    FAILS(sigignore(-1), EINVAL);
    return 0;
}
#ifdef SIG_HOLD
TEST(sigset_)
{
    CHECK(sigset(SIGUSR1, hit) == SIG_DFL);
    raise(SIGUSR1);
    CHECK(hits == 1);
    CHECK(sigset(SIGUSR1, SIG_HOLD) == hit);
    raise(SIGUSR1);
    CHECK(hits == 1);
    CHECK(sigset(SIGUSR1, hit) == SIG_HOLD);
    CHECK(hits == 2);
    CHECK(sigset(SIGKILL, hit) == SIG_ERR && errno == EINVAL);
    return 0;
}
TEST(sigpause_)
{
    signal(SIGALRM, hit);
    sighold(SIGALRM);
    ualarm(50000, 0);
    CHECK(sigpause(SIGALRM) == -1 && errno == EINTR);
    CHECK(hits == 1);
    return 0;
}
#endif
TEST(sigpipe)
{
    int p[2];
    pipe(p);
    close(p[0]);
    signal(SIGPIPE, hit);
    FAILS(write(p[1], "x", 1), EPIPE);
    CHECK(hits == 1);
    return 0;
}
TEST(exec_signals)
{
    pid_t p = fork();
    if (!p) {
        signal(SIGUSR1, SIG_IGN);
        signal(SIGUSR2, hit);
        execl("/bin/true", "true", (char *)0);
        _exit(9);
    }
    int st;
    waitpid(p, &st, 0);
    CHECK(st == 0);
    return 0;
}
TEST(itimer)
{
    struct itimerval v = {{0, 20000}, {0, 20000}}, o;
    act(SIGALRM, info, 0);
    RETURNS(setitimer(ITIMER_REAL, &v, 0), 0);
    while (hits < 5)
        pause();
    v.it_value.tv_usec = v.it_interval.tv_usec = 0;
    RETURNS(setitimer(ITIMER_REAL, &v, &o), 0);
    CHECK(o.it_interval.tv_usec >= 19000 && o.it_interval.tv_usec <= 21000);
    v.it_value.tv_usec = 1000000;
    FAILS(setitimer(ITIMER_REAL, &v, 0), EINVAL);
    FAILS(setitimer(77, &o, 0), EINVAL);
    FAILS(getitimer(77, &o), EINVAL);
    return 0;
}
TEST(itimer_prof)
{
    struct itimerval v = {{0, 0}, {0, 30000}};
    signal(SIGPROF, hit);
    signal(SIGVTALRM, hit);
    setitimer(ITIMER_PROF, &v, 0);
    while (!hits)
        ;
    CHECK(last == SIGPROF);
    setitimer(ITIMER_VIRTUAL, &v, 0);
    while (hits < 2)
        ;
    CHECK(last == SIGVTALRM);
    return 0;
}
TEST(alarm_ret)
{
    CHECK(alarm(10) >= 9);
    CHECK(alarm(0) >= 9);
    CHECK(alarm(0) == 0);
    return 0;
}
TEST(stop_cont)
{
    pid_t p = fork();
    int st;
    if (!p) {
        for (;;)
            pause();
    }
    kill(p, SIGSTOP);
    CHECK(waitpid(p, &st, WUNTRACED) == p && WIFSTOPPED(st) && WSTOPSIG(st) == SIGSTOP);
    kill(p, SIGCONT);
    CHECK(waitpid(p, &st, WCONTINUED) == p && WIFCONTINUED(st));
    kill(p, SIGKILL);
    CHECK(waitpid(p, &st, 0) == p && WIFSIGNALED(st));
    return 0;
}
TEST(wait_errors)
{
    int st;
    FAILS(wait(&st), ECHILD);
    FAILS(waitpid(99999, &st, 0), ECHILD);
    FAILS(waitpid(-1, &st, 0x8000000), EINVAL);
    siginfo_t i;
    FAILS(waitid(P_ALL, 0, &i, WEXITED), ECHILD);
    pid_t p = fork();
    if (!p)
        _exit(3);
    FAILS(waitid(P_ALL, 0, &i, 0), EINVAL);
    RETURNS(waitid(P_PID, p, &i, WEXITED | WNOWAIT), 0);
    CHECK(i.si_pid == p && i.si_status == 3 && i.si_code == CLD_EXITED && i.si_signo == SIGCHLD);
    CHECK(waitpid(p, &st, 0) == p && WEXITSTATUS(st) == 3);
    p = fork();
    if (!p) {
        ms(100);
        _exit(0);
    }
    CHECK(waitpid(p, &st, WNOHANG) == 0);
    memset(&i, 1, sizeof i);
    RETURNS(waitid(P_PID, p, &i, WEXITED | WNOHANG), 0);
    CHECK(i.si_pid == 0 && i.si_signo == 0);
    waitpid(p, &st, 0);
    return 0;
}
TEST(sigchld_ign)
{
    signal(SIGCHLD, SIG_IGN);
    pid_t p = fork();
    if (!p)
        _exit(0);
    int st;
    FAILS(wait(&st), ECHILD);
    return 0;
}
TEST(abort_)
{
    pid_t p = fork();
    if (!p) {
        signal(SIGABRT, SIG_IGN);
        sigset_t s;
        sigfillset(&s);
        sigprocmask(SIG_BLOCK, &s, 0);
        abort();
    }
    int st;
    waitpid(p, &st, 0);
    CHECK(WIFSIGNALED(st) && WTERMSIG(st) == SIGABRT);
    return 0;
}
/* time */
TEST(clock_errors)
{
    struct timespec t;
    struct timespec bad = {0, 1000000000};
    FAILS(clock_gettime(9999, &t), EINVAL);
    FAILS(clock_getres(9999, &t), EINVAL);
    RETURNS(clock_getres(CLOCK_REALTIME, &t), 0);
    CHECK(t.tv_sec == 0 && t.tv_nsec > 0);
    RETURNS(clock_getres(CLOCK_MONOTONIC, 0), 0);
    FAILS(nanosleep(&bad, 0), EINVAL);
    bad.tv_nsec = -1;
    FAILS(nanosleep(&bad, 0), EINVAL);
    bad.tv_sec = -1;
    bad.tv_nsec = 0;
    FAILS(nanosleep(&bad, 0), EINVAL);
    bad.tv_nsec = 1000000000;
    RETURNS(clock_nanosleep(CLOCK_REALTIME, 0, &bad, 0), EINVAL);
    RETURNS(clock_nanosleep(9999, 0, &bad, 0), EINVAL);
    RETURNS(clock_nanosleep(CLOCK_THREAD_CPUTIME_ID, 0, &t, 0), EINVAL);
    bad.tv_sec = 1;
    bad.tv_nsec = 0;
    RETURNS(clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &bad, 0), 0);
    clockid_t c;
    RETURNS(clock_getcpuclockid(0, &c), 0);
    RETURNS(clock_gettime(c, &t), 0);
    CHECK(clock_getcpuclockid(99999999, &c) != 0);
    bad.tv_nsec = -1;
    FAILS(clock_settime(CLOCK_REALTIME, &bad), EINVAL);
    FAILS(clock_settime(CLOCK_MONOTONIC, &t), EINVAL);
    FAILS(clock_settime(9999, &t), EINVAL);
    return 0;
}
TEST(cputime)
{
    struct timespec a, b, c;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &a);
    ms(50);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &b);
    CHECK((b.tv_sec - a.tv_sec) * 1000 + (b.tv_nsec - a.tv_nsec) / 1000000 < 40);
    clock_t x = clock();
    while (clock() - x < 30000)
        ;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &c);
    CHECK((c.tv_sec - b.tv_sec) * 1000 + (c.tv_nsec - b.tv_nsec) / 1000000 >= 25);
    return 0;
}
/* sched */
TEST(sched_)
{
    struct sched_param p = {0};
    struct timespec t;
    CHECK(sched_get_priority_max(SCHED_FIFO) - sched_get_priority_min(SCHED_FIFO) >= 31);
    FAILS(sched_get_priority_max(-1), EINVAL);
    FAILS(sched_get_priority_min(999), EINVAL);
    CHECK(sched_getscheduler(0) == SCHED_OTHER);
    FAILS(sched_getscheduler(-1), EINVAL);
    FAILS(sched_getscheduler(99999999), ESRCH);
    RETURNS(sched_getparam(0, &p), 0);
    FAILS(sched_getparam(-1, &p), EINVAL);
    FAILS(sched_getparam(99999999, &p), ESRCH);
    RETURNS(sched_setparam(0, &p), 0);
    p.sched_priority = 999;
    FAILS(sched_setscheduler(0, SCHED_FIFO, &p), EINVAL);
    FAILS(sched_setscheduler(0, -1, &p), EINVAL);
    FAILS(sched_setparam(0, &p), EINVAL);
    RETURNS(sched_rr_get_interval(0, &t), 0);
    FAILS(sched_rr_get_interval(99999999, &t), ESRCH);
    FAILS(sched_rr_get_interval(-1, &t), EINVAL);
    RETURNS(sched_yield(), 0);
    return 0;
}
/* mman */
TEST(mmap_errors)
{
    int fd = open("/tmp/m.x", O_RDWR | O_CREAT | O_TRUNC, 0600), ro = open("/tmp/m.x", O_RDONLY),
        wo = open("/tmp/m.x", O_WRONLY);
    write(fd, "hello", 5);
    void *M = MAP_FAILED;
    errno = 0;
    CHECK(mmap(0, 0, 3, MAP_PRIVATE, fd, 0) == M && errno == EINVAL);
    CHECK(mmap(0, 4096, 3, MAP_SHARED, ro, 0) == M && errno == EACCES);
    CHECK(mmap(0, 4096, 1, MAP_PRIVATE, wo, 0) == M && errno == EACCES);
    CHECK(mmap(0, 4096, 3, MAP_PRIVATE, -1, 0) == M && errno == EBADF);
    CHECK(mmap(0, 4096, 3, MAP_PRIVATE, fd, 1) == M && errno == EINVAL);
    CHECK(mmap(0, 4096, 3, 0, fd, 0) == M && errno == EINVAL);
    int p[2];
    pipe(p);
    CHECK(mmap(0, 4096, 1, MAP_PRIVATE, p[0], 0) == M && errno == ENODEV);
    char *m = mmap(0, 4096, 3, MAP_SHARED, fd, 0);
    CHECK(m != M && !memcmp(m, "hello", 5) && m[5] == 0);
    m[0] = 'J';
    RETURNS(msync(m, 4096, MS_SYNC), 0);
    char b[6];
    pread(fd, b, 5, 0);
    CHECK(b[0] == 'J');
    close(fd);
    m[1] = 'E';
    pread(ro, b, 5, 0);
    CHECK(b[1] == 'E');
    FAILS(msync(m, 4096, MS_SYNC | MS_ASYNC), EINVAL);
    FAILS(msync(m + 1, 4096, MS_SYNC), EINVAL);
    RETURNS(munmap(m, 4096), 0);
    FAILS(msync(m, 4096, MS_SYNC), ENOMEM);
    FAILS(munmap(m + 1, 4096), EINVAL);
    FAILS(munmap(m, 0), EINVAL);
    FAILS(mprotect(m + 1, 4096, 1), EINVAL);
    FAILS(mprotect(m, 4096, 1), ENOMEM);
    m = mmap(0, 4096, 1, MAP_SHARED, ro, 0);
    FAILS(mprotect(m, 4096, 3), EACCES);
    unlink("/tmp/m.x");
    return 0;
}
TEST(mlock_)
{
    char *m = mmap(0, 8192, 3, MAP_PRIVATE | MAP_ANON, -1, 0);
    RETURNS(mlock(m, 4096), 0);
    RETURNS(munlock(m, 4096), 0);
    RETURNS(mlockall(MCL_CURRENT), 0);
    RETURNS(munlockall(), 0);
    FAILS(mlockall(0), EINVAL);
    FAILS(mlockall(-1), EINVAL);
    munmap(m, 8192);
    FAILS(mlock(m, 4096), ENOMEM);
    FAILS(munlock(m, 4096), ENOMEM);
    RETURNS(posix_madvise(m, 4096, 99), EINVAL);
    return 0;
}
TEST(shm_)
{
    shm_unlink("/t.q");
    FAILS(shm_open("/t.q", O_RDWR, 0600), ENOENT);
    int fd = shm_open("/t.q", O_RDWR | O_CREAT | O_EXCL, 0640);
    CHECK(fd >= 0);
    struct stat s;
    fstat(fd, &s);
    CHECK(s.st_size == 0 && (s.st_mode & 0777) == 0640);
    CHECK(fcntl(fd, F_GETFD) & FD_CLOEXEC);
    FAILS(shm_open("/t.q", O_RDWR | O_CREAT | O_EXCL, 0600), EEXIST);
    RETURNS(ftruncate(fd, 8192), 0);
    char *m = mmap(0, 8192, 3, MAP_SHARED, fd, 0);
    strcpy(m, "abc");
    int f2 = shm_open("/t.q", O_RDONLY, 0);
    CHECK(f2 >= 0);
    char *n = mmap(0, 8192, 1, MAP_SHARED, f2, 0);
    CHECK(!strcmp(n, "abc"));
    FAILS(ftruncate(f2, 1), EINVAL);
    RETURNS(shm_unlink("/t.q"), 0);
    FAILS(shm_unlink("/t.q"), ENOENT);
    CHECK(!strcmp(n, "abc"));
    char big[400] = "/";
    memset(big + 1, 'a', 390);
    big[391] = 0;
    FAILS(shm_open(big, O_RDWR | O_CREAT, 0600), ENAMETOOLONG);
    FAILS(shm_unlink(big), ENAMETOOLONG);
    fd = shm_open("/t.q2", O_RDWR | O_CREAT, 0600);
    write(fd, "x", 1);
    close(fd);
    fd = shm_open("/t.q2", O_RDWR | O_TRUNC, 0);
    fstat(fd, &s);
    CHECK(s.st_size == 0);
    shm_unlink("/t.q2");
    return 0;
}
/* sem */
TEST(sem_)
{
    sem_t s;
    int v;
    FAILS(sem_init(&s, 0, (unsigned)SEM_VALUE_MAX + 1), EINVAL);
    RETURNS(sem_init(&s, 0, 1), 0);
    RETURNS(sem_wait(&s), 0);
    FAILS(sem_trywait(&s), EAGAIN);
    RETURNS(sem_getvalue(&s, &v), 0);
    CHECK(v == 0);
    struct timespec t = in_ms(CLOCK_REALTIME, 40);
    FAILS(sem_timedwait(&s, &t), ETIMEDOUT);
    t.tv_nsec = 1000000000;
    FAILS(sem_timedwait(&s, &t), EINVAL);
    t.tv_nsec = -1;
    FAILS(sem_timedwait(&s, &t), EINVAL);
    sem_post(&s);
    RETURNS(sem_timedwait(&s, &t), 0);
    sem_destroy(&s);
    sem_init(&s, 0, SEM_VALUE_MAX);
    FAILS(sem_post(&s), EOVERFLOW);
    return 0;
}
TEST(sem_open_)
{
    sem_unlink("/s1");
    CHECK(sem_open("/s1", 0) == SEM_FAILED && errno == ENOENT);
    sem_t *s = sem_open("/s1", O_CREAT | O_EXCL, 0600, 3);
    CHECK(s != SEM_FAILED);
    CHECK(sem_open("/s1", O_CREAT | O_EXCL, 0600, 3) == SEM_FAILED && errno == EEXIST);
    sem_t *q = sem_open("/s1", O_CREAT, 0600, 77);
    CHECK(q == s);
    int v;
    sem_getvalue(q, &v);
    CHECK(v == 3);
    CHECK(sem_open("/s9", O_CREAT, 0600, (unsigned)SEM_VALUE_MAX + 1) == SEM_FAILED && errno == EINVAL);
    RETURNS(sem_close(q), 0);
    RETURNS(sem_unlink("/s1"), 0);
    FAILS(sem_unlink("/s1"), ENOENT);
    sem_getvalue(s, &v);
    CHECK(v == 3);
    RETURNS(sem_close(s), 0);
    char big[400] = "/";
    memset(big + 1, 'a', 390);
    big[391] = 0;
    CHECK(sem_open(big, O_CREAT, 0600, 1) == SEM_FAILED && errno == ENAMETOOLONG);
    FAILS(sem_unlink(big), ENAMETOOLONG);
    s = sem_open("noslash", O_CREAT, 0600, 1);
    CHECK(s != SEM_FAILED);
    sem_unlink("noslash");
    CHECK(sem_open("/a/b", O_CREAT, 0600, 1) == SEM_FAILED);
    return 0;
}
TEST(sem_shared)
{
    sem_t *s = mmap(0, 4096, 3, MAP_SHARED | MAP_ANON, -1, 0);
    sem_init(s, 1, 0);
    pid_t p = fork();
    if (!p) {
        for (int i = 0; i < 100; i++)
            sem_post(s);
        _exit(0);
    }
    for (int i = 0; i < 100; i++)
        CHECK(sem_wait(s) == 0);
    waitpid(p, 0, 0);
    int v;
    sem_getvalue(s, &v);
    CHECK(v == 0);
    return 0;
}
