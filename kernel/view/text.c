/*
 * A text is a memory object that grows as it is written.
 */
#include "view/text.h"

#include "abi/errno.h"
#include "abi/fcntl.h"
#include "abi/stat.h"
#include "lib/format.h"
#include "mm/heap.h"
#include "mm/object.h"
#include "process/process.h"

void text_print(struct text *text, const char *pattern, ...)
{
    char line[TEXT_LINE];
    va_list arguments;
    va_start(arguments, pattern);
    uint32_t length = format_list(line, sizeof(line), pattern, arguments);
    va_end(arguments);
    text_write(text, line, MIN(length, sizeof(line) - 1));
}

void text_write(struct text *text, const void *bytes, size_t size)
{
    struct file_contents *contents = &text->contents;
    uint32_t pages = ALIGN_UP(contents->size + size, PAGE_SIZE) >> PAGE_SHIFT;
    if (!text->error && pages > contents->object->pages)
        text->error = vm_object_resize(contents->object, pages);
    if (!text->error)
        text->error = vm_object_write(contents->object, contents->size, bytes, size);
    if (!text->error)
        contents->size += size;
}

struct text *text_create(void)
{
    struct text *text = heap_alloc_zeroed(sizeof(*text));
    if (!text)
        return NULL;
    text->contents.object = vm_object_create(FRAME_BUFFER, process_current()->pid, 0);
    if (text->contents.object)
        return text;
    heap_free(text);
    return NULL;
}

static void text_free(struct text *text)
{
    vm_object_put(text->contents.object);
    heap_free(text);
}

static void text_release(struct file *file)
{
    text_free(file->data);
}

static const struct file_ops text_ops = {
    .mode = S_IFREG | 0444, .read = file_read_contents, .size = file_contents_size, .release = text_release};

static const struct file_ops link_ops = {.mode = S_IFLNK | 0777, .release = text_release};

int text_open(struct text *text, int flags, struct file **file)
{
    int error = text->error;
    *file = error ? NULL : file_create(flags & O_PATH ? &link_ops : &text_ops, text, flags);
    if (*file) {
        (*file)->contents = &text->contents;
        return 0;
    }
    text_free(text);
    return error ? error : -ENOMEM;
}
