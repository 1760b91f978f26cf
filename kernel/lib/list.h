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

/* As list_for_each; the body may remove `member`. */
#define list_for_each_safe(member, head)                                                      \
    for (struct list *member = (head)->next, *member##_next = member->next; member != (head); \
         member = member##_next, member##_next = member->next)
