/*
 * Views of one process or thread: what Linux has in /proc/<pid>. What process_lock guards is written while it
 * is held.
 */
#include "process/process.h"

#include "abi/errno.h"
#include "abi/fcntl.h"
#include "fs/files.h"
#include "fs/path.h"
#include "lib/format.h"
#include "lib/string.h"
#include "mm/space.h"
#include "process/signal.h"
#include "thread/sched.h"
#include "view/node.h"
#include "x86/timer.h"

#define LOW_31 0x7fffffffu

/* Whom the place is about: a thread, or the first one of a process. */
static const struct thread *thread_of(const struct place *place)
{
    return place->thread ? place->thread : place->process->leader;
}

static const char *state_of(const struct place *place)
{
    bool zombie = place->process->state != PROCESS_ALIVE;
    if (!zombie && place->process->stopped && thread_of(place)->state != THREAD_RUNNING)
        return "T (stopped)";
    return thread_state_names[zombie ? THREAD_DEAD : thread_of(place)->state];
}

static uint32_t parent_of(const struct place *place)
{
    return place->process->parent ? place->process->parent->pid : 0;
}

/* A copy of its address space's counts, and the pages of its areas; zeros for one that has none. */
struct memory {
    struct vm_space space;
    uint32_t size, code, data, stack;
};

static void find_memory(const struct place *place, struct memory *memory)
{
    struct vm_space *space = process_space(place->process);
    memset(memory, 0, sizeof(*memory));
    if (!space)
        return;
    spin_lock(&space->lock);
    memory->space = *space;
    for (struct vm_area *area = vm_area_first(space); area; area = vm_area_next(area)) {
        uint32_t pages = (area->end - area->start) >> PAGE_SHIFT;
        memory->size += pages;
        if (area->flags & AREA_EXECUTE)
            memory->code += pages;
        else if (area->flags & AREA_GROWSDOWN)
            memory->stack += pages;
        else if ((area->flags & (AREA_WRITE | AREA_SHARED)) == AREA_WRITE)
            memory->data += pages;
    }
    spin_unlock(&space->lock);
    vm_space_put(space);
}

/* Of a thread, beyond what Linux tells: where it will go on in user mode, and its kernel stack. */
static void show_registers(struct text *text, const struct thread *thread)
{
    const struct trap_frame *frame = stack_trap_frame(thread->stack);
    uintptr_t top = (uintptr_t)(thread->stack + 1);
    if (thread->space)
        text_print(text, "EIP:\t0x%08x\nESP:\t0x%08x\n", frame->eip, frame->esp);
    text_print(text, "KernelStack:\t0x%08lx-0x%08lx\nKernelESP:\t0x%08lx\n",
               (unsigned long)(top - KSTACK_SIZE), (unsigned long)top, (unsigned long)thread->esp);
}

/* The signals that are ignored by a wish, or those that have a handler. */
static uint64_t handled(const struct process *process, bool ignored)
{
    uint64_t set = 0;
    for (unsigned i = 0; i < SIGNALS && process->actions; i++) {
        const void *handler = process->actions->actions[i].handler;
        if (handler != SIG_DFL && (handler == SIG_IGN) == ignored)
            set |= SIGNAL_BIT(i + 1);
    }
    return set;
}

static void show_status(struct text *text, const struct place *place)
{
    const struct process *process = place->process;
    struct memory memory;
    find_memory(place, &memory);
    spin_lock(&process_lock);
    const struct thread *thread = thread_of(place);
    text_print(text, "Name:\t%s\nState:\t%s\nTgid:\t%u\nPid:\t%u\nPPid:\t%u\n", thread->name, state_of(place),
               process->pid, thread->tid, parent_of(place));
    text_print(text, "Uid:\t0\t0\t0\t0\nGid:\t0\t0\t0\t0\n"); /* there is one user, root */
    if (memory.size > 0)
        text_print(text,
                   "VmSize:\t%8u kB\nVmRSS:\t%8u kB\nVmData:\t%8u kB\nVmStk:\t%8u kB\nVmExe:\t%8u kB\n"
                   "VmPTE:\t%8u kB\nShootdowns:\t%u\n",
                   memory.size * 4, memory.space.resident * 4, memory.data * 4, memory.stack * 4,
                   memory.code * 4, memory.space.tables * 4, memory.space.shootdowns);
    text_print(text,
               "Threads:\t%u\nSigPnd:\t%016llx\nShdPnd:\t%016llx\nSigBlk:\t%016llx\nSigIgn:\t%016llx\n"
               "SigCgt:\t%016llx\nCpus_allowed:\t%x\n",
               process->thread_count, thread->pending.set, process->pending.set, thread->blocked,
               handled(process, true), handled(process, false), sched_affinity(thread));
    text_print(text, "voluntary_ctxt_switches:\t%u\nnonvoluntary_ctxt_switches:\t%u\n",
               thread->turns - (thread->state == THREAD_RUNNING) - thread->preemptions, thread->preemptions);
    spin_unlock(&process_lock);
    if (place->thread)
        show_registers(text, place->thread);
}

/* man 5 proc: 52 fields. Those for which Weft has nothing (terminals, pages on disk, ...) are 0, or what
 * Linux has there when it has nothing either; every thread has the middle one of priorities. */
static void show_stat(struct text *text, const struct place *place)
{
    const struct process *process = place->process;
    struct memory memory;
    find_memory(place, &memory);
    spin_lock(&process_lock);
    const struct thread *thread = thread_of(place);
    const uint32_t *strings = memory.space.strings;
    uint64_t cycles = place->thread ? thread_cycles(thread) : process_cycles(process);
    text_print(text, "%u (%s) %c %u %u %u 0 -1 0 %llu 0 0 0 ", thread->tid, thread->name, state_of(place)[0],
               parent_of(place), process->group, process->session, memory.space.faults);
    text_print(text, "%llu 0 %llu 0 20 0 %u 0 %llu %u %u ",
               timer_ns_to_hundredths(timer_cycles_to_ns(cycles)),
               timer_ns_to_hundredths(timer_cycles_to_ns(process->child_cycles)), process->thread_count,
               timer_ns_to_hundredths(process->started_ns), memory.size << PAGE_SHIFT, memory.space.resident);
    text_print(text, "%u 0 0 0 0 0 %u %u %u %u 0 0 0 %d %u 0 0 0 0 0 ", ~0u,
               (uint32_t)thread->pending.set & LOW_31, (uint32_t)thread->blocked & LOW_31,
               (uint32_t)handled(process, true) & LOW_31, (uint32_t)handled(process, false) & LOW_31,
               process->exit_signal, thread->cpu ? thread->cpu->id : 0);
    text_print(text, "0 0 %u %u %u %u %u %d\n", memory.space.brk_start, strings[0], strings[1], strings[1],
               strings[2], process->status);
    spin_unlock(&process_lock);
}

static void show_statm(struct text *text, const struct place *place)
{
    struct memory memory;
    find_memory(place, &memory);
    text_print(text, "%u %u %u %u 0 %u 0\n", memory.size, memory.space.resident, memory.space.shared,
               memory.code, memory.data + memory.stack);
}

static void show_comm(struct text *text, const struct place *place)
{
    spin_lock(&process_lock);
    text_print(text, "%s\n", thread_of(place)->name);
    spin_unlock(&process_lock);
}

static struct files *files_of(struct process *process)
{
    spin_lock(&process_lock);
    struct files *files = files_get(process->files);
    spin_unlock(&process_lock);
    return files;
}

static int follow_fd(const struct place *place, struct file **file)
{
    struct files *files = files_of(place->process);
    *file = files ? files_find(files, (int)place->fd) : NULL;
    files_put(files);
    return *file ? 0 : -ENOENT;
}

/* The program: the file whose pages lie lowest. */
static int follow_exe(const struct place *place, struct file **file)
{
    struct vm_space *space = process_space(place->process);
    uint32_t name = 0;
    if (!space)
        return -ENOENT;
    spin_lock(&space->lock);
    for (struct vm_area *area = vm_area_first(space); area && !name; area = vm_area_next(area))
        name = area->name;
    spin_unlock(&space->lock);
    vm_space_put(space);
    return fs_open_inode(name, file);
}

static int follow_cwd(const struct place *place, struct file **file)
{
    struct files *files = files_of(place->process);
    if (!files)
        return -ENOENT;
    files_base(files, AT_FDCWD, file);
    files_put(files);
    return *file ? 0 : fs_open(NULL, "/", O_RDONLY | O_DIRECTORY, 0, file);
}

/* --- Directories --- */

static int next_fd(struct place *place, uint32_t number)
{
    static const struct node fd_node = {.follow = follow_fd};
    spin_lock(&process_lock);
    struct files *files = place->process->files;
    int fd = files ? files_next(files, (int)number) : -1;
    spin_unlock(&process_lock);
    place->node = &fd_node;
    place->fd = (uint32_t)fd;
    return fd;
}

static int next_thread(struct place *place, uint32_t number);

static const struct node no_nodes[] = {{.name = NULL}};

static const struct node process_nodes[] = {
    {.name = "task", .children = no_nodes, .next = next_thread},
    {.name = "cmdline", .show = show_strings},
    {.name = "comm", .show = show_comm},
    {.name = "cwd", .follow = follow_cwd},
    {.name = "environ", .show = show_strings},
    {.name = "exe", .follow = follow_exe},
    {.name = "fd", .children = no_nodes, .next = next_fd},
    {.name = "maps", .show = show_maps},
    {.name = "pagemap", .row = pagemap_row, .row_size = sizeof(uint64_t)},
    {.name = "pagetable", .show = show_pagetable},
    {.name = "stat", .show = show_stat},
    {.name = "statm", .show = show_statm},
    {.name = "status", .show = show_status},
    {.name = NULL},
};

static int next_thread(struct place *place, uint32_t number)
{
    static const struct node thread_node = {.children = process_nodes + 1}; /* all but task */
    struct thread *best = NULL;
    spin_lock(&process_lock);
    list_for_each_entry (struct thread, thread, &place->process->threads, process_link) {
        if (thread->tid >= number && (!best || thread->tid < best->tid))
            best = thread;
    }
    if (best)
        thread_get(best);
    spin_unlock(&process_lock);
    place->node = &thread_node;
    place->thread = best;
    return best ? (int)best->tid : -1;
}

int next_process(struct place *place, uint32_t number)
{
    static const struct node process_node = {.children = process_nodes};
    place->node = &process_node;
    place->process = process_next(MAX(number, 1u)); /* 0 is the kernel itself */
    return place->process ? (int)place->process->pid : -1;
}
