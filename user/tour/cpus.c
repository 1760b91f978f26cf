/* On how many CPUs the tour's workers run; see cpus.h. */
#include "cpus.h"

#include <sched.h>

#include "see.h"

int cpus_count(void)
{
    return (int)see_number(see_file("/proc/weft/sched"), "cpus");
}

void cpus_use(int count)
{
    cpu_set_t set;

    CPU_ZERO(&set);
    for (int i = 0; i < count; i++)
        CPU_SET(i, &set);
    sched_setaffinity(0, sizeof set, &set);
}
