/*
 * The program loader: ELF executables for i386, and the dynamic loaders that some of them ask for (System V
 * ABI, chapters 4 and 5; Intel386 supplement). Pages of the file are mapped, not copied: every process that
 * runs the program shares its code.
 */
#include "abi/errno.h"
#include "fs/file.h"
#include "lib/string.h"
#include "mm/space.h"
#include "process/exec.h"

#define EM_386       3
#define ET_EXEC      2
#define ET_DYN       3
#define PT_LOAD      1
#define PT_INTERP    3
#define PF_X         1u
#define PF_W         2u
#define PF_R         4u
#define SEGMENTS_MAX 32u

struct elf_header {
    uint8_t ident[16];
    uint16_t type, machine;
    uint32_t version, entry, phoff, shoff, flags;
    uint16_t ehsize, phentsize, phnum, shentsize, shnum, shstrndx;
};

struct elf_segment {
    uint32_t type, offset, vaddr, paddr, filesz, memsz, flags, align;
};

static bool header_valid(const struct elf_header *header, uint32_t file_size_bytes)
{
    static const uint8_t ident[7] = {0x7f, 'E', 'L', 'F', 1 /* 32 bits */, 1 /* little-endian */, 1};
    if (memcmp(header->ident, ident, sizeof(ident)) || header->machine != EM_386 || header->version != 1)
        return false;
    if (header->type != ET_EXEC && header->type != ET_DYN)
        return false;
    if (header->phentsize != sizeof(struct elf_segment) || header->phnum == 0 || header->phnum > SEGMENTS_MAX)
        return false;
    return header->phoff <= file_size_bytes &&
           header->phnum * sizeof(struct elf_segment) <= file_size_bytes - header->phoff;
}

static bool segment_valid(const struct elf_segment *segment, uint32_t base, uint32_t file_size_bytes)
{
    uint32_t start = base + segment->vaddr;
    if (segment->filesz > segment->memsz || segment->memsz == 0)
        return false;
    if (segment->offset > file_size_bytes || segment->filesz > file_size_bytes - segment->offset)
        return false;
    if ((segment->offset & PAGE_MASK) != (start & PAGE_MASK))
        return false;
    if (segment->memsz > segment->filesz && segment->filesz > 0 && !(segment->flags & PF_W))
        return false; /* its last page would have to be cleared behind the file's part */
    return start >= MMAP_BOTTOM && start < MMAP_TOP && segment->memsz <= MMAP_TOP - start;
}

static unsigned area_flags(const struct elf_segment *segment)
{
    return (segment->flags & PF_R ? AREA_READ : 0) | (segment->flags & PF_W ? AREA_WRITE : 0) |
           (segment->flags & PF_X ? AREA_EXECUTE : 0);
}

/* Maps the file's part, then zeros up to the segment's last page's end: dynamic loaders use what is left of
 * it. */
static int map_segment(struct file *file, struct vm_space *space, uint32_t base,
                       const struct elf_segment *segment)
{
    vaddr_t start = ALIGN_DOWN(base + segment->vaddr, PAGE_SIZE);
    vaddr_t file_end = base + segment->vaddr + segment->filesz, end = base + segment->vaddr + segment->memsz;
    vaddr_t file_pages_end = segment->filesz ? ALIGN_UP(file_end, PAGE_SIZE) : start;
    int error = 0;
    if (file_pages_end > start)
        error = vm_space_map(space, &start, file_pages_end - start, area_flags(segment), true,
                             file_object(file), segment->offset >> PAGE_SHIFT, file_inode(file));
    if (!error && segment->filesz && end > file_end)
        error = vm_space_write(space, file_end, NULL, file_pages_end - file_end);
    if (!error && end > file_pages_end)
        error = vm_space_map(space, &file_pages_end, ALIGN_UP(end, PAGE_SIZE) - file_pages_end,
                             area_flags(segment), true, NULL, 0, 0);
    return error;
}

/* The path of the loader that a program asks for: within the file, and with its NUL. */
static int read_interpreter(struct vm_object *object, const struct elf_segment *segment,
                            uint32_t file_size_bytes, struct elf_image *image)
{
    if (segment->filesz == 0 || segment->filesz > sizeof(image->interpreter) ||
        segment->offset > file_size_bytes || segment->filesz > file_size_bytes - segment->offset ||
        !vm_object_read(object, segment->offset, image->interpreter, segment->filesz) ||
        image->interpreter[segment->filesz - 1] != '\0')
        return -ENOEXEC;
    return 0;
}

int elf_load(struct file *file, struct vm_space *space, vaddr_t base, struct elf_image *image)
{
    struct elf_header header;
    struct elf_segment segments[SEGMENTS_MAX];
    struct vm_object *object = file_object(file);
    uint32_t size = file_size(file), previous_end = 0;

    /* 1. The headers. */
    if (!object || size < sizeof(header) || !vm_object_read(object, 0, &header, sizeof(header)) ||
        !header_valid(&header, size))
        return -ENOEXEC;
    if (!vm_object_read(object, header.phoff, segments, header.phnum * sizeof(segments[0])))
        return -ENOEXEC;
    image->base = header.type == ET_DYN ? base : 0;
    image->interpreter[0] = '\0';
    image->entry = image->base + header.entry;
    image->headers = 0;
    image->header_count = header.phnum;

    /* 2. The segments, in order of addresses as the ABI asks, no two in one page. */
    for (unsigned i = 0; i < header.phnum; i++) {
        const struct elf_segment *segment = &segments[i];
        if (segment->type == PT_INTERP && read_interpreter(object, segment, size, image))
            return -ENOEXEC;
        if (segment->type != PT_LOAD || segment->memsz == 0)
            continue;
        if (!segment_valid(segment, image->base, size))
            return -ENOEXEC;
        vaddr_t start = image->base + segment->vaddr;
        if (ALIGN_DOWN(start, PAGE_SIZE) < previous_end)
            return -ENOEXEC;
        int error = map_segment(file, space, image->base, segment);
        if (error)
            return error == -EINVAL ? -ENOEXEC : error;
        previous_end = ALIGN_UP(start + segment->memsz, PAGE_SIZE);
        if (header.phoff >= segment->offset && header.phoff - segment->offset < segment->filesz)
            image->headers = start + (header.phoff - segment->offset);
    }
    if (!previous_end || image->entry >= USER_END)
        return -ENOEXEC;
    image->end = previous_end;
    return 0;
}
