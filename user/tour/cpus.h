/* On how many CPUs the tour's workers run. */
#pragma once

/* The CPUs of this machine. */
int cpus_count(void);

/* Lets this thread, and those that it starts from now on, run on the first `count` CPUs and no others. */
void cpus_use(int count);
