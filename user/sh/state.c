/* See state.h. */
#include "state.h"

struct shell shell;

static const struct {
    char letter;
    int *value;
} options[] = {{'e', &shell.exit_on_error}, {'f', &shell.no_globbing},    {'i', &shell.interactive},
               {'m', &shell.job_control},   {'u', &shell.unset_is_error}, {'x', &shell.trace}};

int option_set(char letter, int on)
{
    for (unsigned i = 0; i < sizeof options / sizeof *options; i++)
        if (options[i].letter == letter) {
            *options[i].value = on;
            return 1;
        }
    return 0;
}

void option_letters(char *letters)
{
    for (unsigned i = 0; i < sizeof options / sizeof *options; i++)
        if (*options[i].value)
            *letters++ = options[i].letter;
    *letters = '\0';
}
