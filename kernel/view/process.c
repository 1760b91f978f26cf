/*
 * Views of one process or thread: status, stat, statm, comm as Linux has them. What process_lock
 * guards is copied under it, then written.
 */
#include "process/process.h"

#include "abi/errno.h"
#include "fs/files.h"
#include "fs/path.h"
#include "lib/format.h"
#include "lib/string.h"
#include "mm/space.h"
#include "view/node.h"
#include "x86/timer.h"

#define TICK_NS 10000000 /* times are told in hundredths of a second */

/* What the files below tell, of a thread or of a whole process (then thread is its first one). */
struct facts {
    char name[PROCESS_NAME_SIZE];
    const char *state;
    uint32_t pid, tid, parent, threads, left, preemptions, cpu;
    uint64_t ticks, child_ticks, start_ticks; /* times */
    uint32_t size, resident, tables;          /* pages */
    uint64_t faults;
    uint32_t shootdowns;
};

static uint64_t ticks(uint64_t cycles)
{
    return divide_64(timer_cycles_to_ns(cycles), TICK_NS, NULL);
}

static void find_memory(struct process *process, struct facts *facts)
{
    struct vm_space *space = process_space(process);
    if (!space)
        return;
    spin_lock(&space->lock);
    for (struct vm_area *area = vm_area_first(space); area; area = vm_area_next(area))
        facts->size += (area->end - area->start) >> PAGE_SHIFT;
    facts->resident = space->resident;
    facts->tables = space->tables;
    facts->faults = space->faults;
    facts->shootdowns = space->shootdowns;
    spin_unlock(&space->lock);
    vm_space_put(space);
}

static void find_facts(const struct place *place, struct facts *facts)
{
    struct process *process = place->process;
    memset(facts, 0, sizeof(*facts));
    spin_lock(&process_lock);
    const struct thread *thread = place->thread ? place->thread : process->leader;
    string_copy(facts->name, place->thread ? thread->name : process->name, sizeof(facts->name));
    facts->cpu = thread->cpu ? thread->cpu->id : 0;
    facts->state = process->state == PROCESS_ALIVE ? thread_state_name(thread->state) : "Z (zombie)";
    facts->pid = process->pid;
    facts->tid = place->thread ? thread->tid : process->pid;
    facts->parent = process->parent ? process->parent->pid : 0;
    facts->threads = process->thread_count;
    facts->preemptions = thread->preemptions;
    facts->left = thread->turns - (thread->state == THREAD_RUNNING) - thread->preemptions;
    facts->ticks = ticks(place->thread ? thread_cycles(thread) : process_cycles(process));
    facts->child_ticks = ticks(process->child_cycles);
    facts->start_ticks = divide_64(process->started_ns, TICK_NS, NULL);
    spin_unlock(&process_lock);
    find_memory(process, facts);
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

static void show_status(struct text *text, const struct place *place)
{
    struct facts facts;
    find_facts(place, &facts);
    text_print(text, "Name:\t%s\nState:\t%s\nTgid:\t%u\nPid:\t%u\nPPid:\t%u\n", facts.name, facts.state,
               facts.pid, facts.tid, facts.parent);
    if (facts.size > 0)
        text_print(text, "VmSize:\t%8u kB\nVmRSS:\t%8u kB\nVmPTE:\t%8u kB\nShootdowns:\t%u\n", facts.size * 4,
                   facts.resident * 4, facts.tables * 4, facts.shootdowns);
    text_print(text, "Threads:\t%u\nvoluntary_ctxt_switches:\t%u\nnonvoluntary_ctxt_switches:\t%u\n",
               facts.threads, facts.left, facts.preemptions);
    if (place->thread)
        show_registers(text, place->thread);
}

/* man 5 proc: 52 fields. Those for which Weft has nothing (terminals, priorities, sessions, ...) are 0. */
static void show_stat(struct text *text, const struct place *place)
{
    struct facts facts;
    find_facts(place, &facts);
    text_print(text, "%u (%s) %c %u 0 0 0 0 0 %llu 0 0 0 ", facts.tid, facts.name, facts.state[0],
               facts.parent, facts.faults);
    text_print(text, "%llu 0 %llu 0 0 0 %u 0 %llu %u %u ", facts.ticks, facts.child_ticks, facts.threads,
               facts.start_ticks, facts.size << PAGE_SHIFT, facts.resident);
    text_print(text, "0 0 0 0 0 0 0 0 0 0 0 0 0 0 %u 0 0 0 0 0 0 0 0 0 0 0 0 0\n", facts.cpu);
}

static void show_statm(struct text *text, const struct place *place)
{
    struct facts facts;
    find_facts(place, &facts);
    text_print(text, "%u %u 0 0 0 0 0\n", facts.size, facts.resident);
}

static void show_comm(struct text *text, const struct place *place)
{
    struct facts facts;
    find_facts(place, &facts);
    text_print(text, "%s\n", facts.name);
}

static struct files *files_of(struct process *process)
{
    spin_lock(&process_lock);
    struct files *files = process->files;
    if (files)
        files_get(files);
    spin_unlock(&process_lock);
    return files;
}

int process_next_fd(const struct place *place, int fd)
{
    struct files *files = files_of(place->process);
    if (!files)
        return -1;
    fd = files_next(files, fd);
    files_put(files);
    return fd;
}

int process_open_fd(const struct place *place, struct file **file)
{
    struct files *files = files_of(place->process);
    *file = files ? files_find(files, (int)place->fd) : NULL;
    if (files)
        files_put(files);
    return *file ? 0 : -ENOENT;
}

/* The program: the file whose pages lie lowest. */
static int open_exe(const struct place *place, struct file **file)
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

const struct node process_nodes[] = {
    {.name = "comm", .show = show_comm},
    {.name = "exe", .open = open_exe},
    {.name = "fd", .children = fd_nodes},
    {.name = "maps", .show = show_maps},
    {.name = "pagemap", .ops = &pagemap_ops},
    {.name = "pagetable", .show = show_pagetable},
    {.name = "stat", .show = show_stat},
    {.name = "statm", .show = show_statm},
    {.name = "status", .show = show_status},
    {.name = "task", .children = task_nodes},
    {.name = NULL},
};

const struct node task_nodes[] = {{.name = NULL}};
const struct node fd_nodes[] = {{.name = NULL}};

const struct node thread_nodes[] = {
    {.name = "comm", .show = show_comm},
    {.name = "stat", .show = show_stat},
    {.name = "status", .show = show_status},
    {.name = NULL},
};
