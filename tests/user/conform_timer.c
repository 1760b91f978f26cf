/* runs on Linux */
/* Timers, and clocks of CPU time. */
#include "conform.h"

static volatile int hits, last, code, val;
static void info(int s, siginfo_t *i, void *c)
{
    hits++;
    last = s;
    code = i->si_code;
    val = i->si_value.sival_int;
}
static void act(int s)
{
    struct sigaction a;
    memset(&a, 0, sizeof a);
    a.sa_sigaction = info;
    a.sa_flags = SA_SIGINFO;
    sigaction(s, &a, 0);
}
TEST(t_create_err)
{
    timer_t t;
    struct sigevent e = {0};
    FAILS(timer_create(9999, 0, &t), EINVAL);
    e.sigev_notify = SIGEV_SIGNAL;
    e.sigev_signo = 1000;
    FAILS(timer_create(CLOCK_REALTIME, &e, &t), EINVAL);
    e.sigev_notify = 77;
    FAILS(timer_create(CLOCK_REALTIME, &e, &t), EINVAL);
    RETURNS(timer_create(CLOCK_REALTIME, 0, &t), 0);
    RETURNS(timer_delete(t), 0);
    return 0;
}
TEST(t_default)
{
    timer_t t;
    act(SIGALRM);
    struct itimerspec v = {{0, 0}, {0, 30000000}};
    timer_create(CLOCK_REALTIME, 0, &t);
    RETURNS(timer_settime(t, 0, &v, 0), 0);
    pause();
    CHECK(hits == 1 && code == SI_TIMER);
    return 0;
}
TEST(t_value)
{
    timer_t t;
    act(SIGUSR1);
    struct sigevent e = {0};
    e.sigev_notify = SIGEV_SIGNAL;
    e.sigev_signo = SIGUSR1;
    e.sigev_value.sival_int = 4711;
    struct itimerspec v = {{0, 10000000}, {0, 10000000}}, o;
    RETURNS(timer_create(CLOCK_MONOTONIC, &e, &t), 0);
    RETURNS(timer_settime(t, 0, &v, 0), 0);
    while (hits < 5)
        pause();
    CHECK(val == 4711 && code == SI_TIMER);
    RETURNS(timer_gettime(t, &o), 0);
    CHECK(o.it_interval.tv_nsec == 10000000);
    CHECK(o.it_value.tv_sec == 0 && o.it_value.tv_nsec <= 10000000);
    memset(&v, 0, sizeof v);
    RETURNS(timer_settime(t, 0, &v, &o), 0);
    CHECK(o.it_interval.tv_nsec == 10000000);
    int h = hits;
    ms(50);
    CHECK(hits <= h + 1);
    timer_gettime(t, &o);
    CHECK(!o.it_value.tv_sec && !o.it_value.tv_nsec);
    return 0;
}
TEST(t_abs)
{
    timer_t t;
    act(SIGALRM);
    timer_create(CLOCK_REALTIME, 0, &t);
    struct itimerspec v = {{0, 0}, {0, 0}};
    v.it_value = in_ms(CLOCK_REALTIME, 60);
    struct timespec n;
    RETURNS(timer_settime(t, TIMER_ABSTIME, &v, 0), 0);
    pause();
    clock_gettime(CLOCK_REALTIME, &n);
    CHECK(n.tv_sec > v.it_value.tv_sec || n.tv_nsec >= v.it_value.tv_nsec);
    v.it_value.tv_sec = 5;
    hits = 0;
    RETURNS(timer_settime(t, TIMER_ABSTIME, &v, 0), 0);
    ms(60);
    CHECK(hits == 1);
    return 0;
}
TEST(t_overrun)
{
    timer_t t;
    sigset_t s;
    sigemptyset(&s);
    sigaddset(&s, SIGUSR1);
    sigprocmask(SIG_BLOCK, &s, 0);
    struct sigevent e = {0};
    e.sigev_notify = SIGEV_SIGNAL;
    e.sigev_signo = SIGUSR1;
    struct itimerspec v = {{0, 10000000}, {0, 10000000}};
    timer_create(CLOCK_MONOTONIC, &e, &t);
    timer_settime(t, 0, &v, 0);
    ms(205);
    siginfo_t i;
    CHECK(sigwaitinfo(&s, &i) == SIGUSR1);
    int o = timer_getoverrun(t);
    CHECK(o >= 15);
    CHECK(sigwaitinfo(&s, &i) == SIGUSR1);
    o = timer_getoverrun(t);
    CHECK(o <= 2);
    return 0;
}
TEST(t_errs)
{
    timer_t t;
    timer_create(CLOCK_REALTIME, 0, &t);
    struct itimerspec v = {{0, 0}, {1, 1000000000}};
    FAILS(timer_settime(t, 0, &v, 0), EINVAL);
    v.it_value.tv_nsec = -1;
    FAILS(timer_settime(t, 0, &v, 0), EINVAL);
    v.it_value.tv_nsec = 5;
    CHECK(timer_delete(t) == 0);
    FAILS(timer_settime(t, 0, &v, 0), EINVAL);
    FAILS(timer_gettime(t, &v), EINVAL);
    FAILS(timer_getoverrun(t), EINVAL);
    FAILS(timer_delete(t), EINVAL);
    return 0;
}
static sem_t done;
static pthread_t by;
static void fn(union sigval v)
{
    by = pthread_self();
    val = v.sival_int;
    sem_post(&done);
}
TEST(t_thread)
{
    timer_t t;
    sem_init(&done, 0, 0);
    struct sigevent e = {0};
    e.sigev_notify = SIGEV_THREAD;
    e.sigev_notify_function = fn;
    e.sigev_value.sival_int = 99;
    struct itimerspec v = {{0, 20000000}, {0, 20000000}};
    RETURNS(timer_create(CLOCK_REALTIME, &e, &t), 0);
    timer_settime(t, 0, &v, 0);
    for (int i = 0; i < 4; i++)
        RETURNS(sem_wait(&done), 0);
    CHECK(val == 99 && !pthread_equal(by, pthread_self()));
    return 0;
}
TEST(t_fork)
{
    timer_t t;
    act(SIGALRM);
    timer_create(CLOCK_REALTIME, 0, &t);
    struct itimerspec v = {{0, 0}, {0, 50000000}};
    timer_settime(t, 0, &v, 0);
    pid_t p = fork();
    if (!p) {
        ms(120);
        _exit(hits ? 1 : timer_delete(t) == 0 ? 2 : 0);
    }
    int st;
    while (waitpid(p, &st, 0) < 0)
        ; /* the timer's signal */
    CHECK(st == 0);
    CHECK(hits == 1);
    return 0;
}
TEST(t_many)
{
    timer_t t[32];
    struct sigevent e = {0};
    act(SIGRTMIN);
    e.sigev_notify = SIGEV_SIGNAL;
    e.sigev_signo = SIGRTMIN;
    for (int i = 0; i < 32; i++) {
        e.sigev_value.sival_int = i;
        RETURNS(timer_create(CLOCK_MONOTONIC, &e, &t[i]), 0);
        struct itimerspec v = {{0, 0}, {0, 20000000 + i * 1000000}};
        timer_settime(t[i], 0, &v, 0);
    }
    ms(120);
    CHECK(hits == 32);
    return 0;
}
TEST(t_cpu)
{
    timer_t t;
    act(SIGUSR1);
    struct sigevent e = {0};
    e.sigev_notify = SIGEV_SIGNAL;
    e.sigev_signo = SIGUSR1;
    struct itimerspec v = {{0, 0}, {0, 50000000}};
    RETURNS(timer_create(CLOCK_PROCESS_CPUTIME_ID, &e, &t), 0);
    timer_settime(t, 0, &v, 0);
    ms(100);
    CHECK(!hits);
    while (!hits)
        ;
    struct timespec n;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &n);
    CHECK(n.tv_sec || n.tv_nsec >= 50000000);
    timer_delete(t);
    RETURNS(timer_create(CLOCK_THREAD_CPUTIME_ID, &e, &t), 0);
    timer_settime(t, 0, &v, 0);
    hits = 0;
    while (!hits)
        ;
    return 0;
}
TEST(t_exit)
{
    pid_t p = fork();
    if (!p) {
        timer_t t;
        timer_create(CLOCK_REALTIME, 0, &t);
        struct itimerspec v = {{0, 0}, {9, 50000000}};
        timer_settime(t, 0, &v, 0);
        pthread_exit(0);
    }
    int st;
    waitpid(p, &st, 0);
    CHECK(st == 0);
    return 0;
}
static void *t_cpuclock_sp(void *x)
{
    while (!hits)
        ;
    return 0;
}
TEST(t_cpuclock)
{
    clockid_t c;
    pthread_t t;
    pthread_create(&t, 0, t_cpuclock_sp, 0);
    RETURNS(pthread_getcpuclockid(t, &c), 0);
    struct timespec a, b;
    ms(60);
    RETURNS(clock_gettime(c, &a), 0);
    b = a;
    for (int i = 0; i < 200 && b.tv_sec == a.tv_sec && b.tv_nsec - a.tv_nsec <= 10000000; i++) {
        ms(60); /* on a busy machine it gets its turn late */
        RETURNS(clock_gettime(c, &b), 0);
    }
    CHECK(b.tv_nsec - a.tv_nsec > 10000000 || b.tv_sec > a.tv_sec);
    hits = 1;
    pthread_join(t, 0);
    pid_t p = fork();
    if (!p) {
        for (;;)
            ;
    }
    RETURNS(clock_getcpuclockid(p, &c), 0);
    a = (struct timespec){0, 0};
    for (int i = 0; i < 200 && a.tv_sec == 0 && a.tv_nsec <= 5000000; i++) {
        ms(60);
        RETURNS(clock_gettime(c, &a), 0);
    }
    CHECK(a.tv_sec > 0 || a.tv_nsec > 5000000);
    kill(p, 9);
    return 0;
}
static void t_handler_h(int s)
{
    timer_t t = (timer_t)0;
    struct itimerspec o;
    timer_gettime(t, &o);
    hits++;
}
TEST(t_handler)
{
    signal(SIGUSR1, t_handler_h);
    struct sigevent e = {0};
    timer_t t;
    e.sigev_signo = SIGUSR1;
    struct itimerspec v = {{0, 1000000}, {0, 1000000}}, o;
    timer_create(CLOCK_REALTIME, &e, &t);
    timer_settime(t, 0, &v, 0);
    while (hits < 30)
        timer_gettime(t, &o);
    return 0;
}
