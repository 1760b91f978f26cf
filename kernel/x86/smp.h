/*
 * Waking the other CPUs.
 */
#pragma once

#include "lib/types.h"
#include "x86/topology.h"

/* How many CPUs run now; cpus[0] to cpus[cpu_count - 1]. Only grows, at boot. */
extern unsigned cpu_count;

/* Wakes all other CPUs of the topology at once (INIT); 10 ms later they listen. */
void smp_init(const struct topology *topology);

/*
 * Starts one of them as `cpu` on the stack that ends at `stack`, where ap_main() (main.c) begins. Returns
 * whether it has said within 100 ms that it runs, by smp_arrived().
 */
bool smp_start(struct cpu *cpu, uint8_t apic_id, struct stack_top *stack);
void smp_arrived(struct cpu *cpu);
