/*
 * VGA text mode: a screen of 80 by 25 cells, each a character and its colours, and the part of a terminal's
 * control sequences (ECMA-48) that Weft's programs use.
 *
 * While a picture is shown, the cells live in memory, and go on changing there: so they are there afterwards.
 *
 * `lock` guards everything here. Invariant: row < ROWS, column <= COLUMNS; column == COLUMNS after the last
 * cell of a line was written: the next character starts a new line, unless \r or \n comes first.
 */
#include "dev/vga.h"
#include "lib/string.h"
#include "x86/paging.h"
#include "x86/raw_lock.h"

#define COLUMNS        80
#define ROWS           25
#define MEMORY         0xb8000
#define PARAMETERS_MAX 8
#define PLAIN          0x07 /* light grey on black */

#define CRTC_INDEX      0x3d4
#define CRTC_DATA       0x3d5
#define CRTC_START      0x0a /* first line of the cursor's shape; bit 5 hides it */
#define CRTC_END        0x0b
#define CRTC_POSITION_H 0x0e
#define CRTC_POSITION_L 0x0f
#define CRTC_PROTECT    0x11 /* bit 7: registers 0 to 7 can't be written */
#define CURSOR_HIDDEN   0x20
#define REGISTERS       (25 + 9 + 5)

static struct raw_lock lock;
static unsigned row, column;
static uint8_t colours; /* foreground in the low four bits, background in the next three */
static bool reversed;
static uint16_t *cells = (uint16_t *)(KERNEL_BASE + MEMORY);
static uint16_t hidden_cells[ROWS * COLUMNS];
static uint8_t text_registers[REGISTERS]; /* as they are in text mode */

/* The control sequence that is being read. */
static enum { TEXT, ESCAPE, SEQUENCE } state;
static unsigned parameters[PARAMETERS_MAX], parameter_count;
static bool private_sequence; /* has a ? */

static uint16_t *cell(unsigned at_row, unsigned at_column)
{
    return cells + at_row * COLUMNS + at_column;
}

static uint16_t coloured(uint8_t character)
{
    uint8_t shown = reversed ? (colours & 0x88) | (colours & 7) << 4 | (colours >> 4 & 7) : colours;
    return shown << 8 | character;
}

static void erase(uint16_t *from, uint16_t *to)
{
    while (from < to)
        *from++ = coloured(' ');
}

static void crtc_write(uint8_t index, uint8_t value)
{
    port_write8(CRTC_INDEX, index);
    port_write8(CRTC_DATA, value);
}

static void show_cursor(bool visible)
{
    crtc_write(CRTC_START, visible ? 14 : CURSOR_HIDDEN);
    crtc_write(CRTC_END, 15);
}

static void place_cursor(void)
{
    unsigned position = row * COLUMNS + MIN(column, COLUMNS - 1);
    crtc_write(CRTC_POSITION_H, position >> 8);
    crtc_write(CRTC_POSITION_L, position & 0xff);
}

static void new_line(void)
{
    column = 0;
    if (++row < ROWS)
        return;
    row = ROWS - 1;
    memmove(cell(0, 0), cell(1, 0), (ROWS - 1) * COLUMNS * sizeof(uint16_t));
    erase(cell(ROWS - 1, 0), cell(ROWS, 0));
}

static void put_text(uint8_t character)
{
    if (character == '\n') {
        new_line();
    } else if (character == '\r') {
        column = 0;
    } else if (character == '\b') {
        column -= column > 0;
    } else if (character == '\t') {
        column = MIN(ALIGN_UP(column + 1, 8u), COLUMNS - 1u);
    } else if (character == '\033') {
        state = ESCAPE;
    } else if (character >= ' ') {
        if (column == COLUMNS)
            new_line();
        *cell(row, column++) = coloured(character);
    }
}

/* ESC [ ... m with one of its parameters. */
static void set_colour(unsigned parameter)
{
    static const uint8_t palette[8] = {0, 4, 2, 6, 1, 5, 3, 7}; /* VGA's numbers of the terminal's colours */

    if (parameter == 0) {
        colours = PLAIN;
        reversed = false;
    } else if (parameter == 1) {
        colours |= 8;
    } else if (parameter == 22) {
        colours &= ~8;
    } else if (parameter == 7 || parameter == 27) {
        reversed = parameter == 7;
    } else if (parameter >= 30 && parameter <= 37) {
        colours = (colours & ~7) | palette[parameter - 30];
    } else if (parameter >= 90 && parameter <= 97) {
        colours = (colours & ~7) | palette[parameter - 90] | 8;
    } else if (parameter >= 40 && parameter <= 47) {
        colours = (colours & ~0x70) | palette[parameter - 40] << 4;
    } else if (parameter == 39) {
        colours = (colours & ~7) | (PLAIN & 7);
    } else if (parameter == 49) {
        colours &= ~0x70;
    }
}

/* ESC [ n J and K: 0 from the cursor to the end, 1 from the beginning to the cursor, 2 all. */
static void erase_part(unsigned part, uint16_t *begin, uint16_t *end)
{
    uint16_t *cursor = cell(row, MIN(column, COLUMNS - 1));
    erase(part == 0 ? cursor : begin, part == 1 ? cursor + 1 : end);
}

static void move_cursor(int new_row, int new_column)
{
    row = MAX(0, MIN(new_row, ROWS - 1));
    column = MAX(0, MIN(new_column, COLUMNS - 1));
}

/* A sequence is complete: `letter` says what to do. */
static void obey(uint8_t letter)
{
    int count = MAX(parameters[0], 1u); /* what is missing is 0, and where it counts from 1 means that */
    int at_row = row, at_column = MIN(column, COLUMNS - 1u);

    if (private_sequence) {
        if (parameters[0] == 25 && (letter == 'h' || letter == 'l'))
            show_cursor(letter == 'h');
    } else if (letter == 'm') {
        for (unsigned i = 0; i < parameter_count; i++)
            set_colour(parameters[i]);
    } else if (letter == 'J') {
        erase_part(parameters[0], cell(0, 0), cell(ROWS, 0));
    } else if (letter == 'K') {
        erase_part(parameters[0], cell(row, 0), cell(row + 1, 0));
    } else if (letter == 'H' || letter == 'f') {
        move_cursor(count - 1, (int)MAX(parameters[1], 1u) - 1);
    } else if (letter == 'A') {
        move_cursor(at_row - count, at_column);
    } else if (letter == 'B') {
        move_cursor(at_row + count, at_column);
    } else if (letter == 'C') {
        move_cursor(at_row, at_column + count);
    } else if (letter == 'D') {
        move_cursor(at_row, at_column - count);
    }
}

static void put_sequence(uint8_t character)
{
    if (character >= '0' && character <= '9') {
        unsigned *parameter = &parameters[parameter_count - 1];
        *parameter = MIN(*parameter * 10 + (character - '0'), 9999u);
    } else if (character == ';') {
        parameter_count = MIN(parameter_count + 1, PARAMETERS_MAX);
    } else if (character == '?') {
        private_sequence = true;
    } else {
        obey(character);
        state = TEXT;
    }
}

static void put_character(uint8_t character)
{
    if (state == TEXT) {
        put_text(character);
    } else if (state == SEQUENCE) {
        put_sequence(character);
    } else {
        state = character == '[' ? SEQUENCE : TEXT;
        memset(parameters, 0, sizeof(parameters));
        parameter_count = 1;
        private_sequence = false;
    }
}

void vga_init(void)
{
    uint32_t flags = raw_lock(&lock);
    colours = PLAIN;
    erase(cell(0, 0), cell(ROWS, 0));
    show_cursor(true);
    place_cursor();
    raw_unlock(&lock, flags);
}

void vga_write(const char *text, size_t size)
{
    uint32_t flags = raw_lock(&lock);
    for (size_t i = 0; i < size; i++)
        put_character(text[i]);
    place_cursor();
    raw_unlock(&lock, flags);
}

/* Reads all registers of the CRT controller, the graphics controller and the sequencer into text_registers,
 * or writes them; but those of the cursor, which are kept right all the time. */
static void exchange_registers(bool write)
{
    static const struct {
        uint16_t port, count;
    } parts[] = {{CRTC_INDEX, 25}, {0x3ce, 9}, {0x3c4, 5}};
    uint8_t *value = text_registers;
    for (unsigned part = 0; part < ARRAY_SIZE(parts); part++) {
        for (unsigned i = 0; i < parts[part].count; i++, value++) {
            port_write8(parts[part].port, i);
            if (!write)
                *value = port_read8(parts[part].port + 1);
            else if (part > 0 || i < CRTC_START || i > CRTC_POSITION_L)
                port_write8(parts[part].port + 1, *value);
        }
    }
}

void vga_hide(void)
{
    uint32_t flags = raw_lock(&lock);
    memcpy(hidden_cells, cells, sizeof(hidden_cells));
    cells = hidden_cells;
    exchange_registers(false);
    raw_unlock(&lock, flags);
}

void vga_show(void)
{
    uint32_t flags = raw_lock(&lock);
    crtc_write(CRTC_PROTECT, 0);
    exchange_registers(true);
    cells = physical_to_virtual(MEMORY);
    memcpy(cells, hidden_cells, sizeof(hidden_cells));
    raw_unlock(&lock, flags);
}
