/* env [-i] [name=value...] [program [argument...]]: the environment; or a program in one that is changed so.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define STATUS_NOT_EXECUTABLE 126
#define STATUS_NOT_FOUND      127

int main(int argc, char **argv)
{
    char **word = argv + 1;
    if (*word && strcmp(*word, "-i") == 0) {
        clearenv();
        word++;
    }
    for (; *word && strchr(*word, '='); word++)
        putenv(*word);
    if (*word) {
        execvp(*word, word);
        int error = errno;
        fprintf(stderr, "env: %s: %s\n", *word, strerror(error));
        return error == ENOENT ? STATUS_NOT_FOUND : STATUS_NOT_EXECUTABLE;
    }
    for (char **variable = environ; variable && *variable; variable++)
        puts(*variable);
    return 0;
}
