/* Memory on several CPUs: what one thread does to a mapping holds for the others from then on, on whichever
 * CPU they run (TLB shootdown). Passes on one CPU too. runs on Linux */
#include "system.h"

#include <pthread.h>

#define SURVIVED 42 /* exit status: the access that had to fault did not */

static cpu_set_t all;           /* CPUs */
static int rounds;              /* of each test: few on one CPU, where they show nothing */
static volatile unsigned *page; /* what is done something to */

/* In shared memory: fork changes nothing about it. */
static volatile struct {
    unsigned started; /* the other thread is under way, */
    unsigned done;    /* and what it must notice has been done */
    unsigned stop, wrong, said[2];
} * common;

/* Keeps the running thread to CPU number `which` of those there are. */
static void pin(unsigned which)
{
    unsigned seen = 0;
    which %= (unsigned)CPU_COUNT(&all);
    for (unsigned cpu = 0; cpu < CPU_SETSIZE; cpu++) {
        if (!CPU_ISSET(cpu, &all) || seen++ != which)
            continue;
        cpu_set_t one;
        CPU_ZERO(&one);
        CPU_SET(cpu, &one);
        sched_setaffinity(0, sizeof one, &one);
    }
}

static volatile unsigned *new_page(void)
{
    volatile unsigned *memory = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        _exit(98);
    *memory = 1;
    return memory;
}

static void start(void *(*function)(void *))
{
    pthread_t thread;
    common->started = common->done = 0;
    if (pthread_create(&thread, NULL, function, NULL))
        _exit(97);
    pin(0);
    while (common->started < 1000)
        sched_yield();
}

/* --- What must fault --- */

static void *read_on(void *unused)
{
    pin(1);
    for (;; common->started++) {
        unsigned must_fault = common->done;
        (void)*page;
        if (must_fault)
            _exit(SURVIVED);
    }
}

static void *write_on(void *unused)
{
    pin(1);
    for (;; common->started++) {
        unsigned must_fault = common->done;
        *page = common->started;
        if (must_fault)
            _exit(SURVIVED);
    }
}

static int unmap(void *other)
{
    page = new_page();
    start(other);
    munmap((void *)page, PAGE);
    common->done = 1;
    sleep_ms(5000);
    return 96;
}

static int make_read_only(void *other)
{
    page = new_page();
    start(other);
    mprotect((void *)page, PAGE, PROT_READ);
    common->done = 1;
    sleep_ms(5000);
    return 96;
}

static int make_inaccessible(void *other)
{
    page = new_page();
    start(other);
    mprotect((void *)page, PAGE, PROT_NONE);
    common->done = 1;
    sleep_ms(5000);
    return 96;
}

/* Many pages at once: the last of them is the one that is read. */
static int unmap_many(void *other)
{
    enum { PAGES = 100 };
    char *memory = mmap(NULL, PAGES * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    memset(memory, 1, PAGES * PAGE);
    page = (unsigned *)(memory + (PAGES - 1) * PAGE);
    start(other);
    munmap(memory, PAGES * PAGE);
    common->done = 1;
    sleep_ms(5000);
    return 96;
}

static void test_faults(void)
{
    static const struct {
        int (*function)(void *);
        void *(*other)(void *);
        const char *name;
    } cases[] = {
        {unmap, read_on, "a page that is unmapped can't be read by another thread"},
        {unmap, write_on, "nor written"},
        {unmap_many, read_on, "nor if many are unmapped"},
        {make_read_only, write_on, "a page that is made read-only can't be written by another thread"},
        {make_inaccessible, read_on, "a page that is made inaccessible can't be read by another thread"},
    };
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        int right = 0;
        for (int round = 0; round < rounds; round++)
            right += killed_by(status_of(cases[i].function, (void *)cases[i].other), SIGSEGV);
        ok(right == rounds, cases[i].name);
    }
}

/* --- What must be seen --- */

/* A child that keeps `page` shared, copy-on-write, until it is let go; it ends with what it then finds there.
 */
static pid_t hold_page(int *let_go)
{
    int ends[2];
    char byte;
    pipe(ends);
    pid_t child = fork();
    if (child == 0) {
        close(ends[1]);
        read(ends[0], &byte, 1);
        _exit((int)*page);
    }
    close(ends[0]);
    *let_go = ends[1];
    return child;
}

static void *watch(void *unused)
{
    pin(1);
    for (;; common->started++) {
        unsigned wanted = common->done;
        unsigned seen = *page;
        if (wanted == ~0u)
            return NULL;
        if (seen < wanted)
            common->wrong++;
    }
}

/* One thread writes to a page that is copied then; another, which reads it all the time, sees the copy. */
static void test_copy_is_seen(void)
{
    pthread_t thread;
    int child_right = 1, status, let_go;
    page = new_page();
    common->started = common->done = 0;
    pthread_create(&thread, NULL, watch, NULL);
    pin(0);
    for (unsigned round = 1; round <= 3 * (unsigned)rounds; round++) {
        pid_t child = hold_page(&let_go);
        for (unsigned from = common->started; common->started - from < 100;)
            sched_yield(); /* it has seen the page that is now the child's too */
        *page = round + 1;
        common->done = round + 1;
        for (unsigned from = common->started; common->started - from < 100;)
            sched_yield();
        close(let_go);
        waitpid(child, &status, 0);
        child_right &= exits_with(status, (int)(round & 0xff));
    }
    common->done = ~0u;
    pthread_join(thread, NULL);
    ok(common->wrong == 0, "who reads a page sees the copy that another thread's write has made");
    ok(child_right, "and the child's page stays as it was");
    munmap((void *)page, PAGE);
}

/* Writes to the page, then says so elsewhere: one writer all the time, another now and then. */
static void *write_and_say(void *number)
{
    unsigned writer = (unsigned)(uintptr_t)number;
    pin(2 + writer);
    for (unsigned n = 1; !common->stop; n++) {
        page[writer] = n;
        common->said[writer] = n;
        for (unsigned i = n % 64 * 8192; writer == 1 && i > 0 && !common->stop; i--)
            ;
    }
    return NULL;
}

static void *compare(void *unused)
{
    pin(1);
    for (; !common->stop; common->started++) {
        for (unsigned writer = 0; writer < 2; writer++) {
            unsigned said = common->said[writer];
            if ((int)(page[writer] - said) < 0)
                common->wrong++;
        }
    }
    return NULL;
}

/* While a page is being copied for one thread's write, no third one gets ahead of who still reads the old
 * one.
 */
static void test_order_of_writes(void)
{
    pthread_t writers[2], reader;
    int let_go;
    page = new_page();
    common->wrong = common->started = 0;
    for (unsigned i = 0; i < 2; i++)
        pthread_create(&writers[i], NULL, write_and_say, (void *)(uintptr_t)i);
    pthread_create(&reader, NULL, compare, NULL);
    pin(0);
    for (int round = 0; round < 3 * rounds; round++) {
        pid_t child = hold_page(&let_go);
        sched_yield();
        close(let_go);
        waitpid(child, NULL, 0);
    }
    common->stop = 1;
    for (unsigned i = 0; i < 2; i++)
        pthread_join(writers[i], NULL);
    pthread_join(reader, NULL);
    ok(common->wrong == 0, "writes are seen in their order while the page is copied");
    munmap((void *)page, PAGE);
}

/* --- fork --- */

/* Counts in two pages, always the first one first. */
static void *count_on(void *unused)
{
    pin(1);
    for (unsigned n = 1; !common->stop; n++) {
        if (page[0] != n - 1 || page[1024] != n - 1)
            common->wrong++;
        page[0] = n;
        page[1024] = n;
        common->started = n;
    }
    return NULL;
}

static int look_for_changes(void)
{
    unsigned first = page[0], second = page[1024];
    if (first != second && first != second + 1)
        return 1; /* not what was there at one moment */
    for (unsigned from = common->started; common->started - from < 1000;)
        sched_yield(); /* that thread goes on */
    if (page[0] != first || page[1024] != second)
        return 2;
    return 0;
}

static void test_fork(void)
{
    pthread_t thread;
    int unchanged = 0, moments = 0, status;
    page = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    common->stop = common->started = common->wrong = 0;
    pthread_create(&thread, NULL, count_on, NULL);
    pin(0);
    while (common->started < 1000)
        sched_yield();
    for (int round = 0; round < 2 * rounds; round++) {
        pid_t child = fork();
        if (child == 0)
            _exit(look_for_changes());
        waitpid(child, &status, 0);
        unchanged += !exits_with(status, 2);
        moments += !exits_with(status, 1);
    }
    common->stop = 1;
    pthread_join(thread, NULL);
    ok(unchanged == 2 * rounds, "fork: the maker's other thread does not write to the child's memory");
    ok(moments == 2 * rounds, "fork: the child's memory is what was there at one moment");
    ok(common->wrong == 0, "fork: that thread loses nothing of what it writes");
    munmap((void *)page, 2 * PAGE);
}

/* --- The costs --- */

static void map_and_unmap(void)
{
    for (int i = 0; i < 50; i++)
        munmap((void *)new_page(), PAGE);
}

static int cost_alone(void *unused)
{
    map_and_unmap();
    return !on_weft() || number_in("/proc/self/status", "Shootdowns:") == 0;
}

static int cost_with_thread(void *unused)
{
    page = new_page();
    start(read_on);
    long before = number_in("/proc/self/status", "Shootdowns:");
    map_and_unmap();
    long after = number_in("/proc/self/status", "Shootdowns:");
    int several = number_in("/proc/weft/sched", "cpus ") > 1;
    return !on_weft() || (several ? after > before : after == 0);
}

static void test_costs(void)
{
    ok(exits_with(status_of(cost_alone, NULL), 1), "one thread alone needs no shootdown");
    ok(exits_with(status_of(cost_with_thread, NULL), 1), "with another on another CPU it does");
}

static void tests(void)
{
    sched_getaffinity(0, sizeof all, &all);
    common = shared_memory(PAGE);
    rounds = CPU_COUNT(&all) > 1 ? 10 : 1;
    test_faults();
    test_copy_is_seen();
    test_order_of_writes();
    test_fork();
    test_costs();
}

int main(void)
{
    return run_counted(tests);
}
