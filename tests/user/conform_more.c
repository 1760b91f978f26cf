/* runs on Linux */
/* Smaller things: old signal calls, directories as lists, <sys/queue.h>, gamma and erf, and others. */
#include "conform.h"

#include <dirent.h>
#include <math.h>
#include <sys/queue.h>
#include <sys/resource.h>
#include <sys/uio.h>
#include <termios.h>
static volatile int hits;
static void hit(int s)
{
    hits++;
}
static int near_(double a, double b)
{
    return fabs(a - b) <= 1e-12 * fabs(b) + 1e-300;
}
TEST(sigset_)
{
    CHECK(sigset(SIGUSR1, hit) == SIG_DFL);
    raise(SIGUSR1);
    CHECK(hits == 1);
    CHECK(sigset(SIGUSR1, SIG_HOLD) == hit);
    raise(SIGUSR1);
    CHECK(hits == 1);
    CHECK(sigset(SIGUSR1, hit) == SIG_HOLD);
    CHECK(hits == 2);
    CHECK(sigset(SIGKILL, hit) == SIG_ERR && errno == EINVAL);
    CHECK(sigset(-1, hit) == SIG_ERR);
    return 0;
}
TEST(sigpause_)
{
    signal(SIGALRM, hit);
    sighold(SIGALRM);
    ualarm(50000, 0);
    CHECK(sigpause(SIGALRM) == -1 && errno == EINTR);
    CHECK(hits == 1);
    FAILS(sigpause(-1), EINVAL);
    return 0;
}
TEST(math)
{
    CHECK(near_(erf(0.5), 0.52049987781304653768));
    CHECK(near_(erf(3), 0.99997790950300141456));
    CHECK(near_(erfc(3), 2.2090496998585441373e-05));
    CHECK(near_(erfc(0.1), 0.88753708398171510162));
    CHECK(near_(tgamma(5), 24));
    CHECK(near_(tgamma(0.5), 1.7724538509055160273));
    CHECK(near_(lgamma(10), 12.801827480081469611));
    CHECK(near_(lgamma(0.25), 1.2880225246980774573));
    CHECK(near_(tgamma(-1.5), 2.3632718012073547031));
    CHECK(near_(exp10(2), 100));
    return 0;
}
static int notdot(const struct dirent *d)
{
    return d->d_name[0] != '.';
}
TEST(scandir_)
{
    struct dirent **l;
    mkdir("/tmp/sd", 0755);
    for (char c = 'c'; c >= 'a'; c--) {
        char p[32];
        sprintf(p, "/tmp/sd/%c", c);
        close(creat(p, 0600));
    }
    int n = scandir("/tmp/sd", &l, notdot, alphasort);
    CHECK(n == 3 && !strcmp(l[0]->d_name, "a") && !strcmp(l[2]->d_name, "c"));
    FAILS(scandir("/nonexistent", &l, 0, 0), ENOENT);
    DIR *d = opendir("/tmp/sd");
    readdir(d);
    long p = telldir(d);
    char x[256];
    strcpy(x, readdir(d)->d_name);
    seekdir(d, p);
    CHECK(!strcmp(readdir(d)->d_name, x));
    closedir(d);
    for (char c = 'a'; c <= 'c'; c++) {
        char q[32];
        sprintf(q, "/tmp/sd/%c", c);
        unlink(q);
    }
    rmdir("/tmp/sd");
    return 0;
}
struct item {
    int v;
    TAILQ_ENTRY(item) e;
    LIST_ENTRY(item) l;
    SLIST_ENTRY(item) s;
};
TEST(queue_)
{
    TAILQ_HEAD(th, item) h = TAILQ_HEAD_INITIALIZER(h);
    struct item i[4], *p;
    int sum = 0;
    for (int k = 0; k < 4; k++) {
        i[k].v = k;
        TAILQ_INSERT_TAIL(&h, &i[k], e);
    }
    TAILQ_REMOVE(&h, &i[1], e);
    TAILQ_FOREACH(p, &h, e) sum = sum * 10 + p->v;
    CHECK(sum == 23);
    CHECK(TAILQ_LAST(&h, th) == &i[3]);
    LIST_HEAD(, item) lh;
    LIST_INIT(&lh);
    for (int k = 0; k < 4; k++)
        LIST_INSERT_HEAD(&lh, &i[k], l);
    LIST_REMOVE(&i[2], l);
    sum = 0;
    LIST_FOREACH(p, &lh, l) sum = sum * 10 + p->v;
    CHECK(sum == 310);
    return 0;
}
TEST(misc)
{
    char b[8];
    swab("abcd", b, 4);
    CHECK(!memcmp(b, "badc", 4));
    CHECK(ffsl(8) == 4 && ffsll(1LL << 40) == 41);
    struct termios t = {0};
    RETURNS(cfsetspeed(&t, B9600), 0);
    CHECK(cfgetospeed(&t) == B9600);
    CHECK(getdtablesize() >= 20);
    int fd = open("/tmp/pv", O_RDWR | O_CREAT | O_TRUNC, 0600);
    struct iovec v[2] = {{"ab", 2}, {"cd", 2}};
    CHECK(pwritev(fd, v, 2, 1) == 4);
    char x[2], y[3] = {0};
    struct iovec w[2] = {{x, 2}, {y, 3}};
    CHECK(preadv(fd, w, 2, 1) == 4);
    CHECK(!memcmp(y, "cd", 2));
    unlink("/tmp/pv");
    struct rlimit l;
    RETURNS(prlimit(0, RLIMIT_NOFILE, 0, &l), 0);
    CHECK(l.rlim_cur >= 20);
    return 0;
}
TEST(fexecve_)
{
    pid_t p = fork();
    if (!p) {
        int fd = open("/bin/true", O_RDONLY);
        char *a[] = {"true", 0}, *e[] = {0};
        fexecve(fd, a, e);
        _exit(5);
    }
    int st;
    waitpid(p, &st, 0);
    CHECK(st == 0);
    return 0;
}
TEST(drand)
{
    struct drand48_data d;
    double r;
    srand48_r(7, &d);
    drand48_r(&d, &r);
    srand48(7);
    CHECK(r == drand48());
    return 0;
}
