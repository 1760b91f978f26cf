/* What happened is told as a struct sigevent says (<signal.h>). */
#include "sigevent.h"
#include "syscall.h"
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

struct start {
    void (*function)(union sigval);
    union sigval value;
    sigset_t mask;
};

int __sigevent_ok(const struct sigevent *event)
{
    switch (event->sigev_notify) {
    case SIGEV_NONE:
    case SIGEV_THREAD:
        return 1;
    case SIGEV_SIGNAL:
    case SIGEV_THREAD_ID:
        return event->sigev_signo > 0 && event->sigev_signo <= SIGNALS;
    }
    return 0;
}

static void *run(void *argument)
{
    struct start start = *(struct start *)argument;
    free(argument);
    pthread_sigmask(SIG_SETMASK, &start.mask, NULL);
    start.function(start.value);
    return NULL;
}

/* The caller has all signals blocked, and so has the thread until it knows its own mask. */
static void start_thread(const struct sigevent *event, const sigset_t *mask)
{
    pthread_attr_t attributes;
    pthread_t thread;
    struct start *start = malloc(sizeof(*start));
    if (!start)
        return;
    *start = (struct start){event->sigev_notify_function, event->sigev_value, *mask};
    if (event->sigev_notify_attributes)
        attributes = *event->sigev_notify_attributes;
    else
        pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    if (pthread_create(&thread, &attributes, run, start) != 0)
        free(start);
}

void __sigevent_notify(const struct sigevent *event, siginfo_t *info, const sigset_t *mask)
{
    info->si_signo = event->sigev_signo;
    info->si_value = event->sigev_value;
    switch (event->sigev_notify) {
    case SIGEV_SIGNAL:
        sys_rt_sigqueueinfo(getpid(), event->sigev_signo, info);
        break;
    case SIGEV_THREAD_ID:
        sys_tgkill(getpid(), event->sigev_notify_thread_id, event->sigev_signo);
        break;
    case SIGEV_THREAD:
        start_thread(event, mask);
        break;
    }
}
