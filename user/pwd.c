/* pwd: the directory that one is in. */
#include <limits.h>
#include <stdio.h>
#include <unistd.h>

int main(void)
{
    char path[PATH_MAX];
    if (!getcwd(path, sizeof path)) {
        perror("pwd");
        return 1;
    }
    puts(path);
    return 0;
}
