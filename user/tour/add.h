/* The addition under study: see add.S. */
#pragma once

/* Adds 1 to *number, by a load, an addition, and a store. */
void add_one(long *number);

/* Where its three instructions are. */
extern const unsigned char add_one_load[], add_one_add[], add_one_store[];
