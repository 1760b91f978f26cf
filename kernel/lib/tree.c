/*
 * The treap of tree.h. A node's priority is at least that of its children; rotations keep the order
 * of keys. Priorities come from a xorshift generator: they need to be spread, not secret.
 */
#include "lib/tree.h"

static uint32_t next_priority(void)
{
    static uint32_t state = 2463534242u;
    uint32_t x = state;
    x ^= x << 13;
    x ^= x >> 17;
    x ^= x << 5;
    state = x; /* two CPUs may draw the same number: harmless */
    return x;
}

/* Which child of its parent a node is. */
static unsigned side(const struct tree_node *node)
{
    return node->parent->children[1] == node;
}

/* Makes `child` hang where `node` hung. */
static void replace_child(struct tree *tree, struct tree_node *node, struct tree_node *child)
{
    if (node->parent)
        node->parent->children[side(node)] = child;
    else
        tree->root = child;
    if (child)
        child->parent = node->parent;
}

/* Lifts `node` above its parent, which becomes its child on the other side; the order of keys stays. */
static void rotate_up(struct tree *tree, struct tree_node *node)
{
    struct tree_node *parent = node->parent;
    unsigned from = side(node);
    struct tree_node *between = node->children[!from];
    replace_child(tree, parent, node);
    parent->children[from] = between;
    if (between)
        between->parent = parent;
    node->children[!from] = parent;
    parent->parent = node;
}

void tree_insert(struct tree *tree, struct tree_node *node, uint64_t key)
{
    struct tree_node *parent = NULL, **link = &tree->root;
    while (*link) {
        parent = *link;
        link = &parent->children[key >= parent->key];
    }
    *node = (struct tree_node){.parent = parent, .key = key, .priority = next_priority()};
    *link = node;
    while (node->parent && node->parent->priority < node->priority)
        rotate_up(tree, node);
}

void tree_remove(struct tree *tree, struct tree_node *node)
{
    struct tree_node **children = node->children;
    while (children[0] && children[1])
        rotate_up(tree, children[children[1]->priority > children[0]->priority]);
    replace_child(tree, node, children[0] ? children[0] : children[1]);
    node->parent = children[0] = children[1] = NULL;
}

struct tree_node *tree_find_at_most(const struct tree *tree, uint64_t key)
{
    struct tree_node *best = NULL;
    for (struct tree_node *node = tree->root; node;) {
        if (node->key <= key)
            best = node;
        node = node->children[node->key <= key];
    }
    return best;
}

/* The node with the lowest key, below and with `node`, which may be NULL. */
static struct tree_node *lowest(struct tree_node *node)
{
    while (node && node->children[0])
        node = node->children[0];
    return node;
}

struct tree_node *tree_first(const struct tree *tree)
{
    return lowest(tree->root);
}

struct tree_node *tree_next(const struct tree_node *node)
{
    if (node->children[1])
        return lowest(node->children[1]);
    while (node->parent && side(node) == 1)
        node = node->parent;
    return node->parent;
}
