/* Waiting for files: poll and select on pipes and sockets, and pairs of sockets; runs on Linux. */
#include "tap.h"

#include <abi/poll.h>
#include <abi/signal.h>
#include <errno.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>

#define CALL(...) syscall(SYS_##__VA_ARGS__)

static int fails(long result, int error)
{
    if (result == -1 && errno != error)
        printf("# error %d, not %d\n", errno, error);
    return result == -1 && errno == error;
}

static int polled(int fd, int events)
{
    struct pollfd entry = {fd, (short)events, 0};
    return CALL(poll, &entry, 1, 0) < 0 ? -1 : entry.revents;
}

static long now_ms(void)
{
    struct timespec time;
    clock_gettime(1, &time);
    return time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static void test_poll(void)
{
    int fds[2];
    ok(CALL(pipe2, fds, 02000000) == 0 && CALL(fcntl64, fds[1], 1) == 1 && fails(CALL(pipe2, fds, 1), EINVAL),
       "pipe2");
    ok(polled(fds[0], POLLIN) == 0 && polled(fds[1], POLLOUT) == POLLOUT, "an empty pipe");
    write(fds[1], "x", 1);
    ok(polled(fds[0], POLLIN) == POLLIN && polled(fds[0], POLLOUT) == 0, "one with a byte");
    close(fds[1]);
    ok(polled(fds[0], POLLIN) == (POLLIN | POLLHUP), "without a writer");
    char byte;
    read(fds[0], &byte, 1);
    ok(polled(fds[0], POLLIN) == POLLHUP, "and empty");
    close(fds[0]);
    ok(polled(fds[0], POLLIN) == POLLNVAL && polled(-1, POLLIN) == 0, "no file");
    pipe(fds);
    close(fds[0]);
    ok(polled(fds[1], POLLOUT) == (POLLOUT | POLLERR), "without a reader");
    close(fds[1]);
    long before = now_ms();
    ok(CALL(poll, NULL, 0, 30) == 0 && now_ms() - before >= 30, "a time-out");
    ok(fails(CALL(poll, 16, 1, 0), EFAULT), "a bad address");
}

/* The parent waits for two pipes at once; children write to them after a while. */
static void test_wait(void)
{
    int a[2], b[2], status;
    pipe(a);
    pipe(b);
    int wrong = 0;
    for (int i = 0; i < 20; i++) {
        int *chosen = i % 2 ? a : b;
        pid_t child = fork();
        if (child == 0) {
            struct timespec pause = {0, i * 500000};
            nanosleep(&pause, NULL);
            _exit(write(chosen[1], "x", 1) != 1);
        }
        struct pollfd entries[2] = {{a[0], POLLIN, 0}, {b[0], POLLIN, 0}};
        char byte;
        wrong += CALL(poll, entries, 2, 10000) != 1 || !entries[i % 2 ? 0 : 1].revents ||
                 read(chosen[0], &byte, 1) != 1;
        waitpid(child, &status, 0);
    }
    ok(wrong == 0, "poll waits for either of two pipes");
    close(a[0]);
    close(a[1]);
    close(b[0]);
    close(b[1]);
}

static void test_select(void)
{
    int fds[2];
    pipe(fds);
    unsigned in[32] = {0}, out[32] = {0};
    in[0] = 1u << fds[0];
    out[0] = 1u << fds[1];
    struct {
        long seconds, parts;
    } none = {0, 0}, some = {0, 20000}, bad = {-1, 0};
    ok(CALL(_newselect, 32, in, out, NULL, &none) == 1 && in[0] == 0 && out[0] == 1u << fds[1], "select");
    in[0] = 1u << fds[0];
    long before = now_ms();
    ok(CALL(_newselect, 32, in, NULL, NULL, &some) == 0 && in[0] == 0 && now_ms() - before >= 20,
       "its time-out");
    write(fds[1], "x", 1);
    in[0] = 1u << fds[0];
    ok(CALL(pselect6, 32, in, NULL, NULL, NULL, NULL) == 1 && in[0] == 1u << fds[0], "pselect6");
    in[0] = 1u << 30;
    ok(fails(CALL(_newselect, 32, in, NULL, NULL, &none), EBADF) &&
           fails(CALL(_newselect, -1, in, NULL, NULL, &none), EINVAL) &&
           fails(CALL(_newselect, 32, 16, NULL, NULL, &none), EFAULT) &&
           fails(CALL(_newselect, 0, NULL, NULL, NULL, &bad), EINVAL),
       "errors of select");
    close(fds[0]);
    close(fds[1]);
}

static void test_sockets(void)
{
    int pair[2], status;
    char text[8] = "";
    ok(CALL(socketpair, 1, 1, 0, pair) == 0, "a pair of sockets");
    ok(write(pair[0], "ping", 4) == 4 && read(pair[1], text, 8) == 4 && write(pair[1], "pong", 4) == 4 &&
           read(pair[0], text, 8) == 4 && memcmp(text, "pong", 4) == 0,
       "bytes go both ways");
    ok(polled(pair[0], POLLIN | POLLOUT) == POLLOUT, "poll");
    ok(CALL(recvfrom, pair[0], text, 8, 0x40, NULL, NULL) == -1 && errno == EAGAIN, "MSG_DONTWAIT");
    ok(CALL(sendto, pair[0], "last", 4, 0, NULL, 0) == 4 && CALL(shutdown, pair[0], 1) == 0 &&
           read(pair[1], text, 8) == 4 && read(pair[1], text, 8) == 0,
       "send, shutdown, end of file");
    ok(CALL(sendto, pair[0], "x", 1, 0x4000, NULL, 0) == -1 && errno == EPIPE, "EPIPE after it");
    ok(write(pair[1], "back", 4) == 4 && read(pair[0], text, 8) == 4, "the other way is open still");
    close(pair[1]);
    ok(read(pair[0], text, 8) == 0 && polled(pair[0], POLLIN) == (POLLIN | POLLHUP), "the peer is closed");
    pid_t child = fork();
    if (child == 0) {
        CALL(sendto, pair[0], "x", 1, 0, NULL, 0);
        _exit(0);
    }
    waitpid(child, &status, 0);
    ok(WIFSIGNALED(status) && WTERMSIG(status) == SIGPIPE, "SIGPIPE");
    close(pair[0]);
    unsigned long arguments[4] = {1, 1, 0, (unsigned long)pair};
    ok(CALL(socketcall, 8, arguments) == 0 && close(pair[0]) == 0 && close(pair[1]) == 0, "socketcall");
    ok(fails(CALL(socketpair, 99, 1, 0, pair), EAFNOSUPPORT) &&
           fails(CALL(socketpair, 1, 1, 0, 16), EFAULT) && fails(CALL(shutdown, 99, 0), EBADF) &&
           fails(CALL(shutdown, 0, 0), ENOTSOCK),
       "errors");
}

int main(void)
{
    for (int round = 0; round < 2; round++) {
        if (round == 1)
            begin_count();
        test_poll();
        test_wait();
        test_select();
        test_sockets();
    }
    end_count();
    return done_testing();
}
