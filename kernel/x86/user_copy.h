/*
 * Accesses to user memory that are allowed to fail. The caller has checked that the whole range lies
 * below USER_END (mm/user.h does, and is what the rest of the kernel calls).
 */
#pragma once

#include "lib/types.h"

/* Copies `size` bytes, one side of which is user memory. Returns how many bytes were NOT copied: 0 when all
 * went well. */
size_t user_copy_raw(void *to, const void *from, size_t size);

/* Stores `size` zero bytes at a user address. Returns how many were not stored. */
size_t user_clear_raw(void *to, size_t size);

/* Reads a word at a user address, aligned to 4. Returns 0, or -EFAULT. */
int user_load_raw(uint32_t *value, const uint32_t *address);

/* Compares the word at a user address with *expected and, if equal, replaces it by `replacement`, atomically.
 * *expected becomes the word that was there. Returns 0, or -EFAULT. */
int user_compare_exchange_raw(uint32_t *address, uint32_t *expected, uint32_t replacement);
