/* Pipes with a name (man 7 fifo): who waits for whom, what is lost when nobody has it open. runs on Linux */
#include "tap.h"

#include <dirent.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

static char path[64], bytes[70000];

static int is(int result, int error)
{
    return result < 0 && errno == error;
}

static void test_name(void)
{
    struct stat status;
    umask(022);
    ok(mkfifo(path, 0666) == 0, "mkfifo");
    ok(is(mkfifo(path, 0666), EEXIST), "there is one already: EEXIST");
    ok(stat(path, &status) == 0 && S_ISFIFO(status.st_mode) && (status.st_mode & 0777) == 0644, "its mode");
    ok(is(mknod("/tmp", S_IFIFO | 0600, 0), EEXIST), "a directory has the name: EEXIST");
    int fd = open("/tmp", O_RDONLY | O_DIRECTORY), found = 0;
    DIR *directory = fdopendir(fd);
    for (struct dirent *entry; (entry = readdir(directory));)
        found += strcmp(entry->d_name, strrchr(path, '/') + 1) == 0 && entry->d_type == DT_FIFO;
    closedir(directory);
    ok(found == 1, "it is listed as a pipe");
}

/* A child opens it for writing, after a while, and writes `count` bytes; or reads so many. */
static pid_t child(int flags, unsigned delay, int count)
{
    pid_t pid = fork();
    if (pid)
        return pid;
    usleep(delay);
    int fd = open(path, flags);
    if (fd < 0)
        _exit(99);
    for (ssize_t done; count > 0; count -= done) {
        done = (flags & O_ACCMODE) == O_WRONLY ? write(fd, bytes, count) : read(fd, bytes, count);
        if (done <= 0)
            _exit(98);
    }
    _exit(0);
}

static int status_of_child(pid_t pid)
{
    int status;
    return waitpid(pid, &status, 0) == pid && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void test_open(void)
{
    pid_t pid = child(O_WRONLY, 10000, 5);
    int fd = open(path, O_RDONLY);
    ok(fd >= 0, "open() for reading waits for who writes");
    ok(read(fd, bytes, 100) == 5 && read(fd, bytes, 100) == 0, "what was written; then the end");
    ok(status_of_child(pid) == 0, "who wrote is done");
    pid = child(O_WRONLY, 0, 3);
    ok(status_of_child(pid) == 0 && read(fd, bytes, 100) == 3, "another may come, who need not wait");
    close(fd);

    pid = child(O_RDONLY, 10000, 70000);
    fd = open(path, O_WRONLY);
    ok(fd >= 0, "open() for writing waits for who reads");
    ok(write(fd, bytes, 70000) == 70000 && status_of_child(pid) == 0, "more than fits in goes through");
    ok(is(write(fd, "x", 1), EPIPE), "nobody reads any more: EPIPE");
    close(fd);
}

static void test_without_waiting(void)
{
    ok(is(open(path, O_WRONLY | O_NONBLOCK), ENXIO), "O_NONBLOCK: nobody reads: ENXIO");
    int cut = 0, ends[2];
    for (int i = 0; i < 20; i++) {
        cut += truncate(path, 0) == 0;
        if (pipe(ends) == 0)
            close(ends[0]), close(ends[1]);
    }
    ok(!cut, "truncate() neither waits nor does anything");
    int reader = open(path, O_RDONLY | O_NONBLOCK);
    struct pollfd polled = {.fd = reader, .events = POLLIN};
    ok(reader >= 0 && read(reader, bytes, 1) == 0, "O_NONBLOCK: open() for reading does not wait; the end");
    ok(poll(&polled, 1, 0) == 0, "poll() does not tell of an end before anybody has written");
    int writer = open(path, O_WRONLY | O_NONBLOCK), second = open(path, O_WRONLY);
    ok(writer >= 0 && second >= 0, "two that write");
    ok(is(read(reader, bytes, 1), EAGAIN), "nothing yet: EAGAIN");
    ok(write(writer, "ab", 2) == 2 && write(second, "c", 1) == 1 && read(reader, bytes, 9) == 3 &&
           !strncmp(bytes, "abc", 3),
       "both write into the one pipe");
    close(writer);
    ok(is(read(reader, bytes, 1), EAGAIN), "one of them closes: not the end");
    write(second, "left", 4);
    close(second);
    ok(poll(&polled, 1, 0) == 1 && polled.revents == (POLLIN | POLLHUP),
       "poll(): something to read, and the end");
    close(reader);
    reader = open(path, O_RDONLY | O_NONBLOCK);
    ok(read(reader, bytes, 9) == 0, "what nobody has read is gone with the last that had it open");
    close(reader);
}

static void interrupted(int signal)
{
}

static void test_rest(void)
{
    int both = open(path, O_RDWR);
    ok(both >= 0 && write(both, "xyz", 3) == 3 && read(both, bytes, 9) == 3, "O_RDWR waits for nobody");
    ok(is((int)lseek(both, 0, SEEK_SET), ESPIPE), "no place to go to: ESPIPE");
    close(both);
    struct sigaction action = {.sa_handler = interrupted};
    sigaction(SIGALRM, &action, NULL);
    ualarm(10000, 10000); /* the first may come before open() */
    ok(is(open(path, O_RDONLY), EINTR), "a signal ends the wait for another: EINTR");
    ualarm(0, 0);
    ok(is(truncate(path, 0), EINVAL), "truncate() does not wait: EINVAL");
    chmod(path, 0755);
    ok(is(execl(path, path, NULL), EACCES), "execve() does not wait: EACCES");
    int reader = open(path, O_RDONLY | O_NONBLOCK);
    ok(unlink(path) == 0, "unlink");
    struct stat status;
    ok(fstat(reader, &status) == 0 && S_ISFIFO(status.st_mode) && status.st_nlink == 0,
       "who has it open has it still");
    close(reader);
    ok(is(open(path, O_RDONLY), ENOENT), "then it is gone");
    ok(mknod(path, 0600, 0) == 0 && stat(path, &status) == 0 && S_ISREG(status.st_mode),
       "mknod of a regular file");
    unlink(path);
}

int main(void)
{
    snprintf(path, sizeof path, "/tmp/fifo.%d", (int)getpid());
    signal(SIGPIPE, SIG_IGN);
    alarm(1); /* what is made once, at the first need, is not to be counted */
    alarm(0);
    memset(bytes, 'a', sizeof bytes);
    closedir(opendir("/tmp"));
    execl("/", "/", NULL);
    begin_count();
    test_name();
    test_open();
    test_without_waiting();
    test_rest();
    end_count();
    return done_testing();
}
