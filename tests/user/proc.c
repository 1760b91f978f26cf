/* /proc tells the truth about this very process. */
#include "tap.h"

#include <dirent.h>
#include <errno.h>
#include <sched.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>

static char text[16384];

static char *slurp(const char *path)
{
    size_t size = 0;
    ssize_t count;
    int fd = open(path, O_RDONLY);
    while (fd >= 0 && (count = read(fd, text + size, sizeof text - 1 - size)) > 0)
        size += count;
    close(fd);
    text[size] = '\0';
    return text;
}

static uint64_t entry_at(const char *path, unsigned long index)
{
    uint64_t value = ~0ull;
    int fd = open(path, O_RDONLY);
    if (fd >= 0 && pread(fd, &value, sizeof value, index * sizeof value) != sizeof value)
        value = ~0ull;
    close(fd);
    return value;
}

static uint64_t pagemap(const void *address)
{
    return entry_at("/proc/self/pagemap", (unsigned long)address / 4096);
}

struct area {
    unsigned long start, end;
    char mode[8], name[64];
};

static struct area find_area(const void *address)
{
    for (char *line = slurp("/proc/self/maps"); *line; line = strchr(line, '\n') + 1) {
        struct area area = {.name = ""};
        sscanf(line, "%lx-%lx %7s %*x %*s %*u%63[^\n]", &area.start, &area.end, area.mode, area.name);
        if ((unsigned long)address >= area.start && (unsigned long)address < area.end)
            return area;
    }
    return (struct area){.name = "nowhere"};
}

static int named(const struct area *area, const char *mode, const char *name)
{
    return strcmp(area->mode, mode) == 0 && strcmp(area->name + strspn(area->name, " "), name) == 0;
}

static int variable = 1;

static void test_maps(void)
{
    int local;
    struct area code = find_area((void *)find_area), stack = find_area(&local), data = find_area(&variable);
    ok(named(&code, "r-xp", "/bin/proc"), "maps: code");
    ok(strcmp(data.mode, "rw-p") == 0, "maps: data");
    ok(named(&stack, "rw-p", "[stack]"), "maps: the stack");
    void *heap = sbrk(4096);
    struct area area = find_area(heap);
    ok(named(&area, "rw-p", "[heap]"), "maps: the heap");
    sbrk(-4096);
    void *shared = mmap(NULL, 8192, PROT_READ, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    area = find_area(shared);
    ok(named(&area, "r--s", "/dev/zero (deleted)") && area.end - area.start == 8192, "maps: shared memory");
    munmap(shared, 8192);
}

static void test_pagemap(void)
{
    char *memory = mmap(NULL, 3 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    memory[4096] = 1;
    ok(pagemap(memory) == 0 && pagemap(memory + 8192) == 0, "pagemap: pages that were not touched");
    uint64_t entry = pagemap(memory + 4096), frame = entry & ((1ull << 55) - 1);
    ok(entry >> 63 && !(entry >> 61 & 1) && frame, "pagemap: one that was");
    ok(entry_at("/proc/kpagecount", frame) == 1, "kpagecount: mapped once");
    pid_t child = fork();
    if (child == 0) {
        int shared =
            pagemap(memory + 4096) == (entry & ~(1ull << 56)) && entry_at("/proc/kpagecount", frame) == 2;
        memory[4096] = 2;
        int own = pagemap(memory + 4096) != entry && entry_at("/proc/kpagecount", frame) == 1;
        /* Behind the end is nothing. (And the child's memory is not kept for having looked.) */
        int end = entry_at("/proc/self/pagemap", 0xc0000000u / 4096) == ~0ull;
        _exit(shared && own && end ? 0 : 1);
    }
    int status;
    waitpid(child, &status, 0);
    ok(status == 0, "after fork the same frame, mapped twice; after a write another");
    ok(pagemap((void *)find_area) >> 61 & 1, "pagemap: a page of a file");
    ok(entry_at("/proc/kpageflags", pagemap(memory + 4096) & 0xfffff) == (1 << 11 | 1 << 12 | 1 << 14) &&
           entry_at("/proc/kpageflags", pagemap((void *)find_area) & 0xfffff) == 1 << 11,
       "kpageflags: a private page, and a page of a file");
    mprotect(memory + 4096, 4096, PROT_NONE);
    char line[32];
    snprintf(line, sizeof line, "\n%08lx 0x%04x ---U", (unsigned long)memory + 4096, (unsigned)frame);
    ok(pagemap(memory + 4096) == 0 && strstr(slurp("/proc/self/pagetable"), line),
       "a page that is not to be touched");
    munmap(memory, 3 * 4096);
    int fd = open("/proc/self/pagemap", O_RDONLY);
    uint64_t value;
    ok(pread(fd, &value, 8, 4) < 0 && errno == EINVAL && read(fd, &value, 7) < 0 && errno == EINVAL,
       "pagemap: only whole entries");
    ok(lseek(fd, 0, SEEK_END) == 0xc0000 * 8 && read(fd, &value, 8) == 0, "pagemap: its end");
    close(fd);
}

static void test_pagetable(void)
{
    unsigned long address, frame, pages = 0, entries = 0, tables = 0, directory, table_count, page_count;
    char flags[16], kind[16];
    unsigned references, mappings;
    int found = 0;
    uint64_t entry = pagemap(&variable);
    variable = 2;
    char *line = slurp("/proc/self/pagetable");
    ok(sscanf(line, "directory %lx tables %lu pages %lu", &directory, &table_count, &page_count) == 3,
       "pagetable: its first line");
    while ((line = strchr(line, '\n') + 1) && *line) {
        if (sscanf(line, "table %lx %lx entries %u", &address, &frame, &references) == 3) {
            tables++;
            entries += references;
            continue;
        }
        pages++;
        if (sscanf(line, "%lx %lx %15s %u %u %15s", &address, &frame, flags, &references, &mappings, kind) ==
                6 &&
            address == ((unsigned long)&variable & ~4095ul))
            found = strcmp(flags, "rw-UAD") == 0 && frame == (entry & 0xfffff) && references == 1 &&
                    mappings == 1 && strcmp(kind, "anonymous") == 0;
    }
    ok(found, "pagetable: the page of a variable");
    ok(pages == page_count && table_count >= 2 && table_count <= 4, "pagetable: all pages are there");
    ok(tables == table_count && entries == pages, "pagetable: all tables, and as many entries as pages");
}

static void test_status(void)
{
    ok(number_in("/proc/self/status", "Pid:\t") == getpid() &&
           number_in("/proc/self/status", "PPid:\t") == getppid(),
       "status: who we are");
    ok(strstr(slurp("/proc/self/status"), "State:\tR (running)") != NULL, "status: running");
    ok(number_in("/proc/self/status", "VmRSS:\t") > 16 && number_in("/proc/self/status", "Threads:\t") == 1,
       "status: memory and threads");
    ok(strcmp(slurp("/proc/self/comm"), "proc\n") == 0, "comm");
    int fields = 0;
    for (char *c = slurp("/proc/self/stat"); *c; c++)
        fields += *c == ' ' || *c == '\n';
    ok(fields == 52, "stat: 52 fields");
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/task/%d/status", getpid(), getpid());
    long esp = number_in(path, "ESP:\t"), kernel_esp = number_in(path, "KernelESP:\t");
    int local;
    ok(labs(esp - (long)&local) < 16384 && (unsigned long)kernel_esp >= 0xc0000000, "task: registers");
    pid_t child = fork();
    if (child == 0)
        _exit(0);
    snprintf(path, sizeof path, "/proc/%d/status", child);
    while (!strstr(slurp(path), "Z (zombie)"))
        usleep(1000);
    ok(number_in(path, "VmSize:") == -1, "status: a zombie has no memory");
    wait(NULL);
    ok(open(path, O_RDONLY) < 0 && errno == ENOENT, "and then it is gone");
}

/* A child whose parent has reaped it and ended, while we have its status open. */
static void test_no_parent(void)
{
    static char status[4096];
    int gate[2], told[2];
    pid_t grandchild = 0;
    ok(pipe(gate) == 0 && pipe(told) == 0, "two pipes");
    pid_t child = fork();
    if (child == 0) {
        close(gate[1]);
        grandchild = fork();
        if (grandchild && write(told[1], &grandchild, sizeof grandchild) == sizeof grandchild)
            _exit(wait(NULL) != grandchild);
        _exit((int)read(gate[0], status, 1));
    }
    ok(read(told[0], &grandchild, sizeof grandchild) == sizeof grandchild, "a grandchild");
    snprintf(status, sizeof status, "/proc/%d/status", grandchild);
    int fd = open(status, O_RDONLY);
    for (int i = 0; i < 2; i++)
        close(gate[i]), close(told[i]);
    wait(NULL);
    ssize_t length = read(fd, status, sizeof status - 1);
    status[length > 0 ? length : 0] = '\0';
    ok(strstr(status, "\nPPid:\t0\n") != NULL, "status: of one that was reaped no parent is told");
    close(fd);
}

static int lists(const char *path, const char *name)
{
    DIR *directory = opendir(path);
    struct dirent *entry;
    int found = 0;
    while (directory && (entry = readdir(directory)))
        found += strcmp(entry->d_name, name) == 0;
    if (directory)
        closedir(directory);
    return found;
}

static void test_directories(void)
{
    char pid[16];
    snprintf(pid, sizeof pid, "%d", getpid());
    ok(lists("/", "proc") == 1 && lists("/", "dev") == 1 && lists("/", "bin") == 1,
       "the root lists what is mounted");
    ok(lists("/dev", "null") == 1 && lists("/dev", "kthread") == 1, "/dev lists its devices");
    ok(lists("/proc", "1") == 1 && lists("/proc", pid) == 1 && lists("/proc", "meminfo") == 1,
       "/proc lists processes");
    ok(lists("/proc/self", "task") == 1 && lists("/proc/self/task", pid) == 1, "task lists threads");
    ok(open("/proc/99999", O_RDONLY) < 0 && errno == ENOENT, "no such process");
    ok(open("/proc/4294967295/status", O_RDONLY) < 0 && errno == ENOENT &&
           open("/proc/self/task/4294967295", O_RDONLY) < 0 && errno == ENOENT &&
           open("/proc/self/fd/4294967295", O_RDONLY) < 0 && errno == ENOENT,
       "numbers that are too high for one");
    ok(open("/proc/meminfo/x", O_RDONLY) < 0 && errno == ENOTDIR, "below a file is nothing");
    ok(open("/proc/meminfo", O_WRONLY) < 0 && errno == EACCES, "it can't be written");
    ok(open("/proc/self", O_RDWR) < 0 && errno == EISDIR, "nor can a directory");
}

/* A directory that is opened once more by /proc stays what it is. */
static void test_opened_again(void)
{
    struct stat before, after;
    char path[32];
    int fd = open("/bin", O_RDONLY | O_DIRECTORY);
    sprintf(path, "/proc/self/fd/%d", fd);
    int again = open(path, O_RDONLY);
    ok(fd >= 0 && again >= 0 && fstat(fd, &before) == 0 && fstat(again, &after) == 0 &&
           before.st_ino == after.st_ino && stat("/bin", &after) == 0 && before.st_ino == after.st_ino,
       "a directory is opened by its descriptor in /proc");
    close(fd);
    close(again);
    char first[200] = "", second[200] = "";
    fd = open("/proc/version", O_RDONLY);
    sprintf(path, "/proc/self/fd/%d", fd);
    again = open(path, O_RDONLY);
    ok(read(fd, first, sizeof first) > 0 && read(again, second, sizeof second) > 0 &&
           !strcmp(first, second) && !strcmp(first, slurp("/proc/version")),
       "and so is a text, which does not become longer");
    close(fd);
    close(again);
}

static void test_up(void)
{
    char path[64], own[64];
    snprintf(own, sizeof own, "/proc/%d", getpid());
    ok(lists("/proc/self/..", "meminfo") && lists("/proc/self/task/./../../1//../", "meminfo") &&
           lists("/proc/self/./task/..", "maps"),
       "..: within /proc");
    ok(lists("/proc/..", "proc") && lists("/proc/self/../../proc/../bin", "proc") &&
           lists("/proc/weft/../../../..", "dev"),
       "..: out of it");
    ok(chdir("/proc/self/task") == 0 && chdir("..") == 0 && strcmp(getcwd(path, sizeof path), own) == 0,
       "..: from a current directory there");
    ok(lists("../..", "proc") && chdir("../..") == 0 && strcmp(getcwd(path, sizeof path), "/") == 0,
       "..: as far as the root");
}

static void test_machine(void)
{
    long sum = -2 * number_in("/proc/weft/frames", "total ");
    for (char *line = slurp("/proc/weft/frames"); *line; line = strchr(line, '\n') + 1)
        sum += atol(strchr(line, ' '));
    ok(sum == 0, "frames of all kinds add up");
    ok(number_in("/proc/meminfo", "MemFree:") > 0 && number_in("/proc/meminfo", "MemTotal:") > 4096,
       "meminfo");
    ok(strstr(slurp("/proc/weft/heap"), "struct thread size") != NULL, "heap");
    ok(number_in("/proc/weft/sched", "quantum ") > 0 && number_in("/proc/weft/sched", "switches ") > 0,
       "sched");
    ok(strchr(slurp("/proc/uptime"), '.') && *slurp("/proc/version") == 'W', "uptime, version");
}

static void test_kthread(void)
{
    unsigned counter[2], tally[2], cr3[2], esp[2];
    char line[512];
    int fd = open("/dev/kthread", O_RDONLY);
    for (int i = 0; i < 2; i++) {
        usleep(100000);
        ssize_t length = pread(fd, line, sizeof line - 1, 0);
        line[length > 0 ? length : 0] = '\0';
    }
    ok(sscanf(line, "counter %u", &counter[0]) == 1, "kthread: its counter");
    char *next = strchr(line, '\n');
    for (int i = 0; i < 2; i++) {
        next = strchr(next + 1, '\n');
        sscanf(next, "%*u %*s %*c (%*[a-z]) %x %x %u", &esp[i], &cr3[i], &tally[i]);
    }
    ok(tally[0] > 1000 && tally[1] > 1000, "kthread: both threads ran");
    ok(counter[0] - tally[0] - tally[1] <= 2, "kthread: the tallies add up");
    ok(cr3[0] && cr3[0] == cr3[1] && esp[0] != esp[1], "kthread: one address space, two stacks");
    close(fd);
}

int main(void)
{
    cpu_set_t here;
    CPU_ZERO(&here);
    CPU_SET(0, &here);
    sched_setaffinity(0, sizeof here,
                      &here); /* turns are taken: child after parent; us after /dev/kthread's */
    slurp("/proc/self/maps");
    for (int round = 0; round < 2; round++) {
        if (round == 1) /* when all that it touches has been touched once */
            begin_count();
        test_maps();
        test_pagemap();
        test_pagetable();
        test_status();
        test_no_parent();
        test_directories();
        test_up();
        test_opened_again();
        test_machine();
        test_kthread();
    }
    end_count();
    return done_testing();
}
