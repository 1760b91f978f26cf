/* variables: MEM=16M APPEND=quantum=1000 */
/* Programs that take all there is, on a small machine: memory by page faults, by system calls, by fork, by
 * threads, by pipes. Who asks for what isn't there gets an error or ends; everybody else goes on; all of it
 * comes back. */
#include "system.h"

#include <stdint.h>

#define FAR_TOO_MUCH (64u << 20)
#define RW           (PROT_READ | PROT_WRITE)

static char *reserve(int flags)
{
    char *memory = mmap(NULL, FAR_TOO_MUCH, RW, flags | MAP_ANONYMOUS, -1, 0);
    return memory == MAP_FAILED ? NULL : memory;
}

static long others; /* processes that are there without us */
static int gate[2];

/* Kills all others until there are none. */
static int end_others(void)
{
    long processes;
    int rounds = 0;
    do {
        kill(-1, SIGKILL);
        while (waitpid(-1, NULL, WNOHANG) > 0)
            ;
        sleep_ms(1);
        processes = number_in("/proc/weft/sched", "processes "); /* -1 while there is no memory to tell */
    } while ((processes < 0 || processes > others + 1) && ++rounds < 2000);
    return rounds < 2000;
}

static void touch_own_pages(void)
{
    extern char __bss_start[], _end[];
    for (volatile char *place = __bss_start; place < _end; place += 64)
        *place += 0;
}

/*
 * Starts a child that runs function(argument) as soon as we share no page with it any more that we write to:
 * else the copy might find no memory, and we be the one to go.
 */
static pid_t begin(int (*function)(void *), void *argument)
{
    char byte = 0;
    pid_t child = fork();
    if (child == 0) {
        read(gate[0], &byte, 1);
        _exit(function(argument));
    }
    touch_own_pages();
    number_in("/proc/weft/sched", "processes ");
    write(gate[1], &byte, 1);
    return child;
}

static int end_of(int (*function)(void *), void *argument)
{
    int status = -1;
    waitpid(begin(function, argument), &status, 0);
    return status;
}

/* --- One that takes all memory --- */

static int touch_private(void *unused)
{
    volatile char *memory = reserve(MAP_PRIVATE);
    for (uint32_t i = 0; memory && i < FAR_TOO_MUCH; i += PAGE)
        memory[i] = 1;
    return 1;
}

static int touch_shared(void *unused)
{
    volatile char *memory = reserve(MAP_SHARED);
    for (uint32_t i = 0; memory && i < FAR_TOO_MUCH; i += PAGE)
        memory[i] = 1;
    return 1;
}

static int touch_heap(void *unused)
{
    char *start = sbrk(FAR_TOO_MUCH);
    memset(start, 1, FAR_TOO_MUCH);
    return 1;
}

/* The page fault is the kernel's, which writes for the program. */
static int have_it_read(void *unused)
{
    char *memory = reserve(MAP_PRIVATE);
    int zero = open("/dev/zero", O_RDONLY);
    read(zero, memory, FAR_TOO_MUCH);
    for (;;)
        read(zero, memory, FAR_TOO_MUCH);
    return 1;
}

/* While it writes to a pipe, whose lock the kernel holds, the page to read from does not come. */
static int have_it_written(void *unused)
{
    char *memory = reserve(MAP_PRIVATE);
    int ends[2];
    pipe(ends);
    if (fork() == 0) {
        static char buffer[PAGE];
        close(ends[1]);
        while (read(ends[0], buffer, PAGE) > 0)
            ;
        _exit(0);
    }
    for (uint32_t i = 0; i < FAR_TOO_MUCH; i += 1000)
        write(ends[1], memory + i, 1000);
    return 1;
}

/* Copies of pages that were shared, until there is none left. */
static int copy_on_write(void *unused)
{
    volatile char *memory = reserve(MAP_PRIVATE);
    long pages = number_in("/proc/weft/frames", "free ") * 2 / 3;
    for (long i = 0; i < pages; i++)
        memory[i * PAGE] = 1;
    int status;
    pid_t child = fork();
    if (child == 0) {
        for (long i = 0; i < pages; i++)
            memory[i * PAGE] = 2;
        _exit(0);
    }
    waitpid(child, &status, 0);
    if (!killed_by(status, SIGKILL))
        return 1;
    for (long i = 0; i < pages; i++)
        if (memory[i * PAGE] != 1)
            return 2;
    return 0;
}

static void test_memory(void)
{
    volatile unsigned *count = shared_memory(PAGE);
    *count = 0;
    pid_t bystander = fork();
    if (bystander == 0) {
        static unsigned pattern[4 * PAGE];
        for (unsigned i = 0; i < sizeof pattern / sizeof *pattern; i++)
            pattern[i] = i * 3;
        for (;;) {
            for (unsigned i = 0; i < sizeof pattern / sizeof *pattern; i++)
                if (pattern[i] != i * 3)
                    _exit(1);
            ++*count;
        }
    }
    while (*count == 0)
        sched_yield();
    ok(killed_by(end_of(touch_private, NULL), SIGKILL), "who touches all memory is killed");
    ok(killed_by(end_of(touch_heap, NULL), SIGKILL), "by brk too");
    ok(killed_by(end_of(touch_shared, NULL), SIGKILL), "shared memory too");
    ok(killed_by(end_of(have_it_read, NULL), SIGKILL), "or by a system call that writes it");
    ok(killed_by(end_of(have_it_written, NULL), SIGKILL), "or reads it");
    ok(end_of(copy_on_write, NULL) == 0, "or in copying a page; its parent keeps what it had");
    unsigned before = *count;
    while (*count == before)
        sched_yield();
    ok(waitpid(bystander, NULL, WNOHANG) == 0, "another process has not noticed");
    kill(bystander, SIGKILL);
    waitpid(bystander, NULL, 0);
    munmap((void *)count, PAGE);
}

/* --- Calls that fail for want of memory --- */

/* Takes all memory but for some pages, without being killed. */
static void take_all_but(long pages)
{
    volatile char *memory = reserve(MAP_PRIVATE);
    long take = number_in("/proc/weft/frames", "free ") - pages;
    for (long i = 0; i < take; i++)
        memory[i * PAGE] = 1;
}

static int calls_without_memory(void *left)
{
    int ends[2], failures = 0;
    take_all_but((long)left);
    for (int i = 0; i < 500 && !failures; i++) {
        pid_t child = fork();
        if (child == 0) {
            sleep_ms(2000);
            _exit(0);
        }
        if (child < 0)
            failures += errno == ENOMEM || errno == EAGAIN ? 1 : 1000;
    }
    for (int i = 0; i < 2000 && failures == 1; i++)
        if (pipe(ends) < 0)
            failures += errno == ENOMEM || errno == EMFILE ? 1 : 1000;
    for (int i = 0; i < 2000 && failures == 2; i++)
        if (mmap((char *)0x20000000 + i * 2 * PAGE, PAGE, RW, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1,
                 0) == MAP_FAILED)
            failures += errno == ENOMEM ? 1 : 1000;
    char *words[] = {"true", NULL};
    execve("/bin/true", words, words + 1);
    return errno == ENOMEM || errno == E2BIG ? 0 : 2;
}

static int many_pipes(void *unused)
{
    static char page[PAGE];
    int ends[2], made = 0;
    while (pipe(ends) == 0) {
        made++;
        for (int i = 0; i < 16; i++)
            if (write(ends[1], page, PAGE) < 0)
                return errno == ENOMEM ? 0 : 1;
    }
    return errno == EMFILE || errno == ENOMEM ? 0 : 2;
}

static int rest(void *unused)
{
    static struct timespec long_time = {.tv_sec = 1000};
    return (int)syscall(SYS_nanosleep, &long_time, NULL);
}

static int many_threads(void *unused)
{
    static char stack[4096];
    for (int i = 0; i < 10000; i++)
        if (clone(rest, stack + sizeof stack, CLONE_VM | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD, NULL) <
            0)
            return errno == EAGAIN || errno == ENOMEM ? 0 : 1;
    return 2;
}

/* A clean error or the end by SIGKILL: both are right where there is no memory. */
static void test_errors(void)
{
    static const long lefts[] = {0, 1, 2, 3, 5, 8, 13, 21, 40, 100, 200};
    int wrong = 0;
    for (unsigned i = 0; i < sizeof lefts / sizeof *lefts; i++) {
        int status = end_of(calls_without_memory, (void *)lefts[i]);
        if (status != 0 && !killed_by(status, SIGKILL)) {
            printf("# %ld pages left: status 0x%x\n", lefts[i], status);
            wrong++;
        }
        end_others();
    }
    ok(!wrong, "fork, pipe, mmap, execve fail cleanly without memory");
    int status = end_of(many_pipes, NULL);
    ok(status == 0 || killed_by(status, SIGKILL), "pipes until no more can be had");
    status = end_of(many_threads, NULL);
    ok(status == 0 || killed_by(status, SIGKILL), "threads until no more can be had");
}

/* --- Fork bombs --- */

static int bomb(void *unused)
{
    while (fork() >= -1)
        ;
    return 0;
}

/* Each child makes children as fast as it can; some have memory of their own to copy. */
static int bomb_with_memory(void *unused)
{
    static volatile char memory[64 * PAGE];
    while (fork() >= -1)
        for (unsigned i = 0; i < sizeof memory; i += PAGE)
            memory[i]++;
    return 0;
}

static void test_bombs(void)
{
    int (*const bombs[])(void *) = {bomb, bomb_with_memory};
    for (int i = 0; i < 2; i++) {
        begin(bombs[i], NULL);
        sleep_ms(400);
        ok(end_others(), i ? "one whose pieces copy memory" : "a fork bomb is put out");
    }
}

static int leave(void *unused)
{
    return 0;
}

int main(void)
{
    others = number_in("/proc/weft/sched", "processes ") - 1;
    ok(others > 0 && pipe(gate) == 0, "a small machine");
    touch_own_pages();
    ok(end_of(leave, NULL) == 0, "a child"); /* the pipe has its page now */
    begin_count();
    begin_count();
    test_memory();
    test_errors();
    test_bombs();
    end_count();
    return done_testing();
}
