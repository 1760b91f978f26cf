/* Every system call with hostile arguments: pointers to nowhere, into the kernel, across the end of what is
 * mapped; numbers at the edges. Children make the calls, from the kinds of arguments in abi/syscalls.def;
 * whatever becomes of them, the machine goes on, and nothing is lost. `hostile_calls SEED CHILDREN` tries
 * others. */
#include "system.h"

#include <abi/futex.h>
#include <dirent.h>
#include <ftw.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <termios.h>

/* --- The calls and their arguments' kinds --- */

enum kind { NONE, NUM, FD, ADDR, STR, VEC, POINTER };

struct call {
    int number;
    const char *name;
    enum kind kinds[6];
};

#define IN(size)                                                   POINTER
#define OUT(size)                                                  POINTER
#define SYSCALL0(number, name)                                     {number, #name, {NONE}},
#define SYSCALL1(number, name, k1, t1, a1)                         {number, #name, {k1}},
#define SYSCALL2(number, name, k1, t1, a1, k2, t2, a2)             {number, #name, {k1, k2}},
#define SYSCALL3(number, name, k1, t1, a1, k2, t2, a2, k3, t3, a3) {number, #name, {k1, k2, k3}},
#define SYSCALL4(number, name, k1, t1, a1, k2, t2, a2, k3, t3, a3, k4, t4, a4) \
    {number, #name, {k1, k2, k3, k4}},
#define SYSCALL5(number, name, k1, t1, a1, k2, t2, a2, k3, t3, a3, k4, t4, a4, k5, t5, a5) \
    {number, #name, {k1, k2, k3, k4, k5}},
#define SYSCALL6(number, name, k1, t1, a1, k2, t2, a2, k3, t3, a3, k4, t4, a4, k5, t5, a5, k6, t6, a6) \
    {number, #name, {k1, k2, k3, k4, k5, k6}},
static const struct call calls[] = {
#include <abi/syscalls.def>
};
#define CALLS (sizeof calls / sizeof *calls)

/* --- Values --- */

static uint32_t state = 1;

static uint32_t pick(uint32_t limit)
{
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return state % limit;
}

static char *pages; /* one that can be written, one read only, one hidden, one that is not there */

static uint32_t pick_number(void)
{
    static const uint32_t edges[] = {0,          1,          2,          3,          7,          8,
                                     16,         255,        1024,       4095,       4096,       4097,
                                     65536,      0x7fffffff, 0x80000000, 0xffffffff, 0xfffffff0, 0xfffff000,
                                     0xbffff000, 0xc0000000, 0x7ffff000, 0x100000,   0x40000000, 0x00000100};
    return pick(4) ? edges[pick(sizeof edges / sizeof *edges)] : pick(~0u) >> pick(32);
}

static uint32_t pick_pointer(void)
{
    static const uint32_t nowhere[] = {0,          1,          4,          0xfff,      0x1000,
                                       0x20000000, 0xbffffffc, 0xbfffffff, 0xc0000000, 0xc0100000,
                                       0xc0101234, 0xf0000000, 0xf0003ff0, 0xf8000000, 0xfffffff0,
                                       0xfffffffc, 0xffffffff, 0xb8000000};
    uint32_t base = (uint32_t)(uintptr_t)pages;
    switch (pick(6)) {
    case 0:
        return base + pick(3 * PAGE);
    case 1:
        return base + PAGE * (1 + pick(3)) - 1 - pick(12);
    case 2:
    case 3:
        return nowhere[pick(sizeof nowhere / sizeof *nowhere)];
    case 4:
        return base + 16 * pick(100);
    default:
        return pick_number();
    }
}

static uint32_t pick_string(void)
{
    static const char *const strings[] = {"",
                                          "/",
                                          "//bin/..//bin/true",
                                          "/bin/true",
                                          "/proc/self/maps",
                                          "/proc/1/status",
                                          "/proc",
                                          "/dev/zero",
                                          "/bin",
                                          "/nowhere",
                                          "/proc/self/pagetable",
                                          "/dev/kthread",
                                          "relative",
                                          "/sys/kernel/tracing/trace_pipe",
                                          "/proc/99999999999/maps",
                                          "/proc/self/task/1",
                                          "/proc/sys/vm/drop_caches",
                                          "/bin/true/x",
                                          "/dev",
                                          "/proc/kpagecount"};
    if (pick(3) == 0)
        return pick_pointer();
    return (uint32_t)(uintptr_t)strings[pick(sizeof strings / sizeof *strings)];
}

static uint32_t pick_vector(void)
{
    uint32_t *words = (uint32_t *)(pages + 2048);
    if (pick(3) == 0)
        return pick_pointer();
    for (int i = 0; i < 4; i++)
        words[i] = pick(4) ? pick_string() : pick_pointer();
    words[4] = 0;
    return (uint32_t)(uintptr_t)words;
}

static uint32_t pick_value(enum kind kind)
{
    switch (kind) {
    case FD:
        return pick(5) ? pick(14) : pick_number();
    case STR:
        return pick_string();
    case VEC:
        return pick_vector();
    case ADDR:
    case POINTER:
        return pick_pointer();
    default:
        return pick_number();
    }
}

/* Sense for the calls whose numbers would hardly ever be hit, and care with those that would hit others. */
static void adjust(const struct call *call, uint32_t *values)
{
    static const uint32_t pids[] = {1, 40000, 0x80000000, 0x7fffffff};
    static const uint32_t flags[] = {0x3d0f00, 0x11,     0x4111, 0x100, 0x1200011,
                                     0x10000,  0x250f00, 0x900,  0x500};
    if (call->number == SYS_kill)
        values[0] = pick(8) ? pids[pick(4)] : (uint32_t)getpid();
    if (call->number == SYS_clone && pick(2))
        values[0] = flags[pick(9)];
    if (call->number == SYS_futex && pick(2))
        values[1] = pick(12) | (pick(2) ? FUTEX_PRIVATE_FLAG : 0);
    if (call->number == SYS_mmap2 && pick(2)) {
        values[3] = 0x20 | (1 + pick(2)) | (pick(3) ? 0 : 0x10);
        values[2] = pick(8);
    }
    if (call->number == SYS_nanosleep || call->number == SYS_ioctl)
        ((uint32_t *)pages)[pick(4)] = pick(3) ? 0 : pick_number();
}

static long enter(int number, const uint32_t *values)
{
    long result;
    __asm__ volatile("pushl %%ebp\n\t"
                     "movl 0(%%esi), %%ebx\n\tmovl 4(%%esi), %%ecx\n\tmovl 8(%%esi), %%edx\n\t"
                     "movl 16(%%esi), %%edi\n\tmovl 20(%%esi), %%ebp\n\tmovl 12(%%esi), %%esi\n\t"
                     "int $0x80\n\t"
                     "popl %%ebp"
                     : "=a"(result), "+S"(values)
                     : "a"(number)
                     : "ebx", "ecx", "edx", "edi", "memory");
    return result;
}

/* --- The children --- */

struct progress {
    volatile uint32_t calls, number, values[6], made[CALLS];
};

static struct progress *progress;

static void open_some(void)
{
    static const char *const names[] = {
        "/dev/null", "/dev/null", "/dev/null",          "/dev/zero", "/proc/self/maps",
        "/bin",      "/proc",     "/proc/self/pagemap", "/bin/true", "/proc/weft/sched"};
    int ends[2];
    close(0), close(1), close(2);
    for (unsigned i = 0; i < sizeof names / sizeof *names; i++)
        open(names[i], i == 1 ? O_RDWR : O_RDONLY);
    pipe(ends);
    write(ends[1], "some bytes", 10);
    pages = mmap(NULL, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    for (unsigned i = 0; i < 3 * PAGE / 4; i++)
        ((uint32_t *)pages)[i] = pick(3) ? pick(16) : pick_number();
    mprotect(pages + PAGE, PAGE, PROT_READ);
    mprotect(pages + 2 * PAGE, PAGE, PROT_NONE);
    munmap(pages + 3 * PAGE, PAGE);
}

static void attack(uint32_t seed, int rounds)
{
    pid_t me = getpid();
    uint32_t driver = (uint32_t)getppid();
    state = seed * 2654435761u | 1;
    open_some();
    for (int i = 0; i < rounds; i++) {
        uint32_t values[6], which = pick(CALLS + 1);
        struct call unknown = {(int)pick(500), "unknown", {NUM, NUM, NUM}};
        const struct call *call = which < CALLS ? &calls[which] : &unknown;
        if (call->number == SYS_exit || call->number == SYS_exit_group)
            if (pick(8))
                continue;
        for (int j = 0; j < 6; j++)
            values[j] = pick_value(call->kinds[j]);
        adjust(call, values);
        for (int j = 0; j < 6; j++)
            if (call->kinds[j] == NUM && values[j] == driver)
                values[j] = 0x7fffffff; /* no harm to who watches us, by any call */
        progress->number = (uint32_t)call->number;
        memcpy((void *)progress->values, values, sizeof values);
        if (which < CALLS)
            progress->made[which]++;
        enter(call->number, values);
        if (getpid() != me)
            _exit(0);
        progress->calls++;
    }
    _exit(0);
}

/* Waits for the child as long as it gets on. */
static void watch(pid_t child)
{
    uint32_t before = 0;
    for (int quiet = 0; waitpid(child, NULL, WNOHANG) == 0;) {
        quiet = progress->calls == before ? quiet + 1 : 0;
        before = progress->calls;
        if (quiet > 3) {
            kill(child, SIGKILL);
            waitpid(child, NULL, 0);
            return;
        }
        sleep_ms(1);
    }
}

static void attack_terminal(void)
{
    struct termios saved;
    int fds[2] = {0, 1};
    for (int i = 0; i < 2; i++)
        if (isatty(fds[i]))
            tcgetattr(fds[i], &saved);
    pages = mmap(NULL, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    for (int i = 0; i < 300; i++) {
        for (int j = 0; j < 16; j++)
            ((uint32_t *)pages)[j] = pick(~0u);
        ioctl(1, pick(4) ? TCGETS + pick(4) : pick_number(),
              pick(2) ? (uint32_t)(uintptr_t)pages : pick_pointer());
    }
    munmap(pages, 4 * PAGE);
    ioctl(1, TCSETS, &saved);
}

/* --- What is in use --- */

static const char *const kinds[] = {"kernel-stack ", "page-directory ", "page-table ", "anonymous ",
                                    "buffer "};
static const char *const objects[] = {"struct thread size",  "struct process size", "struct vm_space size",
                                      "struct vm_area size", "struct files size",   "struct pipe size"};
#define KINDS   (sizeof kinds / sizeof *kinds)
#define OBJECTS (sizeof objects / sizeof *objects)

/* Frames and kernel objects by their kind; not those of files, since the calls may have made some that stay.
 */
static void count_in_use(long *counts)
{
    static char text[8192];
    drop_caches();
    for (unsigned i = 0; i < KINDS; i++)
        counts[i] = number_in("/proc/weft/frames", kinds[i]);
    int fd = open("/proc/weft/heap", O_RDONLY);
    ssize_t length = read(fd, text, sizeof text - 1);
    close(fd);
    text[length > 0 ? length : 0] = '\0';
    for (unsigned i = 0; i < OBJECTS; i++) {
        const char *line = strstr(text, objects[i]), *number = line ? strstr(line, "objects ") : NULL;
        counts[KINDS + i] = number ? atol(number + 8) : 0;
    }
}

static int same_counts(const long *before, const long *after)
{
    int same = 1;
    for (unsigned i = 0; i < KINDS + OBJECTS; i++) {
        if (before[i] == after[i])
            continue;
        printf("# %s: %ld before, %ld after\n", i < KINDS ? kinds[i] : objects[i - KINDS], before[i],
               after[i]);
        same = 0;
    }
    return same;
}

/* Pipes with a name may stay too: their names are taken away, by a child, so that all pipes can be counted.
 */
static int remove_pipe(const char *path, const struct stat *status, int type)
{
    if (type != FTW_NS && S_ISFIFO(status->st_mode))
        unlink(path);
    return 0;
}

static void remove_pipes(void)
{
    pid_t child = fork();
    if (child == 0) {
        struct dirent *entry;
        DIR *root = opendir("/");
        chdir("/");
        while ((entry = readdir(root))) /* their names are any bytes; /proc is not to be walked through */
            if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..") && strcmp(entry->d_name, "proc"))
                ftw(entry->d_name, remove_pipe, 10);
        _exit(0);
    }
    waitpid(child, NULL, 0);
}

int main(int argc, char **argv)
{
    uint32_t seed = argc > 1 ? (uint32_t)atoi(argv[1]) : 1,
             children = argc > 2 ? (uint32_t)atoi(argv[2]) : 500;
    progress = shared_memory(sizeof *progress);
    static long before[KINDS + OBJECTS], after[KINDS + OBJECTS];
    progress->calls = 0;
    printf("# seed %u, %u children\n", seed, children);
    fflush(stdout);
    syscall(SYS_alarm, 1000); /* the first one has the kernel start a thread for alarms */
    syscall(SYS_alarm, 0);
    threads_before = number_in("/proc/weft/sched", "threads ");
    count_in_use(before);
    count_in_use(before); /* once more, with the pages that it writes to itself */
    attack_terminal();
    for (uint32_t i = 0; i < children; i++) {
        pid_t child = fork();
        if (child == 0)
            attack(seed * 100000 + i, 60);
        watch(child);
        if (i % 50 == 0)
            kill(-1, SIGKILL); /* children of children */
    }
    kill(-1, SIGKILL);
    for (int i = 0; i < 100 && number_in("/proc/weft/sched", "threads ") != threads_before; i++)
        sleep_ms(5);
    ok(number_in("/proc/weft/sched", "threads ") == threads_before, "no thread is left");
    remove_pipes();
    count_in_use(after);
    ok(same_counts(before, after), "nothing is lost");
    unsigned never = 0;
    for (unsigned i = 0; i < CALLS; i++)
        never += progress->made[i] == 0;
    ok(progress->calls > children * 4 && never == 0, "all calls were made, many times");
    printf("# %u calls returned\n", progress->calls);
    return done_testing();
}
