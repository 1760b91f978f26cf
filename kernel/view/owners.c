/*
 * /proc/weft/owners: a line for each frame of the machine, with whoever owns it.
 *
 * It is made as it is read, so that reading it takes no frames. Each line is true; what a running program
 * changes may be told twice, or not at all.
 */
#include "abi/errno.h"
#include "fs/path.h"
#include "lib/format.h"
#include "lib/string.h"
#include "mm/heap.h"
#include "mm/user.h"
#include "process/process.h"
#include "view/node.h"
#include "view/page.h"

#define OWNER_LINE 80u /* each line is as long as any, so that frame n's begins at byte n * OWNER_LINE */

/* Looks at every page of every process, which settles whose it is (view/page.h). */
static void visit_all(void)
{
    struct process *process;
    struct page page;
    for (uint32_t pid = 1; (process = process_next(pid)); process_put(process)) {
        struct vm_space *space = process_space(process);
        pid = process->pid + 1;
        for (vaddr_t address = 0; space && next_page(space, address, &page);)
            address = page.address + PAGE_SIZE;
        vm_space_put(space);
    }
}

static void name_owner(const struct frame *frame, char *name, size_t size)
{
    const char *fixed = "(ended)";
    if (frame->kind <= FRAME_FREE)
        fixed = "-";
    else if (frame->owner == OWNER_NONE)
        fixed = "(kept for reuse)";
    else if (frame->kind == FRAME_HEAP)
        fixed = frame->cache ? frame->cache->name : "new";
    else if (frame->kind == FRAME_BUFFER && frame->owner >= KERNEL_BASE)
        fixed = "pipe";
    else if (frame->owner == 0)
        fixed = frame->kind == FRAME_STACK ? "idle" : "kernel";
    string_copy(name, fixed, size);
    if (frame->kind == FRAME_FILE)
        fs_inode_path(frame->owner, name, size);
    else if (frame->kind >= FRAME_STACK)
        thread_name(frame->owner, name);
}

static void write_owner(uint32_t index, char *line)
{
    char name[256];
    struct frame frame = frames[index];
    name_owner(&frame, name, sizeof(name));
    format(line, OWNER_LINE, "0x%04x %s %u %u %u %s", index, frame_kind_name(frame.kind),
           frame.kind > FRAME_FREE && frame.owner != OWNER_NONE ? frame.owner : 0, frame.references,
           frame.uses, name);
    size_t length = strlen(line);
    memset(line + length, ' ', OWNER_LINE - 1 - length);
    line[OWNER_LINE - 1] = '\n';
}

static ssize_t owners_read(struct file *file, void *user_to, size_t size, uint64_t offset)
{
    char line[OWNER_LINE];
    size_t done = 0, piece;
    if (offset == 0)
        visit_all();
    for (; done < size && offset + done < (uint64_t)frame_total() * OWNER_LINE; done += piece) {
        uint32_t at = (uint32_t)(offset + done);
        piece = MIN(OWNER_LINE - at % OWNER_LINE, size - done);
        write_owner(at / OWNER_LINE, line);
        if (copy_to_user((char *)user_to + done, line + at % OWNER_LINE, piece))
            return done > 0 ? (ssize_t)done : -EFAULT;
    }
    return done;
}

static uint64_t owners_size(struct file *file)
{
    return (uint64_t)frame_total() * OWNER_LINE;
}

const struct file_ops owners_ops = {.read = owners_read, .size = owners_size};
