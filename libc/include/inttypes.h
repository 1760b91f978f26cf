/* printf and scanf formats of the integer types in <stdint.h> (ISO C 7.8). */
#pragma once
#include <stdint.h>

#define PRId8       "d"
#define PRId16      "d"
#define PRId32      "d"
#define PRId64      "lld"
#define PRIi8       "i"
#define PRIi16      "i"
#define PRIi32      "i"
#define PRIi64      "lli"
#define PRIu8       "u"
#define PRIu16      "u"
#define PRIu32      "u"
#define PRIu64      "llu"
#define PRIo8       "o"
#define PRIo16      "o"
#define PRIo32      "o"
#define PRIo64      "llo"
#define PRIx8       "x"
#define PRIx16      "x"
#define PRIx32      "x"
#define PRIx64      "llx"
#define PRIX8       "X"
#define PRIX16      "X"
#define PRIX32      "X"
#define PRIX64      "llX"
#define PRIdLEAST32 "d"
#define PRIuLEAST32 "u"
#define PRIdLEAST64 "lld"
#define PRIuLEAST64 "llu"
#define PRIdFAST32  "d"
#define PRIuFAST32  "u"
#define PRIdFAST64  "lld"
#define PRIuFAST64  "llu"
#define PRIdMAX     "jd"
#define PRIiMAX     "ji"
#define PRIuMAX     "ju"
#define PRIoMAX     "jo"
#define PRIxMAX     "jx"
#define PRIXMAX     "jX"
#define PRIdPTR     "d"
#define PRIiPTR     "i"
#define PRIuPTR     "u"
#define PRIoPTR     "o"
#define PRIxPTR     "x"
#define PRIXPTR     "X"

#define SCNd8   "hhd"
#define SCNd16  "hd"
#define SCNd32  "d"
#define SCNd64  "lld"
#define SCNi32  "i"
#define SCNi64  "lli"
#define SCNu8   "hhu"
#define SCNu16  "hu"
#define SCNu32  "u"
#define SCNu64  "llu"
#define SCNx8   "hhx"
#define SCNx16  "hx"
#define SCNx32  "x"
#define SCNx64  "llx"
#define SCNdMAX "jd"
#define SCNuMAX "ju"
#define SCNxMAX "jx"
#define SCNdPTR "d"
#define SCNuPTR "u"
#define SCNxPTR "x"

typedef struct {
    intmax_t quot;
    intmax_t rem;
} imaxdiv_t;

intmax_t imaxabs(intmax_t value);
imaxdiv_t imaxdiv(intmax_t numerator, intmax_t denominator);
intmax_t strtoimax(const char *__restrict text, char **__restrict end, int base);
uintmax_t strtoumax(const char *__restrict text, char **__restrict end, int base);
