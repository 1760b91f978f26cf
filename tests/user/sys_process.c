/* runs on Linux */
/* Processes by system calls: exit statuses, wait, orphans, execve with its errors and its start-up stack,
 * vfork, kill. (Called again with a word as argument, it is the program that execve starts.) */
#include "system.h"

#include <stdint.h>
#include <sys/auxv.h>

extern char **environ;
static char *self; /* this program's path */

/* --- Exit and wait --- */

static int exit_raw(void *code)
{
    syscall(SYS_exit_group, (int)(long)code);
    return 99;
}

static int signal_self(void *signal)
{
    struct sigaction by_default = {.sa_handler = SIG_DFL}; /* as a shell's nohup may not have left it */
    sigaction((int)(long)signal, &by_default, NULL);
    kill(getpid(), (int)(long)signal);
    return 77;
}

static void test_statuses(void)
{
    int bad = 0;
    for (int code = 0; code < 256; code += 5)
        bad += status_of(exit_raw, (void *)(long)code) != code << 8;
    ok(!bad, "an exit code arrives");
    ok(status_of(exit_raw, (void *)0x12345678) == 0x7800, "its lowest 8 bits only");
    ok(status_of(exit_raw, (void *)-1) == 0xff00, "-1 is 255");
    static const int deadly[] = {SIGHUP,  SIGINT,  SIGQUIT, SIGILL,  SIGTRAP, SIGABRT, SIGBUS,  SIGFPE,
                                 SIGKILL, SIGUSR1, SIGSEGV, SIGUSR2, SIGPIPE, SIGALRM, SIGTERM, SIGSTKFLT,
                                 SIGXCPU, SIGIO,   SIGPROF, SIGPWR,  SIGSYS,  34,      64};
    for (unsigned i = 0; i < sizeof deadly / sizeof *deadly; i++)
        bad += !killed_by(status_of(signal_self, (void *)(long)deadly[i]), deadly[i]);
    ok(!bad, "23 signals that end a process by default");
    static const int harmless[] = {0, SIGCHLD, SIGURG, SIGWINCH, SIGCONT};
    for (unsigned i = 0; i < sizeof harmless / sizeof *harmless; i++)
        bad += !exits_with(status_of(signal_self, (void *)(long)harmless[i]), 77);
    ok(!bad, "five that don't");
}

static int in_order(void *unused)
{
    pid_t children[5];
    int status, bad = 0;
    for (int i = 0; i < 5; i++)
        if ((children[i] = fork()) == 0)
            _exit(i);
    for (int i = 4; i >= 1; i--)
        bad += waitpid(children[i], &status, 0) != children[i] || !exits_with(status, i);
    bad += waitpid(children[2], &status, 0) != -1 || errno != ECHILD;
    bad += waitpid(-1, NULL, 0) != children[0];
    bad += waitpid(-1, &status, 0) != -1 || errno != ECHILD;
    bad += waitpid(-1, &status, WNOHANG) != -1 || errno != ECHILD;
    return bad;
}

static int sleep_long(void *unused)
{
    sleep_ms(30000);
    return 0;
}

static void test_wait(void)
{
    int status = 0;
    ok(status_of(in_order, NULL) == 0, "children are waited for in any order");
    ok(waitpid(1, &status, 0) == -1 && errno == ECHILD, "pid 1 is nobody's child");
    ok(waitpid(getpid(), &status, 0) == -1 && errno == ECHILD, "nor is oneself");
    pid_t child = fork();
    if (child == 0)
        _exit(sleep_long(NULL));
    ok(waitpid(child, &status, WNOHANG) == 0, "a child that runs is not there yet");
    ok(waitpid(child, &status, 0x400) == -1 && errno == EINVAL, "an unknown option");
    ok(kill(child, 0) == 0 && kill(child, 65) == -1 && errno == EINVAL && kill(child, -1) == -1 &&
           errno == EINVAL,
       "signals that there aren't");
    kill(child, SIGKILL);
    ok(waitpid(child, &status, 0) == child && killed_by(status, SIGKILL), "killed while it slept");
    ok(kill(child, 0) == -1 && errno == ESRCH, "then it is gone");
    child = fork();
    if (child == 0)
        _exit(3);
    sleep_ms(20);
    ok(kill(child, SIGKILL) == 0, "a zombie can be sent a signal");
    ok(syscall(SYS_waitpid, child, (void *)16, 0) == -1 && errno == EFAULT, "a bad place for the status");
    while (waitpid(child, &status, 0) > 0)
        ;
    ok(errno == ECHILD, "no child is left");
}

/* --- Orphans --- */

struct family {
    volatile int parent, grandchild_parent, done;
};

static int leave_an_orphan(void *argument)
{
    struct family *family = argument;
    family->parent = getpid();
    if (fork() == 0) {
        while (getppid() == family->parent)
            sched_yield();
        family->grandchild_parent = getppid();
        family->done = 1;
        _exit(0);
    }
    if (fork() == 0)
        _exit(0); /* a zombie when its parent ends */
    sleep_ms(10);
    return 5;
}

static int nest(void *depth)
{
    long left = (long)depth;
    return left == 0 ? 1 : WEXITSTATUS(status_of(nest, (void *)(left - 1))) + 1;
}

static void test_orphans(void)
{
    struct family *family = shared_memory(PAGE);
    ok(exits_with(status_of(leave_an_orphan, family), 5), "a parent that does not wait");
    while (!family->done)
        sched_yield();
    ok(on_weft() ? family->grandchild_parent == 1 : family->grandchild_parent != family->parent,
       "its child is adopted");
    munmap(family, PAGE);
    ok(exits_with(status_of(nest, (void *)40), 41), "40 generations");
    pid_t pid = getpid();
    ok(syscall(SYS_gettid) == pid && getppid() != pid && getppid() > 0, "pid, tid and parent");
}

/* --- execve --- */

static char *const no_words[] = {NULL};

static int exec_error(const char *path, char *const *argv, char *const *envp)
{
    return syscall(SYS_execve, path, argv, envp) == -1 ? errno : 0;
}

static void test_exec_errors(void)
{
    static char long_path[5000], long_name[300], large[200001];
    memset(long_path, '/', sizeof long_path - 1);
    memset(long_name, 'x', sizeof long_name - 1);
    memset(large, 'a', sizeof large - 1);
    char *one[] = {"x", NULL}, *too_large[] = {"x", large, NULL}, *bad[] = {"x", (char *)16, NULL};
    long_name[0] = '/';
    ok(exec_error("/no/such/program", one, no_words) == ENOENT, "ENOENT: no such file");
    ok(exec_error("", one, no_words) == ENOENT, "ENOENT: no name");
    ok(exec_error("/proc/version", one, no_words) == EACCES, "EACCES: not executable");
    ok(exec_error("/", one, no_words) == EACCES, "EACCES: a directory");
    ok(exec_error("/proc/version/program", one, no_words) == ENOTDIR, "ENOTDIR");
    ok(exec_error(long_path, one, no_words) == ENAMETOOLONG, "ENAMETOOLONG: the path");
    ok(exec_error(long_name, one, no_words) == ENAMETOOLONG, "ENAMETOOLONG: a name in it");
    ok(exec_error(NULL, one, no_words) == EFAULT, "EFAULT: no path");
    ok(exec_error((char *)0xfffffff0, one, no_words) == EFAULT, "EFAULT: the path is the kernel's");
    ok(exec_error(self, (char *const *)16, no_words) == EFAULT, "EFAULT: argv");
    ok(exec_error(self, bad, no_words) == EFAULT, "EFAULT: in argv");
    ok(exec_error(self, one, (char *const *)0xc0100000) == EFAULT, "EFAULT: envp");
    ok(exec_error(self, one, bad) == EFAULT, "EFAULT: in envp");
    ok(exec_error(self, too_large, no_words) == E2BIG, "E2BIG: an argument");
    ok(exec_error(self, one, too_large) == E2BIG, "E2BIG: in the environment");
}

/* A number for words: their count, lengths and contents, and that they lie one behind the other. */
static unsigned digest(char **words)
{
    unsigned sum = 17;
    for (char **word = words; *word; word++) {
        for (char *c = *word; *c; c++)
            sum = sum * 31 + (unsigned char)*c;
        sum = sum * 31 + 256;
        if (word != words && *word != word[-1] + strlen(word[-1]) + 1)
            return 0;
    }
    return sum;
}

static unsigned digest_of_given(char *const *words)
{
    static char *flat[5000];
    static char text[150000];
    char *place = text;
    unsigned count = 0;
    for (; words[count]; count++) {
        flat[count] = strcpy(place, words[count]);
        place += strlen(place) + 1;
    }
    flat[count] = NULL;
    return digest(flat);
}

struct seen {
    unsigned argv, envp;
    char random[16];
    int pid, stack_aligned, auxiliary_right, fresh;
};

static int touched; /* 0 in a new program */

/* The program that execve started says what it found, by the descriptor that is its last argument. */
static int tell(int argc, char **argv)
{
    const uint16_t *header = (const uint16_t *)0x08048000;
    struct seen seen = {
        .argv = digest(argv), .envp = digest(environ), .pid = getpid(), .fresh = touched == 0};
    seen.stack_aligned = (uintptr_t)(argv - 1) % 16 == 0;
    char *random = (char *)getauxval(AT_RANDOM);
    memcpy(seen.random, random ? random : "", random ? 16 : 1);
    seen.auxiliary_right = getauxval(AT_PAGESZ) == PAGE && getauxval(AT_PHENT) == 32 &&
                           getauxval(AT_PHNUM) == header[22] && getauxval(AT_PHDR) == 0x08048000 + 52 &&
                           getauxval(AT_ENTRY) == *(const uint32_t *)(header + 12) &&
                           (char *)argv < (char *)environ && (char *)environ < argv[0] && argv[argc] == NULL;
    return write(atoi(argv[argc - 1]), &seen, sizeof seen) != sizeof seen;
}

static int exec_and_see(char **argv, char **envp, struct seen *seen)
{
    int ends[2], status;
    char number[12];
    pipe(ends);
    sprintf(number, "%d", ends[1]);
    for (char **word = argv;; word++) {
        if (!strcmp(*word, "FD")) {
            *word = number;
            break;
        }
    }
    touched = 1;
    pid_t child = fork();
    if (child == 0) {
        execve(self, argv, envp);
        _exit(98);
    }
    waitpid(child, &status, 0);
    close(ends[1]);
    ssize_t size = read(ends[0], seen, sizeof *seen);
    close(ends[0]);
    return status == 0 && size == sizeof *seen && seen->pid == child && seen->argv == digest_of_given(argv) &&
           seen->envp == digest_of_given(envp);
}

static void test_exec_stack(void)
{
    static char *many[2003], *few[] = {"tell", "", "a b", "", "FD", NULL},
                             *environment[] = {"A=1", "", "B=", NULL};
    static char *large[] = {"tell", NULL, "FD", NULL}, text[100001];
    struct seen first, seen;
    ok(exec_and_see(few, environment, &first), "arguments and environment arrive, empty ones too");
    few[4] = "FD";
    ok(first.stack_aligned, "the stack is aligned to 16");
    ok(first.auxiliary_right, "the auxiliary vector tells where the program is");
    ok(first.fresh, "variables are what they were in the file");
    ok(exec_and_see(few, environment, &seen) && memcmp(seen.random, first.random, 16),
       "other random bytes each time");
    for (int i = 0; i < 2002; i++)
        many[i] = i % 3 ? "word" : "";
    many[0] = "tell";
    many[2001] = "FD";
    ok(exec_and_see(many, (char **)no_words, &seen), "2002 arguments, no environment");
    memset(text, 'T', sizeof text - 1);
    large[1] = text;
    ok(exec_and_see(large, environment, &seen) && seen.stack_aligned, "an argument of 100000 bytes");
    char *last[] = {"tell", "FD", NULL};
    ok(exec_and_see(last, many + 1, &seen), "an environment of 2001 strings");
}

/* What stays open: `argv[2]` must be, `argv[3]` must not be. */
static int look_at_files(char **argv)
{
    char byte;
    if (read(atoi(argv[2]), &byte, 1) != 0)
        return 1;
    return close(atoi(argv[3])) == -1 && errno == EBADF ? 0 : 2;
}

static int exec_with_files(void *unused)
{
    char kept[12], closed[12];
    sprintf(kept, "%d", open("/dev/null", O_RDONLY));
    sprintf(closed, "%d", open("/dev/null", O_RDONLY | O_CLOEXEC));
    execve(self, (char *[]){self, "files", kept, closed, NULL}, environ);
    return 98;
}

/* --- vfork --- */

static volatile int vfork_value;
static volatile int *volatile bad_place = (volatile int *)16;

static int vfork_and_exit(void *unused)
{
    pid_t child = vfork();
    if (child == 0) {
        for (volatile int i = 0; i < 3000000; i++)
            ;
        vfork_value = 5;
        _exit(9);
    }
    int value = vfork_value, status;
    waitpid(child, &status, 0);
    return value == 5 && exits_with(status, 9) ? 0 : 1;
}

static int vfork_and_exec(void *unused)
{
    char *words[] = {self, "code", "6", NULL};
    pid_t child = vfork();
    if (child == 0) {
        vfork_value = 7;
        execve(self, words, environ);
        _exit(98);
    }
    int status;
    if (vfork_value != 7)
        return 1;
    waitpid(child, &status, 0);
    return exits_with(status, 6) ? 0 : 2;
}

/* A child that runs in its parent's memory crashes: the parent goes on. */
static int vfork_and_crash(void *unused)
{
    pid_t child = vfork();
    if (child == 0)
        *bad_place = 1;
    int status;
    waitpid(child, &status, 0);
    return killed_by(status, SIGSEGV) ? 0 : 1;
}

/* --- A pipe without room for a whole write --- */

static void test_whole_write(void)
{
    static char bytes[65536];
    int ends[2], status;
    pipe(ends);
    ok(write(ends[1], bytes, 65436) == 65436, "a pipe with room for 100 bytes");
    pid_t child = fork();
    if (child == 0)
        _exit(write(ends[1], bytes, 200) == 200 ? 0 : 1);
    sleep_ms(10);
    ok(read(ends[0], bytes, 50) == 50, "then for 150");
    sleep_ms(10);
    ok(read(ends[0], bytes, sizeof bytes) == 65386, "takes nothing of a write of 200");
    ok(read(ends[0], bytes, sizeof bytes) == 200, "but all of it when it has room");
    ok(waitpid(child, &status, 0) == child && status == 0, "so the writer is told");
    close(ends[0]);
    close(ends[1]);
}

/* --- Stopping --- */

static void test_stop(void)
{
    volatile unsigned *counter = shared_memory(PAGE);
    int status;
    pid_t child = fork();
    if (child == 0)
        for (;;)
            ++*counter;
    while (*counter == 0)
        sched_yield();
    ok(kill(child, SIGSTOP) == 0, "stop");
    sleep_ms(30);
    unsigned before = *counter;
    sleep_ms(30);
    ok(*counter == before, "a stopped process does not run");
    ok(waitpid(child, &status, WNOHANG) == 0, "it has not ended");
    kill(child, SIGCONT);
    while (*counter == before)
        sched_yield();
    ok(1, "it goes on with SIGCONT");
    kill(child, SIGSTOP);
    sleep_ms(10);
    ok(kill(child, SIGKILL) == 0 && waitpid(child, &status, 0) == child && killed_by(status, SIGKILL),
       "a stopped process can be killed");
    munmap((void *)counter, PAGE);
}

static void run(void)
{
    test_statuses();
    test_wait();
    test_orphans();
    test_exec_errors();
    test_exec_stack();
    ok(status_of(exec_with_files, NULL) == 0, "files stay open over execve, but for O_CLOEXEC");
    ok(status_of(vfork_and_exit, NULL) == 0, "vfork: the parent waits, and shares its memory");
    ok(status_of(vfork_and_exec, NULL) == 0, "until the child runs a program");
    ok(status_of(vfork_and_crash, NULL) == 0, "or crashes");
    test_whole_write();
    test_stop();
}

int main(int argc, char **argv)
{
    static char path[256];
    if (!strcmp(argv[0], "tell"))
        return tell(argc, argv);
    signal(SIGINT, SIG_DFL); /* a shell may have started us in the background */
    if (argc > 2 && !strcmp(argv[1], "code"))
        return atoi(argv[2]);
    if (argc > 3 && !strcmp(argv[1], "files"))
        return look_at_files(argv);
    snprintf(path, sizeof path, "%s%s", strchr(argv[0], '/') ? "" : "/bin/", argv[0]);
    self = path;

    return run_counted(run);
}
