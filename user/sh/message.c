/* See message.h. */
#include "message.h"
#include <stdio.h>
#include <unistd.h>

void complain(const char *name, const char *problem)
{
    fflush(stdout); /* what was said before comes before */
    dprintf(STDERR_FILENO, "sh: %s: %s\n", name, problem);
}
