/* runs on Linux */
/* What programs of textbooks rest on: shared and robust locks, fork and exit, exec, streams, formats,
 * descriptors, jobs. */
#include "conform.h"

#include <ctype.h>
#include <getopt.h>
#include <locale.h>
#include <math.h>
#include <poll.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/times.h>
#include <threads.h>
#include <wchar.h>
static int st;
static char *volatile no_text;
#define CHILD(code)          \
    ({                       \
        pid_t p_ = fork();   \
        if (!p_) {           \
            code;            \
            _exit(0);        \
        }                    \
        waitpid(p_, &st, 0); \
        st;                  \
    })
/* robust, pshared */
TEST(robust_process)
{
    pthread_mutex_t *m = mmap(0, 4096, 3, MAP_SHARED | MAP_ANON, -1, 0);
    pthread_mutexattr_t a;
    pthread_mutexattr_init(&a);
    pthread_mutexattr_setpshared(&a, 1);
    pthread_mutexattr_setrobust(&a, PTHREAD_MUTEX_ROBUST);
    pthread_mutex_init(m, &a);
    CHILD(pthread_mutex_lock(m));
    RETURNS(pthread_mutex_lock(m), EOWNERDEAD);
    RETURNS(pthread_mutex_consistent(m), 0);
    RETURNS(pthread_mutex_unlock(m), 0);
    RETURNS(pthread_mutex_lock(m), 0);
    RETURNS(pthread_mutex_unlock(m), 0);
    CHILD(pthread_mutex_lock(m); kill(getpid(), 9));
    RETURNS(pthread_mutex_trylock(m), EOWNERDEAD);
    RETURNS(pthread_mutex_unlock(m), 0);
    RETURNS(pthread_mutex_lock(m), ENOTRECOVERABLE);
    RETURNS(pthread_mutex_consistent(m), EINVAL);
    return 0;
}
static void *rl(void *x)
{
    pthread_mutex_lock(x);
    return 0;
}
TEST(robust_thread)
{
    pthread_mutex_t m;
    pthread_mutexattr_t a;
    pthread_mutexattr_init(&a);
    pthread_mutexattr_setrobust(&a, PTHREAD_MUTEX_ROBUST);
    pthread_mutexattr_settype(&a, PTHREAD_MUTEX_ERRORCHECK);
    pthread_mutex_init(&m, &a);
    pthread_t t;
    pthread_create(&t, 0, rl, &m);
    pthread_join(t, 0);
    RETURNS(pthread_mutex_lock(&m), EOWNERDEAD);
    RETURNS(pthread_mutex_lock(&m), EDEADLK);
    RETURNS(pthread_mutex_consistent(&m), 0);
    RETURNS(pthread_mutex_unlock(&m), 0);
    RETURNS(pthread_mutex_unlock(&m), EPERM);
    return 0;
}
TEST(cond_pshared)
{
    struct s {
        pthread_mutex_t m;
        pthread_cond_t c;
        int v;
    } *s = mmap(0, 4096, 3, MAP_SHARED | MAP_ANON, -1, 0);
    pthread_mutexattr_t a;
    pthread_condattr_t b;
    pthread_mutexattr_init(&a);
    pthread_mutexattr_setpshared(&a, 1);
    pthread_condattr_init(&b);
    pthread_condattr_setpshared(&b, 1);
    pthread_mutex_init(&s->m, &a);
    pthread_cond_init(&s->c, &b);
    pid_t p = fork();
    if (!p) {
        pthread_mutex_lock(&s->m);
        while (s->v != 1)
            pthread_cond_wait(&s->c, &s->m);
        s->v = 2;
        pthread_cond_signal(&s->c);
        pthread_mutex_unlock(&s->m);
        _exit(0);
    }
    ms(30);
    pthread_mutex_lock(&s->m);
    s->v = 1;
    pthread_cond_broadcast(&s->c);
    while (s->v != 2)
        pthread_cond_wait(&s->c, &s->m);
    pthread_mutex_unlock(&s->m);
    waitpid(p, &st, 0);
    CHECK(st == 0);
    return 0;
}
TEST(barrier_pshared)
{
    pthread_barrier_t *b = mmap(0, 4096, 3, MAP_SHARED | MAP_ANON, -1, 0);
    pthread_barrierattr_t a;
    pthread_barrierattr_init(&a);
    pthread_barrierattr_setpshared(&a, 1);
    pthread_barrier_init(b, &a, 3);
    for (int i = 0; i < 2; i++)
        if (!fork()) {
            for (int k = 0; k < 20; k++)
                pthread_barrier_wait(b);
            _exit(0);
        }
    for (int k = 0; k < 20; k++)
        pthread_barrier_wait(b);
    while (wait(0) > 0)
        ;
    return 0;
}
/* atfork */
static char ord[32];
static void pa(void)
{
    strcat(ord, "p1");
}
static void pb(void)
{
    strcat(ord, "p2");
}
static void qa(void)
{
    strcat(ord, "a1");
}
static void qb(void)
{
    strcat(ord, "a2");
}
static void ca(void)
{
    strcat(ord, "c1");
}
static void cb(void)
{
    strcat(ord, "c2");
}
TEST(atfork)
{
    pthread_atfork(pa, qa, ca);
    pthread_atfork(pb, qb, cb);
    pid_t p = fork();
    if (!p)
        _exit(strcmp(ord, "p2p1c1c2") != 0);
    waitpid(p, &st, 0);
    CHECK(st == 0);
    CHECK(!strcmp(ord, "p2p1a1a2"));
    return 0;
}
/* exit */
static int fdx;
static void e1(void)
{
    write(fdx, "1", 1);
}
static void e2(void)
{
    write(fdx, "2", 1);
}
TEST(atexit_order)
{
    int p[2];
    pipe(p);
    fdx = p[1];
    CHILD(atexit(e1); atexit(e2); exit(3));
    CHECK(WEXITSTATUS(st) == 3);
    char b[3] = {0};
    CHECK(read(p[0], b, 2) == 2 && !strcmp(b, "21"));
    return 0;
}
static void *mainexit(void *x)
{
    ms(50);
    write(fdx, "t", 1);
    return 0;
}
TEST(pthread_exit_main)
{
    int p[2];
    pipe(p);
    fdx = p[1];
    CHILD(pthread_t t; atexit(e1); pthread_create(&t, 0, mainexit, 0); pthread_exit(0));
    CHECK(st == 0);
    char b[3] = {0};
    CHECK(read(p[0], b, 2) == 2 && !strcmp(b, "t1"));
    return 0;
}
static void *exits(void *x)
{
    exit(7);
    return x;
}
TEST(exit_from_thread)
{
    CHILD(pthread_t t; pthread_create(&t, 0, exits, 0); pause());
    CHECK(WIFEXITED(st) && WEXITSTATUS(st) == 7);
    return 0;
}
static void *forks(void *x)
{
    pid_t p = fork();
    if (!p)
        _exit(5);
    int s;
    waitpid(p, &s, 0);
    return (void *)(long)WEXITSTATUS(s);
}
TEST(fork_in_thread)
{
    pthread_t t;
    void *r;
    pthread_create(&t, 0, forks, 0);
    pthread_join(t, &r);
    CHECK((long)r == 5);
    return 0;
}
/* fp */
static void *fp(void *x)
{
    double s = 0, k = (long)x;
    for (int i = 1; i < 300000; i++)
        s += k / i;
    return s == s && s > 0 ? (void *)(long)(s * 1000) : 0;
}
TEST(fp_threads)
{
    pthread_t t[4];
    long one = (long)fp((void *)1);
    for (int i = 0; i < 4; i++)
        pthread_create(&t[i], 0, fp, (void *)1);
    for (int i = 0; i < 4; i++) {
        void *r;
        pthread_join(t[i], &r);
        CHECK((long)r == one);
    }
    return 0;
}
/* exec, spawn */
extern char **environ;
TEST(spawn_)
{
    pid_t p;
    char *a[] = {"sh", "-c", "exit 9", 0};
    RETURNS(posix_spawn(&p, "/bin/sh", 0, 0, a, environ), 0);
    waitpid(p, &st, 0);
    CHECK(WEXITSTATUS(st) == 9);
    CHECK(posix_spawn(&p, "/nonexistent", 0, 0, a, environ) == ENOENT);
    RETURNS(posix_spawnp(&p, "sh", 0, 0, a, environ), 0);
    waitpid(p, &st, 0);
    CHECK(WEXITSTATUS(st) == 9);
    return 0;
}
TEST(exec_errors)
{
    char *a[] = {"x", 0};
    FAILS(execv("/nonexistent", a), ENOENT);
    FAILS(execv("/tmp", a), EACCES);
    int fd = open("/tmp/noexec", O_CREAT | O_WRONLY, 0644);
    write(fd, "hello", 5);
    close(fd);
    FAILS(execv("/tmp/noexec", a), EACCES);
    chmod("/tmp/noexec", 0755);
    FAILS(execv("/tmp/noexec", a), ENOEXEC);
    unlink("/tmp/noexec");
    FAILS(execv("", a), ENOENT);
    return 0;
}
TEST(popen_)
{
    char b[32];
    FILE *f = popen("echo hi; exit 4", "r");
    CHECK(fgets(b, 32, f) && !strcmp(b, "hi\n"));
    CHECK(WEXITSTATUS(pclose(f)) == 4);
    f = popen("cat >/dev/null", "w");
    fprintf(f, "x");
    CHECK(pclose(f) == 0);
    CHECK(popen("x", "q") == NULL && errno == EINVAL);
    return 0;
}
TEST(system_)
{
    CHECK(system(NULL) != 0);
    CHECK(WEXITSTATUS(system("exit 6")) == 6);
    CHECK(WEXITSTATUS(system("nonexistent_cmd 2>/dev/null")) == 127);
    return 0;
}
/* c11 */
static int th(void *x)
{
    return 42;
}
static mtx_t mx;
static once_flag of = ONCE_FLAG_INIT;
static int oc;
static void on(void)
{
    oc++;
}
TEST(c11)
{
    thrd_t t;
    int r;
    CHECK(thrd_create(&t, th, 0) == thrd_success);
    CHECK(thrd_join(t, &r) == thrd_success && r == 42);
    CHECK(mtx_init(&mx, mtx_timed | mtx_recursive) == thrd_success);
    CHECK(mtx_lock(&mx) == thrd_success && mtx_trylock(&mx) == thrd_success);
    mtx_unlock(&mx);
    mtx_unlock(&mx);
    call_once(&of, on);
    call_once(&of, on);
    CHECK(oc == 1);
    tss_t k;
    CHECK(tss_create(&k, 0) == thrd_success);
    tss_set(k, &k);
    CHECK(tss_get(k) == &k);
    return 0;
}
static _Thread_local int tl = 5;
static void *tlf(void *x)
{
    tl++;
    return (void *)(long)tl;
}
TEST(tls)
{
    pthread_t t;
    void *r;
    pthread_create(&t, 0, tlf, 0);
    pthread_join(t, &r);
    CHECK((long)r == 6 && tl == 5);
    return 0;
}
/* printf/scanf */
#define P(want, ...)                                       \
    do {                                                   \
        char b_[512];                                      \
        int n_ = snprintf(b_, sizeof b_, __VA_ARGS__);     \
        if (strcmp(b_, want) || n_ != (int)strlen(want)) { \
            printf("# got '%s' want '%s'\n", b_, want);    \
            return __LINE__;                               \
        }                                                  \
    } while (0)
TEST(printf_)
{
    P("   42|42   |00042|+42| 42", "%5d|%-5d|%05d|%+d|% d", 42, 42, 42, 42, 42);
    P("0x2a|0X2A|052|2a", "%#x|%#X|%#o|%x", 42, 42, 42, 42);
    P("3.14|3.141593|3|3.|1.0e+03|1e+03", "%.2f|%f|%.0f|%#.0f|%.1e|%.0e", 3.14159265, 3.14159265, 3.1, 3.1,
      1000.0, 1000.0);
    P("100000|1e+06|0.0001|1e-05|1.5", "%g|%g|%g|%g|%g", 1e5, 1e6, 1e-4, 1e-5, 1.5);
    P("inf|-INF|nan", "%f|%F|%f", INFINITY, -INFINITY, NAN);
    P("0x1p+0|0x1.8p+1", "%a|%a", 1.0, 3.0);
    P("(null)|abc|  ab|a", "%s|%.3s|%4.2s|%c", no_text, "abcdef", "abc", 'a');
    P("%|9223372036854775807|18446744073709551615|-1", "%%|%lld|%llu|%hhd", LLONG_MAX, ULLONG_MAX,
      (signed char)-1);
    P("  x|x  ", "%*s|%-*s", 3, "x", 3, "x");
    P("2 1", "%2$d %1$d", 1, 2);
    P("", "%.0d", 0);
    P("0.1000000000000000055511151231257827", "%.34f", 0.1);
    P("4294967295|-2147483648", "%u|%d", UINT_MAX, INT_MIN);
    P("1e+100|1.7976931348623157e+308", "%g|%.17g", 1e100, 1.7976931348623157e308);
    P("0.5|2|4", "%.1f|%.0f|%.0f", 0.45000000000000001, 2.5, 3.5);
    return 0;
}
TEST(scanf_)
{
    int a, b, n;
    char s[16], c;
    float f;
    double d;
    CHECK(sscanf("12 0x1f abc 3.5", "%d %i %15s %f", &a, &b, s, &f) == 4 && a == 12 && b == 31 &&
          !strcmp(s, "abc") && f == 3.5f);
    CHECK(sscanf("a,b", "%[^,],%c", s, &c) == 2 && !strcmp(s, "a") && c == 'b');
    CHECK(sscanf("12345", "%2d%n", &a, &n) == 1 && a == 12 && n == 2);
    CHECK(sscanf("", "%d", &a) == EOF);
    CHECK(sscanf("x", "%d", &a) == 0);
    CHECK(sscanf("1e3", "%lf", &d) == 1 && d == 1000);
    CHECK(sscanf("7 8", "%*d %d", &a) == 1 && a == 8);
    CHECK(sscanf("ff", "%x", &a) == 1 && a == 255);
    CHECK(sscanf("10:20", "%d:%d", &a, &b) == 2 && b == 20);
    return 0;
}
TEST(strto)
{
    char *e;
    errno = 0;
    CHECK(strtol("  -42abc", &e, 10) == -42 && *e == 'a');
    CHECK(strtol("0x1F", 0, 16) == 31 && strtol("077", 0, 0) == 63);
    CHECK(strtol("99999999999", 0, 10) == LONG_MAX || sizeof(long) == 8);
    errno = 0;
    CHECK(strtoull("99999999999999999999999", 0, 10) == ULLONG_MAX && errno == ERANGE);
    errno = 0;
    CHECK(isinf(strtod("1e999", 0)) && errno == ERANGE);
    CHECK(strtod("0x1.8p1", 0) == 3.0);
    CHECK(strtod("inf", 0) == INFINITY && isnan(strtod("nan", 0)));
    CHECK(strtod("1.5e-3x", &e) == 0.0015 && *e == 'x');
    CHECK(strtol("zz", &e, 36) == 35 * 36 + 35);
    char *q = "abc";
    CHECK(strtol(q, &e, 10) == 0 && e == q);
    return 0;
}
TEST(getopt_)
{
    char *v[] = {"p", "-a", "-b", "arg", "file", "-c", 0};
    optind = 1;
    int c;
    char got[16] = "";
    while ((c = getopt(6, v, "+ab:c")) != -1) {
        char t[2] = {(char)c, 0};
        strcat(got, t);
    }
    CHECK(!strcmp(got, "ab"));
    CHECK(!strcmp(v[optind], "file"));
    char *w[] = {"p", "-x", 0};
    optind = 1;
    opterr = 0;
    CHECK(getopt(2, w, "a") == '?' && optopt == 'x');
    char *y[] = {"p", "-b", 0};
    optind = 1;
    CHECK(getopt(2, y, ":b:") == ':');
    return 0;
}
TEST(stdio_)
{
    FILE *f = fopen("/tmp/st", "w+");
    fputs("line1\nline2\n", f);
    rewind(f);
    char b[32];
    CHECK(fgets(b, 32, f) && !strcmp(b, "line1\n"));
    CHECK(ftell(f) == 6);
    CHECK(ungetc('X', f) == 'X' && fgetc(f) == 'X');
    fseek(f, -6, SEEK_END);
    CHECK(fread(b, 1, 32, f) == 6 && feof(f));
    clearerr(f);
    fclose(f);
    f = fopen("/tmp/st", "a");
    fputs("z", f);
    CHECK(ftell(f) == 13);
    fclose(f);
    f = fopen("/tmp/st", "r");
    CHECK(fputc('x', f) == EOF && ferror(f));
    char *l = 0;
    size_t n = 0;
    clearerr(f);
    CHECK(getline(&l, &n, f) == 6);
    fclose(f);
    CHECK(fopen("/nonexistent/x", "r") == 0 && errno == ENOENT);
    CHECK(fopen("/tmp/st", "zz") == 0 && errno == EINVAL);
    unlink("/tmp/st");
    return 0;
}
/* sockets, poll, select */
TEST(poll_)
{
    int p[2];
    pipe(p);
    struct pollfd f = {.fd = p[0], .events = POLLIN};
    CHECK(poll(&f, 1, 20) == 0);
    write(p[1], "x", 1);
    CHECK(poll(&f, 1, 0) == 1 && f.revents == POLLIN);
    close(p[1]);
    char c;
    read(p[0], &c, 1);
    CHECK(poll(&f, 1, 0) == 1 && (f.revents & POLLHUP));
    f.fd = 99;
    CHECK(poll(&f, 1, 0) == 1 && f.revents == POLLNVAL);
    f.fd = -1;
    CHECK(poll(&f, 1, 0) == 0);
    return 0;
}
TEST(select_)
{
    int p[2];
    pipe(p);
    fd_set r;
    FD_ZERO(&r);
    FD_SET(p[0], &r);
    struct timeval t = {0, 20000};
    CHECK(select(p[0] + 1, &r, 0, 0, &t) == 0 && !FD_ISSET(p[0], &r));
    write(p[1], "x", 1);
    FD_SET(p[0], &r);
    CHECK(select(p[0] + 1, &r, 0, 0, 0) == 1 && FD_ISSET(p[0], &r));
    FD_ZERO(&r);
    FD_SET(30, &r); /* Linux looks at no more than its table has room for: 64 at least */
    close(30);
    FAILS(select(31, &r, 0, 0, 0), EBADF);
    FAILS(select(-1, 0, 0, 0, 0), EINVAL);
    return 0;
}
TEST(socketpair_)
{
    int s[2];
    RETURNS(socketpair(AF_UNIX, SOCK_STREAM, 0, s), 0);
    CHECK(write(s[0], "ab", 2) == 2);
    char b[4];
    CHECK(read(s[1], b, 4) == 2);
    CHECK(send(s[1], "cd", 2, 0) == 2);
    CHECK(recv(s[0], b, 4, 0) == 2);
    RETURNS(shutdown(s[0], SHUT_WR), 0);
    CHECK(read(s[1], b, 1) == 0);
    close(s[1]);
    signal(SIGPIPE, SIG_IGN);
    FAILS(send(s[0], "x", 1, 0), EPIPE);
    return 0;
}
/* fds */
TEST(fds)
{
    FAILS(close(99), EBADF);
    FAILS(dup(99), EBADF);
    FAILS(read(99, 0, 0), EBADF);
    FAILS(write(99, 0, 0), EBADF);
    int fd = open("/dev/null", O_RDWR);
    CHECK(dup2(fd, fd) == fd);
    CHECK(fcntl(fd, F_DUPFD, 50) == 50);
    CHECK(fcntl(fd, F_GETFD) == 0);
    fcntl(fd, F_SETFD, FD_CLOEXEC);
    CHECK(fcntl(fd, F_GETFD) == FD_CLOEXEC);
    CHECK(fcntl(dup(fd), F_GETFD) == 0);
    CHECK((fcntl(fd, F_GETFL) & O_ACCMODE) == O_RDWR);
    FAILS(fcntl(fd, F_DUPFD, -1), EINVAL);
    int p[2];
    pipe(p);
    fcntl(p[0], F_SETFL, O_NONBLOCK);
    char c;
    FAILS(read(p[0], &c, 1), EAGAIN);
    FAILS(lseek(p[0], 0, SEEK_SET), ESPIPE);
    FAILS(open("/tmp", O_WRONLY), EISDIR);
    FAILS(open("/dev/null/x", O_RDONLY), ENOTDIR);
    FAILS(ftruncate(99, 0), EBADF);
    errno = 0;
    CHECK(isatty(99) == 0 && errno == EBADF);
    errno = 0;
    CHECK(isatty(p[0]) == 0 && errno == ENOTTY);
    return 0;
}
TEST(mkfifo_)
{
    unlink("/tmp/ff");
    RETURNS(mkfifo("/tmp/ff", 0600), 0);
    FAILS(mkfifo("/tmp/ff", 0600), EEXIST);
    struct stat s;
    stat("/tmp/ff", &s);
    CHECK(S_ISFIFO(s.st_mode));
    pid_t p = fork();
    if (!p) {
        int fd = open("/tmp/ff", O_WRONLY);
        write(fd, "yo", 2);
        _exit(0);
    }
    int fd = open("/tmp/ff", O_RDONLY);
    char b[4];
    CHECK(read(fd, b, 4) == 2);
    CHECK(read(fd, b, 4) == 0);
    waitpid(p, 0, 0);
    close(fd);
    FAILS(open("/tmp/ff", O_WRONLY | O_NONBLOCK), ENXIO);
    unlink("/tmp/ff");
    return 0;
}
TEST(usage)
{
    struct rusage u;
    struct tms t;
    RETURNS(getrusage(RUSAGE_SELF, &u), 0);
    FAILS(getrusage(777, &u), EINVAL);
    CHECK(times(&t) != (clock_t)-1);
    CHILD({
        clock_t c = clock();
        while (clock() - c < 50000) {
        }
    });
    getrusage(RUSAGE_CHILDREN, &u);
    CHECK(u.ru_utime.tv_usec + u.ru_stime.tv_usec + u.ru_utime.tv_sec * 1000000 > 30000);
    errno = 0;
    CHECK(getpriority(PRIO_PROCESS, 0) >= 0 && errno == 0); /* `nice` may have started us */
    return 0;
}
TEST(env)
{
    RETURNS(setenv("FOO", "1", 1), 0);
    RETURNS(setenv("FOO", "2", 0), 0);
    CHECK(!strcmp(getenv("FOO"), "1"));
    RETURNS(unsetenv("FOO"), 0);
    CHECK(!getenv("FOO"));
    FAILS(setenv("", "x", 1), EINVAL);
    FAILS(setenv("A=B", "x", 1), EINVAL);
    FAILS(unsetenv("A=B"), EINVAL);
    putenv("BAR=3");
    CHECK(!strcmp(getenv("BAR"), "3"));
    CHILD(execlp("sh", "sh", "-c", "test $BAR = 3", (char *)0));
    CHECK(st == 0);
    return 0;
}
TEST(job)
{
    pid_t p = fork();
    if (!p) {
        pause();
        _exit(0);
    }
    RETURNS(setpgid(p, p), 0);
    CHECK(getpgid(p) == p);
    kill(-p, SIGTERM);
    waitpid(-p, &st, 0);
    CHECK(WTERMSIG(st) == SIGTERM);
    FAILS(setpgid(p, p), ESRCH);
    FAILS(setpgid(0, -1), EINVAL);
    FAILS(getpgid(99999), ESRCH);
    CHILD(_exit(!(setsid() == getpid() && getpgrp() == getpid() && getsid(0) == getpid() && setsid() == -1 &&
                  errno == EPERM)));
    CHECK(st == 0);
    return 0;
}
TEST(orphan)
{
    int p[2];
    pipe(p);
    CHILD(if (!fork()) {
        ms(60);
        int pp = getppid();
        write(p[1], &pp, 4);
        _exit(0);
    });
    int pp;
    read(p[0], &pp, 4);
    CHECK(pp != getpid());
    return 0;
}
TEST(time_)
{
    struct tm t = {.tm_year = 124, .tm_mon = 1, .tm_mday = 30};
    setenv("TZ", "UTC", 1);
    tzset();
    time_t x = mktime(&t);
    CHECK(x == 1709251200 && t.tm_mon == 2 && t.tm_mday == 1 && t.tm_wday == 5);
    char b[64];
    CHECK(strftime(b, 64, "%Y-%m-%d %H:%M:%S %a %b %j %%", &t) > 0 &&
          !strcmp(b, "2024-03-01 00:00:00 Fri Mar 061 %"));
    CHECK(!strcmp(asctime(&t), "Fri Mar  1 00:00:00 2024\n"));
    return 0;
}
TEST(mb)
{
    setlocale(LC_ALL, "");
    CHECK(MB_CUR_MAX >= 1);
    wchar_t w[8];
    CHECK(mbstowcs(w, "abc", 8) == 3 && w[1] == 'b');
    CHECK(wcslen(L"hello") == 5);
    return 0;
}
