/*
 * Futexes. Waiters are kept in a table of buckets by what identifies their word.
 *
 * Lock: a bucket's lock guards its waiters. It is held while the word is read, so that no wake-up falls
 * between the look and the sleep; the read may fault, which takes locks further down the order. A requeue
 * holds two buckets' locks, the one with the lower address first.
 */
#include "thread/futex.h"

#include "abi/errno.h"
#include "abi/futex.h"
#include "mm/space.h"
#include "mm/user.h"
#include "thread/thread.h"
#include "thread/wait.h"

#define BUCKETS    256u
#define ROBUST_MAX 2048u /* entries that are looked at */

/* What identifies a word. */
struct futex_key {
    uintptr_t owner; /* where the address space lies, or the shared object's number, which no space lies at */
    uint32_t offset; /* the address, or the offset in the object */
};

struct futex_waiter {
    struct list link;
    struct thread *thread;
    struct futex_key key;
    uint32_t bitset;
    struct bucket *bucket; /* changes when the waiter is requeued, under both buckets' locks */
};

static struct bucket {
    struct spinlock lock;
    struct list waiters;
} buckets[BUCKETS];

static bool word_ok(const uint32_t *word)
{
    return !((vaddr_t)word & 3) && user_range_ok(word, sizeof(*word));
}

static int key_get(struct futex_key *key, const uint32_t *word, bool is_private)
{
    struct vm_space *space = thread_current()->space;
    if (!word_ok(word))
        return (vaddr_t)word & 3 ? -EINVAL : -EFAULT;
    *key = (struct futex_key){.owner = (uintptr_t)space, .offset = (vaddr_t)word};
    return is_private ? 0 : vm_space_identify(space, (vaddr_t)word, &key->owner, &key->offset);
}

static bool key_equal(const struct futex_key *a, const struct futex_key *b)
{
    return a->owner == b->owner && a->offset == b->offset;
}

static struct bucket *bucket_of(const struct futex_key *key)
{
    uint32_t hash = key->owner ^ key->offset;
    return &buckets[(hash * 2654435761u) >> 24];
}

void futex_init(void)
{
    for (unsigned i = 0; i < BUCKETS; i++) {
        spin_init(&buckets[i].lock, RANK_FUTEX);
        list_init(&buckets[i].waiters);
    }
}

int futex_wait(uint32_t *word, uint32_t value, uint64_t deadline, uint32_t bitset, bool is_private)
{
    struct futex_waiter waiter;
    int result = key_get(&waiter.key, word, is_private);
    if (result)
        return result;
    struct bucket *bucket = waiter.bucket = bucket_of(&waiter.key);
    waiter.thread = thread_current();
    waiter.bitset = bitset;
    uint32_t seen;
    spin_lock(&bucket->lock);
    result = user_load_raw(&seen, word);
    if (!result && seen != value)
        result = -EAGAIN;
    if (result)
        goto out;
    list_push_back(&bucket->waiters, &waiter.link);
    result = sched_sleep(&bucket->lock, deadline, true);
    while (waiter.bucket != bucket) {
        spin_unlock(&bucket->lock);
        bucket = __atomic_load_n(&waiter.bucket, __ATOMIC_ACQUIRE);
        spin_lock(&bucket->lock);
    }
    if (list_empty(&waiter.link))
        result = 0; /* a waker took it off */
    else
        list_remove(&waiter.link);
out:
    spin_unlock(&bucket->lock);
    return result;
}

/*
 * Takes at most `limit` waiters at `key`, whose bitset meets `bitset`, off their bucket: wakes them, or has
 * them wait in `to` at `to_key`, if there is one. Returns how many. The caller holds the buckets' locks.
 */
static int take_locked(struct bucket *from, const struct futex_key *key, uint32_t limit, uint32_t bitset,
                       struct bucket *to, const struct futex_key *to_key)
{
    uint32_t taken = 0;
    list_for_each_entry_safe (struct futex_waiter, waiter, &from->waiters, link) {
        if (taken == limit)
            break;
        if (!key_equal(&waiter->key, key) || !(waiter->bitset & bitset))
            continue;
        list_remove(&waiter->link);
        taken++;
        if (to) {
            waiter->key = *to_key;
            list_push_back(&to->waiters, &waiter->link);
            __atomic_store_n(&waiter->bucket, to, __ATOMIC_RELEASE);
        } else {
            sched_wake(waiter->thread, 0);
        }
    }
    return (int)taken;
}

int futex_wake(uint32_t *word, uint32_t limit, uint32_t bitset, bool is_private)
{
    struct futex_key key;
    int result = key_get(&key, word, is_private);
    if (result)
        return result;
    struct bucket *bucket = bucket_of(&key);
    spin_lock(&bucket->lock);
    result = take_locked(bucket, &key, limit, bitset, NULL, NULL);
    spin_unlock(&bucket->lock);
    return result;
}

int futex_requeue(uint32_t *word, uint32_t limit, uint32_t move_limit, uint32_t *word2,
                  const uint32_t *expected, bool is_private)
{
    struct futex_key key, key2;
    int result = key_get(&key, word, is_private) ?: key_get(&key2, word2, is_private);
    if (result)
        return result;
    struct bucket *from = bucket_of(&key), *to = bucket_of(&key2);
    struct bucket *first = MIN(from, to), *second = from == to ? NULL : MAX(from, to);
    uint32_t seen;
    spin_lock(&first->lock);
    if (second)
        spin_lock(&second->lock);
    if (expected)
        result = user_load_raw(&seen, word) ?: seen == *expected ? 0 : -EAGAIN;
    if (!result) {
        result = take_locked(from, &key, limit, ~0u, NULL, NULL);
        if (!key_equal(&key, &key2))
            result += take_locked(from, &key, move_limit, ~0u, to, &key2);
    }
    if (second)
        spin_unlock(&second->lock);
    spin_unlock(&first->lock);
    return result;
}

/* Gives up one word, if the thread holds it. */
static void release_word(uint32_t *word)
{
    uint32_t seen;
    if (!word_ok(word) || user_load_raw(&seen, word))
        return;
    while ((seen & FUTEX_TID_MASK) == thread_current()->tid) {
        uint32_t expected = seen;
        if (user_compare_exchange_raw(word, &seen, (seen & FUTEX_WAITERS) | FUTEX_OWNER_DIED))
            return;
        if (seen == expected) {
            futex_wake(word, 1, ~0u, false);
            return;
        }
    }
}

void futex_release_robust(uintptr_t head)
{
    struct {
        uintptr_t next;
        uint32_t offset;   /* from an entry to its word */
        uintptr_t pending; /* one that is being locked or unlocked, or 0 */
    } list;
    if (copy_from_user(&list, (void *)head, sizeof(list)))
        return;
    uintptr_t entry = list.next & ~1u, pending = list.pending & ~1u;
    for (unsigned i = 0; i < ROBUST_MAX && entry != head; i++) {
        uintptr_t next;
        if (copy_from_user(&next, (void *)entry, sizeof(next)))
            return;
        if (entry != pending)
            release_word((uint32_t *)(entry + list.offset));
        entry = next & ~1u;
    }
    if (pending)
        release_word((uint32_t *)(pending + list.offset));
}
