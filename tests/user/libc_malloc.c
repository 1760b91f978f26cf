/* The allocator: alignment, contents kept, memory used again, threads that free what others allocated. runs
 * on Linux */
#include "libc_test.h"

#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define SLOTS   300
#define ROUNDS  30000
#define THREADS 4

struct slot {
    unsigned char *block;
    size_t size;
    unsigned char fill;
};

static unsigned next(unsigned *seed)
{
    *seed = *seed * 1664525 + 1013904223;
    return *seed >> 8;
}

/* Small sizes mostly, and now and then big ones. */
static size_t random_size(unsigned *seed)
{
    unsigned kind = next(seed) % 100;
    if (kind < 70)
        return next(seed) % 200;
    if (kind < 95)
        return next(seed) % 5000;
    return next(seed) % (kind < 99 ? 60000 : 300000);
}

static int filled(const unsigned char *block, size_t size, unsigned char fill)
{
    for (size_t i = 0; i<size; i += size> 1000 ? 97 : 1)
        if (block[i] != fill)
            return 0;
    return size == 0 || block[size - 1] == fill;
}

/* Allocates, resizes and frees at random; every block keeps its bytes. 0 if all is well. */
static int churn(unsigned seed, int rounds)
{
    struct slot slots[SLOTS] = {0};
    int bad = 0;
    for (int i = 0; i < rounds && !bad; i++) {
        struct slot *slot = &slots[next(&seed) % SLOTS];
        bad |= slot->block && !filled(slot->block, slot->size, slot->fill);
        size_t size = random_size(&seed);
        unsigned what = next(&seed) % 8;
        if (what < 3 && slot->block) {
            unsigned char *moved = realloc(slot->block, size ? size : 1);
            bad |= !moved || !filled(moved, size < slot->size ? size : slot->size, slot->fill);
            slot->block = moved;
        } else {
            free(slot->block);
            if (what == 3) {
                slot->block = calloc(1, size);
                bad |= !slot->block || !filled(slot->block, size, 0);
            } else if (what == 4) {
                size_t alignment = (size_t)32 << next(&seed) % 8;
                slot->block = aligned_alloc(alignment, size);
                bad |= (uintptr_t)slot->block % alignment != 0;
            } else {
                slot->block = malloc(size);
            }
        }
        bad |= !slot->block || (uintptr_t)slot->block % (2 * sizeof(void *)) != 0;
        slot->size = size;
        slot->fill = (unsigned char)next(&seed);
        if (!bad)
            memset(slot->block, slot->fill, size);
    }
    for (int i = 0; i < SLOTS; i++)
        free(slots[i].block);
    return bad;
}

static void *churn_thread(void *seed)
{
    return (void *)(intptr_t)churn((unsigned)(uintptr_t)seed, ROUNDS / 4);
}

/* One thread allocates, the other frees: blocks travel through a small ring. */
static struct {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    unsigned char *blocks[16];
    unsigned count, from;
} ring = {.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};

static void *free_thread(void *result)
{
    for (int i = 0; i < 5000; i++) {
        pthread_mutex_lock(&ring.lock);
        while (ring.count == 0)
            pthread_cond_wait(&ring.changed, &ring.lock);
        unsigned char *block = ring.blocks[ring.from++ % 16];
        ring.count--;
        pthread_cond_signal(&ring.changed);
        pthread_mutex_unlock(&ring.lock);
        if (!filled(block, 100, (unsigned char)i))
            return "bad";
        free(block);
    }
    return NULL;
}

static void handover(void)
{
    pthread_t thread;
    void *result = "not joined";
    pthread_create(&thread, NULL, free_thread, NULL);
    for (int i = 0; i < 5000; i++) {
        unsigned char *block = malloc(100);
        memset(block, (unsigned char)i, 100);
        pthread_mutex_lock(&ring.lock);
        while (ring.count == 16)
            pthread_cond_wait(&ring.changed, &ring.lock);
        ring.blocks[(ring.from + ring.count++) % 16] = block;
        pthread_cond_signal(&ring.changed);
        pthread_mutex_unlock(&ring.lock);
    }
    pthread_join(thread, &result);
    ok(result == NULL, "a thread frees what another allocated");
}

/* Called through these, or the compiler would assume that they succeed and leave errno alone. */
static void *(*volatile allocate)(size_t) = malloc;
static void *(*volatile allocate_array)(size_t, size_t) = calloc;

static void tests(void)
{
    void *block = NULL;
    ok(churn(1, ROUNDS) == 0, "blocks keep their bytes, one thread");
    pthread_t threads[THREADS];
    void *result;
    int bad = 0;
    for (int i = 0; i < THREADS; i++)
        pthread_create(&threads[i], NULL, churn_thread, (void *)(uintptr_t)(i + 2));
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], &result);
        bad |= result != NULL;
    }
    ok(!bad, "blocks keep their bytes, four threads");
    handover();

    /* 400 MB in all: it fits only if it is used again. */
    for (int i = 0; i < 400; i++) {
        char *big = malloc(1 << 20);
        bad |= !big;
        if (big)
            memset(big, 1, 1 << 20);
        free(big);
    }
    ok(!bad, "big blocks go back");
    for (int i = 0; i < 40; i++) {
        char *pieces[100];
        for (int j = 0; j < 100; j++)
            pieces[j] = malloc(100000);
        for (int j = 0; j < 100; j++) {
            bad |= !pieces[j];
            if (pieces[j])
                pieces[j][0] = pieces[j][99999] = 1;
        }
        for (int j = 0; j < 100; j++)
            free(pieces[(j * 37) % 100]);
    }
    ok(!bad, "middle-sized blocks merge and are used again");
    volatile size_t half = SIZE_MAX / 2;
    errno = 0;
    ok(allocate(half + half / 2) == NULL && errno == ENOMEM, "too much is refused");
    errno = 0;
    ok(allocate_array(half, 4) == NULL && errno == ENOMEM, "a product that overflows is refused");
    ok(posix_memalign(&block, 3, 10) == EINVAL, "posix_memalign wants a power of two");
    ok(posix_memalign(&block, 4096, 10000) == 0 && (uintptr_t)block % 4096 == 0, "posix_memalign aligns");
    free(block);
    free(NULL);
    char *grown = NULL;
    for (size_t size = 1; size <= 1 << 20; size *= 2) {
        grown = realloc(grown, size);
        grown[size / 2] = (char)size;
        grown[0] = 7;
    }
    ok(grown[0] == 7, "a block grows from 1 byte to 1 MB");
    free(grown);
}

int main(void)
{
    return libc_run(tests);
}
