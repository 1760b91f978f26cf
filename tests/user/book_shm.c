/* runs on Linux */
/* Shared memory by name, and a named semaphore. */
#include "book.h"

#include <fcntl.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
int main(void)
{
    const int SIZE = 4096;
    const char *name = "/OS";
    sem_t *s = sem_open("/ossem", O_CREAT, 0666, 0);
    if (s == SEM_FAILED) {
        perror("sem_open");
        return 1;
    }
    if (fork() == 0) {
        int fd = shm_open(name, O_CREAT | O_RDWR, 0666);
        ftruncate(fd, SIZE);
        char *ptr = mmap(0, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        if (ptr == MAP_FAILED)
            exit(1);
        ptr += sprintf(ptr, "%s", "Hello");
        sprintf(ptr, "%s", " World!");
        sem_post(s);
        exit(0);
    }
    sem_wait(s);
    int fd = shm_open(name, O_RDONLY, 0666);
    char *ptr = mmap(0, SIZE, PROT_READ, MAP_SHARED, fd, 0);
    printf("%s\n", ptr);
    wait(NULL);
    shm_unlink(name);
    sem_close(s);
    sem_unlink("/ossem");
    return strcmp(ptr, "Hello World!");
}

#undef main

int main(void)
{
    return book_run(program, "Hello World!\n");
}
