/* What files hold: offsets, appending, truncating, vectors, mapping; runs on Linux, where it works in /tmp
 * too. */
#include "tap.h"

#include <abi/mman.h>
#include <abi/uio.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#define CALL(...) syscall(SYS_##__VA_ARGS__)

static int fails(long result, int error)
{
    if (result == -1 && errno != error)
        printf("# error %d, not %d\n", errno, error);
    return result == -1 && errno == error;
}

static int new_file(void)
{
    int fd = open("data", O_RDWR | O_CREAT | O_TRUNC, 0644);
    ok(fd >= 0, "a new file");
    return fd;
}

static void test_holes(void)
{
    char text[16] = "";
    int fd = new_file();
    ok(lseek(fd, 10000, SEEK_SET) == 10000 && write(fd, "end", 3) == 3, "a hole");
    ok(pread(fd, text, 4, 9998) == 4 && memcmp(text, "\0\0en", 4) == 0, "reads as zeros");
    ok(CALL(ftruncate, fd, 10001) == 0 && CALL(ftruncate, fd, 10010) == 0 &&
           pread(fd, text, 16, 9999) == 11 && memcmp(text, "\0e\0\0\0\0\0\0\0\0\0", 11) == 0,
       "what was cut off is zero when it comes back");
    ok(lseek(fd, 0, SEEK_END) == 10010 && CALL(ftruncate, fd, 0) == 0 && read(fd, text, 1) == 0 &&
           pread(fd, text, 1, 0) == 0,
       "cut to nothing");
    long long place = 0;
    ok(CALL(_llseek, fd, 1, 5, &place, SEEK_SET) == 0 && place == 0x100000005ll && read(fd, text, 1) == 0,
       "far away");
    ok(fails(CALL(ftruncate, fd, -1), EINVAL) && fails(CALL(truncate, "none", 0), ENOENT) &&
           fails(CALL(truncate, ".", 0), EISDIR),
       "errors of truncate");
    ok(CALL(truncate, "data", 5) == 0 && lseek(fd, 0, SEEK_END) == 5, "truncate");
    close(fd);
    fd = open("data", O_RDONLY);
    ok(fails(CALL(ftruncate, fd, 0), EINVAL) && fails(write(fd, "x", 1), EBADF), "open for reading only");
    close(fd);
}

static void test_transfers(void)
{
    char a[3], b[8] = "";
    int fd = new_file(), more = open("data", O_WRONLY | O_APPEND);
    struct iovec out[3] = {{"one", 3}, {NULL, 0}, {"two", 3}}, in[2] = {{a, 3}, {b, 8}};
    ok(CALL(writev, fd, out, 3) == 6 && lseek(fd, 0, SEEK_SET) == 0 && CALL(readv, fd, in, 2) == 6 &&
           memcmp(a, "one", 3) == 0 && strcmp(b, "two") == 0,
       "readv, writev");
    ok(write(more, "!", 1) == 1 && CALL(pwrite64, fd, "ONE", 3, 0, 0) == 3 && write(more, "?", 1) == 1 &&
           lseek(more, 0, SEEK_CUR) == 8 && pread(fd, b, 8, 0) == 8 && memcmp(b, "ONEtwo!?", 8) == 0,
       "O_APPEND, pwrite64");
    ok(fails(CALL(pwrite64, fd, "x", 1, 0, -1), EINVAL) && fails(CALL(readv, fd, in, -1), EINVAL) &&
           fails(write(fd, (void *)16, 4), EFAULT) && lseek(fd, 0, SEEK_END) == 8,
       "errors leave the file alone");
    ok(CALL(fcntl64, more, 3) & O_APPEND && CALL(fcntl64, more, 4, 0) == 0 && lseek(more, 0, SEEK_SET) == 0 &&
           write(more, "o", 1) == 1 && pread(fd, b, 1, 0) == 1 && b[0] == 'o',
       "F_SETFL takes O_APPEND away");
    close(more);
    int full = open("/dev/full", O_RDWR);
    ok(fails(write(full, "x", 1), ENOSPC) && read(full, b, 8) == 8 && b[0] == 0, "/dev/full");
    close(full);
    int random = open("/dev/urandom", O_RDONLY);
    unsigned first[4], second[4];
    ok(read(random, first, 16) == 16 && CALL(getrandom, second, 16, 0) == 16 && memcmp(first, second, 16),
       "/dev/urandom, getrandom");
    close(random);
    close(fd);
}

static void test_descriptors(void)
{
    int fd = new_file();
    ok(CALL(fcntl64, fd, 0, 100) == 100 && CALL(fcntl64, fd, 1030, 100) == 101 &&
           CALL(fcntl64, 100, 1) == 0 && CALL(fcntl64, 101, 1) == 1,
       "F_DUPFD, F_DUPFD_CLOEXEC");
    ok(CALL(fcntl64, 100, 2, 1) == 0 && CALL(fcntl64, 100, 1) == 1, "F_SETFD");
    ok(CALL(dup3, fd, 102, 02000000) == 102 && CALL(fcntl64, 102, 1) == 1 &&
           fails(CALL(dup3, fd, fd, 0), EINVAL) && fails(CALL(dup3, fd, 102, 1), EINVAL),
       "dup3");
    ok(fails(CALL(fcntl64, fd, 0, -1), EINVAL) && fails(CALL(fcntl64, 99, 3), EBADF) &&
           fails(CALL(fcntl64, fd, 999), EINVAL),
       "errors of fcntl");
    ok((CALL(fcntl64, fd, 3) & 3) == O_RDWR, "F_GETFL");
    for (int i = 100; i < 103; i++)
        close(i);
    close(fd);
}

static void test_maps(void)
{
    int fd = new_file(), status;
    char text[8] = "";
    CALL(ftruncate, fd, 5000);
    CALL(pwrite64, fd, "hello", 5, 0, 0);
    char *shared = mmap(NULL, 12288, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    char *own = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
    ok(shared != MAP_FAILED && own != MAP_FAILED && memcmp(shared, "hello", 5) == 0 && own[4] == 'o',
       "a file is mapped, shared and private");
    own[0] = 'J';
    shared[1] = 'E';
    ok(pread(fd, text, 5, 0) == 5 && memcmp(text, "hEllo", 5) == 0 && own[0] == 'J', "who sees which writes");
    CALL(pwrite64, fd, "H", 1, 0, 0);
    ok(shared[0] == 'H' && own[0] == 'J', "and which are seen there");
    ok(shared[5000] == 0, "zeros behind the end");
    pid_t child = fork();
    if (child == 0) {
        shared[2] = 'L';
        own[3] = 'X';
        _exit(0);
    }
    waitpid(child, &status, 0);
    ok(shared[2] == 'L' && own[3] == 'l', "fork");
    child = fork();
    if (child == 0)
        _exit(((volatile char *)shared)[8192]);
    waitpid(child, &status, 0);
    ok(WIFSIGNALED(status) && WTERMSIG(status) == 7, "SIGBUS behind the file's last page");
    ok(CALL(msync, shared, 4096, 4) == 0 && fails(CALL(msync, 16, 4096, 4), EINVAL), "msync");
    munmap(shared, 12288);
    munmap(own, 8192);
    int reader = open("data", O_RDONLY);
    ok(mmap(NULL, 4096, PROT_WRITE, MAP_SHARED, reader, 0) == MAP_FAILED && errno == EACCES &&
           mmap(NULL, 4096, PROT_READ, MAP_SHARED, 99, 0) == MAP_FAILED && errno == EBADF,
       "errors of mmap");
    own = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE, reader, 0);
    close(reader);
    CALL(unlink, "data");
    ok(own != MAP_FAILED && own[1] == 'E' && (own[1] = 'e') == 'e', "a mapping outlives file and name");
    munmap(own, 4096);
    close(fd);
}

static void test_shm(void)
{
    int fd = open("/dev/shm/weft", O_RDWR | O_CREAT | O_EXCL, 0600), status;
    ok(fd >= 0 && CALL(ftruncate, fd, 8192) == 0, "shared memory");
    volatile int *memory = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    pid_t child = fork();
    if (child == 0) {
        fd = open("/dev/shm/weft", O_RDWR);
        volatile int *same = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        same[1024] = 42;
        _exit(0);
    }
    waitpid(child, &status, 0);
    ok(memory[1024] == 42, "two processes meet in it by its name");
    munmap((void *)memory, 8192);
    ok(CALL(unlink, "/dev/shm/weft") == 0, "and it goes");
}

static void test_remap(void)
{
    char *a = mmap(NULL, 3 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    munmap(a + 2 * 4096, 4096); /* so that there is room behind it */
    a[0] = 'a';
    a[4096] = 'b';
    char *b = (char *)CALL(mremap, a, 8192, 4096 * 100, 1, 0);
    ok((long)b != -1 && b[0] == 'a' && b[4096] == 'b' && b[4096 * 99] == 0, "mremap makes larger");
    ok((char *)CALL(mremap, b, 4096 * 100, 4096, 0, 0) == b && b[0] == 'a' &&
           fails(CALL(madvise, b + 4096, 4096, 4), ENOMEM),
       "and smaller");
    char *place = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    ok((char *)CALL(mremap, b, 4096, 4096, 3, place) == place && place[0] == 'a', "and moves");
    ok(fails(CALL(mremap, place + 1, 4096, 4096, 0, 0), EINVAL) &&
           fails(CALL(mremap, 4096 * 20, 4096, 8192, 1, 0), EFAULT) &&
           fails(CALL(mremap, place, 4096, 0, 1, 0), EINVAL) &&
           fails(CALL(mremap, place, 4096, 4096, 2, place), EINVAL),
       "errors of mremap");
    ok(CALL(madvise, place, 4096, 4) == 0 && place[0] == 0, "MADV_DONTNEED");
    ok(fails(CALL(madvise, place, 4096, 77), EINVAL) && fails(CALL(madvise, place + 1, 4096, 4), EINVAL),
       "errors of madvise");
    munmap(place, 4096);
}

int main(void)
{
    char folder[] = "/tmp/files_XXXXXX";
    ok(mkdtemp(folder) && CALL(chdir, folder) == 0, "a folder of its own");
    for (int round = 0; round < 2; round++) {
        if (round == 1)
            begin_count();
        test_holes();
        test_transfers();
        test_descriptors();
        test_maps();
        test_shm();
        test_remap();
    }
    end_count();
    ok(rmdir(folder) == 0, "which is empty again");
    return done_testing();
}
