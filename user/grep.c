/*
 * grep [-EFchilnqrsvx] [-e pattern | pattern] [file...]: prints the lines that match a regular expression.
 *
 *     -E  extended expressions          -i  letters of either case      -v  the lines that don't match
 *     -F  the pattern is just text      -x  whole lines                 -n  with their numbers
 *     -r  all files in directories      -c  only how many               -l  only the names of the files
 *     -q  only the status               -h  without the names of files  -e  a pattern; there may be several
 *     -s  nothing is said of files that can't be read
 *
 * The status is 0 if a line matched, 1 if none did, 2 if something was wrong.
 */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define STATUS_WRONG 2
#define MAX_PATTERNS 64

static int options[128]; /* which letters were given */
static regex_t patterns[MAX_PATTERNS];
static const char *texts[MAX_PATTERNS];
static size_t count;
static int matched, is_wrong;

static void complain(const char *name, const char *problem)
{
    fprintf(stderr, "grep: %s: %s\n", name, problem);
    is_wrong = 1;
}

static void add_pattern(const char *text)
{
    if (count == MAX_PATTERNS) {
        complain(text, "there are too many patterns");
        exit(STATUS_WRONG);
    }
    texts[count++] = text;
}

static void compile(size_t i)
{
    int flags = (options['E'] ? REG_EXTENDED : 0) | (options['i'] ? REG_ICASE : 0);
    int error = regcomp(&patterns[i], texts[i], flags);
    if (!error)
        return;
    char problem[80];
    regerror(error, &patterns[i], problem, sizeof problem);
    complain(texts[i], problem);
    exit(STATUS_WRONG);
}

/* Where the pattern is in the text, as regexec() tells it. */
static int find(size_t i, const char *text, regmatch_t *match)
{
    if (!options['F'])
        return regexec(&patterns[i], text, 1, match, 0) == 0;
    const char *found = options['i'] ? strcasestr(text, texts[i]) : strstr(text, texts[i]);
    match->rm_so = found ? found - text : -1;
    match->rm_eo = found ? match->rm_so + (regoff_t)strlen(texts[i]) : -1;
    return found != NULL;
}

/* With -x the longest match from the beginning must be all; so the first one found need not be asked again.
 */
static int matches(const char *line)
{
    regmatch_t match;
    for (size_t i = 0; i < count; i++)
        if (find(i, line, &match) && (!options['x'] || (match.rm_so == 0 && line[match.rm_eo] == '\0')))
            return 1;
    return 0;
}

static void print_line(const char *name, unsigned long number, const char *line)
{
    if (name)
        printf("%s:", name);
    if (options['n'])
        printf("%lu:", number);
    puts(line);
}

/* Looks through a file; its lines are printed behind `shown_name` unless that is NULL. */
static void search(FILE *file, const char *name, const char *shown_name)
{
    char *line = NULL;
    size_t room = 0;
    ssize_t length;
    unsigned long number = 0, found = 0;
    while ((length = getline(&line, &room, file)) >= 0) {
        if (length > 0 && line[length - 1] == '\n')
            line[length - 1] = '\0';
        number++;
        if (matches(line) == options['v'])
            continue;
        matched = 1;
        found++;
        if (options['q'] || options['l'])
            break;
        if (!options['c'])
            print_line(shown_name, number, line);
    }
    if (ferror(file) && !options['s'])
        complain(name, strerror(errno));
    if (options['l'] && found > 0)
        puts(name);
    else if (options['c'] && !options['q'])
        printf(shown_name ? "%s:%lu\n" : "%.0s%lu\n", shown_name ? shown_name : "", found);
    free(line);
}

static void search_path(const char *path, int shows_name);

static int compare(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

/* All files in a directory, in order of their names. */
static void search_directory(const char *path)
{
    char **names = NULL;
    size_t names_count = 0;
    DIR *directory = opendir(path);
    struct dirent *entry;
    while (directory && (entry = readdir(directory))) {
        char **larger = realloc(names, (names_count + 1) * sizeof *names);
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        if (larger)
            names = larger;
        if (!larger || !(names[names_count] = strdup(entry->d_name))) {
            complain(path, strerror(ENOMEM));
            exit(STATUS_WRONG);
        }
        names_count++;
    }
    if (!directory) {
        complain(path, strerror(errno));
        return;
    }
    closedir(directory);
    if (names_count > 0)
        qsort(names, names_count, sizeof *names, compare);
    for (size_t i = 0; i < names_count; i++) {
        char name[PATH_MAX];
        snprintf(name, sizeof name, "%s%s%s", path, path[strlen(path) - 1] == '/' ? "" : "/", names[i]);
        search_path(name, 1);
        free(names[i]);
    }
    free(names);
}

static void search_path(const char *path, int shows_name)
{
    struct stat status;
    if (options['r'] && stat(path, &status) == 0 && S_ISDIR(status.st_mode)) {
        search_directory(path);
        return;
    }
    FILE *file = fopen(path, "r");
    if (file)
        search(file, path, shows_name && !options['h'] ? path : NULL);
    else if (!options['s'])
        complain(path, strerror(errno));
    else
        is_wrong = 1;
    if (file)
        fclose(file);
}

int main(int argc, char **argv)
{
    int option;
    while ((option = getopt(argc, argv, "EFce:hilnqrsvx")) != -1) {
        if (option == '?')
            goto usage;
        options[option] = 1;
        if (option == 'e')
            add_pattern(optarg);
    }
    if (count == 0) {
        if (optind == argc)
            goto usage;
        add_pattern(argv[optind++]);
    }
    for (size_t i = 0; i < count && !options['F']; i++)
        compile(i);
    if (optind == argc && options['r'])
        search_path(".", 1);
    else if (optind == argc)
        search(stdin, "(standard input)", NULL);
    for (int i = optind; i < argc; i++)
        search_path(argv[i], argc - optind > 1);
    if (matched && options['q'])
        return 0;
    return is_wrong ? STATUS_WRONG : !matched;
usage:
    fputs("usage: grep [-EFchilnqrsvx] [-e pattern | pattern] [file...]\n", stderr);
    return STATUS_WRONG;
}
