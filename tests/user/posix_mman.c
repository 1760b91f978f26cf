/* runs on Linux */
/* <sys/mman.h>: maps of files, shared and private, shared memory by name, and their error returns. */
#include "libc_test.h"

#include <errno.h>
#include <signal.h>
#include <sys/stat.h>

#define NAME "/weft.mman"

static void shared_memory(void)
{
    struct stat status;
    shm_unlink(NAME);
    ok(shm_open(NAME, O_RDWR, 0) == -1 && errno == ENOENT, "shm_open: ENOENT");
    int fd = shm_open(NAME, O_RDWR | O_CREAT | O_EXCL, 0600);
    ok(fd >= 0, "shm_open");
    ok(shm_open(NAME, O_RDWR | O_CREAT | O_EXCL, 0600) == -1 && errno == EEXIST, "O_EXCL: EEXIST");
    ok(ftruncate(fd, 8192) == 0 && fstat(fd, &status) == 0 && status.st_size == 8192 &&
           S_ISREG(status.st_mode),
       "ftruncate, fstat");
    int *one = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    int *two = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 4096);
    int *own = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
    ok(one != MAP_FAILED && two != MAP_FAILED && own != MAP_FAILED, "mapped thrice");
    one[1024] = 7;
    ok(two[0] == 7 && own[1024] == 7, "the same pages");
    own[1024] = 8;
    ok(one[1024] == 7 && two[0] == 7, "a private map's writes stay there");
    pid_t pid = fork();
    if (pid == 0) {
        int other = shm_open(NAME, O_RDWR, 0);
        int *map = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, other, 0);
        map[5] = map == MAP_FAILED ? 0 : 55;
        _exit(0);
    }
    waitpid(pid, NULL, 0);
    ok(one[5] == 55, "another process writes to it by name");
    ok(msync(one, 8192, MS_SYNC) == 0, "msync");
    char text[4];
    ok(pread(fd, text, 4, 20) == 4 && text[0] == 55, "read sees what was written to memory");
    ok(shm_unlink(NAME) == 0 && shm_unlink(NAME) == -1 && errno == ENOENT, "shm_unlink");
    one[6] = 66;
    ok(one[6] == 66, "what is mapped stays");
    close(fd);
    ok(munmap(one, 8192) == 0 && munmap(two, 4096) == 0 && munmap(own, 8192) == 0, "munmap");
}

static void errors(void)
{
    errno = 0;
    ok(mmap(NULL, 0, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED && errno == EINVAL,
       "no length: EINVAL");
    ok(mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, -1, 0) == MAP_FAILED && errno == EBADF, "no file: EBADF");
    ok(mmap(NULL, 4096, PROT_READ, MAP_ANONYMOUS, -1, 0) == MAP_FAILED && errno == EINVAL,
       "neither private nor shared: EINVAL");
    ok(mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 100) == MAP_FAILED && errno == EINVAL,
       "an odd offset: EINVAL");
    ok(munmap((void *)100, 4096) == -1 && errno == EINVAL, "munmap: EINVAL");
    ok(mprotect((void *)4096, 4096, PROT_READ) == -1 && errno == ENOMEM, "mprotect of nothing: ENOMEM");
    int fd = open("/dev/null", O_RDONLY);
    ok(mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, fd, 0) == MAP_FAILED && errno == ENODEV,
       "not a file of bytes: ENODEV");
    close(fd);
}

static void anonymous(void)
{
    char *map = mmap(NULL, 3 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    map[0] = map[4096] = map[8192] = 1;
    ok(mmap(map + 4096, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) ==
               map + 4096 &&
           map[4096] == 0 && map[8192] == 1,
       "MAP_FIXED replaces what was there");
    ok(mprotect(map + 4096, 4096, PROT_READ) == 0 && map[4096] == 0, "mprotect of the middle");
    map[0] = map[8192] = 2;
    ok(posix_madvise(map, 4096, POSIX_MADV_DONTNEED) == 0 && map[0] == 2, "posix_madvise keeps the bytes");
    ok(posix_madvise(map, 4096, 99) == EINVAL, "posix_madvise: EINVAL");
    ok(madvise(map, 4096, MADV_DONTNEED) == 0 && map[0] == 0, "MADV_DONTNEED drops them");
    munmap(map, 3 * 4096);
    map = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    map[10] = 10;
    map = mremap(map, 4096, 64 * 4096, MREMAP_MAYMOVE);
    ok(map != MAP_FAILED && map[10] == 10 && map[63 * 4096] == 0, "mremap");
    munmap(map, 64 * 4096);
}

static void tests(void)
{
    shared_memory();
    errors();
    anonymous();
}

int main(void)
{
    return libc_run(tests);
}
