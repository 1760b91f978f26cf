/*
 * Memory that runs out in the midst of something: each allocation that an operation makes fails once. The
 * operation then says so, changes nothing, and gives back what it had taken.
 */
#include "ktest.h"

#include "abi/errno.h"
#include "abi/fcntl.h"
#include "fs/files.h"
#include "fs/pipe.h"
#include "lib/string.h"
#include "mm/heap.h"
#include "mm/kstack.h"
#include "mm/paging.h"
#include "mm/space.h"
#include "thread/thread.h"

#define RW (AREA_READ | AREA_WRITE)

static struct vm_space *space; /* made outside of the operations */
static struct files *files;

static void do_nothing(void *argument)
{
}

/* The operations: each returns 0, or -ENOMEM having undone what it did, and cleans up when it succeeds. */

static int make_thread(void)
{
    struct thread *thread = thread_create_kernel("test", do_nothing, NULL);
    if (!thread)
        return -ENOMEM;
    join(thread);
    return 0;
}

static int make_space(void)
{
    struct vm_space *one = vm_space_create(1);
    if (!one)
        return -ENOMEM;
    vaddr_t place = 0x10000000;
    int error = vm_space_map(one, &place, 3 * PAGE_SIZE, RW, true, NULL, 0, 0);
    if (!error)
        error = vm_fault(one, place, FAULT_WRITE);
    if (!error)
        error = vm_space_protect(one, place + PAGE_SIZE, PAGE_SIZE, AREA_READ);
    if (!error)
        error = vm_space_unmap(one, place, PAGE_SIZE);
    vm_space_put(one);
    return error;
}

static int fork_space(void)
{
    struct vm_space *child = vm_space_fork(space, 2);
    if (!child)
        return -ENOMEM;
    int error = vm_space_write(child, 0x10000000, "child", 5);
    vm_space_put(child);
    return error;
}

static int grow_heap(void)
{
    vaddr_t end = space->brk_start + 2 * PAGE_SIZE;
    if (vm_space_brk(space, end) != end)
        return vm_space_brk(space, 0) == space->brk_start ? -ENOMEM : -EINVAL;
    int error = vm_space_write(space, end - PAGE_SIZE, "heap", 4);
    return vm_space_brk(space, space->brk_start) == space->brk_start ? error : -EINVAL;
}

static int fill_object(void)
{
    struct vm_object *object = vm_object_create(FRAME_SHARED, 1, 2000);
    if (!object)
        return -ENOMEM;
    bool done = vm_object_write(object, 0, "a", 1) && vm_object_write(object, 1999 * PAGE_SIZE, "z", 1);
    vm_object_put(object);
    return done ? 0 : -ENOMEM;
}

static int make_pipe(void)
{
    struct file *ends[2];
    int error = pipe_create(false, 0, ends);
    if (error)
        return error;
    error = files_install(files, ends[1], 40, false); /* the table must grow */
    if (error >= 0)
        files_close(files, error);
    file_put(ends[0]);
    return error < 0 ? error : 0;
}

static int copy_files(void)
{
    struct files *copy = files_copy(files);
    if (copy)
        files_put(copy);
    return copy ? 0 : -ENOMEM;
}

static void drain(void)
{
    thread_drain();
    kstack_drain();
    table_drain();
    heap_drain();
}

static void sweep(const char *name, int (*operation)(void))
{
    unsigned failures = 0, wrong = 0, lost = 0;
    int result = -ENOMEM;
    drain();
    operation();
    drain();
    unsigned free_before = frame_count(FRAME_FREE);
    for (uint32_t n = 1; n < 200 && result; n++) {
        memory_fail_at(n);
        result = operation();
        memory_fail_at(0);
        failures += result == -ENOMEM;
        wrong += result != 0 && result != -ENOMEM;
        drain();
        lost += frame_count(FRAME_FREE) != free_before;
    }
    ok(failures > 0 && result == 0 && wrong == 0 && lost == 0,
       "%s: fails cleanly at each of its %u allocations (%u wrong, %u with a loss)", name, failures, wrong,
       lost);
}

void test_failures(void)
{
    begin_count();
    vaddr_t low = 0x10000000, high = 0x80000000, heap = 0x08100000;
    struct file *ends[2];
    space = vm_space_create(1);
    vm_space_map(space, &low, 4 * PAGE_SIZE, RW, true, NULL, 0, 0);
    vm_space_map(space, &high, 4 * PAGE_SIZE, RW, true, NULL, 0, 0);
    vm_space_write(space, low, "parent", 6);
    vm_space_write(space, high, "parent", 6);
    space->brk_start = space->brk = heap;
    files = files_create();
    pipe_create(false, 0, ends);
    files_install(files, ends[0], 0, false);
    files_install(files, ends[1], 0, false);

    sweep("a thread", make_thread);
    sweep("an address space", make_space);
    sweep("fork", fork_space);
    sweep("brk", grow_heap);
    sweep("an object", fill_object);
    sweep("a pipe", make_pipe);
    sweep("a table of files", copy_files);

    files_put(files);
    vm_space_put(space);
    end_count("failures");
}
