/*
 * epoll. All watches are in one list, in no order, whichever instance they belong to; watches_lock guards it,
 * and them. A watch holds no reference to a file: who closes the file takes the watch off the list first.
 *
 * Edge-triggered (EPOLLET) means: tell only if something has happened to the file since it was told of last.
 * So what can be polled counts what happens to it (fs/file.h), and a watch keeps the count.
 */
#include "fs/epoll.h"

#include "abi/epoll.h"
#include "abi/errno.h"
#include "abi/poll.h"
#include "fs/poll.h"
#include "mm/heap.h"
#include "mm/user.h"

struct watch {
    struct list link;
    struct file *epoll, *file;
    int fd;
    struct epoll_event event; /* what is waited for, and what to say then */
    uint32_t told;            /* what the file's count was when it was told of last */
};

static struct mutex watches_lock = MUTEX_INITIALIZER(watches_lock);
static struct list watches = LIST_INITIALIZER(watches);
static HEAP_CACHE(watch_cache, struct watch);

struct request {
    const struct file *epoll;
    struct epoll_event *user_events;
    int limit; /* of events; 0: the question is only whether there is one */
};

/* Tells of all that is ready, and returns how many. What was told goes to the list's end: all have their
 * turn. */
static int tell(void *argument)
{
    const struct request *request = argument;
    const struct watch *first = NULL;
    int told = 0, error = 0;
    mutex_lock(&watches_lock);
    list_for_each_entry_safe (struct watch, watch, &watches, link) {
        uint32_t wanted = watch->event.events, count;
        if (watch == first || (told > 0 && told >= request->limit))
            break;
        struct epoll_event event = {0, watch->event.data};
        if (watch->epoll == request->epoll)
            event.events = poll_events(watch->file, &count) & wanted;
        if (!event.events || (wanted & EPOLLET && count == watch->told))
            continue;
        if (request->limit > 0) {
            error = copy_to_user(&request->user_events[told], &event, sizeof(event));
            if (error)
                break;
            watch->told = count;
            watch->event.events = wanted & EPOLLONESHOT ? 0 : wanted;
            list_remove(&watch->link);
            list_push_back(&watches, &watch->link);
            first = first ?: watch;
        }
        told++;
    }
    mutex_unlock(&watches_lock);
    return told ?: error;
}

static int epoll_poll(struct file *file, uint32_t *count)
{
    return tell(&(struct request){.epoll = file}) ? POLLIN | POLLRDNORM : 0;
}

const struct file_ops epoll_ops = {.mode = 0600, .poll = epoll_poll};

int epoll_wait(struct file *epoll, struct epoll_event *user_events, int limit, uint64_t deadline)
{
    struct request request = {epoll, user_events, limit};
    return epoll->ops != &epoll_ops || limit <= 0 ? -EINVAL : poll_wait(tell, &request, deadline);
}

static void take_off(struct watch *watch)
{
    list_remove(&watch->link);
    heap_cache_free(&watch_cache, watch);
}

int epoll_control(struct file *epoll, int operation, int fd, struct file *file,
                  const struct epoll_event *event)
{
    struct watch *watch = NULL;
    int error = 0;
    if (!file->ops->poll)
        return -EPERM;
    if (epoll->ops != &epoll_ops || file->ops == &epoll_ops || (unsigned)operation - 1 >= EPOLL_CTL_MOD)
        return -EINVAL;
    mutex_lock(&watches_lock);
    list_for_each_entry (struct watch, other, &watches, link)
        if (other->epoll == epoll && other->fd == fd && other->file == file)
            watch = other;
    if ((operation == EPOLL_CTL_ADD) == (watch != NULL)) {
        error = watch ? -EEXIST : -ENOENT;
    } else if (operation == EPOLL_CTL_DEL) {
        take_off(watch);
    } else if (!watch && !(watch = heap_cache_alloc(&watch_cache))) {
        error = -ENOMEM;
    } else {
        if (operation == EPOLL_CTL_ADD)
            list_push_back(&watches, &watch->link);
        *watch = (struct watch){watch->link, epoll, file, fd, *event, 0};
        watch->event.events |= POLLERR | POLLHUP;
        poll_events(file, &watch->told);
        watch->told--; /* what it is ready for now is news */
        epoll->watched = file->watched = true;
        poll_notify();
    }
    mutex_unlock(&watches_lock);
    return error;
}

void epoll_forget(struct file *file)
{
    if (!file->watched)
        return;
    mutex_lock(&watches_lock);
    list_for_each_entry_safe (struct watch, watch, &watches, link)
        if (watch->epoll == file || watch->file == file)
            take_off(watch);
    mutex_unlock(&watches_lock);
}
