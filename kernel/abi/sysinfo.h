/* The machine's memory (man 2 sysinfo). */
#pragma once

struct sysinfo {
    long uptime;
    unsigned long loads[3];
    unsigned long totalram, freeram, sharedram, bufferram, totalswap, freeswap;
    unsigned short procs, __padding;
    unsigned long totalhigh, freehigh;
    unsigned mem_unit;
    char __rest[8];
};
