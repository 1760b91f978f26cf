/*
 * Time-outs, sorted by deadline.
 *
 * Lock: timeout_lock guards the tree, and is held while a function is called: so that timeout_cancel() knows
 * that the function is not running once it has the lock. Invariant: every CPU's timer is armed for the
 * earliest deadline that was started on it, or earlier.
 */
#include "thread/timeout.h"

#include "sync/spinlock.h"
#include "thread/sched.h"

static struct spinlock timeout_lock = SPINLOCK_INITIALIZER(RANK_TIMEOUT);
static struct tree timeouts;

void timeout_start(struct timeout *timeout, uint64_t deadline, void (*function)(struct timeout *))
{
    spin_lock(&timeout_lock);
    timeout->function = function;
    timeout->pending = true;
    tree_insert(&timeouts, &timeout->node, deadline);
    sched_arm(deadline);
    spin_unlock(&timeout_lock);
}

void timeout_cancel(struct timeout *timeout)
{
    spin_lock(&timeout_lock);
    if (timeout->pending)
        tree_remove(&timeouts, &timeout->node);
    timeout->pending = false;
    spin_unlock(&timeout_lock);
}

uint64_t timeout_run(uint64_t now)
{
    uint64_t next = DEADLINE_NEVER;
    spin_lock(&timeout_lock);
    for (struct tree_node *node; (node = tree_first(&timeouts));) {
        struct timeout *timeout = container_of(node, struct timeout, node);
        if (node->key > now) {
            next = node->key;
            break;
        }
        tree_remove(&timeouts, node);
        timeout->pending = false;
        timeout->function(timeout);
    }
    spin_unlock(&timeout_lock);
    return next;
}
