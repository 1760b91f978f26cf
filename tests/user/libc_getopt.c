/* Options as GNU's getopt takes them: between operands, abbreviated, with one dash; and what is said of
 * mistakes. runs on Linux */
#include "libc_test.h"

#include <getopt.h>

static const struct option longs[] = {{"all", no_argument, NULL, 'a'},
                                      {"file", required_argument, NULL, 'f'},
                                      {"color", optional_argument, NULL, 'c'},
                                      {"count", no_argument, NULL, 'n'},
                                      {NULL, 0, NULL, 0}};

/* Runs through the words, and gives back what was found: options, their arguments, what is left. */
static const char *found(const char *line, const char *options, int kind)
{
    static char result[200], copy[200];
    char *words[20] = {"prog"}, *at = result;
    int count = 1, c;
    strcpy(copy, line);
    for (char *word = strtok(copy, " "); word; word = strtok(NULL, " "))
        words[count++] = word;
    result[0] = 0;
    optind = 0;
    for (;;) {
        c = kind == 0   ? getopt(count, words, options)
            : kind == 1 ? getopt_long(count, words, options, longs, NULL)
                        : getopt_long_only(count, words, options, longs, NULL);
        if (c == -1)
            break;
        at += sprintf(at, "%c%s%s,", c == 1 ? '1' : c, optarg ? "=" : "", optarg ? optarg : "");
        if (c == '?' || c == ':')
            at += sprintf(at, "(%c)", optopt ? optopt : '0');
    }
    at += sprintf(at, " %d:", optind);
    for (int i = 1; i < count; i++)
        at += sprintf(at, " %s", words[i]);
    return result;
}

static void is(const char *line, const char *options, int kind, const char *wanted)
{
    const char *got = found(line, options, kind);
    ok(strcmp(got, wanted) == 0, line);
    if (strcmp(got, wanted) != 0)
        printf("# %s, not %s\n", got, wanted);
}

static void order(void)
{
    is("x -a y -b z w", "ab:", 0, "a,b=z, 4: -a -b z x y w");
    is("x -a y -b z w", "+ab:", 0, " 1: x -a y -b z w");
    is("x -a y", "-a", 0, "1=x,a,1=y, 4: x -a y");
    is("x -ab y z", "ab:", 0, "a,b=y, 3: -ab y x z");
    is("x -aby z", "ab:", 0, "a,b=y, 2: -aby x z");
    is("x y -a -- -b w", "ab", 0, "a, 3: -a -- x y -b w");
    is("-a - -b", "ab", 0, "a,b, 3: -a -b -");
    is("x y", "a", 0, " 1: x y");
    is("-o -ofoo bar", "o::", 0, "o,o=foo, 3: -o -ofoo bar");
    setenv("POSIXLY_CORRECT", "1", 1);
    is("x -a", "a", 0, " 1: x -a");
    unsetenv("POSIXLY_CORRECT");
}

static void long_ones(void)
{
    is("x --all y --file=z --file w", "af:", 1, "a,f=z,f=w, 5: --all --file=z --file w x y");
    is("--al --fi z --col=red --color", "a", 1, "a,f=z,c=red,c, 6: --al --fi z --col=red --color");
    is("-af z --", "af:", 1, "a,f=z, 4: -af z --");
    is("-all -f z -file=w -x", ":af:", 2, "a,f=z,f=w,?,(0) 6: -all -f z -file=w -x");
}

/* What is printed on standard error goes into a file meanwhile. */
static void mistakes(void)
{
    char said[600];
    int before = dup(2);
    FILE *file = tmpfile();
    dup2(fileno(file), 2);
    is("-x", "a", 0, "?,(x) 2: -x");
    is("-b", "b:", 0, "?,(b) 2: -b");
    is("--none", "a", 1, "?,(0) 2: --none");
    is("--co", "a", 1, "?,(0) 2: --co");
    is("--file", "a", 1, "?,(f) 2: --file");
    is("--all=3", "a", 1, "?,(a) 2: --all=3");
    is("-b", ":b:", 0, ":,(b) 2: -b");
    is("--file", ":a", 1, ":,(f) 2: --file");
    opterr = 0;
    is("-x", "a", 0, "?,(x) 2: -x");
    is("-b", "b:", 0, "?,(b) 2: -b");
    opterr = 1;
    dup2(before, 2);
    close(before);
    fseek(file, 0, SEEK_SET);
    size_t length = fread(said, 1, sizeof(said) - 1, file);
    said[length] = 0;
    fclose(file);
    ok(strstr(said, "prog: invalid option -- 'x'\nprog: option requires an argument -- 'b'\n"
                    "prog: unrecognized option '--none'\nprog: option '--co' is ambiguous") == said &&
           strstr(said, "prog: option '--file' requires an argument\nprog: option '--all' doesn't allow an "
                        "argument\n"),
       "what is said");
}

static void tests(void)
{
    order();
    long_ones();
    mistakes();
}

int main(void)
{
    return libc_run(tests);
}
