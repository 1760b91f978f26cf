/*
 * execve: a new program in the same process. Everything that can fail is done first, in a new address space;
 * only then are the other threads ended and the old space let go.
 */
#include "process/exec.h"

#include "abi/auxv.h"
#include "abi/errno.h"
#include "abi/fcntl.h"
#include "debug/trace.h"
#include "fs/files.h"
#include "lib/string.h"
#include "mm/space.h"
#include "mm/user.h"
#include "process/process.h"
#include "process/signal.h"
#include "thread/sched.h"

/* Where position-independent programs, and dynamic loaders, go. */
#define PROGRAM_BASE 0x00400000u
#define LOADER_BASE  0x60000000u

#define SCRIPT_LINE 255u /* so much of a script's first line counts */

/* --- Arguments --- */

/* Room for one byte more; NULL after an error. */
static char *next_byte(struct exec_arguments *arguments)
{
    unsigned page = arguments->size / PAGE_SIZE;
    if (!arguments->error && page == ARGUMENTS_PAGES)
        arguments->error = -E2BIG;
    if (arguments->error)
        return NULL;
    if (!arguments->pages[page])
        arguments->pages[page] = frame_alloc(FRAME_BUFFER, process_current()->pid);
    if (!arguments->pages[page]) {
        arguments->error = -ENOMEM;
        return NULL;
    }
    return (char *)frame_memory(arguments->pages[page]) + arguments->size % PAGE_SIZE;
}

void exec_add_argument(struct exec_arguments *arguments, unsigned which, const char *string)
{
    char *place;
    while ((place = next_byte(arguments))) {
        *place = *string;
        arguments->size++;
        if (!*string++)
            break;
    }
    arguments->count[which]++;
}

/* One string, page by page as there is room. */
static void add_user_string(struct exec_arguments *arguments, unsigned which, const char *user_string)
{
    char *place;
    while ((place = next_byte(arguments))) {
        size_t room = PAGE_SIZE - arguments->size % PAGE_SIZE;
        int length = copy_string_from_user(place, user_string, room);
        if (length == -EFAULT)
            arguments->error = -EFAULT;
        arguments->size += length < 0 ? room : (size_t)length + 1;
        user_string += room;
        if (length >= 0)
            break;
    }
    arguments->count[which]++;
}

void exec_add_user_arguments(struct exec_arguments *arguments, unsigned which, char *const *user_array,
                             unsigned skip)
{
    char *string;
    for (unsigned i = 0; user_array && !arguments->error; i++) {
        if (copy_from_user(&string, &user_array[i], sizeof(string)))
            arguments->error = -EFAULT;
        else if (!string)
            break;
        else if (i >= skip)
            add_user_string(arguments, which, string);
    }
}

char *exec_end_word(char *word)
{
    char *end = word;
    while (*end && *end != ' ' && *end != '\t')
        end++;
    while (*end == ' ' || *end == '\t')
        *end++ = '\0';
    return end;
}

bool exec_add_interpreter(struct exec_arguments *arguments, char *path)
{
    char line[SCRIPT_LINE + 1] = "";
    struct file *file;
    if (files_open(process_current()->files, path, O_RDONLY | O_NONBLOCK, &file))
        return false;
    if (file_mode(file) & 0111 && file_object(file))
        vm_object_read(file_object(file), 0, line, MIN(file_size(file), SCRIPT_LINE));
    file_put(file);
    char *end = strchr(line, '\n'), *interpreter = line + 2;
    if (line[0] != '#' || line[1] != '!' || !end)
        return false;
    while (end > interpreter && (end[-1] == ' ' || end[-1] == '\t'))
        end--;
    *end = '\0';
    while (*interpreter == ' ' || *interpreter == '\t')
        interpreter++;
    if (!*interpreter)
        return false;
    char *argument = exec_end_word(interpreter);
    exec_add_argument(arguments, 0, interpreter);
    if (*argument)
        exec_add_argument(arguments, 0, argument);
    exec_add_argument(arguments, 0, path);
    string_copy(path, interpreter, SCRIPT_LINE);
    return true;
}

void exec_free_arguments(struct exec_arguments *arguments)
{
    for (unsigned i = 0; i < ARGUMENTS_PAGES; i++)
        if (arguments->pages[i])
            frame_put(arguments->pages[i]);
}

/* --- The first stack (System V ABI, Intel386 supplement, figure 3-31) --- */

/* Writes one thing behind the other. After an error, which stays, nothing more is written. */
struct stack_writer {
    struct vm_space *space;
    vaddr_t place;
    int error;
};

static void put(struct stack_writer *writer, const void *from, size_t size)
{
    if (!writer->error)
        writer->error = vm_space_write(writer->space, writer->place, from, size);
    writer->place += size;
}

/* argv or envp: pointers to `count` strings, the first of them *offset behind `strings`, then NULL. *offset
 * moves past them. */
static void put_pointers(struct stack_writer *writer, const struct exec_arguments *arguments, uint32_t count,
                         vaddr_t strings, uint32_t *offset)
{
    static const vaddr_t null;
    for (; count > 0; count--) {
        vaddr_t pointer = strings + *offset;
        put(writer, &pointer, sizeof(pointer));
        const char *page;
        do {
            page = frame_memory(arguments->pages[*offset / PAGE_SIZE]);
        } while (page[(*offset)++ % PAGE_SIZE]);
    }
    put(writer, &null, sizeof(null));
}

/* From the bottom up: argc, argv, envp, the auxiliary vector, strings, 16 random bytes. Returns 0 with the
 * stack pointer in *esp. */
static int make_stack(struct vm_space *space, const struct exec_arguments *arguments,
                      const struct elf_image *image, vaddr_t loader_base, vaddr_t *esp)
{
    uint64_t random[2] = {cpu_cycles() * 6364136223846793005u, cpu_cycles() ^ 0x9e3779b97f4a7c15u};
    vaddr_t random_at = STACK_TOP - sizeof(random);
    vaddr_t strings = ALIGN_DOWN(random_at - arguments->size, 16u);
    uint32_t auxiliary[] = {AT_PHDR,   image->headers, AT_PHENT,  32,        AT_PHNUM, image->header_count,
                            AT_PAGESZ, PAGE_SIZE,      AT_RANDOM, random_at, AT_BASE,  loader_base,
                            AT_ENTRY,  image->entry,   AT_CLKTCK, 100,       AT_NULL,  0};
    uint32_t words = 1 + arguments->count[0] + 1 + arguments->count[1] + 1, offset = 0;
    *esp = ALIGN_DOWN(strings - sizeof(auxiliary) - words * sizeof(vaddr_t), 16u);

    vaddr_t bottom = ALIGN_DOWN(*esp, PAGE_SIZE);
    struct stack_writer writer = {.space = space, .place = *esp};
    writer.error = vm_space_map(space, &bottom, STACK_TOP - bottom, AREA_READ | AREA_WRITE | AREA_GROWSDOWN,
                                true, NULL, 0, 0);
    put(&writer, &arguments->count[0], sizeof(arguments->count[0]));
    for (unsigned which = 0; which < 2; which++) {
        space->strings[which] = strings + offset;
        put_pointers(&writer, arguments, arguments->count[which], strings, &offset);
    }
    space->strings[2] = strings + offset;
    put(&writer, auxiliary, sizeof(auxiliary));
    writer.place = strings;
    for (uint32_t done = 0; done < arguments->size; done += PAGE_SIZE)
        put(&writer, frame_memory(arguments->pages[done / PAGE_SIZE]),
            MIN(arguments->size - done, PAGE_SIZE));
    writer.place = random_at;
    put(&writer, random, sizeof(random));
    return writer.error;
}

/* --- The change itself --- */

/* Maps a program, or a dynamic loader. */
static int map_file(const char *path, struct vm_space *space, vaddr_t base, struct elf_image *image)
{
    struct file *file;
    int error = files_open(process_current()->files, path, O_RDONLY | O_NONBLOCK, &file);
    if (error)
        return error;
    error = file_mode(file) & 0111 ? elf_load(file, space, base, image) : -EACCES;
    file_put(file);
    return error;
}

/* Fills a new address space. *start is where the program begins: in the dynamic loader, if it asks for one.
 */
static int load(const char *path, const struct exec_arguments *arguments, struct vm_space *space,
                uintptr_t *start, vaddr_t *esp)
{
    struct elf_image image, loader = {.base = 0};
    int error = map_file(path, space, PROGRAM_BASE, &image);
    if (error)
        return error;
    space->brk_start = space->brk = image.end;
    *start = image.entry;
    if (image.interpreter[0]) {
        error = map_file(image.interpreter, space, LOADER_BASE, &loader);
        *start = loader.entry;
    }
    return error ?: make_stack(space, arguments, &image, loader.base, esp);
}

/* Ends all other threads of the process and waits until they have. Returns 0, or -EINTR if the process is
 * ending. */
static int be_alone(struct process *process)
{
    int result = -EINTR;
    spin_lock(&process_lock);
    if (!process->exec_thread && !process->exiting) {
        process->exec_thread = thread_current();
        process_interrupt_locked(process, thread_current(), THREAD_WORK_SIGNAL);
        while (process->thread_count > 1)
            wait_sleep(&process->changed, &process_lock, DEADLINE_NEVER, false);
        process->exec_thread = NULL;
        result = process->exiting ? -EINTR : 0;
    }
    spin_unlock(&process_lock);
    return result;
}

/* Registers as a program finds them at its start. */
static void reset_thread(struct thread *thread, uintptr_t entry, uintptr_t esp)
{
    thread->clear_child_tid = NULL;
    thread->robust_list = 0;
    thread->handler_stack_size = 0;
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

/* What a process exchanges when it executes a program. */
struct belongings {
    struct vm_space *space;
    struct files *files;
    struct signal_actions *actions;
};

/* Gives the process, which has one thread left, what is new, and a name; *new becomes what it had. */
static void exchange(struct process *process, struct belongings *new, const char *path)
{
    const struct belongings old = {process->space, process->files, process->actions};
    struct thread *self = thread_current(), *leader = process->leader;
    const char *name = path;
    for (const char *p = path; *p; p++)
        if (*p == '/')
            name = p + 1;

    spin_lock(&process_lock);
    process->space = new->space;
    process->files = new->files;
    process->actions = new->actions;
    string_copy(self->name, name, sizeof(self->name));
    if (leader != self) {
        /* The one that is left takes the first thread's place, and so its id, the pid. */
        thread_swap_ids(self, leader);
        process->leader = thread_get(self);
    }
    process_return_space_locked(process);
    spin_unlock(&process_lock);
    if (leader != self)
        thread_put(leader);
    struct vm_space *threads_old = sched_set_space(vm_space_get(new->space));
    vm_space_put(threads_old);
    *new = old;
}

int exec_program(const char *path, const struct exec_arguments *arguments)
{
    struct process *process = process_current();
    struct belongings other = {0};
    uintptr_t start;
    vaddr_t esp;

    /* 1. What can fail. Files that the process shares by CLONE_FILES become its own. */
    other.space = vm_space_create(process->pid);
    int error = arguments->error ?: other.space ? load(path, arguments, other.space, &start, &esp) : -ENOMEM;
    if (error)
        goto out;
    other.files = process->files->references == 1 ? files_get(process->files) : files_copy(process->files);
    other.actions = signal_actions_create(process->actions, true);
    error = other.files && other.actions ? be_alone(process) : -ENOMEM;
    if (error)
        goto out;

    /* 2. The new for the old. */
    uint32_t old_tid = thread_current()->tid;
    exchange(process, &other, path);
    files_close_on_exec(process->files);
    process_apply_limits();
    reset_thread(thread_current(), start, esp);
    trace(EXEC, TRACE_TEXT16(thread_current()->name), thread_current()->tid, old_tid);

    /* 3. Let go of the new if it was not to be, else of the old. */
out:
    vm_space_put(other.space);
    files_put(other.files);
    signal_actions_put(other.actions);
    return error;
}
