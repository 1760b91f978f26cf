/* Everything at once (helper: tests/smp.t runs it): `stress [seed] [seconds]`.
 *
 * 8 processes of 4 threads each do, in random order: fork, threads, mmap, munmap and mprotect, copy-on-write,
 * shared memory, pipes, sockets, files, signals, futexes, execve, exits and kills. Each checks what it does
 * itself; at the end no frame, thread or process may be left. Two of the 8 are mortal: they are killed at any
 * moment, and begun again.
 */
#include "system.h"

#include <abi/futex.h>
#include <poll.h>
#include <pthread.h>
#include <stdarg.h>
#include <sys/socket.h>

#define PROCESSES 8
#define MORTALS   2
#define THREADS   4
#define PAGES     6

/* One thread of one of the 8 processes. */
struct actor {
    unsigned random;
    int number;
    int mortal;
    unsigned *page; /* of its own, in the memory that all threads of its process share */
    double sum;     /* floating-point state must survive everything */
};

struct operation {
    const char *name;
    void (*function)(struct actor *);
    int unsafe; /* leaves something locked when it is killed */
};

/* Shared by all processes. */
static struct board {
    volatile int stop;
    int failures;
    int lock; /* 0 free, 1 taken, 2 taken and waited for */
    volatile unsigned first, second;
    unsigned done[32];
} * board;

static unsigned seed = 1, seconds = 5;
static char *self;

/* Of one process: guarded by a mutex, a condition that threads wait for each other with. */
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static volatile unsigned guarded[2];

static unsigned pick(struct actor *actor, unsigned limit)
{
    actor->random ^= actor->random << 13;
    actor->random ^= actor->random >> 17;
    actor->random ^= actor->random << 5;
    return actor->random % limit;
}

/* Says what went wrong, in one write, so that it may be called anywhere. */
static void expect(int condition, const char *pattern, ...)
{
    char what[128], line[192];
    if (condition)
        return;
    va_list arguments;
    va_start(arguments, pattern);
    vsnprintf(what, sizeof what, pattern, arguments);
    va_end(arguments);
    int length = snprintf(line, sizeof line, "# %d/%ld: %s\n", getpid(), syscall(SYS_gettid), what);
    if (__atomic_add_fetch(&board->failures, 1, __ATOMIC_RELAXED) < 20)
        write(1, line, (size_t)length);
}

static void pause_us(unsigned us)
{
    nanosleep(&(struct timespec){.tv_nsec = (long)us * 1000}, NULL);
}

static int child_status(pid_t child)
{
    int status = -1;
    pid_t waited = waitpid(child, &status, 0);
    expect(waited == child, "waitpid(%d) is %d, error %d", child, waited, errno);
    return status;
}

static pid_t checked_fork(void)
{
    pid_t child = fork();
    expect(child >= 0, "fork: error %d", errno);
    return child;
}

/* --- Memory --- */

static void map_and_unmap(struct actor *actor)
{
    unsigned pages = 1 + pick(actor, 40), stamp = actor->random;
    unsigned *memory = mmap(NULL, pages * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    expect(memory != MAP_FAILED, "mmap: error %d", errno);
    if (memory == MAP_FAILED)
        return;
    for (unsigned i = 0; i < pages; i++)
        expect(memory[i * 1024 + i] == 0, "a new page is not empty");
    for (unsigned i = 0; i < pages; i++)
        memory[i * 1024] = stamp + i;
    unsigned from = pick(actor, pages), count = 1 + pick(actor, pages - from);
    mprotect(memory + from * 1024, count * PAGE, pick(actor, 2) ? PROT_READ : PROT_NONE);
    mprotect(memory + from * 1024, count * PAGE, PROT_READ | PROT_WRITE);
    for (unsigned i = 0; i < pages; i++)
        expect(memory[i * 1024] == stamp + i, "page %u of %u has %x, not %x", i, pages, memory[i * 1024],
               stamp + i);
    munmap(memory + from * 1024, count * PAGE);
    for (unsigned i = 0; i < pages; i++)
        if (i < from || i >= from + count)
            expect(memory[i * 1024]++ == stamp + i, "a page changed when its neighbour went");
    /* Not the whole: what is free may be another thread's by now. */
    munmap(memory, from * PAGE);
    munmap(memory + (from + count) * 1024, (pages - from - count) * PAGE);
}

static void allocate(struct actor *actor)
{
    enum { BLOCKS = 12 };
    unsigned char *blocks[BLOCKS];
    unsigned sizes[BLOCKS];
    for (int i = 0; i < BLOCKS; i++) {
        sizes[i] = 1 + pick(actor, i == 0 ? 200000 : 3000);
        blocks[i] = malloc(sizes[i]);
        expect(blocks[i] != NULL, "malloc");
        memset(blocks[i], actor->number * BLOCKS + i, sizes[i]);
    }
    for (int i = 0; i < BLOCKS; i++) {
        unsigned wrong = 0;
        for (unsigned j = 0; j < sizes[i]; j++)
            wrong += blocks[i][j] != (unsigned char)(actor->number * BLOCKS + i);
        expect(wrong == 0, "%u bytes of a block are another's", wrong);
        free(blocks[i]);
    }
}

/* A child sees the memory as it was at the fork, whatever both and the maker's other threads write. */
static void copy_on_write(struct actor *actor)
{
    unsigned stamp = actor->random | 1;
    for (int i = 0; i < PAGES; i++)
        actor->page[i * 1024] = stamp + (unsigned)i;
    pid_t child = checked_fork();
    if (child == 0) {
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < PAGES; i++)
                expect(actor->page[i * 1024] == stamp + (unsigned)(i + round), "copy: the child's page %d",
                       i);
            for (int i = 0; i < PAGES; i++)
                actor->page[i * 1024]++;
            sched_yield();
        }
        _exit(33);
    }
    for (int i = PAGES - 1; i >= 0; i--)
        actor->page[i * 1024] = stamp - (unsigned)i;
    for (int i = 0; i < PAGES; i++)
        expect(actor->page[i * 1024] == stamp - (unsigned)i, "copy: the maker's page %d", i);
    if (child > 0)
        expect(exits_with(child_status(child), 33), "copy: the child's status");
}

static void share_memory(struct actor *actor)
{
    unsigned pages = 1 + pick(actor, 8);
    volatile unsigned *memory =
        mmap(NULL, pages * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    expect(memory != MAP_FAILED, "mmap shared: error %d", errno);
    pid_t child = checked_fork();
    for (unsigned i = 0; i < 50 * pages && child >= 0; i++)
        __atomic_add_fetch(&memory[i % pages * 1024], 1, __ATOMIC_RELAXED);
    if (child == 0)
        _exit(0);
    expect(child < 0 || child_status(child) == 0, "shared: the child's status");
    for (unsigned i = 0; i < pages && child > 0; i++)
        expect(memory[i * 1024] == 100, "shared page %u has %u, not 100", i, memory[i * 1024]);
    munmap((void *)memory, pages * PAGE);
}

/* --- Threads --- */

static void *add_up(void *argument)
{
    unsigned *cell = argument;
    for (int i = 0; i < 100; i++)
        ++*cell;
    return cell + 1;
}

static void make_threads(struct actor *actor)
{
    pthread_t threads[3];
    unsigned cells[3] = {0};
    unsigned count = 1 + pick(actor, 3);
    for (unsigned i = 0; i < count; i++)
        expect(pthread_create(&threads[i], NULL, add_up, &cells[i]) == 0, "pthread_create");
    for (unsigned i = 0; i < count; i++) {
        void *result;
        expect(pthread_join(threads[i], &result) == 0 && result == &cells[i] + 1, "pthread_join");
        expect(cells[i] == 100, "a thread has counted to %u", cells[i]);
    }
}

static void use_mutex(struct actor *actor)
{
    for (unsigned i = 0; i < 20; i++) {
        pthread_mutex_lock(&mutex);
        expect(guarded[0] == guarded[1], "mutex: %u and %u", guarded[0], guarded[1]);
        guarded[0]++;
        if (pick(actor, 8) == 0)
            sched_yield();
        guarded[1]++;
        pthread_cond_broadcast(&changed);
        pthread_mutex_unlock(&mutex);
    }
}

static void use_condition(struct actor *actor)
{
    struct timespec end;
    clock_gettime(CLOCK_REALTIME, &end);
    end.tv_nsec += (long)pick(actor, 3000000);
    if (end.tv_nsec >= 1000000000) {
        end.tv_sec++;
        end.tv_nsec -= 1000000000;
    }
    pthread_mutex_lock(&mutex);
    unsigned seen = guarded[0];
    int error = 0;
    while (guarded[0] == seen && !error)
        error = pthread_cond_timedwait(&changed, &mutex, &end);
    expect(guarded[0] == guarded[1], "condition: %u and %u", guarded[0], guarded[1]);
    expect(!error || error == ETIMEDOUT, "pthread_cond_timedwait: error %d", error);
    pthread_mutex_unlock(&mutex);
}

/* A lock of all processes, by futex. */
static void lock_board(void)
{
    int old = 0;
    if (__atomic_compare_exchange_n(&board->lock, &old, 1, 0, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
        return;
    while (__atomic_exchange_n(&board->lock, 2, __ATOMIC_ACQUIRE) != 0)
        syscall(SYS_futex, &board->lock, FUTEX_WAIT, 2, NULL, NULL, 0);
}

static void unlock_board(void)
{
    if (__atomic_exchange_n(&board->lock, 0, __ATOMIC_RELEASE) == 2)
        syscall(SYS_futex, &board->lock, FUTEX_WAKE, 1, NULL, NULL, 0);
}

static void use_board(struct actor *actor)
{
    for (unsigned i = 0; i < 20; i++) {
        lock_board();
        unsigned first = board->first, second = board->second;
        expect(first == second, "board: %u and %u", first, second);
        board->first = first + 1;
        if (pick(actor, 8) == 0)
            sched_yield();
        board->second = second + 1;
        unlock_board();
    }
}

/* --- Talking --- */

static void use_pipe(struct actor *actor)
{
    unsigned char block[1500];
    unsigned total = pick(actor, 120000), got = 0;
    int ends[2];
    if (pipe(ends)) {
        expect(0, "pipe: error %d", errno);
        return;
    }
    pid_t child = checked_fork();
    if (child == 0) {
        /* What other threads have open is here too. If the parent is killed, two such children that hold each
         * other's reading ends would write for ever. */
        for (int fd = 3; fd < 256; fd++)
            if (fd != ends[1])
                close(fd);
        for (unsigned sent = 0; sent < total;) {
            unsigned size = 1 + pick(actor, sizeof block);
            size = size < total - sent ? size : total - sent;
            for (unsigned i = 0; i < size; i++)
                block[i] = (unsigned char)((sent + i) * 7 + actor->number);
            ssize_t written = write(ends[1], block, size);
            if (written <= 0)
                _exit(2);
            sent += (unsigned)written;
        }
        _exit(0);
    }
    close(ends[1]);
    ssize_t size;
    while (child > 0 && (size = read(ends[0], block, 1 + pick(actor, sizeof block))) > 0)
        for (ssize_t i = 0; i < size; i++, got++)
            if (block[i] != (unsigned char)(got * 7 + actor->number)) {
                expect(0, "pipe: byte %u is %u", got, block[i]);
                break;
            }
    close(ends[0]);
    if (child > 0) {
        expect(got == total, "pipe: %u bytes of %u", got, total);
        expect(child_status(child) == 0, "pipe: the writer's status");
    }
}

static void *write_there(void *fd)
{
    for (int i = 0; i < 100; i++)
        write(*(int *)fd, &i, sizeof i);
    close(*(int *)fd);
    return NULL;
}

static void pipe_in_process(struct actor *actor)
{
    pthread_t thread;
    int ends[2], value, count = 0;
    if (pipe(ends) || pthread_create(&thread, NULL, write_there, &ends[1])) {
        expect(0, "pipe and thread");
        return;
    }
    /* A child that another thread has just made may hold the writing end too, until it ends. */
    while (count < 100 && read(ends[0], &value, sizeof value) == sizeof value)
        expect(value == count++, "pipe between threads: %d", value);
    expect(count == 100, "pipe between threads: %d of 100", count);
    pthread_join(thread, NULL);
    close(ends[0]);
}

/* Both ends of a pair of sockets are written and read, by poll, until each has got what it should. */
static void *talk(void *fd)
{
    unsigned char block[700];
    unsigned sent = 0, got = 0, total = 20000;
    struct pollfd poller = {.fd = *(int *)fd};
    while (sent < total || got < total) {
        poller.events = (short)((got < total ? POLLIN : 0) | (sent < total ? POLLOUT : 0));
        if (poll(&poller, 1, -1) < 0)
            continue; /* a signal */
        ssize_t size = 0;
        if (poller.revents & POLLIN) {
            size = read(poller.fd, block, sizeof block);
            for (ssize_t i = 0; i < size; i++, got++)
                if (block[i] != (unsigned char)(got * 3))
                    expect(0, "socket: byte %u is %u", got, block[i]);
        } else if (poller.revents & POLLOUT) {
            unsigned most = total - sent < sizeof block ? total - sent : sizeof block;
            for (unsigned i = 0; i < most; i++)
                block[i] = (unsigned char)((sent + i) * 3);
            size = send(poller.fd, block, most, MSG_DONTWAIT);
            sent += size > 0 ? (unsigned)size : 0;
        }
        if (size < 0 && errno != EINTR && errno != EAGAIN) {
            expect(0, "socket: error %d", errno);
            break;
        }
    }
    return NULL;
}

static void use_sockets(struct actor *actor)
{
    pthread_t thread;
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) || pthread_create(&thread, NULL, talk, &ends[1])) {
        expect(0, "socketpair and thread: error %d", errno);
        return;
    }
    talk(&ends[0]);
    pthread_join(thread, NULL);
    close(ends[0]);
    close(ends[1]);
}

/* A file of its own is written, mapped and read; names that all use are made, moved and removed meanwhile. */
static void use_files(struct actor *actor)
{
    char path[64], other[64], third[64];
    unsigned pages = 1 + pick(actor, 5), stamp = actor->random;
    snprintf(path, sizeof path, "/dev/shm/stress-%ld", syscall(SYS_gettid));
    snprintf(other, sizeof other, "/dev/shm/stress-common-%u", pick(actor, 4));
    snprintf(third, sizeof third, "/dev/shm/stress-common-%u", pick(actor, 4));
    int fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
    expect(fd >= 0, "open %s: error %d", path, errno);
    if (fd < 0)
        return;
    for (unsigned i = 0; i < pages * 1024; i += 256) {
        unsigned block[256];
        for (unsigned j = 0; j < 256; j++)
            block[j] = stamp + i + j;
        expect(write(fd, block, sizeof block) == sizeof block, "write to a file: error %d", errno);
    }
    unsigned *memory = mmap(NULL, pages * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
    expect(memory != MAP_FAILED, "mmap of a file: error %d", errno);
    int common = open(other, O_RDWR | O_CREAT, 0600);
    if (common >= 0) {
        write(common, &stamp, sizeof stamp);
        close(common);
    }
    rename(other, third);
    unlink(pick(actor, 2) ? other : third);
    for (unsigned i = 0; i < pages * 1024 && memory != MAP_FAILED; i += 100) {
        expect(memory[i] == stamp + i, "a mapped file: word %u is %x", i, memory[i]);
        memory[i]++;
    }
    unsigned last;
    expect(pread(fd, &last, sizeof last, (off_t)(pages * PAGE - 4)) == 4 && last == stamp + pages * 1024 - 1,
           "a file's last word is %x", last);
    if (memory != MAP_FAILED)
        munmap(memory, pages * PAGE);
    expect(unlink(path) == 0, "unlink: error %d", errno);
    close(fd);
}

static void remove_files(void)
{
    char path[64];
    for (int i = 0; i < 4; i++) {
        snprintf(path, sizeof path, "/dev/shm/stress-common-%d", i);
        unlink(path);
    }
}

/* --- Signals --- */

static volatile unsigned handled;

static void handler(int signal)
{
    __atomic_add_fetch(&handled, 1, __ATOMIC_RELAXED);
}

/* To one thread of the process or another: each one sent to oneself has been handled when the call returns.
 */
static void use_signals(struct actor *actor)
{
    for (int i = 0; i < 10; i++) {
        unsigned before = handled;
        if (pick(actor, 2)) {
            pthread_kill(pthread_self(), SIGUSR1);
            expect(handled != before, "a signal to oneself is not handled");
        } else {
            kill(getpid(), SIGUSR2);
        }
    }
}

/* --- Ends --- */

static volatile int never;
static volatile int *volatile nowhere = (volatile int *)64;

/* What the other threads of a process do that is about to end. Not for ever: its parent may be gone. */
static void *keep_busy(void *argument)
{
    long long end = now_ns() + 2000000000;
    unsigned kind = (unsigned)(uintptr_t)argument;
    while (now_ns() < end && !never) {
        if (kind % 4 == 0) {
            void *memory = mmap(NULL, 3 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
            if (memory != MAP_FAILED)
                memset(memory, 1, 3 * PAGE);
            munmap(memory, 3 * PAGE);
        } else if (kind % 4 == 1) {
            syscall(SYS_futex, &never, FUTEX_WAIT, 0, &(struct timespec){.tv_sec = 1}, NULL, 0);
        } else if (kind % 4 == 2) {
            pid_t child = fork();
            if (child == 0)
                _exit(0);
            waitpid(child, NULL, 0);
        }
    }
    return NULL;
}

static void *leave(void *argument)
{
    struct actor *actor = argument;
    pause_us(pick(actor, 3000));
    switch (actor->number % 4) {
    case 0:
        _exit(44);
    case 1:
        execlp(self, self, "exit", "44", NULL);
        _exit(45);
    case 2:
        *nowhere = 1;
        _exit(46);
    default:
        kill(getpid(), SIGKILL);
        pause_us(900000);
        _exit(47);
    }
}

/* A process of several threads ends in one of four ways, by its first thread or another; or is killed. */
static void end_process(struct actor *actor)
{
    static const int signals[] = {0, 0, SIGSEGV, SIGKILL};
    struct actor ender = {.random = actor->random | 1, .number = (int)pick(actor, 4)};
    int by_other = (int)pick(actor, 2), from_outside = pick(actor, 3) == 0;
    unsigned first = pick(actor, 4);
    pid_t child = checked_fork();
    if (child == 0) {
        pthread_t thread;
        for (unsigned i = 0; i < 3; i++)
            if (pthread_create(&thread, NULL, keep_busy, (void *)(uintptr_t)(first + i)))
                _exit(48);
        if (from_outside)
            keep_busy((void *)3);
        else if (!by_other)
            leave(&ender);
        else if (pthread_create(&thread, NULL, leave, &ender))
            _exit(48);
        keep_busy((void *)(uintptr_t)first);
        _exit(49);
    }
    if (child < 0)
        return;
    int kind = ender.number, signal = signals[kind];
    if (from_outside) {
        signal = SIGKILL;
        pause_us(pick(actor, 5000));
        expect(kill(child, SIGKILL) == 0, "kill");
    }
    int status = child_status(child);
    expect(signal ? killed_by(status, signal) : exits_with(status, 44),
           "end: status %x (kind %d, by other %d, from outside %d)", status, kind, by_other, from_outside);
}

static void execute(struct actor *actor)
{
    char code[8];
    volatile int wanted = (int)pick(actor, 200); /* volatile: vfork */
    snprintf(code, sizeof code, "%d", wanted);
    pid_t child = pick(actor, 2) ? vfork() : fork();
    if (child == 0) {
        execlp(self, self, "exit", code, NULL);
        _exit(201);
    }
    expect(child > 0, "fork: error %d", errno);
    if (child > 0) {
        int status = child_status(child);
        expect(exits_with(status, wanted), "execve: status %x, not exit %d", status, wanted);
    }
}

/* A child that leaves a child behind: init takes it over. */
static void make_orphan(struct actor *actor)
{
    unsigned us = pick(actor, 4000);
    pid_t child = checked_fork();
    if (child == 0) {
        if (fork() == 0)
            pause_us(us);
        _exit(0);
    }
    expect(child < 0 || child_status(child) == 0, "orphan: the status of its parent");
}

static void stop_and_continue(struct actor *actor)
{
    pid_t child = checked_fork();
    if (child == 0) {
        pause_us(500);
        _exit(5);
    }
    if (child < 0)
        return;
    kill(child, SIGSTOP);
    pause_us(pick(actor, 2000));
    kill(child, SIGCONT);
    expect(exits_with(child_status(child), 5), "stop: status");
}

/* --- The rest --- */

static void move_about(struct actor *actor)
{
    cpu_set_t set = {.bits = 1ul << pick(actor, 8)};
    sched_setaffinity(0, sizeof set, &set); /* -1 where there is no such CPU */
    pause_us(pick(actor, 500));
    sched_yield();
    set.bits = ~0ul;
    expect(sched_setaffinity(0, sizeof set, &set) == 0, "sched_setaffinity");
}

static void look_around(struct actor *actor)
{
    static const char *const paths[] = {"/proc/self/maps",       "/proc/self/status", "/proc/self/pagetable",
                                        "/proc/weft/sched",      "/proc/weft/locks",  "/proc/self/stat",
                                        "/proc/self/task/1/stat"};
    char path[32], text[512];
    if (pick(actor, 2))
        snprintf(path, sizeof path, "/proc/%u/pagetable", 1 + pick(actor, 40) + (unsigned)getpid() / 2);
    else
        snprintf(path, sizeof path, "%s", paths[pick(actor, sizeof paths / sizeof *paths)]);
    int fd = open(path, O_RDONLY);
    while (fd >= 0 && read(fd, text, sizeof text) > 0)
        ;
    if (fd >= 0)
        close(fd);
}

static void calculate(struct actor *actor)
{
    double sum = 0;
    for (int i = 1; i < 3000; i++)
        sum += 1.0 / i * i;
    actor->sum += sum;
    expect(sum > 2998.999 && sum < 2999.001, "calculation: wrong sum");
}

static const struct operation operations[] = {
    {"map and unmap", map_and_unmap, 0},
    {"allocate", allocate, 0},
    {"copy on write", copy_on_write, 0},
    {"share memory", share_memory, 0},
    {"make threads", make_threads, 0},
    {"mutex", use_mutex, 0},
    {"condition", use_condition, 0},
    {"board", use_board, 1},
    {"pipe", use_pipe, 0},
    {"pipe in a process", pipe_in_process, 0},
    {"sockets", use_sockets, 0},
    {"files", use_files, 1},
    {"signals", use_signals, 0},
    {"end process", end_process, 0},
    {"execute", execute, 0},
    {"orphan", make_orphan, 0},
    {"stop and continue", stop_and_continue, 1},
    {"move about", move_about, 0},
    {"look around", look_around, 0},
    {"calculate", calculate, 0},
};
#define OPERATIONS (sizeof operations / sizeof *operations)

static void *act(void *argument)
{
    struct actor *actor = argument;
    while (!board->stop) {
        unsigned which = pick(actor, OPERATIONS);
        if (actor->mortal && operations[which].unsafe)
            continue;
        operations[which].function(actor);
        __atomic_add_fetch(&board->done[which], 1, __ATOMIC_RELAXED);
    }
    return NULL;
}

/* One of the 8. */
static void be_process(int number, unsigned generation)
{
    static struct actor actors[THREADS];
    pthread_t threads[THREADS];
    struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART};
    sigaction(SIGUSR1, &action, NULL);
    sigaction(SIGUSR2, &action, NULL);
    char *pages =
        mmap(NULL, THREADS * PAGES * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    for (int i = 0; i < THREADS; i++) {
        actors[i] = (struct actor){.number = number * THREADS + i,
                                   .mortal = number < MORTALS,
                                   .page = (unsigned *)(pages + (unsigned)i * PAGES * PAGE)};
        actors[i].random = (seed * 1000 + (unsigned)actors[i].number + generation * 100) * 2654435761u | 1;
        if (i > 0)
            expect(pthread_create(&threads[i], NULL, act, &actors[i]) == 0, "pthread_create of an actor");
    }
    act(&actors[0]);
    for (int i = 1; i < THREADS; i++)
        expect(pthread_join(threads[i], NULL) == 0, "pthread_join of an actor");
    _exit(0);
}

static pid_t begin_process(int number, unsigned generation)
{
    pid_t child = checked_fork();
    if (child == 0)
        be_process(number, generation);
    return child;
}

/* Threads, or processes, that exist; on Linux those of others are not counted. */
static long count(const char *label)
{
    return on_weft() ? number_in("/proc/weft/sched", label) : 0;
}

static void stress(void)
{
    pid_t children[PROCESSES];
    unsigned generation = 0;
    int status;
    board = shared_memory(PAGE);
    long processes = count("processes "), threads = count("threads ");
    long long end = now_ns() + seconds * 1000000000LL;
    struct actor self_actor = {.random = seed * 77 | 1};
    for (int i = 0; i < PROCESSES; i++)
        children[i] = begin_process(i, 0);
    while (now_ns() < end && board->failures == 0) {
        sleep_ms(100 + (int)pick(&self_actor, 200));
        int victim = (int)pick(&self_actor, MORTALS);
        kill(children[victim], SIGKILL);
        status = child_status(children[victim]);
        expect(killed_by(status, SIGKILL), "mortal process %d: status %x", children[victim], status);
        children[victim] = begin_process(victim, ++generation);
    }
    board->stop = 1;
    for (int i = 0; i < PROCESSES; i++) {
        status = child_status(children[i]);
        expect(status == 0, "process %d: status %x", children[i], status);
    }
    remove_files();
    ok(board->failures == 0, "nothing went wrong");
    ok(board->first == board->second, "and the last to hold the lock let it go");
    for (int i = 0; i < 500 && (count("processes ") > processes || count("threads ") > threads); i++)
        sleep_ms(20); /* orphans, until init has seen to them */
    ok(count("processes ") == processes, "no process is left");
    unsigned total = 0;
    for (unsigned i = 0; i < OPERATIONS; i++) {
        printf("# %s: %u\n", operations[i].name, board->done[i]);
        total += board->done[i];
    }
    printf("# all: %u; processes killed: %u\n", total, generation);
    fflush(stdout);
}

int main(int argc, char **argv)
{
    self = argv[0];
    if (argc > 2 && strcmp(argv[1], "exit") == 0)
        return atoi(argv[2]);
    if (argc > 1)
        seed = (unsigned)atoi(argv[1]);
    if (argc > 2)
        seconds = (unsigned)atoi(argv[2]);
    return run_counted(stress);
}
