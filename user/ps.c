/*
 * ps [-t]: the processes; with -t also the threads of each, beneath it. Everything is read from /proc.
 *
 * CPU is the one that a thread runs on or ran on last; for a process, that of its first thread.
 * DIRECTORY is the frame that holds the process's page directory: what CR3 points to while one of its threads
 * runs. Linux does not tell it: `-`.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct status {
    char name[32];
    char state[16]; /* one letter and the word for it: `S (sleeping)` */
    int parent, threads, kilobytes;
};

/* What stands behind the label in a line `Label:<tab>value`, or NULL if that is not its label. */
static const char *value_of(const char *line, const char *label)
{
    size_t length = strlen(label);
    if (strncmp(line, label, length) != 0 || line[length] != ':')
        return NULL;
    return line + length + 1 + strspn(line + length + 1, " \t");
}

/* Reads a file /proc/.../status; false if whom it tells of has ended meanwhile. */
static int read_status(const char *path, struct status *status)
{
    FILE *file = fopen(path, "r");
    if (!file)
        return 0;
    *status = (struct status){.name = "?"};
    char line[128];
    while (fgets(line, sizeof line, file)) {
        const char *value;
        line[strcspn(line, "\n")] = '\0';
        if ((value = value_of(line, "Name")))
            snprintf(status->name, sizeof status->name, "%s", value);
        else if ((value = value_of(line, "State")))
            snprintf(status->state, sizeof status->state, "%s", value);
        else if ((value = value_of(line, "PPid")))
            status->parent = atoi(value);
        else if ((value = value_of(line, "Threads")))
            status->threads = atoi(value);
        else if ((value = value_of(line, "VmRSS")))
            status->kilobytes = atoi(value);
    }
    fclose(file);
    return status->state[0] != '\0';
}

/* Field 39 of /proc/.../stat, -1 if that is not there. Field 2 is a name in parentheses; 3 is one letter. */
static int read_cpu(const char *path)
{
    char line[512] = "";
    int cpu = -1;
    FILE *file = fopen(path, "r");
    if (!file)
        return cpu;
    const char *field = fgets(line, sizeof line, file) ? strrchr(line, ')') : NULL;
    fclose(file);
    for (int number = 2; field && number < 39; number++)
        field = strchr(field + 1, ' ');
    if (field)
        cpu = atoi(field);
    return cpu;
}

/* The frame of the process's page directory, as the kernel writes it, or `-`. */
static void read_directory(int pid, char *frame, size_t size)
{
    char path[64], line[128] = "";
    snprintf(path, sizeof path, "/proc/%d/pagetable", pid);
    FILE *file = fopen(path, "r");
    if (file) {
        if (!fgets(line, sizeof line, file))
            line[0] = '\0';
        fclose(file);
    }
    char *start = strstr(line, "0x");
    if (start)
        start[strcspn(start, " ,\n")] = '\0';
    snprintf(frame, size, "%s", start ? start : "-");
}

static int compare(const void *left, const void *right)
{
    return *(const int *)left - *(const int *)right;
}

/* The numbers among the names in a directory, in order; ended by 0. NULL when it can't be read. */
static int *numbers_in(const char *path)
{
    DIR *directory = opendir(path);
    if (!directory)
        return NULL;
    size_t count = 0;
    int *numbers = NULL;
    struct dirent *entry;
    while ((entry = readdir(directory))) {
        int number = atoi(entry->d_name);
        if (number <= 0)
            continue;
        int *larger = realloc(numbers, (count + 2) * sizeof *numbers);
        if (!larger)
            break;
        numbers = larger;
        numbers[count++] = number;
        numbers[count] = 0;
    }
    closedir(directory);
    if (numbers)
        qsort(numbers, count, sizeof *numbers, compare);
    return numbers;
}

static void print_threads(int pid)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/task", pid);
    int *tids = numbers_in(path);
    for (int *tid = tids; tid && *tid; tid++) {
        struct status thread;
        snprintf(path, sizeof path, "/proc/%d/task/%d/status", pid, *tid);
        if (!read_status(path, &thread))
            continue;
        snprintf(path, sizeof path, "/proc/%d/task/%d/stat", pid, *tid);
        printf(" thread %-6d%-14s %3d\n", *tid, thread.state, read_cpu(path));
    }
    free(tids);
}

static void print_process(int pid)
{
    char path[64], directory[16];
    struct status process;
    snprintf(path, sizeof path, "/proc/%d/status", pid);
    if (!read_status(path, &process))
        return;
    read_directory(pid, directory, sizeof directory);
    snprintf(path, sizeof path, "/proc/%d/stat", pid);
    printf("%5d %6d  %-14s %3d %7d %6d kB  %-9s  %s\n", pid, process.parent, process.state, read_cpu(path),
           process.threads, process.kilobytes, directory, process.name);
}

int main(int argc, char **argv)
{
    int with_threads = argc == 2 && strcmp(argv[1], "-t") == 0;
    if (argc > 1 && !with_threads) {
        fputs("usage: ps [-t]\n", stderr);
        return 2;
    }
    int *pids = numbers_in("/proc");
    if (!pids) {
        fprintf(stderr, "ps: /proc: %s\n", strerror(errno));
        return 1;
    }
    puts("  PID PARENT  STATE          CPU THREADS    MEMORY  DIRECTORY  NAME");
    for (int *pid = pids; *pid; pid++) {
        print_process(*pid);
        if (with_threads)
            print_threads(*pid);
    }
    free(pids);
    return 0;
}
