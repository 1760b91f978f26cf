/* Signals after some time (<unistd.h>, <sys/time.h>). */
#include "syscall.h"
#include <sys/time.h>
#include <unistd.h>

unsigned alarm(unsigned seconds)
{
    return (unsigned)sys_alarm(seconds);
}

useconds_t ualarm(useconds_t microseconds, useconds_t interval)
{
    struct itimerval value = {{(time_t)(interval / 1000000), (long)(interval % 1000000)},
                              {(time_t)(microseconds / 1000000), (long)(microseconds % 1000000)}};
    struct itimerval old;
    if (sys_setitimer(ITIMER_REAL, &value, &old) != 0)
        return 0;
    return (useconds_t)(old.it_value.tv_sec * 1000000 + old.it_value.tv_usec);
}
