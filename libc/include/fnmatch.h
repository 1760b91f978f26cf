/* Patterns of file names (POSIX). */
#pragma once
#define FNM_NOMATCH   1
#define FNM_PATHNAME  0x01 /* a slash must be written out */
#define FNM_NOESCAPE  0x02 /* a backslash is a character like others */
#define FNM_PERIOD    0x04 /* a leading period must be written out */
#define FNM_FILE_NAME FNM_PATHNAME

int fnmatch(const char *pattern, const char *text, int flags);
