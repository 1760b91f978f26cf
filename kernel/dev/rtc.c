/*
 * The battery-backed clock. Read at start-up by one CPU; no locks.
 */
#include "dev/rtc.h"
#include "lib/format.h"
#include "lib/string.h"
#include "x86/cpu.h"
#include "x86/timer.h"

#define INDEX 0x70
#define DATA  0x71

#define STATUS_A       0x0a
#define STATUS_B       0x0b
#define A_UPDATING     0x80
#define B_24_HOURS     0x02
#define B_BINARY       0x04
#define HOUR_AFTERNOON 0x80
#define PATIENCE       100000 /* an update takes 2 ms */

uint32_t rtc_boot_seconds;

enum { SECOND, MINUTE, HOUR, DAY, MONTH, YEAR, FIELDS };

static uint8_t rtc_register(uint8_t index)
{
    port_write8(INDEX, index);
    return port_read8(DATA);
}

static void read_fields(uint8_t fields[FIELDS])
{
    static const uint8_t registers[FIELDS] = {0, 2, 4, 7, 8, 9};

    for (unsigned look = 0; look < PATIENCE && rtc_register(STATUS_A) & A_UPDATING; look++)
        cpu_relax();
    for (unsigned i = 0; i < FIELDS; i++)
        fields[i] = rtc_register(registers[i]);
}

/* From the chip's way of writing numbers (BCD, 12 hours) to ours. */
static void normalize(uint8_t fields[FIELDS], uint8_t status)
{
    bool afternoon = fields[HOUR] & HOUR_AFTERNOON;

    fields[HOUR] &= ~HOUR_AFTERNOON;
    for (unsigned i = 0; i < FIELDS && !(status & B_BINARY); i++)
        fields[i] = (fields[i] >> 4) * 10 + (fields[i] & 15);
    if (!(status & B_24_HOURS))
        fields[HOUR] = fields[HOUR] % 12 + (afternoon ? 12 : 0);
}

/* Days from 1970-01-01 to a date in 2000 to 2099, where every fourth year is a leap year. */
static uint32_t days_since_epoch(unsigned year, unsigned month, unsigned day)
{
    static const uint16_t before_month[12] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
    bool after_leap_day = year % 4 == 0 && month > 2;
    return 10957 + year * 365 + (year + 3) / 4 + before_month[month - 1] + after_leap_day + day - 1;
}

static uint32_t read_clock(void)
{
    uint8_t fields[FIELDS], again[FIELDS];

    /* Twice the same: no update fell between. */
    read_fields(fields);
    for (unsigned turn = 0; turn < 10; turn++) {
        read_fields(again);
        if (memcmp(fields, again, sizeof(fields)) == 0)
            break;
        memcpy(fields, again, sizeof(fields));
    }

    normalize(fields, rtc_register(STATUS_B));
    if (fields[SECOND] > 59 || fields[MINUTE] > 59 || fields[HOUR] > 23 || fields[DAY] < 1 ||
        fields[DAY] > 31 || fields[MONTH] < 1 || fields[MONTH] > 12 || fields[YEAR] > 99)
        return 0;
    uint32_t days = days_since_epoch(fields[YEAR], fields[MONTH], fields[DAY]);
    return ((days * 24 + fields[HOUR]) * 60 + fields[MINUTE]) * 60 + fields[SECOND];
}

static uint32_t uptime(void)
{
    return (uint32_t)divide_64(timer_now_ns(), 1000000000, NULL);
}

void rtc_init(void)
{
    rtc_boot_seconds = read_clock() - uptime();
}

uint32_t rtc_now(void)
{
    return rtc_boot_seconds + uptime();
}
