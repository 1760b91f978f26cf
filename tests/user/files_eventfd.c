/* Event counters; runs on Linux. */
#include "tap.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/wait.h>

static int fails(long result, int error)
{
    if (result == -1 && errno != error)
        printf("# error %d, not %d\n", errno, error);
    return result == -1 && errno == error;
}

static int polled(int fd)
{
    struct pollfd entry = {fd, POLLIN | POLLOUT, 0};
    return poll(&entry, 1, 0) < 0 ? -1 : entry.revents;
}

static void test_counter(void)
{
    int fd = eventfd(3, EFD_NONBLOCK | EFD_CLOEXEC);
    eventfd_t value = 0;
    ok(fcntl(fd, F_GETFD) == FD_CLOEXEC && fcntl(fd, F_GETFL) == (O_RDWR | O_NONBLOCK), "flags");
    ok(polled(fd) == (POLLIN | POLLOUT) && eventfd_read(fd, &value) == 0 && value == 3, "the first value");
    ok(polled(fd) == POLLOUT && fails(eventfd_read(fd, &value), EAGAIN), "nothing is left");
    ok(eventfd_write(fd, 2) == 0 && eventfd_write(fd, 5) == 0 && eventfd_read(fd, &value) == 0 && value == 7,
       "what was written is added");
    ok(eventfd_write(fd, UINT64_MAX - 1) == 0 && polled(fd) == POLLIN && fails(eventfd_write(fd, 1), EAGAIN),
       "full");
    ok(fails(eventfd_write(fd, UINT64_MAX), EINVAL) && eventfd_write(fd, 0) == 0, "too much, and nothing");
    ok(eventfd_read(fd, &value) == 0 && value == UINT64_MAX - 1, "all of it");
    char bytes[16] = {1};
    ok(fails(read(fd, bytes, 7), EINVAL) && fails(write(fd, bytes, 7), EINVAL), "not seven bytes");
    ok(write(fd, bytes, 8) == 8 && read(fd, bytes, 16) == 8, "eight of sixteen");
    ok(fails(read(fd, (void *)16, 8), EAGAIN) && fails(write(fd, (void *)16, 8), EFAULT), "a bad address");
    ok(fails(eventfd(0, 2), EINVAL), "bad flags");
    close(fd);
}

static void test_semaphore(void)
{
    int fd = eventfd(2, EFD_SEMAPHORE | EFD_NONBLOCK);
    eventfd_t value = 0;
    ok(eventfd_read(fd, &value) == 0 && value == 1 && eventfd_read(fd, &value) == 0 && value == 1 &&
           fails(eventfd_read(fd, &value), EAGAIN),
       "one at a time");
    close(fd);
}

static void *add(void *argument)
{
    for (int i = 0; i < 100; i++)
        eventfd_write(*(int *)argument, 1);
    return NULL;
}

static void nothing(int signal)
{
    (void)signal;
}

static void test_waiting(void)
{
    int fd = eventfd(0, 0), status;
    eventfd_t value, sum = 0;
    pthread_t threads[2];
    for (int i = 0; i < 2; i++)
        pthread_create(&threads[i], NULL, add, &fd);
    while (sum < 200 && eventfd_read(fd, &value) == 0)
        sum += value;
    ok(sum == 200, "two threads add, and one waits for it");
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    eventfd_write(fd, UINT64_MAX - 1);
    if (fork() == 0) {
        usleep(20000);
        _exit(eventfd_read(fd, &value));
    }
    ok(eventfd_write(fd, 9) == 0, "who writes waits for room, which another process makes");
    wait(&status);
    ok(status == 0 && eventfd_read(fd, &value) == 0 && value == 9, "and then it is written");
    struct sigaction action = {.sa_handler = nothing};
    sigaction(SIGUSR1, &action, NULL);
    int parent = getpid(), child = fork();
    if (child == 0)
        for (;;) {
            usleep(20000);
            kill(parent, SIGUSR1);
        }
    ok(fails(eventfd_read(fd, &value), EINTR), "a signal ends the wait");
    kill(child, SIGKILL);
    while (waitpid(child, &status, 0) < 0)
        ;
    close(fd);
}

/* Each write is news, though nobody reads: so event loops wake each other. */
static void test_epoll(void)
{
    int fd = eventfd(0, EFD_NONBLOCK), epoll = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLIN | EPOLLET};
    epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
    ok(epoll_wait(epoll, &event, 1, 0) == 0, "nothing yet");
    for (int i = 0; i < 3; i++) {
        eventfd_write(fd, 1);
        ok(epoll_wait(epoll, &event, 1, -1) == 1 && epoll_wait(epoll, &event, 1, 0) == 0,
           "a write is told of once");
    }
    close(fd);
    close(epoll);
}

int main(void)
{
    for (int round = 0; round < 2; round++) {
        if (round == 1)
            begin_count();
        test_counter();
        test_semaphore();
        test_waiting();
        test_epoll();
    }
    end_count();
    return done_testing();
}
