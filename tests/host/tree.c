/* kernel/lib/tree.c, against an array that is searched from end to end. */
#include "lib/tree.h"
#include "tap.h"

#define NODES 2000

static struct tree tree;
static struct tree_node nodes[NODES];
static bool present[NODES];
static uint64_t keys[NODES];

static uint32_t random_number(uint32_t limit)
{
    static uint64_t state = 1;
    state = state * 6364136223846793005ull + 1442695040888963407ull;
    return (uint32_t)(state >> 33) % limit;
}

/* The height of the tree, or -1 when an invariant is broken: order of keys and priorities, links upwards. */
static int height(const struct tree_node *node, const struct tree_node *parent)
{
    if (!node)
        return 0;
    if (node->parent != parent || (parent && parent->priority < node->priority))
        return -1;
    if ((node->children[0] && node->children[0]->key > node->key) ||
        (node->children[1] && node->children[1]->key < node->key))
        return -1;
    int left = height(node->children[0], node), right = height(node->children[1], node);
    return left < 0 || right < 0 ? -1 : MAX(left, right) + 1;
}

/* Whether going through the tree gives what is present, in order. */
static bool walks(void)
{
    unsigned count = 0, expected = 0;
    for (unsigned i = 0; i < NODES; i++)
        expected += present[i];

    const struct tree_node *last = NULL;
    for (struct tree_node *node = tree_first(&tree); node; node = tree_next(node)) {
        if (!present[node - nodes] || node->key != keys[node - nodes])
            return false;
        if (last && last->key > node->key)
            return false;
        last = node;
        count++;
    }
    return count == expected && tree_find_at_most(&tree, UINT64_MAX) == last;
}

static bool finds(uint64_t key)
{
    bool any = false;
    uint64_t best = 0;
    for (unsigned i = 0; i < NODES; i++) {
        if (present[i] && keys[i] <= key && (!any || keys[i] > best)) {
            any = true;
            best = keys[i];
        }
    }
    const struct tree_node *found = tree_find_at_most(&tree, key);
    if (!found || !any)
        return !found && !any;
    const struct tree_node *next = tree_next(found);
    return found->key == best && (!next || next->key > key);
}

static void insert(unsigned i, uint64_t key)
{
    keys[i] = key;
    present[i] = true;
    tree_insert(&tree, &nodes[i], key);
}

static void delete (unsigned i)
{
    present[i] = false;
    tree_remove(&tree, &nodes[i]);
}

static void in_order(const char *name, bool backwards)
{
    for (unsigned i = 0; i < NODES; i++)
        insert(i, backwards ? NODES - i : i);
    tap_ok(walks() && height(tree.root, NULL) > 0, name);
    tap_ok(height(tree.root, NULL) < 50, "and it is not high");
    for (unsigned i = 0; i < NODES; i++)
        delete (i);
    tap_ok(tree.root == NULL && walks(), "all removed");
}

static void at_random(void)
{
    bool sound = true, found = true;
    for (unsigned turn = 0; turn < 20000; turn++) {
        unsigned i = random_number(NODES);
        if (present[i])
            delete (i);
        else
            insert(i, (uint64_t)random_number(500) << 30); /* many are equal, many need more than 32 bits */
        if (turn % 100 == 0) {
            sound = sound && walks() && height(tree.root, NULL) >= 0;
            found = found && finds((uint64_t)random_number(510) << 30) && finds(random_number(1u << 31));
        }
    }
    tap_ok(sound, "random insertions and removals: order and links hold");
    tap_ok(found, "tree_find_at_most finds the last one at or below");
    for (unsigned i = 0; i < NODES; i++) {
        if (present[i])
            delete (i);
    }
}

int main(void)
{
    tap_ok(!tree_first(&tree) && !tree_find_at_most(&tree, 5), "an empty tree");
    in_order("keys in rising order", false);
    in_order("keys in falling order", true);
    at_random();
    insert(0, 7);
    insert(1, 7);
    insert(2, 7);
    tap_ok(tree_first(&tree) == &nodes[0] && tree_next(&nodes[0]) == &nodes[1] &&
               tree_next(&nodes[1]) == &nodes[2],
           "equal keys: the later comes after the earlier");
    tap_ok(tree_find_at_most(&tree, 7) == &nodes[2] && !tree_find_at_most(&tree, 6),
           "and the last of them is found");
    return tap_done();
}
