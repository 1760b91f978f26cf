/* See arithmetic.h. Binary operators by their precedence; `live` is 0 in what && || and ?: leave out. */
#include "arithmetic.h"
#include "text.h"
#include "variables.h"
#include <ctype.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct calculator {
    const char *at;
    const char *problem;
    int live;
};

/* In order of precedence, and a longer one before one that it begins with. */
static const struct symbol {
    const char *text;
    int precedence;
} operators[] = {{"||", 1}, {"&&", 2}, {"==", 6}, {"!=", 6}, {"<<", 8}, {">>", 8},
                 {"<=", 7}, {">=", 7}, {"|", 3},  {"^", 4},  {"&", 5},  {"<", 7},
                 {">", 7},  {"+", 9},  {"-", 9},  {"*", 10}, {"/", 10}, {"%", 10}};

static long assignment(struct calculator *calculator);

static void skip_blanks(struct calculator *calculator)
{
    while (isspace((unsigned char)*calculator->at))
        calculator->at++;
}

static long fail(struct calculator *calculator, const char *problem)
{
    if (!calculator->problem)
        calculator->problem = problem;
    return 0;
}

/* Takes this byte if it comes next. */
static int accept(struct calculator *calculator, char byte)
{
    skip_blanks(calculator);
    if (*calculator->at != byte)
        return 0;
    calculator->at++;
    return 1;
}

static const struct symbol *next_operator(struct calculator *calculator)
{
    skip_blanks(calculator);
    for (unsigned i = 0; i < sizeof operators / sizeof *operators; i++)
        if (strncmp(calculator->at, operators[i].text, strlen(operators[i].text)) == 0)
            return &operators[i];
    return NULL;
}

static long number_of(struct calculator *calculator, const char *text, const char **end)
{
    char *stop;
    long value = strtol(text, &stop, 0);
    if (stop == text || isalnum((unsigned char)*stop))
        fail(calculator, "is no number");
    *end = stop;
    return value;
}

static long variable_value(struct calculator *calculator, const char *name)
{
    const char *value = variable_get(name), *end;
    if (!value || !*value)
        return 0;
    long number = number_of(calculator, value, &end);
    if (*end)
        fail(calculator, "a variable in it is no number");
    return number;
}

static long primary(struct calculator *calculator)
{
    if (accept(calculator, '(')) {
        long value = assignment(calculator);
        if (!accept(calculator, ')'))
            fail(calculator, "a ) is missing");
        return value;
    }
    if (isdigit((unsigned char)*calculator->at))
        return number_of(calculator, calculator->at, &calculator->at);
    size_t length = name_length(calculator->at);
    if (length == 0)
        return fail(calculator, "a number is missing");
    char *name = copy_part(calculator->at, length);
    calculator->at += length;
    long value = variable_value(calculator, name);
    free(name);
    return value;
}

static long unary(struct calculator *calculator)
{
    skip_blanks(calculator);
    char sign = *calculator->at;
    if (!sign || !strchr("-+!~", sign))
        return primary(calculator);
    calculator->at++;
    long value = unary(calculator);
    return sign == '-' ? (long)-(unsigned long)value : sign == '!' ? !value : sign == '~' ? ~value : value;
}

static long divide(struct calculator *calculator, char symbol, long left, long right)
{
    if (!calculator->live)
        return 0;
    if (right == 0)
        return fail(calculator, "division by zero");
    if (right == -1) /* LONG_MIN / -1 would trap */
        return symbol == '/' ? (long)-(unsigned long)left : 0;
    return symbol == '/' ? left / right : left % right;
}

/* What is too large wraps round, as it does in the machine. */
static long apply(struct calculator *calculator, const char *symbol, long left, long right)
{
    unsigned long a = left, b = right;
    int doubled = symbol[1] == symbol[0];
    switch (*symbol) {
    case '|':
        return doubled ? left || right : left | right;
    case '&':
        return doubled ? left && right : left & right;
    case '^':
        return left ^ right;
    case '=':
        return left == right;
    case '!':
        return left != right;
    case '<':
        return doubled ? (long)(a << (b & (8 * sizeof a - 1))) : symbol[1] ? left <= right : left < right;
    case '>':
        return doubled ? left >> (b & (8 * sizeof a - 1)) : symbol[1] ? left >= right : left > right;
    case '+':
        return a + b;
    case '-':
        return a - b;
    case '*':
        return a * b;
    default:
        return divide(calculator, *symbol, left, right);
    }
}

static long binary(struct calculator *calculator, int precedence)
{
    long left = unary(calculator);
    const struct symbol *symbol;
    while (!calculator->problem && (symbol = next_operator(calculator)) && symbol->precedence >= precedence) {
        int was_live = calculator->live;
        calculator->at += strlen(symbol->text);
        if ((symbol->precedence == 1 && left) || (symbol->precedence == 2 && !left))
            calculator->live = 0;
        long right = binary(calculator, symbol->precedence + 1);
        calculator->live = was_live;
        left = apply(calculator, symbol->text, left, right);
    }
    return left;
}

static long conditional(struct calculator *calculator)
{
    long condition = binary(calculator, 1);
    if (!accept(calculator, '?'))
        return condition;
    int was_live = calculator->live;
    calculator->live = was_live && condition;
    long yes = assignment(calculator);
    if (!accept(calculator, ':'))
        fail(calculator, "a : is missing");
    calculator->live = was_live && !condition;
    long no = conditional(calculator);
    calculator->live = was_live;
    return condition ? yes : no;
}

/* Whether `name =` or `name +=` and its like comes next; takes it, and tells the operator ("=" for plain =).
 */
static char *take_target(struct calculator *calculator, char *symbol)
{
    const char *start = calculator->at + strspn(calculator->at, " \t\n");
    size_t length = name_length(start);
    const char *at = start + length + strspn(start + length, " \t\n");
    size_t size = strncmp(at, "<<", 2) == 0 || strncmp(at, ">>", 2) == 0 ? 2
                  : *at && strchr("+-*/%&^|", *at)                       ? 1
                                                                         : 0;
    if (length == 0 || at[size] != '=' || at[size + 1] == '=')
        return NULL;
    snprintf(symbol, 3, "%.*s", (int)size, at);
    calculator->at = at + size + 1;
    return copy_part(start, length);
}

static long assignment(struct calculator *calculator)
{
    char symbol[3], number[24];
    char *name = take_target(calculator, symbol);
    if (!name)
        return conditional(calculator);
    long value = assignment(calculator);
    if (*symbol)
        value = apply(calculator, symbol, variable_value(calculator, name), value);
    snprintf(number, sizeof number, "%ld", value);
    if (calculator->live && !calculator->problem && variable_set(name, number) < 0)
        fail(calculator, "cannot be assigned");
    free(name);
    return value;
}

const char *arithmetic(const char *expression, long *value)
{
    struct calculator calculator = {.at = expression, .live = 1};
    *value = assignment(&calculator);
    skip_blanks(&calculator);
    if (!calculator.problem && *calculator.at)
        fail(&calculator, "is no expression");
    return calculator.problem;
}
