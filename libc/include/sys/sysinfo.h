/* The machine's memory and CPUs (man 2 sysinfo, man 3 get_nprocs). */
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

int sysinfo(struct sysinfo *info);
int get_nprocs(void);
int get_nprocs_conf(void);
long get_phys_pages(void);
long get_avphys_pages(void);
