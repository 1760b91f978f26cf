/*
 * Reads Multiboot's information structure (specification 0.6.96, 3.3) into boot_info. Runs once, before
 * anything else uses memory; constant afterwards. Nothing in the structure is believed: every address is
 * checked.
 */
#include "x86/boot_info.h"
#include "debug/log.h"
#include "lib/format.h"
#include "lib/string.h"
#include "x86/paging.h"

#define LOADER_MAGIC 0x2badb002u

#define HAS_COMMAND_LINE (1u << 2)
#define HAS_MODULES      (1u << 3)
#define HAS_MEMORY_MAP   (1u << 6)
#define HAS_SCREEN       (1u << 12)

#define LOW_MEMORY_END 0x100000u
#define MEMORY_MIN     0x600000u /* past 1 MiB: what a machine of 8 MiB has, after what its firmware keeps */
#define MEMORY_USABLE  1
#define SCREEN_DIRECT  1 /* its pixels are colours, not numbers in a palette */

struct multiboot_information {
    uint32_t flags;
    uint32_t lower, upper, boot_device;
    uint32_t command_line;
    uint32_t module_count, modules;
    uint32_t symbols[4];
    uint32_t map_size, map;
    uint32_t other[9];
    uint64_t screen;
    uint32_t screen_pitch, screen_width, screen_height;
    uint8_t screen_depth, screen_type, colours[6];
} __attribute__((packed));

struct multiboot_module {
    uint32_t start, end, string, reserved;
};

/* An entry of the memory map; `size` does not count itself. */
struct multiboot_range {
    uint32_t size;
    uint64_t base, length;
    uint32_t type;
} __attribute__((packed));

struct boot_info boot_info;

/* `size` bytes of the loader's memory, or NULL if we can't reach them. */
static const void *loader_data(paddr_t address, uint32_t size)
{
    if (address == 0 || address > DIRECT_MAP_MAX || size > DIRECT_MAP_MAX - address)
        return NULL;
    return physical_to_virtual(address);
}

/* One entry of the memory map: what lies past 1 MiB and below DIRECT_MAP_MAX, in whole pages. */
static void ram_add(uint64_t start, uint64_t length)
{
    struct boot_range *next = &boot_info.ram[boot_info.ram_count];
    uint64_t end = MIN(start + length, (uint64_t)DIRECT_MAP_MAX);
    start = ALIGN_UP(MAX(start, (uint64_t)LOW_MEMORY_END), PAGE_SIZE);
    end = ALIGN_DOWN(end, PAGE_SIZE);
    if (start >= end)
        return;
    if (boot_info.ram_count > 0 && next[-1].end == start) {
        next[-1].end = end;
    } else if (boot_info.ram_count < BOOT_RANGES_MAX) {
        *next = (struct boot_range){start, end};
        boot_info.ram_count++;
    }
}

static const char *memory_map_read(const struct multiboot_information *information)
{
    const char *map = loader_data(information->map, information->map_size);
    if (!(information->flags & HAS_MEMORY_MAP) || !map)
        return "the boot loader gave no memory map";

    uint32_t offset = 0, total = 0;
    while (offset + sizeof(struct multiboot_range) <= information->map_size) {
        const struct multiboot_range *range = (const void *)(map + offset);
        if (range->size > information->map_size)
            break;
        if (range->type == MEMORY_USABLE)
            ram_add(range->base, range->length);
        offset += range->size + sizeof(range->size);
    }
    for (unsigned i = 0; i < boot_info.ram_count; i++)
        total += boot_info.ram[i].end - boot_info.ram[i].start;
    return total < MEMORY_MIN ? "too little memory: Weft needs 8 MiB" : NULL;
}

static const char *modules_read(const struct multiboot_information *information)
{
    uint32_t count = information->flags & HAS_MODULES ? information->module_count : 0;
    const struct multiboot_module *modules = loader_data(information->modules, count * sizeof(*modules));

    if (count > BOOT_MODULES_MAX)
        return "too many modules";
    for (unsigned i = 0; i < count; i++) {
        if (!modules || modules[i].end < modules[i].start ||
            !loader_data(modules[i].start, modules[i].end - modules[i].start))
            return "a module lies where it can't be reached";
        boot_info.modules[i] = (struct boot_module){modules[i].start, modules[i].end};
    }
    boot_info.module_count = count;
    return NULL;
}

/* Nobody but the programs that map it uses it, and those may see anything there. */
static void screen_read(const struct multiboot_information *information)
{
    const uint8_t *colours = information->colours;
    if (!(information->flags & HAS_SCREEN) || information->screen_type != SCREEN_DIRECT ||
        information->screen >> 32 || information->screen & PAGE_MASK)
        return;
    boot_info.screen = (struct boot_screen){
        .address = (paddr_t)information->screen,
        .pitch = information->screen_pitch,
        .width = information->screen_width,
        .height = information->screen_height,
        .depth = information->screen_depth,
        .red = {colours[0], colours[1]},
        .green = {colours[2], colours[3]},
        .blue = {colours[4], colours[5]},
    };
}

const char *boot_info_init(uint32_t magic, paddr_t address)
{
    if (magic != LOADER_MAGIC)
        return "not started by a Multiboot 1 loader";
    const struct multiboot_information *information = loader_data(address, sizeof(*information));
    if (!information)
        return "the boot loader's information can't be reached";

    const char *line = loader_data(information->command_line, sizeof(boot_info.command_line));
    if (information->flags & HAS_COMMAND_LINE && line)
        string_copy(boot_info.command_line, line, sizeof(boot_info.command_line));

    screen_read(information);
    const char *wrong = memory_map_read(information);
    return wrong ? wrong : modules_read(information);
}

const char *boot_option(const char *name)
{
    size_t length = strlen(name);
    for (const char *word = boot_info.command_line; *word;) {
        const char *after = word + length;
        if (!strncmp(word, name, length) && (*after == '=' || *after == ' ' || *after == '\0'))
            return *after == '=' ? after + 1 : "";
        while (*word && *word != ' ')
            word++;
        while (*word == ' ')
            word++;
    }
    return NULL;
}

uint32_t boot_option_number(const char *name, uint32_t otherwise)
{
    const char *text = boot_option(name);
    uint32_t value;

    if (!text)
        return otherwise;
    if (!number_parse(&text, &value) || (*text != ' ' && *text != '\0')) {
        log_print("%s: not a number, ignored\n", name);
        return otherwise;
    }
    return value;
}
