/*
 * regcomp: from a regular expression to a program (regex_program.h), in one pass. Each function of the
 * grammar appends code for what it reads. What comes before code that is there already, such as the fork of a
 * *, is inserted; as all jumps are relative, the code that moves stays right. For x{3} the code of x is there
 * three times.
 *
 * Basic expressions take \| \+ \? too, as many do. A \ before another letter or digit is an error, since it
 * means one thing here and another there.
 */
#include "regex_program.h"
#include <ctype.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#define MAX_CODE 100000 /* x{255}{255}{255} is no program */
#define NO_LIMIT (-1)

struct compiler {
    struct __regex_program *program;
    const char *at;
    int flags;
    size_t groups;   /* opened so far */
    unsigned closed; /* bit n: group n, of the first nine, can be referred to */
    int depth;       /* of open groups */
    int error;
};

static void alternatives(struct compiler *compiler);

static void fail(struct compiler *compiler, int error)
{
    if (!compiler->error)
        compiler->error = error;
}

/* ---- Code ---------------------------------------------------------------------------------------- */

static size_t here(const struct compiler *compiler)
{
    return compiler->program->length;
}

static void insert(struct compiler *compiler, size_t at, enum regex_operation operation, int value)
{
    struct __regex_program *program = compiler->program;
    if (compiler->error)
        return;
    if ((program->length & (program->length - 1)) == 0) { /* there is room for a power of two */
        size_t room = program->length ? 2 * program->length : 1;
        struct regex_instruction *larger =
            room > MAX_CODE ? NULL : realloc(program->code, room * sizeof *program->code);
        if (!larger) {
            fail(compiler, REG_ESPACE);
            return;
        }
        program->code = larger;
    }
    memmove(program->code + at + 1, program->code + at, (program->length - at) * sizeof *program->code);
    program->code[at] = (struct regex_instruction){operation, value};
    program->length++;
}

static void emit(struct compiler *compiler, enum regex_operation operation, int value)
{
    insert(compiler, here(compiler), operation, value);
}

static struct regex_set *add_set(struct compiler *compiler)
{
    struct __regex_program *program = compiler->program;
    struct regex_set *larger = realloc(program->sets, (program->set_count + 1) * sizeof *larger);
    if (!larger) {
        fail(compiler, REG_ESPACE);
        return NULL;
    }
    program->sets = larger;
    emit(compiler, REGEX_SET, (int)program->set_count);
    struct regex_set *set = &larger[program->set_count++];
    memset(set, 0, sizeof *set);
    return set;
}

/* The code from `start` on, any number of times. */
static void repeat(struct compiler *compiler, size_t start)
{
    int slot = (int)compiler->program->slots++;
    insert(compiler, start, REGEX_SAVE, slot);
    emit(compiler, REGEX_MOVED, slot);
    int length = (int)(here(compiler) - start);
    insert(compiler, start, REGEX_FORK, length + 2);
    emit(compiler, REGEX_JUMP, -length - 1);
}

/* The code from `start` on, or nothing. */
static void make_optional(struct compiler *compiler, size_t start)
{
    insert(compiler, start, REGEX_FORK, (int)(here(compiler) - start) + 1);
}

/* ---- Bytes, sets, groups ------------------------------------------------------------------------- */

static int is_extended(const struct compiler *compiler)
{
    return compiler->flags & REG_EXTENDED;
}

/* Whether an operator comes next: in extended expressions the byte, in basic ones a \ and the byte. */
static int at_operator(const struct compiler *compiler, char byte)
{
    const char *at = compiler->at;
    return is_extended(compiler) ? *at == byte : at[0] == '\\' && at[1] == byte;
}

static int accept_operator(struct compiler *compiler, char byte)
{
    if (!at_operator(compiler, byte))
        return 0;
    compiler->at += is_extended(compiler) ? 1 : 2;
    return 1;
}

static void byte(struct compiler *compiler, unsigned char byte)
{
    compiler->at++;
    if (!(compiler->flags & REG_ICASE) || !isalpha(byte)) {
        emit(compiler, REGEX_BYTE, byte);
        return;
    }
    struct regex_set *set = add_set(compiler);
    if (set) {
        regex_set_add(set, tolower(byte));
        regex_set_add(set, toupper(byte));
    }
}

/* . and [^...] leave out the newline if lines are matched. */
static void leave_newline_out(struct compiler *compiler, struct regex_set *set)
{
    if (compiler->flags & REG_NEWLINE)
        set->bits['\n' / 8] &= ~(1 << '\n' % 8);
}

static void any(struct compiler *compiler)
{
    struct regex_set *set = add_set(compiler);
    compiler->at++;
    if (!set)
        return;
    memset(set->bits, 0xff, sizeof set->bits);
    leave_newline_out(compiler, set);
}

static void bracket(struct compiler *compiler)
{
    struct regex_set *set = add_set(compiler);
    int is_negated = *++compiler->at == '^';
    if (!set)
        return;
    int error = regex_bracket(&compiler->at, set, compiler->flags & REG_ICASE);
    if (error)
        fail(compiler, error);
    if (is_negated)
        leave_newline_out(compiler, set);
}

static void group(struct compiler *compiler)
{
    size_t number = ++compiler->groups;
    compiler->depth++;
    emit(compiler, REGEX_SAVE, 2 * (int)number);
    alternatives(compiler);
    emit(compiler, REGEX_SAVE, 2 * (int)number + 1);
    compiler->depth--;
    if (!accept_operator(compiler, ')'))
        fail(compiler, REG_EPAREN);
    if (number < 10)
        compiler->closed |= 1u << number;
}

static void escape(struct compiler *compiler)
{
    char c = *++compiler->at;
    if (!is_extended(compiler) && c >= '1' && c <= '9') {
        if (!(compiler->closed >> (c - '0') & 1))
            fail(compiler, REG_ESUBREG);
        emit(compiler, REGEX_AGAIN, c - '0');
        compiler->program->has_again = 1;
        compiler->at++;
    } else if (!c || isalnum((unsigned char)c)) {
        fail(compiler, REG_EESCAPE);
    } else if (!is_extended(compiler) && strchr("(){}", c)) {
        fail(compiler, c == ')' ? REG_EPAREN : REG_BADRPT);
    } else {
        byte(compiler, c);
    }
}

/* ---- Repetition ---------------------------------------------------------------------------------- */

/* What stands between { and }. */
static void read_bounds(struct compiler *compiler, int *least, int *most)
{
    char *end;
    if (!isdigit((unsigned char)*compiler->at)) {
        fail(compiler, REG_BADBR);
        return;
    }
    long low = strtol(compiler->at, &end, 10), high = low;
    if (*end == ',') {
        high = NO_LIMIT;
        if (isdigit((unsigned char)*++end))
            high = strtol(end, &end, 10);
    }
    compiler->at = end;
    if (!*end)
        fail(compiler, REG_EBRACE);
    else if (!accept_operator(compiler, '}') || low > RE_DUP_MAX || high > RE_DUP_MAX ||
             (high != NO_LIMIT && high < low))
        fail(compiler, REG_BADBR);
    *least = (int)low;
    *most = (int)high;
}

/* Reads an operator such as * if one comes next: how often what is before it may come. */
static int accept_repetition(struct compiler *compiler, int *least, int *most)
{
    *least = 0;
    *most = NO_LIMIT;
    if (*compiler->at == '*') {
        compiler->at++;
    } else if (accept_operator(compiler, '+')) {
        *least = 1;
    } else if (accept_operator(compiler, '?')) {
        *most = 1;
    } else if (accept_operator(compiler, '{')) {
        read_bounds(compiler, least, most);
    } else {
        return 0;
    }
    return !compiler->error;
}

static void atom(struct compiler *compiler)
{
    if (*compiler->at == '.')
        any(compiler);
    else if (*compiler->at == '[')
        bracket(compiler);
    else if (accept_operator(compiler, '('))
        group(compiler);
    else if (*compiler->at == '\\')
        escape(compiler);
    else
        byte(compiler, *compiler->at);
}

/* The code from `start` on is to come from `least` to `most` times. */
static void multiply(struct compiler *compiler, size_t start, int least, int most)
{
    size_t length = here(compiler) - start;
    struct regex_instruction *copy = malloc((length + 1) * sizeof *copy);
    if (!copy) {
        fail(compiler, REG_ESPACE);
        return;
    }
    memcpy(copy, compiler->program->code + start, length * sizeof *copy);
    compiler->program->length = start;
    int copies = most == NO_LIMIT ? least + 1 : most; /* the last of no limit is the loop */
    for (int i = 0; i < copies && !compiler->error; i++) {
        size_t next = here(compiler);
        for (size_t j = 0; j < length; j++)
            emit(compiler, copy[j].operation, copy[j].value);
        if (i >= least && most == NO_LIMIT)
            repeat(compiler, next);
        else if (i >= least)
            make_optional(compiler, next);
    }
    free(copy);
}

/* An atom and what is said of how often it comes. */
static void repetition(struct compiler *compiler)
{
    size_t start = here(compiler);
    int least, most;
    atom(compiler);
    while (!compiler->error && accept_repetition(compiler, &least, &most))
        multiply(compiler, start, least, most);
}

/* ---- Branches ------------------------------------------------------------------------------------ */

/* Whether ^ is an anchor: in basic expressions only where a branch begins. */
static int begins_line(const struct compiler *compiler, int is_first)
{
    return *compiler->at == '^' && (is_extended(compiler) || is_first);
}

static int ends_branch(const struct compiler *compiler)
{
    return !*compiler->at || at_operator(compiler, '|') ||
           (at_operator(compiler, ')') && compiler->depth > 0);
}

static int ends_line(const struct compiler *compiler)
{
    if (*compiler->at != '$')
        return 0;
    struct compiler behind = *compiler;
    behind.at++;
    return is_extended(compiler) || ends_branch(&behind);
}

static void branch(struct compiler *compiler)
{
    int is_first = 1; /* a * is no operator here */
    while (!compiler->error && !ends_branch(compiler)) {
        if (begins_line(compiler, is_first)) {
            emit(compiler, REGEX_BEGIN, 0);
            compiler->at++;
            continue;
        }
        if (ends_line(compiler)) {
            emit(compiler, REGEX_END, 0);
            compiler->at++;
            is_first = 0;
            continue;
        }
        if (is_first && is_extended(compiler) && strchr("*+?{", *compiler->at)) {
            fail(compiler, REG_BADRPT);
            return;
        }
        if (is_first && *compiler->at == '*')
            byte(compiler, '*');
        else
            repetition(compiler);
        is_first = 0;
    }
}

static void alternatives(struct compiler *compiler)
{
    size_t start = here(compiler);
    branch(compiler);
    if (compiler->error || !accept_operator(compiler, '|'))
        return;
    insert(compiler, start, REGEX_FORK, (int)(here(compiler) - start) + 2);
    size_t jump = here(compiler);
    emit(compiler, REGEX_JUMP, 0);
    alternatives(compiler);
    if (!compiler->error)
        compiler->program->code[jump].value = (int)(here(compiler) - jump);
}

int regcomp(regex_t *__restrict regex, const char *__restrict pattern, int flags)
{
    struct compiler compiler = {
        .program = calloc(1, sizeof *compiler.program), .at = pattern, .flags = flags};
    if (!compiler.program)
        return REG_ESPACE;
    /* The slots of the groups come first, so one has to know how many there can be. */
    size_t parentheses = 0;
    for (const char *p = pattern; *p; p++)
        parentheses += *p == '(';
    compiler.program->slots = 2 * (parentheses + 1);
    compiler.program->flags = flags;
    regex->program = compiler.program;
    emit(&compiler, REGEX_SAVE, 0);
    alternatives(&compiler);
    emit(&compiler, REGEX_SAVE, 1);
    emit(&compiler, REGEX_MATCH, 0);
    if (!compiler.error && *compiler.at)
        fail(&compiler, REG_EPAREN);
    regex->re_nsub = compiler.groups;
    if (compiler.error)
        regfree(regex);
    return compiler.error;
}

void regfree(regex_t *regex)
{
    if (!regex->program)
        return;
    free(regex->program->code);
    free(regex->program->sets);
    free(regex->program);
    regex->program = NULL;
}

size_t regerror(int error, const regex_t *__restrict regex, char *__restrict to, size_t size)
{
    static const char *const texts[] = {"Success",
                                        "No match",
                                        "Invalid regular expression",
                                        "Invalid collation character",
                                        "Invalid character class name",
                                        "Trailing backslash, or a letter behind one that means nothing",
                                        "Invalid back reference",
                                        "Unmatched [",
                                        "Unmatched ( or )",
                                        "Unmatched {",
                                        "Invalid content of {}",
                                        "Invalid range end",
                                        "Memory exhausted",
                                        "Nothing is there to be repeated"};
    const char *text = (unsigned)error < sizeof texts / sizeof *texts ? texts[error] : "Unknown error";
    size_t length = strlen(text);
    if (size > 0) {
        size_t shown = length < size ? length : size - 1;
        memcpy(to, text, shown);
        to[shown] = '\0';
    }
    return length + 1;
}
