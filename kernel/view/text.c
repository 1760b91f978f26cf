/*
 * A text is a memory object that grows as it is written.
 */
#include "view/text.h"

#include "abi/errno.h"
#include "lib/format.h"
#include "mm/object.h"

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
    struct file_contents *contents = text->contents;
    uint32_t pages = ALIGN_UP(contents->size + size, PAGE_SIZE) >> PAGE_SHIFT;
    if (!text->error && pages > contents->object->pages)
        text->error = vm_object_resize(contents->object, pages);
    if (!text->error && !vm_object_write(contents->object, contents->size, bytes, size))
        text->error = -ENOMEM;
    if (!text->error)
        contents->size += size;
}
