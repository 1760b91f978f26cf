/*
 * /dev/kthread: the two kernel threads of the tour's first chapter. Both run on the CPU on which the device
 * was opened, so that they take turns however many CPUs there are.
 *
 * The counter is atomic; each tally is written by its own thread only.
 */
#include "fs/kthread.h"

#include "abi/errno.h"
#include "lib/format.h"
#include "mm/heap.h"
#include "mm/user.h"
#include "thread/sched.h"
#include "thread/thread.h"

#define THREADS 2

struct demonstration {
    uint32_t counter; /* the one that both add to */
    bool stop;
    struct worker {
        struct demonstration *demonstration;
        struct thread *thread;
        uint32_t tally; /* its own share of the counter */
        uint32_t cr3;   /* what it last saw in that register */
    } workers[THREADS];
};

static void work(void *argument)
{
    struct worker *worker = argument;
    struct demonstration *demonstration = worker->demonstration;
    while (!__atomic_load_n(&demonstration->stop, __ATOMIC_RELAXED)) {
        __atomic_add_fetch(&demonstration->counter, 1, __ATOMIC_RELAXED);
        __atomic_store_n(&worker->tally, worker->tally + 1, __ATOMIC_RELAXED);
        worker->cr3 = cpu_cr3();
    }
}

static void end(struct demonstration *demonstration)
{
    __atomic_store_n(&demonstration->stop, true, __ATOMIC_RELAXED);
    for (unsigned i = 0; i < THREADS; i++) {
        struct thread *thread = demonstration->workers[i].thread;
        while (thread && thread->state != THREAD_DEAD)
            sched_yield();
        thread_put(thread);
    }
    heap_free(demonstration);
}

static int print(const struct demonstration *demonstration, char *text, size_t size)
{
    int length = format(text, size, "counter %u\n%5s %-8s %-14s %-8s %-6s %10s %10s %10s\n",
                        __atomic_load_n(&demonstration->counter, __ATOMIC_RELAXED), "tid", "name", "state",
                        "esp", "cr3", "tally", "turns", "preempted");
    for (unsigned i = 0; i < THREADS; i++) {
        const struct worker *worker = &demonstration->workers[i];
        const struct thread *thread = worker->thread;
        length +=
            format(text + length, size - length, "%5u %-8s %-14s %08x 0x%04x %10u %10u %10u\n", thread->tid,
                   thread->name, thread_state_names[thread->state], thread->esp, worker->cr3 >> PAGE_SHIFT,
                   __atomic_load_n(&worker->tally, __ATOMIC_RELAXED), thread->turns, thread->preemptions);
    }
    return length;
}

static ssize_t kthread_read(struct file *file, void *user_to, size_t size, uint64_t offset)
{
    struct demonstration *demonstration = file->data;
    char text[512];
    if (offset > 0)
        return 0;
    for (unsigned i = 0; i < THREADS; i++)
        while (demonstration->workers[i].thread->turns == 0)
            sched_yield(); /* so that there is something to see, also for who reads at once */
    int length = print(demonstration, text, sizeof(text));
    size = MIN(size, (size_t)length);
    return copy_to_user(user_to, text, size) ? -EFAULT : (ssize_t)size;
}

static void kthread_release(struct file *file)
{
    end(file->data);
}

static const struct file_ops kthread_ops = {
    .read = kthread_read, .size = file_no_size, .release = kthread_release};

int kthread_open(struct inode *inode, int flags, struct file **file)
{
    static const char *const names[THREADS] = {"kernel-a", "kernel-b"};
    struct demonstration *demonstration = heap_alloc_zeroed(sizeof(*demonstration));
    if (!demonstration)
        return -ENOMEM;
    for (unsigned i = 0; i < THREADS; i++) {
        struct worker *worker = &demonstration->workers[i];
        worker->demonstration = demonstration;
        worker->thread = thread_create_kernel(names[i], work, worker);
        if (!worker->thread)
            goto fail;
        sched_set_affinity(worker->thread, 1u << thread_current()->cpu->id);
    }
    *file = file_create(&kthread_ops, demonstration, flags);
    if (*file)
        return 0;
fail:
    end(demonstration);
    return -ENOMEM;
}
