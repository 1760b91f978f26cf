/* A helper of tests/vmmap.t: starts `pair` with the arguments given, so that its two run and change nothing
 * any more; prints what vmmap sees of them, then "frozen"; and sleeps. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    char line[256] = "", *words[6] = {"vmmap", "--json"};
    int ends[2], count = 2;
    pipe(ends);
    if (fork() == 0) {
        dup2(ends[1], STDOUT_FILENO);
        argv[0] = "pair";
        execv("/bin/pair", argv);
        _exit(1);
    }
    fgets(line, sizeof line, fdopen(ends[0], "r"));
    strtok(strstr(line, "vmmap "), " ");
    for (char *word; count < 5 && (word = strtok(NULL, " \n"));)
        words[count++] = word;
    if (fork() == 0) {
        execv("/bin/vmmap", words);
        _exit(1);
    }
    wait(NULL);
    puts("frozen");
    fflush(stdout);
    for (;;)
        pause();
}
