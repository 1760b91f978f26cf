/* System V's message queues (<sys/msg.h>): the messages lie one behind the other, oldest first. */
#include "syscall.h"
#include "sysv.h"
#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/msg.h>
#include <time.h>
#include <unistd.h>

#define QUEUE_BYTES  16384u /* of texts, when a queue is made */
#define MESSAGE_MOST 8192u
#define ROOM         (4 * QUEUE_BYTES) /* with a header before each text */

struct message {
    long type;
    unsigned size;
    char text[];
};

struct queue {
    struct sysv sysv;
    time_t sent, received, changed;
    pid_t last_sender, last_receiver;
    unsigned bytes, count, limit; /* of texts */
    unsigned used;                /* of room */
    char room[ROOM] __attribute__((aligned(4)));
};

static unsigned length(unsigned size)
{
    return (unsigned)sizeof(struct message) + ((size + 3) & ~3u);
}

static struct message *at(struct queue *queue, unsigned offset)
{
    return (struct message *)(queue->room + offset);
}

static int fill(void *object, size_t argument)
{
    struct queue *queue = object;
    queue->limit = QUEUE_BYTES;
    queue->changed = time(NULL);
    return 0;
}

int msgget(key_t key, int flags)
{
    void *object;
    int error = __sysv_get(SYSV_MSG, key, flags, sizeof(struct queue), fill, 0, &object);
    return error ? sys_result(-error) : ((struct sysv *)object)->id;
}

/* Waits for a change, with the lock held before and after unless it fails. Returns 0 or an error number. */
static int wait_for_change(struct queue *queue)
{
    int error = __shared_wait(&queue->sysv.shared, CLOCK_REALTIME, NULL);
    return queue->sysv.removed ? EIDRM : error;
}

int msgsnd(int id, const void *message, size_t size, int flags)
{
    const long *type = message;
    if ((ssize_t)size < 0 || size > MESSAGE_MOST || *type < 1)
        return sys_result(-EINVAL);
    struct queue *queue = __sysv_lock(SYSV_MSG, id);
    int error = 0;
    if (!queue)
        return -1;
    while (!error && (queue->bytes + size > queue->limit || queue->count >= queue->limit ||
                      queue->used + length(size) > ROOM))
        error = flags & IPC_NOWAIT ? EAGAIN : wait_for_change(queue);
    if (!error) {
        struct message *last = at(queue, queue->used);
        last->type = *type;
        last->size = size;
        memcpy(last->text, type + 1, size);
        queue->used += length(size);
        queue->bytes += size;
        queue->count++;
        queue->sent = time(NULL);
        queue->last_sender = getpid();
        __shared_wake(&queue->sysv.shared);
    }
    __shared_unlock(&queue->sysv.shared);
    return sys_result(-error);
}

static int is_wanted(const struct message *message, long type, int flags)
{
    if (type == 0)
        return 1;
    if (type < 0)
        return message->type <= -type;
    return flags & MSG_EXCEPT ? message->type != type : message->type == type;
}

/* The message to be received, or NULL: the first; of a negative type, the first of the lowest. */
static struct message *choose(struct queue *queue, long type, int flags)
{
    struct message *best = NULL;
    for (unsigned offset = 0; offset < queue->used; offset += length(at(queue, offset)->size)) {
        struct message *message = at(queue, offset);
        if (!is_wanted(message, type, flags) || (best && message->type >= best->type))
            continue;
        best = message;
        if (type >= 0)
            break;
    }
    return best;
}

static void take_out(struct queue *queue, struct message *message)
{
    unsigned size = length(message->size);
    char *end = (char *)message + size;
    queue->bytes -= message->size;
    queue->count--;
    memmove(message, end, (size_t)(queue->room + queue->used - end));
    queue->used -= size;
}

ssize_t msgrcv(int id, void *to, size_t size, long type, int flags)
{
    struct message *message;
    if ((ssize_t)size < 0)
        return sys_result(-EINVAL);
    struct queue *queue = __sysv_lock(SYSV_MSG, id);
    int error = 0;
    if (!queue)
        return -1;
    while (!(message = choose(queue, type, flags)) && !error)
        error = flags & IPC_NOWAIT ? ENOMSG : wait_for_change(queue);
    if (message)
        error = 0;
    if (message && message->size > size && !(flags & MSG_NOERROR))
        error = E2BIG;
    if (!error) {
        size = message->size < size ? message->size : size;
        *(long *)to = message->type;
        memcpy((long *)to + 1, message->text, size);
        take_out(queue, message);
        queue->received = time(NULL);
        queue->last_receiver = getpid();
        __shared_wake(&queue->sysv.shared);
    }
    __shared_unlock(&queue->sysv.shared);
    return error ? sys_result(-error) : (ssize_t)size;
}

int msgctl(int id, int command, struct msqid_ds *buffer)
{
    struct queue *queue = __sysv_lock(SYSV_MSG, id);
    int error = 0;
    if (!queue)
        return -1;
    switch (command) {
    case IPC_RMID:
        __sysv_remove(SYSV_MSG, &queue->sysv);
        return 0;
    case IPC_STAT:
        *buffer = (struct msqid_ds){.msg_perm = queue->sysv.perm,
                                    .msg_stime = queue->sent,
                                    .msg_rtime = queue->received,
                                    .msg_ctime = queue->changed,
                                    .__msg_cbytes = queue->bytes,
                                    .msg_qnum = queue->count,
                                    .msg_qbytes = queue->limit,
                                    .msg_lspid = queue->last_sender,
                                    .msg_lrpid = queue->last_receiver};
        break;
    case IPC_SET:
        if (buffer->msg_qbytes > ROOM / 2) {
            error = EPERM;
            break;
        }
        __sysv_set(&queue->sysv, &buffer->msg_perm);
        queue->limit = buffer->msg_qbytes;
        queue->changed = time(NULL);
        __shared_wake(&queue->sysv.shared);
        break;
    default:
        error = EINVAL;
    }
    __shared_unlock(&queue->sysv.shared);
    return sys_result(-error);
}
