/* epoll: level- and edge-triggered, one-shot, what closing does, and what is refused; runs on Linux. */
#include "tap.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>

static int fails(long result, int error)
{
    if (result == -1 && errno != error)
        printf("# error %d, not %d\n", errno, error);
    return result == -1 && errno == error;
}

static int create(void)
{
    return epoll_create1(0);
}

static int control(int epoll, int operation, int fd, unsigned events)
{
    struct epoll_event event = {.events = events, .data.u64 = (uint64_t)fd << 32 | 7};
    return epoll_ctl(epoll, operation, fd, &event);
}

/* The events of one file, without waiting longer than `timeout`; 0: none. */
static int told(int epoll, int fd, int timeout)
{
    struct epoll_event event = {.events = 0};
    int count = epoll_wait(epoll, &event, 1, timeout);
    if (count == 1 && event.data.u64 != ((uint64_t)fd << 32 | 7))
        return -2;
    return count == 1 ? (int)event.events : count;
}

static void test_level(void)
{
    int fds[2], epoll = create();
    char byte;
    pipe(fds);
    ok(control(epoll, EPOLL_CTL_ADD, fds[0], POLLIN) == 0 && told(epoll, fds[0], 0) == 0, "nothing yet");
    write(fds[1], "xy", 2);
    ok(told(epoll, fds[0], -1) == POLLIN && told(epoll, fds[0], 0) == POLLIN,
       "told of as long as there is something");
    read(fds[0], &byte, 1);
    ok(told(epoll, fds[0], 0) == POLLIN, "and more");
    read(fds[0], &byte, 1);
    ok(told(epoll, fds[0], 5) == 0, "nothing left, after a time-out");
    ok(control(epoll, EPOLL_CTL_MOD, fds[0], 0) == 0, "nothing wanted");
    write(fds[1], "x", 1);
    ok(told(epoll, fds[0], 0) == 0, "nothing told");
    close(fds[1]);
    ok(told(epoll, fds[0], 0) == POLLHUP, "but its end");
    ok(control(epoll, EPOLL_CTL_DEL, fds[0], 0) == 0 && told(epoll, fds[0], 0) == 0, "taken off");
    close(fds[0]);
    close(epoll);
}

static void test_edge(void)
{
    int fds[2], pair[2], epoll = create();
    char bytes[8];
    pipe(fds);
    control(epoll, EPOLL_CTL_ADD, fds[0], POLLIN | EPOLLET);
    write(fds[1], "x", 1);
    ok(told(epoll, fds[0], 0) == POLLIN && told(epoll, fds[0], 0) == 0, "an edge is told of once");
    write(fds[1], "x", 1);
    ok(told(epoll, fds[0], 0) == POLLIN && told(epoll, fds[0], 0) == 0, "and again when more comes");
    read(fds[0], bytes, 8);
    write(fds[1], "x", 1);
    ok(told(epoll, fds[0], 0) == POLLIN, "or comes after all was read");
    read(fds[0], bytes, 8);
    ok(told(epoll, fds[0], 0) == 0, "nothing is no edge");
    write(fds[1], "x", 1);
    close(fds[1]);
    ok(told(epoll, fds[0], 0) == (POLLIN | POLLHUP) && told(epoll, fds[0], 0) == 0, "a byte and the end");
    ok(control(epoll, EPOLL_CTL_MOD, fds[0], POLLIN | EPOLLET) == 0 &&
           told(epoll, fds[0], 0) == (POLLIN | POLLHUP),
       "changed: what is there is news");
    close(fds[0]);
    socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
    control(epoll, EPOLL_CTL_ADD, pair[0], POLLIN | POLLOUT | EPOLLRDHUP | EPOLLET);
    ok(told(epoll, pair[0], 0) == POLLOUT && told(epoll, pair[0], 0) == 0, "a socket can be written to");
    write(pair[1], "x", 1);
    ok(told(epoll, pair[0], 0) == (POLLIN | POLLOUT) && told(epoll, pair[0], 0) == 0, "and read");
    shutdown(pair[1], SHUT_WR);
    ok(told(epoll, pair[0], 0) == (POLLIN | POLLOUT | EPOLLRDHUP), "its peer writes no more");
    close(pair[0]);
    close(pair[1]);
    close(epoll);
}

/* A write end that was full. */
static void test_room(void)
{
    static char page[4096];
    int fds[2], epoll = create();
    pipe(fds);
    fcntl(fds[1], F_SETFL, O_NONBLOCK);
    control(epoll, EPOLL_CTL_ADD, fds[1], POLLOUT | EPOLLET);
    ok(told(epoll, fds[1], 0) == POLLOUT, "there is room");
    while (write(fds[1], page, sizeof page) > 0)
        ;
    ok(told(epoll, fds[1], 0) == 0, "there is none");
    for (int i = 0; i < 16; i++)
        read(fds[0], page, sizeof page);
    ok(told(epoll, fds[1], 0) == POLLOUT && told(epoll, fds[1], 0) == 0, "there is again");
    close(fds[0]);
    ok(told(epoll, fds[1], 0) == (POLLOUT | POLLERR), "nobody reads");
    close(fds[1]);
    close(epoll);
}

static void test_once(void)
{
    int fds[2], epoll = create();
    pipe(fds);
    write(fds[1], "x", 1);
    control(epoll, EPOLL_CTL_ADD, fds[0], POLLIN | EPOLLONESHOT);
    ok(told(epoll, fds[0], 0) == POLLIN, "once");
    close(fds[1]);
    ok(told(epoll, fds[0], 0) == 0, "and no more, not even of the end");
    control(epoll, EPOLL_CTL_MOD, fds[0], POLLIN | EPOLLONESHOT);
    ok(told(epoll, fds[0], 0) == (POLLIN | POLLHUP), "until it is asked for again");
    close(fds[0]);
    close(epoll);
}

static void test_many(void)
{
    struct epoll_event events[4];
    int fds[3][2], epoll = create(), seen = 0;
    for (int i = 0; i < 3; i++) {
        pipe(fds[i]);
        control(epoll, EPOLL_CTL_ADD, fds[i][0], POLLIN);
        write(fds[i][1], "x", 1);
    }
    ok(epoll_wait(epoll, events, 4, 0) == 3, "three at once");
    for (int i = 0; i < 3; i++)
        if (epoll_wait(epoll, events, 1, 0) == 1)
            for (int j = 0; j < 3; j++)
                seen |= (events[0].data.u64 >> 32 == (uint64_t)fds[j][0]) << j;
    ok(seen == 7, "one at a time: all have their turn");
    ok(fails(epoll_wait(epoll, (void *)16, 4, 0), EFAULT), "nowhere to put them");
    for (int i = 0; i < 3; i++) {
        close(fds[i][0]);
        close(fds[i][1]);
    }
    ok(epoll_wait(epoll, events, 4, 0) == 0, "what is closed is watched no longer");
    close(epoll);
}

/* A watch is of the open file, not of its number. */
static void test_closing(void)
{
    int fds[2], other[2], epoll = create();
    pipe(fds);
    pipe(other);
    write(fds[1], "x", 1);
    control(epoll, EPOLL_CTL_ADD, fds[0], POLLIN);
    int copy = dup(fds[0]);
    close(fds[0]);
    ok(told(epoll, fds[0], 0) == POLLIN, "a copy keeps the file, and its watch");
    close(copy);
    ok(told(epoll, fds[0], 0) == 0, "the last one does not");
    ok(dup2(other[0], fds[0]) == fds[0] && control(epoll, EPOLL_CTL_ADD, fds[0], POLLIN) == 0,
       "the number is free again");
    write(other[1], "x", 1);
    ok(told(epoll, fds[0], 0) == POLLIN, "for another file");
    close(epoll);
    close(fds[0]);
    close(fds[1]);
    close(other[0]);
    close(other[1]);
}

static void test_refused(void)
{
    int fds[2], epoll = create(), regular = open("/bin", O_RDONLY);
    struct epoll_event event = {.events = POLLIN};
    pipe(fds);
    ok(fails(epoll_create1(1), EINVAL) && fails(epoll_create(0), EINVAL), "unknown flags, no size");
    ok(fails(control(epoll, EPOLL_CTL_ADD, regular, POLLIN), EPERM), "what is always ready");
    ok(fails(control(epoll, EPOLL_CTL_ADD, 99, POLLIN), EBADF) &&
           fails(control(99, EPOLL_CTL_ADD, fds[0], POLLIN), EBADF),
       "no file");
    ok(fails(control(fds[0], EPOLL_CTL_ADD, fds[1], POLLIN), EINVAL) &&
           fails(control(epoll, EPOLL_CTL_ADD, epoll, POLLIN), EINVAL),
       "no instance, itself");
    ok(fails(control(epoll, EPOLL_CTL_MOD, fds[0], POLLIN), ENOENT) &&
           fails(control(epoll, EPOLL_CTL_DEL, fds[0], POLLIN), ENOENT),
       "not watched");
    control(epoll, EPOLL_CTL_ADD, fds[0], POLLIN);
    ok(fails(control(epoll, EPOLL_CTL_ADD, fds[0], POLLIN), EEXIST) &&
           fails(control(epoll, 9, fds[0], POLLIN), EINVAL),
       "watched already; no such operation");
    ok(fails(epoll_ctl(epoll, EPOLL_CTL_MOD, fds[0], (void *)16), EFAULT), "no event");
    ok(fails(epoll_wait(epoll, &event, 0, 0), EINVAL) && fails(epoll_wait(fds[0], &event, 1, 0), EINVAL) &&
           fails(epoll_wait(99, &event, 1, 0), EBADF),
       "no room, no instance, no file");
    struct pollfd entry = {epoll, POLLIN, 0};
    ok(poll(&entry, 1, 0) == 0 && write(fds[1], "x", 1) == 1 && poll(&entry, 1, -1) == 1 &&
           entry.revents == POLLIN,
       "an instance can be polled");
    close(fds[0]);
    close(fds[1]);
    close(regular);
    close(epoll);
}

static int shared, pair[2];

static void *write_later(void *argument)
{
    usleep(20000);
    write(pair[1], "x", 1);
    return argument;
}

static void *add_later(void *argument)
{
    usleep(20000);
    control(shared, EPOLL_CTL_ADD, pair[0], POLLIN);
    return argument;
}

static void nothing(int signal)
{
    (void)signal;
}

static void test_waiting(void)
{
    pthread_t thread;
    int status;
    shared = create();
    pipe(pair);
    control(shared, EPOLL_CTL_ADD, pair[0], POLLIN | EPOLLET);
    pthread_create(&thread, NULL, write_later, NULL);
    ok(told(shared, pair[0], -1) == POLLIN, "woken by what comes");
    pthread_join(thread, NULL);
    control(shared, EPOLL_CTL_DEL, pair[0], 0);
    pthread_create(&thread, NULL, add_later, NULL);
    ok(told(shared, pair[0], -1) == POLLIN, "or by a file that is added");
    pthread_join(thread, NULL);
    char byte;
    read(pair[0], &byte, 1);
    if (fork() == 0) {
        usleep(20000);
        write(pair[1], "x", 1);
        _exit(0);
    }
    ok(told(shared, pair[0], -1) == POLLIN, "or by another process");
    wait(&status);
    read(pair[0], &byte, 1);
    signal(SIGALRM, nothing);
    setitimer(ITIMER_REAL, &(struct itimerval){.it_value.tv_usec = 20000}, NULL);
    ok(fails(told(shared, pair[0], -1), EINTR), "a signal ends the wait");
    sigset_t usr1, none;
    sigemptyset(&none);
    sigemptyset(&usr1);
    sigaddset(&usr1, SIGUSR1);
    signal(SIGUSR1, nothing);
    sigprocmask(SIG_BLOCK, &usr1, NULL);
    kill(getpid(), SIGUSR1);
    struct epoll_event event;
    ok(epoll_pwait(shared, &event, 1, 0, NULL) == 0 &&
           fails(epoll_pwait(shared, &event, 1, -1, &none), EINTR),
       "with another mask");
    close(pair[0]);
    close(pair[1]);
    close(shared);
}

int main(void)
{
    for (int round = 0; round < 2; round++) {
        if (round == 1)
            begin_count();
        test_level();
        test_edge();
        test_room();
        test_once();
        test_many();
        test_closing();
        test_refused();
        test_waiting();
    }
    end_count();
    return done_testing();
}
