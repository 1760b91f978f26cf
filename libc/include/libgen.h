/* Parts of path names (POSIX). Both may change the text they are given. */
#pragma once

char *basename(char *path);
char *dirname(char *path);
