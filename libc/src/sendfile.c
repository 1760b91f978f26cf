/* From one open file to another (<sys/sendfile.h>). */
#include <sys/sendfile.h>
#include <unistd.h>

#define PIECE 4096

/* With an offset, the file that is read stays where it is, and the offset moves. */
ssize_t sendfile(int to, int from, off_t *offset, size_t count)
{
    char bytes[PIECE];
    size_t done = 0;
    while (done < count) {
        size_t part = count - done < PIECE ? count - done : PIECE;
        ssize_t got = offset ? pread(from, bytes, part, *offset) : read(from, bytes, part);
        ssize_t put = got > 0 ? write(to, bytes, (size_t)got) : got;
        if (put < got && got > 0 && !offset) /* what was not taken is read again */
            lseek(from, (put < 0 ? 0 : put) - got, SEEK_CUR);
        if (put <= 0)
            return done > 0 || put == 0 ? (ssize_t)done : -1;
        done += (size_t)put;
        if (offset)
            *offset += put;
        if (put < (ssize_t)part)
            break;
    }
    return (ssize_t)done;
}
