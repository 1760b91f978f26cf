/* Options within an option's argument: "rw,size=3" (<stdlib.h>). */
#include <stdlib.h>
#include <string.h>

int getsubopt(char **options, char *const *keys, char **value)
{
    char *option = *options, *comma = strchrnul(option, ',');
    *options = *comma ? comma + 1 : comma;
    *comma = 0;
    size_t length = strcspn(option, "=");
    *value = option[length] ? option + length + 1 : NULL;
    for (int i = 0; keys[i]; i++)
        if (strncmp(keys[i], option, length) == 0 && !keys[i][length])
            return i;
    *value = option;
    return -1;
}
