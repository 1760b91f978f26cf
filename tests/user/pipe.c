/* Pipes: capacity, order, atomic writes, ends. runs on Linux */
#include "tap.h"

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>

static int ends[2];
static unsigned char sent[65536], got[65536];

/* Byte n of an endless sequence that does not repeat with pages. */
static unsigned char pattern(unsigned n)
{
    return (unsigned char)(n * 2654435761u >> 13);
}

static unsigned next_written, next_read;

static int put(unsigned size)
{
    for (unsigned i = 0; i < size; i++)
        sent[i] = pattern(next_written + i);
    ssize_t written = write(ends[1], sent, size);
    next_written += size;
    return written == (ssize_t)size;
}

/* Reads exactly `size` bytes and compares them. */
static int take(unsigned size)
{
    while (size > 0) {
        ssize_t count = read(ends[0], got, size < sizeof got ? size : sizeof got);
        if (count <= 0)
            return 0;
        for (ssize_t i = 0; i < count; i++)
            if (got[i] != pattern(next_read + i))
                return 0;
        next_read += count;
        size -= count;
    }
    return 1;
}

static void open_pipe(void)
{
    next_written = next_read = 0;
    ok(pipe(ends) == 0, "a pipe");
}

static void close_pipe(void)
{
    close(ends[0]);
    close(ends[1]);
}

static void test_capacity(void)
{
    open_pipe();
    ok(put(65536), "65536 bytes fit in before anything is read");
    ok(take(4096) && put(4096) && take(65536), "a full pipe, a page taken and filled again");
    int good = 1;
    for (int i = 0; good && i < 200; i++)
        good = put(100) && take(100) && put(65536) && take(5000) && put(4096) && take(60000) && take(4632);
    ok(good, "the ring goes round at odd places");
    close_pipe();
}

static void test_stream(void)
{
    open_pipe();
    pid_t child = fork();
    if (child == 0) {
        close(ends[0]);
        int good = 1;
        for (unsigned size = 1; good && size < 60000; size += 1009)
            good = put(size);
        _exit(!good);
    }
    close(ends[1]);
    unsigned total = 0;
    for (unsigned size = 1; size < 60000; size += 1009)
        total += size;
    ok(take(total), "a long stream arrives in order");
    ok(read(ends[0], got, 1) == 0, "then the end");
    int status;
    ok(waitpid(child, &status, 0) == child && status == 0, "the writer wrote it all");
    close(ends[0]);
}

#define RECORD  1000
#define RECORDS 100
#define WRITERS 4

static void test_atomic(void)
{
    open_pipe();
    for (int w = 0; w < WRITERS; w++) {
        if (fork() == 0) {
            char record[RECORD];
            memset(record, 'a' + w, sizeof record);
            for (int i = 0; i < RECORDS; i++)
                if (write(ends[1], record, sizeof record) != sizeof record)
                    _exit(1);
            _exit(0);
        }
    }
    close(ends[1]);
    int whole = 1, records = 0;
    for (;; records++) {
        char record[RECORD];
        size_t have = 0;
        ssize_t count = 1;
        while (have < sizeof record && (count = read(ends[0], record + have, sizeof record - have)) > 0)
            have += count;
        if (have == 0)
            break;
        for (size_t i = 0; i < sizeof record; i++)
            whole &= record[i] == record[0];
    }
    ok(whole && records == RECORDS * WRITERS, "writes of four processes stay whole");
    int failed = 0, status;
    while (wait(&status) > 0)
        failed |= status;
    ok(!failed, "all writers are content");
    close(ends[0]);
}

static void test_no_reader(void)
{
    open_pipe();
    pid_t child = fork();
    if (child == 0) {
        close(ends[0]);
        write(ends[1], "x", 1); /* the parent holds the other end still */
        char byte;
        read(STDIN_FILENO, &byte, 0);
        _exit(0);
    }
    int status;
    waitpid(child, &status, 0);
    ok(WIFEXITED(status), "a pipe that has a reader somewhere can be written");
    close(ends[0]);
    child = fork();
    if (child == 0) {
        write(ends[1], "x", 1);
        _exit(0);
    }
    waitpid(child, &status, 0);
    ok(WIFSIGNALED(status) && WTERMSIG(status) == SIGPIPE, "without any, SIGPIPE ends the writer");
    close(ends[1]);
}

static void test_errors(void)
{
    char byte;
    open_pipe();
    ok(read(ends[1], &byte, 1) < 0 && errno == EBADF, "the write end can't be read");
    ok(write(ends[0], &byte, 1) < 0 && errno == EBADF, "the read end can't be written");
    ok(lseek(ends[0], 0, SEEK_SET) < 0 && errno == ESPIPE, "nor has it an offset");
    ok(write(ends[1], (void *)16, 1) < 0 && errno == EFAULT, "a bad buffer to write from");
    ok(put(3) && read(ends[0], (void *)16, 3) < 0 && errno == EFAULT && take(3),
       "a bad buffer to read into loses nothing");
    ok(read(ends[0], NULL, 0) == 0, "nothing is read at once");
    close_pipe();
}

/* Many readers: each byte wakes one, and none is lost. */
static void test_readers(void)
{
    int answers[2];
    open_pipe();
    pipe(answers);
    for (int i = 0; i < 8; i++) {
        if (fork() == 0) {
            char byte;
            close(ends[1]);
            while (read(ends[0], &byte, 1) == 1)
                write(answers[1], &byte, 1);
            _exit(0);
        }
    }
    close(answers[1]);
    int sum = 0;
    for (int i = 0; i < 200; i++)
        write(ends[1], &(char){i % 100}, 1);
    close_pipe();
    char byte;
    while (read(answers[0], &byte, 1) == 1)
        sum += byte;
    ok(sum == 9900, "eight readers share what is written");
    while (wait(NULL) > 0)
        ;
    close(answers[0]);
}

int main(void)
{
    number_in("/proc/weft/frames", "free "); /* touches what counting needs */
    memset(sent, 1, sizeof sent);
    memset(got, 1, sizeof got);
    for (int round = 0; round < 2; round++) {
        if (round == 1) /* when all that it touches has been touched once */
            begin_count();
        test_capacity();
        test_stream();
        test_atomic();
        test_no_reader();
        test_errors();
        test_readers();
    }
    end_count();
    return done_testing();
}
