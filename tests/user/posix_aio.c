/* Asynchronous input and output, one rule of POSIX at a time. runs on Linux */
#include "libc_test.h"

#include <aio.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>
#include <time.h>

static int temporary(int flags)
{
    char name[] = "/tmp/aioXXXXXX";
    int fd = mkostemp(name, flags);
    unlink(name);
    return fd;
}

static struct aiocb request(int fd, void *buffer, size_t count, off_t offset)
{
    struct aiocb block;
    memset(&block, 0, sizeof(block));
    block.aio_fildes = fd;
    block.aio_buf = buffer;
    block.aio_nbytes = count;
    block.aio_offset = offset;
    block.aio_sigevent.sigev_notify = SIGEV_NONE;
    return block;
}

static void wait_for(const struct aiocb *block)
{
    const struct aiocb *list[] = {NULL, block};
    while (aio_error(block) == EINPROGRESS)
        aio_suspend(list, 2, NULL);
}

static void read_and_write(void)
{
    char text[20] = "";
    int fd = temporary(0);
    struct aiocb block = request(fd, "hello", 5, 3);
    ok(aio_write(&block) == 0, "aio_write is asked for");
    wait_for(&block);
    ok(aio_error(&block) == 0 && aio_return(&block) == 5 && lseek(fd, 0, SEEK_END) == 8,
       "and is done, at its place");
    block = request(fd, text, sizeof(text), 4);
    ok(aio_read(&block) == 0, "aio_read");
    wait_for(&block);
    ok(aio_return(&block) == 4 && strcmp(text, "ello") == 0, "up to the end of the file");
    block = request(fd, NULL, 0, 0);
    ok(aio_fsync(O_SYNC, &block) == 0, "aio_fsync");
    wait_for(&block);
    ok(aio_error(&block) == 0 && aio_fsync(99, &block) == -1 && errno == EINVAL, "of a kind that there is");
    close(fd);
    ok(aio_fsync(O_SYNC, &block) == -1 && errno == EBADF, "aio_fsync of no file");
    block = request(fd, text, 1, 0);
    ok(aio_read(&block) == 0, "a mistake shows later");
    wait_for(&block);
    ok(aio_error(&block) == EBADF && aio_return(&block) == -1, "as EBADF");
    block.aio_reqprio = -1;
    ok(aio_read(&block) == -1 && errno == EINVAL, "a priority that is none");
}

static void order(void)
{
    enum { COUNT = 50 };
    static struct aiocb blocks[COUNT];
    static char letters[COUNT], text[COUNT + 1];
    int fd = temporary(O_APPEND), good = 1;
    for (int i = 0; i < COUNT; i++) {
        letters[i] = (char)('A' + i);
        blocks[i] = request(fd, &letters[i], 1, 0);
        good &= aio_write(&blocks[i]) == 0;
    }
    for (int i = 0; i < COUNT; i++)
        wait_for(&blocks[i]);
    ok(good && pread(fd, text, COUNT, 0) == COUNT && memcmp(text, letters, COUNT) == 0,
       "what is appended keeps its order");
    close(fd);
}

static volatile sig_atomic_t signals, code, value;

static void handler(int signal, siginfo_t *info, void *context)
{
    signals++;
    code = info->si_code;
    value = info->si_value.sival_int;
}

static volatile int told;

static void in_thread(union sigval with)
{
    __atomic_store_n(&told, with.sival_int, __ATOMIC_RELEASE);
}

static void notices(void)
{
    char text[4];
    int fd = temporary(0);
    struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
    sigaction(SIGRTMIN, &action, NULL);
    struct aiocb block = request(fd, text, 4, 0);
    block.aio_sigevent.sigev_notify = SIGEV_SIGNAL;
    block.aio_sigevent.sigev_signo = SIGRTMIN;
    block.aio_sigevent.sigev_value.sival_int = 42;
    aio_write(&block);
    for (int i = 0; i < 2000 && !signals; i++)
        usleep(1000);
    ok(signals == 1 && code == SI_ASYNCIO && value == 42 && aio_error(&block) == 0,
       "a signal tells that it is done");
    block.aio_sigevent.sigev_notify = SIGEV_THREAD;
    block.aio_sigevent.sigev_notify_function = in_thread;
    block.aio_sigevent.sigev_notify_attributes = NULL;
    block.aio_sigevent.sigev_value.sival_int = 7;
    aio_read(&block);
    for (int i = 0; i < 2000 && !__atomic_load_n(&told, __ATOMIC_ACQUIRE); i++)
        usleep(1000);
    ok(told == 7, "or a thread");
    close(fd);
}

static void alarmed(int signal)
{
}

static void blocking(void)
{
    char text[8] = "";
    int fds[2], rest[2];
    socketpair(AF_UNIX, SOCK_STREAM, 0, fds);
    pipe(rest);
    struct aiocb block = request(fds[0], text, 4, 0), second = request(fds[0], text + 4, 4, 0);
    const struct aiocb *list[] = {&block};
    aio_read(&block);
    aio_read(&second);
    usleep(20000);
    ok(aio_error(&block) == EINPROGRESS, "a read that has to wait");
    struct timespec moment = {0, 20000000};
    ok(aio_suspend(list, 1, &moment) == -1 && errno == EAGAIN, "aio_suspend waits no longer than it is to");
    struct sigaction action = {.sa_handler = alarmed};
    sigaction(SIGALRM, &action, NULL);
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        usleep(30000);
        kill(getppid(), SIGALRM);
        _exit(0);
    }
    ok(aio_suspend(list, 1, NULL) == -1 && errno == EINTR, "nor than until a signal comes");
    waitpid(child, NULL, 0);
    ok(aio_cancel(fds[0], &second) == AIO_CANCELED && aio_error(&second) == ECANCELED &&
           aio_return(&second) == -1,
       "aio_cancel of one that has not begun");
    ok(aio_cancel(fds[0], &second) != AIO_CANCELED && aio_cancel(fds[0], NULL) == AIO_NOTCANCELED,
       "but not of one that has");
    ok(aio_cancel(rest[0], &second) == -1 && errno == EINVAL && aio_cancel(999, NULL) == -1 &&
           errno == EBADF && aio_cancel(rest[0], NULL) == AIO_ALLDONE,
       "mistakes of aio_cancel");
    write(fds[1], "wxyz", 4);
    wait_for(&block);
    ok(aio_return(&block) == 4 && memcmp(text, "wxyz", 4) == 0, "until there is something to read");
    for (int i = 0; i < 2; i++) {
        close(fds[i]);
        close(rest[i]);
    }
}

static void lists(void)
{
    static char text[4][8] = {"one", "two", "three"};
    char back[4] = "";
    int fd = temporary(0), done = 0;
    struct aiocb blocks[4];
    for (int i = 0; i < 4; i++) {
        blocks[i] = request(fd, text[i], 3, i * 3);
        blocks[i].aio_lio_opcode = i == 3 ? LIO_NOP : LIO_WRITE;
    }
    struct aiocb *const list[] = {&blocks[0], NULL, &blocks[1], &blocks[2], &blocks[3]};
    ok(lio_listio(LIO_WAIT, list, 5, NULL) == 0 && aio_return(&blocks[0]) == 3 &&
           aio_return(&blocks[2]) == 3 && lseek(fd, 0, SEEK_END) == 9,
       "lio_listio waits for all");
    blocks[1].aio_lio_opcode = LIO_READ;
    blocks[1].aio_buf = back;
    blocks[0].aio_fildes = 999;
    ok(lio_listio(LIO_WAIT, list, 5, NULL) == -1 && errno == EIO && aio_error(&blocks[0]) == EBADF &&
           aio_return(&blocks[1]) == 3 && strcmp(back, "two") == 0,
       "EIO if one of them failed");
    struct sigevent event = {
        .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGRTMIN, .sigev_value.sival_int = 9};
    signals = 0;
    blocks[0].aio_fildes = fd;
    ok(lio_listio(LIO_NOWAIT, list, 5, &event) == 0, "lio_listio that does not wait");
    for (int i = 0; i < 2000 && !signals; i++)
        usleep(1000);
    for (int i = 0; i < 3; i++)
        done += aio_error(&blocks[i]) == 0;
    ok(signals == 1 && value == 9 && done == 3, "tells once, when all are done");
    ok(lio_listio(99, list, 5, NULL) == -1 && errno == EINVAL && lio_listio(LIO_WAIT, list, 0, NULL) == 0,
       "mistakes of lio_listio");
    close(fd);
}

static void after_fork(void)
{
    int fd = temporary(0);
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        struct aiocb block = request(fd, "child", 5, 0);
        aio_write(&block);
        wait_for(&block);
        _exit(aio_return(&block) != 5);
    }
    int status = -1;
    waitpid(pid, &status, 0);
    ok(status == 0, "in a child");
    close(fd);
}

static void tests(void)
{
    read_and_write();
    order();
    notices();
    blocking();
    lists();
    after_fork();
}

int main(void)
{
    return libc_run(tests);
}
