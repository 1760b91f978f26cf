/* Classes of wide characters (<wctype.h>). */
#include <ctype.h>
#include <wctype.h>

#define CLASS(name)                         \
    int isw##name(wint_t c)                 \
    {                                       \
        return c < 128 && is##name((int)c); \
    }

CLASS(alnum)
CLASS(alpha)
CLASS(blank)
CLASS(cntrl)
CLASS(digit)
CLASS(graph)
CLASS(lower)
CLASS(print)
CLASS(punct)
CLASS(space)
CLASS(upper)
CLASS(xdigit)

wint_t towlower(wint_t c)
{
    return c < 128 ? (wint_t)tolower((int)c) : c;
}

wint_t towupper(wint_t c)
{
    return c < 128 ? (wint_t)toupper((int)c) : c;
}
