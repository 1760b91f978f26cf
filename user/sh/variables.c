/* See variables.h. The variables are one list, in the order of their names: a shell has few. */
#include "variables.h"
#include "message.h"
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct variable {
    struct variable *next;
    char *name, *value; /* value is NULL while it is only marked */
    int exported, read_only;
};

struct saved_variable {
    struct saved_variable *before;
    char *name, *value;
    int exported;
};

struct words parameters;
char *shell_name;
static struct variable *variables;

size_t name_length(const char *text)
{
    size_t length = 0;
    if (!isdigit((unsigned char)*text))
        while (isalnum((unsigned char)text[length]) || text[length] == '_')
            length++;
    return length;
}

int is_name(const char *text)
{
    size_t length = name_length(text);
    return length > 0 && text[length] == '\0';
}

/* Where the variable is in the list, or where it would be. */
static struct variable **place_of(const char *name)
{
    struct variable **place = &variables;
    while (*place && strcmp((*place)->name, name) < 0)
        place = &(*place)->next;
    return place;
}

static struct variable *find(const char *name)
{
    struct variable *variable = *place_of(name);
    return variable && strcmp(variable->name, name) == 0 ? variable : NULL;
}

static struct variable *find_or_make(const char *name)
{
    struct variable *variable = find(name);
    if (variable)
        return variable;
    struct variable **place = place_of(name);
    variable = allocate(sizeof *variable);
    variable->name = copy(name);
    variable->next = *place;
    *place = variable;
    return variable;
}

void variables_init(char **environment)
{
    for (; *environment; environment++) {
        size_t length = name_length(*environment);
        if (length == 0 || (*environment)[length] != '=')
            continue;
        char *name = copy_part(*environment, length);
        variable_set(name, *environment + length + 1);
        variable_mark(name, 1, 0);
        free(name);
    }
}

const char *variable_get(const char *name)
{
    struct variable *variable = find(name);
    return variable ? variable->value : NULL;
}

int variable_set(const char *name, const char *value)
{
    struct variable *variable = find_or_make(name);
    if (variable->read_only) {
        complain(name, "is read-only");
        return -1;
    }
    char *fresh = copy(value); /* before the old one goes: it may be a part of it */
    free(variable->value);
    variable->value = fresh;
    return 0;
}

int variable_unset(const char *name)
{
    struct variable *variable = find(name);
    if (!variable)
        return 0;
    if (variable->read_only) {
        complain(name, "is read-only");
        return -1;
    }
    *place_of(name) = variable->next;
    free(variable->name);
    free(variable->value);
    free(variable);
    return 0;
}

void variable_mark(const char *name, int exported, int read_only)
{
    struct variable *variable = find_or_make(name);
    variable->exported |= exported;
    variable->read_only |= read_only;
}

void print_quoted(const char *text)
{
    putchar('\'');
    for (; *text; text++)
        if (*text == '\'')
            fputs("'\\''", stdout);
        else
            putchar(*text);
    putchar('\'');
}

void variables_print(const char *prefix, int only_exported, int only_read_only)
{
    for (struct variable *variable = variables; variable; variable = variable->next) {
        if ((only_exported && !variable->exported) || (only_read_only && !variable->read_only))
            continue;
        if (!variable->value && !only_exported && !only_read_only)
            continue;
        printf("%s%s", prefix, variable->name);
        if (variable->value) {
            putchar('=');
            print_quoted(variable->value);
        }
        putchar('\n');
    }
}

void variables_environment(struct words *environment)
{
    for (struct variable *variable = variables; variable; variable = variable->next) {
        if (!variable->exported || !variable->value)
            continue;
        struct text text = {0};
        text_append(&text, variable->name);
        text_add(&text, '=');
        text_append(&text, variable->value);
        words_add(environment, text_take(&text));
    }
}

struct saved_variable *variable_save(const char *name, struct saved_variable *before)
{
    struct variable *variable = find(name);
    struct saved_variable *saved = allocate(sizeof *saved);
    saved->before = before;
    saved->name = copy(name);
    if (variable && variable->value)
        saved->value = copy(variable->value);
    saved->exported = variable && variable->exported;
    return saved;
}

void variables_restore(struct saved_variable *saved)
{
    while (saved) {
        struct saved_variable *before = saved->before;
        struct variable *variable = find(saved->name);
        if (variable) {
            free(variable->value);
            variable->value = saved->value;
            variable->exported = saved->exported;
        }
        if (variable && !saved->value && !saved->exported)
            variable_unset(saved->name);
        free(saved->name);
        free(saved);
        saved = before;
    }
}
