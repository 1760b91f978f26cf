/* runs on Linux */
/* Processes: fork, vfork, exec, wait, pipes; fork in a program with threads; locks shared between processes.
 */
#include "libc_test.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define FORKS 300

extern char **environ;
static char *program;

static int wait_for(pid_t pid)
{
    int status = -1;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    return status;
}

static void fork_and_wait(void)
{
    int bad = 0, status = -1;
    static int shared_not = 1;
    for (int i = 0; i < FORKS; i++) {
        pid_t pid = fork();
        if (pid == 0) {
            shared_not++;
            _exit(i & 255);
        }
        status = wait_for(pid);
        bad |= pid < 0 || !WIFEXITED(status) || WEXITSTATUS(status) != (i & 255);
    }
    ok(!bad && shared_not == 1, "300 children, one after the other, each with its status");
    pid_t children[100];
    for (int i = 0; i < 100; i++)
        if ((children[i] = fork()) == 0)
            _exit(i);
    int seen = 0;
    for (int i = 0; i < 100; i++) {
        pid_t pid = wait(&status);
        for (int j = 0; j < 100; j++)
            seen += children[j] == pid && WEXITSTATUS(status) == j;
    }
    ok(seen == 100, "100 children at once");
    errno = 0;
    ok(wait(NULL) == -1 && errno == ECHILD, "then there are no more");
    pid_t parent = getpid(), pid = fork();
    if (pid == 0)
        _exit(getppid() == parent && getpid() != parent ? 0 : 1);
    ok(wait_for(pid) == 0, "getpid and getppid");
    if ((pid = fork()) == 0)
        abort();
    status = wait_for(pid);
    ok(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT, "abort ends by SIGABRT");
    if ((pid = fork()) == 0)
        for (;;)
            sched_yield();
    ok(waitpid(pid, &status, WNOHANG) == 0, "WNOHANG doesn't wait");
    kill(pid, SIGKILL);
    status = wait_for(pid);
    ok(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL, "kill");
}

static void say_exit(void)
{
    write(1, "A", 1);
}

static void say_exit_first(void)
{
    write(1, "B", 1);
}

/* What a child writes to its standard output; returns how much. */
static size_t output_of(void (*child)(void), char *text, size_t size)
{
    int ends[2];
    size_t length = 0;
    ssize_t count;
    if (pipe(ends) != 0)
        return 0;
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        dup2(ends[1], 1);
        close(ends[0]);
        close(ends[1]);
        child();
        _exit(1);
    }
    close(ends[1]);
    while ((count = read(ends[0], text + length, size - 1 - length)) > 0)
        length += (size_t)count;
    text[length] = 0;
    close(ends[0]);
    wait_for(pid);
    return length;
}

static void exit_child(void)
{
    atexit(say_exit);
    atexit(say_exit_first);
    printf("buffered "); /* flushed after the functions have run */
    exit(0);
}

static void exec_child(void)
{
    setenv("LIBC_TEST", "from the parent", 1);
    execlp(program, program, "print", "one", "two words", "", (char *)NULL);
}

static void execve_child(void)
{
    char *argv[] = {program, "print", NULL}, *envp[] = {"LIBC_TEST=alone", "PATH=/bin:/", NULL};
    if (strchr(program, '/'))
        execve(program, argv, envp);
    environ = envp;
    execvp(program, argv);
}

static void exec(void)
{
    char text[200];
    output_of(exit_child, text, sizeof(text));
    ok(strcmp(text, "BAbuffered ") == 0, "exit: functions, last registered first; then buffers");
    output_of(exec_child, text, sizeof(text));
    ok(strcmp(text, "LIBC_TEST=from the parent [one] [two words] []\n") == 0,
       "exec: arguments and environment");
    output_of(execve_child, text, sizeof(text));
    ok(strcmp(text, "LIBC_TEST=alone\n") == 0, "exec: an environment of its own");
    errno = 0;
    ok(execl("/no/such/file", "file", (char *)NULL) == -1 && errno == ENOENT, "exec of nothing: ENOENT");
    ok(execlp("no-such-program", "file", (char *)NULL) == -1 && errno == ENOENT, "not in PATH either");
    volatile int value = 1;
    pid_t pid = vfork();
    if (pid == 0) {
        value = 2;
        execlp(program, program, "status", "7", (char *)NULL);
        _exit(1);
    }
    int status = wait_for(pid);
    ok(WEXITSTATUS(status) == 7 && value == 2, "vfork shares memory until exec");
}

static int stop;

static void allocate_and_free(void)
{
    char *block = malloc(100);
    __asm__ volatile("" : : "r"(block) : "memory"); /* or the compiler would leave it all out */
    free(block);
}

/* Keeps the allocator and the streams busy while others fork. */
static void *allocate_and_print(void *argument)
{
    FILE *null = argument;
    while (!__atomic_load_n(&stop, __ATOMIC_RELAXED)) {
        for (int i = 0; i < 100; i++)
            allocate_and_free();
        for (int i = 0; i < 100; i++)
            fprintf(null, "%s\n", "line");
    }
    return NULL;
}

static void *thread_in_child(void *null)
{
    allocate_and_free();
    fprintf(null, "thread in child\n");
    return null;
}

/* In the child the allocator, the streams and threads must work. */
static void *fork_repeatedly(void *null)
{
    for (int i = 0; i < 50; i++) {
        pid_t pid = fork();
        if (pid == 0) {
            pthread_t thread;
            void *result = NULL;
            char *block = malloc(200);
            memset(block, 1, 200);
            fprintf(null, "child %d\n", i);
            free(block);
            int bad = pthread_create(&thread, NULL, thread_in_child, null) || pthread_join(thread, &result);
            _exit(bad || !result);
        }
        if (pid < 0 || wait_for(pid) != 0)
            return "bad child";
    }
    return NULL;
}

static int fork_order;

static void prepare(void)
{
    fork_order = fork_order * 10 + 1;
}

static void in_parent(void)
{
    fork_order = fork_order * 10 + 2;
}

static void in_child(void)
{
    fork_order = fork_order * 10 + 3;
}

static void fork_with_threads(void)
{
    pthread_t busy[2], forking[2];
    int good = 1;
    void *result;
    FILE *null = fopen("/dev/null", "w");
    for (int i = 0; i < 2; i++)
        pthread_create(&busy[i], NULL, allocate_and_print, null);
    for (int i = 0; i < 2; i++)
        pthread_create(&forking[i], NULL, fork_repeatedly, null);
    for (int i = 0; i < 2; i++) {
        pthread_join(forking[i], &result);
        good &= result == NULL;
    }
    __atomic_store_n(&stop, 1, __ATOMIC_RELAXED);
    for (int i = 0; i < 2; i++)
        pthread_join(busy[i], NULL);
    ok(good, "children of a busy program with threads can allocate, print and make threads");
    pthread_atfork(prepare, in_parent, in_child);
    pid_t pid = fork();
    if (pid == 0)
        _exit(fork_order);
    ok(WEXITSTATUS(wait_for(pid)) == 13 && fork_order == 12, "pthread_atfork");
}

struct shared {
    pthread_mutex_t mutex;
    pthread_cond_t condition;
    pthread_barrier_t barrier;
    sem_t semaphore;
    int counter, turn, passed;
};

static void share(struct shared *shared, int me)
{
    for (int i = 0; i < 2000; i++) {
        pthread_mutex_lock(&shared->mutex);
        int value = shared->counter;
        if (i % 50 == 0)
            sched_yield();
        shared->counter = value + 1;
        pthread_mutex_unlock(&shared->mutex);
    }
    for (int i = 0; i < 500; i++) {
        pthread_mutex_lock(&shared->mutex);
        while (shared->turn % 4 != me)
            pthread_cond_wait(&shared->condition, &shared->mutex);
        shared->turn++;
        pthread_cond_broadcast(&shared->condition);
        pthread_mutex_unlock(&shared->mutex);
    }
    sem_wait(&shared->semaphore);
    shared->passed++;
    sem_post(&shared->semaphore);
    pthread_barrier_wait(&shared->barrier);
    _exit(shared->passed == 4 ? 0 : 1);
}

static void locks_between_processes(void)
{
    struct shared *shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pthread_mutexattr_t mutex;
    pthread_condattr_t condition;
    pthread_barrierattr_t barrier;
    pthread_mutexattr_init(&mutex);
    pthread_condattr_init(&condition);
    pthread_barrierattr_init(&barrier);
    pthread_mutexattr_setpshared(&mutex, PTHREAD_PROCESS_SHARED);
    pthread_condattr_setpshared(&condition, PTHREAD_PROCESS_SHARED);
    pthread_barrierattr_setpshared(&barrier, PTHREAD_PROCESS_SHARED);
    pthread_mutex_init(&shared->mutex, &mutex);
    pthread_cond_init(&shared->condition, &condition);
    pthread_barrier_init(&shared->barrier, &barrier, 4);
    sem_init(&shared->semaphore, 1, 1);
    pid_t children[4];
    int bad = 0;
    for (int i = 0; i < 4; i++)
        if ((children[i] = fork()) == 0)
            share(shared, i);
    for (int i = 0; i < 4; i++)
        bad |= wait_for(children[i]);
    ok(!bad && shared->counter == 8000, "a mutex in shared memory works between processes");
    ok(shared->turn == 2000, "so does a condition variable");
    ok(!bad && shared->passed == 4, "so do a semaphore and a barrier");
}

static void tests(void)
{
    fork_and_wait();
    exec();
    fork_with_threads();
    locks_between_processes();
}

int main(int argc, char **argv)
{
    program = argv[0];
    if (argc > 1 && strcmp(argv[1], "status") == 0)
        return atoi(argv[2]);
    if (argc > 1) {
        printf("LIBC_TEST=%s", getenv("LIBC_TEST"));
        for (int i = 2; i < argc; i++)
            printf(" [%s]", argv[i]);
        printf("\n");
        return 0;
    }
    return libc_run(tests);
}
