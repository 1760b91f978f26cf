/*
 * Time-outs: a function to be called at a time. The earliest one decides when the timer interrupts.
 */
#pragma once

#include "lib/tree.h"

struct timeout {
    struct tree_node node; /* key: the deadline, in cycles */
    void (*function)(struct timeout *);
    bool pending;
};

/* Has function(timeout) called when cpu_cycles() has reached `deadline`: in interrupt context, holding the
 * lock of the time-outs; it may take locks of higher rank. Any context. */
void timeout_start(struct timeout *timeout, uint64_t deadline, void (*function)(struct timeout *));

/* Makes sure that it is not called, or has returned. Any context, holding no lock of rank RANK_TIMEOUT or
 * higher. */
void timeout_cancel(struct timeout *timeout);

/* Calls what is due; returns the next deadline. From the timer's interrupt. */
uint64_t timeout_run(uint64_t now);
