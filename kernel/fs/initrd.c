/*
 * The boot modules, made into files by the functions that system calls use too.
 */
#include "fs/initrd.h"

#include "abi/errno.h"
#include "abi/fcntl.h"
#include "abi/stat.h"
#include "debug/log.h"
#include "fs/path.h"
#include "lib/string.h"
#include "lib/ustar.h"
#include "mm/object.h"
#include "x86/boot_info.h"

static int make_directory(const char *path, uint32_t mode)
{
    int error = fs_make(NULL, path, S_IFDIR | mode, NULL);
    return error == -EEXIST ? 0 : error;
}

/* Archives need not name the directories that their files are in. */
static int make_parents(const char *path)
{
    static char parent[USTAR_NAME_MAX + 1]; /* boot is single-threaded */
    int error = 0;
    for (size_t length = 1; path[length] && !error; length++) {
        if (path[length] != '/' || !path[length + 1])
            continue;
        string_copy(parent, path, length + 1);
        error = make_directory(parent, 0755);
    }
    return error;
}

static int make_file(const struct ustar_entry *entry, const char *contents)
{
    struct file *file;
    int error = fs_open(NULL, entry->name, O_CREAT | O_TRUNC | O_WRONLY | O_NOFOLLOW, 0, &file);
    if (error)
        return error;
    error = fs_resize(file, entry->size);
    if (!error && !vm_object_write(file_object(file), 0, contents, entry->size))
        error = -ENOMEM;
    if (!error)
        error = fs_change(file, &entry->mode, NULL);
    if (error)
        fs_remove(NULL, entry->name, false);
    file_put(file);
    return error;
}

/* Another name for the same file. */
static int make_link(const struct ustar_entry *entry)
{
    struct file *file;
    int error = fs_open(NULL, entry->target, O_PATH | O_NOFOLLOW, 0, &file);
    if (error)
        return error;
    fs_remove(NULL, entry->name, false);
    error = fs_link(file, NULL, entry->name);
    file_put(file);
    return error;
}

static int make_entry(const struct ustar_entry *entry, const char *archive)
{
    int error = make_parents(entry->name);
    if (error)
        return error;
    switch (entry->type) {
    case USTAR_FILE:
        return make_file(entry, archive + entry->offset);
    case USTAR_DIRECTORY:
        return make_directory(entry->name, entry->mode);
    case USTAR_LINK:
        return make_link(entry);
    case USTAR_SYMLINK:
        fs_remove(NULL, entry->name, false);
        return fs_make(NULL, entry->name, S_IFLNK | 0777, entry->target);
    default:
        return -ENOTSUP;
    }
}

static void unpack_archive(unsigned module, const char *archive, size_t size)
{
    static struct ustar_entry entry; /* too large for a stack */
    const char *problem;
    size_t position = 0, start = 0;
    unsigned count = 0;
    int result;
    while ((result = ustar_next(archive, size, &position, &entry, &problem)) > 0) {
        int error = make_entry(&entry, archive);
        if (error)
            log_print("initrd: module %u: %s: error %d; left out\n", module, entry.name, -error);
        count += !error;
        start = position;
    }
    if (result < 0)
        log_print("initrd: module %u is broken at byte %zu of %zu: %s; the %u entries before it are kept\n",
                  module, start, size, problem, count);
}

void initrd_unpack(const struct boot_info *info)
{
    if (info->module_count == 0)
        log_print("initrd: there is none: the boot loader gave no module (QEMU: -initrd, GRUB: module)\n");
    for (unsigned i = 0; i < info->module_count; i++)
        unpack_archive(i, physical_to_virtual(info->modules[i].start),
                       info->modules[i].end - info->modules[i].start);
}
