/* runs on Linux */
/* <stdlib.h>, <unistd.h>, <dirent.h>, <spawn.h>, sockets, poll: what POSIX says of them. */
#include "libc_test.h"

#include <dirent.h>
#include <errno.h>
#include <getopt.h>
#include <libgen.h>
#include <limits.h>
#include <poll.h>
#include <pwd.h>
#include <spawn.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <threads.h>

static int backwards(const void *a, const void *b, void *sign)
{
    return *(int *)sign * (*(const int *)a - *(const int *)b);
}

static void numbers(void)
{
    int values[] = {3, 1, 2}, sign = -1;
    char state[64], other[64];
    div_t result = div(-7, 2);
    ok(result.quot == -3 && result.rem == -1 && labs(-5L) == 5, "div, labs");
    qsort_r(values, 3, sizeof(int), backwards, &sign);
    ok(values[0] == 3 && values[1] == 2 && values[2] == 1, "qsort_r");
    initstate(1, state, sizeof(state));
    long first = random();
    initstate(1, other, sizeof(other));
    ok(random() == first, "a seed's sequence is the same");
    long third = random();
    setstate(state);
    ok(random() == third, "setstate");
    srandom(5);
    first = random();
    srandom(5);
    ok(random() == first && first >= 0 && random() != first, "srandom");
    srand48(1);
    ok(lrand48() == 89400484 && drand48() > 0.45 && drand48() < 0.84,
       "lrand48 gives the numbers that POSIX's formula does");
    ok(strtof("1.5", NULL) == 1.5f && atof("-2e3") == -2000, "strtof, atof");
    wchar_t wide[8];
    char bytes[16];
    ok(mbstowcs(wide, "a\xc3\xa4\xe2\x82\xac", 8) == 3 && wide[1] == 0xe4 && wide[2] == 0x20ac && !wide[3],
       "mbstowcs");
    ok(wcstombs(bytes, wide, sizeof(bytes)) == 6 && strcmp(bytes, "a\xc3\xa4\xe2\x82\xac") == 0, "wcstombs");
    ok(mbtowc(wide, "\xc0\x80", 2) == -1 && errno == EILSEQ && mblen("\xff", 1) == -1, "EILSEQ");
}

static void paths(void)
{
    char directory[] = "/tmp/weftXXXXXX", file[] = "/tmp/weftXXXXXX", bad[] = "/tmp/weft", text[PATH_MAX],
         name[40];
    struct stat status;
    int found = 0;
    ok(mkdtemp(directory) == directory && stat(directory, &status) == 0 && S_ISDIR(status.st_mode),
       "mkdtemp");
    int fd = mkstemp(file);
    ok(fd >= 0 && write(fd, "x", 1) == 1 && close(fd) == 0 && unlink(file) == 0, "mkstemp");
    ok(mkstemp(bad) == -1 && errno == EINVAL, "mkstemp: EINVAL");
    ok(chdir(directory) == 0 && getcwd(text, sizeof(text)) && strcmp(text, directory) == 0, "chdir, getcwd");
    ok(!getcwd(text, 3) && errno == ERANGE && !getcwd(text, 0) && errno == EINVAL, "getcwd: ERANGE, EINVAL");
    close(creat("one", 0644));
    ok(symlink("one", "two") == 0 && readlink("two", text, sizeof(text)) == 3 && memcmp(text, "one", 3) == 0,
       "symlink, readlink");
    ok(lstat("two", &status) == 0 && S_ISLNK(status.st_mode) && stat("two", &status) == 0 &&
           S_ISREG(status.st_mode),
       "lstat");
    ok(realpath("./two/../two", text) == NULL && errno == ENOTDIR, "realpath: ENOTDIR");
    sprintf(name, "%s/one", directory);
    ok(realpath("./.././/./tmp/../two", text) == NULL && realpath(".//two", text) && strcmp(text, name) == 0,
       "realpath");
    ok(access("one", R_OK | W_OK) == 0 && access("three", F_OK) == -1 && errno == ENOENT, "access");
    ok(link("one", "three") == 0 && stat("one", &status) == 0 && status.st_nlink == 2, "link");
    DIR *list = opendir(".");
    for (struct dirent *entry; (entry = readdir(list));)
        found += strcmp(entry->d_name, "one") == 0 || strcmp(entry->d_name, "two") == 0 ||
                 strcmp(entry->d_name, "three") == 0;
    ok(found == 3, "readdir");
    rewinddir(list);
    ok(readdir(list) && closedir(list) == 0, "rewinddir");
    int plain = open("one", O_RDONLY);
    ok(!fdopendir(plain) && errno == ENOTDIR && close(plain) == 0 && !fdopendir(plain) && errno == EBADF,
       "fdopendir: ENOTDIR, EBADF");
    struct stat64 large;
    ok(stat64("one", &large) == 0 && S_ISREG(large.st_mode), "stat64");
    ok(!opendir("one") && errno == ENOTDIR && rmdir(directory) == -1 && errno == ENOTEMPTY,
       "ENOTDIR, ENOTEMPTY");
    ok(unlink("one") == 0 && unlink("two") == 0 && unlink("three") == 0 && chdir("/") == 0 &&
           rmdir(directory) == 0,
       "gone again");
    ok(strcmp(basename(strcpy(text, "/usr/lib//")), "lib") == 0 &&
           strcmp(dirname(strcpy(text, "/usr/lib")), "/usr") == 0,
       "basename, dirname");
    ok(strcmp(getpwuid(0)->pw_name, "root") == 0, "getpwuid");
}

static void options(void)
{
    static const struct option longs[] = {
        {"size", required_argument, NULL, 's'}, {"all", no_argument, NULL, 'a'}, {0}};
    char *words[] = {"program", "-v", "-o", "out", "--size=3", "--all", "rest", NULL}, *value;
    char text[] = "rw,size=5,what", *left = text, *const keys[] = {"ro", "rw", "size", NULL};
    int c, index;
    char seen[20] = "";
    while ((c = getopt_long(7, words, "vo:", longs, &index)) != -1)
        sprintf(seen + strlen(seen), "%c%s", c, optarg ? optarg : "");
    ok(strcmp(seen, "voouts3a") == 0 && strcmp(words[optind], "rest") == 0, "getopt_long");
    ok(getsubopt(&left, keys, &value) == 1 && getsubopt(&left, keys, &value) == 2 &&
           strcmp(value, "5") == 0 && getsubopt(&left, keys, &value) == -1 && !*left,
       "getsubopt");
}

static void waiting(void)
{
    int ends[2];
    char text[10];
    struct iovec parts[] = {{text, 2}, {text + 4, 3}};
    ok(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0, "socketpair");
    struct pollfd fds[] = {{ends[0], POLLIN, 0}, {ends[1], POLLOUT, 0}, {-1, POLLIN, 0}};
    ok(poll(fds, 3, 0) == 1 && fds[0].revents == 0 && fds[1].revents == POLLOUT, "poll");
    ok(poll(fds, 1, 10) == 0, "poll for a time");
    ok(send(ends[1], "hello", 5, 0) == 5 && poll(fds, 1, -1) == 1 && fds[0].revents == POLLIN, "send");
    fd_set set;
    struct timeval none = {0, 0};
    FD_ZERO(&set);
    FD_SET(ends[0], &set);
    ok(select(ends[0] + 1, &set, NULL, NULL, &none) == 1 && FD_ISSET(ends[0], &set) && !FD_ISSET(0, &set),
       "select");
    ok(readv(ends[0], parts, 2) == 5 && memcmp(text, "he", 2) == 0 && memcmp(text + 4, "llo", 3) == 0,
       "readv");
    ok(shutdown(ends[1], SHUT_WR) == 0 && recv(ends[0], text, 5, 0) == 0, "shutdown");
    close(ends[1]);
    ok(poll(fds, 1, 0) == 1 && fds[0].revents & POLLHUP, "POLLHUP");
    close(ends[0]);
    ok(poll(fds, 1, 0) == 1 && fds[0].revents == POLLNVAL, "POLLNVAL");
    ok(fcntl(ends[0], F_GETFD) == -1 && errno == EBADF, "fcntl: EBADF");
    int fd = fcntl(1, F_DUPFD, 20);
    ok(fd == 20 && fcntl(fd, F_SETFD, FD_CLOEXEC) == 0 && fcntl(fd, F_GETFD) == FD_CLOEXEC, "fcntl");
    close(fd);
}

static void spawning(void)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    char *words[] = {"sh", "-c", "cat; exit 4", NULL}, text[10] = "";
    int ends[2], status;
    pid_t pid;
    pipe(ends);
    posix_spawn_file_actions_init(&actions);
    ok(posix_spawn_file_actions_addclose(&actions, -1) == EBADF, "addclose: EBADF");
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
    posix_spawn_file_actions_addclose(&actions, ends[0]);
    posix_spawnattr_init(&attributes);
    ok(posix_spawnattr_setflags(&attributes, 0x4000) == EINVAL, "posix_spawnattr_setflags: EINVAL");
    ok(posix_spawn(&pid, "/bin/sh", &actions, &attributes, words, NULL) == 0, "posix_spawn");
    ok(waitpid(pid, &status, 0) == pid && WEXITSTATUS(status) == 4, "it ran");
    ok(posix_spawn(&pid, "/no/such/program", NULL, NULL, words, NULL) == ENOENT && wait(NULL) == -1,
       "posix_spawn: ENOENT");
    words[2] = "echo spawned";
    ok(posix_spawnp(&pid, "sh", &actions, NULL, words, environ) == 0 && waitpid(pid, NULL, 0) == pid,
       "posix_spawnp");
    close(ends[1]);
    ok(read(ends[0], text, 8) == 8 && memcmp(text, "spawned\n", 8) == 0, "its output went where it was sent");
    close(ends[0]);
    posix_spawn_file_actions_destroy(&actions);
}

static mtx_t lock;
static cnd_t changed;
static tss_t key;
static once_flag once = ONCE_FLAG_INIT;
static int count;

static void once_only(void)
{
    count += 100;
}

static int worker(void *argument)
{
    call_once(&once, once_only);
    tss_set(key, argument);
    mtx_lock(&lock);
    count++;
    cnd_signal(&changed);
    mtx_unlock(&lock);
    return tss_get(key) == argument ? 42 : 0;
}

static void c11_threads(void)
{
    thrd_t threads[3];
    int result = 0, sum = 0;
    struct timespec past = {1, 0};
    ok(mtx_init(&lock, mtx_timed) == thrd_success && cnd_init(&changed) == thrd_success &&
           tss_create(&key, NULL) == thrd_success,
       "mtx_init, cnd_init, tss_create");
    mtx_lock(&lock);
    for (int i = 0; i < 3; i++)
        thrd_create(&threads[i], worker, &threads[i]);
    while (count < 103)
        cnd_wait(&changed, &lock);
    ok(mtx_trylock(&lock) == thrd_busy && cnd_timedwait(&changed, &lock, &past) == thrd_timedout,
       "thrd_busy, thrd_timedout");
    mtx_unlock(&lock);
    for (int i = 0; i < 3; i++)
        sum += thrd_join(threads[i], &result) == thrd_success ? result : 0;
    ok(sum == 126 && count == 103, "thrd_create, thrd_join, call_once");
}

static void tests(void)
{
    numbers();
    paths();
    options();
    waiting();
    spawning();
    c11_threads();
}

int main(void)
{
    return libc_run(tests);
}
