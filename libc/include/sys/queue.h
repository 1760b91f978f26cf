/* Lists of the BSDs (man 3 queue): macros on structures that hold their own links. */
#pragma once

/* ---- SLIST: one link each; only the first is found at once ---- */
#define SLIST_HEAD(name, type)  \
    struct name {               \
        struct type *slh_first; \
    }
#define SLIST_HEAD_INITIALIZER(head) \
    {                                \
        0                            \
    }
#define SLIST_ENTRY(type)      \
    struct {                   \
        struct type *sle_next; \
    }
#define SLIST_FIRST(head)       ((head)->slh_first)
#define SLIST_EMPTY(head)       ((head)->slh_first == 0)
#define SLIST_NEXT(item, field) ((item)->field.sle_next)
#define SLIST_INIT(head)        ((void)((head)->slh_first = 0))
#define SLIST_FOREACH(item, head, field) \
    for ((item) = SLIST_FIRST(head); (item); (item) = SLIST_NEXT(item, field))
#define SLIST_INSERT_HEAD(head, item, field)         \
    do {                                             \
        SLIST_NEXT(item, field) = SLIST_FIRST(head); \
        SLIST_FIRST(head) = (item);                  \
    } while (0)
#define SLIST_INSERT_AFTER(at, item, field)              \
    do {                                                 \
        SLIST_NEXT(item, field) = SLIST_NEXT(at, field); \
        SLIST_NEXT(at, field) = (item);                  \
    } while (0)
#define SLIST_REMOVE_HEAD(head, field) ((void)(SLIST_FIRST(head) = SLIST_NEXT(SLIST_FIRST(head), field)))
#define SLIST_REMOVE(head, item, type, field)     \
    do {                                          \
        struct type **link_ = &SLIST_FIRST(head); \
        while (*link_ != (item))                  \
            link_ = &SLIST_NEXT(*link_, field);   \
        *link_ = SLIST_NEXT(item, field);         \
    } while (0)

/* ---- STAILQ: the same, and the end is found at once ---- */
#define STAILQ_HEAD(name, type)               \
    struct name {                             \
        struct type *stqh_first, **stqh_last; \
    }
#define STAILQ_HEAD_INITIALIZER(head) \
    {                                 \
        0, &(head).stqh_first         \
    }
#define STAILQ_ENTRY(type)      \
    struct {                    \
        struct type *stqe_next; \
    }
#define STAILQ_FIRST(head)       ((head)->stqh_first)
#define STAILQ_EMPTY(head)       ((head)->stqh_first == 0)
#define STAILQ_NEXT(item, field) ((item)->field.stqe_next)
#define STAILQ_INIT(head)                        \
    do {                                         \
        (head)->stqh_first = 0;                  \
        (head)->stqh_last = &(head)->stqh_first; \
    } while (0)
#define STAILQ_FOREACH(item, head, field) \
    for ((item) = STAILQ_FIRST(head); (item); (item) = STAILQ_NEXT(item, field))
#define STAILQ_INSERT_HEAD(head, item, field)                     \
    do {                                                          \
        if ((STAILQ_NEXT(item, field) = STAILQ_FIRST(head)) == 0) \
            (head)->stqh_last = &STAILQ_NEXT(item, field);        \
        STAILQ_FIRST(head) = (item);                              \
    } while (0)
#define STAILQ_INSERT_TAIL(head, item, field)          \
    do {                                               \
        STAILQ_NEXT(item, field) = 0;                  \
        *(head)->stqh_last = (item);                   \
        (head)->stqh_last = &STAILQ_NEXT(item, field); \
    } while (0)
#define STAILQ_REMOVE_HEAD(head, field)                                         \
    do {                                                                        \
        if ((STAILQ_FIRST(head) = STAILQ_NEXT(STAILQ_FIRST(head), field)) == 0) \
            (head)->stqh_last = &STAILQ_FIRST(head);                            \
    } while (0)
#define SIMPLEQ_HEAD        STAILQ_HEAD
#define SIMPLEQ_ENTRY       STAILQ_ENTRY
#define SIMPLEQ_FIRST       STAILQ_FIRST
#define SIMPLEQ_EMPTY       STAILQ_EMPTY
#define SIMPLEQ_NEXT        STAILQ_NEXT
#define SIMPLEQ_INIT        STAILQ_INIT
#define SIMPLEQ_FOREACH     STAILQ_FOREACH
#define SIMPLEQ_INSERT_HEAD STAILQ_INSERT_HEAD
#define SIMPLEQ_INSERT_TAIL STAILQ_INSERT_TAIL
#define SIMPLEQ_REMOVE_HEAD STAILQ_REMOVE_HEAD

/* ---- LIST: any item can be removed at once ---- */
#define LIST_HEAD(name, type)  \
    struct name {              \
        struct type *lh_first; \
    }
#define LIST_HEAD_INITIALIZER(head) \
    {                               \
        0                           \
    }
#define LIST_ENTRY(type)                 \
    struct {                             \
        struct type *le_next, **le_prev; \
    }
#define LIST_FIRST(head)       ((head)->lh_first)
#define LIST_EMPTY(head)       ((head)->lh_first == 0)
#define LIST_NEXT(item, field) ((item)->field.le_next)
#define LIST_INIT(head)        ((void)((head)->lh_first = 0))
#define LIST_FOREACH(item, head, field) \
    for ((item) = LIST_FIRST(head); (item); (item) = LIST_NEXT(item, field))
#define LIST_INSERT_HEAD(head, item, field)                            \
    do {                                                               \
        if ((LIST_NEXT(item, field) = LIST_FIRST(head)) != 0)          \
            LIST_FIRST(head)->field.le_prev = &LIST_NEXT(item, field); \
        LIST_FIRST(head) = (item);                                     \
        (item)->field.le_prev = &LIST_FIRST(head);                     \
    } while (0)
#define LIST_INSERT_AFTER(at, item, field)                                 \
    do {                                                                   \
        if ((LIST_NEXT(item, field) = LIST_NEXT(at, field)) != 0)          \
            LIST_NEXT(at, field)->field.le_prev = &LIST_NEXT(item, field); \
        LIST_NEXT(at, field) = (item);                                     \
        (item)->field.le_prev = &LIST_NEXT(at, field);                     \
    } while (0)
#define LIST_INSERT_BEFORE(at, item, field)            \
    do {                                               \
        (item)->field.le_prev = (at)->field.le_prev;   \
        LIST_NEXT(item, field) = (at);                 \
        *(at)->field.le_prev = (item);                 \
        (at)->field.le_prev = &LIST_NEXT(item, field); \
    } while (0)
#define LIST_REMOVE(item, field)                                           \
    do {                                                                   \
        if (LIST_NEXT(item, field) != 0)                                   \
            LIST_NEXT(item, field)->field.le_prev = (item)->field.le_prev; \
        *(item)->field.le_prev = LIST_NEXT(item, field);                   \
    } while (0)

/* ---- TAILQ: both ends, both directions ---- */
#define TAILQ_HEAD(name, type)              \
    struct name {                           \
        struct type *tqh_first, **tqh_last; \
    }
#define TAILQ_HEAD_INITIALIZER(head) \
    {                                \
        0, &(head).tqh_first         \
    }
#define TAILQ_ENTRY(type)                  \
    struct {                               \
        struct type *tqe_next, **tqe_prev; \
    }
#define TAILQ_FIRST(head)             ((head)->tqh_first)
#define TAILQ_EMPTY(head)             ((head)->tqh_first == 0)
#define TAILQ_NEXT(item, field)       ((item)->field.tqe_next)
#define TAILQ_LAST(head, name)        (*(((struct name *)((head)->tqh_last))->tqh_last))
#define TAILQ_PREV(item, name, field) (*(((struct name *)((item)->field.tqe_prev))->tqh_last))
#define TAILQ_INIT(head)                       \
    do {                                       \
        (head)->tqh_first = 0;                 \
        (head)->tqh_last = &(head)->tqh_first; \
    } while (0)
#define TAILQ_FOREACH(item, head, field) \
    for ((item) = TAILQ_FIRST(head); (item); (item) = TAILQ_NEXT(item, field))
#define TAILQ_FOREACH_REVERSE(item, head, name, field) \
    for ((item) = TAILQ_LAST(head, name); (item); (item) = TAILQ_PREV(item, name, field))
#define TAILQ_FOREACH_SAFE(item, head, field, next) \
    for ((item) = TAILQ_FIRST(head); (item) && ((next) = TAILQ_NEXT(item, field), 1); (item) = (next))
#define TAILQ_INSERT_HEAD(head, item, field)                              \
    do {                                                                  \
        if ((TAILQ_NEXT(item, field) = TAILQ_FIRST(head)) != 0)           \
            TAILQ_FIRST(head)->field.tqe_prev = &TAILQ_NEXT(item, field); \
        else                                                              \
            (head)->tqh_last = &TAILQ_NEXT(item, field);                  \
        TAILQ_FIRST(head) = (item);                                       \
        (item)->field.tqe_prev = &TAILQ_FIRST(head);                      \
    } while (0)
#define TAILQ_INSERT_TAIL(head, item, field)         \
    do {                                             \
        TAILQ_NEXT(item, field) = 0;                 \
        (item)->field.tqe_prev = (head)->tqh_last;   \
        *(head)->tqh_last = (item);                  \
        (head)->tqh_last = &TAILQ_NEXT(item, field); \
    } while (0)
#define TAILQ_INSERT_AFTER(head, at, item, field)                               \
    do {                                                                        \
        if ((TAILQ_NEXT(item, field) = TAILQ_NEXT(at, field)) != 0)             \
            TAILQ_NEXT(item, field)->field.tqe_prev = &TAILQ_NEXT(item, field); \
        else                                                                    \
            (head)->tqh_last = &TAILQ_NEXT(item, field);                        \
        TAILQ_NEXT(at, field) = (item);                                         \
        (item)->field.tqe_prev = &TAILQ_NEXT(at, field);                        \
    } while (0)
#define TAILQ_INSERT_BEFORE(at, item, field)             \
    do {                                                 \
        (item)->field.tqe_prev = (at)->field.tqe_prev;   \
        TAILQ_NEXT(item, field) = (at);                  \
        *(at)->field.tqe_prev = (item);                  \
        (at)->field.tqe_prev = &TAILQ_NEXT(item, field); \
    } while (0)
#define TAILQ_REMOVE(head, item, field)                                       \
    do {                                                                      \
        if (TAILQ_NEXT(item, field) != 0)                                     \
            TAILQ_NEXT(item, field)->field.tqe_prev = (item)->field.tqe_prev; \
        else                                                                  \
            (head)->tqh_last = (item)->field.tqe_prev;                        \
        *(item)->field.tqe_prev = TAILQ_NEXT(item, field);                    \
    } while (0)
