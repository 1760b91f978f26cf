/* /proc has Linux's formats (man 5 proc), line by line and field by field. This runs on Linux and prints the
 * same. */
#define _GNU_SOURCE
#include "tap.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>

static char text[65536];
static size_t text_size;

static char *slurp(const char *format, ...)
{
    char path[128];
    va_list arguments;
    ssize_t count;
    va_start(arguments, format);
    vsnprintf(path, sizeof path, format, arguments);
    va_end(arguments);
    int fd = open(path, O_RDONLY);
    text_size = 0;
    while (fd >= 0 && (count = read(fd, text + text_size, sizeof text - 1 - text_size)) > 0)
        text_size += (size_t)count;
    if (fd >= 0)
        close(fd);
    text[text_size] = '\0';
    return text;
}

static char *link_of(const char *path)
{
    ssize_t length = readlink(path, text, sizeof text - 1);
    text[length > 0 ? length : 0] = '\0';
    return text;
}

/*
 * Whether the string is as the pattern says, to its end: `#` stands for a decimal number, `-#` for one that
 * may be negative, `x` for hexadecimal digits, `~` for spaces or tabs, `*` for anything up to the next
 * character of the pattern, and any other character for itself.
 */
static int matches(const char *string, const char *pattern)
{
    for (; *pattern; pattern++) {
        const char *start = string;
        if (*pattern == '#' || *pattern == 'x') {
            while (*pattern == '#' ? isdigit((unsigned char)*string) : isxdigit((unsigned char)*string))
                string++;
            if (string == start)
                return 0;
        } else if (*pattern == '~') {
            string += strspn(string, " \t");
            if (string == start)
                return 0;
        } else if (*pattern == '*') {
            while (*string && *string != pattern[1])
                string++;
        } else if (*pattern == '-' && pattern[1] == '#' && *string != '-') {
            continue;
        } else if (*string++ != *pattern) {
            return 0;
        }
    }
    return *string == '\0';
}

/* How many lines of the file begin with `word` and go on as the pattern says. */
static int count_lines(const char *path, const char *word, const char *pattern)
{
    int found = 0;
    char *line = slurp(path), *end;
    for (; (end = strchr(line, '\n')); line = end + 1) {
        size_t length = strlen(word);
        *end = '\0';
        found += strncmp(line, word, length) == 0 && matches(line + length, pattern);
    }
    return *line ? -1 : found; /* what follows the last newline belongs to nothing */
}

static int all_lines(const char *path, const char *pattern)
{
    int lines = 0;
    for (char *c = slurp(path); *c; c++)
        lines += *c == '\n';
    return lines > 0 && count_lines(path, "", pattern) == lines;
}

struct line {
    const char *word, *pattern;
};

/* Whether each of them is in the file once; they end with an empty one. */
static int has_lines(const char *path, const struct line *lines)
{
    int good = 1;
    for (; lines->word; lines++) {
        int found = count_lines(path, lines->word, lines->pattern);
        if (found != 1)
            printf("# %s: %d lines %s%s\n", path, found, lines->word, lines->pattern);
        good &= found == 1;
    }
    return good;
}

/* Field `number`, from 3 on, of what slurp() has read of a file `stat`. */
static unsigned long field(int number)
{
    char *found = strrchr(text, ')');
    for (int i = 2; found && i < number; i++)
        found = strchr(found + 1, ' ');
    return found ? strtoul(found + 1, NULL, 10) : ~0ul;
}

static unsigned long long mask_in(const char *path, const char *label)
{
    char *found = strstr(slurp(path), label);
    return found ? strtoull(found + strlen(label), NULL, 16) : 0;
}

static const char stat_pattern[] = "# (*) * # # # -# -# # # # # # # # -# -# -# -# # # # # # # # # # # # # # "
                                   "# # # # # -# # # # # # # # # # # # # # -#\n";

static void test_stat(void)
{
    unsigned long size = number_in("/proc/self/status", "VmSize:\t");
    ok(matches(slurp("/proc/self/stat"), stat_pattern), "stat: 52 fields");
    ok(strtol(text, NULL, 10) == getpid() && strstr(text, " (proc_formats) R "), "its pid, name and state");
    ok(field(4) == (unsigned)getppid() && field(5) == (unsigned)getpgrp() && field(6) == (unsigned)getsid(0),
       "its parent, group, session");
    ok(field(18) == 20 && field(19) == 0 && field(20) == 1 && field(38) == SIGCHLD,
       "its priority, threads, exit signal");
    ok(field(23) / 1024 == size && field(24) * 4 <= size, "its size, and what is there of it");
    ok(field(48) < field(49) && field(49) <= field(50) && field(50) <= field(51), "where its arguments lie");
    double started = (double)field(22) / 100, now = strtod(slurp("/proc/uptime"), NULL);
    ok(started <= now, "when it was started");
    clock_t end = clock() + CLOCKS_PER_SEC / 5;
    while (clock() < end)
        ;
    slurp("/proc/self/stat");
    ok(field(14) + field(15) >= 19, "the time that it has run");
    pid_t stopped = fork();
    if (stopped == 0)
        for (;;)
            pause();
    kill(stopped, SIGSTOP);
    waitpid(stopped, NULL, WUNTRACED);
    char path[32];
    snprintf(path, sizeof path, "/proc/%d/stat", (int)stopped);
    for (int i = 0; i < 1000 && !strstr(slurp(path), " T "); i++)
        usleep(1000); /* another CPU may run it still */
    ok(strstr(text, " (proc_formats) T ") != NULL, "a process that is stopped");
    kill(stopped, SIGKILL);
    waitpid(stopped, NULL, 0);
    pid_t child = fork();
    if (child == 0)
        for (;;)
            pause();
    slurp("/proc/%d/stat", child);
    double later = (double)field(22) / 100;
    ok(later >= started + 0.19 && later <= strtod(slurp("/proc/uptime"), NULL), "and when its child was");
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
}

static const struct line status_lines[] = {{"Name:", "\tproc_formats"},
                                           {"State:", "\tR (running)"},
                                           {"Tgid:", "\t#"},
                                           {"Pid:", "\t#"},
                                           {"PPid:", "\t#"},
                                           {"Uid:", "\t#\t#\t#\t#"},
                                           {"Gid:", "\t#\t#\t#\t#"},
                                           {"VmSize:", "~# kB"},
                                           {"VmRSS:", "~# kB"},
                                           {"VmData:", "~# kB"},
                                           {"VmStk:", "~# kB"},
                                           {"VmExe:", "~# kB"},
                                           {"VmPTE:", "~# kB"},
                                           {"Threads:", "\t#"},
                                           {"SigPnd:", "\tx"},
                                           {"ShdPnd:", "\tx"},
                                           {"SigBlk:", "\tx"},
                                           {"SigIgn:", "\tx"},
                                           {"SigCgt:", "\tx"},
                                           {"Cpus_allowed:", "\tx*"},
                                           {"voluntary_ctxt_switches:", "\t#"},
                                           {"nonvoluntary_ctxt_switches:", "\t#"},
                                           {NULL, NULL}};

static void on_signal(int signal)
{
}

#define BIT(signal) (1ull << ((signal)-1))

static void test_status(void)
{
    unsigned size, resident, shared, code, data;
    ok(has_lines("/proc/self/status", status_lines) && count_lines("/proc/self/status", "", "*:\t*") >= 21,
       "status: its lines");
    ok(matches(slurp("/proc/self/statm"), "# # # # 0 # 0\n"), "statm: 7 fields");
    sscanf(text, "%u %u %u %u 0 %u", &size, &resident, &shared, &code, &data);
    ok(number_in("/proc/self/status", "VmSize:\t") == (long)size * 4 && resident <= size &&
           shared <= resident && code > 0 && data > 0,
       "which fit together");

    sigset_t set, before;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigprocmask(SIG_BLOCK, &set, &before);
    signal(SIGUSR2, SIG_IGN);
    signal(SIGALRM, on_signal);
    kill(getpid(), SIGUSR1);
    ok(mask_in("/proc/self/status", "SigBlk:\t") == BIT(SIGUSR1) &&
           mask_in("/proc/self/status", "ShdPnd:\t") == BIT(SIGUSR1) &&
           mask_in("/proc/self/status", "SigPnd:\t") == 0,
       "status: a signal that is blocked and waits");
    ok((mask_in("/proc/self/status", "SigIgn:\t") & (BIT(SIGUSR2) | BIT(SIGALRM))) == BIT(SIGUSR2) &&
           mask_in("/proc/self/status", "SigCgt:\t") == BIT(SIGALRM),
       "one that is ignored, one that has a handler");
    slurp("/proc/self/stat");
    ok(field(32) == BIT(SIGUSR1) && (field(33) & BIT(SIGUSR2)) && field(34) == BIT(SIGALRM),
       "stat: the same");
    signal(SIGUSR1, SIG_IGN);
    signal(SIGUSR1, SIG_DFL);
    signal(SIGUSR2, SIG_DFL);
    signal(SIGALRM, SIG_DFL);
    sigprocmask(SIG_SETMASK, &before, NULL);
}

static void test_maps(void)
{
    ok(all_lines("/proc/self/maps", "x-x * x x:x #*"), "maps: each line's fields");
    ok(all_lines("/proc/self/comm", "proc_formats"), "comm");
}

/* What it is called with, and finds of it in /proc; run by test_arguments(). */
static int check_arguments(void)
{
    return slurp("/proc/self/cmdline") && text_size == sizeof "one\0two words\0" - 1 + 1 &&
           memcmp(text, "one\0two words\0", text_size) == 0 && slurp("/proc/self/environ") &&
           text_size == sizeof "A=b\0LONG=er" && memcmp(text, "A=b\0LONG=er", text_size) == 0;
}

static void test_arguments(void)
{
    char *const words[] = {"one", "two words", "", NULL}, *const environment[] = {"A=b", "LONG=er", NULL};
    int status;
    if (fork() == 0) {
        execve("/proc/self/exe", words, environment);
        _exit(1);
    }
    wait(&status);
    ok(status == 0, "cmdline, environ; /proc/self/exe can be executed");
}

static int is_listed(const char *path, const char *name, int type)
{
    DIR *directory = opendir(path);
    struct dirent *entry;
    int found = 0;
    while (directory && (entry = readdir(directory)))
        found += strcmp(entry->d_name, name) == 0 && (entry->d_type == type || type < 0);
    if (directory)
        closedir(directory);
    return found == 1;
}

static void test_links(void)
{
    char path[64], wanted[64], directory[256];
    struct stat status;
    int ends[2], file = fcntl(open("/proc/self/exe", O_RDONLY), F_DUPFD, 40);
    snprintf(wanted, sizeof wanted, "%d", getpid());
    ok(strcmp(link_of("/proc/self"), wanted) == 0 && is_listed("/proc", "self", DT_LNK), "self");
    snprintf(wanted, sizeof wanted, "%d/task/%d", getpid(), getpid());
    ok(strcmp(link_of("/proc/thread-self"), wanted) == 0, "thread-self");
    ok(lstat("/proc/self", &status) == 0 && S_ISLNK(status.st_mode) && stat("/proc/self", &status) == 0 &&
           S_ISDIR(status.st_mode) && lstat("/proc/self/", &status) == 0 && S_ISDIR(status.st_mode),
       "lstat and stat of a link to a directory");
    char *name = strrchr(link_of("/proc/self/exe"), '/');
    ok(name && strcmp(name, "/proc_formats") == 0, "exe");
    ok(chdir("/") == 0 && strcmp(link_of("/proc/self/cwd"), "/") == 0, "cwd: the root");
    ok(chdir("/dev") == 0 && strcmp(link_of("/proc/self/cwd"), getcwd(directory, sizeof directory)) == 0,
       "cwd");
    chdir("/");
    snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    name = strrchr(link_of(path), '/');
    ok(name && strcmp(name, "/proc_formats") == 0, "fd: a file");
    ok(lstat(path, &status) == 0 && S_ISLNK(status.st_mode) && stat(path, &status) == 0 &&
           S_ISREG(status.st_mode),
       "lstat and stat of a link to a file");
    snprintf(wanted, sizeof wanted, "%d", file);
    ok(is_listed("/proc/self/fd", wanted, DT_LNK), "fd lists it");
    close(file);
    ok(!is_listed("/proc/self/fd", wanted, -1) && readlink(path, text, 10) < 0 && errno == ENOENT,
       "until it is closed");
    pipe(ends);
    fstat(ends[0], &status);
    snprintf(wanted, sizeof wanted, "pipe:[%lu]", (unsigned long)status.st_ino);
    for (int i = 0; i < 2; i++) {
        snprintf(path, sizeof path, "/proc/self/fd/%d", ends[i]);
        ok(strcmp(link_of(path), wanted) == 0, "fd: an end of a pipe");
    }
    ok(open(path, O_WRONLY | O_NOFOLLOW) < 0 && errno == ELOOP, "O_NOFOLLOW");
    close(ends[0]);
    close(ends[1]);
}

static void *in_thread(void *unused)
{
    char path[64], wanted[64];
    int tid = (int)syscall(SYS_gettid);
    snprintf(wanted, sizeof wanted, "%d/task/%d", getpid(), tid);
    ok(strcmp(link_of("/proc/thread-self"), wanted) == 0 && tid != getpid(),
       "thread-self, in another thread");
    ok(matches(slurp("/proc/thread-self/stat"), stat_pattern) && strtol(text, NULL, 10) == tid &&
           field(20) == 2,
       "its stat");
    snprintf(wanted, sizeof wanted, "%d", tid);
    ok(is_listed("/proc/self/task", wanted, DT_DIR), "task lists it");
    ok(has_lines("/proc/thread-self/status", status_lines) &&
           number_in("/proc/thread-self/status", "\nPid:\t") == tid &&
           number_in("/proc/thread-self/status", "Tgid:\t") == getpid(),
       "its status");
    static const char *const names[] = {"cmdline", "comm", "cwd",     "environ", "exe",   "fd",
                                        "maps",    "stat", "pagemap", "statm",   "status"};
    int there = 1;
    for (unsigned i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(path, sizeof path, "/proc/self/task/%d/%s", tid, names[i]);
        there &= access(path, F_OK) == 0;
    }
    ok(there, "a thread's files");
    return NULL;
}

static void test_threads(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, in_thread, NULL);
    pthread_join(thread, NULL);
}

static void test_zombie(void)
{
    char path[64];
    pid_t child = fork();
    if (child == 0)
        _exit(3);
    siginfo_t info;
    waitid(P_PID, (id_t)child, &info, WEXITED | WNOWAIT);
    ok(matches(slurp("/proc/%d/stat", child), stat_pattern) && strstr(text, ") Z ") && field(23) == 0,
       "a zombie's stat");
    ok(strcmp(slurp("/proc/%d/statm", child), "0 0 0 0 0 0 0\n") == 0 && !*slurp("/proc/%d/maps", child) &&
           !*slurp("/proc/%d/cmdline", child),
       "it has no memory, and no arguments");
    snprintf(path, sizeof path, "/proc/%d/exe", child);
    ok(readlink(path, text, 10) < 0 && errno == ENOENT, "and no program");
    waitpid(child, NULL, 0);
    ok(readlink(path, text, 10) < 0 && errno == ENOENT, "then it is gone");
}

/* The interrupts of local timers, of all CPUs. */
static unsigned long timer_interrupts(void)
{
    unsigned long sum = 0;
    char *end, *place = strstr(slurp("/proc/interrupts"), "LOC: ");
    for (place = place ? place + 5 : text;; place = end) {
        unsigned long number = strtoul(place, &end, 10);
        if (end == place)
            return sum;
        sum += number;
    }
}

static const char times[] = "~# # # # # # # # # #";

static void test_machine(void)
{
    static const struct line stat_lines[] = {
        {"cpu ", times},         {"cpu0", times},         {"intr ", "#*"},
        {"ctxt ", "#"},          {"btime ", "#"},         {"processes ", "#"},
        {"procs_running ", "#"}, {"procs_blocked ", "#"}, {NULL, NULL}};
    static const struct line memory_lines[] = {
        {"MemTotal:", "~# kB"},   {"MemFree:", "~# kB"},   {"MemAvailable:", "~# kB"}, {"Buffers:", "~# kB"},
        {"Cached:", "~# kB"},     {"AnonPages:", "~# kB"}, {"Shmem:", "~# kB"},        {"Slab:", "~# kB"},
        {"PageTables:", "~# kB"}, {"SwapTotal:", "~# kB"}, {"SwapFree:", "~# kB"},     {NULL, NULL}};
    ok(has_lines("/proc/stat", stat_lines), "/proc/stat: its lines");
    long created = number_in("/proc/stat", "processes "), switches = number_in("/proc/stat", "ctxt ");
    if (fork() == 0)
        _exit(0);
    wait(NULL);
    ok(number_in("/proc/stat", "processes ") > created && number_in("/proc/stat", "ctxt ") > switches,
       "a process more, and more switches");
    double up = strtod(slurp("/proc/uptime"), NULL);
    long boot = number_in("/proc/stat", "btime ");
    ok(labs((long)(time(NULL) - (time_t)up) - boot) <= 2, "when it was booted");
    ok(number_in("/proc/stat", "procs_running ") >= 1, "somebody runs: we do");
    ok(all_lines("/proc/uptime", "#.# #.#"), "uptime");
    ok(all_lines("/proc/loadavg", "#.# #.# #.# #/# #"), "loadavg");
    ok(has_lines("/proc/meminfo", memory_lines) && count_lines("/proc/meminfo", "", "*:*") > 10, "meminfo");
    ok(number_in("/proc/meminfo", "MemFree:") < number_in("/proc/meminfo", "MemTotal:"),
       "not all of it is free");
    ok(strstr(slurp("/proc/interrupts"), "CPU0") && count_lines("/proc/interrupts", "LOC: ", "~#*") == 1,
       "interrupts: of the local timer");
    unsigned long ticks = timer_interrupts();
    usleep(50000);
    ok(timer_interrupts() > ticks, "there are more of them after a while");
    ok(strstr(slurp("/proc/mounts"), " / ") && all_lines("/proc/mounts", "* * * * # #"), "mounts");
}

/* What is read from its beginning is as things are now, not as they were at open(). */
static void test_read_again(void)
{
    char name[32] = "";
    int fd = open("/proc/self/comm", O_RDONLY);
    prctl(PR_SET_NAME, "before");
    ok(read(fd, name, 3) == 3 && read(fd, name + 3, 20) == 4 && !strcmp(name, "before\n"),
       "comm, in two pieces");
    prctl(PR_SET_NAME, "now");
    ok(read(fd, name, 20) == 0, "it stays at its end");
    ok(lseek(fd, 0, SEEK_SET) == 0 && read(fd, name, 20) == 4 && !strncmp(name, "now\n", 4), "read again");
    prctl(PR_SET_NAME, "once more");
    ok(pread(fd, name, 20, 0) == 10 && !strncmp(name, "once more\n", 10), "and with pread()");
    prctl(PR_SET_NAME, "proc_formats");
    close(fd);
}

int main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[0], "one") == 0)
        return !check_arguments();
    for (int round = 0; round < 2; round++) {
        if (round == 1)
            begin_count();
        test_stat();
        test_status();
        test_maps();
        test_arguments();
        test_links();
        test_threads();
        test_zombie();
        test_machine();
        test_read_again();
    }
    end_count();
    return done_testing();
}
