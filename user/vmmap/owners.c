/* Who owns each frame of the machine: the lines of /proc/weft/owners (docs/proc.md), those of one owner in
 * one. */
#include "show.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct owner {
    char kind[20], name[64];
    unsigned number;
    size_t frames;
};

static struct owner *owners;
static size_t count, room;

/* The row of this owner, made if it isn't there. The last one is looked at first: neighbours are often one's.
 */
static struct owner *row_of(const struct owner *wanted)
{
    for (size_t i = count; i-- > 0;)
        if (owners[i].number == wanted->number && strcmp(owners[i].kind, wanted->kind) == 0 &&
            strcmp(owners[i].name, wanted->name) == 0)
            return &owners[i];
    if (count == room && !(owners = realloc(owners, (room = 2 * room + 64) * sizeof *owners))) {
        perror("vmmap");
        exit(1);
    }
    owners[count] = *wanted;
    return &owners[count++];
}

/* By kind; within one, the larger first. */
static int compare(const void *left, const void *right)
{
    const struct owner *a = left, *b = right;
    int kinds = strcmp(a->kind, b->kind);

    return kinds ? kinds : a->frames < b->frames ? 1 : a->frames > b->frames ? -1 : strcmp(a->name, b->name);
}

bool show_owners(void)
{
    FILE *file = fopen("/proc/weft/owners", "r");
    char line[128];
    size_t total = 0;

    if (!file) {
        perror("vmmap: /proc/weft/owners");
        return false;
    }
    while (fgets(line, sizeof line, file)) {
        struct owner owner = {.frames = 0};
        if (sscanf(line, "%*x %19s %u %*u %*u %63[^\n]", owner.kind, &owner.number, owner.name) != 3)
            continue;
        for (size_t length = strlen(owner.name); length > 0 && owner.name[length - 1] == ' '; length--)
            owner.name[length - 1] = '\0';
        row_of(&owner)->frames++;
    }
    fclose(file);
    qsort(owners, count, sizeof *owners, compare);
    printf("%8s %9s  %-14s %10s  %s\n", "FRAMES", "kB", "KIND", "OWNER", "NAME");
    for (size_t i = 0; i < count; i++) {
        printf("%8zu %9zu  %-14s %10u  %s\n", owners[i].frames, owners[i].frames * 4, owners[i].kind,
               owners[i].number, owners[i].name);
        total += owners[i].frames;
    }
    printf("%8zu %9zu  all\n", total, total * 4);
    return true;
}
