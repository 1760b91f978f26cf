/* Sorting and searching arrays (<stdlib.h>). Heap sort: in place, no recursion, never quadratic. */
#include <stdlib.h>
#include <string.h>

struct array {
    char *base;
    size_t size;
    int (*compare)(const void *, const void *, void *);
    void *argument;
};

static void swap(char *a, char *b, size_t size)
{
    for (; size >= sizeof(unsigned); size -= sizeof(unsigned), a += sizeof(unsigned), b += sizeof(unsigned)) {
        unsigned left, right;
        __builtin_memcpy(&left, a, sizeof(left));
        __builtin_memcpy(&right, b, sizeof(right));
        __builtin_memcpy(a, &right, sizeof(right));
        __builtin_memcpy(b, &left, sizeof(left));
    }
    for (; size > 0; size--, a++, b++) {
        char byte = *a;
        *a = *b;
        *b = byte;
    }
}

/* Lets the element at `at` sink until no child is bigger. */
static void sink(const struct array *array, size_t at, size_t count)
{
    size_t child;
    while ((child = 2 * at + 1) < count) {
        char *bigger = array->base + child * array->size;
        if (child + 1 < count && array->compare(bigger, bigger + array->size, array->argument) < 0) {
            bigger += array->size;
            child++;
        }
        char *element = array->base + at * array->size;
        if (array->compare(element, bigger, array->argument) >= 0)
            return;
        swap(element, bigger, array->size);
        at = child;
    }
}

void qsort_r(void *base, size_t count, size_t size, int (*compare)(const void *, const void *, void *),
             void *argument)
{
    struct array array = {base, size, compare, argument};
    for (size_t i = count / 2; i > 0; i--)
        sink(&array, i - 1, count);
    for (size_t last = count; last > 1; last--) {
        swap(array.base, array.base + (last - 1) * size, size);
        sink(&array, 0, last - 1);
    }
}

typedef int comparison(const void *, const void *);

static int compare_two(const void *a, const void *b, void *compare)
{
    return (*(comparison **)compare)(a, b);
}

void qsort(void *base, size_t count, size_t size, int (*compare)(const void *, const void *))
{
    qsort_r(base, count, size, compare_two, &compare);
}

void *bsearch(const void *key, const void *base, size_t count, size_t size,
              int (*compare)(const void *, const void *))
{
    const char *from = base;
    while (count > 0) {
        const char *middle = from + count / 2 * size;
        int order = compare(key, middle);
        if (order == 0)
            return (void *)middle;
        if (order > 0) {
            from = middle + size;
            count--;
        }
        count /= 2;
    }
    return NULL;
}
