/* Files, directories, standard input and output, memory that shows a file; in the directory argv[1]. */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void say(const char *what, long result)
{
    printf("%s: %ld%s%s\n", what, result, result < 0 ? ", " : "", result < 0 ? strerror(errno) : "");
}

static void directories(const char *folder)
{
    char path[500];
    struct stat status;
    say("chdir", chdir(folder));
    say("mkdir", mkdir("d", 0755));
    say("mkdir again", mkdir("d", 0755));
    say("chdir", chdir("d"));
    printf("getcwd: %s\n", strrchr(getcwd(path, sizeof path), '/'));
    say("a file", open("b", O_CREAT | O_EXCL | O_WRONLY, 0640));
    say("not again", open("b", O_CREAT | O_EXCL | O_WRONLY, 0640));
    say("link", link("b", "a"));
    say("symlink", symlink("a", "c"));
    say("rename", rename("b", "z"));
    say("stat", stat("c", &status));
    printf("%o %d %lld\n", status.st_mode, (int)status.st_nlink, (long long)status.st_size);
    say("lstat", lstat("c", &status));
    printf("%o\n", status.st_mode & S_IFMT);
    struct dirent **names;
    int count = scandir(".", &names, NULL, alphasort);
    for (int i = 0; i < count; i++)
        printf("%s type %d\n", names[i]->d_name, names[i]->d_type);
    DIR *directory = opendir("..");
    struct dirent *entry;
    while ((entry = readdir(directory)))
        if (strcmp(entry->d_name, "d") == 0)
            printf("d is in its parent\n");
    closedir(directory);
    long length = readlink("c", path, sizeof path);
    printf("readlink: %.*s\n", (int)length, path);
    say("access", access("a", R_OK | W_OK));
    say("access", access("nothing", F_OK));
    say("rmdir", rmdir("../d"));
    unlink("a"), unlink("c"), unlink("z");
    say("realpath", realpath(".", path) && strcmp(strrchr(path, '/'), "/d") == 0);
    say("chdir", chdir(".."));
    say("rmdir", rmdir("d"));
    say("unlink", unlink("nothing"));
}

static void streams(void)
{
    char line[100], word[20];
    int number;
    double real;
    FILE *file = fopen("f", "w+");
    for (int i = 0; i < 1000; i++)
        fprintf(file, "%d %s %.2f\n", i, "word", i / 4.0);
    fseek(file, 0, SEEK_END);
    say("size", ftell(file));
    rewind(file);
    fgets(line, sizeof line, file);
    printf("%s", line);
    fscanf(file, "%d %19s %lf", &number, word, &real);
    printf("%d %s %g\n", number, word, real);
    fseek(file, -8, SEEK_END);
    printf("%s", fgets(line, sizeof line, file));
    printf("end: %d %d\n", fgetc(file) == EOF, feof(file) != 0);
    fclose(file);
    file = fopen("f", "a");
    fputs("more\n", file);
    fclose(file);
    file = tmpfile();
    say("tmpfile", file ? fputs("x", file) >= 0 : -1);
    fclose(file);
    char template[] = "XXXXXX";
    int fd = mkstemp(template);
    say("mkstemp", fd >= 0);
    close(fd), unlink(template);
    char *buffer = NULL;
    size_t size = 0;
    file = fopen("f", "r");
    long lines = 0;
    while (getline(&buffer, &size, file) > 0)
        lines++;
    say("lines", lines);
    fclose(file);
    free(buffer);
}

static void descriptors(void)
{
    char buffer[100];
    int fd = open("f", O_RDWR | O_TRUNC | O_CLOEXEC, 0), other;
    struct iovec pieces[2] = {{"hello ", 6}, {"world\n", 6}};
    say("writev", writev(fd, pieces, 2));
    say("pread", pread(fd, buffer, 5, 6));
    printf("%.5s\n", buffer);
    say("pwrite", pwrite(fd, "W", 1, 6));
    say("lseek", (long)lseek(fd, 0, SEEK_CUR));
    say("lseek", (long)lseek(fd, -3, SEEK_SET));
    lseek(fd, 0, SEEK_SET);
    pieces[0] = (struct iovec){buffer, 6}, pieces[1] = (struct iovec){buffer + 50, 50};
    say("readv", readv(fd, pieces, 2));
    printf("%.6s%.6s", buffer, buffer + 50);
    say("flags", fcntl(fd, F_GETFD));
    say("dup is the lowest", (other = dup(fd)) == fd + 1);
    say("shared offset", (long)lseek(other, 0, SEEK_CUR));
    say("dup2", dup2(fd, 50));
    say("closed", close(50));
    say("closed", close(50));
    say("ftruncate", ftruncate(fd, 10000));
    char *memory = mmap(NULL, 10000, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    say("mmap", memory != MAP_FAILED);
    memory[9999] = 'x';
    say("msync", msync(memory, 10000, MS_SYNC));
    say("pread", pread(fd, buffer, 10, 9999));
    printf("%c\n", buffer[0]);
    char *copy = mmap(NULL, 10000, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
    copy[0] = 'J';
    printf("%.5s %.5s\n", copy, memory);
    copy = mremap(copy, 10000, 50000, MREMAP_MAYMOVE);
    printf("moved: %.5s\n", copy);
    munmap(memory, 10000);
    close(fd), close(other);
    say("a file of a thousand bytes", truncate("f", 1000));
    struct stat status;
    stat("f", &status);
    say("size", (long)status.st_size);
    struct timespec times[2] = {{1000000000, 0}, {1234567890, 0}};
    say("utimensat", utimensat(AT_FDCWD, "f", times, 0));
    stat("f", &status);
    say("modified", (long)status.st_mtime);
    say("chmod", chmod("f", 0604));
    stat("f", &status);
    printf("%o\n", status.st_mode);
    say("unlink", unlink("f"));
    say("open", open("f", O_RDONLY));
    say("read", read(99, buffer, 1));
}

static void waiting(void)
{
    int ends[2], pair[2];
    char buffer[10];
    pipe2(ends, O_NONBLOCK);
    struct pollfd polled[2] = {{ends[0], POLLIN, 0}, {ends[1], POLLOUT, 0}};
    say("read", read(ends[0], buffer, 1));
    say("poll", poll(polled, 2, 0));
    printf("%x %x\n", polled[0].revents, polled[1].revents);
    write(ends[1], "x", 1);
    struct timespec soon = {0, 1000000};
    say("ppoll", ppoll(polled, 2, &soon, NULL));
    printf("%x %x\n", polled[0].revents, polled[1].revents);
    read(ends[0], buffer, 1);
    fd_set set;
    FD_ZERO(&set);
    FD_SET(ends[0], &set);
    struct timeval little = {0, 1000};
    say("select", select(ends[0] + 1, &set, NULL, NULL, &little));
    close(ends[1]);
    FD_SET(ends[0], &set);
    say("pselect at the end", pselect(ends[0] + 1, &set, NULL, NULL, &soon, NULL));
    say("poll", poll(polled, 1, 0));
    printf("%x\n", polled[0].revents);
    say("socketpair", socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
    say("send", send(pair[0], "hello", 5, 0));
    say("recv", recv(pair[1], buffer, 10, 0));
    shutdown(pair[0], SHUT_WR);
    say("at the end", read(pair[1], buffer, 10));
    say("the other way", write(pair[1], "abc", 3));
    say("read", read(pair[0], buffer, 10));
}

/* Another process sees and respects what this one has locked; libc's own offsets may have 32 bits or 64. */
static void locks(void)
{
    int fd = open("locked", O_RDWR | O_CREAT, 0644), status;
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 10, .l_len = 20};
    say("F_SETLK", fcntl(fd, F_SETLK, &lock));
    fflush(stdout);
    if (fork() == 0) {
        lock = (struct flock){.l_type = F_RDLCK, .l_whence = SEEK_SET};
        say("F_GETLK", fcntl(fd, F_GETLK, &lock));
        printf("%d %d %ld %ld %d\n", lock.l_type, lock.l_whence, (long)lock.l_start, (long)lock.l_len,
               lock.l_pid == getppid());
        lock = (struct flock){.l_type = F_RDLCK, .l_whence = SEEK_SET, .l_start = 29, .l_len = 1};
        say("F_SETLK", fcntl(fd, F_SETLK, &lock));
        lseek(fd, 29, SEEK_SET);
        say("lockf", lockf(fd, F_TEST, 1));
        say("lockf behind", lseek(fd, 30, SEEK_SET) == 30 ? lockf(fd, F_LOCK, 0) : -2);
        say("posix_fadvise", posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL));
        fflush(stdout);
        _exit(0);
    }
    wait(&status);
    lock.l_type = F_UNLCK;
    say("F_SETLKW", fcntl(fd, F_SETLKW, &lock));
    unlink("locked");
    close(fd);
}

int main(int argc, char **argv)
{
    umask(022);
    directories(argv[1]);
    streams();
    descriptors();
    waiting();
    locks();
    return 0;
}
