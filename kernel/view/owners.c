/*
 * /proc/weft/owners: a line for each frame of the machine, with whoever owns it.
 *
 * It is made as it is read, so that reading it takes no frames. Each line is true; what a running program
 * changes may be told twice, or not at all.
 */
#include "fs/path.h"
#include "lib/format.h"
#include "lib/string.h"
#include "mm/heap.h"
#include "process/process.h"
#include "view/node.h"
#include "view/page.h"

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

void owners_row(struct vm_space *space, uint32_t index, void *row)
{
    char name[256], *line = row;
    if (index == 0)
        visit_all();
    struct frame frame = frames[index];
    name_owner(&frame, name, sizeof(name));
    format(line, OWNERS_ROW, "0x%04x %s %u %u %u %s", index, frame_kind_name(frame.kind),
           frame.kind > FRAME_FREE && frame.owner != OWNER_NONE ? frame.owner : 0, frame.references,
           frame.uses, name);
    size_t length = strlen(line);
    memset(line + length, ' ', OWNERS_ROW - 1 - length);
    line[OWNERS_ROW - 1] = '\n';
}
