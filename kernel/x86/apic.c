/*
 * Local APICs and the I/O APIC. Each CPU touches only its own local APIC; the I/O APIC is set up at boot.
 */
#include "x86/apic.h"

#include "lib/format.h"
#include "x86/timer.h"
#include "x86/trap.h"

/* Registers of a local APIC, by number of 32-bit words (SDM table 11-1). */
enum local_register {
    LOCAL_ID = 0x20 / 4,
    LOCAL_PRIORITY = 0x80 / 4,
    LOCAL_END = 0xb0 / 4,
    LOCAL_SPURIOUS = 0xf0 / 4,
    LOCAL_COMMAND_LOW = 0x300 / 4,
    LOCAL_COMMAND_HIGH = 0x310 / 4,
    LOCAL_TIMER = 0x320 / 4,
    LOCAL_LINT0 = 0x350 / 4,
    LOCAL_LINT1 = 0x360 / 4,
    LOCAL_ERROR = 0x370 / 4,
    LOCAL_TIMER_START = 0x380 / 4,
    LOCAL_TIMER_NOW = 0x390 / 4,
    LOCAL_TIMER_DIVIDE = 0x3e0 / 4,
};

#define LOCAL_ENABLED         0x100u
#define LOCAL_MASKED          0x10000u
#define DIVIDE_BY_1           0xbu
#define COMMAND_PENDING       0x1000u
#define COMMAND_NMI_TO_OTHERS 0xc4400u

#define IO_SELECT      0 /* words */
#define IO_DATA        4
#define IO_VERSION     0x01
#define IO_REDIRECTION 0x10 /* two words for each input */
#define IO_MASKED      0x10000u
#define IO_LEVEL       0x8000u
#define IO_ACTIVE_LOW  0x2000u

#define CALIBRATION_NS 500000
#define FRACTION_BITS  24

static volatile uint32_t *local, *io;
static const struct isa_irq *isa;
static uint32_t cycles_to_ticks; /* in 2^-FRACTION_BITS */

static void io_write(uint32_t number, uint32_t value)
{
    io[IO_SELECT] = number;
    io[IO_DATA] = value;
}

static uint32_t io_read(uint32_t number)
{
    io[IO_SELECT] = number;
    return io[IO_DATA];
}

bool apic_init(const struct topology *topology, map_function map)
{
    if (!topology->local_apic)
        return false;
    isa = topology->isa;
    io = map(topology->io_apic, 32);
    local = io ? map(topology->local_apic, PAGE_SIZE) : NULL;
    if (!local)
        return false;
    unsigned inputs = (io_read(IO_VERSION) >> 16 & 0xff) + 1;
    for (unsigned input = 0; input < inputs; input++)
        io_write(IO_REDIRECTION + 2 * input, IO_MASKED);
    return true;
}

bool apic_present(void)
{
    return local;
}

void apic_init_cpu(void)
{
    local[LOCAL_PRIORITY] = 0;
    local[LOCAL_LINT0] = LOCAL_MASKED;
    local[LOCAL_LINT1] = LOCAL_MASKED;
    local[LOCAL_ERROR] = LOCAL_MASKED;
    local[LOCAL_TIMER_DIVIDE] = DIVIDE_BY_1;
    local[LOCAL_TIMER] = TRAP_APIC_TIMER; /* one-shot */
    local[LOCAL_SPURIOUS] = LOCAL_ENABLED | TRAP_APIC_SPURIOUS;
    this_cpu()->apic_id = local[LOCAL_ID] >> 24;
}

void apic_enable_irq(unsigned irq)
{
    const struct isa_irq *way = &isa[irq];
    io_write(IO_REDIRECTION + 2 * way->input + 1, (uint32_t)cpus[0].apic_id << 24);
    io_write(IO_REDIRECTION + 2 * way->input,
             (TRAP_IRQ_BASE + irq) | (way->level ? IO_LEVEL : 0) | (way->active_low ? IO_ACTIVE_LOW : 0));
}

void apic_acknowledge(void)
{
    local[LOCAL_END] = 0;
}

void apic_send(uint8_t apic_id, uint32_t command)
{
    while (local[LOCAL_COMMAND_LOW] & COMMAND_PENDING)
        cpu_relax();
    local[LOCAL_COMMAND_HIGH] = (uint32_t)apic_id << 24;
    local[LOCAL_COMMAND_LOW] = command;
}

void apic_stop_others(void)
{
    if (local)
        local[LOCAL_COMMAND_LOW] = COMMAND_NMI_TO_OTHERS;
}

void apic_timer_init(void)
{
    uint32_t window = (uint32_t)timer_ns_to_cycles(CALIBRATION_NS);
    local[LOCAL_TIMER] = LOCAL_MASKED;
    local[LOCAL_TIMER_START] = ~0u;
    uint64_t start = cpu_cycles(), now;
    do {
        cpu_relax();
        now = cpu_cycles();
    } while (now - start < window);
    uint32_t ticks = ~0u - local[LOCAL_TIMER_NOW];
    cycles_to_ticks = (uint32_t)divide_64((uint64_t)ticks << FRACTION_BITS, (uint32_t)(now - start), NULL);
    local[LOCAL_TIMER_START] = 0;
    local[LOCAL_TIMER] = TRAP_APIC_TIMER;
}

void apic_timer_arm(uint32_t cycles)
{
    local[LOCAL_TIMER_START] = (uint32_t)((uint64_t)cycles * cycles_to_ticks >> FRACTION_BITS) + 1;
}
