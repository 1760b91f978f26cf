/*
 * regexec: runs a compiled expression on a text. All ways are tried, those that take more first, and the
 * longest match of those that begin first counts, as POSIX wants. A state is an instruction and a place in
 * the text. From a state that was tried before nothing new can come, unless the expression refers to what a
 * group matched; so each is tried once only, and the time is that of length * length at most.
 */
#include "regex_program.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* What is left to be tried; or, with slot >= 0, a slot's value that is to be restored first. */
struct trial {
    size_t instruction;
    const char *at;
    int slot;
};

struct machine {
    const struct __regex_program *program;
    const char *text, *end;
    int flags;
    const char **slots, **best; /* now, and those of the longest match so far */
    unsigned char *tried;       /* one bit for each state; NULL if states may be tried again */
    struct trial *trials;
    size_t count, room;
    int error;
};

static void push(struct machine *machine, struct trial trial)
{
    if (machine->count == machine->room) {
        size_t room = 2 * machine->room + 64;
        struct trial *larger = realloc(machine->trials, room * sizeof *larger);
        if (!larger) {
            machine->error = REG_ESPACE;
            return;
        }
        machine->trials = larger;
        machine->room = room;
    }
    machine->trials[machine->count++] = trial;
}

/* False if the state was tried before. */
static int try_state(struct machine *machine, size_t instruction, const char *at)
{
    if (!machine->tried)
        return 1;
    size_t state = instruction * (machine->end - machine->text + 1) + (at - machine->text);
    if (machine->tried[state / 8] >> state % 8 & 1)
        return 0;
    machine->tried[state / 8] |= 1 << state % 8;
    return 1;
}

static int begins_line(const struct machine *machine, const char *at)
{
    if (at == machine->text)
        return !(machine->flags & REG_NOTBOL);
    return machine->program->flags & REG_NEWLINE && at[-1] == '\n';
}

static int ends_line(const struct machine *machine, const char *at)
{
    if (at == machine->end)
        return !(machine->flags & REG_NOTEOL);
    return machine->program->flags & REG_NEWLINE && *at == '\n';
}

/* How much of the text at `at` is what the group matched; -1 if it is not. */
static ptrdiff_t match_again(const struct machine *machine, int group, const char *at)
{
    const char *from = machine->slots[2 * group], *to = machine->slots[2 * group + 1];
    if (!from || !to || to - from > machine->end - at)
        return -1;
    for (ptrdiff_t i = 0; i < to - from; i++) {
        unsigned char a = from[i], b = at[i];
        if (machine->program->flags & REG_ICASE ? tolower(a) != tolower(b) : a != b)
            return -1;
    }
    return to - from;
}

static void note_match(struct machine *machine)
{
    if (!machine->best[1] || machine->slots[1] > machine->best[1])
        memcpy(machine->best, machine->slots, machine->program->slots * sizeof *machine->best);
}

static void save(struct machine *machine, int slot, const char *at)
{
    push(machine, (struct trial){.at = machine->slots[slot], .slot = slot});
    machine->slots[slot] = at;
}

/* Follows one way until it fails or matches; forks leave the other way for later. */
static void follow(struct machine *machine, size_t i, const char *at)
{
    const struct __regex_program *program = machine->program;
    while (!machine->error && try_state(machine, i, at)) {
        struct regex_instruction instruction = program->code[i++];
        ptrdiff_t length = 0;
        int is_right = 1;
        switch (instruction.operation) {
        case REGEX_BYTE:
            is_right = at < machine->end && (unsigned char)*at++ == instruction.value;
            break;
        case REGEX_SET:
            is_right = at < machine->end && regex_set_has(&program->sets[instruction.value], *at++);
            break;
        case REGEX_BEGIN:
            is_right = begins_line(machine, at);
            break;
        case REGEX_END:
            is_right = ends_line(machine, at);
            break;
        case REGEX_SAVE:
            save(machine, instruction.value, at);
            break;
        case REGEX_MOVED:
            is_right = machine->slots[instruction.value] != at;
            break;
        case REGEX_AGAIN:
            length = match_again(machine, instruction.value, at);
            is_right = length >= 0;
            at += length;
            break;
        case REGEX_FORK:
            push(machine, (struct trial){i - 1 + instruction.value, at, -1});
            break;
        case REGEX_JUMP:
            i += instruction.value - 1;
            break;
        case REGEX_MATCH:
            note_match(machine);
            is_right = 0;
        }
        if (!is_right)
            return;
    }
}

/* Tries all ways that begin at `start`; true if one matches. */
static int try_from(struct machine *machine, const char *start)
{
    memset(machine->slots, 0, machine->program->slots * sizeof *machine->slots);
    machine->count = 0;
    follow(machine, 0, start);
    while (machine->count > 0 && !machine->error) {
        struct trial trial = machine->trials[--machine->count];
        if (trial.slot >= 0)
            machine->slots[trial.slot] = trial.at;
        else
            follow(machine, trial.instruction, trial.at);
    }
    return machine->best[1] != NULL;
}

int regexec(const regex_t *__restrict regex, const char *__restrict text, size_t count, regmatch_t matches[],
            int flags)
{
    const struct __regex_program *program = regex->program;
    struct machine machine = {.program = program, .text = text, .end = text + strlen(text), .flags = flags};
    size_t states = program->length * (machine.end - text + 1);
    machine.slots = calloc(2 * program->slots, sizeof *machine.slots);
    machine.best = machine.slots + program->slots;
    machine.tried = program->has_again ? NULL : calloc(1, states / 8 + 1);
    int found = 0;
    if (!machine.slots || (!machine.tried && !program->has_again))
        machine.error = REG_ESPACE;
    for (const char *start = text; !found && start <= machine.end && !machine.error; start++)
        found = try_from(&machine, start);
    for (size_t i = 0; found && !(program->flags & REG_NOSUB) && i < count; i++) {
        int is_set = i <= regex->re_nsub && machine.best[2 * i] && machine.best[2 * i + 1];
        matches[i].rm_so = is_set ? machine.best[2 * i] - text : -1;
        matches[i].rm_eo = is_set ? machine.best[2 * i + 1] - text : -1;
    }
    free(machine.trials);
    free(machine.slots);
    free(machine.tried);
    return machine.error ? machine.error : found ? 0 : REG_NOMATCH;
}
