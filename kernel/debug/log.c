/*
 * Kernel messages: formatted once, written to every sink. `lock` keeps lines whole.
 */
#include "debug/log.h"
#include "debug/panic.h"
#include "lib/format.h"
#include "x86/raw_lock.h"

#define LINE_SIZE 256
#define SINKS_MAX 4

static struct raw_lock lock;
static void (*sinks[SINKS_MAX])(const char *text, size_t size);
static unsigned sink_count;

void log_print(const char *pattern, ...)
{
    char line[LINE_SIZE];
    va_list arguments;

    va_start(arguments, pattern);
    int length = format_list(line, sizeof(line), pattern, arguments);
    va_end(arguments);
    if (length >= LINE_SIZE) {
        length = LINE_SIZE - 1;
        line[length - 1] = '\n';
    }

    uint32_t flags = raw_lock(&lock);
    for (unsigned i = 0; i < sink_count; i++)
        sinks[i](line, length);
    raw_unlock(&lock, flags);
}

void log_add_sink(void (*write)(const char *text, size_t size))
{
    assert(sink_count < SINKS_MAX);
    sinks[sink_count++] = write;
}
