/* kernel/lib/list.h */
#include "lib/list.h"
#include "tap.h"

#include <string.h>

struct member {
    char name;
    struct list link;
};

static struct list head = LIST_INITIALIZER(head);
static struct member a = {.name = 'a'}, b = {.name = 'b'}, c = {.name = 'c'};

/* Whether the members' names are these, read forwards, and the links backwards agree. */
static bool is(const char *names)
{
    char found[8] = "";
    size_t length = 0;
    list_for_each_entry (struct member, member, &head, link) {
        const struct list *link = &member->link;
        if (link->next->previous != link || link->previous->next != link || length == sizeof(found) - 1)
            return false;
        found[length++] = member->name;
    }
    return strcmp(found, names) == 0;
}

int main(void)
{
    tap_ok(list_empty(&head) && is("") && list_pop_front(&head) == NULL, "an empty list");
    list_push_back(&head, &b.link);
    tap_ok(!list_empty(&head) && is("b"), "one member");
    list_push_back(&head, &c.link);
    list_push_front(&head, &a.link);
    tap_ok(is("abc"), "push to both ends");
    list_remove(&b.link);
    tap_ok(is("ac") && list_empty(&b.link), "remove from the middle; the member is alone then");
    list_insert_after(&a.link, &b.link);
    tap_ok(is("abc"), "insert after a member");
    tap_ok(list_pop_front(&head) == &a.link && is("bc") && list_empty(&a.link), "pop takes the first");
    list_push_back(&head, &a.link);
    tap_ok(is("bca"), "and it can go in again");
    list_for_each_entry_safe (struct member, member, &head, link)
        if (member->name != 'c')
            list_remove(&member->link);
    tap_ok(is("c"), "remove while going through");
    list_remove(&c.link);
    tap_ok(list_empty(&head) && is(""), "empty again");
    list_init(&head);
    tap_ok(list_empty(&head), "list_init");
    return tap_done();
}
