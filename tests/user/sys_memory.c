/* runs on Linux */
/* Memory by system calls: mmap, munmap, mprotect and brk with their errors and corners; copy-on-write and
 * sharing over fork; the stack; what /proc tells of it all. */
#include "system.h"

#include <stdint.h>
#include <sys/resource.h>
#include <sys/uio.h>

#define RW (PROT_READ | PROT_WRITE)

static char *map(size_t pages)
{
    return mmap(NULL, pages * PAGE, RW, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static int failed(const void *result, int error)
{
    return result == MAP_FAILED && errno == error;
}

static int fails(int result, int error)
{
    return result == -1 && errno == error;
}

/* Accesses in a child: how it ends. */
static int read_byte(void *address)
{
    return *(volatile char *)address & 0;
}

static int write_byte(void *address)
{
    *(volatile char *)address = 1;
    return 0;
}

static int call_address(void *address)
{
    ((void (*)(void))address)();
    return 0;
}

static int can_read(const void *address)
{
    return status_of(read_byte, (void *)address) == 0;
}

static int can_write(const void *address)
{
    return status_of(write_byte, (void *)address) == 0;
}

static int segv(int (*function)(void *), const void *address)
{
    return killed_by(status_of(function, (void *)address), SIGSEGV);
}

/* --- mmap and munmap --- */

static void test_map_errors(void)
{
    char *place = map(4);
    int anonymous = MAP_PRIVATE | MAP_ANONYMOUS;
    ok(failed(mmap(NULL, 0, RW, anonymous, -1, 0), EINVAL), "mmap of nothing");
    ok(failed(mmap(NULL, PAGE, RW, MAP_ANONYMOUS, -1, 0), EINVAL), "neither private nor shared");
    ok(failed(mmap(place + 1, PAGE, RW, anonymous | MAP_FIXED, -1, 0), EINVAL), "a fixed place off a page");
    ok(failed(mmap(NULL, 0xfffff000, RW, anonymous, -1, 0), ENOMEM), "too large");
    ok(failed(mmap((void *)0xfffff000, 2 * PAGE, RW, anonymous | MAP_FIXED, -1, 0), ENOMEM),
       "a fixed place past the end");
    char *wish = mmap((void *)0xfffff000, PAGE, RW, anonymous, -1, 0);
    ok(wish != MAP_FAILED && wish != (char *)0xfffff000 && munmap(wish, PAGE) == 0,
       "a wish that can't be granted");
    wish = mmap(place, PAGE, RW, anonymous, -1, 0);
    ok(wish != MAP_FAILED && wish != place && munmap(wish, PAGE) == 0, "a wish for a place that is taken");
    ok(fails(munmap(place + 1, PAGE), EINVAL) && fails(munmap(place, 0), EINVAL) &&
           fails(munmap(place, 0xffffffff), EINVAL) && fails(munmap((void *)0xfffff000, 2 * PAGE), EINVAL),
       "munmap of what can't be");
    ok(munmap(place, 4 * PAGE) == 0 && munmap(place, 4 * PAGE) == 0, "munmap of what is not there");
    wish = mmap(place, PAGE, RW, anonymous, -1, 0);
    ok(wish == place, "a wish for a free place");
    munmap(wish, PAGE);
}

static void test_map(void)
{
    char *place = map(9);
    int zero = 1;
    for (unsigned i = 0; i < 9 * PAGE; i += 61)
        zero &= place[i] == 0;
    ok(zero, "new memory is zero");
    for (unsigned i = 0; i < 9; i++)
        place[i * PAGE] = (char)(i + 1);
    ok(munmap(place + 3 * PAGE, 2 * PAGE) == 0, "a hole");
    ok(segv(read_byte, place + 3 * PAGE) && segv(write_byte, place + 5 * PAGE - 1), "is one");
    ok(place[2 * PAGE] == 3 && place[5 * PAGE] == 6, "the rest stays");
    char *inside = mmap(place + 6 * PAGE, PAGE + 1, RW, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    ok(inside == place + 6 * PAGE && inside[0] == 0 && inside[PAGE] == 0 && place[8 * PAGE] == 9 &&
           place[5 * PAGE] == 6,
       "MAP_FIXED takes the place of what was there");
    inside = mmap(place + 2 * PAGE, 4 * PAGE, RW, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    ok(inside == place + 2 * PAGE && !inside[0] && !inside[2 * PAGE] && !inside[3 * PAGE] && place[PAGE] == 2,
       "over a hole too");
    ok(munmap(place, 9 * PAGE) == 0 && segv(read_byte, place) && segv(read_byte, place + 8 * PAGE),
       "all is gone");
    munmap(place, 9 * PAGE);

    char *pieces[200];
    int distinct = 1;
    for (int i = 0; i < 200; i++) {
        pieces[i] = map(1 + i % 3);
        pieces[i][0] = (char)i;
    }
    for (int i = 0; i < 200; i++) {
        distinct &= pieces[i][0] == (char)i;
        if (i % 2)
            munmap(pieces[i], (1 + i % 3) * PAGE);
    }
    for (int i = 0; i < 200; i += 2) {
        distinct &= pieces[i][0] == (char)i;
        munmap(pieces[i], (1 + i % 3) * PAGE);
    }
    ok(distinct, "200 pieces, one in two taken away, then the rest");
    ok(segv(read_byte, NULL) && segv(write_byte, (void *)0xc0100000) && segv(read_byte, (void *)0xfffffffc) &&
           segv(call_address, (void *)0xc0100000) && segv(call_address, NULL),
       "neither page 0 nor the kernel can be reached");
}

/* --- mprotect --- */

static void test_protect(void)
{
    char *place = map(6);
    memset(place, 'a', 6 * PAGE);
    ok(fails(mprotect(place + 1, PAGE, PROT_READ), EINVAL), "mprotect off a page");
    ok(fails(mprotect(place, PAGE, 0x100), EINVAL), "an unknown protection");
    ok(mprotect(place, 0, PROT_NONE) == 0 && can_write(place), "nothing changes nothing");
    ok(fails(mprotect((void *)0x10000000, PAGE, PROT_READ), ENOMEM), "where nothing is");
    ok(mprotect(place + PAGE, 2 * PAGE, PROT_READ) == 0, "read only");
    ok(can_read(place + PAGE) && segv(write_byte, place + PAGE) && segv(write_byte, place + 3 * PAGE - 1) &&
           can_write(place) && can_write(place + 3 * PAGE),
       "just these pages");
    ok(mprotect(place + 2 * PAGE, 2 * PAGE, PROT_NONE) == 0 && segv(read_byte, place + 2 * PAGE) &&
           segv(read_byte, place + 4 * PAGE - 1) && can_read(place + PAGE) && can_write(place + 4 * PAGE),
       "none at all");
    ok(mprotect(place, 6 * PAGE, RW) == 0 && place[2 * PAGE] == 'a' && place[4 * PAGE - 1] == 'a',
       "the contents stay");
    place[PAGE] = 'b';
    ok(place[PAGE] == 'b' && can_write(place + PAGE), "and can be written again");
    munmap(place + 3 * PAGE, PAGE);
    ok(fails(mprotect(place, 6 * PAGE, PROT_READ), ENOMEM), "a range with a hole");
    mprotect(place, 3 * PAGE, RW);
    munmap(place, 6 * PAGE);

    char *code = map(1);
    memcpy(code, "\xc3", 1); /* ret */
    ok(mprotect(code, PAGE, PROT_READ | PROT_EXEC) == 0 && status_of(call_address, code) == 0,
       "code can be made");
    munmap(code, PAGE);
}

/* System calls meet the same borders. */
static void test_calls_at_borders(void)
{
    char *place = map(3);
    int ends[2];
    pipe(ends);
    memset(place, 'x', 3 * PAGE);
    munmap(place + 2 * PAGE, PAGE);
    mprotect(place + PAGE, PAGE, PROT_READ);
    char *end = place + 2 * PAGE;
    ok(write(ends[1], end - 4, 4) == 4, "write up to the end of what is there");
    ok(fails((int)write(ends[1], end - 4, 5), EFAULT), "not past it");
    ok(fails((int)read(ends[0], place + PAGE - 2, 4), EFAULT), "read into what is read-only");
    ok(read(ends[0], place + PAGE - 4, 4) == 4 || errno == EAGAIN, "but up to it");
    struct iovec pieces[2] = {{place, 8}, {end, 8}};
    ok(writev(ends[1], pieces, 2) == 8 || errno == EFAULT, "a second piece that is not there");
    ok(fails((int)syscall(SYS_open, end, O_RDONLY), EFAULT), "a path that is not there");
    memset(place, '/', PAGE);
    ok(fails((int)syscall(SYS_open, end - 3, O_RDONLY), EFAULT), "or ends where nothing is");
    ok(fails(pipe((int *)(end - 4)), EFAULT) && fails(pipe((int *)(place + PAGE)), EFAULT),
       "pipe to a bad place");
    close(ends[0]);
    close(ends[1]);
    munmap(place, 2 * PAGE);
}

/* --- brk --- */

static uintptr_t raw_brk(uintptr_t address)
{
    return (uintptr_t)syscall(SYS_brk, address);
}

static int use_brk(void *unused)
{
    uintptr_t start = raw_brk(0), high = start + 10 * PAGE + 7;
    if (raw_brk(high) != high)
        return 1;
    memset((char *)start, 'h', high - start);
    if (raw_brk(start + PAGE) != start + PAGE || ((char *)start)[PAGE - 1] != 'h')
        return 2;
    char *above = (char *)((start + 2 * PAGE) & ~(PAGE - 1));
    if (!segv(read_byte, above))
        return 3;
    if (raw_brk(high) != high || above[0] != 0 || above[PAGE] != 0)
        return 4;
    if (raw_brk(1) != high || raw_brk(0xfffff000) != high)
        return 5;
    char *wall = mmap((char *)((high + 8 * PAGE) & ~(uintptr_t)(PAGE - 1)), PAGE, RW,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    char *below = wall - PAGE; /* Linux leaves a page free */
    if (raw_brk((uintptr_t)wall + 1) != high || (char *)raw_brk((uintptr_t)below) != below)
        return 6;
    return can_read(below - 1) ? 0 : 7;
}

/* --- fork: copies --- */

#define PAGES 40

static unsigned data[4] = {1, 2, 3, 4}, bss[3 * PAGE / 4];

static void fill(unsigned *memory, unsigned seed)
{
    for (unsigned i = 0; i < PAGES; i++)
        memory[i * PAGE / 4] = seed + i;
}

static int filled(const unsigned *memory, unsigned seed)
{
    for (unsigned i = 0; i < PAGES; i++)
        if (memory[i * PAGE / 4] != seed + i)
            return 0;
    return 1;
}

static int generations(void *memory)
{
    unsigned *numbers = memory, local = 5;
    int status, ends[2];
    char go;
    pipe(ends);
    fill(numbers, 100);
    bss[PAGE / 4] = 6;
    pid_t child = fork();
    if (child == 0) {
        read(ends[0], &go, 1); /* until the parent has written */
        if (!filled(numbers, 100) || data[1] != 2 || bss[PAGE / 4] != 6 || local != 5)
            _exit(1);
        fill(numbers, 300);
        pid_t grandchild = fork();
        if (grandchild == 0) {
            if (!filled(numbers, 300))
                _exit(2);
            fill(numbers, 400);
            local = bss[PAGE / 4] = data[1] = 9;
            _exit(filled(numbers, 400) && local + bss[PAGE / 4] + data[1] == 27 ? 0 : 3);
        }
        waitpid(grandchild, &status, 0);
        _exit(status == 0 && filled(numbers, 300) ? 0 : 4);
    }
    fill(numbers, 200);
    local = bss[PAGE / 4] = data[1] = 8;
    write(ends[1], "", 1);
    waitpid(child, &status, 0);
    return status == 0 && filled(numbers, 200) && local + bss[PAGE / 4] + data[1] == 24
               ? 0
               : WEXITSTATUS(status) + 10;
}

/* Protections after fork are each one's own. */
static int protect_apart(void *memory)
{
    char *place = memory;
    int status;
    place[0] = 'p';
    mprotect(place, PAGE, PROT_NONE);
    pid_t child = fork();
    if (child == 0) {
        mprotect(place, PAGE, RW);
        int right = place[0] == 'p';
        place[0] = 'c';
        _exit(right && place[0] == 'c' ? 0 : 1);
    }
    waitpid(child, &status, 0);
    int hidden = segv(read_byte, place);
    mprotect(place, PAGE, PROT_READ);
    return status == 0 && hidden && place[0] == 'p' && segv(write_byte, place) ? 0 : 1;
}

static void test_copies(void)
{
    char *memory = map(PAGES);
    ok(status_of(generations, memory) == 0,
       "three generations write to the same addresses, each to its own page");
    ok(status_of(protect_apart, memory) == 0, "a page that is hidden from one is not from the other");
    ok(memory[0] == 0, "the parent has seen nothing of it");
    munmap(memory, PAGES * PAGE);
}

/* --- fork: sharing --- */

static int end_early(void *shared)
{
    if (fork() == 0) {
        sleep_ms(20);
        *(volatile int *)((char *)shared + 5 * PAGE) = 55; /* when its parent is gone */
        _exit(0);
    }
    return 0;
}

static void test_sharing(void)
{
    volatile int *shared = shared_memory(8 * PAGE);
    int status;
    pid_t child = fork();
    if (child == 0) {
        shared[0] = 1;        /* first touched here */
        shared[PAGE / 4] = 2; /* and here */
        while (shared[2 * PAGE / 4] != 3)
            sched_yield();
        munmap((void *)shared, 8 * PAGE);
        _exit(0);
    }
    while (shared[0] != 1)
        sched_yield();
    shared[2 * PAGE / 4] = 3;
    waitpid(child, &status, 0);
    ok(status == 0 && shared[PAGE / 4] == 2, "shared pages are one, also those first touched after fork");
    ok(shared[0] == 1, "one lets go of them, the other keeps them");
    ok(exits_with(status_of(end_early, (void *)shared), 0), "an orphan");
    while (shared[5 * PAGE / 4] != 55)
        sched_yield();
    ok(1, "shares as long as it lives");
    munmap((char *)shared + 2 * PAGE, PAGE);
    ok(shared[PAGE / 4] == 2 && shared[5 * PAGE / 4] == 55 && segv(read_byte, (char *)shared + 2 * PAGE),
       "with a hole");
    mprotect((void *)shared, PAGE, PROT_READ);
    ok(segv(write_byte, (void *)shared) && mprotect((void *)shared, PAGE, RW) == 0 &&
           can_write((void *)shared),
       "read only for a while");
    munmap((void *)shared, 8 * PAGE);
}

/* --- The stack --- */

static int go_down(long depth)
{
    volatile char room[1000];
    room[0] = room[999] = 1;
    return depth == 0 ? 0 : go_down(depth - 1) + room[0] - room[999];
}

static int recurse(void *depth)
{
    return go_down((long)depth);
}

/* Reads below what has been used of the stack by a system call. */
static int read_into_stack(void *unused)
{
    volatile char room[300000];
    int ends[2];
    pipe(ends);
    write(ends[1], "abc", 3);
    return read(ends[0], (void *)&room[5000], 3) == 3 && room[5002] == 'c' ? 0 : 1;
}

static int fork_deep_down(void *unused)
{
    volatile char room[500000];
    room[10] = 'p';
    int status = status_of(recurse, (void *)1000);
    pid_t child = fork();
    if (child == 0) {
        int right = room[10] == 'p';
        room[10] = 'c';
        _exit(right ? 0 : 1);
    }
    int child_status;
    waitpid(child, &child_status, 0);
    return status == 0 && child_status == 0 && room[10] == 'p' ? 0 : 1;
}

static void test_stack(void)
{
    ok(exits_with(status_of(recurse, (void *)4000), 0), "the stack grows, four megabytes deep");
    ok(killed_by(status_of(recurse, (void *)1000000), SIGSEGV), "not for ever");
    ok(status_of(read_into_stack, NULL) == 0, "for a system call too");
    ok(status_of(fork_deep_down, NULL) == 0, "and is copied by fork");
}

/* --- /proc --- */

/* The protection of the area at `address` as in /proc/self/maps, and its end; "" if there is none. */
static const char *area_at(const void *address, uintptr_t *end)
{
    static char text[32768], mode[8];
    size_t length = 0;
    ssize_t count;
    int fd = open("/proc/self/maps", O_RDONLY);
    while ((count = read(fd, text + length, sizeof text - 1 - length)) > 0)
        length += count;
    close(fd);
    text[length] = '\0';
    for (char *line = text; *line; line = strchr(line, '\n') + 1) {
        unsigned long from, to;
        if (sscanf(line, "%lx-%lx %7s", &from, &to, mode) == 3 && from <= (uintptr_t)address &&
            (uintptr_t)address < to) {
            *end = to;
            return mode;
        }
    }
    return "";
}

static int present(const void *address)
{
    uint64_t entry = 0;
    int fd = open("/proc/self/pagemap", O_RDONLY);
    pread(fd, &entry, sizeof entry, (uintptr_t)address / PAGE * 8);
    close(fd);
    return entry >> 63;
}

static void test_proc(void)
{
    uintptr_t end = 0;
    char *place = map(5);
    mprotect(place + PAGE, PAGE, PROT_READ);
    mprotect(place + 2 * PAGE, PAGE, PROT_READ | PROT_EXEC);
    munmap(place + 3 * PAGE, PAGE);
    ok(!strcmp(area_at(place, &end), "rw-p") && end == (uintptr_t)place + PAGE, "maps: the first part");
    ok(!strcmp(area_at(place + PAGE, &end), "r--p") && end == (uintptr_t)place + 2 * PAGE, "the second");
    ok(!strcmp(area_at(place + 2 * PAGE, &end), "r-xp") && end == (uintptr_t)place + 3 * PAGE, "the third");
    ok(!strcmp(area_at(place + 3 * PAGE, &end), ""), "the hole");
    mprotect(place, 3 * PAGE, RW);
    ok(!strcmp(area_at(place, &end), "rw-p") && end == (uintptr_t)place + 3 * PAGE,
       "parts that are alike again are one");
    ok(!present(place) && !present(place + 3 * PAGE), "pagemap: untouched pages are not there");
    place[PAGE] = 1;
    ok(!present(place) && present(place + PAGE) && !present(place + 2 * PAGE), "one that was touched is");
    munmap(place + PAGE, PAGE);
    ok(!present(place + PAGE), "until it is unmapped");
    munmap(place, 5 * PAGE);
    volatile char *shared = shared_memory(PAGE);
    shared[0] = 1;
    ok(!strcmp(area_at((void *)shared, &end), "rw-s") && present((void *)shared), "shared memory");
    munmap((void *)shared, PAGE);
}

/* --- RLIMIT_AS --- */

static int meet_limit(void *unused)
{
    const size_t least = 64 << 20, most = least + (32 << 20); /* a process on Linux has more of its own */
    char *start = mmap(NULL, least, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), *small = map(1);
    struct rlimit limit;
    if (start == MAP_FAILED || small == MAP_FAILED || getrlimit(RLIMIT_AS, &limit))
        return 1;
    limit.rlim_cur = most;
    if (setrlimit(RLIMIT_AS, &limit))
        return 2;
    if (!failed(mmap(NULL, least, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), ENOMEM))
        return 3;
    if (!failed(mremap(small, PAGE, least, MREMAP_MAYMOVE), ENOMEM))
        return 4;
    if (!failed(mremap(start, least, 2 * least, 0), ENOMEM))
        return 5;
    if (mremap(small, PAGE, 4 * PAGE, MREMAP_MAYMOVE) == MAP_FAILED)
        return 6;
    return mremap(start, least, PAGE, 0) == start && map(least / PAGE) != MAP_FAILED ? 0 : 7;
}

static void run(void)
{
    test_map_errors();
    test_map();
    test_protect();
    test_calls_at_borders();
    int result = status_of(use_brk, NULL);
    ok(result == 0, "brk grows with zeros, shrinks, refuses");
    if (result)
        printf("# brk: step %d\n", WEXITSTATUS(result));
    test_copies();
    test_sharing();
    test_stack();
    test_proc();
    result = status_of(meet_limit, NULL);
    ok(result == 0, "RLIMIT_AS holds for mmap and mremap");
    if (result)
        printf("# limit: step %d\n", WEXITSTATUS(result));
}

int main(void)
{
    return run_counted(run);
}
