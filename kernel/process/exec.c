/*
 * execve: a new program in the same process. Everything that can fail is done first, in a new address space;
 * only then are the other threads ended and the old space let go.
 */
#include "process/exec.h"

#include "abi/auxv.h"
#include "abi/errno.h"
#include "abi/fcntl.h"
#include "fs/files.h"
#include "fs/path.h"
#include "lib/string.h"
#include "mm/space.h"
#include "mm/user.h"
#include "process/process.h"
#include "process/signal.h"
#include "thread/sched.h"

/* Where position-independent programs, and dynamic loaders, go. */
#define PROGRAM_BASE 0x00400000u
#define LOADER_BASE  0x60000000u

/* --- Arguments --- */

/* Makes room for one more byte; where it goes, or NULL with *error set. */
static char *next_byte(struct exec_arguments *arguments, int *error)
{
    unsigned page = arguments->size / PAGE_SIZE;
    *error = -E2BIG;
    if (page == ARGUMENTS_PAGES)
        return NULL;
    if (!arguments->pages[page])
        arguments->pages[page] = frame_alloc(FRAME_BUFFER, process_current()->pid);
    *error = -ENOMEM;
    if (!arguments->pages[page])
        return NULL;
    return (char *)frame_memory(arguments->pages[page]) + arguments->size % PAGE_SIZE;
}

int exec_add_argument(struct exec_arguments *arguments, unsigned which, const char *string)
{
    do {
        int error;
        char *place = next_byte(arguments, &error);
        if (!place)
            return error;
        *place = *string;
        arguments->size++;
    } while (*string++);
    arguments->count[which]++;
    return 0;
}

/* One string, page by page as there is room. */
static int add_user_string(struct exec_arguments *arguments, unsigned which, const char *user_string)
{
    int length = -ENAMETOOLONG;
    while (length == -ENAMETOOLONG) {
        int error;
        char *place = next_byte(arguments, &error);
        if (!place)
            return error;
        size_t room = PAGE_SIZE - arguments->size % PAGE_SIZE;
        length = copy_string_from_user(place, user_string, room);
        if (length == -EFAULT)
            return -EFAULT;
        arguments->size += length < 0 ? room : (size_t)length + 1;
        user_string += room;
    }
    arguments->count[which]++;
    return 0;
}

int exec_add_user_arguments(struct exec_arguments *arguments, unsigned which, char *const *user_array)
{
    for (; user_array; user_array++) {
        char *string;
        if (copy_from_user(&string, user_array, sizeof(string)))
            return -EFAULT;
        if (!string)
            break;
        int error = add_user_string(arguments, which, string);
        if (error)
            return error;
    }
    return 0;
}

void exec_free_arguments(struct exec_arguments *arguments)
{
    for (unsigned i = 0; i < ARGUMENTS_PAGES; i++)
        if (arguments->pages[i])
            frame_put(arguments->pages[i]);
}

/* --- The first stack (System V ABI, Intel386 supplement, figure 3-31) --- */

#define AUXILIARY_ENTRIES 9u

/* Copies the strings to the top of the stack; returns where they begin. */
static int write_strings(struct vm_space *space, const struct exec_arguments *arguments, vaddr_t strings)
{
    for (uint32_t offset = 0; offset < arguments->size; offset += PAGE_SIZE) {
        size_t piece = MIN(arguments->size - offset, PAGE_SIZE);
        int error = vm_space_write(space, strings + offset,
                                   frame_memory(arguments->pages[offset / PAGE_SIZE]), piece);
        if (error)
            return error;
    }
    return 0;
}

/* Writes argv and envp, arrays of pointers to the strings; each ends with NULL. *place moves past them. */
static int write_pointers(struct vm_space *space, const struct exec_arguments *arguments, vaddr_t strings,
                          vaddr_t *place)
{
    uint32_t offset = 0;
    for (unsigned which = 0; which < 2; which++) {
        space->strings[which] = strings + offset;
        for (uint32_t i = 0; i <= arguments->count[which]; i++, *place += sizeof(vaddr_t)) {
            vaddr_t pointer = i < arguments->count[which] ? strings + offset : 0;
            int error = vm_space_write(space, *place, &pointer, sizeof(pointer));
            if (error)
                return error;
            while (pointer &&
                   ((char *)frame_memory(arguments->pages[offset / PAGE_SIZE]))[offset % PAGE_SIZE])
                offset++;
            offset++;
        }
        offset -= 1; /* NULL has no string */
    }
    space->strings[2] = strings + offset;
    return 0;
}

/* From the top down: 16 random bytes, strings, the auxiliary vector, envp, argv, argc. Returns 0 with the
 * stack pointer in *esp. */
static int make_stack(struct vm_space *space, const struct exec_arguments *arguments,
                      const struct elf_image *image, vaddr_t loader_base, vaddr_t *esp)
{
    uint64_t random[2] = {cpu_cycles() * 6364136223846793005u, cpu_cycles() ^ 0x9e3779b97f4a7c15u};
    vaddr_t random_at = STACK_TOP - sizeof(random);
    vaddr_t strings = ALIGN_DOWN(random_at - arguments->size, 16u);
    uint32_t auxiliary[2 * AUXILIARY_ENTRIES] = {
        AT_PHDR,   image->headers, AT_PHENT,  32,        AT_PHNUM, image->header_count,
        AT_PAGESZ, PAGE_SIZE,      AT_RANDOM, random_at, AT_BASE,  loader_base,
        AT_ENTRY,  image->entry,   AT_CLKTCK, 100,       AT_NULL,  0};
    uint32_t pointers = 1 + arguments->count[0] + 1 + arguments->count[1] + 1;
    *esp = ALIGN_DOWN(strings - sizeof(auxiliary) - pointers * sizeof(vaddr_t), 16u);

    vaddr_t bottom = ALIGN_DOWN(*esp, PAGE_SIZE), place = *esp;
    int error = vm_space_map(space, &bottom, STACK_TOP - bottom, AREA_READ | AREA_WRITE | AREA_GROWSDOWN,
                             true, NULL, 0, 0);
    if (!error)
        error = vm_space_write(space, random_at, random, sizeof(random));
    if (!error)
        error = write_strings(space, arguments, strings);
    if (!error)
        error = vm_space_write(space, place, &arguments->count[0], sizeof(arguments->count[0]));
    place += sizeof(vaddr_t);
    if (!error)
        error = write_pointers(space, arguments, strings, &place);
    if (!error)
        error = vm_space_write(space, place, auxiliary, sizeof(auxiliary));
    return error;
}

/* --- The change itself --- */

/* Opens a file that may be executed. */
static int open_program(const char *path, struct file **file)
{
    int error = files_open(process_current()->files, path, O_RDONLY, file);
    if (!error && !(file_mode(*file) & 0111)) {
        file_put(*file);
        error = -EACCES;
    }
    return error;
}

/* Maps the dynamic loader that the program asks for; it is started in its place, and starts it. */
static int load_interpreter(struct vm_space *space, const char *path, struct elf_image *loader)
{
    struct file *file;
    int error = open_program(path, &file);
    if (error)
        return error;
    error = elf_load(file, space, LOADER_BASE, loader);
    file_put(file);
    return error;
}

/* Opens the program and builds its address space. *start is where it begins. */
static int load(const char *path, const struct exec_arguments *arguments, struct vm_space **space,
                uintptr_t *start, vaddr_t *esp)
{
    struct file *file;
    struct elf_image image, loader = {.base = 0};
    int error = open_program(path, &file);
    if (error)
        return error;
    error = -ENOMEM;
    *space = vm_space_create(process_current()->pid);
    if (!*space)
        goto out;
    error = elf_load(file, *space, PROGRAM_BASE, &image);
    *start = image.entry;
    if (!error && image.interpreter[0]) {
        error = load_interpreter(*space, image.interpreter, &loader);
        *start = loader.entry;
    }
    if (!error)
        error = make_stack(*space, arguments, &image, loader.base, esp);
    (*space)->brk_start = (*space)->brk = image.end;
    if (error)
        vm_space_put(*space);
out:
    file_put(file);
    return error;
}

/* Ends all other threads of the process and waits until they have. Returns 0, or -EINTR if the process is
 * ending. */
static int be_alone(struct process *process)
{
    struct thread *self = thread_current();
    spin_lock(&process_lock);
    if (process->exec_thread || process->exiting) {
        spin_unlock(&process_lock);
        return -EINTR;
    }
    process->exec_thread = self;
    list_for_each_entry (struct thread, thread, &process->threads, process_link) {
        if (thread == self)
            continue;
        __atomic_or_fetch(&thread->work, THREAD_WORK_SIGNAL, __ATOMIC_RELEASE);
        sched_interrupt(thread);
    }
    while (process->thread_count > 1)
        wait_sleep(&process->alone, &process_lock, DEADLINE_NEVER, false);
    process->exec_thread = NULL;
    int result = process->exiting ? -EINTR : 0;
    spin_unlock(&process_lock);
    return result;
}

/* The one thread that is left takes the first thread's place, and so its id, the pid. */
static void become_leader(struct process *process)
{
    struct thread *self = thread_current(), *old = process->leader;
    if (old == self)
        return;
    thread_swap_ids(self, old);
    thread_get(self);
    spin_lock(&process_lock);
    process->leader = self;
    spin_unlock(&process_lock);
    thread_put(old);
}

/* A table of files that the process shares by CLONE_FILES becomes its own with execve: makes the copy, NULL
 * if there is no need. */
static int own_files(struct process *process, struct files **own)
{
    *own = NULL;
    if (process->files->references == 1)
        return 0;
    *own = files_copy(process->files);
    return *own ? 0 : -ENOMEM;
}

static void replace_files(struct process *process, struct files *own)
{
    if (own) {
        spin_lock(&process_lock);
        struct files *shared = process->files;
        process->files = own;
        spin_unlock(&process_lock);
        files_put(shared);
    }
    files_close_on_exec(process->files);
}

static void replace_actions(struct process *process, struct signal_actions *actions)
{
    spin_lock(&process_lock);
    struct signal_actions *old = process->actions;
    process->actions = actions;
    thread_current()->handler_stack_size = 0;
    spin_unlock(&process_lock);
    signal_actions_put(old);
}

static void replace_space(struct process *process, struct vm_space *space)
{
    vm_space_get(space); /* one reference for the process, one for the thread */
    spin_lock(&process_lock);
    struct vm_space *old = process->space;
    process->space = space;
    spin_unlock(&process_lock);
    struct vm_space *threads_old = sched_set_space(space);
    if (threads_old)
        vm_space_put(threads_old);
    if (old)
        vm_space_put(old);
    process_return_space(process);
}

/* Registers as a program finds them at its start. */
static void reset_thread(struct thread *thread, const char *path, uintptr_t entry, uintptr_t esp)
{
    const char *name = path;
    for (const char *p = path; *p; p++)
        if (*p == '/')
            name = p + 1;
    spin_lock(&process_lock);
    string_copy(thread->name, name, sizeof(thread->name));
    string_copy(thread->process->name, name, sizeof(thread->process->name));
    spin_unlock(&process_lock);
    thread->clear_child_tid = NULL;
    thread->robust_list = 0;
    memset(thread->tls, 0, sizeof(thread->tls));
    segment_load_fs(0);
    segment_load_gs(0);
    uint32_t flags = interrupts_save();
    fpu_state_init(thread->fpu);
    fpu_restore(thread->fpu);
    interrupts_restore(flags);
    *stack_trap_frame(thread->stack) = (struct trap_frame){.ds = SELECTOR_USER_DATA,
                                                           .es = SELECTOR_USER_DATA,
                                                           .eip = entry,
                                                           .cs = SELECTOR_USER_CODE,
                                                           .eflags = EFLAGS_IF,
                                                           .esp = esp,
                                                           .ss = SELECTOR_USER_DATA};
}

int exec_program(const char *path, const struct exec_arguments *arguments)
{
    struct process *process = process_current();
    struct vm_space *space;
    uintptr_t start;
    vaddr_t esp;
    int error = load(path, arguments, &space, &start, &esp);
    if (error)
        return error;
    struct files *own;
    error = own_files(process, &own);
    struct signal_actions *actions = signal_actions_create(process->actions, true);
    if (!error && !actions)
        error = -ENOMEM;
    if (!error)
        error = be_alone(process);
    if (error) {
        if (actions)
            signal_actions_put(actions);
        if (own)
            files_put(own);
        vm_space_put(space);
        return error;
    }
    replace_files(process, own);
    replace_actions(process, actions);
    become_leader(process);
    replace_space(process, space);
    process_apply_limits();
    reset_thread(thread_current(), path, start, esp);
    return 0;
}
