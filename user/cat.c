/* cat [file...]: prints files one after the other; without files, or for the file `-`, standard input. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static char buffer[4096];

static int write_all(const char *data, ssize_t length)
{
    while (length > 0) {
        ssize_t written = write(STDOUT_FILENO, data, length);
        if (written < 0)
            return -1;
        data += written;
        length -= written;
    }
    return 0;
}

static int print(int fd)
{
    ssize_t length;
    while ((length = read(fd, buffer, sizeof buffer)) > 0)
        if (write_all(buffer, length) < 0)
            return -1;
    return length < 0 ? -1 : 0;
}

static int print_file(const char *name)
{
    int fd = strcmp(name, "-") == 0 ? STDIN_FILENO : open(name, O_RDONLY);
    int failed = fd < 0 || print(fd) < 0;
    if (failed)
        fprintf(stderr, "cat: %s: %s\n", name, strerror(errno));
    if (fd > STDIN_FILENO)
        close(fd);
    return failed;
}

int main(int argc, char **argv)
{
    if (argc == 1)
        return print_file("-");
    int failed = 0;
    for (int i = 1; i < argc; i++)
        failed |= print_file(argv[i]);
    return failed;
}
