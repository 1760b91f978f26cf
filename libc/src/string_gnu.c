/* GNU's additions to <string.h>. */
#include <ctype.h>
#include <string.h>

/* What is behind the last slash; the text is not changed. */
char *basename(const char *path)
{
    const char *slash = strrchr(path, '/');
    return (char *)(slash ? slash + 1 : path);
}

/* Numbers within the texts count as numbers; those with zeros in front are parts of 1: before all without. */
int strverscmp(const char *a, const char *b)
{
    size_t same = 0, digits;
    while (a[same] && a[same] == b[same])
        same++;
    for (digits = same; digits > 0 && isdigit((unsigned char)a[digits - 1]); digits--)
        ;
    int difference = (unsigned char)a[same] - (unsigned char)b[same];
    int in_number = digits < same || (isdigit((unsigned char)a[same]) && isdigit((unsigned char)b[same]));
    if (!in_number)
        return difference;
    size_t zeros = digits;
    while (a[zeros] == '0' && zeros < same)
        zeros++;
    int fraction = a[digits] == '0' || b[digits] == '0';
    if (fraction && (zeros == same || digits == same)) /* only zeros so far: a digit more comes first */
        return isdigit((unsigned char)a[same]) && !isdigit((unsigned char)b[same])   ? -1
               : isdigit((unsigned char)b[same]) && !isdigit((unsigned char)a[same]) ? 1
                                                                                     : difference;
    if (fraction)
        return difference;
    size_t a_length = same, b_length = same;
    while (isdigit((unsigned char)a[a_length]))
        a_length++;
    while (isdigit((unsigned char)b[b_length]))
        b_length++;
    return a_length != b_length ? (a_length > b_length ? 1 : -1) : difference;
}
