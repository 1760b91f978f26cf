/* What BSD, GNU and older systems had beside the standard's functions. runs on Linux */
#include "libc_test.h"

#include <errno.h>
#include <error.h>
#include <execinfo.h>
#include <grp.h>
#include <limits.h>
#include <pthread.h>
#include <pwd.h>
#include <stdio_ext.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/time.h>

static void users(void)
{
    int count = 4;
    gid_t groups[4];
    struct group entry, *found = NULL;
    char room[200];
    setpwent();
    struct passwd *first = getpwent();
    ok(first && strcmp(first->pw_name, "root") == 0, "getpwent");
    endpwent();
    setgrent();
    struct group *group = getgrent();
    ok(group && strcmp(group->gr_name, "root") == 0, "getgrent");
    endgrent();
    ok(getgrgid_r(0, &entry, room, sizeof(room), &found) == 0 && found == &entry &&
           strcmp(entry.gr_name, "root") == 0 &&
           getgrnam_r("no such", &entry, room, sizeof(room), &found) == 0 && !found,
       "getgrgid_r, getgrnam_r");
    ok(getgrouplist("root", 0, groups, &count) >= 1 && groups[0] == 0, "getgrouplist");
    uid_t real, effective, saved;
    ok(getresuid(&real, &effective, &saved) == 0 && real == getuid() && effective == geteuid() &&
           setresuid((uid_t)-1, (uid_t)-1, (uid_t)-1) == 0 && setreuid((uid_t)-1, geteuid()) == 0 &&
           setregid((gid_t)-1, (gid_t)-1) == 0,
       "getresuid, setresuid, setreuid");
}

static void at_exit(int status, void *argument)
{
    dprintf(*(int *)argument, "%d.", status);
}

static void at_exit_plain(void)
{
    dprintf(9, "plain.");
}

static void ends(void)
{
    int fds[2];
    char text[40] = "";
    pipe(fds);
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        dup2(fds[1], 9);
        on_exit(at_exit, &fds[1]);
        atexit(at_exit_plain);
        exit(7);
    }
    waitpid(pid, NULL, 0);
    read(fds[0], text, sizeof(text) - 1);
    ok(strcmp(text, "plain.7.") == 0, "on_exit");
    pid = fork();
    if (pid == 0) {
        closefrom(4);
        _exit(fcntl(3, F_GETFD) < 0 || fcntl(fds[1], F_GETFD) >= 0);
    }
    int status = -1;
    waitpid(pid, &status, 0);
    ok(fds[0] == 3 && status == 0, "closefrom");
    close(fds[0]);
    close(fds[1]);
}

static void numbers(void)
{
    int point, negative;
    char text[40];
    ok(strcmp(ecvt(-123.456, 5, &point, &negative), "12346") == 0 && point == 3 && negative, "ecvt");
    ok(strcmp(ecvt(0.00123, 3, &point, &negative), "123") == 0 && point == -2 && !negative,
       "ecvt of a small number");
    ok(strcmp(fcvt(123.456, 2, &point, &negative), "12346") == 0 && point == 3, "fcvt");
    ok(strcmp(gcvt(1.5, 5, text), "1.5") == 0, "gcvt");
    ok(a64l("/1") == 193 && strcmp(l64a(193), "/1") == 0 && *l64a(0) == 0 &&
           a64l(l64a(123456789)) == 123456789,
       "a64l, l64a");
    unsigned short parameters[7] = {1, 2, 3, 5, 0, 0, 7};
    lcong48(parameters);
    ok(lrand48() == (long)((((1ull | 2ull << 16 | 3ull << 32) * 5 + 7) & 0xffffffffffffull) >> 17),
       "lcong48");
    srand48(1);
    ok(lrand48() == 89400484, "srand48 undoes it");
    struct random_data data;
    char state[64];
    int32_t a, b, c;
    memset(&data, 0, sizeof(data));
    initstate_r(5, state, sizeof(state), &data);
    random_r(&data, &a);
    random_r(&data, &b);
    srandom_r(5, &data);
    random_r(&data, &c);
    ok(a == c && a != b && a >= 0, "random_r");
    int good = 1;
    for (int i = 0; i < 1000; i++)
        good &= arc4random_uniform(10) < 10;
    ok(good && arc4random_uniform(0) == 0 && arc4random() != arc4random(), "arc4random");
}

static void files(void)
{
    char name[] = "/tmp/moreXXXXXX.txt";
    int fd = mkstemps(name, 4);
    struct stat status;
    ok(fd >= 0 && strcmp(name + strlen(name) - 4, ".txt") == 0 && access(name, F_OK) == 0, "mkstemps");
    struct timeval times[2] = {{1000, 0}, {2000, 0}};
    ok(futimes(fd, times) == 0 && fstat(fd, &status) == 0 && status.st_mtime == 2000 &&
           lutimes(name, NULL) == 0 && stat(name, &status) == 0 && status.st_mtime > 2000,
       "futimes, lutimes");
    ok(fchownat(AT_FDCWD, name, (uid_t)-1, (gid_t)-1, 0) == 0 && eaccess(name, R_OK) == 0,
       "fchownat, eaccess");
    char *path = canonicalize_file_name("/tmp/../tmp/.");
    ok(path && strcmp(path, "/tmp") == 0, "canonicalize_file_name");
    free(path);
    char where[PATH_MAX];
    ok(getwd(where) == where && where[0] == '/', "getwd");
    path = tempnam("/tmp", "pre");
    ok(path && strncmp(path, "/tmp/pre", 8) == 0 && access(path, F_OK) != 0, "tempnam");
    free(path);
    unlink(name);
    close(fd);
    ok(gethostid() == gethostid(), "gethostid");
}

static void streams(void)
{
    FILE *file = tmpfile();
    ok(putw(123456, file) == 0 && __fpending(file) == sizeof(int) && __fwriting(file) && __freadable(file) &&
           __fwritable(file) && !__flbf(file) && __fbufsize(file) >= 1024,
       "stdio_ext");
    rewind(file);
    ok(getw(file) == 123456 && getw(file) == EOF, "getw, putw");
    rewind(file);
    fputs("gone", file);
    __fpurge(file);
    ok(__fpending(file) == 0, "__fpurge");
    fclose(file);
    int fds[2], before = dup(0);
    char line[40];
    pipe(fds);
    write(fds[1], "a line\nrest", 11);
    close(fds[1]);
    dup2(fds[0], 0);
    ok(gets(line) == line && strcmp(line, "a line") == 0 && gets(line) && strcmp(line, "rest") == 0 &&
           !gets(line),
       "gets");
    dup2(before, 0);
    clearerr(stdin);
    close(before);
    close(fds[0]);
}

static void copies(void)
{
    char text[12] = "";
    int from = -1, to = -1;
    FILE *a = tmpfile(), *b = tmpfile();
    off_t offset = 2;
    from = fileno(a);
    to = fileno(b);
    write(from, "0123456789", 10);
    lseek(from, 1, SEEK_SET);
    ok(sendfile(to, from, &offset, 3) == 3 && offset == 5 && lseek(from, 0, SEEK_CUR) == 1 &&
           sendfile(to, from, NULL, 100) == 9 && sendfile(to, from, NULL, 100) == 0 &&
           pread(to, text, 12, 0) == 12 && memcmp(text, "234123456789", 12) == 0,
       "sendfile");
    ok(sendfile(to, -1, NULL, 1) == -1 && errno == EBADF, "sendfile from no file");
    struct statfs status;
    ok(statfs("/proc", &status) == 0 && status.f_bsize > 0 && fstatfs(from, &status) == 0 &&
           status.f_namelen >= 255 && statfs("/no such", &status) == -1 && errno == ENOENT,
       "statfs");
    fclose(a);
    fclose(b);
}

static int sign(int value)
{
    return (value > 0) - (value < 0);
}

static void strings(void)
{
    ok(strcmp(basename("/a/b.c"), "b.c") == 0 && strcmp(basename("b"), "b") == 0 && *basename("/a/") == 0,
       "basename, GNU's");
    static const char *const sorted[] = {"",  "000", "00", "01", "010",  "09",    "0",
                                         "1", "9",   "10", "a",  "jan9", "jan10", "jan10a"};
    int good = 1, count = sizeof(sorted) / sizeof(sorted[0]);
    for (int i = 0; i < count; i++)
        for (int j = 0; j < count; j++)
            if (sign(strverscmp(sorted[i], sorted[j])) != sign(i - j)) {
                printf("# %s %s %d\n", sorted[i], sorted[j], strverscmp(sorted[i], sorted[j]));
                good = 0;
            }
    ok(good, "strverscmp");
}

/* Whoever asks for the frame's address has a frame. */
__attribute__((noinline)) static int depth(int more, void **addresses)
{
    void *volatile frame = __builtin_frame_address(0);
    int count = more ? depth(more - 1, addresses) : backtrace(addresses, 20);
    return frame ? count : 0;
}

static void traces(void)
{
    void *addresses[20];
    int count = depth(3, addresses);
    char **texts = backtrace_symbols(addresses, count);
    ok(count >= 4 && addresses[1] == addresses[2] && addresses[2] == addresses[3] && texts &&
           strstr(texts[0], "0x"),
       "backtrace");
    free(texts);
}

static void messages(void)
{
    char text[80] = "";
    int fds[2], before = dup(2);
    pipe(fds);
    dup2(fds[1], 2);
    program_invocation_name = "prog";
    error_at_line(0, ENOENT, "file.c", 12, "it is %d", 5);
    dup2(before, 2);
    read(fds[0], text, sizeof(text) - 1);
    ok(strcmp(text, "prog:file.c:12: it is 5: No such file or directory\n") == 0 && error_message_count == 1,
       "error_at_line");
    close(before);
    close(fds[0]);
    close(fds[1]);
}

static void locks(void)
{
    static pthread_mutex_t adaptive = PTHREAD_ADAPTIVE_MUTEX_INITIALIZER_NP;
    pthread_mutexattr_t attributes;
    int kind = -1;
    pthread_mutexattr_init(&attributes);
    ok(pthread_mutex_lock(&adaptive) == 0 && pthread_mutex_unlock(&adaptive) == 0 &&
           pthread_mutexattr_setkind_np(&attributes, PTHREAD_MUTEX_RECURSIVE_NP) == 0 &&
           pthread_mutexattr_getkind_np(&attributes, &kind) == 0 && kind == PTHREAD_MUTEX_RECURSIVE,
       "names of mutexes that are not portable");
}

static void tests(void)
{
    users();
    ends();
    numbers();
    files();
    streams();
    copies();
    strings();
    traces();
    messages();
    locks();
}

int main(void)
{
    return libc_run(tests);
}
