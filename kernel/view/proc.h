/*
 * /proc: what the kernel shows of itself, read from the live structures (man 5 proc; docs/proc.md for what is
 * Weft's own).
 */
#pragma once

/* Puts /proc into the tree of files. Once, at boot. */
void proc_init(void);

/* The same for /sys/kernel/tracing; starts the trace if the kernel's command line says so. Once, at boot,
 * when all CPUs run. */
void trace_init(void);
