/* Memory, time, limits, names, scheduling, programs started by others: what a C library asks a kernel for.
   What it prints does not depend on who runs it where: the user, the nice value, the host's name and limits.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/times.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static void say(const char *what, long result)
{
    printf("%s: %ld%s%s\n", what, result, result < 0 ? ", " : "", result < 0 ? strerror(errno) : "");
}

static void memory(void)
{
    char *blocks[200];
    unsigned random = 1;
    for (int round = 0; round < 5; round++) {
        for (int i = 0; i < 200; i++) {
            random = random * 1103515245 + 12345;
            size_t size = random >> 8 & 0x3fff;
            blocks[i] = malloc(size + 1);
            memset(blocks[i], i, size + 1);
        }
        for (int i = 0; i < 200; i++) {
            blocks[i] = realloc(blocks[i], 20000);
            if (blocks[i][0] != (char)i)
                printf("a block is wrong\n");
        }
        for (int i = 0; i < 200; i++)
            free(blocks[i]);
    }
    char *large = calloc(1, 3000000);
    say("large", large[2999999]);
    free(large);
    void *aligned;
    say("posix_memalign", posix_memalign(&aligned, 4096, 100));
    say("aligned", (long)aligned & 4095);
    char *page = mmap(NULL, 3 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    say("mprotect", mprotect(page + 4096, 4096, PROT_NONE));
    say("madvise", madvise(page, 4096, MADV_DONTNEED));
    say("mlock", mlock(page, 4096) == 0 || errno == ENOMEM || errno == EPERM);
    say("munlock", munlock(page, 4096));
    say("munmap", munmap(page, 3 * 4096));
    say("page size", sysconf(_SC_PAGESIZE));
}

static long milliseconds(const struct timespec *a, const struct timespec *b)
{
    return (long)((b->tv_sec - a->tv_sec) * 1000 + (b->tv_nsec - a->tv_nsec) / 1000000);
}

static void times_and_clocks(void)
{
    struct timespec a, b, wait = {0, 20000000};
    struct timeval now;
    clock_gettime(CLOCK_MONOTONIC, &a);
    say("nanosleep", nanosleep(&wait, NULL));
    clock_gettime(CLOCK_MONOTONIC, &b);
    say("so long at least", milliseconds(&a, &b) >= 20);
    say("clock_nanosleep", clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &a, NULL));
    gettimeofday(&now, NULL);
    say("now", now.tv_sec > 0 && time(NULL) - now.tv_sec < 10);
    say("clock_getres", clock_getres(CLOCK_MONOTONIC, &a) || a.tv_sec || a.tv_nsec > 10000000);
    say("clock_gettime", clock_gettime(99, &a));
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &a);
    say("some time was used", a.tv_sec || a.tv_nsec);
    struct tms used;
    say("times", times(&used) != -1);
    struct tm *broken = gmtime(&(time_t){86400 * 365});
    printf("%d-%d-%d\n", broken->tm_year, broken->tm_mon, broken->tm_mday);
    pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    pthread_cond_t never = PTHREAD_COND_INITIALIZER;
    clock_gettime(CLOCK_REALTIME, &a);
    pthread_mutex_lock(&mutex);
    say("timed wait", pthread_cond_timedwait(&never, &mutex, &a) == ETIMEDOUT);
}

static void limits(void)
{
    struct rlimit limit;
    struct rusage used;
    say("getrlimit", getrlimit(RLIMIT_NOFILE, &limit));
    limit.rlim_cur = 20;
    say("setrlimit", setrlimit(RLIMIT_NOFILE, &limit));
    int fd, highest = 0;
    while ((fd = open("/dev/null", O_RDONLY)) >= 0)
        highest = fd;
    say("highest", highest);
    say("too many", errno == EMFILE);
    while (highest > 2)
        close(highest--);
    say("getrusage", getrusage(RUSAGE_SELF, &used));
    say("getrusage of a thread", getrusage(RUSAGE_THREAD, &used));
    int before = getpriority(PRIO_PROCESS, 0), wanted = before + 5 < 19 ? before + 5 : 19;
    say("nice", nice(5) == wanted);
    say("getpriority", getpriority(PRIO_PROCESS, 0) == wanted);
}

static void names(void)
{
    struct utsname system;
    struct statvfs tree;
    char name[65] = "";
    uname(&system);
    say("uname", system.machine[0] != 0);
    say("users", getuid() == geteuid() && getgid() == getegid());
    gid_t groups[100];
    say("getgroups", getgroups(100, groups) >= 0);
    uid_t ids[3] = {9, 9, 9};
    gid_t group_ids[3] = {9, 9, 9};
    say("getresuid",
        getresuid(&ids[0], &ids[1], &ids[2]) + getresgid(&group_ids[0], &group_ids[1], &group_ids[2]));
    say("all the same",
        ids[0] == getuid() && ids[1] == ids[0] && ids[2] == ids[0] && group_ids[2] == getgid());
    say("setuid", setuid(getuid()));
    say("setgid", setgid(getgid()));
    say("setreuid", setreuid((uid_t)-1, getuid()));
    say("no dumps", prctl(PR_SET_DUMPABLE, 0) + prctl(PR_SET_DUMPABLE, 1));
    say("prctl", prctl(PR_SET_NAME, "a long name for one"));
    say("prctl", prctl(PR_GET_NAME, name));
    printf("%s\n", name);
    say("statvfs", statvfs("/tmp", &tree));
    say("groups", getpgrp() == getpgid(0));
    say("session", getsid(0) == getsid(getpid()));
    say("a call that there isn't", syscall(999));
    say("host name", gethostname(name, sizeof name) == 0);
}

static void scheduling(void)
{
    struct sched_param parameter = {0};
    cpu_set_t set;
    CPU_ZERO(&set);
    say("sched_getaffinity", sched_getaffinity(0, sizeof set, &set));
    say("this CPU", CPU_COUNT(&set) >= 1 && sched_getcpu() >= 0);
    say("sched_setaffinity", sched_setaffinity(0, sizeof set, &set));
#ifdef __GLIBC__ /* musl answers these itself */
    say("sched_getscheduler", sched_getscheduler(0) >= 0);
    say("sched_getparam", sched_getparam(0, &parameter));
    say("sched_setscheduler", sched_setscheduler(0, sched_getscheduler(0), &parameter));
#endif
    say("least", sched_get_priority_min(SCHED_OTHER));
    say("most", sched_get_priority_max(SCHED_OTHER));
    say("most of round robin", sched_get_priority_max(SCHED_RR));
    say("least of nothing", sched_get_priority_min(77));
    int policy;
    say("pthread_getschedparam", pthread_getschedparam(pthread_self(), &policy, &parameter));
    say("policy", policy >= 0);
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    say("sched_yield", sched_yield());
    say("processors", sysconf(_SC_NPROCESSORS_ONLN) >= 1);
}

static void programs(const char *self)
{
    pid_t pid;
    int status;
    char line[100] = "";
    char *arguments[] = {(char *)self, "child", NULL};
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 5, "/dev/null", O_RDONLY, 0);
    fflush(stdout);
    say("posix_spawn", posix_spawn(&pid, self, &actions, NULL, arguments, environ));
    waitpid(pid, &status, 0);
    say("status", WEXITSTATUS(status));
    say("posix_spawn of nothing", posix_spawn(&pid, "/nothing", NULL, NULL, arguments, environ));
    fflush(stdout);
    pid = vfork();
    if (pid == 0)
        execve(self, arguments, environ), _exit(127);
    waitpid(pid, &status, 0);
    say("vfork", WEXITSTATUS(status));
    fflush(stdout);
    say("system", system("exit 3") >> 8);
    FILE *pipe = popen("echo from a shell", "r");
    if (pipe && fgets(line, sizeof line, pipe))
        printf("popen: %s", line);
    say("pclose", pclose(pipe));
    struct rusage used;
    if (fork() == 0)
        _exit(1);
    say("wait4", wait4(-1, &status, 0, &used) > 0);
    say("execve", execve("/dev/null", arguments, environ));
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "child") == 0) {
        printf("a child, %d\n", fcntl(5, F_GETFD) >= 0);
        return 7;
    }
    memory();
    times_and_clocks();
    limits();
    names();
    scheduling();
    programs("/proc/self/exe");
    return 0;
}
