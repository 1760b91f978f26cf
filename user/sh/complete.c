/* See complete.h. The first word of a command is a builtin or a program, another is a file. */
#include "complete.h"
#include "builtins.h"
#include "expand.h"
#include "variables.h"
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int begins_with(const char *text, const char *beginning)
{
    return strncmp(text, beginning, strlen(beginning)) == 0;
}

/* Adds a name once, behind what the word has already; `mark` follows it. */
static void add(struct words *matches, const char *before, const char *name, const char *mark)
{
    struct text match = {0};
    text_append(&match, before);
    for (; *name; name++) {
        if (strchr(" \t'\"\\$`&|;<>()*?[#", *name))
            text_add(&match, '\\');
        text_add(&match, *name);
    }
    text_append(&match, mark);
    for (size_t i = 0; i < matches->count; i++)
        if (strcmp(matches->items[i], match.bytes) == 0) {
            text_clear(&match);
            return;
        }
    words_add(matches, text_take(&match));
}

/* Adds the names in a folder that begin like this; only programs, or also folders with a / behind them. */
static void add_files(struct words *matches, const char *folder, const char *before, const char *beginning,
                      int only_programs)
{
    DIR *directory = opendir(folder);
    struct dirent *entry;
    while (directory && (entry = readdir(directory))) {
        int is_hidden = entry->d_name[0] == '.' && beginning[0] != '.';
        if (is_hidden || !begins_with(entry->d_name, beginning))
            continue;
        struct text path = {0};
        struct stat status;
        text_append(&path, folder);
        text_add(&path, '/');
        text_append(&path, entry->d_name);
        int is_folder = stat(path.bytes, &status) == 0 && S_ISDIR(status.st_mode);
        if (!only_programs || (!is_folder && access(path.bytes, X_OK) == 0))
            add(matches, before, entry->d_name, is_folder ? "/" : "");
        text_clear(&path);
    }
    if (directory)
        closedir(directory);
}

static void add_programs(struct words *matches, const char *beginning)
{
    for (const struct builtin *builtin = builtins; builtin->name; builtin++)
        if (begins_with(builtin->name, beginning))
            add(matches, "", builtin->name, "");
    const char *folders = variable_get("PATH");
    while (folders && *folders) {
        size_t length = strcspn(folders, ":");
        char *folder = copy_part(folders, length);
        add_files(matches, length > 0 ? folder : ".", "", beginning, 1);
        free(folder);
        folders += length + (folders[length] == ':');
    }
}

/* Whether a command's first word begins there. */
static int is_command_place(const char *line, size_t start)
{
    while (start > 0 && strchr(" \t", line[start - 1]))
        start--;
    return start == 0 || strchr(";|&({`!", line[start - 1]);
}

/* Where the word before the cursor begins: behind what separates words, unless a \ quotes that. */
static size_t word_start(const char *line, size_t cursor)
{
    while (cursor > 0 &&
           (!strchr(" \t;|&<>(){}`=", line[cursor - 1]) || (cursor > 1 && line[cursor - 2] == '\\')))
        cursor--;
    return cursor;
}

size_t complete(const char *line, size_t cursor, struct words *matches)
{
    size_t start = word_start(line, cursor);
    char *typed = copy_part(line + start, cursor - start), *slash = strrchr(typed, '/');
    char *before = copy_part(typed, slash ? slash + 1 - typed : 0);
    char *folder = unquote(before), *beginning = unquote(slash ? slash + 1 : typed);
    if (!slash && is_command_place(line, start))
        add_programs(matches, beginning);
    else
        add_files(matches, slash ? folder : ".", before, beginning, 0);
    words_sort(matches, 0);
    free(typed);
    free(before);
    free(folder);
    free(beginning);
    return start;
}
