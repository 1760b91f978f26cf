/*
 * See edit.h. The terminal sends each key as it is typed; what the line looks like is up to us. Only \b and
 * two control sequences are used, so any terminal will do: ESC [ K erases to the line's end, ESC [ H ESC [ J
 * all.
 *
 * Invariant: the screen's cursor is `cursor - left` columns behind the prompt. A line that is too long for
 * the screen is shown from its byte `left` on.
 */
#include "edit.h"
#include "complete.h"
#include "jobs.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#define CONTROL(letter) ((letter)&0x1f)
#define DELETE          0x7f
#define ESCAPE          0x1b
#define MAX_HISTORY     200
#define DEFAULT_COLUMNS 80

/* Keys that come as several bytes, as numbers that no byte has. */
enum { KEY_UP = 256, KEY_DOWN, KEY_RIGHT, KEY_LEFT, KEY_HOME, KEY_END, KEY_DELETE, KEY_UNKNOWN, KEY_NONE };

struct editor {
    int terminal;
    const char *prompt;
    struct text line;
    size_t cursor, left;
    size_t columns; /* behind the prompt */
    size_t entry;   /* in the history; history.count: none of it */
    char *draft;    /* what was typed before the history was looked at */
};

static struct words history;

/* ---- The screen ---------------------------------------------------------------------------------- */

static void show(const struct text *text)
{
    for (size_t done = 0; done < text->length;) {
        ssize_t written = write(STDERR_FILENO, text->bytes + done, text->length - done);
        if (written < 0 && errno != EINTR)
            return;
        done += written > 0 ? written : 0;
    }
}

static void show_text(const char *text)
{
    struct text whole = {0};
    text_append(&whole, text);
    show(&whole);
    text_clear(&whole);
}

/* Draws the line again; the screen's cursor is `at` columns behind the prompt. */
static void redraw_from(struct editor *editor, size_t at)
{
    struct text out = {0};
    if (editor->cursor < editor->left)
        editor->left = editor->cursor;
    if (editor->cursor - editor->left >= editor->columns)
        editor->left = editor->cursor - editor->columns + 1;
    size_t length = editor->line.length - editor->left;
    if (length > editor->columns)
        length = editor->columns;
    for (size_t i = 0; i < at; i++)
        text_add(&out, '\b');
    if (length > 0)
        text_append_part(&out, editor->line.bytes + editor->left, length);
    text_append(&out, "\033[K");
    for (size_t i = editor->cursor - editor->left; i < length; i++)
        text_add(&out, '\b');
    show(&out);
    text_clear(&out);
}

static size_t screen_column(const struct editor *editor)
{
    return editor->cursor - editor->left;
}

/* Moves the cursor: to the left by \b, to the right by showing what it passes over. */
static void move_to(struct editor *editor, size_t cursor)
{
    size_t at = screen_column(editor), before = editor->cursor;
    editor->cursor = cursor;
    if (cursor < editor->left || cursor - editor->left >= editor->columns) {
        redraw_from(editor, at);
        return;
    }
    struct text out = {0};
    for (size_t i = cursor; i < before; i++)
        text_add(&out, '\b');
    for (size_t i = before; i < cursor; i++)
        text_add(&out, editor->line.bytes[i]);
    show(&out);
    text_clear(&out);
}

/* Replaces the bytes from `start` to `end` and leaves the cursor behind what is there now. */
static void replace(struct editor *editor, size_t start, size_t end, const char *with)
{
    size_t at = screen_column(editor);
    int types_at_end = start == end && end == editor->line.length && editor->cursor == end &&
                       strlen(with) == 1 && at + 1 < editor->columns;
    struct text fresh = {0};
    text_append_part(&fresh, editor->line.bytes ? editor->line.bytes : "", start);
    text_append(&fresh, with);
    editor->cursor = fresh.length;
    if (editor->line.bytes)
        text_append(&fresh, editor->line.bytes + end);
    text_clear(&editor->line);
    editor->line = fresh;
    if (types_at_end)
        show_text(with); /* most keys */
    else
        redraw_from(editor, at);
}

/* Prints the prompt and the line, in a new line of the screen. */
static void draw_all(struct editor *editor)
{
    show_text(editor->prompt);
    redraw_from(editor, 0);
}

/* ---- Keys ---------------------------------------------------------------------------------------- */

/* The next byte, or KEY_NONE at the end of the input. */
static int next_byte(int terminal)
{
    unsigned char byte;
    ssize_t got;
    while ((got = read(terminal, &byte, 1)) < 0 && errno == EINTR)
        ;
    return got == 1 ? byte : KEY_NONE;
}

/* Behind ESC [ or ESC O: digits and a letter or ~. */
static int read_sequence(int terminal)
{
    static const int by_number[] = {
        [1] = KEY_HOME, [3] = KEY_DELETE, [4] = KEY_END, [7] = KEY_HOME, [8] = KEY_END};
    unsigned number = 0;
    for (;;) {
        int byte = next_byte(terminal);
        if (byte >= '0' && byte <= '9') {
            number = 10 * number + byte - '0';
            continue;
        }
        if (byte == ';') {
            number = 0;
            continue;
        }
        switch (byte) {
        case 'A':
            return KEY_UP;
        case 'B':
            return KEY_DOWN;
        case 'C':
            return KEY_RIGHT;
        case 'D':
            return KEY_LEFT;
        case 'H':
            return KEY_HOME;
        case 'F':
            return KEY_END;
        case '~':
            if (number < sizeof by_number / sizeof *by_number && by_number[number])
                return by_number[number];
        }
        return byte == KEY_NONE ? KEY_NONE : KEY_UNKNOWN;
    }
}

static int next_key(int terminal)
{
    int byte = next_byte(terminal);
    if (byte != ESCAPE)
        return byte;
    byte = next_byte(terminal);
    return byte == '[' || byte == 'O' ? read_sequence(terminal) : byte == KEY_NONE ? KEY_NONE : KEY_UNKNOWN;
}

/* ---- History ------------------------------------------------------------------------------------- */

static void remember(const char *line)
{
    if (line[strspn(line, " \t")] == '\0')
        return;
    if (history.count > 0 && strcmp(history.items[history.count - 1], line) == 0)
        return;
    if (history.count == MAX_HISTORY)
        words_drop(&history, 1);
    words_add(&history, copy(line));
}

/* Shows another line: an older one (-1) or a younger one (1). */
static void go_through_history(struct editor *editor, int direction)
{
    if (direction < 0 ? editor->entry == 0 : editor->entry == history.count)
        return;
    if (editor->entry == history.count) {
        free(editor->draft);
        editor->draft = copy(editor->line.bytes ? editor->line.bytes : "");
    }
    editor->entry += direction;
    replace(editor, 0, editor->line.length,
            editor->entry == history.count ? editor->draft : history.items[editor->entry]);
}

/* ---- Completion ---------------------------------------------------------------------------------- */

static size_t common_length(const struct words *words)
{
    size_t length = strlen(words->items[0]);
    for (size_t i = 1; i < words->count; i++)
        while (strncmp(words->items[0], words->items[i], length) != 0)
            length--;
    return length;
}

static void list_matches(struct editor *editor, const struct words *matches)
{
    size_t width = 0, column = 0;
    struct text out = {0};
    for (size_t i = 0; i < matches->count; i++)
        if (strlen(matches->items[i]) > width)
            width = strlen(matches->items[i]);
    text_add(&out, '\n');
    for (size_t i = 0; i < matches->count; i++) {
        column += width + 2;
        int ends = i + 1 == matches->count || column + width > editor->columns;
        text_append(&out, matches->items[i]);
        for (size_t n = strlen(matches->items[i]); n < width + 2 && !ends; n++)
            text_add(&out, ' ');
        if (ends) {
            text_add(&out, '\n');
            column = 0;
        }
    }
    show(&out);
    text_clear(&out);
    draw_all(editor);
}

static void complete_word(struct editor *editor)
{
    struct words matches = {0};
    size_t start = complete(editor->line.bytes ? editor->line.bytes : "", editor->cursor, &matches);
    if (matches.count > 0) {
        size_t length = common_length(&matches);
        struct text word = {0};
        text_append_part(&word, matches.items[0], length);
        if (matches.count == 1 && word.bytes[length - 1] != '/')
            text_add(&word, ' ');
        if (matches.count == 1 || length > editor->cursor - start)
            replace(editor, start, editor->cursor, word.bytes);
        else
            list_matches(editor, &matches);
        text_clear(&word);
    } else {
        show_text("\a");
    }
    words_free(&matches);
}

/* ---- The line ------------------------------------------------------------------------------------ */

static size_t word_start(const struct editor *editor)
{
    size_t at = editor->cursor;
    while (at > 0 && editor->line.bytes[at - 1] == ' ')
        at--;
    while (at > 0 && editor->line.bytes[at - 1] != ' ')
        at--;
    return at;
}

static void edit(struct editor *editor, int key)
{
    size_t cursor = editor->cursor, length = editor->line.length;
    char letter[2] = {(char)key, '\0'};
    switch (key) {
    case KEY_LEFT:
    case CONTROL('B'):
        move_to(editor, cursor - (cursor > 0));
        break;
    case KEY_RIGHT:
    case CONTROL('F'):
        move_to(editor, cursor + (cursor < length));
        break;
    case KEY_HOME:
    case CONTROL('A'):
        move_to(editor, 0);
        break;
    case KEY_END:
    case CONTROL('E'):
        move_to(editor, length);
        break;
    case KEY_UP:
    case CONTROL('P'):
        go_through_history(editor, -1);
        break;
    case KEY_DOWN:
    case CONTROL('N'):
        go_through_history(editor, 1);
        break;
    case DELETE:
    case CONTROL('H'):
        replace(editor, cursor - (cursor > 0), cursor, "");
        break;
    case KEY_DELETE:
    case CONTROL('D'):
        replace(editor, cursor, cursor + (cursor < length), "");
        break;
    case CONTROL('K'):
        replace(editor, cursor, length, "");
        break;
    case CONTROL('U'):
        replace(editor, 0, cursor, "");
        break;
    case CONTROL('W'):
        replace(editor, word_start(editor), cursor, "");
        break;
    case CONTROL('L'):
        show_text("\033[H\033[J");
        draw_all(editor);
        break;
    case '\t':
        complete_word(editor);
        break;
    default:
        if (key >= ' ' && key < DELETE)
            replace(editor, cursor, cursor, letter);
        else
            show_text("\a");
    }
}

/* Takes keys until the line ends. Returns what ended it: \n, ^C, or KEY_NONE. */
static int take_keys(struct editor *editor)
{
    for (;;) {
        int key = next_key(editor->terminal);
        if (key == CONTROL('D') && editor->line.length == 0)
            return KEY_NONE;
        if (key == KEY_NONE || key == CONTROL('C'))
            return key;
        if (key == '\n' || key == '\r')
            return '\n';
        edit(editor, key);
    }
}

static size_t columns_behind(const char *prompt, int terminal)
{
    struct winsize window;
    size_t columns =
        ioctl(terminal, TIOCGWINSZ, &window) == 0 && window.ws_col > 0 ? window.ws_col : DEFAULT_COLUMNS;
    size_t used =
        strlen(prompt) + 1; /* nothing is written into the last column: terminals differ in what follows */
    return columns > used + 8 ? columns - used : 8;
}

int edit_line(int terminal, const char *prompt, int may_stop, struct text *to)
{
    struct termios settings, raw;
    if (tcgetattr(terminal, &settings) < 0)
        return 0;
    raw = settings;
    raw.c_lflag &= ~(ICANON | ECHO | ISIG | IEXTEN);
    raw.c_cc[VMIN] = 1;
    raw.c_cc[VTIME] = 0;
    tcsetattr(terminal, TCSADRAIN, &raw); /* what was typed ahead is kept */
    int ending;
    do {
        struct editor editor = {.terminal = terminal, .prompt = prompt, .entry = history.count};
        editor.columns = columns_behind(prompt, terminal);
        show_text(prompt);
        ending = take_keys(&editor);
        show_text(ending == CONTROL('C') ? "^C\n" : "\n");
        if (ending == '\n') {
            char *line = text_take(&editor.line);
            remember(line);
            text_append(to, line);
            text_add(to, '\n');
            free(line);
        }
        text_clear(&editor.line);
        free(editor.draft);
    } while (ending == CONTROL('C') && !may_stop);
    tcsetattr(terminal, TCSADRAIN, &settings);
    return ending == '\n';
}
