/* The trace: every event in its place, in lines as Linux writes them; and what selects, empties and reads it.
 */
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>

#include "tap.h"

#define TRACING "/sys/kernel/tracing/"

static char text[1 << 20];

/* All up to the end that there is now, in pieces of that size. */
static char *slurp_open(int fd, size_t piece)
{
    ssize_t got, size = 0;
    while ((got = read(fd, text + size, piece < sizeof text - 1 - size ? piece : sizeof text - 1 - size)) > 0)
        size += got;
    text[size] = '\0';
    return text;
}

static char *slurp(const char *path)
{
    int fd = open(path, O_RDONLY);
    slurp_open(fd, sizeof text);
    close(fd);
    return text;
}

/* Writes a word; with `append`, as >> does. Returns 0 or errno. */
static int tell(const char *path, const char *word, int append)
{
    int fd = open(path, O_WRONLY | (append ? O_APPEND : O_TRUNC));
    ssize_t done = fd < 0 ? -1 : write(fd, word, strlen(word));
    int error = done == (ssize_t)strlen(word) ? 0 : errno;
    close(fd);
    return error;
}

/* Takes "%16s-%-5u [%03u] d... %5u.%06u: name: fields" apart. Returns the event's name or NULL. */
static const char *parse(const char *line, unsigned *tid, unsigned *cpu, unsigned *time)
{
    static char name[32];
    char flags[8], task[32];
    const char *bracket = strstr(line, " [");
    unsigned seconds, microseconds;
    if (!bracket || bracket - line < 18 || bracket - line >= 40)
        return NULL;
    snprintf(task, sizeof task, "%.*s", (int)(bracket - line), line);
    const char *dash = strrchr(task, '-');
    if (!dash || dash == task || sscanf(dash, "-%u", tid) != 1 ||
        sscanf(bracket, " [%03u] %7s %u.%06u: %31[a-z_]: ", cpu, flags, &seconds, &microseconds, name) != 5 ||
        strlen(flags) != 4 || strspn(flags, "d.") != 4)
        return NULL;
    *time = seconds * 1000000 + microseconds;
    return name;
}

/* All lines are as they should be, in the order of time; how many there are. */
static int check_lines(char *from)
{
    int count = 0;
    unsigned time, before = 0; /* microseconds */
    for (char *line = from, *end; *line; line = end + 1) {
        unsigned tid, cpu;
        end = strchr(line, '\n');
        if (!end)
            return -1;
        if (*line == '#')
            continue;
        *end = '\0';
        const char *name = parse(line, &tid, &cpu, &time);
        if (!name || time < before || cpu >= 8)
            printf("# after %u: %s\n", before, line);
        *end = '\n';
        if (!name || time < before || cpu >= 8)
            return -1;
        before = time;
        count++;
    }
    return count;
}

static volatile int handled;
static void handler(int signal)
{
    handled = signal;
}

static void *sleeper(void *unused)
{
    usleep(1000);
    return NULL;
}

static void wanted(const char *pattern, long a, long b, const char *what)
{
    char string[200];
    snprintf(string, sizeof string, pattern, a, b);
    ok(strstr(text, string) != NULL, what);
    if (!strstr(text, string))
        printf("# not found: %s\n", string);
}

/* One of each event that a program can cause, and its line. */
static void test_events(void)
{
    char *page = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    int status, self = getpid();
    pthread_t thread;
    ok(tell(TRACING "set_event", "*:*\n", 0) == 0, "all events are selected");
    tell(TRACING "trace", "\n", 0);
    page[0] = 1;
    pid_t child = fork();
    if (child == 0) {
        page[0] = 2;
        execl("/bin/true", "true", (char *)NULL);
        _exit(99);
    }
    waitpid(child, &status, 0);
    pthread_create(&thread, NULL, sleeper, NULL);
    pthread_join(thread, NULL);
    signal(SIGUSR1, handler);
    kill(self, SIGUSR1);
    munmap(page, 8192);
    syscall(444, 1, 2, 3);
    ok(tell(TRACING "trace_marker", "half\n", 0) == 0, "a marker is written");
    tell(TRACING "tracing_on", "0", 0);
    ok(check_lines(slurp(TRACING "trace")) > 40, "every line has Linux's form, in the order of time");
    ok(strncmp(text, "# tracer: nop\n#\n", 16) == 0 && strstr(text, "TASK-PID   CPU#"), "the header");
    wanted("task_newtask: pid=%ld comm=trace clone_flags=11 oom_score_adj=0 process=%ld\n", child, child,
           "fork");
    wanted("sched_process_exec: filename=true pid=%ld old_pid=%ld\n", child, child, "exec");
    wanted("true-%-5ld [", child, 0, "a thread has its name after it has ended");
    wanted("sched_process_exit: comm=true pid=%ld prio=120\n", child, 0, "exit");
    wanted("process_end: pid=%ld status=0x0\n", child, 0, "a process ends");
    wanted("next_pid=%ld next_prio=120 cr3=", child, 0, "a switch to it");
    wanted("prev_comm=trace prev_pid=%ld prev_prio=120 prev_state=S ==> ", self, 0, "a switch away");
    wanted("sched_waking: comm=trace pid=%ld prio=120 target_cpu=00", self, 0, "a wake-up");
    wanted("clone_flags=%lx oom_score_adj=0 process=%ld\n", 0x3d0f00, self, "a thread");
    wanted("page_fault: address=0x%lx ", (long)page, 0, "a page fault");
    wanted("copy_on_write: address=0x%lx old_pfn=0x", (long)page, 0, "copy on write");
    wanted("map: address=0x%lx length=0x", 0x8048000, 0, "map");
    wanted("unmap: address=0x%lx length=0x2000\n", (long)page, 0, "unmap");
    wanted("sys_enter: NR %ld (%lx, ", SYS_munmap, (long)page, "a system call");
    wanted("sys_exit: NR %ld = 0\n", SYS_munmap, 0, "and its return");
    wanted("nosys: NR %ld ?\n", 444, 0, "a system call that there isn't");
    wanted("signal_generate: sig=%ld errno=0 code=0 comm=trace pid=%ld grp=1 res=0\n", SIGUSR1, self,
           "a signal");
    wanted("signal_deliver: sig=%ld errno=0 code=0 sa_handler=%lx ", SIGUSR1, (long)handler, "its handler");
    wanted("irq_handler_entry: irq=", 0, 0, "an interrupt");
    wanted("mm_page_alloc: pfn=0x", 0, 0, "a frame is taken");
    wanted("mm_page_free: pfn=0x", 0, 0, "a frame is given back");
    wanted("trace-%-5ld [", self, 0, "this program");
    wanted("tracing_mark_write: half\n", 0, 0, "the marker");
}

static void test_selection(void)
{
    ok(tell(TRACING "set_event", "sched:sched_switch", 0) == 0 &&
           strcmp(slurp(TRACING "set_event"), "sched:sched_switch\nftrace:tracing_mark_write\n") == 0,
       "one event, and markers always");
    ok(tell(TRACING "set_event", "signal:*", 1) == 0 &&
           strstr(slurp(TRACING "set_event"), "signal_deliver") && strstr(text, "sched_switch"),
       "a group is added");
    ok(tell(TRACING "set_event", "!sched_switch", 1) == 0 &&
           !strstr(slurp(TRACING "set_event"), "sched_switch"),
       "one is taken out");
    ok(tell(TRACING "set_event", "nothing", 0) == EINVAL, "no such event");
    ok(tell(TRACING "set_event", "\n", 0) == 0 &&
           strcmp(slurp(TRACING "set_event"), "ftrace:tracing_mark_write\n") == 0,
       "none");
    ok(open(TRACING "available_events", O_WRONLY) < 0 && errno == EACCES,
       "available_events can only be read");
    ok(strstr(slurp(TRACING "available_events"), "sched:sched_switch\n") == text, "available_events");
    ok(tell(TRACING "tracing_on", "2", 0) == EINVAL, "tracing_on is 0 or 1");
    ok(strcmp(slurp(TRACING "tracing_on"), "0\n") == 0, "tracing_on is 0 still");
    ok(tell(TRACING "trace_marker", "lost", 0) == EBADF, "no marker while it is");
    tell(TRACING "tracing_on", "1", 0);
}

/* trace_pipe gives each record once; what was overwritten is counted. */
static void test_pipe(void)
{
    unsigned long lost = 0;
    unsigned cpu;
    tell(TRACING "trace", "\n", 0);
    tell(TRACING "trace_marker", "first", 0);
    ok(strstr(slurp(TRACING "trace_pipe"), "tracing_mark_write: first\n") != NULL, "trace_pipe has a record");
    ok(*slurp(TRACING "trace_pipe") == '\0', "and then has it no more");
    ok(check_lines(slurp(TRACING "trace")) == 0, "nor has trace");
    int fd = open(TRACING "trace_marker", O_WRONLY);
    for (int i = 0; i < 8192 + 10; i++)
        write(fd, "more", 4);
    close(fd);
    slurp(TRACING "trace_pipe");
    ok(sscanf(text, "CPU:%u [LOST %lu EVENTS]\n", &cpu, &lost) == 2 && lost == 10, "what is lost is counted");
    ok(check_lines(strchr(text, '\n') + 1) == 8192, "the rest is there");
}

/* Whether the text is one record, of a marker that says this. */
static int is_marker(const char *from, const char *word)
{
    char end[40];
    int length = snprintf(end, sizeof end, ": tracing_mark_write: %s\n", word);
    return check_lines(text) == 1 && strcmp(from + strlen(from) - length, end) == 0;
}

/* Each who has trace_pipe open has all from then on, whoever else reads or empties. */
static void test_readers(void)
{
    struct iovec nowhere = {(void *)16, 10};
    tell(TRACING "trace", "\n", 0);
    int a = open(TRACING "trace_pipe", O_RDONLY), b = open(TRACING "trace_pipe", O_RDONLY);
    tell(TRACING "trace_marker", "one", 0);
    ok(is_marker(slurp_open(a, 4096), "one"), "one reader has a record");
    ok(*slurp(TRACING "trace_pipe") == '\0', "who comes later has not");
    tell(TRACING "trace", "\n", 0);
    ok(is_marker(slurp_open(b, 4096), "one"), "another, who was there, has it too, though trace was emptied");
    ok(*slurp_open(a, 4096) == '\0' && *slurp_open(b, 4096) == '\0', "and there is no more");
    tell(TRACING "trace_marker", "two", 0);
    ok(is_marker(slurp_open(a, 1), "two"), "what comes then is read from the same open file, byte by byte");
    tell(TRACING "trace_marker", "three", 0);
    ok(check_lines(slurp_open(b, 4096)) == 2 && strstr(text, "write: two\n") &&
           strstr(text, "write: three\n"),
       "and by the other all at once");
    ok(readv(a, &nowhere, 1) < 0 && errno == EFAULT && is_marker(slurp_open(a, 4096), "three"),
       "a read into nowhere takes nothing away");
    ok(lseek(a, 0, SEEK_SET) < 0 && errno == ESPIPE, "it is a stream");
    int fd = open(TRACING "trace_marker", O_WRONLY);
    for (int i = 0; i < 8192 + 20; i++)
        write(fd, "more", 4);
    close(fd);
    ok(strstr(slurp_open(a, 4096), "[LOST 20 EVENTS]\n") && strstr(slurp_open(b, 4096), "[LOST 20 EVENTS]\n"),
       "each is told what he has lost");
    close(a);
    close(b);
}

int main(void)
{
    cpu_set_t here;
    CPU_ZERO(&here);
    CPU_SET(0, &here);
    sched_setaffinity(0, sizeof here, &here);
    memset(text, 1, sizeof text);
    tell(TRACING "trace_marker", "makes the rings", 0);
    pthread_t thread;
    pthread_create(&thread, NULL, sleeper, NULL); /* whose stack is kept */
    pthread_join(thread, NULL);
    begin_count();
    test_events();
    test_selection();
    test_pipe();
    test_readers();
    end_count();
    return done_testing();
}
