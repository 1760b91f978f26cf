/*
 * A sorted set with its links inside the members: a treap, that is a search tree by key and a heap by
 * a pseudo-random priority, so that look-up, insertion and removal take O(log n) steps whatever the
 * order of insertion. Whoever owns the tree says which lock guards it.
 */
#pragma once

#include "lib/types.h"

struct tree_node {
    struct tree_node *parent, *children[2]; /* the lesser keys, the greater ones */
    uint64_t key;
    uint32_t priority;
};

struct tree {
    struct tree_node *root;
};

/* Inserts `node` under `key`. Equal keys are allowed: the later one comes after the earlier. */
void tree_insert(struct tree *tree, struct tree_node *node, uint64_t key);
void tree_remove(struct tree *tree, struct tree_node *node);

/* The last node whose key is at most `key`, or NULL. */
struct tree_node *tree_find_at_most(const struct tree *tree, uint64_t key);

/* The first node, and the one after a node, in order of keys; NULL at the end. */
struct tree_node *tree_first(const struct tree *tree);
struct tree_node *tree_next(const struct tree_node *node);
