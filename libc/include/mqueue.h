/* Message queues (POSIX). They are files in /dev/shm, and a descriptor is an open file's number. */
#pragma once
#include <fcntl.h>
#include <sys/types.h>
#include <time.h>

#define MQ_PRIO_MAX 32768

typedef int mqd_t;
struct mq_attr {
    long mq_flags;
    long mq_maxmsg;
    long mq_msgsize;
    long mq_curmsgs;
};
struct sigevent;

mqd_t mq_open(const char *name, int flags, ...); /* with O_CREAT: mode_t mode, struct mq_attr *attributes */
int mq_close(mqd_t queue);
int mq_unlink(const char *name);
int mq_send(mqd_t queue, const char *message, size_t size, unsigned priority);
int mq_timedsend(mqd_t queue, const char *message, size_t size, unsigned priority,
                 const struct timespec *until);
ssize_t mq_receive(mqd_t queue, char *message, size_t size, unsigned *priority);
ssize_t mq_timedreceive(mqd_t queue, char *__restrict message, size_t size, unsigned *__restrict priority,
                        const struct timespec *__restrict until);
int mq_getattr(mqd_t queue, struct mq_attr *attributes);
int mq_setattr(mqd_t queue, const struct mq_attr *__restrict attributes, struct mq_attr *__restrict old);
int mq_notify(mqd_t queue, const struct sigevent *event);
