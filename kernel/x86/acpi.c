/*
 * ACPI: RSDP, then RSDT, then MADT, which lists the local APICs and the I/O APIC.
 */
#include "debug/log.h"
#include "lib/string.h"
#include "x86/topology.h"

#define TABLE_MAX 0x100000u

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

/* Maps a whole table and checks it; NULL if it is not good. */
static const struct acpi_header *map_table(paddr_t address, map_function map)
{
    const struct acpi_header *header = map(address, sizeof(*header));
    if (!header || header->length < sizeof(*header) || header->length > TABLE_MAX)
        return NULL;
    header = map(address, header->length);
    return header && topology_checksum(header, header->length) ? header : NULL;
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

static void read_entry(struct topology *topology, const struct madt_entry *entry)
{
    switch (entry->kind) {
    case MADT_LOCAL_APIC:
        if (entry->length >= 8 && entry->local_apic.flags & 1)
            topology_add_cpu(topology, entry->local_apic.apic_id);
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
    const struct rsdp *rsdp = topology_search("RSD PTR ", sizeof(*rsdp));
    if (!rsdp)
        return false;
    const struct acpi_header *rsdt = map_table(rsdp->rsdt, map);
    const struct madt *madt = rsdt ? find_madt(rsdt, map) : NULL;
    if (!madt) {
        log_print("ACPI: no good table of the CPUs\n");
        return false;
    }
    topology->local_apic = madt->local_apic;
    const char *next = (const char *)(madt + 1), *end = (const char *)madt + madt->header.length;
    while (end - next >= 2) {
        const struct madt_entry *entry = (const void *)next;
        if (entry->length < 2 || entry->length > end - next)
            break;
        read_entry(topology, entry);
        next += entry->length;
    }
    return topology->local_apic && topology->io_apic;
}
