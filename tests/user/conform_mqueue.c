/* runs on Linux */
/* Message queues (mqueue.h). */
#include "conform.h"

#include <mqueue.h>
static struct mq_attr at = {0, 4, 32, 0};
#define N "/cf.q"
static mqd_t mk(int fl)
{
    mq_unlink(N);
    return mq_open(N, O_CREAT | O_EXCL | fl, 0600, &at);
}
TEST(open_)
{
    mq_unlink(N);
    FAILS(mq_open(N, O_RDWR), ENOENT);
    mqd_t q = mk(O_RDWR);
    CHECK(q != (mqd_t)-1);
    FAILS(mq_open(N, O_CREAT | O_EXCL | O_RDWR, 0600, &at), EEXIST);
    mqd_t r = mq_open(N, O_RDWR | O_CREAT, 0600, &at);
    CHECK(r != (mqd_t)-1 && r != q);
    struct mq_attr g;
    RETURNS(mq_getattr(q, &g), 0);
    CHECK(g.mq_maxmsg == 4 && g.mq_msgsize == 32 && g.mq_curmsgs == 0 && g.mq_flags == 0);
    RETURNS(mq_close(r), 0);
    FAILS(mq_close(r), EBADF);
    FAILS(mq_getattr(-1, &g), EBADF);
    RETURNS(mq_unlink(N), 0);
    FAILS(mq_unlink(N), ENOENT);
    RETURNS(mq_send(q, "a", 1, 0), 0);
    RETURNS(mq_close(q), 0);
    struct mq_attr bad = {0, -1, 10, 0};
    FAILS(mq_open(N, O_CREAT | O_RDWR, 0600, &bad), EINVAL);
    FAILS(mq_open("noslash", O_CREAT | O_RDWR, 0600, &at), EINVAL);
    char b[400] = "/";
    memset(b + 1, 'a', 390);
    FAILS(mq_open(b, O_CREAT | O_RDWR, 0600, &at), ENAMETOOLONG);
    q = mq_open(N, O_CREAT | O_RDWR, 0600, NULL);
    CHECK(q != -1);
    mq_getattr(q, &g);
    CHECK(g.mq_maxmsg == 10 && g.mq_msgsize == 8192);
    mq_unlink(N);
    return 0;
}
TEST(prio)
{
    mqd_t q = mk(O_RDWR);
    char b[32];
    unsigned p;
    mq_send(q, "low", 4, 1);
    mq_send(q, "hi1", 4, 9);
    mq_send(q, "mid", 4, 5);
    mq_send(q, "hi2", 4, 9);
    struct mq_attr g;
    mq_getattr(q, &g);
    CHECK(g.mq_curmsgs == 4);
    CHECK(mq_receive(q, b, 32, &p) == 4 && p == 9 && !strcmp(b, "hi1"));
    CHECK(mq_receive(q, b, 32, &p) == 4 && p == 9 && !strcmp(b, "hi2"));
    CHECK(mq_receive(q, b, 32, &p) == 4 && p == 5);
    CHECK(mq_receive(q, b, 32, 0) == 4 && !strcmp(b, "low"));
    return 0;
}
TEST(errs)
{
    mqd_t q = mk(O_RDWR | O_NONBLOCK);
    char b[64] = {0};
    FAILS(mq_receive(q, b, 32, 0), EAGAIN);
    FAILS(mq_receive(q, b, 31, 0), EMSGSIZE);
    FAILS(mq_send(q, b, 33, 0), EMSGSIZE);
    FAILS(mq_send(q, b, 1, MQ_PRIO_MAX), EINVAL);
    for (int i = 0; i < 4; i++)
        RETURNS(mq_send(q, b, 0, 0), 0);
    FAILS(mq_send(q, b, 1, 0), EAGAIN);
    CHECK(mq_receive(q, b, 32, 0) == 0);
    mqd_t r = mq_open(N, O_RDONLY), w = mq_open(N, O_WRONLY);
    FAILS(mq_send(r, b, 1, 0), EBADF);
    FAILS(mq_receive(w, b, 32, 0), EBADF);
    FAILS(mq_send(-1, b, 1, 0), EBADF);
    FAILS(mq_receive(-1, b, 32, 0), EBADF);
    struct mq_attr s = {.mq_flags = O_NONBLOCK}, o;
    mq_getattr(r, &o);
    CHECK(o.mq_flags == 0);
    RETURNS(mq_setattr(r, &s, &o), 0);
    mq_getattr(r, &o);
    CHECK(o.mq_flags == O_NONBLOCK);
    return 0;
}
TEST(timed)
{
    mqd_t q = mk(O_RDWR);
    char b[64];
    struct timespec t = in_ms(CLOCK_REALTIME, 50);
    FAILS(mq_timedreceive(q, b, 32, 0, &t), ETIMEDOUT);
    t.tv_nsec = -1;
    FAILS(mq_timedreceive(q, b, 32, 0, &t), EINVAL);
    for (int i = 0; i < 4; i++)
        RETURNS(mq_timedsend(q, b, 1, 0, &t), 0);
    t = in_ms(CLOCK_REALTIME, 50);
    FAILS(mq_timedsend(q, b, 1, 0, &t), ETIMEDOUT);
    t.tv_nsec = 1000000000;
    FAILS(mq_timedsend(q, b, 1, 0, &t), EINVAL);
    CHECK(mq_timedreceive(q, b, 32, 0, &t) == 1);
    return 0;
}
static void h(int s)
{
}
TEST(eintr)
{
    mqd_t q = mk(O_RDWR);
    char b[32];
    struct sigaction a = {0};
    a.sa_handler = h;
    sigaction(SIGALRM, &a, 0);
    ualarm(50000, 0);
    FAILS(mq_receive(q, b, 32, 0), EINTR);
    for (int i = 0; i < 4; i++)
        mq_send(q, b, 1, 0);
    ualarm(50000, 0);
    FAILS(mq_send(q, b, 1, 0), EINTR);
    return 0;
}
TEST(procs)
{
    mqd_t q = mk(O_RDWR);
    if (!fork()) {
        for (int i = 0; i < 100; i++) {
            char b[8];
            sprintf(b, "%d", i);
            mq_send(q, b, 8, 0);
        }
        _exit(0);
    }
    char b[32];
    for (int i = 0; i < 100; i++) {
        CHECK(mq_receive(q, b, 32, 0) == 8);
        CHECK(atoi(b) == i);
    }
    wait(0);
    return 0;
}
static volatile int hits, code, val;
static void info(int s, siginfo_t *i, void *c)
{
    hits++;
    code = i->si_code;
    val = i->si_value.sival_int;
}
TEST(notify_signal)
{
    mqd_t q = mk(O_RDWR);
    struct sigaction a = {0};
    a.sa_sigaction = info;
    a.sa_flags = SA_SIGINFO;
    sigaction(SIGUSR1, &a, 0);
    struct sigevent e = {0};
    e.sigev_notify = SIGEV_SIGNAL;
    e.sigev_signo = SIGUSR1;
    e.sigev_value.sival_int = 31;
    RETURNS(mq_notify(q, &e), 0);
    pid_t p = fork();
    if (!p) {
        int r = mq_notify(q, &e);
        if (!(r == -1 && errno == EBUSY))
            _exit(1);
        mq_send(q, "x", 1, 0);
        _exit(0);
    }
    int st;
    while (waitpid(p, &st, 0) != p)
        ;
    CHECK(st == 0);
    ms(30);
    CHECK(hits == 1 && code == SI_MESGQ && val == 31);
    mq_send(q, "x", 1, 0);
    CHECK(hits == 1);
    char b[32];
    mq_receive(q, b, 32, 0);
    mq_receive(q, b, 32, 0);
    mq_send(q, "x", 1, 0);
    ms(10);
    CHECK(hits == 1);
    mq_receive(q, b, 32, 0);
    RETURNS(mq_notify(q, &e), 0);
    RETURNS(mq_notify(q, 0), 0);
    mq_send(q, "x", 1, 0);
    CHECK(hits == 1);
    FAILS(mq_notify(-1, &e), EBADF);
    return 0;
}
static sem_t s;
static void fn(union sigval v)
{
    val = v.sival_int;
    sem_post(&s);
}
TEST(notify_thread)
{
    mqd_t q = mk(O_RDWR);
    sem_init(&s, 0, 0);
    struct sigevent e = {0};
    e.sigev_notify = SIGEV_THREAD;
    e.sigev_notify_function = fn;
    e.sigev_value.sival_int = 5;
    RETURNS(mq_notify(q, &e), 0);
    ms(20);
    mq_send(q, "x", 1, 0);
    RETURNS(sem_wait(&s), 0);
    CHECK(val == 5);
    return 0;
}
static void *rv(void *x)
{
    char b[32];
    mq_receive((mqd_t)(long)x, b, 32, 0);
    return 0;
}
TEST(cancel)
{
    mqd_t q = mk(O_RDWR);
    pthread_t t;
    void *r;
    pthread_create(&t, 0, rv, (void *)(long)q);
    ms(30);
    pthread_cancel(t);
    pthread_join(t, &r);
    CHECK(r == PTHREAD_CANCELED);
    RETURNS(mq_send(q, "x", 1, 0), 0);
    mq_unlink(N);
    return 0;
}
