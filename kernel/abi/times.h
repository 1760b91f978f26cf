/* Processor time used, in clock ticks (man 2 times). */
#pragma once

struct tms {
    long tms_utime;
    long tms_stime;
    long tms_cutime;
    long tms_cstime;
};
