/*
 * A grid of characters is filled, then written out. From top to bottom: the title; a box for each process, in
 * which each thread is a line; then a line for each address at which one of them has a page, with the frame
 * that each has there; facts; keys.
 */
#include "text.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define ROWS_MAX    64
#define COLUMNS_MAX 160
#define LABEL       9   /* columns for addresses, left of the boxes */
#define TRAIL_UNIT  10u /* hundredths of a second that one character of a thread's line stands for */

/* Colours of characters, as numbers of a terminal's: owners, then CPUs, which are the bright ones. */
enum { PLAIN = 0, WHITE = 97, GREY = 90 };
static const int owner_codes[PROCESSES_MAX] = {33, 36, 32, 35, 31, 34, 37, 33};
static const int cpu_codes[CPUS_MAX] = {93, 96, 95, 97, 92, 91, 94, 93};

struct cell {
    char character;
    unsigned char colour;
};

static struct cell grid[ROWS_MAX][COLUMNS_MAX];
static int rows, columns;

static void put(int row, int column, int colour, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

static void put(int row, int column, int colour, const char *format, ...)
{
    char text[COLUMNS_MAX + 1];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    for (const char *character = text; *character && column < columns; character++, column++)
        if (row >= 0 && row < rows && column >= 0)
            grid[row][column] = (struct cell){*character, (unsigned char)colour};
}

/* The same, but no more than `width` characters. */
static void put_part(int row, int column, int width, int colour, const char *text)
{
    if (width > 0)
        put(row, column, colour, "%.*s", width, text);
}

static void put_times(int row, int column, int count, int colour, char character)
{
    for (int i = 0; i < count; i++)
        put(row, column + i, colour, "%c", character);
}

/* --- The parts --- */

struct layout {
    int processes, width; /* boxes, and how wide each is, with the blank behind it */
    int column[PROCESSES_MAX];
    int threads; /* lines for threads in each box */
    int pages;   /* the first line with pages, */
    int facts;   /* and the first with facts */
};

static struct layout plan(const struct view *view)
{
    const struct machine *machine = &view->machine;
    struct layout layout = {.threads = 1};
    for (int i = 0; i < PROCESSES_MAX; i++) {
        const struct process *process = &machine->processes[i];
        if (!process->pid)
            continue;
        layout.column[i] = layout.processes++;
        if ((int)process->thread_count > layout.threads)
            layout.threads = (int)process->thread_count;
    }
    int most = rows >= 40 ? 16 : 5;
    if (layout.threads > most)
        layout.threads = most;
    layout.width = (columns - LABEL) / (layout.processes ? layout.processes : 1);
    for (int i = 0; i < PROCESSES_MAX; i++)
        layout.column[i] = LABEL + layout.column[i] * layout.width;
    layout.pages = layout.threads + 4;
    layout.facts = rows - (rows >= 40 ? 7 : 5);
    return layout;
}

static void draw_title(const struct view *view)
{
    const struct machine *machine = &view->machine;
    char line[COLUMNS_MAX];
    int length = 0;
    put(0, 0, WHITE, "loom  %.36s", view->command);
    for (unsigned cpu = 0; cpu < machine->cpus && length < 60; cpu++)
        length +=
            snprintf(line + length, sizeof line - length,
                     machine->running[cpu] ? "CPU %u: %d  " : "CPU %u: -  ", cpu, machine->running[cpu]);
    length +=
        snprintf(line + length, sizeof line - length, "%.1f s  loom %u%%", machine->now, machine->own_share);
    put(0, columns - length - 1, PLAIN, "%s", line);
    if (machine->more)
        put(1, 0, GREY, "%d more", machine->more);
    if (view->finished || view->paused)
        put(0, 8 + (strlen(view->command) < 36 ? (int)strlen(view->command) : 36), WHITE,
            view->finished ? "[ended: %d]"
            : view->slow   ? "[slow]"
                           : "[paused]",
            view->status);
}

/* A thread's line: a character for each tenth of a second of CPU time, the last ones if there is no room for
 * all. */
static void draw_thread(const struct view *view, const struct thread *thread, int row, int column, int width)
{
    static const char heads[] = {[RUNS] = 'O', [READY] = 'o', [WAITS] = '.', [STOPPED] = '=', [ENDED] = 'x'};
    bool selected = view->selecting == SELECT_THREAD && view->tid == thread->tid;
    char label[24];
    snprintf(label, sizeof label, "%c%d ", selected ? '>' : ' ', thread->tid);
    put_part(row, column, width, selected ? WHITE : PLAIN, label);
    column += (int)strlen(label);
    width -= (int)strlen(label);
    const char *state = doing_name(thread->doing);
    int room = width - 2 - (width >= 20 ? (int)strlen("stopped") : 0);
    int length = (int)(thread->length / TRAIL_UNIT);
    if (room < 1)
        return;
    if (length > room)
        length = room;
    for (int i = 0; i < length; i++) {
        unsigned place = (thread->length / TRAIL_UNIT - length + i) * TRAIL_UNIT,
                 cpu = thread->trail[place % TRAIL_MAX] % CPUS_MAX;
        put(row, column + i, cpu_codes[cpu], "%c", view->machine.cpus > 1 ? '0' + (int)cpu : '~');
    }
    put(row, column + length, thread->doing <= READY ? cpu_codes[thread->cpu] : GREY, "%c",
        heads[thread->doing]);
    if (width >= 20)
        put(row, column + room + 1, thread->doing == RUNS ? cpu_codes[thread->cpu] : GREY, "%s", state);
}

static void draw_process(const struct view *view, const struct layout *layout, int place)
{
    const struct process *process = &view->machine.processes[place];
    int x = layout->column[place], width = layout->width - 1,
        colour = process->ended ? GREY : owner_codes[place];
    bool selected = view->selecting == SELECT_PROCESS && view->pid == process->pid;
    char line[64];
    for (int row = 1; row <= layout->threads + 2; row++) {
        bool border = row == 1 || row == layout->threads + 2;
        put(row, x, colour, border ? "+" : "|");
        put_times(row, x + 1, width - 2, colour, border ? '-' : ' ');
        put(row, x + width - 1, colour, border ? "+" : "|");
    }
    snprintf(line, sizeof line, "%c%d %s ", selected ? '>' : ' ', process->pid,
             process->ended ? "ended" : process->name);
    put_part(1, x + 1, width - 2, selected ? WHITE : colour, line);
    int shown = (int)process->thread_count <= layout->threads ? (int)process->thread_count : layout->threads;
    for (int i = 0; i < shown; i++)
        draw_thread(view, &process->threads[i], 2 + i, x + 1, width - 2);
    if (shown < (int)process->thread_count) {
        snprintf(line, sizeof line, "and %d more", (int)process->thread_count - shown);
        put_part(layout->threads + 2, x + 2, width - 3, colour, line);
    }
    if (process->ended || !process->directory)
        return;
    snprintf(line, sizeof line, width >= 28 ? "CR3 %04x, %u page tables" : "CR3 %04x", process->directory,
             process->tables);
    put_part(layout->threads + 3, x + 1, width - 1, colour, line);
}

/* The lowest address above `address` at which one of the processes has a page; 0 when there is none. */
static uint32_t next_address(const struct machine *machine, uint32_t address)
{
    uint32_t next = 0;
    for (int i = 0; i < PROCESSES_MAX; i++) {
        const struct process *process = &machine->processes[i];
        for (unsigned j = 0; process->pid && j < process->page_count; j++)
            if (process->pages[j].address > address && (!next || process->pages[j].address < next))
                next = process->pages[j].address;
    }
    return next;
}

static const struct page *page_of(const struct process *process, uint32_t address)
{
    for (unsigned i = 0; process->pid && i < process->page_count; i++)
        if (process->pages[i].address == address)
            return &process->pages[i];
    return NULL;
}

/* What a process has at an address: its frame, what the entry allows, what it is. `=`: others have the frame
 * too. */
static void draw_page(const struct view *view, const struct layout *layout, int place,
                      const struct page *page, int row)
{
    const struct frame *frame = machine_frame(&view->machine, page->frame);
    const struct split *split = &view->machine.split;
    bool shared = frame && frame_is_shared(frame),
         selected = view->selecting == SELECT_FRAME && view->frame == page->frame;
    bool copied = split_is_recent(&view->machine) && split->copy == page->frame;
    char line[64], what[16];
    if (page->stack_of)
        snprintf(what, sizeof what, "stack %d", page->stack_of);
    else
        snprintf(what, sizeof what, "%s", area_name(page->area));
    snprintf(line, sizeof line, "%c%04x%s %s%s %s",
             selected ? '>'
             : copied ? '*'
             : shared ? '='
                      : ' ',
             page->frame, page->frame > 0xffff ? "" : " ",
             page->writable ? "rw"
             : page->copies ? "cw"
                            : "ro",
             layout->width >= 26 && frame && frame->kind == KIND_FILE ? " file" : "", what);
    put_part(row, layout->column[place] + 1, layout->width - 2,
             selected || copied ? WHITE
             : shared           ? PLAIN
                                : owner_codes[place],
             line);
}

static void draw_pages(const struct view *view, const struct layout *layout)
{
    const struct machine *machine = &view->machine;
    uint32_t address = 0;
    int row = layout->pages, last = layout->facts - 2, left = 0;
    put(layout->pages - 1, 0, GREY, "address");
    while ((address = next_address(machine, address))) {
        if (row > last) {
            left++;
            continue;
        }
        put(row, 0, GREY, "%08x", address);
        for (int i = 0; i < PROCESSES_MAX; i++) {
            const struct page *page = page_of(&machine->processes[i], address);
            if (page)
                draw_page(view, layout, i, page, row);
        }
        row++;
    }
    if (left)
        put(last, columns - 24, GREY, "(and %d more addresses)", left + 0);
}

static void draw_facts(const struct view *view, const struct layout *layout)
{
    char facts[FACTS][FACT_SIZE], split[FACT_SIZE];
    int count = view_facts(view, facts), room = rows - 2 - layout->facts;
    view_split(view, split, sizeof split);
    put_part(layout->facts - 1, 0, columns, WHITE, split);
    for (int i = 0; i < count && i < room; i++)
        put_part(layout->facts + i, 0, columns, i ? PLAIN : WHITE, facts[i]);
    if (view->output[0]) {
        put(rows - 2, 0, GREY, "it says:");
        put_part(rows - 2, 9, columns - 9, WHITE, view->output);
    }
    put_part(rows - 1, 0, columns - 1, GREY,
             view->event[0] ? view->event
                            : "tab, arrows: select  space: pause  s: step  m: slow  h: all keys  q: quit");
}

static void draw_help(void)
{
    static const char *const lines[] = {
        "A box is a process, a line of ~ in it a thread: one for each tenth of a",
        "second that it ran, or the number of the CPU where there are several.",
        "O runs, o is ready, . waits. Below: at each address the frame of memory",
        "that each process has there. = others have it too; rw: may be written;",
        "ro: may not; cw: who writes gets a copy; * has just been copied.",
        "",
        "tab     processes, threads, frames          arrows  the next one",
        "space   stop, and go on                     s, m    one event; slow motion",
        "t p c   four threads; four processes; copy-on-write",
        "1 - 9   a chapter of the tour; 0: 10, -: 11 q       end",
    };
    int count = sizeof lines / sizeof *lines;
    for (int i = -1; i <= count; i++)
        put_times(6 + i, 2, 76, WHITE, i < 0 || i == count ? '-' : ' ');
    for (int i = 0; i < count; i++)
        put(6 + i, 3, WHITE, "%s", lines[i]);
}

static void write_out(FILE *out, bool coloured)
{
    int colour = -1;
    if (coloured)
        fputs("\033[?25l\033[H", out);
    for (int row = 0; row < rows; row++) {
        int length = columns - (row == rows - 1); /* the last place of all would scroll */
        while (length > 0 && grid[row][length - 1].character == ' ')
            length--;
        for (int column = 0; column < length; column++) {
            if (coloured && grid[row][column].colour != colour && grid[row][column].character != ' ') {
                colour = grid[row][column].colour;
                fprintf(out, "\033[%dm", colour);
            }
            putc(grid[row][column].character, out);
        }
        if (coloured && length < columns)
            fputs("\033[K", out);
        if (row < rows - 1 || !coloured)
            putc('\n', out);
    }
    if (coloured)
        fputs("\033[0m", out);
    fflush(out);
}

void text_draw(FILE *out, const struct view *view, int wanted_rows, int wanted_columns, bool coloured)
{
    rows = wanted_rows < 20 ? 20 : wanted_rows > ROWS_MAX ? ROWS_MAX : wanted_rows;
    columns = wanted_columns < 60 ? 60 : wanted_columns > COLUMNS_MAX ? COLUMNS_MAX : wanted_columns;
    for (int row = 0; row < rows; row++)
        for (int column = 0; column < columns; column++)
            grid[row][column] = (struct cell){' ', PLAIN};
    struct layout layout = plan(view);
    draw_title(view);
    for (int i = 0; i < PROCESSES_MAX; i++)
        if (view->machine.processes[i].pid)
            draw_process(view, &layout, i);
    draw_pages(view, &layout);
    draw_facts(view, &layout);
    if (view->help)
        draw_help();
    write_out(out, coloured);
}
