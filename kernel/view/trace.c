/*
 * /proc/weft/trace: the trace as text, a line for each record; writing "on", "off" or "clear" to it switches
 * or empties it.
 */
#include "debug/trace.h"

#include "abi/errno.h"
#include "abi/stat.h"
#include "lib/string.h"
#include "mm/user.h"
#include "thread/thread.h"
#include "view/node.h"
#include "x86/timer.h"

static void show_record(struct text *text, const struct trace_record *record)
{
    text_print(text, "%llu %u ", timer_cycles_to_ns(record->time), record->cpu);
    switch (record->event) {
    case TRACE_SWITCH:
        text_print(text, "switch %u %c %u ", record->a, thread_state_name(record->b)[0], record->c);
        text_print(text, record->d ? "%x" : "-", record->d >> PAGE_SHIFT);
        text_print(text, " %x\n", record->e);
        break;
    case TRACE_CLONE:
        text_print(text, "clone %u %u\n", record->a, record->b);
        break;
    case TRACE_EXIT:
        text_print(text, "exit %u %u\n", record->a, record->b);
        break;
    default:
        text_print(text, "nosys %u %u\n", record->a, record->b);
        break;
    }
}

void show_trace(struct text *text, const struct place *place)
{
    struct trace_record record;
    uint32_t index = 0;
    bool on = trace_on;
    trace_on = false; /* so that what is shown does not move on meanwhile */
    while (trace_read(&index, &record))
        show_record(text, &record);
    trace_on = on;
}

static ssize_t trace_control(struct file *file, const void *user_from, size_t size, uint64_t offset)
{
    char word[8] = "";
    if (size >= sizeof(word))
        return -EINVAL;
    if (copy_from_user(word, user_from, size))
        return -EFAULT;
    if (strncmp(word, "on", 2) == 0)
        trace_on = true;
    else if (strncmp(word, "off", 3) == 0)
        trace_on = false;
    else if (strncmp(word, "clear", 5) == 0)
        trace_clear();
    else
        return -EINVAL;
    return size;
}

const struct file_ops trace_ops = {.mode = S_IFREG | 0644, .write = trace_control, .release = node_release};
