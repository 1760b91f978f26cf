/* runs on Linux */
/* Threads by system calls: clone, thread ids, ends of threads and of whole groups, execve by one of several,
 * segments and floating-point registers of their own, futexes. */
#include "system.h"

#include <abi/futex.h>
#include <abi/user_desc.h>
#include <pthread.h>

#define THREAD_FLAGS (CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM)
#define STACK        16384

extern char **environ;
static char *self; /* this program's path */

/* A raw thread: it may call nothing that needs a control block of its own. */
static int raw_thread(int (*function)(void *), void *argument)
{
    char *stack = mmap(NULL, STACK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return clone(function, stack + STACK, THREAD_FLAGS, argument);
}

static long call(long number, long a, long b, long c)
{
    long result;
    __asm__ volatile("int $0x80" : "=a"(result) : "a"(number), "b"(a), "c"(b), "d"(c) : "memory");
    return result;
}

static void call_exit(int code)
{
    call(SYS_exit, code, 0, 0);
}

static long call_futex(volatile int *word, int operation, int value)
{
    long result;
    __asm__ volatile("int $0x80"
                     : "=a"(result)
                     : "a"(SYS_futex), "b"(word), "c"(operation), "d"(value), "S"(0)
                     : "memory");
    return result;
}

/* --- clone --- */

static volatile int seen_tid, seen_pid, cleared;

static int note_ids(void *unused)
{
    seen_tid = (int)call(SYS_gettid, 0, 0, 0);
    seen_pid = (int)call(SYS_getpid, 0, 0, 0);
    return 0;
}

static void test_clone(void)
{
    static char stack[STACK] __attribute__((aligned(16)));
    volatile int parent_tid = 0;
    int status;
    ok(syscall(SYS_clone, CLONE_THREAD | CLONE_VM, 0, 0, 0, 0) == -1 && errno == EINVAL,
       "a thread shares handlers");
    ok(syscall(SYS_clone, CLONE_SIGHAND, 0, 0, 0, 0) == -1 && errno == EINVAL,
       "handlers need memory to be shared");
    cleared = 1;
    int tid = clone(note_ids, stack + STACK, THREAD_FLAGS | CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID, NULL,
                    &parent_tid, NULL, &cleared);
    while (cleared)
        call_futex(&cleared, FUTEX_WAIT, 1);
    ok(tid > 0 && parent_tid == tid && seen_tid == tid && seen_pid == getpid(),
       "a thread: its tid, the same pid");
    ok(syscall(SYS_gettid) == getpid(), "the first thread's tid is the pid");
    ok(waitpid(tid, &status, 0) == -1 && errno == ECHILD, "a thread is no child");
    volatile int child_tid = 0;
    cleared = 1;
    tid = clone(note_ids, stack + STACK, THREAD_FLAGS | CLONE_CHILD_SETTID, NULL, NULL, NULL, &child_tid);
    while (child_tid == 0)
        sched_yield();
    ok(child_tid == tid, "the child writes its tid");
    sleep_ms(5);
    seen_tid = 0;
    pid_t child = clone(note_ids, stack + STACK, CLONE_VM | SIGCHLD, NULL);
    ok(waitpid(child, &status, 0) == child && status == 0 && seen_tid == child && seen_pid == child,
       "a process of its own in the same memory");
    child =
        (pid_t)syscall(SYS_clone, SIGCHLD | CLONE_PARENT_SETTID | CLONE_CHILD_SETTID, 0, 16, 0, 0xc0000000);
    if (child == 0)
        _exit(4);
    ok(waitpid(child, &status, 0) == child && exits_with(status, 4),
       "clone as fork; a bad place for the tid does not matter");
}

static int open_there(void *fd)
{
    *(int *)fd = (int)call(SYS_open, (long)"/dev/null", O_RDONLY, 0);
    return 0;
}

static void test_shared_files(void)
{
    static char stack[STACK] __attribute__((aligned(16)));
    int fd = -1, status;
    pid_t child = clone(open_there, stack + STACK, CLONE_VM | CLONE_FILES | SIGCHLD, &fd);
    waitpid(child, &status, 0);
    ok(fd > 2 && close(fd) == 0, "CLONE_FILES: a file that the child opened is open here");
    child = clone(open_there, stack + STACK, CLONE_VM | SIGCHLD, &fd);
    waitpid(child, &status, 0);
    ok(fd > 2 && close(fd) == -1, "without it, it is not");
}

/* --- The ends of threads and processes --- */

static volatile int idle_word;
static int ends[2];

static int sleep_in_futex(void *unused)
{
    return (int)call_futex(&idle_word, FUTEX_WAIT, 0);
}

static int sleep_in_read(void *unused)
{
    static char byte;
    return (int)call(SYS_read, ends[0], (long)&byte, 1);
}

static int sleep_in_nanosleep(void *unused)
{
    static struct timespec day = {.tv_sec = 86400};
    return (int)call(SYS_nanosleep, (long)&day, 0, 0);
}

static int sleep_in_wait(void *unused)
{
    return (int)call(SYS_waitpid, -1, 0, 0);
}

static volatile int go_on = 1;

static int run_for_ever(void *unused)
{
    while (go_on)
        ;
    return 0;
}

static int yield_for_ever(void *unused)
{
    while (go_on)
        call(SYS_sched_yield, 0, 0, 0);
    return 0;
}

static int sleep_in_vfork(void *unused)
{
    pid_t child = vfork();
    if (child == 0) {
        static struct timespec moment = {.tv_nsec = 100000000};
        call(SYS_nanosleep, (long)&moment, 0, 0);
        call(SYS_exit_group, 0, 0, 0);
    }
    return 0;
}

static int (*const busy[])(void *) = {sleep_in_futex, sleep_in_read,  sleep_in_nanosleep, sleep_in_wait,
                                      run_for_ever,   yield_for_ever, sleep_in_futex,     sleep_in_read};
#define BUSY (sizeof busy / sizeof *busy)

static void start_busy(int with_vfork)
{
    pipe(ends);
    for (unsigned i = 0; i < BUSY; i++)
        raw_thread(busy[i], NULL);
    if (with_vfork)
        raw_thread(sleep_in_vfork, NULL);
    for (int i = 0; i < 30; i++)
        sched_yield();
}

static int end_group(void *unused)
{
    call(SYS_exit_group, 21, 0, 0);
    return 0;
}

static volatile int *volatile bad_place = (volatile int *)16;

static int crash(void *unused)
{
    return *bad_place = 1;
}

static int from_first(void *unused)
{
    start_busy(0);
    _exit(20);
}

static int from_other(void *function)
{
    start_busy(0);
    raw_thread((int (*)(void *))function, NULL);
    sleep_in_futex(NULL);
    return 0;
}

static int wait_then_exit(void *code)
{
    static struct timespec moment = {.tv_nsec = 30000000};
    call(SYS_nanosleep, (long)&moment, 0, 0);
    return (int)(long)code;
}

static int first_ends_first(void *unused)
{
    raw_thread(wait_then_exit, (void *)5);
    call_exit(3);
    return 0;
}

static int first_ends_last(void *unused)
{
    raw_thread(wait_then_exit, (void *)5);
    sleep_ms(60);
    call_exit(4);
    return 0;
}

static void test_ends(void)
{
    int status;
    ok(exits_with(status_of(from_first, NULL), 20),
       "exit_group by the first thread ends threads that sleep or run");
    ok(exits_with(status_of(from_other, (void *)end_group), 21), "by another thread too");
    ok(killed_by(status_of(from_other, (void *)crash), SIGSEGV), "a crash in one thread ends all");
    long long begin = now_ns();
    /* As Linux did until 6.0: the code of the first thread. Now it is that of the last. */
    status = status_of(first_ends_first, NULL);
    ok(exits_with(status, 3) || (!on_weft() && exits_with(status, 5)),
       "a process lives on without its first thread, and keeps its code");
    ok(now_ns() - begin >= 30000000, "when that ends");
    ok(exits_with(status_of(first_ends_last, NULL), 4), "the first one may be the last");
    pid_t child = fork();
    if (child == 0) {
        start_busy(0);
        sleep_ms(60000);
    }
    sleep_ms(20);
    kill(child, SIGTERM);
    ok(waitpid(child, &status, 0) == child && killed_by(status, SIGTERM), "SIGTERM from outside ends all");
}

/* --- execve with several threads --- */

static int exec_self(void *word)
{
    char *words[] = {self, "ids", word, NULL};
    call(SYS_execve, (long)self, (long)words, (long)environ);
    return 97;
}

static int exec_from_first(void *unused)
{
    static char pid[12];
    start_busy(0);
    sprintf(pid, "%d", getpid());
    return exec_self(pid);
}

static int exec_from_other(void *with_vfork)
{
    static char pid[12];
    sprintf(pid, "%d", getpid());
    start_busy(with_vfork != NULL);
    sleep_ms(20);
    raw_thread(exec_self, pid);
    sleep_in_futex(NULL);
    return 96;
}

static int exec_from_two(void *unused)
{
    static char pid[12];
    sprintf(pid, "%d", getpid());
    raw_thread(exec_self, pid);
    raw_thread(exec_self, pid);
    return exec_self(pid);
}

static int exec_without_first(void *unused)
{
    static char pid[12];
    sprintf(pid, "%d", getpid());
    raw_thread(exec_self, pid);
    call_exit(0);
    return 95;
}

/* The program that was started: 0 if its ids are what they should be. */
static int check_ids(const char *pid)
{
    char text[4096];
    int fd = open("/proc/self/status", O_RDONLY);
    ssize_t length = read(fd, text, sizeof text - 1);
    text[length > 0 ? length : 0] = '\0';
    if (getpid() != atoi(pid) || syscall(SYS_gettid) != getpid())
        return 1;
    return strstr(text, "Threads:\t1\n") ? 0 : 2;
}

static void test_exec(void)
{
    ok(status_of(exec_from_first, NULL) == 0,
       "execve by the first of several threads leaves one, with the pid");
    ok(status_of(exec_from_other, NULL) == 0, "by another thread too, which gets the pid");
    ok(status_of(exec_without_first, NULL) == 0, "also when the first has ended");
    ok(status_of(exec_from_two, NULL) == 0, "of three at once one wins");
    ok(status_of(exec_from_other, "vfork") == 0, "one waits for its vfork child meanwhile");
}

/* --- Segments of their own --- */

static volatile int segments_wrong;

static int set_segment(struct user_desc *segment, int entry, volatile void *base)
{
    *segment = (struct user_desc){.entry_number = (unsigned)entry,
                                  .base_addr = (unsigned)(unsigned long)base,
                                  .limit = 0xfffff,
                                  .seg_32bit = 1,
                                  .limit_in_pages = 1,
                                  .useable = 1};
    return (int)syscall(SYS_set_thread_area, segment);
}

static unsigned read_fs(void)
{
    unsigned value;
    __asm__ volatile("movl %%fs:0, %0" : "=r"(value));
    return value;
}

static void *keep_segment(void *number)
{
    volatile unsigned mine = (unsigned)(unsigned long)number;
    struct user_desc segment;
    if (set_segment(&segment, -1, &mine))
        segments_wrong++;
    __asm__ volatile("movw %w0, %%fs" : : "r"(segment.entry_number * 8 + 3));
    for (int i = 0; i < 200; i++) {
        for (volatile int j = 0; j < 500; j++)
            ;
        if (read_fs() != mine)
            segments_wrong++;
        if (i % 4 == 0)
            sched_yield();
    }
    if (number == (void *)1) {
        int status, child = fork();
        if (child == 0)
            _exit(read_fs() == mine ? 0 : 1);
        waitpid(child, &status, 0);
        if (status != 0)
            segments_wrong++;
    }
    return NULL;
}

static void run_threads(void *(*function)(void *), int count)
{
    pthread_t threads[32];
    for (int i = 0; i < count; i++)
        pthread_create(&threads[i], NULL, function, (void *)(i + 1L));
    for (int i = 0; i < count; i++)
        pthread_join(threads[i], NULL);
}

static int fill_segments(void *unused)
{
    struct user_desc first, second, third;
    int word = 0;
    if (set_segment(&first, -1, &word) || set_segment(&second, -1, &word))
        return 1; /* libc has one of the three */
    if (set_segment(&third, -1, &word) != -1 || errno != ESRCH)
        return 2;
    if (set_segment(&third, 3, &word) != -1 || errno != EINVAL || set_segment(&third, 4000, &word) != -1)
        return 3;
    struct user_desc empty = {.entry_number = first.entry_number, .read_exec_only = 1, .seg_not_present = 1};
    if (syscall(SYS_set_thread_area, &empty) || set_segment(&third, -1, &word))
        return 4;
    if (third.entry_number != first.entry_number)
        return 5;
    return syscall(SYS_set_thread_area, 16) == -1 && errno == EFAULT ? 0 : 6;
}

static void test_segments(void)
{
    run_threads(keep_segment, 12);
    ok(!segments_wrong, "each thread has its own segment in %fs, and hands it to its children");
    ok(status_of(fill_segments, NULL) == 0, "there are three of them");
}

/* --- Floating point --- */

static volatile int fpu_wrong;

/* Works out the same series in an x87 register and in SSE registers, with its own rounding, while others do.
 */
static void *compute(void *number)
{
    unsigned long mine = (unsigned long)number;
    unsigned short control = (unsigned short)(0x037f | (mine % 4) << 10), control_back;
    unsigned mxcsr = 0x1f80 | (unsigned)(mine % 4) << 13, mxcsr_back;
    unsigned integers[4] = {mine, mine * 3, ~mine, mine << 20}, back[4];
    int value = (int)mine * 1000, result;
    for (int i = 0; i < 60; i++) {
        __asm__ volatile("fninit; fldcw %0; fildl %1; ldmxcsr %2; movups %3, %%xmm3; movups %3, %%xmm7"
                         :
                         : "m"(control), "m"(value), "m"(mxcsr), "m"(integers));
        if (i % 3 == 0)
            call(SYS_sched_yield, 0, 0, 0);
        else
            for (volatile int j = 0; j < 3000; j++)
                ;
        __asm__ volatile("fnstcw %0; fistpl %1; stmxcsr %2; movups %%xmm3, %3"
                         : "=m"(control_back), "=m"(result), "=m"(mxcsr_back), "=m"(back));
        if (control_back != control || result != value || mxcsr_back != mxcsr || memcmp(back, integers, 16))
            fpu_wrong++;
        __asm__ volatile("movups %%xmm7, %0" : "=m"(back));
        if (memcmp(back, integers, 16))
            fpu_wrong++;
    }
    return NULL;
}

/* fork with numbers in the registers: both sides have them after it. */
static int fork_with_registers(void *unused)
{
    double numbers[2] = {3.25, -7.5}, back[2];
    long value = 41, result;
    int child, status;
    __asm__ volatile("fninit; fildl %1; movups %2, %%xmm2; int $0x80"
                     : "=a"(child)
                     : "m"(value), "m"(numbers), "a"(SYS_fork)
                     : "memory");
    __asm__ volatile("fistpl %0; movups %%xmm2, %1" : "=m"(result), "=m"(back));
    int same = result == value && back[0] == numbers[0] && back[1] == numbers[1];
    if (child == 0)
        _exit(same ? 0 : 1);
    waitpid(child, &status, 0);
    return same && status == 0 ? 0 : 1;
}

static void test_floating_point(void)
{
    run_threads(compute, 12);
    ok(!fpu_wrong, "each thread keeps its floating-point registers and rounding");
    ok(status_of(fork_with_registers, NULL) == 0, "fork copies them");
}

/* --- Futexes --- */

#define MS 1000000L

static long futex(volatile int *word, int operation, int value, long timeout, volatile int *word2, int value3)
{
    return syscall(SYS_futex, word, operation, value, timeout, word2, value3);
}

static long failed(long result, int error)
{
    return result == -1 && errno == error;
}

static volatile int first_word, second_word, woken;

static void *wait_at_first(void *private)
{
    futex(&first_word, FUTEX_WAIT | (int)(long)private, 0, 0, NULL, 0);
    __atomic_fetch_add(&woken, 1, __ATOMIC_SEQ_CST);
    return NULL;
}

static void wait_for_value(volatile int *variable, int value)
{
    while (*variable != value)
        sched_yield();
}

static void test_requeue(int private)
{
    pthread_t threads[6];
    woken = 0;
    for (int i = 0; i < 6; i++)
        pthread_create(&threads[i], NULL, wait_at_first, (void *)(long)private);
    sleep_ms(60);
    ok(futex(&second_word, FUTEX_WAKE | private, 9, 0, NULL, 0) == 0, "nobody waits at the other word");
    ok(futex(&first_word, FUTEX_WAKE | private, 2, 0, NULL, 0) == 2, "two are woken");
    wait_for_value(&woken, 2);
    ok(failed(futex(&first_word, FUTEX_CMP_REQUEUE | private, 1, 1, &second_word, 7), EAGAIN),
       "no requeue: EAGAIN");
    ok(futex(&first_word, FUTEX_CMP_REQUEUE | private, 1, 2, &second_word, 0) == 3, "one woken, two moved");
    wait_for_value(&woken, 3);
    ok(futex(&second_word, FUTEX_WAKE | private, 9, 0, NULL, 0) == 2, "two are at the other word then");
    ok(futex(&first_word, FUTEX_WAKE | private, 9, 0, NULL, 0) == 1, "one at the first");
    for (int i = 0; i < 6; i++)
        pthread_join(threads[i], NULL);
    ok(woken == 6, "all are awake");
}

static void test_futex_times(void)
{
    struct timespec brief = {.tv_nsec = 20 * MS}, bad = {.tv_nsec = 1000 * MS}, until;
    volatile int word = 1;
    long long begin = now_ns();
    ok(failed(futex(&word, FUTEX_WAIT, 1, (long)&brief, NULL, 0), ETIMEDOUT) && now_ns() - begin >= 20 * MS,
       "FUTEX_WAIT until a time-out");
    ok(failed(futex(&word, FUTEX_WAIT, 2, (long)&brief, NULL, 0), EAGAIN), "EAGAIN: another value");
    ok(failed(futex(&word, FUTEX_WAIT, 1, (long)&bad, NULL, 0), EINVAL), "EINVAL: no time");
    ok(failed(futex(&word, FUTEX_WAIT, 1, 16, NULL, 0), EFAULT), "EFAULT: nowhere");
    clock_gettime(CLOCK_MONOTONIC, &until);
    begin = now_ns();
    until.tv_sec += (until.tv_nsec + 20 * MS) / (1000 * MS);
    until.tv_nsec = (until.tv_nsec + 20 * MS) % (1000 * MS);
    ok(failed(futex(&word, FUTEX_WAIT_BITSET | FUTEX_PRIVATE_FLAG, 1, (long)&until, NULL, 1), ETIMEDOUT) &&
           now_ns() - begin >= 19 * MS,
       "FUTEX_WAIT_BITSET until a time of day");
    clock_gettime(CLOCK_REALTIME, &until);
    begin = now_ns();
    until.tv_sec++;
    ok(failed(futex(&word, FUTEX_WAIT_BITSET | FUTEX_CLOCK_REALTIME, 1, (long)&until, NULL, 1), ETIMEDOUT) &&
           now_ns() - begin >= 900 * MS,
       "or of the calendar");
    ok(failed(futex(&word, FUTEX_WAIT_BITSET, 1, (long)&brief, NULL, 0), EINVAL), "EINVAL: no bits");
    volatile int *odd = (volatile int *)((char *)&word + 1);
    ok(failed(futex(odd, FUTEX_WAIT, 1, (long)&brief, NULL, 0), EINVAL) &&
           failed(futex((volatile int *)16, FUTEX_WAIT, 1, 0, NULL, 0), EFAULT) &&
           failed(futex((volatile int *)0xfffffff0, FUTEX_WAKE, 1, 0, NULL, 0), EFAULT),
       "words that are none");
    ok(failed(futex(&word, 77, 1, 0, NULL, 0), ENOSYS), "ENOSYS: another operation");
}

static void test_shared_futex(void)
{
    volatile int *words = shared_memory(PAGE);
    int status;
    pid_t child = fork();
    if (child == 0) {
        long result = futex(words, FUTEX_WAIT, 0, 0, NULL, 0);
        _exit(result == 0 ? 0 : 1);
    }
    long woke = 0;
    while ((woke = futex(words, FUTEX_WAKE, 1, 0, NULL, 0)) == 0)
        sched_yield();
    waitpid(child, &status, 0);
    ok(woke == 1 && status == 0, "a process wakes another at a shared word");
    child = fork();
    if (child == 0) {
        struct timespec brief = {.tv_nsec = 50 * MS};
        long result = futex(&first_word, FUTEX_WAIT, 0, (long)&brief, NULL, 0);
        _exit(failed(result, ETIMEDOUT) ? 0 : 1);
    }
    for (woke = 0; waitpid(child, &status, WNOHANG) == 0; sched_yield())
        woke += futex(&first_word, FUTEX_WAKE, 1, 0, NULL, 0);
    ok(woke == 0 && status == 0, "but not at a private one, which only has the same address");
    munmap((void *)words, PAGE);
}

/* --- nanosleep --- */

static void test_sleep(void)
{
    static const int times[] = {0, 1, 1000, 100000, 5000000, 60000000};
    int bad = 0;
    for (unsigned i = 0; i < sizeof times / sizeof *times; i++) {
        long long begin = now_ns();
        bad += nanosleep(&(struct timespec){.tv_nsec = times[i]}, NULL) != 0 || now_ns() - begin < times[i];
    }
    ok(!bad, "nanosleep is never too short");
    ok(failed(nanosleep(&(struct timespec){.tv_nsec = 1000000000}, NULL), EINVAL) &&
           failed(nanosleep(&(struct timespec){.tv_nsec = -1}, NULL), EINVAL) &&
           failed(nanosleep(&(struct timespec){.tv_sec = -1}, NULL), EINVAL),
       "times that are none");
    ok(failed(syscall(SYS_nanosleep, 16, 0), EFAULT), "nor a place to read one from");
    ok(failed(syscall(SYS_clock_gettime, 99, 0), EINVAL) && failed(syscall(SYS_clock_gettime, 1, 16), EFAULT),
       "clocks that are none");
}

/* --- fork among threads --- */

static void *wait_for_another_child(void *child)
{
    int status;
    pid_t pid = *(pid_t *)child;
    return waitpid(pid, &status, 0) == pid && exits_with(status, 12) ? child : NULL;
}

static void *fork_here(void *tid)
{
    int status;
    *(int *)tid = (int)syscall(SYS_gettid);
    pid_t child = fork();
    if (child == 0)
        _exit(syscall(SYS_gettid) == getpid() && number_in("/proc/self/status", "Threads:") == 1 ? 0 : 1);
    waitpid(child, &status, 0);
    return status == 0 ? tid : NULL;
}

static void test_fork(void)
{
    pthread_t thread;
    void *result;
    int tid;
    pthread_create(&thread, NULL, fork_here, &tid);
    pthread_join(thread, &result);
    ok(result != NULL, "fork takes the thread that calls it along, and no other");
    pid_t child = fork();
    if (child == 0)
        _exit(12);
    pthread_create(&thread, NULL, wait_for_another_child, &child);
    pthread_join(thread, &result);
    ok(result != NULL, "a thread waits for a child that another has made");
}

static void run(void)
{
    test_clone();
    test_shared_files();
    test_ends();
    test_exec();
    test_segments();
    test_floating_point();
    test_requeue(0);
    test_requeue(FUTEX_PRIVATE_FLAG);
    test_futex_times();
    test_shared_futex();
    test_sleep();
    test_fork();
}

int main(int argc, char **argv)
{
    static char path[256];
    if (argc > 2 && !strcmp(argv[1], "ids"))
        return check_ids(argv[2]);
    snprintf(path, sizeof path, "%s%s", strchr(argv[0], '/') ? "" : "/bin/", argv[0]);
    self = path;
    return run_counted(run);
}
