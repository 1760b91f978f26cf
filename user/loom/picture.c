/*
 * The picture, from top to bottom: a title; a box for each process with its threads in it; its page
 * directory; its page tables' entries, in the order of addresses; under each the frame that it points to, if
 * nobody else has that; and the shared frames, tied to every process that maps them by a line in the
 * process's colour. Below: facts, what the colours mean, keys.
 */
#include "picture.h"

#include <stdio.h>
#include <string.h>

#include "palette.h"

#define MARGIN 24
#define GAP    20

/* Heights, for 768 lines; what more there is goes to the boxes. */
#define TITLE_HEIGHT     44
#define BOX_TOP          56
#define BOX_HEIGHT       244
#define BELOW_BOX        (768 - BOX_TOP - BOX_HEIGHT)
#define UNSHARED         128
#define HEAD_HEIGHT      22
#define CELL_MAX         72
#define CELL_MIN         3
#define ENTRY_HEIGHT     20
#define FRAME_HEIGHT     46
#define DIRECTORY_HEIGHT 20
#define STRIP_MAX        116 /* of a thread's place, what is drawn in */
#define LANES_HEIGHT     64

/* Where everything is: worked out before anything is drawn. */
struct layout {
    int box_bottom, directory, tables, labels, entries, frames, lanes, shared, shared_labels, panel, keys;
    int columns;                  /* processes that are shown */
    int width;                    /* of a column */
    int column[PROCESSES_MAX];    /* which column a process is in, by its place */
    int cell[PROCESSES_MAX];      /* width of a page-table entry or private frame, by place */
    int shared_cell, shared_left; /* of shared frames, and where the first is */
    int shared_count;
    uint32_t shared_frames[FRAMES_MAX];
};

static int column_x(const struct layout *layout, int place)
{
    return MARGIN + layout->column[place] * (layout->width + GAP);
}

static uint32_t owner_colour(int place)
{
    return owner_colours[place % PROCESSES_MAX];
}

static int at_most(int value, int limit)
{
    return value < limit ? value : limit;
}

static void plan_columns(struct layout *layout, const struct canvas *canvas, const struct machine *machine)
{
    for (int i = 0; i < PROCESSES_MAX; i++)
        if (machine->processes[i].pid)
            layout->column[i] = layout->columns++;
    int columns = layout->columns ? layout->columns : 1;
    layout->width = (canvas->width - 2 * MARGIN - (columns - 1) * GAP) / columns;
    for (int i = 0; i < PROCESSES_MAX; i++) {
        int pages = (int)machine->processes[i].page_count;
        layout->cell[i] = at_most(layout->width / (pages ? pages : 1), CELL_MAX);
    }
}

static void plan_shared(struct layout *layout, const struct canvas *canvas, const struct machine *machine)
{
    for (int i = 0; i < machine->frame_count; i++)
        if (frame_is_shared(&machine->frames[i]))
            layout->shared_frames[layout->shared_count++] = machine->frames[i].number;
    int room = canvas->width - 2 * MARGIN;
    layout->shared_cell = at_most(room / (layout->shared_count ? layout->shared_count : 1), CELL_MAX + 14);
    layout->shared_left = (canvas->width - layout->shared_cell * layout->shared_count) / 2;
}

static void plan(struct layout *layout, const struct canvas *canvas, const struct machine *machine)
{
    memset(layout, 0, sizeof *layout);
    plan_columns(layout, canvas, machine);
    plan_shared(layout, canvas, machine);
    layout->box_bottom = canvas->height - BELOW_BOX;
    if (layout->shared_count == 0)
        layout->box_bottom += UNSHARED; /* nothing is to be drawn below the frames */
    layout->directory = layout->box_bottom + 12;
    layout->tables = layout->directory + DIRECTORY_HEIGHT + 11;
    layout->labels = layout->tables + 17;
    layout->entries = layout->labels + 12;
    layout->frames = layout->entries + ENTRY_HEIGHT + 16;
    layout->lanes = layout->frames + FRAME_HEIGHT + 12;
    layout->shared = layout->lanes + LANES_HEIGHT;
    layout->shared_labels = layout->shared + FRAME_HEIGHT + 5;
    layout->panel = canvas->height - 128;
    layout->keys = canvas->height - 24;
}

/* --- The title --- */

static void draw_title(struct canvas *canvas, const struct view *view)
{
    const struct machine *machine = &view->machine;
    char line[80];
    draw_box(canvas, 0, 0, canvas->width, TITLE_HEIGHT, COLOUR_PANEL);
    draw_text(canvas, MARGIN, 12, LARGE, COLOUR_DIM, "loom");
    snprintf(line, sizeof line, "%.*s", canvas->width / 2 / letter_width(LARGE) - 2, view->command);
    draw_text(canvas, MARGIN + 82, 12, LARGE, COLOUR_TEXT, line);
    int x = MARGIN + 98 + text_width(LARGE, line);
    if (view->paused || view->finished) {
        snprintf(line, sizeof line, "ended, status %d", view->status);
        draw_text(canvas, x, 8, BOLD, cpu_colours[0],
                  view->finished ? line
                  : view->slow   ? "slow motion"
                                 : "paused");
    }
    if (machine->more) {
        snprintf(line, sizeof line, "%d more", machine->more);
        draw_text(canvas, x, 26, BOLD, COLOUR_DIM, line);
    }
    snprintf(line, sizeof line, "%.1f s    loom %u%%    %u of %u frames free", machine->now,
             machine->own_share, machine->free_frames, machine->all_frames);
    draw_text(canvas, canvas->width - MARGIN - text_width(THIN, line), 26, THIN, COLOUR_DIM, line);
    x = canvas->width - MARGIN;
    for (int cpu = (int)machine->cpus - 1; cpu >= 0; cpu--) {
        if (machine->running[cpu])
            snprintf(line, sizeof line, "CPU %d: %d", cpu, machine->running[cpu]);
        else
            snprintf(line, sizeof line, "CPU %d: -", cpu);
        x -= text_width(BOLD, line);
        draw_text(canvas, x, 8, BOLD, COLOUR_TEXT, line);
        x -= 16;
        draw_disc(canvas, x + 6, 12, 5, cpu_colours[cpu]);
        x -= 14;
    }
}

/* --- Boxes and threads --- */

static bool thread_selected(const struct view *view, const struct thread *thread)
{
    return view->selecting == SELECT_THREAD && view->tid == thread->tid;
}

static void draw_head(struct canvas *canvas, int x, int y, const struct thread *thread)
{
    uint32_t colour = cpu_colours[thread->cpu];
    if (thread->doing == RUNS)
        draw_disc(canvas, x, y, 6, colour);
    else if (thread->doing == READY)
        draw_ring(canvas, x, y, 6, 2, colour, COLOUR_PANEL);
    else
        draw_ring(canvas, x, y, 5, 2, COLOUR_DIM, COLOUR_PANEL);
}

/* Where a thread is drawn: around x, `room` wide. */
struct strip {
    int x, top, bottom, room;
};

static struct strip strip_of(const struct layout *layout, const struct process *process, int place,
                             unsigned index)
{
    int room = layout->width / (int)process->thread_count;
    return (struct strip){column_x(layout, place) + room * (int)index + room / 2, BOX_TOP + HEAD_HEIGHT + 8,
                          layout->box_bottom - 10, room};
}

/* Where a thread waited, its line has a knot. */
static void draw_knot(struct canvas *canvas, int x, int y)
{
    draw_box(canvas, x + 9, y - 1, 5, 2, COLOUR_DIM);
}

/* A thread's line is as long as the CPU time it had; when that is more than fits, its older part leaves
 * above. */
static void draw_one_thread(struct canvas *canvas, const struct view *view, const struct thread *thread,
                            struct strip strip)
{
    int x = strip.x, top = strip.top, bottom = strip.bottom, room = strip.room;
    char label[16];
    bool selected = thread_selected(view, thread);
    snprintf(label, sizeof label, room >= 64 ? "tid %d" : "%d", thread->tid);
    draw_text(canvas, x - text_width(BOLD, label) / 2, top, BOLD, selected ? COLOUR_SPLIT : COLOUR_TEXT,
              label);
    if (selected)
        draw_box(canvas, x - text_width(BOLD, label) / 2, top + FONT_HEIGHT, text_width(BOLD, label), 2,
                 COLOUR_SPLIT);
    if (room >= 44) {
        char state[24];
        snprintf(state, sizeof state, "%s", doing_name(thread->doing));
        if (thread->doing == RUNS && room >= 80)
            snprintf(state, sizeof state, "runs on CPU %u", thread->cpu);
        draw_text(canvas, x - text_width(THIN, state) / 2, bottom - FONT_CAPS, THIN,
                  thread->doing == RUNS ? cpu_colours[thread->cpu] : COLOUR_DIM, state);
    }
    int first = top + FONT_HEIGHT + 8, last = bottom - FONT_CAPS - 14;
    int length = at_most((int)thread->length, at_most(last - first, TRAIL_MAX));
    for (int i = 0; i < length; i++) {
        uint32_t place = thread->length - length + i;
        draw_thread(canvas, x, first + i, (int)place,
                    cpu_colours[thread->trail[place % TRAIL_MAX] % CPUS_MAX]);
    }
    for (int i = 0; i < length - 1; i++)
        if (thread->trail[(thread->length - length + i) % TRAIL_MAX] & TRAIL_WAIT)
            draw_knot(canvas, x, first + i);
    draw_dots(canvas, x, first + length, last - first - length, COLOUR_LINE);
    draw_head(canvas, x, first + length, thread);
}

static void draw_process(struct canvas *canvas, const struct view *view, const struct layout *layout,
                         int place)
{
    const struct process *process = &view->machine.processes[place];
    int x = column_x(layout, place), bottom = layout->box_bottom;
    uint32_t colour = process->ended ? COLOUR_LINE : owner_colour(place);
    char line[64];
    if (view->selecting == SELECT_PROCESS && view->pid == process->pid)
        draw_frame(canvas, x - 5, BOX_TOP - 5, layout->width + 10, bottom - BOX_TOP + 10, 2, COLOUR_SPLIT);
    draw_round_box(canvas, x, BOX_TOP, layout->width, bottom - BOX_TOP, colour);
    draw_box(canvas, x + 3, BOX_TOP + HEAD_HEIGHT, layout->width - 6, bottom - BOX_TOP - HEAD_HEIGHT - 3,
             COLOUR_PANEL);
    snprintf(line, sizeof line, layout->width > 200 ? "process %d  %s%s" : "%d %s%s", process->pid,
             process->name, process->ended ? "  ended" : "");
    line[at_most((int)strlen(line), (layout->width - 12) / letter_width(BOLD))] = '\0';
    draw_text(canvas, x + 8, BOX_TOP + 6, BOLD, process->ended ? COLOUR_TEXT : COLOUR_DARK, line);
    for (unsigned i = 0; i < process->thread_count; i++)
        draw_one_thread(canvas, view, &process->threads[i], strip_of(layout, process, place, i));
}

/* --- Page tables and frames --- */

static void draw_number(struct canvas *canvas, int x, int y, int width, uint32_t colour, uint32_t number)
{
    char digits[12];
    snprintf(digits, sizeof digits, "%04x", number);
    int length = (int)strlen(digits);
    if (width >= length * letter_width(THIN) + 4) {
        draw_text(canvas, x + (width - text_width(THIN, digits) + 2) / 2, y + (FRAME_HEIGHT - FONT_CAPS) / 2,
                  THIN, colour, digits);
    } else if (width >= letter_width(THIN) + 3) { /* one above the other */
        for (int i = 0; i < length; i++) {
            char digit[2] = {digits[i]};
            draw_text(canvas, x + (width - 6) / 2, y + (FRAME_HEIGHT - 11 * length + 2) / 2 + 11 * i, THIN,
                      colour, digit);
        }
    }
}

/* A frame, filled with its owner's colour; a file's is grey, a shared one's is light. */
static void draw_one_frame(struct canvas *canvas, const struct view *view, int x, int y, int width,
                           const struct frame *frame)
{
    int owner = frame_owner(frame);
    uint32_t fill = frame->kind == KIND_FILE ? COLOUR_FILE : owner >= 0 ? owner_colour(owner) : COLOUR_SHARED;
    uint32_t ink = frame->kind == KIND_FILE ? COLOUR_TEXT : COLOUR_DARK;
    int gap = width > 8 ? 2 : width > 4 ? 1 : 0;
    draw_box(canvas, x, y, width - gap, FRAME_HEIGHT, fill);
    draw_number(canvas, x, y, width - gap, ink, frame->number);
    if (view->selecting == SELECT_FRAME && view->frame == frame->number)
        draw_frame(canvas, x - 3, y - 3, width - gap + 6, FRAME_HEIGHT + 6, 2, COLOUR_SPLIT);
}

/* A page-table entry: full if it allows writing, else an outline; with stripes if a write makes a copy. */
static void draw_entry(struct canvas *canvas, int x, int y, int width, uint32_t colour,
                       const struct page *page)
{
    int gap = width > 8 ? 2 : width > 4 ? 1 : 0;
    if (page->writable) {
        draw_box(canvas, x, y, width - gap, ENTRY_HEIGHT, colour);
        return;
    }
    draw_frame(canvas, x, y, width - gap, ENTRY_HEIGHT, width > 8 ? 2 : 1, colour);
    if (page->copies)
        draw_stripes(canvas, x + 2, y + 2, width - gap - 4, ENTRY_HEIGHT - 4, colour);
}

static int entries_left(const struct layout *layout, const struct process *process, int place)
{
    return column_x(layout, place) + (layout->width - layout->cell[place] * (int)process->page_count) / 2;
}

/* Whether a page begins a new group under one name. */
static bool starts_group(const struct process *process, unsigned index)
{
    const struct page *page = &process->pages[index], *before = page - 1;
    return index == 0 || page->area != before->area || page->stack_of != before->stack_of;
}

static void draw_labels(struct canvas *canvas, const struct layout *layout, const struct process *process,
                        int place)
{
    int left = entries_left(layout, process, place);
    for (unsigned i = 0, next; i < process->page_count; i = next) {
        char label[24];
        const struct page *page = &process->pages[i];
        for (next = i + 1; next < process->page_count && !starts_group(process, next);)
            next++;
        if (page->stack_of && process->thread_count > 1)
            snprintf(label, sizeof label, "stack %d", page->stack_of);
        else
            snprintf(label, sizeof label, "%s", page->stack_of ? "stack" : area_name(page->area));
        int room = layout->cell[place] * (int)(next - i) - 2, x = left + layout->cell[place] * (int)i;
        if (text_width(THIN, label) > room && page->stack_of)
            snprintf(label, sizeof label, "s%d", page->stack_of);
        if (text_width(THIN, label) > room && page->stack_of)
            strcpy(label, "s"); /* half a number would be another one */
        label[at_most((int)strlen(label), room / letter_width(THIN))] = '\0';
        draw_text(canvas, x, layout->labels, THIN, COLOUR_DIM, label);
        if (i > 0)
            draw_box(canvas, x - 2, layout->labels, 1, ENTRY_HEIGHT + 12, COLOUR_LINE);
    }
}

/* The page directory, and lines from it to the page tables. */
static void draw_directory(struct canvas *canvas, const struct layout *layout, const struct process *process,
                           int place)
{
    int middle = column_x(layout, place) + layout->width / 2;
    uint32_t colour = owner_colour(place);
    char line[64];
    snprintf(line, sizeof line, layout->width > 200 ? "page directory %04x: CR3" : "%04x",
             process->directory);
    int width = text_width(THIN, line) + 16;
    draw_box(canvas, middle - 1, layout->box_bottom, 2, layout->directory - layout->box_bottom, colour);
    draw_box(canvas, middle - 1, layout->directory + DIRECTORY_HEIGHT, 2, 4, colour);
    draw_frame(canvas, middle - width / 2, layout->directory, width, DIRECTORY_HEIGHT, 1, colour);
    draw_text(canvas, middle - width / 2 + 8, layout->directory + 6, THIN, COLOUR_TEXT, line);
}

/* A page table: its frame, tied to the directory, above its entries. */
static void draw_table(struct canvas *canvas, const struct layout *layout, int place, int left, int width,
                       uint32_t table)
{
    int directory = column_x(layout, place) + layout->width / 2,
        lane = layout->directory + DIRECTORY_HEIGHT + 4;
    int middle = left + width / 2;
    uint32_t colour = owner_colour(place);
    char line[24];
    snprintf(line, sizeof line, "page table %04x", table);
    if (text_width(THIN, line) > width)
        snprintf(line, sizeof line, "table %04x", table);
    if (text_width(THIN, line) > width)
        snprintf(line, sizeof line, "%04x", table);
    if (text_width(THIN, line) > width + 1)
        line[0] = '\0';
    draw_box(canvas, middle < directory ? middle : directory, lane,
             (middle < directory ? directory - middle : middle - directory) + 1, 2, colour);
    draw_box(canvas, middle - 1, lane, 2, layout->tables - lane - 2, colour);
    draw_text(canvas, middle - text_width(THIN, line) / 2, layout->tables, THIN, COLOUR_TEXT, line);
    draw_box(canvas, left, layout->labels - 4, width, 1, colour);
}

static void draw_tables(struct canvas *canvas, const struct layout *layout, const struct process *process,
                        int place)
{
    int left = entries_left(layout, process, place);
    for (unsigned i = 0, next; i < process->page_count; i = next) {
        for (next = i + 1;
             next < process->page_count && process->pages[next].table == process->pages[i].table;)
            next++;
        draw_table(canvas, layout, place, left + layout->cell[place] * (int)i,
                   layout->cell[place] * (int)(next - i) - 3, process->pages[i].table);
    }
}

static int shared_x(const struct layout *layout, uint32_t frame)
{
    for (int i = 0; i < layout->shared_count; i++)
        if (layout->shared_frames[i] == frame)
            return layout->shared_left + layout->shared_cell * i;
    return -1;
}

/* Where the tie of a process meets a shared frame: each process has a place of its own above it. */
static int tie_x(const struct layout *layout, uint32_t frame, int place)
{
    int slots = layout->columns + 1;
    return shared_x(layout, frame) + (layout->shared_cell - 2) * (layout->column[place] + 1) / slots;
}

static int lane_y(const struct layout *layout, int place)
{
    return layout->lanes + LANES_HEIGHT * (layout->column[place] + 1) / (layout->columns + 1);
}

/* From the entry down to the process's lane, along it, and down to the frame. */
static void draw_tie(struct canvas *canvas, const struct layout *layout, int x, int place, uint32_t frame,
                     uint32_t colour, int thick)
{
    int lane = lane_y(layout, place), to = tie_x(layout, frame, place);
    if (x - to < 5 && to - x < 5)
        to = x; /* no small steps */
    draw_box(canvas, x, layout->entries + ENTRY_HEIGHT, thick, lane - layout->entries - ENTRY_HEIGHT, colour);
    draw_box(canvas, x < to ? x : to, lane, (x < to ? to - x : x - to) + thick, thick, colour);
    draw_box(canvas, to, lane, thick, layout->shared - lane, colour);
}

static void draw_memory(struct canvas *canvas, const struct view *view, const struct layout *layout,
                        int place)
{
    const struct process *process = &view->machine.processes[place];
    int left = entries_left(layout, process, place);
    uint32_t colour = owner_colour(place);
    if (!process->page_count)
        return;
    draw_directory(canvas, layout, process, place);
    draw_tables(canvas, layout, process, place);
    draw_labels(canvas, layout, process, place);
    for (unsigned i = 0; i < process->page_count; i++) {
        const struct page *page = &process->pages[i];
        const struct frame *frame = machine_frame(&view->machine, page->frame);
        int x = left + layout->cell[place] * (int)i, middle = x + (layout->cell[place] - 2) / 2;
        draw_entry(canvas, x, layout->entries, layout->cell[place], colour, page);
        if (!frame)
            continue;
        if (frame_is_shared(frame)) {
            bool selected = view->selecting == SELECT_FRAME && view->frame == frame->number;
            draw_tie(canvas, layout, middle, place, frame->number, selected ? COLOUR_SPLIT : colour,
                     layout->cell[place] > 8 ? 2 : 1);
        } else {
            draw_box(canvas, middle, layout->entries + ENTRY_HEIGHT, layout->cell[place] > 8 ? 2 : 1,
                     layout->frames - layout->entries - ENTRY_HEIGHT, colour);
            draw_one_frame(canvas, view, x, layout->frames, layout->cell[place], frame);
            if (view->selecting == SELECT_THREAD && page->stack_of == view->tid)
                draw_frame(canvas, x - 3, layout->frames - 3, layout->cell[place] + 4, FRAME_HEIGHT + 6, 2,
                           COLOUR_SPLIT);
        }
    }
}

static void draw_shared(struct canvas *canvas, const struct view *view, const struct layout *layout)
{
    if (!layout->shared_count)
        return;
    for (int i = 0; i < layout->shared_count; i++)
        draw_one_frame(canvas, view, layout->shared_left + layout->shared_cell * i, layout->shared,
                       layout->shared_cell, machine_frame(&view->machine, layout->shared_frames[i]));
    static const char label[] = "shared frames, tied to everybody who maps them";
    draw_text(canvas, (canvas->width - text_width(THIN, label)) / 2, layout->shared_labels, THIN, COLOUR_DIM,
              label);
}

/* Where a frame is drawn that a process maps: its middle, and its top. Returns whether it is. */
static bool find_frame(const struct view *view, const struct layout *layout, int place, uint32_t number,
                       int *x)
{
    const struct process *process = &view->machine.processes[place];
    for (unsigned i = 0; i < process->page_count; i++) {
        if (process->pages[i].frame != number)
            continue;
        *x = entries_left(layout, process, place) + layout->cell[place] * (int)i +
             (layout->cell[place] - 2) / 2;
        return true;
    }
    return false;
}

/* The last split: the frame that was there and its copy, tied by a white line. */
static void draw_split(struct canvas *canvas, const struct view *view, const struct layout *layout)
{
    const struct split *split = &view->machine.split;
    const struct frame *old = machine_frame(&view->machine, split->old);
    int from = 0, to = 0, y = layout->frames + FRAME_HEIGHT, lane = y + 9;
    int place = 0;
    bool there = false;
    char line[FACT_SIZE];
    if (!split_is_recent(&view->machine) || !old)
        return;
    for (int i = 0; i < PROCESSES_MAX; i++)
        if (view->machine.processes[i].pid == split->pid)
            there = find_frame(view, layout, place = i, split->copy, &to);
    if (!there)
        return;
    if (frame_is_shared(old))
        from = shared_x(layout, split->old) + layout->shared_cell / 2;
    else
        for (int i = 0; i < PROCESSES_MAX && !from; i++)
            find_frame(view, layout, i, split->old, &from);
    int bottom = frame_is_shared(old) ? layout->shared : y;
    draw_box(canvas, from, lane, 3, bottom - lane, COLOUR_SPLIT);
    if (!frame_is_shared(old))
        draw_box(canvas, from, y, 3, lane - y, COLOUR_SPLIT);
    draw_box(canvas, (from < to ? from : to), lane, (from < to ? to - from : from - to) + 3, 3, COLOUR_SPLIT);
    draw_box(canvas, to, y, 3, lane - y, COLOUR_SPLIT);
    for (int i = 0; i < 6; i++) /* an arrow's head, below the copy */
        draw_box(canvas, to + 1 - i, y + i, 2 * i + 1, 1, COLOUR_SPLIT);
    draw_frame(canvas, to + 1 - layout->cell[place] / 2 - 1, layout->frames - 3, layout->cell[place] + 4,
               FRAME_HEIGHT + 6, 3, COLOUR_SPLIT);
    view_split(view, line, sizeof line);
    int width = text_width(BOLD, line) + 24, top = layout->panel - 34;
    draw_box(canvas, (canvas->width - width) / 2, top, width, 24, COLOUR_SPLIT);
    draw_text(canvas, (canvas->width - width) / 2 + 12, top + 8, BOLD, COLOUR_DARK, line);
}

/* --- The panel below --- */

static void draw_legend(struct canvas *canvas, int x, int y)
{
    struct page entries[] = {{.writable = true}, {.writable = false}, {.copies = true}};
    uint32_t fills[] = {owner_colour(0), COLOUR_FILE, COLOUR_SHARED};
    for (int i = 0; i < 3; i++) {
        draw_entry(canvas, x + 24 * i, y, 22, owner_colour(0), &entries[i]);
        draw_box(canvas, x + 24 * i, y + 26, 20, 20, fills[i]);
    }
    draw_disc(canvas, x + 9, y + 62, 6, cpu_colours[0]);
    draw_ring(canvas, x + 33, y + 62, 6, 2, cpu_colours[0], COLOUR_PANEL);
    draw_ring(canvas, x + 57, y + 62, 5, 2, COLOUR_DIM, COLOUR_PANEL);
    draw_text(canvas, x + 82, y + 6, THIN, COLOUR_DIM, "entry: writable, read-only, copied on write");
    draw_text(canvas, x + 82, y + 32, THIN, COLOUR_DIM, "frame: its owner's alone, a file's, shared");
    draw_text(canvas, x + 82, y + 58, THIN, COLOUR_DIM, "thread: runs, is ready, waits");
    draw_text(canvas, x + 82, y + 76, THIN, COLOUR_DIM, "its line: 1/100 s of CPU time a pixel, - waited");
}

static void draw_panel(struct canvas *canvas, const struct view *view, const struct layout *layout)
{
    char facts[FACTS][FACT_SIZE];
    int count = view_facts(view, facts), legend = canvas->width - MARGIN - 412;
    draw_box(canvas, 0, layout->panel, canvas->width, canvas->height - layout->panel, COLOUR_PANEL);
    for (int i = 0; i < count; i++) {
        char *line = facts[i];
        line[at_most((int)strlen(line), (legend - MARGIN) / letter_width(THIN) - 1)] = '\0';
        draw_text(canvas, MARGIN, layout->panel + 10 + 17 * i, i ? THIN : BOLD,
                  i ? COLOUR_TEXT : COLOUR_SPLIT, line);
    }
    if (view->output[0]) {
        draw_text(canvas, MARGIN, layout->panel + 82, THIN, COLOUR_DIM, "it says");
        char line[sizeof view->output];
        snprintf(line, sizeof line, "%.*s", (legend - MARGIN - 80) / letter_width(BOLD), view->output);
        draw_text(canvas, MARGIN + 64, layout->panel + 82, BOLD, COLOUR_TEXT, line);
    }
    draw_legend(canvas, legend, layout->panel + 10);
    draw_box(canvas, 0, layout->keys - 4, canvas->width, 1, COLOUR_LINE);
    draw_text(canvas, MARGIN, layout->keys + 6, THIN, COLOUR_DIM,
              view->event[0]
                  ? view->event
                  : "tab, arrows: select   space: pause   s: step   m: slow motion   1-9: the tour "
                    "  h: help, all keys   q: quit");
}

static void draw_help(struct canvas *canvas)
{
    static const char *const lines[] = {
        "A box is a process, a winding line in it a thread. The line grows",
        "while the thread runs, in the colour of the CPU that it runs on.",
        "Below: the entries of the process's page tables, by address, and the",
        "frames of memory that they point to. Full: may be written. Striped: a",
        "write makes a copy. What is shared is tied to everybody who maps it.",
        "",
        "tab           select processes, threads or frames",
        "arrows        select the next one",
        "space         stop what is watched, and let it go on",
        "s             one scheduling event, then stop",
        "m             slow motion: event by event",
        "t p c         four threads; four processes; copy-on-write",
        "1 to 9, 0, -  chapters 1 to 11 of the tour",
        "h             this help",
        "q             end",
    };
    int count = sizeof lines / sizeof *lines, width = 70 * letter_width(THIN) + 48, height = count * 17 + 40;
    int x = (canvas->width - width) / 2, y = (canvas->height - height) / 2;
    draw_round_box(canvas, x - 2, y - 2, width + 4, height + 4, COLOUR_DIM);
    draw_round_box(canvas, x, y, width, height, COLOUR_GROUND);
    for (int i = 0; i < count; i++)
        draw_text(canvas, x + 24, y + 22 + 17 * i, THIN, COLOUR_TEXT, lines[i]);
}

/* --- What has to be drawn anew --- */

enum band { BAND_TITLE, BAND_BOXES, BAND_MEMORY, BAND_PANEL, BANDS };

/* A number that is another one when the bytes are others (FNV-1a). */
static uint32_t sum(uint32_t start, const void *bytes, size_t size)
{
    const unsigned char *byte = bytes;
    while (size-- > 0)
        start = (start ^ *byte++) * 16777619u;
    return start;
}

static uint32_t sum_number(uint32_t start, uint32_t number)
{
    return sum(start, &number, sizeof number);
}

static uint32_t sum_title(uint32_t start, const struct view *view)
{
    const struct machine *machine = &view->machine;
    start = sum(start, machine->running, sizeof machine->running);
    start = sum(start, view->command, strlen(view->command));
    start = sum_number(start, (uint32_t)(machine->now * 10));
    start = sum_number(start, machine->own_share ^ machine->free_frames << 8);
    start = sum_number(start, (uint32_t)machine->more);
    return sum_number(start, view->paused | view->finished << 1 | view->slow << 2 | view->status << 3);
}

/* Of the boxes and who is in them; what the threads do is for sum_thread(). */
static uint32_t sum_boxes(uint32_t start, const struct view *view)
{
    for (int i = 0; i < PROCESSES_MAX; i++) {
        const struct process *process = &view->machine.processes[i];
        if (!process->pid)
            continue;
        start = sum(start, process->name, sizeof process->name);
        start = sum_number(start, (uint32_t)process->pid << 1 | (process->ended > 0));
        for (unsigned j = 0; j < process->thread_count; j++)
            start = sum_number(start, (uint32_t)process->threads[j].tid);
    }
    return start;
}

static uint32_t sum_thread(const struct thread *thread)
{
    uint8_t last = thread->length ? thread->trail[(thread->length - 1) % TRAIL_MAX] : 0;
    return sum_number(sum_number(thread->length, last), thread->doing << 8 | thread->cpu);
}

static uint32_t sum_memory(uint32_t start, const struct view *view)
{
    const struct machine *machine = &view->machine;
    for (int i = 0; i < PROCESSES_MAX; i++) {
        const struct process *process = &machine->processes[i];
        start = sum_number(start, (uint32_t)process->pid ^ process->directory << 16);
        if (process->pid)
            start = sum(start, process->pages, process->page_count * sizeof *process->pages);
    }
    start = sum(start, machine->frames, machine->frame_count * sizeof *machine->frames);
    return split_is_recent(machine) ? sum(start, &machine->split, sizeof machine->split) : start;
}

static uint32_t sum_panel(uint32_t start, const struct view *view)
{
    char facts[FACTS][FACT_SIZE];
    int count = view_facts(view, facts);
    for (int i = 0; i < count; i++)
        start = sum(start, facts[i], strlen(facts[i]));
    start = sum(start, view->output, strlen(view->output));
    return sum(start, view->event, strlen(view->event));
}

static void draw_band(struct canvas *canvas, const struct view *view, const struct layout *layout,
                      enum band band)
{
    draw_box(canvas, 0, 0, canvas->width, canvas->height, COLOUR_GROUND);
    if (band == BAND_TITLE)
        draw_title(canvas, view);
    for (int i = 0; i < PROCESSES_MAX; i++) {
        if (view->machine.processes[i].pid && band == BAND_BOXES)
            draw_process(canvas, view, layout, i);
        if (view->machine.processes[i].pid && (band == BAND_BOXES || band == BAND_MEMORY))
            draw_memory(canvas, view, layout, i);
    }
    if (band == BAND_MEMORY) {
        draw_shared(canvas, view, layout);
        draw_split(canvas, view, layout);
    }
    if (band == BAND_PANEL)
        draw_panel(canvas, view, layout);
}

/* Draws the threads anew that have changed; the boxes are as they were. */
static void draw_threads(struct canvas *canvas, const struct view *view, const struct layout *layout,
                         bool all, show_function shown)
{
    static uint32_t drawn[PROCESSES_MAX][THREADS_MAX];
    for (int i = 0; i < PROCESSES_MAX; i++) {
        const struct process *process = &view->machine.processes[i];
        for (unsigned j = 0; process->pid && j < process->thread_count; j++) {
            struct strip strip = strip_of(layout, process, i, j);
            uint32_t now = sum_thread(&process->threads[j]);
            bool same = now == drawn[i][j];
            drawn[i][j] = now;
            if (same || all)
                continue;
            int width = at_most(strip.room - 4, STRIP_MAX), left = strip.x - width / 2;
            int height = strip.bottom - strip.top + FONT_HEIGHT - FONT_CAPS;
            draw_box(canvas, left, strip.top, width, height, COLOUR_PANEL);
            draw_one_thread(canvas, view, &process->threads[j], strip);
            shown(canvas, left, strip.top, width, height);
        }
    }
}

void picture_draw(struct canvas *canvas, const struct view *view, show_function shown)
{
    static uint32_t (*const sums[])(uint32_t, const struct view *) = {sum_title, sum_boxes, sum_memory,
                                                                      sum_panel};
    static uint32_t drawn[BANDS];
    static struct layout layout;
    plan(&layout, canvas, &view->machine);
    uint32_t common = sum_number(layout.box_bottom, layout.columns << 1 | view->help);
    common = sum_number(common, view->selecting ^ view->pid << 4 ^ view->tid << 12);
    common = sum_number(common, view->frame);
    int edges[] = {0, TITLE_HEIGHT, layout.box_bottom + 6, layout.panel, canvas->height};
    for (enum band band = 0; band < BANDS; band++) {
        uint32_t now = sums[band](common, view);
        bool all = now != drawn[band] || view->help;
        canvas->top = edges[band];
        canvas->bottom = edges[band + 1];
        if (all)
            draw_band(canvas, view, &layout, band);
        if (band == BAND_BOXES)
            draw_threads(canvas, view, &layout, all, shown);
        if (view->help)
            draw_help(canvas);
        if (all)
            shown(canvas, 0, canvas->top, canvas->width, canvas->bottom - canvas->top);
        drawn[band] = now;
    }
}
