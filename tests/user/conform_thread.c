/* runs on Linux */
/* pthread.h: errors, cancellation, keys, attributes. Cancellation points: cp, while they block; pp, when it
 * is pending; np: functions that are none. */
#include "conform.h"

/* ---- pthread mutex ---- */
TEST(mutex_errors)
{
    pthread_mutexattr_t a;
    pthread_mutex_t m;
    int v;
    RETURNS(pthread_mutexattr_init(&a), 0);
    RETURNS(pthread_mutexattr_gettype(&a, &v), 0);
    CHECK(v == PTHREAD_MUTEX_DEFAULT);
    RETURNS(pthread_mutexattr_settype(&a, 77), EINVAL);
    RETURNS(pthread_mutexattr_settype(&a, PTHREAD_MUTEX_ERRORCHECK), 0);
    RETURNS(pthread_mutexattr_getpshared(&a, &v), 0);
    CHECK(v == PTHREAD_PROCESS_PRIVATE);
    RETURNS(pthread_mutexattr_setpshared(&a, 9), EINVAL);
    RETURNS(pthread_mutexattr_getprotocol(&a, &v), 0);
    CHECK(v == PTHREAD_PRIO_NONE);
    RETURNS(pthread_mutexattr_setprotocol(&a, 55), EINVAL);
    RETURNS(pthread_mutexattr_setprioceiling(&a, -5000), EINVAL);
    RETURNS(pthread_mutex_init(&m, &a), 0);
    RETURNS(pthread_mutex_unlock(&m), EPERM);
    RETURNS(pthread_mutex_lock(&m), 0);
    RETURNS(pthread_mutex_lock(&m), EDEADLK);
    RETURNS(pthread_mutex_trylock(&m), EBUSY);
    RETURNS(pthread_mutex_destroy(&m), EBUSY);
    RETURNS(pthread_mutex_unlock(&m), 0);
    RETURNS(pthread_mutex_destroy(&m), 0);
    RETURNS(pthread_mutexattr_destroy(&a), 0);
    return 0;
}
static pthread_mutex_t gm = PTHREAD_MUTEX_INITIALIZER;
static void *unl(void *p)
{
    return (void *)(long)pthread_mutex_unlock(p);
}
static void *tryl(void *p)
{
    return (void *)(long)pthread_mutex_trylock(p);
}
TEST(mutex_other_thread)
{
    pthread_mutexattr_t a;
    pthread_mutex_t m;
    pthread_t t;
    void *r;
    pthread_mutexattr_init(&a);
    pthread_mutexattr_settype(&a, PTHREAD_MUTEX_ERRORCHECK);
    pthread_mutex_init(&m, &a);
    pthread_mutex_lock(&m);
    RETURNS(pthread_create(&t, 0, unl, &m), 0);
    RETURNS(pthread_join(t, &r), 0);
    CHECK((long)r == EPERM);
    RETURNS(pthread_create(&t, 0, tryl, &m), 0);
    RETURNS(pthread_join(t, &r), 0);
    CHECK((long)r == EBUSY);
    pthread_mutexattr_settype(&a, PTHREAD_MUTEX_RECURSIVE);
    pthread_mutex_t q;
    pthread_mutex_init(&q, &a);
    RETURNS(pthread_mutex_lock(&q), 0);
    RETURNS(pthread_mutex_lock(&q), 0);
    RETURNS(pthread_mutex_trylock(&q), 0);
    pthread_mutex_unlock(&q);
    pthread_mutex_unlock(&q);
    RETURNS(pthread_create(&t, 0, tryl, &q), 0);
    RETURNS(pthread_join(t, &r), 0);
    CHECK((long)r == EBUSY);
    RETURNS(pthread_create(&t, 0, unl, &q), 0);
    RETURNS(pthread_join(t, &r), 0);
    CHECK((long)r == EPERM);
    pthread_mutex_unlock(&q);
    RETURNS(pthread_mutex_unlock(&q), EPERM);
    return 0;
}
static void *timed(void *p)
{
    struct timespec t = in_ms(CLOCK_REALTIME, 60);
    return (void *)(long)pthread_mutex_timedlock(p, &t);
}
TEST(mutex_timed)
{
    pthread_t t;
    void *r;
    pthread_mutex_lock(&gm);
    pthread_create(&t, 0, timed, &gm);
    pthread_join(t, &r);
    CHECK((long)r == ETIMEDOUT);
    struct timespec bad = {time(0) + 1, 1000000000};
    pthread_mutex_unlock(&gm);
    RETURNS(pthread_mutex_timedlock(&gm, &bad), 0);
    return 0;
}
static void *timedbad(void *p)
{
    struct timespec t = {time(0) + 5, -1};
    return (void *)(long)pthread_mutex_timedlock(p, &t);
}
TEST(mutex_timed_bad)
{
    pthread_t t;
    void *r;
    pthread_mutex_lock(&gm);
    pthread_create(&t, 0, timedbad, &gm);
    pthread_join(t, &r);
    CHECK((long)r == EINVAL);
    return 0;
}
/* ---- create/join/detach ---- */
static void *slp(void *p)
{
    ms((long)p);
    return p;
}
TEST(join_errors)
{
    pthread_t t;
    RETURNS(pthread_join(pthread_self(), 0), EDEADLK);
    pthread_attr_t a;
    pthread_attr_init(&a);
    pthread_attr_setdetachstate(&a, PTHREAD_CREATE_DETACHED);
    pthread_create(&t, &a, slp, (void *)300);
    RETURNS(pthread_join(t, 0), EINVAL);
    RETURNS(pthread_detach(t), EINVAL);
    pthread_create(&t, 0, slp, (void *)1);
    RETURNS(pthread_detach(t), 0);
    return 0;
}
TEST(attr_errors)
{
    pthread_attr_t a;
    int v;
    size_t s;
    void *p;
    struct sched_param sp;
    RETURNS(pthread_attr_init(&a), 0);
    RETURNS(pthread_attr_setdetachstate(&a, -1), EINVAL);
    RETURNS(pthread_attr_getdetachstate(&a, &v), 0);
    CHECK(v == PTHREAD_CREATE_JOINABLE);
    RETURNS(pthread_attr_setstacksize(&a, PTHREAD_STACK_MIN - 1), EINVAL);
    RETURNS(pthread_attr_getstacksize(&a, &s), 0);
    CHECK(s >= PTHREAD_STACK_MIN);
    RETURNS(pthread_attr_setscope(&a, 99), EINVAL);
    RETURNS(pthread_attr_getscope(&a, &v), 0);
    CHECK(v == PTHREAD_SCOPE_SYSTEM);
    RETURNS(pthread_attr_setscope(&a, PTHREAD_SCOPE_PROCESS), ENOTSUP);
    RETURNS(pthread_attr_setscope(&a, PTHREAD_SCOPE_SYSTEM), 0);
    RETURNS(pthread_attr_setinheritsched(&a, -100), EINVAL);
    RETURNS(pthread_attr_setschedpolicy(&a, 999), EINVAL);
    RETURNS(pthread_attr_setschedpolicy(&a, SCHED_FIFO), 0);
    sp.sched_priority = 50;
    RETURNS(pthread_attr_setschedparam(&a, &sp), 0);
    sp.sched_priority = 0;
    RETURNS(pthread_attr_getschedparam(&a, &sp), 0);
    CHECK(sp.sched_priority == 50);
    RETURNS(pthread_attr_getschedpolicy(&a, &v), 0);
    CHECK(v == SCHED_FIFO);
    RETURNS(pthread_attr_getguardsize(&a, &s), 0);
    CHECK(s == (size_t)sysconf(_SC_PAGESIZE));
    RETURNS(pthread_attr_setguardsize(&a, 0), 0);
    RETURNS(pthread_attr_getguardsize(&a, &s), 0);
    CHECK(s == 0);
    CHECK(posix_memalign(&p, 4096, PTHREAD_STACK_MIN) == 0);
    RETURNS(pthread_attr_setstack(&a, p, PTHREAD_STACK_MIN - 1), EINVAL);
    RETURNS(pthread_attr_setstack(&a, p, PTHREAD_STACK_MIN), 0);
    void *q;
    RETURNS(pthread_attr_getstack(&a, &q, &s), 0);
    CHECK(q == p && s == PTHREAD_STACK_MIN);
    RETURNS(pthread_attr_destroy(&a), 0);
    return 0;
}
static void *where(void *result)
{
    *(void **)result = __builtin_frame_address(0);
    return NULL;
}
TEST(stack_honoured)
{
    static char stack[PTHREAD_STACK_MIN * 4] __attribute__((aligned(4096)));
    pthread_attr_t a;
    pthread_t t;
    void *at = NULL;
    pthread_attr_init(&a);
    pthread_attr_setstack(&a, stack, sizeof(stack));
    RETURNS(pthread_create(&t, &a, where, &at), 0);
    pthread_join(t, NULL);
    CHECK((char *)at >= stack && (char *)at < stack + sizeof(stack));
    return 0;
}
static void *equal_self_s(void *x)
{
    return (void *)(long)pthread_equal(pthread_self(), *(pthread_t *)x);
}
TEST(equal_self)
{
    pthread_t t, me = pthread_self();
    void *r;
    pthread_create(&t, 0, equal_self_s, &me);
    pthread_join(t, &r);
    CHECK(!r);
    CHECK(pthread_equal(me, pthread_self()));
    return 0;
}
/* ---- keys ---- */
static pthread_key_t key;
static int dcount;
static void again(void *v)
{
    dcount++;
    pthread_setspecific(key, v);
}
static void *key_iterations_s(void *x)
{
    pthread_setspecific(key, (void *)1);
    return 0;
}
TEST(key_iterations)
{
    pthread_t t;
    pthread_key_create(&key, again);
    pthread_create(&t, 0, key_iterations_s, 0);
    pthread_join(t, 0);
    CHECK(dcount == PTHREAD_DESTRUCTOR_ITERATIONS);
    RETURNS(pthread_key_delete(key), 0);
    RETURNS(pthread_key_delete(key), EINVAL);
    RETURNS(pthread_setspecific(key, 0), EINVAL);
    return 0;
}
TEST(key_max)
{
    pthread_key_t k[PTHREAD_KEYS_MAX + 5];
    int i, r = 0;
    for (i = 0; i < PTHREAD_KEYS_MAX + 2; i++)
        if ((r = pthread_key_create(&k[i], 0)))
            break;
    CHECK(r == EAGAIN);
    CHECK(i >= 100);
    CHECK(pthread_getspecific(k[0]) == 0);
    return 0;
}
/* ---- once ---- */
static pthread_once_t once = PTHREAD_ONCE_INIT;
static int ocount;
static void oslow(void)
{
    ocount++;
    pthread_testcancel();
    ms(100);
    pthread_testcancel();
    ocount += 10;
}
static void *oth(void *x)
{
    pthread_once(&once, oslow);
    return 0;
}
TEST(once_cancel)
{
    pthread_t t;
    void *r;
    pthread_create(&t, 0, oth, 0);
    ms(20);
    pthread_cancel(t);
    pthread_join(t, &r);
    CHECK(r == PTHREAD_CANCELED);
    CHECK(ocount == 1);
    RETURNS(pthread_once(&once, oslow), 0);
    CHECK(ocount == 12);
    return 0;
}
/* ---- cond ---- */
static pthread_cond_t gc = PTHREAD_COND_INITIALIZER;
static int held, ready;
static void cl(void *x)
{
    held = pthread_mutex_trylock(&gm);
    pthread_mutex_unlock(&gm);
}
static void *cw(void *x)
{
    pthread_mutex_lock(&gm);
    pthread_cleanup_push(cl, 0);
    ready = 1;
    for (;;)
        pthread_cond_wait(&gc, &gm);
    pthread_cleanup_pop(0);
    return 0;
}
TEST(cond_cancel)
{
    pthread_t t;
    void *r;
    held = -1;
    pthread_create(&t, 0, cw, 0);
    while (!ready)
        ms(1);
    ms(20);
    pthread_cancel(t);
    pthread_join(t, &r);
    CHECK(r == PTHREAD_CANCELED);
    CHECK(held == EBUSY);
    return 0;
}
TEST(cond_timed)
{
    struct timespec ts = in_ms(CLOCK_REALTIME, 50), n;
    pthread_mutex_lock(&gm);
    RETURNS(pthread_cond_timedwait(&gc, &gm, &ts), ETIMEDOUT);
    clock_gettime(CLOCK_REALTIME, &n);
    CHECK(n.tv_sec > ts.tv_sec || (n.tv_sec == ts.tv_sec && n.tv_nsec >= ts.tv_nsec));
    RETURNS(pthread_mutex_trylock(&gm), EBUSY);
    ts.tv_nsec = 1000000000;
    RETURNS(pthread_cond_timedwait(&gc, &gm, &ts), EINVAL);
    ts.tv_nsec = -1;
    RETURNS(pthread_cond_timedwait(&gc, &gm, &ts), EINVAL);
    RETURNS(pthread_mutex_trylock(&gm), EBUSY);
    pthread_condattr_t a;
    pthread_cond_t c;
    clockid_t ck;
    int v;
    pthread_condattr_init(&a);
    RETURNS(pthread_condattr_getclock(&a, &ck), 0);
    CHECK(ck == CLOCK_REALTIME);
    RETURNS(pthread_condattr_setclock(&a, CLOCK_MONOTONIC), 0);
    RETURNS(pthread_condattr_setclock(&a, -55), EINVAL);
    RETURNS(pthread_condattr_setpshared(&a, 77), EINVAL);
    RETURNS(pthread_condattr_getpshared(&a, &v), 0);
    CHECK(v == 0);
    RETURNS(pthread_condattr_setclock(&a, CLOCK_PROCESS_CPUTIME_ID), EINVAL);
    pthread_cond_init(&c, &a);
    ts = in_ms(CLOCK_MONOTONIC, 30);
    RETURNS(pthread_cond_timedwait(&c, &gm, &ts), ETIMEDOUT);
    RETURNS(pthread_cond_destroy(&c), 0);
    return 0;
}
TEST(cond_unowned)
{
    pthread_mutexattr_t a;
    pthread_mutex_t m;
    pthread_mutexattr_init(&a);
    pthread_mutexattr_settype(&a, PTHREAD_MUTEX_ERRORCHECK);
    pthread_mutex_init(&m, &a);
    RETURNS(pthread_cond_wait(&gc, &m), EPERM);
    return 0;
}
static volatile int hits;
static void hit(int s)
{
    hits++;
}
static void *cw1(void *x)
{
    struct timespec ts = in_ms(CLOCK_REALTIME, 300);
    pthread_mutex_lock(&gm);
    ready = 1;
    int r = pthread_cond_timedwait(&gc, &gm, &ts);
    pthread_mutex_unlock(&gm);
    return (void *)(long)r;
}
TEST(cond_signal_handler)
{
    pthread_t t;
    void *r;
    signal(SIGUSR1, hit);
    pthread_create(&t, 0, cw1, 0);
    while (!ready)
        ms(1);
    ms(10);
    RETURNS(pthread_kill(t, SIGUSR1), 0);
    ms(30);
    CHECK(hits == 1);
    pthread_join(t, &r);
    CHECK((long)r == ETIMEDOUT || (long)r == 0);
    return 0;
}
/* ---- rwlock ---- */
TEST(rw_errors)
{
    pthread_rwlock_t l;
    struct timespec ts;
    RETURNS(pthread_rwlock_init(&l, 0), 0);
    RETURNS(pthread_rwlock_wrlock(&l), 0);
    RETURNS(pthread_rwlock_wrlock(&l), EDEADLK);
    RETURNS(pthread_rwlock_rdlock(&l), EDEADLK);
    RETURNS(pthread_rwlock_tryrdlock(&l), EBUSY);
    RETURNS(pthread_rwlock_trywrlock(&l), EBUSY);
    RETURNS(pthread_rwlock_unlock(&l), 0);
    RETURNS(pthread_rwlock_rdlock(&l), 0);
    RETURNS(pthread_rwlock_rdlock(&l), 0);
    RETURNS(pthread_rwlock_trywrlock(&l), EBUSY);
    ts = in_ms(CLOCK_REALTIME, 30);
    RETURNS(pthread_rwlock_timedwrlock(&l, &ts), ETIMEDOUT);
    ts.tv_nsec = 1000000000;
    RETURNS(pthread_rwlock_timedwrlock(&l, &ts), EINVAL);
    RETURNS(pthread_rwlock_unlock(&l), 0);
    RETURNS(pthread_rwlock_unlock(&l), 0);
    pthread_rwlockattr_t a;
    int v;
    RETURNS(pthread_rwlockattr_init(&a), 0);
    RETURNS(pthread_rwlockattr_getpshared(&a, &v), 0);
    CHECK(v == 0);
    RETURNS(pthread_rwlockattr_setpshared(&a, -7), EINVAL);
    RETURNS(pthread_rwlock_destroy(&l), 0);
    return 0;
}
/* ---- barrier, spin ---- */
static pthread_barrier_t bar;
static void *bw(void *x)
{
    return (void *)(long)pthread_barrier_wait(&bar);
}
TEST(barrier)
{
    RETURNS(pthread_barrier_init(&bar, 0, 0), EINVAL);
    RETURNS(pthread_barrier_init(&bar, 0, 5), 0);
    pthread_t t[10];
    int ser = 0, z = 0;
    for (int i = 0; i < 10; i++)
        pthread_create(&t[i], 0, bw, 0);
    for (int i = 0; i < 10; i++) {
        void *r;
        pthread_join(t[i], &r);
        if ((long)r == PTHREAD_BARRIER_SERIAL_THREAD)
            ser++;
        else if (!r)
            z++;
    }
    CHECK(ser == 2 && z == 8);
    RETURNS(pthread_barrier_destroy(&bar), 0);
    pthread_barrierattr_t a;
    int v;
    pthread_barrierattr_init(&a);
    pthread_barrierattr_getpshared(&a, &v);
    CHECK(v == 0);
    RETURNS(pthread_barrierattr_setpshared(&a, 99), EINVAL);
    return 0;
}
TEST(barrier_signal)
{
    pthread_t t;
    void *r;
    signal(SIGUSR1, hit);
    pthread_barrier_init(&bar, 0, 2);
    pthread_create(&t, 0, bw, 0);
    ms(30);
    pthread_kill(t, SIGUSR1);
    ms(30);
    CHECK(hits == 1);
    int x = pthread_barrier_wait(&bar);
    pthread_join(t, &r);
    CHECK((x == -1) != ((long)r == -1));
    return 0;
}
TEST(spin)
{
    pthread_spinlock_t s;
    RETURNS(pthread_spin_init(&s, 0), 0);
    RETURNS(pthread_spin_lock(&s), 0);
    RETURNS(pthread_spin_trylock(&s), EBUSY);
    RETURNS(pthread_spin_unlock(&s), 0);
    RETURNS(pthread_spin_trylock(&s), 0);
    RETURNS(pthread_spin_unlock(&s), 0);
    RETURNS(pthread_spin_destroy(&s), 0);
    return 0;
}
/* ---- cancel ---- */
TEST(cancel_errors)
{
    int o;
    RETURNS(pthread_setcancelstate(-100, &o), EINVAL);
    RETURNS(pthread_setcanceltype(-100, &o), EINVAL);
    RETURNS(pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &o), 0);
    CHECK(o == PTHREAD_CANCEL_ENABLE);
    RETURNS(pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, &o), 0);
    CHECK(o == PTHREAD_CANCEL_DEFERRED);
    return 0;
}
static int order[8], on;
static void co(void *x)
{
    order[on++] = (int)(long)x;
}
static void kd(void *x)
{
    order[on++] = (int)(long)x;
}
static void *co_t(void *x)
{
    pthread_setspecific(key, (void *)9);
    pthread_cleanup_push(co, (void *)1);
    pthread_cleanup_push(co, (void *)2);
    pthread_cleanup_push(co, (void *)3);
    ms(5000);
    pthread_cleanup_pop(0);
    pthread_cleanup_pop(0);
    pthread_cleanup_pop(0);
    return 0;
}
TEST(cancel_order)
{
    pthread_t t;
    pthread_key_create(&key, kd);
    pthread_create(&t, 0, co_t, 0);
    ms(20);
    pthread_cancel(t);
    pthread_join(t, 0);
    CHECK(on == 4 && order[0] == 3 && order[1] == 2 && order[2] == 1 && order[3] == 9);
    return 0;
}
static void *asyn(void *x)
{
    pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, 0);
    ready = 1;
    for (;;)
        ;
    return x;
}
TEST(cancel_async)
{
    pthread_t t;
    void *r;
    pthread_create(&t, 0, asyn, 0);
    while (!ready)
        ms(1);
    pthread_cancel(t);
    pthread_join(t, &r);
    CHECK(r == PTHREAD_CANCELED);
    return 0;
}
static void *dis(void *x)
{
    int o;
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &o);
    ready = 1;
    ms(80);
    pthread_testcancel();
    ready = 2;
    pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, &o);
    pthread_testcancel();
    ready = 3;
    return 0;
}
TEST(cancel_disabled)
{
    pthread_t t;
    void *r;
    pthread_create(&t, 0, dis, 0);
    while (!ready)
        ms(1);
    pthread_cancel(t);
    pthread_join(t, &r);
    CHECK(r == PTHREAD_CANCELED && ready == 2);
    return 0;
}
