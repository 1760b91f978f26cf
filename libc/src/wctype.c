/*
 * Classes and case of wide characters (<wctype.h>). The tables hold the letters of the scripts in most use,
 * and the case of Latin, Greek, Cyrillic and Armenian ones.
 */
#include <ctype.h>
#include <string.h>
#include <wctype.h>

struct range {
    unsigned first, last;
};

static const struct range letters[] = {
    {0xaa, 0xaa},       {0xb5, 0xb5},     {0xba, 0xba},     {0xc0, 0xd6},     {0xd8, 0xf6},
    {0xf8, 0x2c1},      {0x370, 0x373},   {0x376, 0x377},   {0x37a, 0x37d},   {0x37f, 0x37f},
    {0x386, 0x386},     {0x388, 0x3f5},   {0x3f7, 0x481},   {0x48a, 0x52f},   {0x531, 0x556},
    {0x561, 0x587},     {0x5d0, 0x5ea},   {0x620, 0x64a},   {0x660, 0x669},   {0x66e, 0x6d3},
    {0x6f0, 0x6fc},     {0x904, 0x939},   {0x966, 0x96f},   {0xe01, 0xe30},   {0xe40, 0xe46},
    {0xe50, 0xe59},     {0x10a0, 0x10fa}, {0x1100, 0x1248}, {0x13a0, 0x13f5}, {0x1e00, 0x1fbc},
    {0x2c00, 0x2ce4},   {0x2d00, 0x2d25}, {0x3041, 0x3096}, {0x30a1, 0x30fa}, {0x3105, 0x318e},
    {0x3400, 0x4dbf},   {0x4e00, 0xa48c}, {0xa640, 0xa66e}, {0xac00, 0xd7a3}, {0xf900, 0xfad9},
    {0xff10, 0xff19},   {0xff21, 0xff3a}, {0xff41, 0xff5a}, {0xff66, 0xffdc}, {0x10400, 0x1049d},
    {0x20000, 0x3134f},
};

static const struct range spaces[] = {
    {0x1680, 0x1680}, {0x2000, 0x2006}, {0x2008, 0x200a},
    {0x2028, 0x2029}, {0x205f, 0x205f}, {0x3000, 0x3000},
};

/* Capital letters, every one or every second, and how much further the small ones are. */
static const struct {
    unsigned first, last;
    int step, distance;
} capitals[] = {
    {'A', 'Z', 1, 32},      {0xc0, 0xd6, 1, 32},     {0xd8, 0xde, 1, 32},       {0x100, 0x12e, 2, 1},
    {0x132, 0x136, 2, 1},   {0x139, 0x147, 2, 1},    {0x14a, 0x176, 2, 1},      {0x178, 0x178, 1, -121},
    {0x179, 0x17d, 2, 1},   {0x1cd, 0x1db, 2, 1},    {0x1de, 0x1ee, 2, 1},      {0x1f8, 0x21e, 2, 1},
    {0x222, 0x232, 2, 1},   {0x386, 0x386, 1, 38},   {0x388, 0x38a, 1, 37},     {0x38c, 0x38c, 1, 64},
    {0x38e, 0x38f, 1, 63},  {0x391, 0x3a1, 1, 32},   {0x3a3, 0x3ab, 1, 32},     {0x3d8, 0x3ee, 2, 1},
    {0x400, 0x40f, 1, 80},  {0x410, 0x42f, 1, 32},   {0x460, 0x480, 2, 1},      {0x48a, 0x4be, 2, 1},
    {0x4c1, 0x4cd, 2, 1},   {0x4d0, 0x52e, 2, 1},    {0x531, 0x556, 1, 48},     {0x1e00, 0x1e94, 2, 1},
    {0x1ea0, 0x1efe, 2, 1}, {0xff21, 0xff3a, 1, 32}, {0x10400, 0x10427, 1, 40},
};

static int in_ranges(wint_t c, const struct range *ranges, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (c >= ranges[i].first && c <= ranges[i].last)
            return 1;
    return 0;
}

#define IN(c, ranges) in_ranges(c, ranges, sizeof(ranges) / sizeof(ranges[0]))

wint_t towlower(wint_t c)
{
    for (size_t i = 0; i < sizeof(capitals) / sizeof(capitals[0]); i++)
        if (c >= capitals[i].first && c <= capitals[i].last &&
            (c - capitals[i].first) % (unsigned)capitals[i].step == 0)
            return c + (wint_t)capitals[i].distance;
    return c;
}

wint_t towupper(wint_t c)
{
    for (size_t i = 0; i < sizeof(capitals) / sizeof(capitals[0]); i++) {
        wint_t capital = c - (wint_t)capitals[i].distance;
        if (capital >= capitals[i].first && capital <= capitals[i].last &&
            (capital - capitals[i].first) % (unsigned)capitals[i].step == 0)
            return capital;
    }
    return c;
}

int iswalpha(wint_t c)
{
    return c < 128 ? isalpha((int)c) : IN(c, letters);
}

int iswdigit(wint_t c)
{
    return c < 128 && isdigit((int)c);
}

int iswxdigit(wint_t c)
{
    return c < 128 && isxdigit((int)c);
}

int iswalnum(wint_t c)
{
    return iswdigit(c) || iswalpha(c);
}

int iswupper(wint_t c)
{
    return towlower(c) != c;
}

int iswlower(wint_t c)
{
    return towupper(c) != c || c == 0xdf;
}

int iswspace(wint_t c)
{
    return c < 128 ? isspace((int)c) : IN(c, spaces);
}

int iswblank(wint_t c)
{
    return c < 128 ? isblank((int)c) : iswspace(c) && c != 0x2028 && c != 0x2029;
}

int iswcntrl(wint_t c)
{
    return c < 128 ? iscntrl((int)c) : c < 0xa0 || c == 0x2028 || c == 0x2029;
}

int iswprint(wint_t c)
{
    return !iswcntrl(c) && c < 0x110000 && (c < 0xd800 || c > 0xdfff) && (c & 0xfffe) != 0xfffe;
}

int iswgraph(wint_t c)
{
    return iswprint(c) && !iswspace(c);
}

int iswpunct(wint_t c)
{
    return iswgraph(c) && !iswalnum(c);
}

/* The classes by name; a wctype_t is one more than the place in this table. */
static const struct {
    char name[8];
    int (*is)(wint_t c);
} classes[] = {{"alnum", iswalnum}, {"alpha", iswalpha}, {"blank", iswblank}, {"cntrl", iswcntrl},
               {"digit", iswdigit}, {"graph", iswgraph}, {"lower", iswlower}, {"print", iswprint},
               {"punct", iswpunct}, {"space", iswspace}, {"upper", iswupper}, {"xdigit", iswxdigit}};

wctype_t wctype(const char *name)
{
    for (size_t i = 0; i < sizeof(classes) / sizeof(classes[0]); i++)
        if (strcmp(classes[i].name, name) == 0)
            return i + 1;
    return 0;
}

int iswctype(wint_t c, wctype_t class)
{
    return class > 0 && class <= sizeof(classes) / sizeof(classes[0]) && classes[class - 1].is(c);
}

wctrans_t wctrans(const char *name)
{
    return strcmp(name, "tolower") == 0 ? 1 : strcmp(name, "toupper") == 0 ? 2 : 0;
}

wint_t towctrans(wint_t c, wctrans_t transformation)
{
    return transformation == 1 ? towlower(c) : transformation == 2 ? towupper(c) : c;
}
