/* The machine's memory and CPUs (man 2 sysinfo, man 3 get_nprocs). */
#pragma once
#include <abi/sysinfo.h>

int sysinfo(struct sysinfo *info);
int get_nprocs(void);
int get_nprocs_conf(void);
long get_phys_pages(void);
long get_avphys_pages(void);
