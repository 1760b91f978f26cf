/*
 * The bottom of memory: memcpy and the like against loops of single bytes; frames; the heap.
 */
#include "ktest.h"

#include "lib/string.h"
#include "mm/heap.h"

/* --- memcpy, memmove, memset --- */

#define AREA 96u

static uint8_t expected[AREA], actual[AREA];

static void fill(void)
{
    for (unsigned i = 0; i < AREA; i++)
        expected[i] = actual[i] = (uint8_t)(i * 7 + 1);
}

/* What memmove should do, by way of a copy elsewhere. */
static void naive_move(uint8_t *to, const uint8_t *from, size_t size)
{
    static uint8_t between[AREA];
    for (size_t i = 0; i < size; i++)
        between[i] = from[i];
    for (size_t i = 0; i < size; i++)
        to[i] = between[i];
}

static bool move_is_right(unsigned to, unsigned from, unsigned size, bool overlap)
{
    fill();
    naive_move(expected + to, expected + from, size);
    void *result =
        overlap ? memmove(actual + to, actual + from, size) : memcpy(actual + to, actual + from, size);
    return result == actual + to && !memcmp(expected, actual, AREA);
}

static bool set_is_right(unsigned to, int byte, unsigned size)
{
    fill();
    for (unsigned i = 0; i < size; i++)
        expected[to + i] = (uint8_t)byte;
    return memset(actual + to, byte, size) == actual + to && !memcmp(expected, actual, AREA);
}

void test_memory(void)
{
    unsigned wrong_copies = 0, wrong_moves = 0, wrong_sets = 0;
    for (unsigned size = 0; size <= 37; size++) {
        for (unsigned from = 0; from < 8; from++)
            for (unsigned to = 48; to < 56; to++)
                wrong_copies += !move_is_right(to, from, size, false);
        for (unsigned from = 0; from < 40; from += 3)
            for (unsigned to = 0; to < 50; to++)
                wrong_moves += !move_is_right(to, from, size, true);
        for (unsigned to = 0; to < 8; to++)
            wrong_sets += !set_is_right(to, (int)size * 37 - 300, size);
    }
    ok(wrong_copies == 0, "memcpy is a loop of bytes (%u wrong)", wrong_copies);
    ok(wrong_moves == 0, "memmove too, whatever overlaps (%u wrong)", wrong_moves);
    ok(wrong_sets == 0, "memset too (%u wrong)", wrong_sets);
}

/* --- Frames --- */

static bool counts_add_up(void)
{
    unsigned sum = 0;
    for (enum frame_kind kind = 0; kind < FRAME_KINDS; kind++)
        sum += frame_count(kind);
    return sum == frame_total();
}

/* Takes every frame there is, chained by their links; then gives them back. */
static void test_exhaustion(void)
{
    struct list all = LIST_INITIALIZER(all);
    unsigned free_before = frame_count(FRAME_FREE), taken = 0, wrong = 0;
    struct frame *frame;
    while ((frame = frame_alloc(FRAME_BUFFER, 77))) {
        wrong += frame->references != 1 || frame->kind != FRAME_BUFFER || frame->owner != 77;
        frame->owner = 78; /* who gets it again would see */
        *(struct frame **)frame_memory(frame) = frame;
        list_push_back(&all, &frame->link);
        taken++;
    }
    ok(taken == free_before && frame_count(FRAME_FREE) == 0, "all %u free frames can be had, no more", taken);
    ok(counts_add_up(), "the counts add up when none is left");
    ok(!heap_alloc(HEAP_MAX), "the heap says so too");
    list_for_each (link, &all) {
        struct frame *one = container_of(link, struct frame, link);
        wrong += *(struct frame **)frame_memory(one) != one || frame_at(frame_address(one)) != one;
    }
    ok(wrong == 0, "each was given once, with its own memory (%u wrong)", wrong);
    while (!list_empty(&all))
        frame_put(container_of(list_pop_front(&all), struct frame, link));
    ok(frame_count(FRAME_FREE) == free_before && counts_add_up(), "all come back");
}

void test_frames(void)
{
    begin_count();
    unsigned free_before = frame_count(FRAME_FREE), buffers = frame_count(FRAME_BUFFER);
    ok(counts_add_up(), "the counts of frames add up to all frames");
    struct frame *frame = frame_alloc(FRAME_BUFFER, 5);
    ok(frame && frame->references == 1 && frame->owner == 5 && frame->kind == FRAME_BUFFER, "a frame");
    ok(frame_count(FRAME_FREE) == free_before - 1 && frame_count(FRAME_BUFFER) == buffers + 1, "is counted");
    memset(frame_memory(frame), 0xaa, PAGE_SIZE);
    frame_get(frame);
    frame_put(frame);
    ok(frame->references == 1 && frame->kind == FRAME_BUFFER, "a reference more, and one less");
    frame_put(frame);
    ok(frame->kind == FRAME_FREE && frame_count(FRAME_FREE) == free_before, "the last one frees it");

    struct frame *zeroed = frame_alloc_zeroed(FRAME_BUFFER, 0);
    unsigned dirt = 0;
    for (unsigned i = 0; i < PAGE_SIZE; i++)
        dirt += ((uint8_t *)frame_memory(zeroed))[i] != 0;
    ok(zeroed == frame && dirt == 0, "last freed is first out, and zeroed if one asks");
    frame_put(zeroed);

    memory_fail_at(3);
    struct frame *tried[4];
    for (unsigned i = 0; i < 4; i++)
        tried[i] = frame_alloc(FRAME_BUFFER, 0);
    ok(tried[0] && tried[1] && !tried[2] && tried[3], "failalloc=3 fails the third allocation only");
    for (unsigned i = 0; i < 4; i++)
        if (tried[i])
            frame_put(tried[i]);
    test_exhaustion();
    end_count("frames");
}

/* --- Heap --- */

#define PIECES 700u

struct piece {
    uint8_t *memory;
    size_t size;
    uint8_t mark;
};

static bool piece_intact(const struct piece *piece)
{
    for (size_t i = 0; i < piece->size; i++)
        if (piece->memory[i] != piece->mark)
            return false;
    return true;
}

/* Random pieces come and go; each keeps its contents. */
static void test_pieces(void)
{
    static struct piece pieces[PIECES];
    unsigned misaligned = 0, damaged = 0;
    for (unsigned round = 0; round < 6000; round++) {
        struct piece *piece = &pieces[pick(PIECES)];
        if (piece->memory) {
            damaged += !piece_intact(piece);
            heap_free(piece->memory);
            piece->memory = NULL;
            continue;
        }
        piece->size = 1 + pick(pick(4) ? 100 : HEAP_MAX);
        piece->mark = (uint8_t)round;
        piece->memory = heap_alloc(piece->size);
        misaligned += (uintptr_t)piece->memory % 16 != 0;
        memset(piece->memory, piece->mark, piece->size);
    }
    for (unsigned i = 0; i < PIECES; i++) {
        if (!pieces[i].memory)
            continue;
        damaged += !piece_intact(&pieces[i]);
        heap_free(pieces[i].memory);
        pieces[i].memory = NULL;
    }
    ok(misaligned == 0, "pieces of the heap are aligned to 16 (%u not)", misaligned);
    ok(damaged == 0, "none overlaps another (%u damaged)", damaged);
}

struct odd {
    char bytes[200];
};

static HEAP_CACHE(odd_cache, struct odd);

/* Whether the last of the cache's slabs with free objects has no other. */
static bool has_empty_slab(const struct heap_cache *cache)
{
    return !list_empty(&cache->partial) &&
           container_of(cache->partial.previous, struct frame, link)->uses == 0;
}

static void test_cache(void)
{
    enum { PER_SLAB = PAGE_SIZE / 208, COUNT = PER_SLAB * 3 };
    void *objects[COUNT];
    for (unsigned i = 0; i < COUNT; i++)
        objects[i] = heap_cache_alloc(&odd_cache);
    ok(odd_cache.size == 208 && odd_cache.slabs == 3 && odd_cache.objects == COUNT,
       "%u objects fill %u slabs", odd_cache.objects, odd_cache.slabs);
    void *freed = objects[PER_SLAB + 2];
    heap_cache_free(&odd_cache, freed);
    ok(heap_cache_alloc(&odd_cache) == freed && odd_cache.slabs == 3,
       "an object that was freed is used again");
    void *one_more = heap_cache_alloc(&odd_cache);
    ok(odd_cache.slabs == 4, "one more needs another slab");
    heap_cache_free(&odd_cache, objects[0]);
    heap_cache_free(&odd_cache, one_more);
    objects[0] = heap_cache_alloc(&odd_cache);
    ok(has_empty_slab(&odd_cache), "which stays empty as long as others have room");
    for (unsigned i = 0; i < COUNT; i++)
        heap_cache_free(&odd_cache, objects[i]);
    ok(odd_cache.objects == 0 && odd_cache.slabs == 1 && has_empty_slab(&odd_cache),
       "one empty slab is kept");
    heap_drain();
    ok(odd_cache.slabs == 0 && list_empty(&odd_cache.partial), "a drain takes it too");
}

void test_heap(void)
{
    begin_count();
    test_pieces();
    test_cache();
    heap_free(NULL);
    uint8_t *zeroed = heap_alloc_zeroed(100);
    unsigned dirt = 0;
    for (unsigned i = 0; i < 100; i++)
        dirt += zeroed[i];
    ok(dirt == 0, "zeroed memory is zero");
    heap_free(zeroed);
    end_count("heap");
}
