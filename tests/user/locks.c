/* Advisory locks: of ranges (man 2 fcntl), of files (man 2 flock); who excludes whom, and when they go. runs
 * on Linux */
#include "tap.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/wait.h>

static char path[64];

static int lock(int fd, int command, int type, int first, int length)
{
    struct flock range = {.l_type = (short)type, .l_whence = SEEK_SET, .l_start = first, .l_len = length};
    return fcntl(fd, command, &range);
}

/* What another process sees that would lock `length` bytes from `first`: the type and range of a lock, as
 * "r 10+5", or "-". */
static const char *seen(int type, int first, int length)
{
    static char text[64];
    int ends[2];
    pipe(ends);
    if (fork() == 0) {
        struct flock range = {.l_type = (short)type, .l_whence = SEEK_SET, .l_start = first, .l_len = length};
        int fd = open(path, O_RDWR);
        if (fcntl(fd, F_GETLK, &range) != 0)
            dprintf(ends[1], "error %d", errno);
        else if (range.l_type == F_UNLCK)
            dprintf(ends[1], "-");
        else
            dprintf(ends[1], "%c %d+%d%s", range.l_type == F_RDLCK ? 'r' : 'w', (int)range.l_start,
                    (int)range.l_len, range.l_pid == getppid() ? "" : " of another");
        _exit(0);
    }
    close(ends[1]);
    ssize_t length_read = read(ends[0], text, sizeof text - 1);
    text[length_read > 0 ? length_read : 0] = '\0';
    close(ends[0]);
    wait(NULL);
    return text;
}

static int sees(const char *wanted, int type, int first, int length)
{
    const char *got = seen(type, first, length);
    if (strcmp(got, wanted) != 0)
        printf("# wanted %s, got %s\n", wanted, got);
    return strcmp(got, wanted) == 0;
}

static int fails(int result, int error)
{
    return result == -1 && errno == error;
}

static void test_ranges(void)
{
    int fd = open(path, O_RDWR | O_CREAT, 0600);
    ok(sees("-", F_WRLCK, 0, 0), "nothing is locked");
    ok(lock(fd, F_SETLK, F_WRLCK, 10, 20) == 0 && sees("w 10+20", F_RDLCK, 0, 0),
       "a lock for writing excludes readers");
    ok(sees("-", F_WRLCK, 0, 10) && sees("-", F_WRLCK, 30, 0), "not beside it");
    ok(lock(fd, F_SETLK, F_WRLCK, 5, 50) == 0, "its owner locks more");
    ok(lock(fd, F_SETLK, F_UNLCK, 20, 10) == 0 && sees("w 5+15", F_RDLCK, 0, 20) &&
           sees("-", F_RDLCK, 20, 10) && sees("w 30+25", F_RDLCK, 25, 0),
       "unlocking the middle leaves two");
    ok(lock(fd, F_SETLK, F_RDLCK, 10, 0) == 0 && sees("-", F_RDLCK, 10, 0) &&
           sees("r 10+0", F_WRLCK, 12, 0) && sees("w 5+5", F_RDLCK, 0, 0),
       "from 10 on for reading only: readers are let in");
    struct flock range = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_len = 0};
    ok(fcntl(fd, F_GETLK, &range) == 0 && range.l_type == F_UNLCK,
       "its own locks exclude nobody from themselves");
    ok(lock(fd, F_SETLK, F_UNLCK, 0, 0) == 0 && sees("-", F_WRLCK, 0, 0), "all unlocked");
    range = (struct flock){.l_type = F_WRLCK, .l_whence = SEEK_CUR, .l_start = 0, .l_len = -5};
    lseek(fd, 100, SEEK_SET);
    ok(fcntl(fd, F_SETLK, &range) == 0 && sees("w 95+5", F_WRLCK, 0, 0), "backwards from where the file is");
    ok(fails(lock(fd, F_SETLK, 9, 0, 0), EINVAL) && fails(lock(fd, F_SETLK, F_RDLCK, -1, 1), EINVAL),
       "what can't be: EINVAL");
    int reader = open(path, O_RDONLY);
    ok(fails(lock(reader, F_SETLK, F_WRLCK, 0, 1), EBADF),
       "a lock for writing needs a file for writing: EBADF");
    ok(sees("w 95+5", F_WRLCK, 0, 0), "it is locked still");
    close(reader);
    ok(sees("-", F_WRLCK, 0, 0), "until a descriptor of the file is closed, whichever");
    lock(fd, F_SETLK, F_WRLCK, 0, 0);
    pid_t child = fork();
    if (child == 0) {
        int other = lock(fd, F_SETLK, F_RDLCK, 0, 1) == -1 && (errno == EAGAIN || errno == EACCES);
        _exit(other);
    }
    int status;
    waitpid(child, &status, 0);
    ok(WEXITSTATUS(status) == 1, "a child does not have its parent's locks");
    close(fd);
}

static void interrupted(int signal)
{
}

static void test_waiting(void)
{
    int fd = open(path, O_RDWR), ends[2], status;
    pipe(ends);
    pid_t child = fork();
    if (child == 0) {
        lock(fd, F_SETLK, F_WRLCK, 0, 10);
        write(ends[1], "x", 1);
        usleep(20000);
        pwrite(fd, "done", 4, 0);
        _exit(0); /* which unlocks */
    }
    char text[5] = "";
    read(ends[0], text, 1);
    ok(fails(lock(fd, F_SETLK, F_RDLCK, 0, 1), EAGAIN), "F_SETLK does not wait: EAGAIN");
    ok(lock(fd, F_SETLKW, F_RDLCK, 5, 1) == 0 && pread(fd, text, 4, 0) == 4 && strcmp(text, "done") == 0,
       "F_SETLKW waits, until the owner has ended");
    waitpid(child, &status, 0);
    child = fork();
    if (child == 0) {
        struct sigaction action = {.sa_handler = interrupted};
        sigaction(SIGALRM, &action, NULL);
        ualarm(10000, 10000); /* the first may come before fcntl() */
        _exit(fails(lock(fd, F_SETLKW, F_WRLCK, 0, 0), EINTR));
    }
    waitpid(child, &status, 0);
    ok(WEXITSTATUS(status) == 1, "a signal ends the wait: EINTR");
    close(fd);
    close(ends[0]);
    close(ends[1]);
}

static void test_whole_files(void)
{
    int one = open(path, O_RDWR), two = open(path, O_RDONLY), same = dup(one);
    ok(flock(one, LOCK_EX) == 0 && fails(flock(two, LOCK_SH | LOCK_NB), EWOULDBLOCK),
       "flock: one open file excludes another");
    ok(flock(same, LOCK_EX | LOCK_NB) == 0, "not its own duplicate");
    ok(lock(one, F_SETLK, F_WRLCK, 0, 0) == 0, "nor locks of the other kind");
    ok(flock(one, LOCK_SH) == 0 && flock(two, LOCK_SH) == 0, "two may share it");
    ok(fails(flock(one, LOCK_EX | LOCK_NB), EWOULDBLOCK), "then nobody has it alone");
    ok(flock(two, LOCK_UN) == 0 && flock(one, LOCK_EX) == 0, "until the other unlocks");
    close(one);
    ok(fails(flock(two, LOCK_SH | LOCK_NB), EWOULDBLOCK),
       "a descriptor is closed, its duplicate holds the lock");
    close(same);
    ok(flock(two, LOCK_EX | LOCK_NB) == 0, "closed too: unlocked");
    ok(fails(flock(two, 0), EINVAL) && fails(flock(99, LOCK_SH), EBADF), "what can't be: EINVAL, EBADF");
    pid_t child = fork();
    if (child == 0)
        _exit(flock(two, LOCK_UN) != 0); /* a child shares the open file, so the lock */
    wait(NULL);
    int three = open(path, O_RDWR);
    ok(flock(three, LOCK_EX | LOCK_NB) == 0, "a child unlocks for its parent");
    close(two);
    close(three);
}

/* Threads and processes add to a number in the file, each alone. */
static void add(int fd, int times)
{
    for (int i = 0; i < times; i++) {
        int value;
        lock(fd, F_SETLKW, F_WRLCK, 0, sizeof value);
        pread(fd, &value, sizeof value, 0);
        sched_yield();
        value++;
        pwrite(fd, &value, sizeof value, 0);
        lock(fd, F_SETLK, F_UNLCK, 0, sizeof value);
    }
}

static void test_counter(void)
{
    int fd = open(path, O_RDWR), value = 0;
    pwrite(fd, &value, sizeof value, 0);
    for (int i = 0; i < 5; i++)
        if (fork() == 0) {
            add(fd, 50);
            _exit(0);
        }
    while (wait(NULL) > 0)
        ;
    pread(fd, &value, sizeof value, 0);
    ok(value == 250, "five processes add to one number");
    close(fd);
}

int main(void)
{
    snprintf(path, sizeof path, "/tmp/locks.%d", (int)getpid());
    close(open(path, O_RDWR | O_CREAT, 0600));
    alarm(1); /* what is made once, at the first need, is not to be counted */
    alarm(0);
    begin_count();
    test_ranges();
    test_waiting();
    test_whole_files();
    test_counter();
    truncate(path, 0);
    end_count();
    unlink(path);
    return done_testing();
}
