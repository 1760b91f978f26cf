/* What getdents64 writes (man 2 getdents64). */
#pragma once
#include <stdint.h>

struct linux_dirent64 {
    uint64_t d_ino;
    int64_t d_off;     /* where the next entry begins, for lseek */
    uint16_t d_reclen; /* length of this record */
    uint8_t d_type;
    char d_name[];
} __attribute__((packed, aligned(4)));

#define DT_UNKNOWN 0
#define DT_FIFO    1
#define DT_CHR     2
#define DT_DIR     4
#define DT_REG     8
#define DT_LNK     10
#define DT_SOCK    12
