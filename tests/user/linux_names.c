/* Names that programs written for Linux take for granted: those for large files, numbers of system calls,
 * macros. runs on Linux */
#include "libc_test.h"

#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <glob.h>
#include <inttypes.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/param.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/user.h>
#include <termios.h>
#include <ucontext.h>

static int visited;

static int visit(const char *path, const struct stat64 *status, int type, struct FTW *where)
{
    visited += type == FTW_F && status->st_size == 8 && strcmp(path + where->base, "f") == 0;
    return 0;
}

static void large_files(void)
{
    char folder[] = "/tmp/namesXXXXXX", text[9] = "";
    struct stat64 status;
    off64_t end;
    mkdtemp(folder);
    int at = open(folder, O_RDONLY | O_DIRECTORY);
    int fd = openat64(at, "f", O_RDWR | O_CREAT, 0600);
    ok(fd >= 0 && pwrite64(fd, "abcdefghij", 10, 0) == 10 && ftruncate64(fd, 8) == 0 &&
           pread64(fd, text, 8, 0) == 8 && strcmp(text, "abcdefgh") == 0,
       "openat64, pwrite64, ftruncate64, pread64");
    end = lseek64(fd, 0, SEEK_END);
    ok(end == 8 && fstat64(fd, &status) == 0 && status.st_size == 8 && fstatat64(at, "f", &status, 0) == 0 &&
           S_ISREG(status.st_mode) && stat64(folder, &status) == 0 && S_ISDIR(status.st_mode) &&
           lstat64(folder, &status) == 0,
       "lseek64 and the stat64 family");
    close(fd);
    ok(nftw64(folder, visit, 5, FTW_PHYS) == 0 && visited == 1, "nftw64");
    int entries = 0;
    DIR *directory = opendir(folder);
    for (struct dirent64 *entry; (entry = readdir64(directory));)
        entries += entry->d_fileno != 0 && IFTODT(S_IFREG) == DT_REG;
    closedir(directory);
    ok(entries == 3, "readdir64");
    ok(mkfifoat(at, "p", 0600) == 0 && fstatat64(at, "p", &status, 0) == 0 && S_ISFIFO(status.st_mode) &&
           mknodat(at, "r", S_IFREG | 0600, 0) == 0,
       "mkfifoat, mknodat");
    unlinkat(at, "p", 0);
    unlinkat(at, "r", 0);
    FILE *file = fopen64("/proc/self/stat", "r");
    ok(file && fseeko64(file, 0, SEEK_SET) == 0 && ftello64(file) == 0, "fopen64, fseeko64, ftello64");
    fclose(file);
    unlinkat(at, "f", 0);
    close(at);
    rmdir(folder);
    char *memory = mmap64(NULL, PAGE_SIZE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FILE, -1, 0);
    struct rlimit64 limit;
    ok(memory != MAP_FAILED && munmap(memory, PAGE_SIZE) == 0, "mmap64");
    ok(getrlimit64(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur > 8, "getrlimit64");
}

static void numbers(void)
{
    ok(syscall(__NR_getpid) == getpid() && __NR_write == 4 && SYS_write == 4 && __NR_stat64 == 195,
       "__NR_ names");
    int i = 0;
    signed char c = 0;
    ok(sscanf("-7 ff", "%" SCNi8 " %" SCNxLEAST32, &c, (unsigned *)&i) == 2 && c == -7 && i == 255,
       "SCN names");
    char text[40];
    snprintf(text, sizeof(text), "%" PRIdFAST64 " %" PRIXLEAST16, (int_fast64_t)-5, 0xab);
    ok(strcmp(text, "-5 AB") == 0, "PRI names");
    ok(WINT_MAX > 0 && WCHAR_MAX > 0 && LONG_LONG_MAX == LLONG_MAX && MQ_PRIO_MAX > 31 && MAX_INPUT >= 255,
       "limits");
}

static void macros(void)
{
    int status = system("exit 3");
    ok(WIFEXITED(status) && WEXITSTATUS(status) == 3, "a status taken apart");
    errno = 0;
    ok(TEMP_FAILURE_RETRY(close(-1)) == -1 && errno == EBADF, "TEMP_FAILURE_RETRY");
    struct timeval tv = {3, 4}, back;
    struct timespec ts;
    TIMEVAL_TO_TIMESPEC(&tv, &ts);
    TIMESPEC_TO_TIMEVAL(&back, &ts);
    ok(ts.tv_sec == 3 && ts.tv_nsec == 4000 && back.tv_usec == 4, "TIMEVAL_TO_TIMESPEC and back");
    cpu_set_t *set = CPU_ALLOC(8);
    size_t size = CPU_ALLOC_SIZE(8);
    CPU_ZERO_S(size, set);
    CPU_SET_S(3, size, set);
    ok(CPU_COUNT_S(size, set) == 1 && CPU_ISSET_S(3, size, set) && !CPU_ISSET_S(2, size, set), "CPU_ALLOC");
    CPU_FREE(set);
    ok(strcmp(strndupa("abcdef", 3), "abc") == 0, "strndupa");
    ok(SIGCLD == SIGCHLD && (S_IREAD | S_IWRITE) == 0600 && ACCESSPERMS == 0777 && NGREG == 19 &&
           NOFILE == 256,
       "old names");
    unsigned char bits[2] = {0};
    setbit(bits, 9);
    ok(bits[1] == 2 && isset(bits, 9) && isclr(bits, 8) && powerof2(8), "setbit");
    ok((CSTOPB | CLOCAL | HUPCL | CS7) == 06140 && TCION == 3 && FIOCLEX == 0x5451, "settings of lines");
}

static void tests(void)
{
    large_files();
    numbers();
    macros();
}

int main(void)
{
    return libc_run(tests);
}
