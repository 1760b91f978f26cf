/*
 * Kernel messages: formatted once, kept in a ring, written to every sink.
 *
 * `lock` guards the ring and the list of sinks. Invariant: the ring holds the last `written` bytes of the
 * log, or its last LOG_SIZE bytes.
 */
#include "debug/log.h"
#include "lib/format.h"
#include "x86/raw_lock.h"

#define LOG_SIZE  8192u /* a power of two */
#define LINE_SIZE 256
#define SINKS_MAX 4

static struct raw_lock lock;
static char ring[LOG_SIZE];
static uint32_t written;
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
    for (int i = 0; i < length; i++)
        ring[written++ % LOG_SIZE] = line[i];
    for (unsigned i = 0; i < sink_count; i++)
        sinks[i](line, length);
    raw_unlock(&lock, flags);
}

void log_add_sink(void (*write)(const char *text, size_t size))
{
    uint32_t flags = raw_lock(&lock);
    uint32_t start = written % LOG_SIZE;

    if (written > LOG_SIZE)
        write(ring + start, LOG_SIZE - start);
    write(ring, start);
    if (sink_count < SINKS_MAX)
        sinks[sink_count++] = write;
    raw_unlock(&lock, flags);
}
