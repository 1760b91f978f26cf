/* Tables that are searched (<search.h>). */
#include <errno.h>
#include <search.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* ---- One hash table: open addressing in a power of two of slots, twice as many as were asked for. ---- */

static ENTRY *slots;
static size_t slot_count, slots_used;

int hcreate(size_t count)
{
    if (slots) {
        errno = EINVAL;
        return 0;
    }
    for (slot_count = 8; slot_count < 2 * count && slot_count < SIZE_MAX / 4; slot_count *= 2)
        ;
    slots = calloc(slot_count, sizeof *slots);
    slots_used = 0;
    return slots != NULL;
}

void hdestroy(void)
{
    free(slots);
    slots = NULL;
}

ENTRY *hsearch(ENTRY item, ACTION action)
{
    uint32_t hash = 2166136261u; /* FNV-1a */
    if (!slots)
        return NULL;
    for (const unsigned char *c = (const unsigned char *)item.key; *c; c++)
        hash = (hash ^ *c) * 16777619u;
    ENTRY *slot;
    while ((slot = &slots[hash & (slot_count - 1)])->key) {
        if (strcmp(slot->key, item.key) == 0)
            return slot;
        hash++;
    }
    if (action == FIND) {
        errno = ESRCH;
        return NULL;
    }
    if (slots_used + 1 >= slot_count) { /* one stays empty: it ends the search */
        errno = ENOMEM;
        return NULL;
    }
    slots_used++;
    *slot = item;
    return slot;
}

/* ---- Binary trees, not balanced. The key comes first, so a node is a pointer to a pointer to the key. ----
 */

struct node {
    const void *key;
    struct node *left, *right;
};

/* Where the node with this key hangs, or would. */
static struct node **find(const void *key, void *const *root, int (*compare)(const void *, const void *))
{
    struct node **place = (struct node **)root;
    while (*place) {
        int order = compare(key, (*place)->key);
        if (order == 0)
            break;
        place = order < 0 ? &(*place)->left : &(*place)->right;
    }
    return place;
}

void *tsearch(const void *key, void **root, int (*compare)(const void *, const void *))
{
    if (!root)
        return NULL;
    struct node **place = find(key, root, compare);
    if (!*place && (*place = calloc(1, sizeof **place)) != NULL)
        (*place)->key = key;
    return *place;
}

void *tfind(const void *key, void *const *root, int (*compare)(const void *, const void *))
{
    return root ? *find(key, root, compare) : NULL;
}

/* Returns the parent of the node, or, for the root, something that is not NULL. */
void *tdelete(const void *restrict key, void **restrict root, int (*compare)(const void *, const void *))
{
    if (!root || !*find(key, root, compare))
        return NULL;
    struct node **place = (struct node **)root, *parent = *place;
    for (int order; (order = compare(key, (*place)->key)) != 0;) {
        parent = *place;
        place = order < 0 ? &parent->left : &parent->right;
    }
    struct node *node = *place;
    if (!node->left) {
        *place = node->right;
    } else if (!node->right) {
        *place = node->left;
    } else { /* the next larger one takes its place */
        struct node **next = &node->right;
        while ((*next)->left)
            next = &(*next)->left;
        struct node *successor = *next;
        *next = successor->right;
        successor->left = node->left;
        successor->right = node->right;
        *place = successor;
    }
    if (parent == node)
        parent = *root ? *root : (void *)root;
    free(node);
    return parent;
}

static void walk(const struct node *node, void (*visit)(const void *node, VISIT order, int level), int level)
{
    if (!node->left && !node->right) {
        visit(node, leaf, level);
        return;
    }
    visit(node, preorder, level);
    if (node->left)
        walk(node->left, visit, level + 1);
    visit(node, postorder, level);
    if (node->right)
        walk(node->right, visit, level + 1);
    visit(node, endorder, level);
}

void twalk(const void *root, void (*visit)(const void *node, VISIT order, int level))
{
    if (root && visit)
        walk(root, visit, 0);
}

/* ---- Arrays and lists ---- */

void *lfind(const void *key, const void *base, size_t *count, size_t size,
            int (*compare)(const void *, const void *))
{
    const char *element = base;
    for (size_t i = 0; i < *count; i++, element += size)
        if (compare(key, element) == 0)
            return (void *)element;
    return NULL;
}

void *lsearch(const void *key, void *base, size_t *count, size_t size,
              int (*compare)(const void *, const void *))
{
    void *found = lfind(key, base, count, size, compare);
    return found ? found : memcpy((char *)base + (*count)++ * size, key, size);
}

struct link {
    struct link *next, *previous;
};

void insque(void *element, void *before)
{
    struct link *link = element, *previous = before;
    link->previous = previous;
    link->next = previous ? previous->next : NULL;
    if (previous)
        previous->next = link;
    if (link->next)
        link->next->previous = link;
}

void remque(void *element)
{
    struct link *link = element;
    if (link->next)
        link->next->previous = link->previous;
    if (link->previous)
        link->previous->next = link->next;
}
