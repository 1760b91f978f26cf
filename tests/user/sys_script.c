/* runs on Linux */
/* Scripts: execve runs the interpreter that the first line names; execvp gives others to the shell. */
#include "system.h"

#include <sys/stat.h>

static char self[256], folder[] = "/tmp/scriptXXXXXX";

/* Executes a file in a child, with two arguments; what it prints is in `told`. Returns its status. */
static char told[512];

static int run(int (*function)(const char *, char *const *), const char *path)
{
    int pipes[2], status = -1;
    ssize_t got, size = 0;
    if (pipe(pipes) < 0)
        return -1;
    pid_t child = fork();
    if (child == 0) {
        dup2(pipes[1], STDOUT_FILENO);
        function(path, (char *[]){"zero", "one", "two words", NULL});
        _exit(100 + errno);
    }
    close(pipes[1]);
    while ((got = read(pipes[0], told + size, sizeof told - 1 - (size_t)size)) > 0)
        size += got;
    told[size] = '\0';
    close(pipes[0]);
    waitpid(child, &status, 0);
    return WEXITSTATUS(status);
}

/* A file in the folder; `%s` in its text stands for this program. */
static const char *make(const char *text, mode_t mode)
{
    static char path[64];
    static int number;
    snprintf(path, sizeof path, "%s/%d", folder, number++);
    FILE *file = fopen(path, "w");
    fprintf(file, text, self);
    fclose(file);
    chmod(path, mode);
    return path;
}

static void is_told(const char *pattern, const char *path, const char *what)
{
    char wanted[512];
    snprintf(wanted, sizeof wanted, pattern, path);
    if (strcmp(told, wanted) != 0)
        printf("# %s# %s", told, wanted);
    ok(strcmp(told, wanted) == 0, what);
}

static void tests(void)
{
    const char *path = make("#!%s\nanything", 0755);
    ok(run(execv, path) == 7, "a script is run by its interpreter");
    is_told("<%s><one><two words>", path, "which gets its path in the place of argv[0]");
    path = make("#! \t%s  -x and more \t \nanything", 0755);
    ok(run(execv, path) == 7, "spaces around it do not matter");
    is_told("<-x and more><%s><one><two words>", path, "all that follows is one argument");
    ok(run(execv, make("#!%s\n", 0644)) == 100 + EACCES, "a script must be executable");
    ok(run(execv, make("#!/no/such/program\n", 0755)) == 100 + ENOENT, "its interpreter must be there");
    ok(run(execv, make("#!/\n", 0755)) == 100 + EACCES, "and a program");
    ok(run(execv, make("#!  \n", 0755)) == 100 + ENOEXEC, "no interpreter is told");
    ok(run(execv, make("exit 5\n", 0755)) == 100 + ENOEXEC, "execv runs no file without that line");
    path = make("echo \"$0\" \"$1\" \"$2\"; exit 5\n", 0755);
    ok(run(execvp, path) == 5, "execvp gives it to the shell");
    is_told("%s one two words\n", path, "with its path and arguments");
    for (int i = 0; i < 32; i++) {
        char name[64];
        snprintf(name, sizeof name, "%s/%d", folder, i);
        unlink(name);
    }
    rmdir(folder);
}

int main(int argc, char **argv)
{
    if (argc > 2 && (strncmp(argv[1], "/tmp/script", 11) == 0 || argv[1][0] == '-')) {
        for (int i = 1; i < argc; i++)
            printf("<%s>", argv[i]);
        return 7;
    }
    ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
    self[length > 0 ? length : 0] = '\0';
    if (!mkdtemp(folder))
        return 1;
    tests();
    return done_testing();
}
