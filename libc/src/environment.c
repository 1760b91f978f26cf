/* The environment (<stdlib.h>). One lock guards changes; POSIX lets getenv go without. */
#include "thread.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int environment_lock;
static char **own; /* the array, once it is ours to grow */

/* The place of NAME=value in environ, or of its end; length is NAME's. */
static char **find(const char *name, size_t length)
{
    char **entry = environ;
    for (; *entry; entry++)
        if (strncmp(*entry, name, length) == 0 && (*entry)[length] == '=')
            break;
    return entry;
}

char *getenv(const char *name)
{
    size_t length = strlen(name);
    char **entry = environ && length ? find(name, length) : NULL;
    return entry && *entry ? *entry + length + 1 : NULL;
}

/* Takes the assignment itself into environ. The string that it replaces is not freed: pointers to it
 * may be held by whoever asked getenv for it. */
static int put(char *assignment, size_t length)
{
    char **entry = find(assignment, length);
    if (*entry) {
        *entry = assignment;
        return 0;
    }
    size_t count = (size_t)(entry - environ);
    char **larger = realloc(own, (count + 2) * sizeof(char *));
    if (!larger)
        return -1;
    if (environ != own)
        memcpy(larger, environ, count * sizeof(char *));
    larger[count] = assignment;
    larger[count + 1] = NULL;
    environ = own = larger;
    return 0;
}

static int name_is_bad(const char *name)
{
    if (name && *name && !strchr(name, '='))
        return 0;
    errno = EINVAL;
    return 1;
}

int setenv(const char *name, const char *value, int overwrite)
{
    if (name_is_bad(name))
        return -1;
    if (!overwrite && getenv(name))
        return 0;
    size_t length = strlen(name);
    char *assignment = malloc(length + strlen(value) + 2);
    if (!assignment)
        return -1;
    strcpy(stpcpy(stpcpy(assignment, name), "="), value);
    lock_take(&environment_lock);
    int result = put(assignment, length);
    lock_drop(&environment_lock);
    if (result != 0)
        free(assignment);
    return result;
}

int unsetenv(const char *name)
{
    if (name_is_bad(name))
        return -1;
    lock_take(&environment_lock);
    char **entry;
    while (*(entry = find(name, strlen(name))))
        for (; *entry; entry++)
            entry[0] = entry[1];
    lock_drop(&environment_lock);
    return 0;
}

int putenv(char *assignment)
{
    char *equals = strchr(assignment, '=');
    if (!equals)
        return unsetenv(assignment);
    lock_take(&environment_lock);
    int result = put(assignment, (size_t)(equals - assignment));
    lock_drop(&environment_lock);
    return result;
}

int clearenv(void)
{
    static char *empty[1];
    environ = empty;
    return 0;
}

char *secure_getenv(const char *name)
{
    return getenv(name);
}
