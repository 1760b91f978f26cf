/* runs on Linux */
/* System V's shared memory, semaphores and messages. */
#include "conform.h"

#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
union semun {
    int val;
    struct semid_ds *buf;
    unsigned short *array;
};
struct m {
    long t;
    char b[64];
};

/* Another key in each run: on the host several may go on at the same time. */
static key_t own_key(key_t key)
{
    return key ^ getpid() << 8;
}

TEST(shm_basic)
{
    struct shmid_ds d;
    int id = shmget(IPC_PRIVATE, 5000, IPC_CREAT | 0640);
    CHECK(id >= 0);
    CHECK(shmctl(id, IPC_STAT, &d) == 0);
    CHECK(d.shm_segsz == 5000 && d.shm_nattch == 0 && (d.shm_perm.mode & 0777) == 0640 &&
          d.shm_cpid == getpid() && d.shm_lpid == 0 && d.shm_atime == 0);
    char *a = shmat(id, 0, 0);
    CHECK(a != (void *)-1);
    CHECK(a[0] == 0 && a[4999] == 0);
    strcpy(a, "hi");
    char *b = shmat(id, 0, SHM_RDONLY);
    CHECK(b != a && !strcmp(b, "hi"));
    shmctl(id, IPC_STAT, &d);
    CHECK(d.shm_nattch == 2);
    CHECK(d.shm_lpid == getpid() && d.shm_atime != 0);
    pid_t p = fork();
    if (!p) {
        strcpy(a, "child");
        struct shmid_ds e;
        shmctl(id, IPC_STAT, &e);
        _exit(e.shm_nattch != 4);
    }
    int st;
    waitpid(p, &st, 0);
    CHECK(st == 0);
    CHECK(!strcmp(b, "child"));
    RETURNS(shmdt(b), 0);
    FAILS(shmdt(b), EINVAL);
    shmctl(id, IPC_STAT, &d);
    CHECK(d.shm_nattch == 1);
    CHECK(d.shm_dtime != 0);
    RETURNS(shmctl(id, IPC_RMID, 0), 0);
    strcpy(a, "still");
    CHECK(!strcmp(a, "still"));
    RETURNS(shmdt(a), 0);
    FAILS(shmctl(id, IPC_STAT, &d), EINVAL);
    CHECK(shmat(id, 0, 0) == (void *)-1 && errno == EINVAL);
    return 0;
}
TEST(shm_key)
{
    key_t k = own_key(ftok("/tmp", 'q'));
    CHECK(ftok("/tmp", 'q') != -1);
    FAILS(ftok("/nonexistent", 1), ENOENT);
    int old = shmget(k, 1, 0);
    if (old >= 0)
        shmctl(old, IPC_RMID, 0);
    FAILS(shmget(k, 100, 0600), ENOENT);
    int id = shmget(k, 100, IPC_CREAT | 0600);
    CHECK(id >= 0);
    CHECK(shmget(k, 100, 0600) == id);
    CHECK(shmget(k, 50, IPC_CREAT | 0600) == id);
    CHECK(shmget(k, 0, 0) == id);
    FAILS(shmget(k, 100, IPC_CREAT | IPC_EXCL | 0600), EEXIST);
    FAILS(shmget(k, 5000, 0600), EINVAL);
    FAILS(shmget(IPC_PRIVATE, 0, 0600 | IPC_CREAT), EINVAL);
    FAILS(shmctl(id, 1234, 0), EINVAL);
    CHECK(shmat(id, (void *)1234567, 0) == (void *)-1 && errno == EINVAL);
    RETURNS(shmctl(id, IPC_RMID, 0), 0);
    FAILS(shmget(k, 100, 0600), ENOENT);
    struct shmid_ds d;
    FAILS(shmctl(-1, IPC_STAT, &d), EINVAL);
    return 0;
}
TEST(shm_unrelated)
{
    key_t k = own_key(0x1234567);
    int id = shmget(k, 4096, IPC_CREAT | 0600);
    pid_t p = fork();
    if (!p) {
        int j = shmget(k, 4096, 0);
        char *a = shmat(j, 0, 0);
        strcpy(a, "from child");
        _exit(0);
    }
    waitpid(p, 0, 0);
    char *a = shmat(id, 0, 0);
    CHECK(!strcmp(a, "from child"));
    struct shmid_ds d;
    shmctl(id, IPC_STAT, &d);
    CHECK(d.shm_nattch == 1);
    CHECK(d.shm_lpid == getpid());
    shmdt(a);
    shmctl(id, IPC_RMID, 0);
    return 0;
}
TEST(sem_basic)
{
    int id = semget(IPC_PRIVATE, 3, IPC_CREAT | 0600);
    CHECK(id >= 0);
    union semun u;
    struct semid_ds d;
    u.buf = &d;
    CHECK(semctl(id, 0, IPC_STAT, u) == 0);
    CHECK(d.sem_nsems == 3 && d.sem_otime == 0);
    u.val = 5;
    RETURNS(semctl(id, 1, SETVAL, u), 0);
    CHECK(semctl(id, 1, GETVAL) == 5);
    CHECK(semctl(id, 0, GETVAL) == 0);
    unsigned short v[3] = {7, 8, 9};
    u.array = v;
    RETURNS(semctl(id, 0, SETALL, u), 0);
    memset(v, 0, 6);
    RETURNS(semctl(id, 0, GETALL, u), 0);
    CHECK(v[0] == 7 && v[1] == 8 && v[2] == 9);
    u.val = 40000;
    FAILS(semctl(id, 0, SETVAL, u), ERANGE);
    FAILS(semctl(id, 9, GETVAL), EINVAL);
    FAILS(semctl(id, 0, 777), EINVAL);
    struct sembuf o[2] = {{0, -7, 0}, {1, -9, IPC_NOWAIT}};
    FAILS(semop(id, o, 2), EAGAIN);
    CHECK(semctl(id, 0, GETVAL) == 7);
    o[1].sem_op = -8;
    RETURNS(semop(id, o, 2), 0);
    CHECK(semctl(id, 0, GETVAL) == 0 && semctl(id, 1, GETVAL) == 0);
    CHECK(semctl(id, 0, GETPID) == getpid());
    struct sembuf z = {0, 0, IPC_NOWAIT};
    RETURNS(semop(id, &z, 1), 0);
    z.sem_num = 2;
    FAILS(semop(id, &z, 1), EAGAIN);
    z.sem_num = 3;
    FAILS(semop(id, &z, 1), EFBIG);
    FAILS(semop(id, &z, 0), EINVAL);
    z.sem_num = 2;
    z.sem_op = 32767;
    FAILS(semop(id, &z, 1), ERANGE);
    RETURNS(semctl(id, 0, IPC_RMID), 0);
    FAILS(semop(id, &z, 1), EINVAL);
    FAILS(semget(IPC_PRIVATE, -1, IPC_CREAT), EINVAL);
    FAILS(semget(IPC_PRIVATE, 0, IPC_CREAT | 0600), EINVAL);
    return 0;
}
TEST(sem_key)
{
    key_t k = own_key(0x777001);
    int old = semget(k, 0, 0);
    if (old >= 0)
        semctl(old, 0, IPC_RMID);
    FAILS(semget(k, 1, 0600), ENOENT);
    int id = semget(k, 2, IPC_CREAT | IPC_EXCL | 0600);
    CHECK(id >= 0);
    FAILS(semget(k, 2, IPC_CREAT | IPC_EXCL | 0600), EEXIST);
    CHECK(semget(k, 0, 0) == id);
    FAILS(semget(k, 5, 0600), EINVAL);
    semctl(id, 0, IPC_RMID);
    return 0;
}
TEST(sem_block)
{
    int id = semget(IPC_PRIVATE, 1, IPC_CREAT | 0600);
    pid_t p = fork();
    if (!p) {
        struct sembuf o = {0, -1, 0};
        _exit(semop(id, &o, 1) != 0);
    }
    ms(50);
    CHECK(semctl(id, 0, GETNCNT) == 1);
    CHECK(semctl(id, 0, GETZCNT) == 0);
    struct sembuf o = {0, 1, 0};
    RETURNS(semop(id, &o, 1), 0);
    int st;
    waitpid(p, &st, 0);
    CHECK(st == 0);
    CHECK(semctl(id, 0, GETVAL) == 0);
    CHECK(semctl(id, 0, GETNCNT) == 0);
    p = fork();
    if (!p) {
        struct sembuf q = {0, -1, 0};
        int r = semop(id, &q, 1);
        _exit(!(r == -1 && errno == EIDRM));
    }
    ms(50);
    semctl(id, 0, IPC_RMID);
    waitpid(p, &st, 0);
    CHECK(st == 0);
    return 0;
}
static void h(int s)
{
}
TEST(sem_eintr)
{
    int id = semget(IPC_PRIVATE, 1, IPC_CREAT | 0600);
    struct sigaction a = {0};
    a.sa_handler = h;
    sigaction(SIGALRM, &a, 0);
    ualarm(50000, 0);
    struct sembuf o = {0, -1, 0};
    FAILS(semop(id, &o, 1), EINTR);
    a.sa_flags = SA_RESTART;
    sigaction(SIGALRM, &a, 0);
    ualarm(50000, 0);
    FAILS(semop(id, &o, 1), EINTR);
    semctl(id, 0, IPC_RMID);
    return 0;
}
TEST(sem_undo)
{
    int id = semget(IPC_PRIVATE, 1, IPC_CREAT | 0600);
    union semun u = {1};
    semctl(id, 0, SETVAL, u);
    pid_t p = fork();
    if (!p) {
        struct sembuf o = {0, -1, SEM_UNDO};
        semop(id, &o, 1);
        _exit(0);
    }
    waitpid(p, 0, 0);
    CHECK(semctl(id, 0, GETVAL) == 1);
    p = fork();
    if (!p) {
        struct sembuf o = {0, -1, SEM_UNDO};
        semop(id, &o, 1);
        pause();
    }
    ms(50);
    CHECK(semctl(id, 0, GETVAL) == 0);
    pid_t q = fork();
    if (!q) {
        struct sembuf o = {0, -1, 0};
        _exit(semop(id, &o, 1));
    }
    ms(20);
    kill(p, SIGKILL);
    int st;
    waitpid(q, &st, 0);
    CHECK(st == 0);
    waitpid(p, 0, 0);
    semctl(id, 0, IPC_RMID);
    return 0;
}
TEST(sem_counter)
{
    int id = semget(IPC_PRIVATE, 1, IPC_CREAT | 0600);
    union semun u = {1};
    semctl(id, 0, SETVAL, u);
    int sh = shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0600);
    volatile int *c = shmat(sh, 0, 0);
    for (int i = 0; i < 4; i++)
        if (!fork()) {
            struct sembuf d = {0, -1, SEM_UNDO}, v = {0, 1, SEM_UNDO};
            for (int k = 0; k < 200; k++) {
                semop(id, &d, 1);
                int t = *c;
                if (k % 20 == 0)
                    sched_yield();
                *c = t + 1;
                semop(id, &v, 1);
            }
            _exit(0);
        }
    while (wait(0) > 0)
        ;
    CHECK(*c == 800);
    semctl(id, 0, IPC_RMID);
    shmctl(sh, IPC_RMID, 0);
    return 0;
}
TEST(msg_basic)
{
    int id = msgget(IPC_PRIVATE, IPC_CREAT | 0600);
    CHECK(id >= 0);
    struct m a = {2, "two"}, b = {1, "one"}, c = {3, "three"}, r;
    struct msqid_ds d;
    RETURNS(msgsnd(id, &a, 4, 0), 0);
    RETURNS(msgsnd(id, &b, 4, 0), 0);
    RETURNS(msgsnd(id, &c, 6, 0), 0);
    msgctl(id, IPC_STAT, &d);
    CHECK(d.msg_qnum == 3 && d.msg_lspid == getpid() && d.msg_qbytes >= 16384);
    CHECK(msgrcv(id, &r, 64, 0, 0) == 4 && r.t == 2 && !strcmp(r.b, "two"));
    CHECK(msgrcv(id, &r, 64, 3, 0) == 6 && !strcmp(r.b, "three"));
    msgsnd(id, &c, 6, 0);
    CHECK(msgrcv(id, &r, 64, -3, 0) == 4 && r.t == 1);
    FAILS(msgrcv(id, &r, 3, 0, 0), E2BIG);
    CHECK(msgrcv(id, &r, 3, 0, MSG_NOERROR) == 3);
    FAILS(msgrcv(id, &r, 64, 0, IPC_NOWAIT), ENOMSG);
    a.t = 0;
    FAILS(msgsnd(id, &a, 4, 0), EINVAL);
    a.t = 1;
    FAILS(msgsnd(id, &a, 100000, 0), EINVAL);
    FAILS(msgsnd(id, &a, -1, 0), EINVAL);
    FAILS(msgrcv(id, &r, -1, 0, 0), EINVAL);
    RETURNS(msgsnd(id, &a, 0, 0), 0);
    CHECK(msgrcv(id, &r, 0, 0, 0) == 0);
    FAILS(msgctl(id, 999, 0), EINVAL);
    RETURNS(msgctl(id, IPC_RMID, 0), 0);
    FAILS(msgsnd(id, &a, 4, 0), EINVAL);
    return 0;
}
TEST(msg_key)
{
    key_t k = own_key(0x777002);
    int old = msgget(k, 0);
    if (old >= 0)
        msgctl(old, IPC_RMID, 0);
    FAILS(msgget(k, 0600), ENOENT);
    int id = msgget(k, IPC_CREAT | IPC_EXCL | 0600);
    CHECK(id >= 0);
    FAILS(msgget(k, IPC_CREAT | IPC_EXCL), EEXIST);
    CHECK(msgget(k, IPC_CREAT) == id);
    msgctl(id, IPC_RMID, 0);
    return 0;
}
TEST(msg_block)
{
    int id = msgget(IPC_PRIVATE, IPC_CREAT | 0600);
    pid_t p = fork();
    if (!p) {
        struct m r;
        ssize_t n = msgrcv(id, &r, 64, 7, 0);
        _exit(!(n == 3 && !strcmp(r.b, "hi")));
    }
    struct m x = {5, "no"}, y = {7, "hi"};
    ms(30);
    msgsnd(id, &x, 3, 0);
    ms(30);
    msgsnd(id, &y, 3, 0);
    int st;
    waitpid(p, &st, 0);
    CHECK(st == 0);
    char big[8192];
    memset(big, 0, sizeof big);
    *(long *)big = 1;
    int n = 0;
    while (msgsnd(id, big, 4000, IPC_NOWAIT) == 0)
        n++;
    CHECK(errno == EAGAIN && n == 4);
    p = fork();
    if (!p) {
        _exit(msgsnd(id, big, 4000, 0));
    }
    ms(40);
    msgrcv(id, big, 8000, 1, 0);
    waitpid(p, &st, 0);
    CHECK(st == 0);
    p = fork();
    if (!p) {
        struct m r;
        int q = msgrcv(id, &r, 64, 99, 0);
        _exit(!(q == -1 && errno == EIDRM));
    }
    ms(40);
    msgctl(id, IPC_RMID, 0);
    waitpid(p, &st, 0);
    CHECK(st == 0);
    return 0;
}
TEST(msg_eintr)
{
    int id = msgget(IPC_PRIVATE, IPC_CREAT | 0600);
    signal(SIGALRM, h);
    ualarm(50000, 0);
    struct m r;
    FAILS(msgrcv(id, &r, 64, 0, 0), EINTR);
    msgctl(id, IPC_RMID, 0);
    return 0;
}
static void *rcv(void *x)
{
    struct m r;
    msgrcv((long)x, &r, 64, 0, 0);
    return 0;
}
TEST(msg_cancel)
{
    int id = msgget(IPC_PRIVATE, IPC_CREAT | 0600);
    pthread_t t;
    void *r;
    pthread_create(&t, 0, rcv, (void *)(long)id);
    ms(30);
    pthread_cancel(t);
    pthread_join(t, &r);
    CHECK(r == PTHREAD_CANCELED);
    struct m x = {5, "no"};
    RETURNS(msgsnd(id, &x, 3, 0), 0);
    msgctl(id, IPC_RMID, 0);
    return 0;
}
