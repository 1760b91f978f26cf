/*
 * Instructions that are allowed to fault.
 */
#pragma once

/* In inline assembly: if the instruction at label `from` faults, execution goes on at label `to`. The pairs
 * are read by trap_fixup() (trap.c). */
#define FIXUP(from, to) ".pushsection .fixups, \"a\"; .long " #from ", " #to "; .popsection"
