/* runs on Linux */
/* Merge sort, a thread for each half down to a depth. */
#include "book.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#define N 4096
int a[N], tmp[N];
struct range {
    int lo, hi, depth;
};
void merge(int lo, int mid, int hi)
{
    int i = lo, j = mid, k = lo;
    while (i < mid && j < hi)
        tmp[k++] = a[i] <= a[j] ? a[i++] : a[j++];
    while (i < mid)
        tmp[k++] = a[i++];
    while (j < hi)
        tmp[k++] = a[j++];
    memcpy(a + lo, tmp + lo, (hi - lo) * sizeof(int));
}
void *sort(void *p)
{
    struct range *r = p;
    if (r->hi - r->lo < 2)
        return NULL;
    int mid = (r->lo + r->hi) / 2;
    struct range l = {r->lo, mid, r->depth + 1}, h = {mid, r->hi, r->depth + 1};
    if (r->depth < 3) {
        pthread_t t;
        pthread_create(&t, NULL, sort, &l);
        sort(&h);
        pthread_join(t, NULL);
    } else {
        sort(&l);
        sort(&h);
    }
    merge(r->lo, mid, r->hi);
    return NULL;
}
int main(void)
{
    srand(42);
    for (int i = 0; i < N; i++)
        a[i] = rand() % 100000;
    struct range all = {0, N, 0};
    sort(&all);
    for (int i = 1; i < N; i++)
        if (a[i - 1] > a[i]) {
            puts("not sorted");
            return 1;
        }
    puts("sorted");
    return 0;
}

#undef main

int main(void)
{
    return book_run(program, "sorted\n");
}
