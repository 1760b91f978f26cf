/* Patterns of file names (<fnmatch.h>; POSIX, Shell Command Language, 2.13). */
#include <ctype.h>
#include <fnmatch.h>
#include <string.h>

/* Whether c is in the class whose name begins at `name`, such as "alpha:]"; *end is set behind it, or to NULL
 * if this is no class. */
static int in_class(const char *name, int c, const char **end)
{
    static const struct {
        const char *name;
        int (*has)(int c);
    } classes[] = {{"alnum", isalnum}, {"alpha", isalpha}, {"blank", isblank}, {"cntrl", iscntrl},
                   {"digit", isdigit}, {"graph", isgraph}, {"lower", islower}, {"print", isprint},
                   {"punct", ispunct}, {"space", isspace}, {"upper", isupper}, {"xdigit", isxdigit}};
    *end = NULL;
    for (unsigned i = 0; i < sizeof classes / sizeof *classes; i++) {
        size_t length = strlen(classes[i].name);
        if (strncmp(name, classes[i].name, length) == 0 && strncmp(name + length, ":]", 2) == 0) {
            *end = name + length + 2;
            return classes[i].has(c) != 0;
        }
    }
    return 0;
}

/* Whether c is in the bracket expression behind `pattern`'s '['; *end is set behind its ']', or to NULL if
 * there is none: then '[' stands for itself. */
static int in_brackets(const char *pattern, unsigned char c, int flags, const char **end)
{
    int negated = *pattern == '!' || *pattern == '^', found = 0;
    const char *p = pattern + negated, *first = p;
    for (*end = NULL; *p != ']' || p == first; p++) {
        const char *behind;
        if (*p == '[' && p[1] == ':') {
            found |= in_class(p + 2, c, &behind);
            if (behind) {
                p = behind - 1;
                continue;
            }
        }
        if (*p == '\\' && !(flags & FNM_NOESCAPE))
            p++;
        if (*p == '\0' || (*p == '/' && flags & FNM_PATHNAME))
            return 0;
        unsigned char low = (unsigned char)*p, high = low;
        if (p[1] == '-' && p[2] != ']' && p[2] != '\0') {
            p += 2;
            if (*p == '\\' && p[1] != '\0' && !(flags & FNM_NOESCAPE))
                p++;
            high = (unsigned char)*p;
        }
        found |= c >= low && c <= high;
    }
    *end = p + 1;
    return found != negated;
}

/* `start` is the beginning of the whole text. */
static int match(const char *pattern, const char *text, const char *start, int flags)
{
    for (;; pattern++, text++) {
        int leading = *text == '.' && flags & FNM_PERIOD &&
                      (text == start || (flags & FNM_PATHNAME && text[-1] == '/'));
        const char *end;
        switch (*pattern) {
        case '\0':
            return *text ? FNM_NOMATCH : 0;
        case '*':
            if (leading)
                return FNM_NOMATCH;
            while (*pattern == '*')
                pattern++;
            for (;; text++) {
                if (match(pattern, text, start, flags) == 0)
                    return 0;
                if (*text == '\0' || (*text == '/' && flags & FNM_PATHNAME))
                    return FNM_NOMATCH;
            }
        case '?':
            if (*text == '\0' || leading || (*text == '/' && flags & FNM_PATHNAME))
                return FNM_NOMATCH;
            break;
        case '[':
            if (*text == '\0' || leading || (*text == '/' && flags & FNM_PATHNAME))
                return FNM_NOMATCH;
            int inside = in_brackets(pattern + 1, (unsigned char)*text, flags, &end);
            if (end && !inside)
                return FNM_NOMATCH;
            if (end)
                pattern = end - 1;
            else if (*text != '[')
                return FNM_NOMATCH;
            break;
        case '\\':
            if (pattern[1] != '\0' && !(flags & FNM_NOESCAPE))
                pattern++;
            /* fall through */
        default:
            if (*pattern != *text)
                return FNM_NOMATCH;
        }
    }
}

int fnmatch(const char *pattern, const char *text, int flags)
{
    return match(pattern, text, text, flags);
}
