/*
 * Masks of blocked signals, as system calls change them.
 */
#pragma once

#include "abi/sigset.h"
#include "lib/types.h"

/* man 2 sigprocmask, with masks of `size` bytes. */
long signal_exchange_blocked(int how, const void *set, void *old, size_t size);

/* Another mask for as long as a system call lasts (man 2 sigsuspend, ppoll, pselect): sets the user's; NULL:
 * as it is. Returns 0, -EINVAL (for a wrong size), -EFAULT. */
int signal_mask_for_call(const sigset_t *user_set, size_t size);

/* The end of such a call, with its result, which is returned: the old mask comes back; after -EINTR not
 * before the signal that is behind that was delivered. */
long signal_unmask_after_call(long result);
