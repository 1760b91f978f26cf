/* helper */
/* What tests/failalloc.t runs in kernels whose N-th allocation fails: forks, makes threads, a pipe, memory,
 * runs a program. Exits with 0 if all went well, 3 if something was refused as it should be, 9 if anything
 * was lost. */
#include "system.h"

#include <pthread.h>

static int refused;

/* Something that may fail for want of memory, and for nothing else. */
static int try(int success, int error)
{
    if (success)
        return 1;
    if (error != ENOMEM && error != EAGAIN) {
        printf("unexpected: %s\n", strerror(error));
        exit(8);
    }
    refused = 1;
    return 0;
}

static void *use_memory(void *unused)
{
    char *memory = mmap(NULL, 3 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (try(memory != MAP_FAILED, errno)) {
        memory[0] = memory[2 * PAGE] = 1;
        munmap(memory + PAGE, PAGE);
        munmap(memory, 3 * PAGE);
    }
    return NULL;
}

static void make_threads(void)
{
    pthread_t threads[3];
    int made = 0, error = 0;
    while (made < 3 && (error = pthread_create(&threads[made], NULL, use_memory, NULL)) == 0)
        made++;
    try(made == 3, error);
    while (made > 0)
        pthread_join(threads[--made], NULL);
}

static void run_program(void)
{
    int status;
    pid_t child = fork();
    if (child == 0) {
        char *words[] = {"true", NULL};
        execve("/bin/true", words, words + 1); /* which may be missing, or empty */
        _exit(errno == ENOENT || errno == ENOEXEC || errno == ENOMEM ? 0 : 8);
    }
    if (!try(child > 0, errno))
        return;
    waitpid(child, &status, 0);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 8)
        exit(8);
}

static void use_pipe(void)
{
    int ends[2];
    char text[3];
    int made = pipe(ends) == 0;
    if (!try(made, errno))
        return;
    int written = write(ends[1], "abc", 3) == 3;
    if (try(written, errno))
        read(ends[0], text, 3);
    close(ends[0]);
    close(ends[1]);
}

/* All in a child, so that whatever is left of it is seen. */
static void work(void)
{
    int status;
    pid_t child = fork();
    if (child == 0) {
        make_threads();
        use_pipe();
        run_program();
        _exit(refused ? 3 : 0);
    }
    if (!try(child > 0, errno))
        return;
    waitpid(child, &status, 0);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 8)
        exit(8);
    refused |= status != 0;
}

int main(void)
{
    work();
    begin_count();
    begin_count();
    long before = free_before;
    work();
    for (int i = 0; i < 2; i++)
        begin_count(); /* one of them works, whatever fails */
    if (before > 0 && free_before > 0 && free_before != before) {
        printf("lost: %ld frames were free, now %ld\n", before, free_before);
        return 9;
    }
    return refused ? 3 : 0;
}
