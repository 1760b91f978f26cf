/* The stage and its two workers; see stage.h. */
#include "stage.h"

#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "add.h"
#include "see.h"

struct counter_page counter __attribute__((aligned(4096)));
char letter[4096] __attribute__((aligned(4096)));

struct message {
    enum order order;
    unsigned long argument;
};

/*
 * The workers' ends of the pipes; written before the stage's process is made, and never after. The tour keeps
 * those of the orders open, so that an order to a dead worker is not an error.
 */
static enum world world;
static int orders_in[2], answers_out, mail_in, mail_out;

static void *work(void *argument);

static void answer(long value)
{
    if (write(answers_out, &value, sizeof value) != (ssize_t)sizeof value)
        _exit(2);
}

/* The one difference between the worlds. In fork's child, *self becomes 1. */
static void start_second(int *self)
{
    static int second = 1;
    pthread_t thread;
    pid_t pid = world == THREADS ? -pthread_create(&thread, NULL, work, &second) : fork();

    if (pid < 0)
        _exit(2);
    *self = world == PROCESSES && pid == 0;
}

static long sum_of(const char *bytes, ssize_t length)
{
    long sum = 0;

    for (ssize_t i = 0; i < length; i++)
        sum += bytes[i];
    return sum;
}

static long send_letter(void)
{
    int length = snprintf(letter, sizeof letter, "hello from process %d", (int)getpid());

    return sum_of(letter, write(mail_out, letter, (size_t)length));
}

static long receive_letter(void)
{
    return sum_of(letter, read(mail_in, letter, sizeof letter));
}

static long share_page(void)
{
    return (long)mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
}

static long add_to(long *number)
{
    add_one(number);
    return *number;
}

static long wait_for_child(void)
{
    int status = -1;

    wait(&status);
    return status;
}

static long obey(const struct message *message, volatile long *local)
{
    switch (message->order) {
    case ORDER_WHERE:
        return (long)local;
    case ORDER_LOCAL:
        return *local;
    case ORDER_POKE:
    case ORDER_CRASH:
        return *(volatile long *)message->argument = 99;
    case ORDER_ADD:
        return add_to((long *)message->argument);
    case ORDER_FORGET:
        return munmap((void *)message->argument, 4096);
    case ORDER_SHARE:
        return share_page();
    case ORDER_SEND:
        return send_letter();
    case ORDER_RECEIVE:
        return receive_letter();
    case ORDER_WAIT:
        return wait_for_child();
    default:
        return -1;
    }
}

/* The worker: says its tid, and obeys until the end. */
static void *work(void *argument)
{
    int self = *(int *)argument;
    volatile long local = self + 1;
    struct message message;

    answer(syscall(SYS_gettid));
    while (read(orders_in[self], &message, sizeof message) == (ssize_t)sizeof message &&
           message.order != ORDER_END) {
        if (message.order != ORDER_START) {
            answer(obey(&message, &local));
            continue;
        }
        start_second(&self);
        if (self == 1) {
            local = 2;
            answer(getpid());
        }
    }
    return NULL;
}

static void make_pipe(int *in, int *out)
{
    int ends[2];

    if (pipe(ends)) {
        perror("tour: pipe");
        exit(2);
    }
    *in = ends[0];
    *out = ends[1];
}

/* The life of the first worker's process. */
static void run_first(struct stage *stage)
{
    static int first;

    close(stage->worker[0].orders);
    close(stage->worker[1].orders);
    close(stage->answers);
    counter.value = 0;
    letter[0] = 0;
    work(&first);
    if (world == PROCESSES)
        wait(NULL);
    _exit(0);
}

static long hear(struct stage *stage)
{
    long value;

    return read(stage->answers, &value, sizeof value) == (ssize_t)sizeof value ? value : -1;
}

void stage_open(struct stage *stage, enum world wanted)
{
    pid_t pid;

    fflush(stdout);
    *stage = (struct stage){.world = wanted};
    world = wanted;
    for (int i = 0; i < 2; i++)
        make_pipe(&orders_in[i], &stage->worker[i].orders);
    make_pipe(&stage->answers, &answers_out);
    make_pipe(&mail_in, &mail_out);
    pid = fork();
    if (pid < 0) {
        perror("tour: fork");
        exit(2);
    }
    if (pid == 0)
        run_first(stage);
    close(answers_out);
    memcpy(stage->kept, (int[]){orders_in[0], orders_in[1], mail_in, mail_out}, sizeof stage->kept);
    stage->worker[0].pid = pid;
    stage->worker[0].tid = (pid_t)hear(stage);
    stage->worker[0].local = (unsigned long)stage_tell(stage, 0, ORDER_WHERE, 0);
}

void stage_start(struct stage *stage)
{
    struct worker *second = &stage->worker[1];

    second->tid = (pid_t)stage_tell(stage, 0, ORDER_START, 0);
    second->pid = stage->world == THREADS ? stage->worker[0].pid : second->tid;
    second->local = (unsigned long)stage_tell(stage, 1, ORDER_WHERE, 0);
}

void stage_order(struct stage *stage, int who, enum order order, unsigned long argument)
{
    struct message message = {order, argument};

    if (write(stage->worker[who].orders, &message, sizeof message) != (ssize_t)sizeof message)
        perror("tour: order");
}

long stage_tell(struct stage *stage, int who, enum order order, unsigned long argument)
{
    stage_order(stage, who, order, argument);
    return hear(stage);
}

int stage_wait(struct stage *stage)
{
    int status = -1;

    waitpid(stage->worker[0].pid, &status, 0);
    for (int i = 0; i < 2; i++)
        close(stage->worker[i].orders);
    for (int i = 0; i < 4; i++)
        close(stage->kept[i]);
    close(stage->answers);
    return status;
}

int stage_close(struct stage *stage)
{
    for (int i = 0; i < 2; i++)
        stage_order(stage, i, ORDER_END, 0);
    return stage_wait(stage);
}

void stage_rest(const struct stage *stage)
{
    for (int i = 0; i < 2; i++)
        while (see_state(stage->worker[i].pid, stage->worker[i].tid) == 'R')
            sched_yield();
}

void stage_add(struct stage *stage, int who, unsigned long address)
{
    stage->read[who][stage->added[who]++] = stage_tell(stage, who, ORDER_ADD, address);
}

void stage_add_all(struct stage *stage, unsigned long address)
{
    while (stage->added[0] < ADDITIONS)
        for (int who = 1; who >= 0; who--)
            if (stage->added[who] < ADDITIONS)
                stage_add(stage, who, address);
}

bool stage_has_read(const struct stage *stage, int who, long first, long step)
{
    for (int i = 0; i < ADDITIONS; i++)
        if (stage->read[who][i] != first + i * step)
            return false;
    return stage->added[who] == ADDITIONS;
}

const char *stage_text(const struct stage *stage, int who, char *buffer)
{
    const long *read = stage->read[who];

    snprintf(buffer, STAGE_TEXT, "%ld %ld %ld ... %ld", read[0], read[1], read[2], read[ADDITIONS - 1]);
    return buffer;
}
