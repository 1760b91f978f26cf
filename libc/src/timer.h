/* Timers of a process: POSIX's (<time.h>), and setitimer()'s of CPU time. */
#pragma once
#include <time.h>

/* Timers that no program can name. */
enum own_timer { TIMER_VIRTUAL, TIMER_PROFILE, OWN_TIMERS };

void __own_timer_set(enum own_timer which, const struct itimerspec *value, struct itimerspec *old);
void __own_timer_get(enum own_timer which, struct itimerspec *value);
