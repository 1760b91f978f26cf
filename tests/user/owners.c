/* /proc/weft/owners tells of every frame whose it is: at rest, under load, and when an owner has ended. */
/* variables: MEM=32M */
#include "tap.h"

#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>

#define LINE       80
#define FRAMES_MAX 16384
#define KINDS_MAX  16

struct frame {
    char kind[20], name[40];
    unsigned owner, references, mappings;
};

/* What is read lies in shared memory, so that reading after fork copies no page, which would change the sums.
 */
static char *lines, *text;
static struct frame *frames;
enum { TEXT_SIZE = 1 << 17 };

static void *map_shared(size_t size)
{
    char *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    memset(memory, 1, size);
    return memory;
}

static unsigned long total;
static struct {
    char name[20];
    unsigned long count;
} kinds[KINDS_MAX];

static char *slurp(const char *path)
{
    size_t size = 0;
    ssize_t count;
    int fd = open(path, O_RDONLY);
    while (fd >= 0 && (count = read(fd, text + size, TEXT_SIZE - 1 - size)) > 0)
        size += (size_t)count;
    close(fd);
    text[size] = '\0';
    return text;
}

/* Reads them all. Returns whether each line was as it must be. */
static int read_owners(void)
{
    int fd = open("/proc/weft/owners", O_RDONLY), good = 1;
    ssize_t size = read(fd, lines, FRAMES_MAX * LINE);
    close(fd);
    total = size > 0 ? (unsigned long)size / LINE : 0;
    for (unsigned long i = 0; i < total; i++) {
        struct frame *frame = &frames[i];
        char *line = lines + i * LINE, last = line[LINE - 1];
        unsigned long index = ~0ul;
        line[LINE - 1] = '\0';
        good &= last == '\n' && sscanf(line, "%lx %19s %u %u %u %39[^\n]", &index, frame->kind, &frame->owner,
                                       &frame->references, &frame->mappings, frame->name) == 6;
        good &= index == i;
        for (size_t end = strlen(frame->name); end > 0 && frame->name[end - 1] == ' '; end--)
            frame->name[end - 1] = '\0';
    }
    return good && size % LINE == 0;
}

static unsigned long count(const char *kind, unsigned owner)
{
    unsigned long found = 0;
    for (unsigned long i = 0; i < total; i++)
        found += strcmp(frames[i].kind, kind) == 0 && (owner == ~0u || frames[i].owner == owner);
    return found;
}

static int in_use(const struct frame *frame)
{
    return strcmp(frame->kind, "free") != 0 && strcmp(frame->kind, "reserved") != 0;
}

/* Frames in use that nobody owns. */
static int count_unowned(void)
{
    int found = 0;
    for (unsigned long i = 0; i < total; i++) {
        if (!in_use(&frames[i]) ||
            (frames[i].name[0] && frames[i].name[0] != '?' && strcmp(frames[i].name, "(ended)")))
            continue;
        printf("# frame %lu: %s of %u: `%s`\n", i, frames[i].kind, frames[i].owner, frames[i].name);
        found++;
    }
    return found;
}

/* Reads all. Returns whether the sums by kinds are those of /proc/weft/frames, which itself lies in a frame
 * as long as it is open; and all frames together the machine's memory. */
static int sums_agree(void)
{
    unsigned long sum = 0;
    int n = 0, used, good, fd = open("/proc/weft/frames", O_RDONLY);
    ssize_t size = read(fd, text, TEXT_SIZE - 1);
    char *line = text;
    text[size > 0 ? size : 0] = '\0';
    good = read_owners();
    close(fd);
    for (; n < KINDS_MAX && sscanf(line, "%19s %lu\n%n", kinds[n].name, &kinds[n].count, &used) == 2;
         line += used)
        n++;
    for (int i = 0; i < n && strcmp(kinds[i].name, "total") != 0; i++) {
        if (strcmp(kinds[i].name, "device") == 0)
            continue; /* is no RAM */
        if (count(kinds[i].name, ~0u) != kinds[i].count) {
            printf("# %s: %lu lines, %lu frames\n", kinds[i].name, count(kinds[i].name, ~0u), kinds[i].count);
            good = 0;
        }
        sum += kinds[i].count;
    }
    long reserved = (long)count("reserved", ~0u), memory = number_in("/proc/meminfo", "MemTotal:");
    return good && sum == total && memory == ((long)total - reserved) * 4;
}

/* Whether a process's directory, tables and pages are told of as its pagetable tells. Asked twice, since what
 * is touched or copied in asking the first time changes frames that processes share. `own`: how many of its
 * anonymous pages it owns; the rest of them a living process. */
static int agrees(int pid, int *own)
{
    char path[64], kind[20];
    unsigned long address, frame, tables = 0, directory = 0;
    unsigned references, mappings;
    int good = 1;
    snprintf(path, sizeof path, "/proc/%d/pagetable", pid);
    char *line = slurp(path);
    good &= sscanf(line, "directory %lx", &directory) == 1 &&
            strcmp(frames[directory].kind, "page-directory") == 0 && frames[directory].owner == (unsigned)pid;
    *own = 0;
    for (; *line; line = strchr(line, '\n') + 1) {
        if (sscanf(line, "table %lx %lx entries %u", &address, &frame, &mappings) == 3) {
            tables++;
            good &= strcmp(frames[frame].kind, "page-table") == 0 && frames[frame].owner == (unsigned)pid &&
                    frames[frame].mappings == mappings;
        } else if (sscanf(line, "%lx %lx %*s %u %u %19s", &address, &frame, &references, &mappings, kind) ==
                   5) {
            good &= strcmp(frames[frame].kind, kind) == 0 && frames[frame].references == references &&
                    frames[frame].mappings == mappings;
            *own += strcmp(kind, "anonymous") == 0 && frames[frame].owner == (unsigned)pid;
        }
    }
    return good && tables == count("page-table", (unsigned)pid) &&
           count("page-directory", (unsigned)pid) == 1;
}

static int agrees_with_pagetable(int pid, int *own)
{
    agrees(pid, own);
    read_owners();
    return agrees(pid, own);
}

static void test_rest(void)
{
    int own, fd = open("/proc/weft/owners", O_RDONLY);
    char piece[100];
    ok(read_owners() && total > 1000, "every line is as long as any, and in order");
    ok(sums_agree(), "their sums are those of the kinds, and of the memory");
    ok(count_unowned() == 0, "no frame in use is without an owner");
    ok(agrees_with_pagetable(getpid(), &own) && own > 0 &&
           count("anonymous", (unsigned)getpid()) == (unsigned long)own,
       "this process's tables and pages");
    ok(count("kernel-stack", (unsigned)getpid()) == 2, "its kernel stack");
    ok(pread(fd, piece, 100, 7 * LINE - 10) == 100 && strncmp(piece + 10, "0x0007 ", 7) == 0,
       "read at any offset");
    ok(lseek(fd, 0, SEEK_END) == (off_t)total * LINE && read(fd, piece, 1) == 0, "its end");
    close(fd);
}

/* Says that it is about to, and sleeps. */
static void *sleeper(void *told)
{
    write(*(int *)told, "x", 1);
    pause();
    return NULL;
}

/* Starts a child that fills memory of every kind, and has a thread and a child; these three say that they are
 * ready through the pipe, and sleep. */
static pid_t start_load(int told, char *shared, unsigned number)
{
    pid_t child = fork();
    if (child != 0)
        return child;
    pthread_t thread;
    char *memory = mmap(NULL, 32 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    memset(memory, 1, 20 * 4096);
    shared[number * 4096] = 1;
    mprotect(memory, 4096, PROT_NONE);
    pthread_create(&thread, NULL, sleeper, &told);
    if (fork() == 0)
        memory[4096] = 2;
    sleeper(&told);
    _exit(1);
}

static void test_load(void)
{
    enum { CHILDREN = 6 };
    pid_t children[CHILDREN];
    int told[2], full[2], own, good = 1;
    char byte;
    struct stat status;
    static char stuff[10000];
    pipe(told);
    pipe(full);
    write(full[1], stuff, sizeof stuff);
    fstat(full[0], &status);
    setpgid(0, 0);
    read_owners();
    unsigned long shared_before = count("shared", (unsigned)getpid());
    char *shared = mmap(NULL, 8 * 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    for (unsigned i = 0; i < CHILDREN; i++)
        children[i] = start_load(told[1], shared, i);
    for (unsigned i = 0; i < 3 * CHILDREN; i++)
        read(told[0], &byte, 1);
    usleep(20000); /* until the last ones are asleep */
    ok(sums_agree(), "under load: the sums");
    ok(count_unowned() == 0, "under load: no frame is without an owner");
    for (unsigned i = 0; i < CHILDREN; i++)
        good &= agrees_with_pagetable(children[i], &own) && own >= 20 &&
                count("kernel-stack", (unsigned)children[i]) == 2;
    ok(good, "under load: the children's tables, pages and stacks");
    ok(count("buffer", (unsigned)status.st_ino) == 3, "what lies in a pipe is the pipe's");
    ok(count("shared", (unsigned)getpid()) == shared_before + CHILDREN, "shared memory is its maker's");
    signal(SIGTERM, SIG_IGN);
    kill(0, SIGTERM);
    signal(SIGTERM, SIG_DFL);
    for (unsigned i = 0; i < CHILDREN; i++)
        waitpid(children[i], NULL, 0);
    munmap(shared, 8 * 4096);
    for (int i = 0; i < 2; i++) {
        close(told[i]);
        close(full[i]);
    }
}

/* A child makes memory, has a child of its own, and ends: what both had is the grandchild's then. */
static void test_ended(void)
{
    int ends[2], own = 0;
    pid_t heir = 0;
    pipe(ends);
    pid_t child = fork();
    if (child == 0) {
        char *memory = mmap(NULL, 16 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        memset(memory, 1, 16 * 4096);
        heir = fork();
        if (heir == 0)
            for (;;)
                pause();
        write(ends[1], &heir, sizeof heir);
        _exit(0);
    }
    read(ends[0], &heir, sizeof heir);
    waitpid(child, NULL, 0);
    ok(read_owners() && count_unowned() == 0 && count("anonymous", (unsigned)child) == 0,
       "what a process leaves to its child has an owner");
    ok(agrees_with_pagetable(heir, &own) && own >= 16, "the child");
    kill(heir, SIGKILL);
    close(ends[0]);
    close(ends[1]);
    while (kill(heir, 0) == 0) /* until init has waited for it */
        usleep(1000);
}

/* While memory comes and goes, each line is still true of its moment; who has none then has one, or is free,
 * soon. */
static void test_churn(void)
{
    pid_t child = fork();
    int unowned = 1, good = 1;
    while (child == 0) {
        if (fork() == 0)
            _exit(0);
        wait(NULL);
    }
    for (int i = 0; i < 5; i++)
        good &= read_owners() && total == (unsigned long)number_in("/proc/weft/frames", "total ");
    ok(good, "while processes come and go: every line is well-formed");
    for (int i = 0; i < 20 && unowned; i++) {
        read_owners();
        unowned = count_unowned();
    }
    ok(!unowned, "and says an owner");
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
}

int main(void)
{
    lines = map_shared(FRAMES_MAX * LINE);
    frames = map_shared(FRAMES_MAX * sizeof *frames);
    text = map_shared(TEXT_SIZE);
    slurp("/proc/self/maps");
    long processes = number_in("/proc/weft/sched", "processes ");
    for (int round = 0; round < 2; round++) {
        if (round == 1)
            begin_count();
        test_rest();
        test_load();
        test_ended();
        test_churn();
        while (number_in("/proc/weft/sched", "processes ") != processes) /* init waits for orphans */
            usleep(1000);
    }
    end_count();
    return done_testing();
}
