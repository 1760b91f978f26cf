/* Regular expressions, basic and extended (POSIX). */
#pragma once
#include <sys/types.h>

typedef long regoff_t;

typedef struct {
    size_t re_nsub; /* how many subexpressions: pairs of parentheses */
    struct __regex_program *program;
} regex_t;

typedef struct {
    regoff_t rm_so, rm_eo; /* where a match begins and ends; -1 for none */
} regmatch_t;

/* regcomp's flags */
#define REG_EXTENDED 1
#define REG_ICASE    2
#define REG_NEWLINE  4 /* lines are matched: no . or [^...] matches a newline, and ^ $ are at each */
#define REG_NOSUB    8 /* regexec does not say where the match is */

/* regexec's flags */
#define REG_NOTBOL 1 /* the text's beginning is not that of a line */
#define REG_NOTEOL 2

#define REG_NOMATCH  1
#define REG_BADPAT   2
#define REG_ECOLLATE 3
#define REG_ECTYPE   4
#define REG_EESCAPE  5
#define REG_ESUBREG  6
#define REG_EBRACK   7
#define REG_EPAREN   8
#define REG_EBRACE   9
#define REG_BADBR    10
#define REG_ERANGE   11
#define REG_ESPACE   12
#define REG_BADRPT   13

int regcomp(regex_t *__restrict regex, const char *__restrict pattern, int flags);
int regexec(const regex_t *__restrict regex, const char *__restrict text, size_t count, regmatch_t matches[],
            int flags);
size_t regerror(int error, const regex_t *__restrict regex, char *__restrict to, size_t size);
void regfree(regex_t *regex);
