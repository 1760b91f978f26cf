/*
 * Futexes: threads wait at a word of user memory (man 2 futex). The word is known by the address space and
 * its address, or, in a shared area, by the object and the offset in it; so processes can meet at one too.
 */
#pragma once

#include "lib/types.h"

struct vm_space;

/* FUTEX_WAIT: sleeps if the word still holds `value`. Returns 0, -EAGAIN, -EINTR, -ETIMEDOUT, -EFAULT,
 * -EINVAL. */
int futex_wait(uint32_t *word, uint32_t value, uint64_t deadline, uint32_t bitset, bool is_private);

/* FUTEX_WAKE: wakes at most `count` whose bitset meets `bitset`. Returns how many, or -EFAULT, -EINVAL. */
int futex_wake(uint32_t *word, uint32_t count, uint32_t bitset, bool is_private);

/*
 * FUTEX_CMP_REQUEUE (or FUTEX_REQUEUE, when `expected` is NULL): wakes `count` and moves at most `limit`
 * others to `word2`. Returns how many it woke and moved, or -EAGAIN, -EFAULT, -EINVAL.
 */
int futex_requeue(uint32_t *word, uint32_t count, uint32_t limit, uint32_t *word2, const uint32_t *expected,
                  bool is_private);

/*
 * The running thread ends: marks the words of the list at `head` that it still holds with FUTEX_OWNER_DIED
 * and wakes a waiter of each (man 2 set_robust_list). Whatever is wrong with the list ends the walk.
 */
void futex_release_robust(uintptr_t head);

/* Readies the table. Once, at boot. */
void futex_init(void);
