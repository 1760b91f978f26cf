/* helper */
/* What tests/elf.t runs: executes every file in /broken, says how each ended, and whether any frame was lost.
 */
#include "system.h"

#include <dirent.h>

/* Runs one file. Returns its errno if it can't be executed, else 0 with its status. */
static int run_file(const char *path, int *status)
{
    int *error = shared_memory(PAGE), result;
    pid_t child = fork();
    if (child == 0) {
        char *words[] = {(char *)path, NULL};
        close(1);
        execve(path, words, words + 1);
        *error = errno;
        _exit(0);
    }
    for (int patience = 300; waitpid(child, status, WNOHANG) == 0; sleep_ms(1))
        if (patience-- == 0)
            kill(child, SIGKILL);
    result = *error;
    munmap(error, PAGE);
    return result;
}

static void run_all(void)
{
    DIR *directory = opendir("/broken");
    struct dirent *entry;
    while ((entry = readdir(directory))) {
        char path[300];
        int status, error;
        if (entry->d_name[0] == '.')
            continue;
        snprintf(path, sizeof path, "/broken/%s", entry->d_name);
        error = run_file(path, &status);
        if (error)
            printf("%s: error %d\n", entry->d_name, error);
        else if (WIFSIGNALED(status))
            printf("%s: signal %d\n", entry->d_name, WTERMSIG(status));
        else
            printf("%s: exit %d\n", entry->d_name, WEXITSTATUS(status));
        fflush(stdout);
    }
    closedir(directory);
}

int main(void)
{
    return run_counted(run_all);
}
