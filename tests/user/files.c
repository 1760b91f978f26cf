/* Descriptors, paths, directories, and the plain devices. runs on Linux */
#include "tap.h"

#include <dirent.h>
#include <errno.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

static int on_weft;
static char root[] = "/tmp/files.XXXXXX"; /* with a folder bin, where this program is */

/* A path below `root`, if it leads to bin; else as it is. */
static const char *below(const char *path)
{
    static char full[100];
    snprintf(full, sizeof full, "%s%s", strstr(path, "/bin") ? root : "", path);
    return *path == '/' ? full : path;
}

static int fails(int result, int error)
{
    return result == -1 && errno == error;
}

static void test_descriptors(void)
{
    int a = open("/dev/null", O_RDWR), b = dup(a);
    ok(a == 3 && b == 4, "the lowest free number");
    close(a);
    ok(open("/dev/zero", O_RDONLY) == 3, "again, once it is free");
    ok(dup2(b, 700) == 700 && dup2(b, b) == b, "dup2 to a number far away, and to itself");
    ok(fails(dup2(b, 1024), EBADF) && fails(dup2(99, 5), EBADF) && fails(dup2(b, -1), EBADF),
       "dup2 with bad numbers");
    int fd, count = 0;
    while ((fd = dup(b)) >= 0)
        count++;
    ok(errno == EMFILE && count == 1024 - 6, "1024 files at most");
    pid_t child = fork();
    if (child == 0)
        _exit(close(1023) != 0 || close(1023) != -1);
    int status;
    waitpid(child, &status, 0);
    ok(status == 0 && close(1023) == 0, "fork copies the table");
    for (fd = 3; fd < 1023; fd++)
        close(fd);
    ok(fails(close(3), EBADF) && fails(read(-1, &fd, 1), EBADF) && fails(write(5000, &fd, 1), EBADF),
       "closed ones");
}

static void test_offsets(void)
{
    char a[4], b[4];
    int fd = open(below("/bin/files"), O_RDONLY), same = dup(fd);
    ok(read(fd, a, 4) == 4 && memcmp(a, "\177ELF", 4) == 0, "a file is read");
    ok(lseek(same, 0, SEEK_CUR) == 4 && lseek(same, -4, SEEK_CUR) == 0, "dup shares the offset");
    ok(pread(fd, b, 4, 0) == 4 && memcmp(a, b, 4) == 0 && lseek(fd, 0, SEEK_CUR) == 0,
       "pread leaves it alone");
    off_t size = lseek(fd, 0, SEEK_END);
    ok(size > 4096 && read(fd, a, 4) == 0 && lseek(fd, -2, SEEK_END) == size - 2 && read(fd, a, 4) == 2,
       "its end");
    ok(fails(lseek(fd, -1, SEEK_SET), EINVAL) && fails(lseek(fd, 0, 9), EINVAL), "offsets that can't be");
    ok(lseek(fd, 0x7fffffff, SEEK_SET) == 0x7fffffff && read(fd, a, 4) == 0, "far past the end");
    lseek(fd, 4094, SEEK_SET);
    ok(read(fd, a, 4) == 4, "across a page");
    ok(fails(write(fd, a, 1), EBADF) && fails(pread(fd, (void *)16, 4, 0), EFAULT),
       "no writing; a bad buffer");
    close(fd);
    close(same);
}

static void test_paths(void)
{
    static const struct {
        const char *path;
        int flags, error;
    } cases[] = {
        {"", O_RDONLY, ENOENT},
        {"/nothing", O_RDONLY, ENOENT},
        {"/nothing/more", O_RDONLY, ENOENT},
        {"/bin/files/more", O_RDONLY, ENOTDIR},
        {"/bin/files/", O_RDONLY, ENOTDIR},
        {"/bin/files/.", O_RDONLY, ENOTDIR},
        {"/dev/null/x", O_RDONLY, ENOTDIR},
        {"/bin/files", O_RDONLY | O_DIRECTORY, ENOTDIR},
        {"/bin", O_WRONLY, EISDIR},
        {"/bin/new/", O_WRONLY | O_CREAT, EISDIR},
        {"/nothing/new", O_WRONLY | O_CREAT, ENOENT},
        {"/bin/files", O_RDONLY | O_CREAT | O_EXCL, EEXIST},
    };
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        char what[64];
        snprintf(what, sizeof what, "open \"%s\": %s", cases[i].path, strerror(cases[i].error));
        ok(fails(open(below(cases[i].path), cases[i].flags), cases[i].error), what);
    }
    static const char *const good[] = {"/",      "///bin//files", "bin/files", "/bin/../bin/./files",
                                       "/../..", "/bin/",         "."};
    for (unsigned i = 0; i < sizeof good / sizeof *good; i++) {
        char what[64];
        snprintf(what, sizeof what, "open \"%s\"", good[i]);
        int fd = open(below(good[i]), O_RDONLY);
        ok(fd >= 0, what);
        close(fd);
    }
    static char name[300], path[5000];
    memset(name, 'n', sizeof name - 1);
    memset(path, '/', sizeof path - 1);
    ok(fails(open(name, O_RDONLY), ENAMETOOLONG), "a name of 299 characters");
    ok(fails(open(path, O_RDONLY), ENAMETOOLONG), "a path of 4999");
    ok(fails(open((char *)16, O_RDONLY), EFAULT), "a bad address");
}

static void test_directories(void)
{
    char byte;
    int fd = open("/", O_RDONLY | O_DIRECTORY), count = 0, seen = 0;
    ok(fails(read(fd, &byte, 1), EISDIR), "a directory is not read");
    close(fd);
    DIR *directory = opendir(below("/bin"));
    struct dirent *entry;
    while ((entry = readdir(directory))) {
        seen += strcmp(entry->d_name, "files") == 0;
        count++;
    }
    ok(count > 5 && seen == 1, "a directory is listed");
    rewinddir(directory);
    while (readdir(directory))
        count--;
    ok(count == 0, "and again");
    closedir(directory);
}

static void test_devices(void)
{
    char text[9000];
    int null = open("/dev/null", O_RDWR), zero = open("/dev/zero", O_RDWR);
    ok(write(null, text, 9000) == 9000 && read(null, text, 9000) == 0, "/dev/null");
    memset(text, 'x', sizeof text);
    int clear = read(zero, text, 9000) == 9000;
    for (unsigned i = 0; i < sizeof text; i++)
        clear &= text[i] == 0;
    ok(clear, "/dev/zero");
    ok(fails(read(zero, (void *)16, 1), EFAULT) && fails(read(zero, (void *)0xbfffffff, 2), EFAULT),
       "bad buffers");
    ok(lseek(null, 0, SEEK_SET) == 0 && pread(zero, text, 1, 5) == 1, "they can be read anywhere");
    ok(!isatty(null) && (!on_weft || isatty(open("/dev/tty", O_RDWR))), "only the terminal is one");
    close(null + 2);
    close(null);
    close(zero);
}

static void test_all(void)
{
    test_descriptors();
    test_offsets();
    test_paths();
    test_directories();
    test_devices();
}

/* What the tests look at: a copy of this program, and more beside it. */
static void make_files(void)
{
    static char bytes[4096];
    struct rlimit limit = {1024, 1024};
    int from = open("/proc/self/exe", O_RDONLY);
    if (!mkdtemp(root) || chdir(root) || mkdir("bin", 0755) || setrlimit(RLIMIT_NOFILE, &limit))
        exit(1);
    for (int i = 0; i < 5; i++) {
        snprintf(bytes, sizeof bytes, "bin/%d", i);
        close(creat(bytes, 0644));
    }
    int to = creat("bin/files", 0755);
    for (ssize_t size; (size = read(from, bytes, sizeof bytes)) > 0;)
        write(to, bytes, size);
    close(from);
    close(to);
}

static void remove_files(void)
{
    for (const char *name = "01234"; *name; name++) {
        char path[] = {'b', 'i', 'n', '/', *name, 0};
        unlink(path);
    }
    unlink("bin/files");
    rmdir("bin");
    rmdir(root);
}

int main(void)
{
    on_weft = access("/proc/weft", F_OK) == 0;
    make_files();
    for (int round = 0; round < 2; round++) {
        if (round == 1) /* when all that it touches has been touched once */
            begin_count();
        test_all();
    }
    end_count();
    remove_files();
    return done_testing();
}
