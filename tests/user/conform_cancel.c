/* runs on Linux */
/* Cancellation points: each function that POSIX says is one acts on a cancellation that comes while it
 * blocks, or that is pending when it is called; others do neither. */
#include "conform.h"

#include <mqueue.h>
#include <poll.h>
#include <sys/select.h>
#include <sys/uio.h>

static volatile int stage;
static sem_t semaphore;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
static const struct timespec five_seconds = {5, 0}, no_time;

/* POINT(name) { ... }: a function that calls the one in question. */
#define POINT(name) static void name(void)

/* ---- That block ---- */

static void fill_set(sigset_t *set)
{
    sigemptyset(set);
    sigaddset(set, SIGUSR2);
}

static int empty_pipe(int end)
{
    int fds[2] = {-1, -1};
    return pipe(fds) == 0 ? fds[end] : -1;
}

static void *sleeper(void *argument)
{
    sleep(5);
    return argument;
}

static void child_that_sleeps(void)
{
    if (fork() == 0) {
        ms(150);
        _exit(0);
    }
}

POINT(block_pause)
{
    pause();
}
POINT(block_sleep)
{
    sleep(5);
}
POINT(block_usleep)
{
    usleep(900000);
}
POINT(block_nanosleep)
{
    nanosleep(&five_seconds, NULL);
}
POINT(block_clock_nanosleep)
{
    clock_nanosleep(CLOCK_MONOTONIC, 0, &five_seconds, NULL);
}
POINT(block_poll)
{
    poll(NULL, 0, 5000);
}
POINT(block_select)
{
    struct timeval time = {5, 0};
    select(0, NULL, NULL, NULL, &time);
}
POINT(block_pselect)
{
    pselect(0, NULL, NULL, NULL, &five_seconds, NULL);
}
POINT(block_sem_wait)
{
    sem_wait(&semaphore);
}
POINT(block_sem_timedwait)
{
    struct timespec until = in_ms(CLOCK_REALTIME, 5000);
    sem_timedwait(&semaphore, &until);
}
POINT(block_cond_wait)
{
    pthread_mutex_lock(&mutex);
    pthread_cond_wait(&condition, &mutex);
}
POINT(block_cond_timedwait)
{
    struct timespec until = in_ms(CLOCK_REALTIME, 5000);
    pthread_mutex_lock(&mutex);
    pthread_cond_timedwait(&condition, &mutex, &until);
}
POINT(block_join)
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, sleeper, NULL) == 0)
        pthread_join(thread, NULL);
}
POINT(block_read)
{
    char byte;
    if (read(empty_pipe(0), &byte, 1) == 1)
        stage = -1;
}
POINT(block_readv)
{
    char byte;
    struct iovec vector = {&byte, 1};
    if (readv(empty_pipe(0), &vector, 1) == 1)
        stage = -1;
}
POINT(block_write)
{
    static char bytes[4096];
    int fd = empty_pipe(1);
    while (write(fd, bytes, sizeof(bytes)) > 0)
        ;
}
POINT(block_sigwait)
{
    sigset_t set;
    int signal;
    fill_set(&set);
    sigwait(&set, &signal);
}
POINT(block_sigwaitinfo)
{
    sigset_t set;
    fill_set(&set);
    sigwaitinfo(&set, NULL);
}
POINT(block_sigtimedwait)
{
    sigset_t set;
    fill_set(&set);
    sigtimedwait(&set, NULL, &five_seconds);
}
POINT(block_sigsuspend)
{
    sigset_t set;
    sigemptyset(&set);
    sigsuspend(&set);
}
POINT(block_wait)
{
    child_that_sleeps();
    wait(NULL);
}
POINT(block_waitpid)
{
    child_that_sleeps();
    waitpid(-1, NULL, 0);
}
POINT(block_waitid)
{
    siginfo_t info;
    child_that_sleeps();
    waitid(P_ALL, 0, &info, WEXITED);
}
POINT(block_mq_receive)
{
    char message[16];
    struct mq_attr attributes = {.mq_maxmsg = 1, .mq_msgsize = sizeof(message)};
    mqd_t queue = mq_open("/conform", O_RDWR | O_CREAT, 0600, &attributes);
    mq_unlink("/conform");
    mq_receive(queue, message, sizeof(message), NULL);
}

/* ---- That need not block ---- */

POINT(pend_testcancel)
{
    pthread_testcancel();
}
POINT(pend_open)
{
    open("/dev/null", O_RDONLY);
}
POINT(pend_openat)
{
    openat(AT_FDCWD, "/dev/null", O_RDONLY);
}
POINT(pend_creat)
{
    creat("/dev/null", 0600);
}
POINT(pend_close)
{
    close(77);
}
POINT(pend_fsync)
{
    fsync(1);
}
POINT(pend_fdatasync)
{
    fdatasync(1);
}
POINT(pend_fcntl)
{
    struct flock lock = {.l_type = F_WRLCK};
    fcntl(77, F_SETLKW, &lock);
}
POINT(pend_read)
{
    stage += (int)read(0, NULL, 0);
}
POINT(pend_write)
{
    stage += (int)write(1, "", 0);
}
POINT(pend_pread)
{
    stage += (int)pread(0, NULL, 0, 0);
}
POINT(pend_pwrite)
{
    stage += (int)pwrite(1, "", 0, 0);
}
POINT(pend_readv)
{
    struct iovec vector = {NULL, 0};
    stage += (int)readv(0, &vector, 1);
}
POINT(pend_writev)
{
    struct iovec vector = {NULL, 0};
    stage += (int)writev(1, &vector, 1);
}
POINT(pend_msync)
{
    void *memory = mmap(NULL, 4096, PROT_READ, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    msync(memory, 4096, MS_SYNC);
}
POINT(pend_sem_wait)
{
    sem_post(&semaphore);
    sem_wait(&semaphore);
}
POINT(pend_cond_timedwait)
{
    pthread_mutex_lock(&mutex);
    pthread_cond_timedwait(&condition, &mutex, &no_time);
}
POINT(pend_sleep)
{
    sleep(0);
}
POINT(pend_usleep)
{
    usleep(0);
}
POINT(pend_nanosleep)
{
    nanosleep(&no_time, NULL);
}
POINT(pend_poll)
{
    poll(NULL, 0, 0);
}
POINT(pend_wait)
{
    wait(NULL);
}
POINT(pend_sigtimedwait)
{
    sigset_t set;
    sigemptyset(&set);
    sigtimedwait(&set, NULL, &no_time);
}

/* ---- That are none ---- */

static pthread_once_t once = PTHREAD_ONCE_INIT;
static void nothing(void)
{
}

POINT(none_mutex)
{
    pthread_mutex_lock(&mutex);
    pthread_mutex_unlock(&mutex);
}
POINT(none_sem_post)
{
    sem_post(&semaphore);
    sem_trywait(&semaphore);
}
POINT(none_malloc)
{
    free(malloc(100000));
}
POINT(none_once)
{
    pthread_once(&once, nothing);
}
POINT(none_yield)
{
    sched_yield();
}
POINT(none_cond)
{
    pthread_cond_signal(&condition);
    pthread_cond_broadcast(&condition);
}
POINT(none_rwlock)
{
    pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
    pthread_rwlock_rdlock(&lock);
    pthread_rwlock_unlock(&lock);
}
POINT(none_spin)
{
    pthread_spinlock_t lock;
    pthread_spin_init(&lock, PTHREAD_PROCESS_PRIVATE);
    pthread_spin_lock(&lock);
    pthread_spin_unlock(&lock);
}

static void *call_blocking(void *call)
{
    ((void (*)(void))call)();
    return NULL;
}

static int is_cancelled_in(void (*call)(void))
{
    pthread_t thread;
    void *result;
    RETURNS(pthread_create(&thread, NULL, call_blocking, call), 0);
    ms(40);
    RETURNS(pthread_cancel(thread), 0);
    RETURNS(pthread_join(thread, &result), 0);
    CHECK(result == PTHREAD_CANCELED);
    return 0;
}

static void *call_with_pending(void *call)
{
    int state;
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &state);
    stage = 1;
    while (stage == 1)
        sched_yield();
    pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, &state);
    ((void (*)(void))call)();
    return NULL;
}

static int with_pending(void (*call)(void), void *wanted)
{
    pthread_t thread;
    void *result;
    RETURNS(pthread_create(&thread, NULL, call_with_pending, call), 0);
    while (stage == 0)
        sched_yield();
    RETURNS(pthread_cancel(thread), 0);
    stage = 2;
    RETURNS(pthread_join(thread, &result), 0);
    CHECK(result == wanted);
    return 0;
}

#define BLOCKS(name)                          \
    TEST(block_##name)                        \
    {                                         \
        return is_cancelled_in(block_##name); \
    }
#define PENDS(name)                                         \
    TEST(pend_##name)                                       \
    {                                                       \
        return with_pending(pend_##name, PTHREAD_CANCELED); \
    }
#define NONE(name)                              \
    TEST(none_##name)                           \
    {                                           \
        return with_pending(none_##name, NULL); \
    }

/* clang-format off */
BLOCKS(pause) BLOCKS(sleep) BLOCKS(usleep) BLOCKS(nanosleep) BLOCKS(clock_nanosleep) BLOCKS(poll)
BLOCKS(select) BLOCKS(pselect) BLOCKS(sem_wait) BLOCKS(sem_timedwait) BLOCKS(cond_wait)
BLOCKS(cond_timedwait) BLOCKS(join) BLOCKS(read) BLOCKS(readv) BLOCKS(write) BLOCKS(sigwait)
BLOCKS(sigwaitinfo) BLOCKS(sigtimedwait) BLOCKS(sigsuspend) BLOCKS(wait) BLOCKS(waitpid) BLOCKS(waitid)
BLOCKS(mq_receive)
PENDS(testcancel) PENDS(open) PENDS(openat) PENDS(creat) PENDS(close) PENDS(fsync) PENDS(fdatasync)
PENDS(fcntl) PENDS(read) PENDS(write) PENDS(pread) PENDS(pwrite) PENDS(readv) PENDS(writev) PENDS(msync)
PENDS(sem_wait) PENDS(cond_timedwait) PENDS(sleep) PENDS(usleep) PENDS(nanosleep) PENDS(poll) PENDS(wait)
PENDS(sigtimedwait)
NONE(mutex) NONE(sem_post) NONE(malloc) NONE(once) NONE(yield) NONE(cond) NONE(rwlock) NONE(spin)
    /* clang-format on */
