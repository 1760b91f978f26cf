/*
 * A helper of tests/terminal.t: does something with the terminal, and says what came of it. Runs on Linux.
 * Each `ready` says that the test may type.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

static struct termios before;
static const char *newline = "\n";

static void restore(void)
{
    tcsetattr(0, TCSANOW, &before);
}

/* Sets the terminal's settings to `settings` until the end. */
static void set(const struct termios *settings)
{
    tcsetattr(0, TCSANOW, settings);
    atexit(restore);
    printf("ready%s", newline);
}

/* Prints what each read() gives, up to a q or the end of the input; ! is deadly. */
static void print_reads(size_t size)
{
    unsigned char bytes[64];
    ssize_t length;
    do {
        length = read(0, bytes, size);
        printf("[%zd", length);
        for (ssize_t i = 0; i < length; i++)
            printf(" %02x", bytes[i]);
        printf("]%s", newline);
        if (length > 0 && memchr(bytes, '!', length))
            raise(SIGKILL);
    } while (length > 0 && !memchr(bytes, 'q', length));
}

/* canonical SIZE: as the terminal is. */
static void canonical(size_t size)
{
    printf("ready\n");
    print_reads(size);
}

/* flags OFF ON: the local flags with some taken away and some added. */
static void flags(const char *off, const char *on)
{
    struct termios settings = before;
    settings.c_lflag &= ~strtoul(off, NULL, 0);
    settings.c_lflag |= strtoul(on, NULL, 0);
    set(&settings);
    print_reads(64);
}

/* character INDEX VALUE: one of the control characters is another. */
static void character(const char *index, const char *value)
{
    struct termios settings = before;
    settings.c_cc[atoi(index)] = atoi(value);
    set(&settings);
    print_reads(64);
}

/* raw VMIN VTIME */
static void raw(const char *least, const char *time)
{
    struct termios settings = before;
    cfmakeraw(&settings);
    newline = "\r\n";
    settings.c_cc[VMIN] = atoi(least);
    settings.c_cc[VTIME] = atoi(time);
    set(&settings);
    print_reads(64);
}

/* ahead: a line typed ahead in canonical mode is there in raw mode; TCSAFLUSH throws it away. */
static void ahead(int when)
{
    struct termios settings = before;
    int there = 0;
    printf("ready\n");
    while (there < 6) {
        usleep(1000);
        ioctl(0, FIONREAD, &there);
    }
    cfmakeraw(&settings);
    newline = "\r\n";
    settings.c_cc[VMIN] = 0;
    tcsetattr(0, when, &settings);
    atexit(restore);
    print_reads(64);
}

static volatile sig_atomic_t told;

static void say_signal(int signal)
{
    if (signal == SIGALRM)
        return;
    told = 1;
    const char *name = signal == SIGINT    ? "INT\n"
                       : signal == SIGQUIT ? "QUIT\n"
                       : signal == SIGTSTP ? "TSTP\n"
                                           : "WINCH\n";
    write(1, name, strlen(name));
}

static void catch (int signal)
{
    struct sigaction action = {.sa_handler = say_signal};
    sigaction(signal, &action, NULL);
}

/* signals ON: with these local flags too, prints those that come, and what read() says to them, up to a line
 * with q. */
static void signals(const char *on)
{
    struct termios settings = before;
    settings.c_lflag |= strtoul(on, NULL, 0);
    char line[64] = "";
    catch (SIGINT);
    catch (SIGQUIT);
    catch (SIGTSTP);
    catch (SIGALRM); /* what comes just before read() does not interrupt it; then this does */
    setitimer(ITIMER_REAL, &(struct itimerval){{1, 0}, {1, 0}}, NULL);
    set(&settings);
    while (!strchr(line, 'q')) {
        memset(line, 0, sizeof line);
        ssize_t length;
        do
            length = read(0, line, sizeof line - 1);
        while (length < 0 && !told);
        told = 0;
        printf("[%zd %s]\n", length, length < 0 ? strerror(errno) : line);
    }
}

static void print_size(const char *name)
{
    struct winsize size;
    int result = ioctl(0, TIOCGWINSZ, &size);
    printf("%s %d: %d x %d\n", name, result, size.ws_row, size.ws_col);
}

/* size: a change of the window's size is told once, to the foreground group. */
static void size(void)
{
    struct winsize old, new;
    catch (SIGWINCH);
    ioctl(0, TIOCGWINSZ, &old);
    new = old;
    new.ws_row = 40;
    new.ws_col = 132;
    ioctl(0, TIOCSWINSZ, &new);
    print_size("larger");
    ioctl(0, TIOCSWINSZ, &new);
    print_size("the same");
    signal(SIGWINCH, SIG_IGN);
    ioctl(0, TIOCSWINSZ, &old);
}

/* Runs something in a child, in a background group; says how that ends or stops. */
static void in_background(const char *name, void (*run)(void))
{
    pid_t pid = fork();
    if (pid == 0) {
        setpgid(0, 0);
        run();
        _exit(0);
    }
    setpgid(pid, pid);
    int status;
    waitpid(pid, &status, WUNTRACED);
    if (WIFSTOPPED(status)) {
        printf("%s: stopped by %s\n", name,
               WSTOPSIG(status) == SIGTTIN   ? "SIGTTIN"
               : WSTOPSIG(status) == SIGTTOU ? "SIGTTOU"
                                             : "?");
        kill(pid, SIGKILL);
        waitpid(pid, &status, 0);
    } else {
        printf("%s: ended with %d\n", name, WEXITSTATUS(status));
    }
}

static void read_byte(void)
{
    char byte;
    _exit(read(0, &byte, 1) < 0 && errno == EIO ? 5 : 1);
}

static void read_ignoring(void)
{
    signal(SIGTTIN, SIG_IGN);
    read_byte();
}

static void read_blocking(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTTIN);
    sigprocmask(SIG_BLOCK, &set, NULL);
    read_byte();
}

static void write_text(void)
{
    _exit(write(1, "text\n", 5) != 5);
}

static void set_settings(void)
{
    _exit(tcsetattr(0, TCSANOW, &before) < 0);
}

static void set_ignoring(void)
{
    signal(SIGTTOU, SIG_IGN);
    set_settings();
}

static void get_settings(void)
{
    _exit(tcgetattr(0, &before) < 0);
}

static void take_foreground(void)
{
    _exit(tcsetpgrp(0, getpgrp()) < 0);
}

/* In a group whose members' parents have ended: who is orphaned is not stopped, as nobody would have it go
 * on. */
static void read_as_orphan(void)
{
    int ends[2];
    char answer = '?', byte;
    if (pipe(ends) < 0)
        _exit(1);
    if (fork() == 0) {
        setpgid(0, 0);
        if (fork() > 0)
            _exit(0);
        while (getppid() != 1)
            usleep(1000);
        answer = read(0, &byte, 1) < 0 && errno == EIO ? 'E' : 'R';
        raise(SIGTSTP);
        write(ends[1], &answer, 1);
        _exit(0);
    }
    close(ends[1]);
    read(ends[0], &answer, 1);
    _exit(answer == 'E' ? 5 : 1);
}

static void background(void)
{
    in_background("read", read_byte);
    in_background("read, ignoring the signal", read_ignoring);
    in_background("read, blocking it", read_blocking);
    in_background("read, orphaned", read_as_orphan);
    in_background("write", write_text);
    struct termios settings = before;
    settings.c_lflag |= TOSTOP;
    tcsetattr(0, TCSANOW, &settings);
    in_background("write, with TOSTOP", write_text);
    restore();
    in_background("settings", set_settings);
    in_background("settings, ignoring the signal", set_ignoring);
    in_background("settings, only read", get_settings);
    in_background("foreground", take_foreground);
    printf("the foreground is %s\n", tcgetpgrp(0) == getpgrp() ? "ours" : "not ours");
}

/* errors: what is refused. */
static void errors(void)
{
    int fds[2];
    pipe(fds);
    printf("tcgetattr of a pipe: %d", tcgetattr(fds[0], &before));
    printf(" %s\n", strerror(errno));
    printf("tcsetattr, another when: %d", tcsetattr(0, 77, &before));
    printf(" %s\n", strerror(errno));
    printf("tcsetpgrp of no group: %d", tcsetpgrp(0, 999999));
    printf(" %s\n", strerror(errno));
    printf("tcsetpgrp of a bad group: %d", tcsetpgrp(0, -5));
    printf(" %s\n", strerror(errno));
    printf("isatty: %d %d\n", isatty(0), isatty(fds[1]));
}

int main(int argc, char **argv)
{
    const char *what = argc > 1 ? argv[1] : "";
    setbuf(stdout, NULL);
    if (tcgetattr(0, &before) < 0)
        return 1;
    if (strcmp(what, "canonical") == 0)
        canonical(strtoul(argv[2], NULL, 10));
    else if (strcmp(what, "flags") == 0)
        flags(argv[2], argv[3]);
    else if (strcmp(what, "character") == 0)
        character(argv[2], argv[3]);
    else if (strcmp(what, "raw") == 0)
        raw(argv[2], argv[3]);
    else if (strcmp(what, "ahead") == 0)
        ahead(atoi(argv[2]));
    else if (strcmp(what, "signals") == 0)
        signals(argv[2]);
    else if (strcmp(what, "size") == 0)
        size();
    else if (strcmp(what, "background") == 0)
        background();
    else if (strcmp(what, "errors") == 0)
        errors();
    return 0;
}
