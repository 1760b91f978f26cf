/* time [-p] program [argument...]: runs the program, and says how long that took, in seconds, as POSIX has
 * it. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define STATUS_NOT_EXECUTABLE 126
#define STATUS_NOT_FOUND      127
#define STATUS_SIGNAL         128 /* and the signal's number */

static void print(const char *name, long seconds, long microseconds)
{
    fprintf(stderr, "%s %ld.%02ld\n", name, seconds, microseconds / 10000);
}

int main(int argc, char **argv)
{
    char **words = argv + 1;
    if (*words && strcmp(*words, "-p") == 0) /* POSIX's form of output: there is no other here */
        words++;
    if (!*words || **words == '-') {
        fputs("usage: time [-p] program [argument...]\n", stderr);
        return 2;
    }
    struct timespec start, end;
    clock_gettime(CLOCK_MONOTONIC, &start);
    pid_t pid = fork();
    if (pid == 0) {
        execvp(words[0], words);
        int error = errno;
        fprintf(stderr, "time: %s: %s\n", words[0], strerror(error));
        _exit(error == ENOENT ? STATUS_NOT_FOUND : STATUS_NOT_EXECUTABLE);
    }
    int status;
    struct rusage usage;
    signal(SIGINT, SIG_IGN); /* ^C ends the program; how long it took is still to be said */
    while (pid > 0 && wait4(pid, &status, 0, &usage) < 0 && errno == EINTR)
        ;
    if (pid < 0) {
        perror("time");
        return STATUS_NOT_EXECUTABLE;
    }
    clock_gettime(CLOCK_MONOTONIC, &end);
    long nanoseconds = end.tv_nsec - start.tv_nsec, seconds = end.tv_sec - start.tv_sec;
    if (nanoseconds < 0) {
        nanoseconds += 1000000000;
        seconds--;
    }
    print("real", seconds, nanoseconds / 1000);
    print("user", usage.ru_utime.tv_sec, usage.ru_utime.tv_usec);
    print("sys", usage.ru_stime.tv_sec, usage.ru_stime.tv_usec);
    return WIFSIGNALED(status) ? STATUS_SIGNAL + WTERMSIG(status) : WEXITSTATUS(status);
}
