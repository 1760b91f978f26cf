/*
 * The tour of Weft: eleven chapters, each one page, that show threads and processes differ. Everything shown
 * is read from the running machine. The chapters and what they use are in tour/.
 *
 *     tour            all chapters, without a pause        tour N        chapter N alone
 *     tour -i         page by page: space, b, q            tour --list   their titles
 *
 * With -i the reader predicts first: each page stops after its question, until a key is pressed.
 *
 * Exits with 0 if everything shown did hold, 1 if something did not, 2 if it was not understood.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "tour/chapters.h"

static const struct chapter *const chapters[] = {
    &chapter_kernel_threads, &chapter_two_threads,    &chapter_two_processes, &chapter_side_by_side,
    &chapter_talking,        &chapter_crash,          &chapter_race,          &chapter_turns,
    &chapter_cost,           &chapter_simultaneously, &chapter_which_one,
};

enum { CHAPTERS = sizeof chapters / sizeof *chapters };

static bool show_chapter(int index)
{
    page_ask(chapters[index], index + 1);
    return page_answer(chapters[index]);
}

static int show_all(void)
{
    bool held = true;

    for (int i = 0; i < CHAPTERS; i++) {
        if (i > 0)
            printf("\n");
        held &= show_chapter(i);
    }
    return held ? 0 : 1;
}

static int list(void)
{
    for (int i = 0; i < CHAPTERS; i++)
        printf("%2d. %s\n", i + 1, chapters[i]->title);
    return 0;
}

/* Says which keys there are, and reads one of them; 'q' also when there is no more input. */
static int ask_key(int index, const char *space)
{
    unsigned char key;

    printf("%schapter %d of %d   space: %s   b: back   q: quit%s ", bold(), index + 1, CHAPTERS, space,
           plain());
    fflush(stdout);
    do
        if (read(STDIN_FILENO, &key, 1) != 1)
            key = 'q';
    while (!strchr(" bq\r\n", key));
    return key;
}

/* One page: the question, a key, and in its place the answer. Returns the key that ended the page. */
static int browse_chapter(int index, bool *held)
{
    int key;

    printf("\033[H\033[2J");
    page_ask(chapters[index], index + 1);
    printf("\n");
    key = ask_key(index, "look");
    if (key == 'b' || key == 'q')
        return key;
    printf("\r\033[K\033[A");
    *held &= page_answer(chapters[index]);
    return ask_key(index, "next");
}

/* Page by page, in a terminal that hands over each key as it comes. */
static int browse(void)
{
    struct termios before, raw;
    bool terminal = tcgetattr(STDIN_FILENO, &before) == 0, held = true;
    int index = 0, key = ' ';

    if (terminal) {
        raw = before;
        raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
        tcsetattr(STDIN_FILENO, TCSANOW, &raw);
    }
    if (!getenv("NO_COLOR"))
        page_use_colour();
    while (index < CHAPTERS && key != 'q') {
        key = browse_chapter(index, &held);
        index += key == 'b' ? -(index > 0) : 1;
    }
    printf("\n");
    if (terminal)
        tcsetattr(STDIN_FILENO, TCSANOW, &before);
    return held ? 0 : 1;
}

int main(int argc, char **argv)
{
    char *end;
    long number;

    if (argc == 1)
        return show_all();
    if (argc == 2 && strcmp(argv[1], "-i") == 0)
        return browse();
    if (argc == 2 && strcmp(argv[1], "--list") == 0)
        return list();
    number = strtol(argv[1], &end, 10);
    if (argc == 2 && *end == 0 && number >= 1 && number <= CHAPTERS)
        return show_chapter((int)number - 1) ? 0 : 1;
    fprintf(stderr, "usage: tour [-i | --list | chapter, 1 to %d]\n", CHAPTERS);
    return 2;
}
