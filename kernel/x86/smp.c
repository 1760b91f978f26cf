/*
 * INIT, SIPI, SIPI (Intel SDM volume 3, 9.4.4). The CPUs are started one at a time, since they share the code
 * at AP_ADDRESS and ap_stack.
 */
#include "x86/smp.h"

#include "lib/string.h"
#include "x86/apic.h"
#include "x86/paging.h"
#include "x86/timer.h"

#define AP_ADDRESS 0x8000u /* below 1 MiB, which the frame allocator leaves alone; as in boot/ap.S */

extern const char ap_start[], ap_start_end[]; /* boot/ap.S */

struct stack_top *ap_stack; /* read by boot/ap.S */
unsigned cpu_count = 1;

static volatile bool arrived;

/* Waits until the flag is set, at most so long. */
static bool wait_for(const volatile bool *flag, uint64_t ns)
{
    uint64_t end = cpu_cycles() + timer_ns_to_cycles(ns);
    while (!*flag && cpu_cycles() < end)
        cpu_relax();
    return *flag;
}

void smp_init(const struct topology *topology)
{
    static const volatile bool never;
    memcpy(physical_to_virtual(AP_ADDRESS), ap_start, (size_t)(ap_start_end - ap_start));
    for (unsigned i = 0; i < topology->cpu_count; i++)
        if (topology->apic_ids[i] != cpus[0].apic_id)
            apic_send(topology->apic_ids[i], APIC_INIT);
    wait_for(&never, 10000000);
}

bool smp_start(struct cpu *cpu, uint8_t apic_id, struct stack_top *stack)
{
    arrived = false;
    ap_stack = stack;
    cpu->apic_id = apic_id;
    apic_send(apic_id, APIC_STARTUP(AP_ADDRESS >> PAGE_SHIFT));
    if (!wait_for(&arrived, 200000))
        apic_send(apic_id, APIC_STARTUP(AP_ADDRESS >> PAGE_SHIFT)); /* the first one may have been missed */
    return wait_for(&arrived, 100000000);
}

void smp_arrived(struct cpu *cpu)
{
    cpu_count = cpu->id + 1;
    arrived = true;
}
