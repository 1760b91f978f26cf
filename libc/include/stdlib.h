/* Memory, numbers, sorting, environment, the end of the process (ISO C 7.22, POSIX). */
#pragma once
#include <abi/wait.h>
#include <alloca.h>
#include <stddef.h>
#include <sys/types.h>

#define EXIT_SUCCESS 0
#define EXIT_FAILURE 1
#define RAND_MAX     0x7fffffff
#define MB_CUR_MAX   4

typedef struct {
    int quot;
    int rem;
} div_t;

typedef struct {
    long quot;
    long rem;
} ldiv_t;

typedef struct {
    long long quot;
    long long rem;
} lldiv_t;

void *malloc(size_t size) __attribute__((__malloc__));
void *calloc(size_t count, size_t size) __attribute__((__malloc__));
void *realloc(void *block, size_t size);
void *reallocarray(void *block, size_t count, size_t size);
void free(void *block);
void *aligned_alloc(size_t alignment, size_t size);
void *memalign(size_t alignment, size_t size);
void *valloc(size_t size);
int posix_memalign(void **block, size_t alignment, size_t size);
size_t malloc_usable_size(void *block);

int atoi(const char *text);
long atol(const char *text);
long long atoll(const char *text);
double atof(const char *text);
long strtol(const char *__restrict text, char **__restrict end, int base);
unsigned long strtoul(const char *__restrict text, char **__restrict end, int base);
long long strtoll(const char *__restrict text, char **__restrict end, int base);
unsigned long long strtoull(const char *__restrict text, char **__restrict end, int base);
float strtof(const char *__restrict text, char **__restrict end);
double strtod(const char *__restrict text, char **__restrict end);
long double strtold(const char *__restrict text, char **__restrict end);

int abs(int value);
long labs(long value);
long long llabs(long long value);
div_t div(int numerator, int denominator);
ldiv_t ldiv(long numerator, long denominator);
lldiv_t lldiv(long long numerator, long long denominator);

int rand(void);
void srand(unsigned seed);
int rand_r(unsigned *seed);
long random(void);
void srandom(unsigned seed);
char *initstate(unsigned seed, char *state, size_t size);
char *setstate(char *state);
double drand48(void);
double erand48(unsigned short state[3]);
long lrand48(void);
long nrand48(unsigned short state[3]);
long mrand48(void);
long jrand48(unsigned short state[3]);
unsigned short *seed48(unsigned short seed[3]);
void srand48(long seed);
struct drand48_data {
    unsigned short __x[3];
};
int srand48_r(long seed, struct drand48_data *data);
int drand48_r(struct drand48_data *data, double *result);
int lrand48_r(struct drand48_data *data, long *result);
int mrand48_r(struct drand48_data *data, long *result);
int erand48_r(unsigned short state[3], struct drand48_data *data, double *result);

void qsort(void *base, size_t count, size_t size, int (*compare)(const void *, const void *));
void qsort_r(void *base, size_t count, size_t size, int (*compare)(const void *, const void *, void *),
             void *argument);
void *bsearch(const void *key, const void *base, size_t count, size_t size,
              int (*compare)(const void *, const void *));

char *getenv(const char *name);
char *secure_getenv(const char *name);
int setenv(const char *name, const char *value, int overwrite);
int unsetenv(const char *name);
int putenv(char *assignment);
int clearenv(void);

void exit(int status) __attribute__((__noreturn__));
void _Exit(int status) __attribute__((__noreturn__));
void quick_exit(int status) __attribute__((__noreturn__));
void abort(void) __attribute__((__noreturn__));
int atexit(void (*function)(void));
int on_exit(void (*function)(int status, void *argument), void *argument);
int at_quick_exit(void (*function)(void));
int system(const char *command);

char *realpath(const char *__restrict path, char *__restrict resolved);
int mkstemp(char *pattern);
int mkostemp(char *pattern, int flags);
char *mkdtemp(char *pattern);
char *mktemp(char *pattern);
int getsubopt(char **options, char *const *keys, char **value);

int mblen(const char *text, size_t count);
int mbtowc(wchar_t *__restrict to, const char *__restrict text, size_t count);
int wctomb(char *to, wchar_t character);
size_t mbstowcs(wchar_t *__restrict to, const char *__restrict text, size_t count);
size_t wcstombs(char *__restrict to, const wchar_t *__restrict text, size_t count);

/* The names of Linux's for files of more than 2 GiB; there are none here. */
#define mkstemp64 mkstemp

/* Older ways to write numbers. */
char *ecvt(double value, int digits, int *point, int *negative);
char *fcvt(double value, int digits, int *point, int *negative);
char *gcvt(double value, int digits, char *to);
long a64l(const char *text);
char *l64a(long value);

/* Random numbers of BSD, from the system, and those of <stdlib.h> with a state of the caller's (man 3
 * random_r). */
uint32_t arc4random(void);
uint32_t arc4random_uniform(uint32_t limit);
void arc4random_buf(void *to, size_t count);
struct random_data {
    char *__state;
};
int initstate_r(unsigned seed, char *state, size_t size, struct random_data *data);
int setstate_r(char *state, struct random_data *data);
int srandom_r(unsigned seed, struct random_data *data);
int random_r(struct random_data *data, int32_t *result);
void lcong48(unsigned short parameters[7]);

int getloadavg(double loads[], int count);
char *canonicalize_file_name(const char *path);
int mkstemps(char *pattern, int suffix_length);
int mkostemps(char *pattern, int suffix_length, int flags);
