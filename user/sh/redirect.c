/* See redirect.h. */
#include "redirect.h"
#include "expand.h"
#include "message.h"
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FIRST_KEPT 10 /* the shell's own files have numbers from here on */

struct saved_file {
    struct saved_file *before;
    int fd;
    int kept; /* another name of what it was, or -1 if it was closed */
};

void move_fd(int from, int fd)
{
    if (from == fd)
        return;
    dup2(from, fd);
    close(from);
}

int keep_fd(int fd)
{
    int kept = fcntl(fd, F_DUPFD_CLOEXEC, FIRST_KEPT);
    close(fd);
    return kept;
}

static void save(int fd, struct saved_file **saved)
{
    struct saved_file *file = allocate(sizeof *file);
    *file = (struct saved_file){.before = *saved, .fd = fd, .kept = fcntl(fd, F_DUPFD_CLOEXEC, FIRST_KEPT)};
    *saved = file;
}

void redirect_undo(struct saved_file **saved)
{
    while (*saved) {
        struct saved_file *file = *saved;
        *saved = file->before;
        if (file->kept >= 0)
            move_fd(file->kept, file->fd);
        else
            close(file->fd);
        free(file);
    }
}

static int open_file(const struct redirection *redirection, const char *path)
{
    static const int flags[] = {[REDIRECT_READ] = O_RDONLY,
                                [REDIRECT_WRITE] = O_WRONLY | O_CREAT | O_TRUNC,
                                [REDIRECT_APPEND] = O_WRONLY | O_CREAT | O_APPEND,
                                [REDIRECT_READ_WRITE] = O_RDWR | O_CREAT};
    int fd = open(path, flags[redirection->kind], 0666);
    if (fd < 0)
        complain(path, strerror(errno));
    return fd;
}

/* <&n, >&n and <&-: another name of an open file, or none. */
static int copy_file(const struct redirection *redirection, const char *from)
{
    if (strcmp(from, "-") == 0) {
        close(redirection->fd);
        return 0;
    }
    int is_number = isdigit((unsigned char)*from) && from[strspn(from, "0123456789")] == '\0';
    if (!is_number || dup2(atoi(from), redirection->fd) < 0) {
        complain(from, is_number ? strerror(errno) : "is no file descriptor");
        return -1;
    }
    return 0;
}

/* A file with the here-document's lines, which has no name. A pipe would do only for few. */
static int open_here(const struct redirection *redirection)
{
    int is_quoted = strpbrk(redirection->word, "'\"\\") != NULL;
    char *lines = is_quoted ? copy(redirection->here) : expand_here(redirection->here);
    FILE *file = lines ? tmpfile() : NULL;
    int fd = -1;
    if (file) {
        fputs(lines, file);
        rewind(file);
        fd = dup(fileno(file));
        fclose(file);
    }
    if (lines && fd < 0)
        complain("a here-document", strerror(errno));
    free(lines);
    return fd;
}

static int carry_out(const struct redirection *redirection)
{
    if (redirection->kind == REDIRECT_HERE || redirection->kind == REDIRECT_HERE_TABS) {
        int here = open_here(redirection);
        if (here >= 0)
            move_fd(here, redirection->fd);
        return here < 0 ? -1 : 0;
    }
    char *word = expand_text(redirection->word);
    if (!word)
        return -1;
    int result;
    if (redirection->kind == REDIRECT_COPY) {
        result = copy_file(redirection, word);
    } else if ((result = open_file(redirection, word)) >= 0) {
        move_fd(result, redirection->fd);
    }
    free(word);
    return result < 0 ? -1 : 0;
}

int redirect(const struct redirection *list, struct saved_file **saved)
{
    if (list)
        fflush(stdout);
    for (; list; list = list->next) {
        if (saved)
            save(list->fd, saved);
        if (carry_out(list) < 0)
            return -1;
    }
    return 0;
}
