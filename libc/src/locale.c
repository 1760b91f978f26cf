/* The locale (<locale.h>). Any name is taken that asks for "C" or for the user's, which is the same. */
#include <limits.h>
#include <locale.h>
#include <string.h>

char *setlocale(int category, const char *locale)
{
    if ((unsigned)category > LC_ALL)
        return NULL;
    if (!locale || !*locale || strcmp(locale, "C") == 0 || strcmp(locale, "POSIX") == 0)
        return "C";
    return NULL;
}

struct lconv *localeconv(void)
{
    static struct lconv c = {".",      "",       "",       "",       "",       "",
                             "",       "",       "",       "",       CHAR_MAX, CHAR_MAX,
                             CHAR_MAX, CHAR_MAX, CHAR_MAX, CHAR_MAX, CHAR_MAX, CHAR_MAX};
    return &c;
}
