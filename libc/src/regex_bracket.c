/* Bracket expressions of regular expressions: [a-z], [^a-z], [[:alpha:]], [[.x.]], [[=x=]]. */
#include "regex_program.h"
#include <ctype.h>
#include <string.h>

static const struct {
    const char *name;
    int (*has)(int);
} classes[] = {{"alnum", isalnum}, {"alpha", isalpha}, {"blank", isblank}, {"cntrl", iscntrl},
               {"digit", isdigit}, {"graph", isgraph}, {"lower", islower}, {"print", isprint},
               {"punct", ispunct}, {"space", isspace}, {"upper", isupper}, {"xdigit", isxdigit}};

/* [:name:], behind its [: */
static int add_class(const char **at, struct regex_set *set)
{
    const char *end = strstr(*at, ":]");
    for (unsigned i = 0; end && i < sizeof classes / sizeof *classes; i++) {
        if (strlen(classes[i].name) != (size_t)(end - *at) || strncmp(classes[i].name, *at, end - *at) != 0)
            continue;
        for (int byte = 0; byte < 256; byte++)
            if (classes[i].has(byte))
                regex_set_add(set, byte);
        *at = end + 2;
        return 0;
    }
    return REG_ECTYPE;
}

/* One byte, or [.x.] or [=x=], which are the same: in the C locale a byte is equivalent only to itself. */
static int read_byte(const char **at, unsigned char *byte)
{
    const char *p = *at;
    if (!*p)
        return REG_EBRACK;
    if (p[0] != '[' || (p[1] != '.' && p[1] != '=')) {
        *byte = (unsigned char)*p;
        *at = p + 1;
        return 0;
    }
    if (!p[2] || p[3] != p[1] || p[4] != ']')
        return REG_ECOLLATE;
    *byte = (unsigned char)p[2];
    *at = p + 5;
    return 0;
}

static int add_range(const char **at, struct regex_set *set)
{
    unsigned char low, high;
    int error = read_byte(at, &low);
    high = low;
    if (!error && **at == '-' && (*at)[1] != ']') {
        ++*at;
        error = read_byte(at, &high);
    }
    if (error || low > high)
        return error ? error : REG_ERANGE;
    for (int byte = low; byte <= high; byte++)
        regex_set_add(set, byte);
    return 0;
}

int regex_bracket(const char **at, struct regex_set *set, int ignores_case)
{
    int is_negated = **at == '^';
    *at += is_negated;
    const char *first = *at;
    while (**at != ']' || *at == first) { /* a ] that comes first means itself */
        int is_class = strncmp(*at, "[:", 2) == 0;
        *at += is_class ? 2 : 0;
        int error = is_class ? add_class(at, set) : add_range(at, set);
        if (error)
            return error;
    }
    ++*at;
    for (int byte = 0; ignores_case && byte < 256; byte++)
        if (regex_set_has(set, byte) && isalpha(byte)) {
            regex_set_add(set, tolower(byte));
            regex_set_add(set, toupper(byte));
        }
    for (unsigned i = 0; is_negated && i < sizeof set->bits; i++)
        set->bits[i] ^= 0xff;
    return 0;
}
