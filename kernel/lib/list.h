/*
 * Doubly linked lists with the links inside the members. An empty list's head points at itself.
 * Whoever owns the head says which lock guards it.
 */
#pragma once

#include "lib/types.h"

struct list {
    struct list *next, *previous;
};

#define LIST_INITIALIZER(head) \
    {                          \
        &(head), &(head)       \
    }

static inline void list_init(struct list *head)
{
    head->next = head->previous = head;
}

static inline bool list_empty(const struct list *head)
{
    return head->next == head;
}

static inline void list_insert_after(struct list *place, struct list *member)
{
    member->previous = place;
    member->next = place->next;
    place->next->previous = member;
    place->next = member;
}

static inline void list_push_front(struct list *head, struct list *member)
{
    list_insert_after(head, member);
}

static inline void list_push_back(struct list *head, struct list *member)
{
    list_insert_after(head->previous, member);
}

/* Takes `member` off its list; it then is a list of its own, so that list_empty(member) tells. */
static inline void list_remove(struct list *member)
{
    member->previous->next = member->next;
    member->next->previous = member->previous;
    list_init(member);
}

/* Takes the first member off the list and returns it; NULL when there is none. */
static inline struct list *list_pop_front(struct list *head)
{
    if (list_empty(head))
        return NULL;
    struct list *member = head->next;
    list_remove(member);
    return member;
}

#define list_for_each(member, head) \
    for (struct list *member = (head)->next; member != (head); member = member->next)

/* The structure that a member of a list lies in, for each: list_for_each_entry (struct thread, thread,
 * &process->threads, process_link). */
#define list_for_each_entry(type, entry, head, link)                                   \
    for (type *entry = container_of((head)->next, type, link); &entry->link != (head); \
         entry = container_of(entry->link.next, type, link))

/* The same; the body may take `entry` off the list and free it. */
#define list_for_each_entry_safe(type, entry, head, link)                 \
    for (type *entry = container_of((head)->next, type, link),            \
              *entry##_next = container_of(entry->link.next, type, link); \
         &entry->link != (head);                                          \
         entry = entry##_next, entry##_next = container_of(entry->link.next, type, link))
