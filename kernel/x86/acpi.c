/*
 * ACPI: RSDP, then RSDT, then MADT, which lists the local APICs and the I/O APIC. Used once, at boot.
 */
#include "x86/acpi.h"

#include "debug/log.h"
#include "lib/string.h"
#include "x86/paging.h"

#define TABLE_MAX 0x100000u

/* Where the RSDP lies: in the first KiB of the BIOS's data area, or in its own memory. */
#define DATA_AREA_POINTER 0x40eu /* the segment of that area is here */
#define DATA_AREA_LOWEST  0x80000u
#define DATA_AREA_END     0xa0000u
#define BIOS_START        0xe0000u
#define BIOS_END          0x100000u

struct rsdp {
    char signature[8];
    uint8_t checksum, oem[6], revision;
    uint32_t rsdt;
} __attribute__((packed));

struct acpi_header {
    char signature[4];
    uint32_t length;
    uint8_t revision, checksum, other[26];
} __attribute__((packed));

struct madt {
    struct acpi_header header;
    uint32_t local_apic, flags;
} __attribute__((packed));

enum madt_kind { MADT_LOCAL_APIC = 0, MADT_IO_APIC = 1, MADT_OVERRIDE = 2 };

/* One entry of the MADT; which part counts depends on the kind. */
struct madt_entry {
    uint8_t kind, length;
    union {
        struct {
            uint8_t processor, apic_id;
            uint32_t flags; /* bit 0: can be used */
        } __attribute__((packed)) local_apic;
        struct {
            uint8_t id, reserved;
            uint32_t address, first_input;
        } __attribute__((packed)) io_apic;
        struct {
            uint8_t bus, irq;
            uint32_t input;
            uint16_t flags; /* bits 0-1: 3 is active low; bits 2-3: 3 is level */
        } __attribute__((packed)) override;
    };
} __attribute__((packed));

/* Whether the bytes add up to 0, as those of every table do. */
static bool sum_is_good(const void *table, size_t size)
{
    uint8_t sum = 0;
    for (size_t i = 0; i < size; i++)
        sum += ((const uint8_t *)table)[i];
    return sum == 0;
}

static const struct rsdp *search(paddr_t start, paddr_t end)
{
    for (paddr_t address = start; address + sizeof(struct rsdp) <= end; address += 16) {
        const struct rsdp *rsdp = physical_to_virtual(address);
        if (!memcmp(rsdp->signature, "RSD PTR ", 8) && sum_is_good(rsdp, sizeof(*rsdp)))
            return rsdp;
    }
    return NULL;
}

static const struct rsdp *find_rsdp(void)
{
    paddr_t data = (paddr_t) * (const uint16_t *)physical_to_virtual(DATA_AREA_POINTER) << 4;
    const struct rsdp *found = NULL;
    if (data >= DATA_AREA_LOWEST && data < DATA_AREA_END)
        found = search(data, data + 1024);
    return found ?: search(BIOS_START, BIOS_END);
}

/* Maps a whole table and checks it; NULL if it is not good. */
static const struct acpi_header *map_table(paddr_t address, map_function map)
{
    const struct acpi_header *header = map(address, sizeof(*header));
    if (!header || header->length < sizeof(*header) || header->length > TABLE_MAX)
        return NULL;
    header = map(address, header->length);
    return header && sum_is_good(header, header->length) ? header : NULL;
}

static const struct madt *find_madt(const struct acpi_header *rsdt, map_function map)
{
    const uint32_t *tables = (const uint32_t *)(rsdt + 1);
    for (unsigned i = 0; i < (rsdt->length - sizeof(*rsdt)) / sizeof(*tables); i++) {
        const struct acpi_header *table = map_table(tables[i], map);
        if (table && !memcmp(table->signature, "APIC", 4) && table->length >= sizeof(struct madt))
            return (const struct madt *)table;
    }
    return NULL;
}

static void add_cpu(struct topology *topology, uint8_t apic_id)
{
    if (topology->cpu_count < CPU_MAX)
        topology->apic_ids[topology->cpu_count++] = apic_id;
    else
        log_print("CPU with APIC %u is not used: Weft has room for %d\n", apic_id, CPU_MAX);
}

static void read_entry(struct topology *topology, const struct madt_entry *entry)
{
    switch (entry->kind) {
    case MADT_LOCAL_APIC:
        if (entry->length >= 8 && entry->local_apic.flags & 1)
            add_cpu(topology, entry->local_apic.apic_id);
        break;
    case MADT_IO_APIC:
        if (entry->length >= 12 && entry->io_apic.first_input == 0)
            topology->io_apic = entry->io_apic.address;
        break;
    case MADT_OVERRIDE:
        if (entry->length >= 10 && entry->override.irq < ISA_IRQS)
            topology->isa[entry->override.irq] =
                (struct isa_irq){.input = entry->override.input,
                                 .active_low = (entry->override.flags & 3) == 3,
                                 .level = (entry->override.flags >> 2 & 3) == 3};
        break;
    }
}

bool acpi_find(struct topology *topology, map_function map)
{
    const struct rsdp *rsdp = find_rsdp();
    const struct acpi_header *rsdt = rsdp ? map_table(rsdp->rsdt, map) : NULL;
    const struct madt *madt = rsdt ? find_madt(rsdt, map) : NULL;
    if (!madt) {
        log_print("ACPI: no good table of the CPUs\n");
        return false;
    }
    topology->local_apic = madt->local_apic;
    for (unsigned irq = 0; irq < ISA_IRQS; irq++)
        topology->isa[irq].input = irq; /* edge, active high, as long as no entry says otherwise */
    const char *next = (const char *)(madt + 1), *end = (const char *)madt + madt->header.length;
    while (end - next >= 2) {
        const struct madt_entry *entry = (const void *)next;
        if (entry->length < 2 || entry->length > end - next)
            break;
        read_entry(topology, entry);
        next += entry->length;
    }
    return topology->local_apic && topology->io_apic && topology->cpu_count > 0;
}
