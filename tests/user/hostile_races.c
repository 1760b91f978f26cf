/* Threads that pull memory, descriptors and processes from under each other's system calls: `hostile_races
 * [seed] [seconds]`. Whatever they do, the kernel goes on, they can be killed, and nothing of them is left.
 */
#include "system.h"

#include <abi/futex.h>
#include <abi/user_desc.h>
#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <ucontext.h>

#define GROUPS  3  /* processes at a time */
#define THREADS 5  /* of each */
#define PAGES   12 /* of the memory that they fight about */
#define FDS     24

#define IN_GROUP 0123 /* the umask of those who race: they do not begin the test anew */

static unsigned seed = 1, seconds = 3;
static char *self, *arena;
static volatile int *stop;

static __thread unsigned state; /* of this thread's random numbers */

static unsigned pick(unsigned limit)
{
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return state % limit;
}

/* Mostly in the arena, not always aligned; sometimes nowhere, or the kernel's. */
static void *place(void)
{
    static const uintptr_t bad[] = {0, 1, 4095, 0xbffffffc, 0xbfffffff, 0xc0000000, 0xc0100000, 0xfffffffc};
    if (pick(12) == 0)
        return (void *)bad[pick(sizeof bad / sizeof *bad)];
    unsigned at = pick(PAGES) * PAGE;
    return arena + at + (pick(3) == 0 ? PAGE - 1 - pick(16) : pick(1000) * 4);
}

static char *page(void)
{
    return arena + pick(PAGES) * PAGE;
}

static int descriptor(void)
{
    return 3 + (int)pick(FDS);
}

static size_t length(void)
{
    return pick(3) ? pick(64) : pick(4 * PAGE);
}

static int protection(void)
{
    static const int kinds[] = {PROT_NONE, PROT_READ, PROT_WRITE, PROT_READ | PROT_WRITE,
                                PROT_READ | PROT_WRITE};
    return kinds[pick(5)];
}

static const char *name(void)
{
    static const char *const names[] = {
        "/dev/shm/races-a",
        "/dev/shm/races-b",
        "/dev/shm/races-fifo",
        "/proc/self/maps",
        "/proc/self/status",
        "/proc/weft/frames",
        "/proc/weft/owners",
        "/proc/self/pagetable",
        "/proc/self/task",
        "/proc/self/fd",
        "/proc",
        "/dev/zero",
        "/dev/null",
        "/dev/fb0",
        "/dev/shm/races-fifo",
        "/proc/self/fd/5",
        "/dev/kthread",
        "/sys/kernel/tracing/set_event",
        "/sys/kernel/tracing/trace_marker",
        "/sys/kernel/tracing/trace",
    };
    return names[pick(sizeof names / sizeof *names)];
}

/* A page that has gone is put back, so that its thread goes on. */
static void on_fault(int signal, siginfo_t *info, void *context)
{
    char *address = info->si_addr;
    if (address < arena || address >= arena + PAGES * PAGE ||
        mmap((char *)((uintptr_t)address & ~(PAGE - 1)), PAGE, PROT_READ | PROT_WRITE,
             MAP_FIXED | MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED)
        _exit(1);
}

/* Returns to where it came from; sometimes to nowhere. */
static void on_signal(int signal, siginfo_t *info, void *context)
{
    ucontext_t *there = context;
    unsigned word = (unsigned)info->si_pid * 2654435761u + (unsigned)(uintptr_t)&there;
    static volatile unsigned handled;
    if (++handled % 400)
        return;
    static const int registers[] = {REG_CS, REG_SS,  REG_DS,   REG_ES,  REG_FS,
                                    REG_GS, REG_EFL, REG_UESP, REG_ESP, REG_EIP};
    static const unsigned values[] = {0,      3,    0x60, 0x68,       0x80,       0x88,
                                      0xffff, 0x33, 0x3b, 0xc0100000, 0xffffffff, 0x7f};
    there->uc_mcontext.gregs[registers[handled / 400 % 10]] = (int)values[word % 12];
    if (word & 1)
        there->uc_mcontext.fpregs = (void *)(arena + word % (PAGES * PAGE));
}

static void change_memory(void)
{
    char *at = page();
    size_t size = (1 + pick(3)) * PAGE;
    int file;
    if (at + size > arena + PAGES * PAGE)
        size = PAGE;
    switch (pick(8)) {
    case 0:
        munmap(at, size);
        break;
    case 1:
        mprotect(at, size, protection());
        break;
    case 2:
        madvise(at, size, MADV_DONTNEED);
        break;
    case 3:
        syscall(SYS_mremap, at, PAGE, pick(2) ? PAGE : 2 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED,
                arena + pick(PAGES - 1) * PAGE);
        break;
    case 4:
        file = open(pick(4) ? "/dev/shm/races-a" : "/dev/fb0", O_RDWR);
        mmap(at, size, protection(), MAP_FIXED | (pick(2) ? MAP_SHARED : MAP_PRIVATE), file,
             (off_t)(pick(4) * PAGE));
        close(file);
        break;
    default:
        mmap(at, size, protection(), MAP_FIXED | MAP_ANONYMOUS | (pick(2) ? MAP_SHARED : MAP_PRIVATE), -1, 0);
    }
}

static void change_files(void)
{
    int ends[2] = {-1, -1}, fd;
    switch (pick(8)) {
    case 0:
        close(descriptor());
        break;
    case 1:
        dup2(descriptor(), descriptor());
        break;
    case 2:
        fd = open(name(), (int)pick(3) | O_NONBLOCK);
        dup2(fd, descriptor());
        close(fd);
        break;
    case 3:
        fd = open("/dev/shm/races-a", O_RDWR | O_CREAT, 0600);
        ftruncate(fd, (off_t)(pick(6) * 3000));
        dup2(fd, descriptor());
        close(fd);
        break;
    case 4:
        mkfifo("/dev/shm/races-fifo", 0600);
        rename("/dev/shm/races-b", "/dev/shm/races-a");
        link("/dev/shm/races-a", "/dev/shm/races-b");
        if (pick(4) == 0)
            unlink(pick(2) ? "/dev/shm/races-fifo" : "/dev/shm/races-a");
        break;
    case 5:
        syscall(SYS_pipe2, place(), pick(2) ? O_NONBLOCK : 0);
        break;
    default:
        if (pick(2) ? pipe(ends) : socketpair(AF_UNIX, SOCK_STREAM, 0, ends))
            break;
        fcntl(ends[0], F_SETFL, O_NONBLOCK);
        fcntl(ends[1], F_SETFL, O_NONBLOCK);
        dup2(ends[0], descriptor());
        dup2(ends[1], descriptor());
        close(ends[0]);
        close(ends[1]);
    }
}

static void transfer(void)
{
    switch (pick(12)) {
    case 0:
    case 1:
    case 2:
        read(descriptor(), place(), length());
        break;
    case 3:
    case 4:
        write(descriptor(), place(), length());
        break;
    case 5:
        readv(descriptor(), place(), (int)pick(6));
        break;
    case 6:
        writev(descriptor(), place(), (int)pick(6));
        break;
    case 7:
        syscall(SYS_getdents64, descriptor(), place(), length());
        break;
    case 8:
        syscall(SYS_poll, place(), pick(8), pick(3));
        break;
    case 9:
        syscall(SYS__newselect, pick(30), place(), place(), place(), place());
        break;
    case 10:
        syscall(SYS_fstat64, descriptor(), place());
        syscall(SYS_stat64, place(), place());
        syscall(SYS_readlink, place(), length());
        syscall(SYS_getcwd, place(), length());
        break;
    default:
        syscall(SYS_ioctl, descriptor(), 0x5400 + pick(0x30), place());
        syscall(SYS_open, place(), pick(2) | O_NONBLOCK, 0);
    }
}

static void wait_and_wake(void)
{
    struct timespec soon = {.tv_nsec = (long)pick(300000)};
    static const int operations[] = {FUTEX_WAIT, FUTEX_WAKE, FUTEX_REQUEUE, FUTEX_CMP_REQUEUE, FUTEX_WAKE};
    int operation = operations[pick(5)];
    unsigned *word = (unsigned *)((uintptr_t)place() & ~3u);
    void *fourth = operation == FUTEX_WAIT ? (void *)&soon : (void *)(uintptr_t)pick(3);
    syscall(SYS_futex, word, operation | (pick(2) ? FUTEX_PRIVATE_FLAG : 0), pick(2), fourth, place(),
            pick(2));
}

static void signals(void)
{
    struct itimerval often = {.it_interval = {.tv_usec = 100 + (long)pick(2000)},
                              .it_value = {.tv_usec = 100}};
    switch (pick(8)) {
    case 0:
        setitimer(ITIMER_REAL, &often, NULL);
        break;
    case 1:
        syscall(SYS_sigaltstack, place(), place());
        break;
    case 2:
        syscall(SYS_rt_sigtimedwait, place(), place(), &(struct timespec){.tv_nsec = 100000}, 8);
        break;
    case 3:
        syscall(SYS_rt_sigqueueinfo, getpid(), 34 + pick(4), place());
        break;
    case 4:
        syscall(SYS_rt_sigprocmask, pick(3), &(unsigned[2]){1u << (SIGUSR1 - 1), pick(2)}, place(), 8);
        break;
    case 5:
        syscall(SYS_set_robust_list, place(), 12);
        break;
    default:
        kill(getpid(), pick(2) ? SIGUSR1 : SIGUSR2);
    }
}

static void descriptors_of_cpu(void)
{
    struct user_desc wanted = {.entry_number = 7 + pick(2),
                               .base_addr = pick(2) ? (unsigned)(uintptr_t)arena : 0xbffff000u,
                               .limit = pick(0x100000),
                               .seg_32bit = pick(2),
                               .limit_in_pages = pick(2),
                               .read_exec_only = pick(2),
                               .seg_not_present = pick(2),
                               .useable = 1};
    syscall(SYS_set_thread_area, pick(8) ? &wanted : place());
    unsigned selector = (7 + pick(2)) * 8 + 3;
    if (wanted.seg_not_present == 0)
        asm volatile("mov %0, %%fs" : : "r"(selector));
    syscall(SYS_sched_yield);
    asm volatile("mov %0, %%fs" : : "r"(0));
}

static void processes(void)
{
    pid_t child;
    volatile unsigned how = pick(10), us = pick(2000);
    switch (how) {
    case 0:
        child = vfork();
        if (child == 0) {
            if (us & 1)
                kill(getpid(), SIGKILL);
            execl(self, self, "exit", (char *)NULL);
            _exit(0);
        }
        break;
    case 1:
        if (us % 16 == 0)
            syscall(SYS_execve, us & 32 ? self : (char *)place(), place(), place());
        break;
    case 2:
        if (us % 64 == 0)
            _exit(0);
        break;
    case 3:
        if (us % 8 == 0)
            kill(0, us & 8 ? SIGSTOP : SIGCONT);
        break;
    case 4:
        if (syscall(SYS_clone, (unsigned[]){0, 0x400, 0x4000, 0x10000, 0x1200000, 0x300000}[us % 6], NULL,
                    place(), place(), place()) == 0)
            _exit(0);
        break;
    default:
        child = fork();
        if (child == 0) {
            usleep(us);
            _exit(0);
        }
    }
    syscall(SYS_wait4, -1, pick(2) ? place() : NULL, WNOHANG | (pick(2) ? WUNTRACED | WCONTINUED : 0), NULL);
}

static void *act(void *argument)
{
    state = (unsigned)(uintptr_t)argument | 1;
    while (!*stop) {
        switch (pick(16)) {
        case 0:
        case 1:
        case 2:
            change_memory();
            break;
        case 3:
        case 4:
            change_files();
            break;
        case 5:
        case 6:
        case 7:
        case 8:
            transfer();
            break;
        case 9:
        case 10:
            wait_and_wake();
            break;
        case 11:
            signals();
            break;
        case 12:
            descriptors_of_cpu();
            break;
        case 13:
            processes();
            break;
        case 14:
            *(volatile char *)(page() + pick(PAGE)) += 1;
            break;
        default:
            syscall(SYS_sched_setaffinity, 0, 4, &(unsigned){pick(2) ? 15 : 1u << pick(4)});
        }
    }
    return NULL;
}

/* One of the groups: a process of several threads, and what it makes. */
static void be_group(unsigned number)
{
    struct sigaction fault = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_NODEFER};
    struct sigaction action = {.sa_sigaction = on_signal, .sa_flags = SA_SIGINFO | SA_RESTART | SA_ONSTACK};
    pthread_t thread;
    setpgid(0, 0);
    umask(IN_GROUP);
    sigaction(SIGSEGV, &fault, NULL);
    sigaction(SIGBUS, &fault, NULL);
    sigaction(SIGUSR1, &action, NULL);
    sigaction(SIGALRM, &action, NULL);
    action.sa_flags = SA_SIGINFO;
    sigaction(SIGUSR2, &action, NULL);
    signal(SIGPIPE, SIG_IGN);
    for (int i = 0; i < 3; i++)
        dup2(open("/dev/null", O_RDWR), i);
    arena = mmap(NULL, PAGES * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    for (unsigned i = 1; i < THREADS; i++)
        pthread_create(&thread, NULL, act, (void *)(uintptr_t)((number * THREADS + i) * 2654435761u));
    act((void *)(uintptr_t)(number * THREADS * 2654435761u));
    _exit(0);
}

static pid_t begin_group(unsigned number)
{
    pid_t child = fork();
    if (child == 0)
        be_group(number);
    if (child > 0)
        setpgid(child, child);
    return child;
}

static void races(void)
{
    pid_t groups[GROUPS];
    unsigned number = seed * 1000;
    long long end = now_ns() + seconds * 1000000000LL;
    stop = shared_memory(PAGE);
    state = seed * 77 | 1;
    for (int i = 0; i < GROUPS; i++)
        groups[i] = begin_group(++number);
    for (int left = GROUPS; left > 0;) {
        int i = (int)pick(GROUPS), status;
        sleep_ms((int)pick(60));
        *stop = now_ns() > end;
        if (groups[i] == 0)
            continue;
        while (kill(-groups[i], SIGKILL) == 0 && waitpid(groups[i], &status, WNOHANG) != groups[i])
            sched_yield();
        while (kill(-groups[i], SIGKILL) == 0) /* its orphans */
            sched_yield();
        groups[i] = *stop ? 0 : begin_group(++number);
        left -= *stop;
    }
    static const char *const left[] = {"/dev/shm/races-a", "/dev/shm/races-b", "/dev/shm/races-fifo"};
    for (int i = 0; i < 3; i++)
        unlink(left[i]);
    ok(1, "all groups could be killed");
    printf("# %u groups\n", number - seed * 1000);
    fflush(stdout);
}

int main(int argc, char **argv)
{
    mode_t mask = umask(022);
    if (mask == IN_GROUP)
        return 0; /* executed by one of the threads, with whatever arguments */
    umask(mask);
    self = argv[0];
    if (argc > 1)
        seed = (unsigned)atoi(argv[1]);
    if (argc > 2)
        seconds = (unsigned)atoi(argv[2]);
    if (self[0] != '/') {
        static char path[64] = "/bin/";
        self = strcat(path, argv[0]);
    }
    alarm(1); /* what the kernel makes once, and keeps: a thread for alarms, the trace's rings */
    alarm(0);
    int marker = open("/sys/kernel/tracing/trace_marker", O_WRONLY);
    write(marker, "races", 5);
    close(marker);
    return run_counted(races);
}
