/* runs on Linux */
/* <search.h>, <fnmatch.h>, <glob.h>, <ftw.h>, <err.h>, <sys/sysinfo.h>, <sys/statvfs.h>, <arpa/inet.h>. */
#include "tap.h"

#include <arpa/inet.h>
#include <err.h>
#include <errno.h>
#include <fnmatch.h>
#include <ftw.h>
#include <glob.h>
#include <search.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/sysinfo.h>
#include <sys/wait.h>

static int compare_ints(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

static int visited[32], visits;

static void visit(const void *node, VISIT order, int level)
{
    if ((order == postorder || order == leaf) && level >= 0)
        visited[visits++] = **(const int *const *)node;
}

static void test_tables(void)
{
    static int numbers[] = {50, 20, 70, 10, 30, 60, 80, 25, 35};
    void *root = NULL;
    int good = 1;
    for (int i = 0; i < 9; i++)
        good &= **(int **)tsearch(&numbers[i], &root, compare_ints) == numbers[i];
    ok(good && *(int **)tsearch(&(int){30}, &root, compare_ints) == &numbers[4], "tsearch adds, and finds");
    ok(tfind(&(int){35}, &root, compare_ints) && !tfind(&(int){36}, &root, compare_ints), "tfind");
    ok(tdelete(&(int){20}, &root, compare_ints) && tdelete(&(int){50}, &root, compare_ints) &&
           !tdelete(&(int){50}, &root, compare_ints),
       "tdelete");
    twalk(root, visit);
    good = visits == 7;
    for (int i = 1; i < visits; i++)
        good &= visited[i - 1] < visited[i];
    ok(good, "twalk goes in order");
    for (int i = 0; i < 9; i++)
        tdelete(&numbers[i], &root, compare_ints);
    ok(root == NULL, "and the tree is empty at last");

    static char keys[40][8];
    ok(hcreate(40), "hcreate");
    for (long i = 0; i < 40; i++) {
        snprintf(keys[i], sizeof keys[i], "k%ld", i);
        hsearch((ENTRY){keys[i], (void *)i}, ENTER);
    }
    good = 1;
    for (long i = 0; i < 40; i++) {
        ENTRY *found = hsearch((ENTRY){.key = keys[i]}, FIND);
        good &= found && found->data == (void *)i;
    }
    ok(good && !hsearch((ENTRY){.key = "none"}, FIND), "hsearch");
    hdestroy();
    int list[4] = {3, 1};
    size_t count = 2;
    ok(lfind(&(int){1}, list, &count, sizeof(int), compare_ints) == &list[1] &&
           !lfind(&(int){7}, list, &count, sizeof(int), compare_ints),
       "lfind");
    ok(lsearch(&(int){7}, list, &count, sizeof(int), compare_ints) == &list[2] && count == 3 && list[2] == 7,
       "lsearch adds");
}

static void test_patterns(void)
{
    static const struct {
        const char *pattern, *text;
        int flags, result;
    } cases[] = {{"*.c", "main.c", 0, 0},
                 {"*.c", "main.h", 0, FNM_NOMATCH},
                 {"m??n.[ch]", "main.h", 0, 0},
                 {"[!a-f]*", "main", 0, 0},
                 {"[!a-n]*", "main", 0, FNM_NOMATCH},
                 {"[[:digit:]]x", "7x", 0, 0},
                 {"[]x]", "]", 0, 0},
                 {"[a", "[a", 0, 0},
                 {"\\*", "*", 0, 0},
                 {"\\*", "x", 0, FNM_NOMATCH},
                 {"\\x", "\\x", FNM_NOESCAPE, 0},
                 {"*", "a/b", 0, 0},
                 {"*", "a/b", FNM_PATHNAME, FNM_NOMATCH},
                 {"*/b", "a/b", FNM_PATHNAME, 0},
                 {"*", ".x", FNM_PERIOD, FNM_NOMATCH},
                 {"a/*", "a/.x", FNM_PERIOD | FNM_PATHNAME, FNM_NOMATCH},
                 {"a*b*c", "aXbYbZc", 0, 0},
                 {"", "", 0, 0}};
    int good = 1;
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        if (fnmatch(cases[i].pattern, cases[i].text, cases[i].flags) == cases[i].result)
            continue;
        printf("# %s %s\n", cases[i].pattern, cases[i].text);
        good = 0;
    }
    ok(good, "fnmatch");
}

static char story[512];
static int deepest;

static int see(const char *path, const struct stat *status, int type, struct FTW *where)
{
    (void)status;
    deepest = where->level > deepest ? where->level : deepest;
    if (type == FTW_DP)
        snprintf(story + strlen(story), sizeof story - strlen(story), "%s ", path + where->base);
    return (type == FTW_DP ? rmdir : unlink)(path);
}

static int counted;

static int count_files(const char *path, const struct stat *status, int type)
{
    (void)path;
    counted += type == FTW_F && S_ISREG(status->st_mode);
    return 0;
}

static void test_trees(void)
{
    char folder[] = "/tmp/searchXXXXXX", cwd[256];
    glob_t found;
    ok(mkdtemp(folder) && getcwd(cwd, sizeof cwd) && chdir(folder) == 0, "a folder");
    mkdir("a", 0755);
    mkdir("a/b", 0755);
    mkdir("c", 0755);
    static const char *const files[] = {"x.c", "a/y.c", "a/.hidden.c", "a/b/z.c", "c/y.h", "c/*"};
    for (unsigned i = 0; i < 6; i++)
        close(open(files[i], O_CREAT | O_WRONLY, 0644));
    ok(glob("*/*.c", 0, NULL, &found) == 0 && found.gl_pathc == 1 && strcmp(found.gl_pathv[0], "a/y.c") == 0,
       "glob goes into directories, and passes over hidden files");
    globfree(&found);
    ok(glob("*", GLOB_MARK, NULL, &found) == 0 && found.gl_pathc == 3 && !strcmp(found.gl_pathv[0], "a/") &&
           !strcmp(found.gl_pathv[1], "c/") && !strcmp(found.gl_pathv[2], "x.c"),
       "in order, directories marked");
    ok(glob("c/\\*", GLOB_APPEND, NULL, &found) == 0 && found.gl_pathc == 4 &&
           !strcmp(found.gl_pathv[3], "c/*"),
       "GLOB_APPEND, an escaped star");
    globfree(&found);
    ok(glob("nothing*", 0, NULL, &found) == GLOB_NOMATCH, "GLOB_NOMATCH");
    globfree(&found);
    ok(glob("nothing*", GLOB_NOCHECK, NULL, &found) == 0 && !strcmp(found.gl_pathv[0], "nothing*"),
       "GLOB_NOCHECK");
    globfree(&found);
    ok(ftw(folder, count_files, 5) == 0 && counted == 6, "ftw finds every file");
    char circle[64];
    snprintf(circle, sizeof circle, "%s/circle", folder);
    counted = 0;
    ok(symlink(".", circle) == 0 && ftw(folder, count_files, 5) == 0 && counted == 6,
       "and does not walk in circles");
    unlink(circle);
    chdir("/");
    ok(nftw(folder, see, 5, FTW_DEPTH | FTW_PHYS) == 0 && access(folder, F_OK) < 0 && deepest == 3,
       "nftw removes a tree, from the leaves");
    ok(strstr(story, "b a ") != NULL, "directories after what is in them");
    ok(nftw("/no/such/folder", see, 5, 0) == -1 && errno == ENOENT, "no such folder");
    chdir(cwd);
}

static void test_system(void)
{
    struct sysinfo info;
    struct statvfs status;
    ok(sysinfo(&info) == 0 && info.totalram > info.freeram && info.mem_unit && get_nprocs() >= 1, "sysinfo");
    ok(statvfs("/tmp", &status) == 0 && status.f_bsize > 0 && status.f_namemax == 255, "statvfs");
    ok(htonl(0x01020304) == 0x04030201 && ntohs(0x0102) == 0x0201, "htonl, ntohs");

    int pipes[2], code;
    char text[256] = "";
    pipe(pipes);
    if (fork() == 0) {
        dup2(pipes[1], STDERR_FILENO);
        program_invocation_short_name = "me";
        errno = ENOENT;
        warn("%s", "x");
        warnx("y %d", 3);
        errno = EPERM;
        err(7, "z");
    }
    close(pipes[1]);
    wait(&code);
    for (ssize_t got, size = 0; (got = read(pipes[0], text + size, sizeof text - 1 - (size_t)size)) > 0;)
        size += got;
    ok(WEXITSTATUS(code) == 7 &&
           !strcmp(text, "me: x: No such file or directory\nme: y 3\nme: z: Operation not permitted\n"),
       "warn, warnx, err");
}

int main(void)
{
    test_tables();
    test_patterns();
    test_trees();
    test_system();
    return done_testing();
}
