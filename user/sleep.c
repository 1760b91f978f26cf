/* sleep SECONDS: waits for so long, such as 2 or 0.25. */
#include <errno.h>
#include <stdio.h>
#include <time.h>

/* Reads digits[.digits]; false if the text is anything else. */
static int parse(const char *text, struct timespec *time)
{
    const char *start = text;
    long unit = 1000000000;
    for (; *text >= '0' && *text <= '9' && time->tv_sec < 100000000; text++)
        time->tv_sec = time->tv_sec * 10 + (*text - '0');
    if (text == start)
        return 0;
    if (*text == '.')
        for (text++; *text >= '0' && *text <= '9'; text++)
            time->tv_nsec += (unit /= 10) * (*text - '0');
    return *text == '\0';
}

int main(int argc, char **argv)
{
    struct timespec time = {0};
    if (argc != 2 || !parse(argv[1], &time)) {
        fputs("usage: sleep SECONDS\n", stderr);
        return 2;
    }
    while (nanosleep(&time, &time) < 0)
        if (errno != EINTR) {
            perror("sleep");
            return 1;
        }
    return 0;
}
