/* runs on Linux */
/* Old system calls of Linux i386 that libraries and assembly programs still make: mmap, sigprocmask; and
 * fallocate. */
#include "system.h"

#include <stdint.h>

static void test_mmap(void)
{
    uint32_t arguments[6] = {0, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, (uint32_t)-1,
                             0};
    char *memory = (char *)syscall(90, arguments);
    ok(memory != MAP_FAILED, "mmap with its arguments in memory");
    memset(memory, 1, 2 * PAGE);
    ok(munmap(memory, 2 * PAGE) == 0, "can be written, and given back");
    arguments[5] = 1;
    ok(syscall(90, arguments) == -1 && errno == EINVAL, "an offset that is no multiple of a page is refused");
    ok(syscall(90, 4) == -1 && errno == EFAULT, "arguments that are not there are refused");
}

static void test_sigprocmask(void)
{
    uint32_t set = 1u << (SIGUSR1 - 1), old = 1;
    sigset_t whole;
    sigemptyset(&whole);
    sigaddset(&whole, 40);
    sigprocmask(SIG_SETMASK, &whole, NULL);
    ok(syscall(126, SIG_BLOCK, &set, &old) == 0 && old == 0, "the old sigprocmask blocks");
    sigprocmask(SIG_SETMASK, NULL, &whole);
    ok(sigismember(&whole, SIGUSR1) && sigismember(&whole, 40), "and leaves others");
    set = 0;
    ok(syscall(126, SIG_SETMASK, &set, &old) == 0 && old == 1u << (SIGUSR1 - 1), "tells what was");
    sigprocmask(SIG_SETMASK, NULL, &whole);
    ok(!sigismember(&whole, SIGUSR1) && sigismember(&whole, 40),
       "signals that it does not know keep blocked");
    ok(syscall(126, 7, &set, NULL) == -1 && errno == EINVAL, "an unknown operation is refused");
}

static void test_fallocate(void)
{
    char name[] = "/tmp/fallocateXXXXXX";
    int fd = mkstemp(name);
    ok(syscall(324, fd, 0, 0, 0, 10000, 0) == 0 && lseek(fd, 0, SEEK_END) == 10000,
       "fallocate makes a file longer");
    ok(syscall(324, fd, 0, 10, 0, 20, 0) == 0 && lseek(fd, 0, SEEK_END) == 10000, "but not shorter");
    ok(syscall(324, fd, 0, 0, 0, 0, 0) == -1 && errno == EINVAL, "0 bytes are refused");
    ok(syscall(324, fd, 0, -1, -1, 10, 0) == -1 && errno == EINVAL, "so is a negative offset");
    ok(syscall(324, 99, 0, 0, 0, 10, 0) == -1 && errno == EBADF, "and a file that is not open");
    ok(posix_fallocate(fd, 10000, 1) == 0 && lseek(fd, 0, SEEK_END) == 10001, "posix_fallocate");
    close(fd);
    unlink(name);
}

int main(void)
{
    ok(syscall(24) == (long)getuid() && syscall(47) == (long)getgid() && syscall(49) == (long)geteuid() &&
           syscall(50) == (long)getegid(),
       "the old getuid, getgid, geteuid, getegid");
    test_mmap();
    test_sigprocmask();
    test_fallocate();
    return done_testing();
}
