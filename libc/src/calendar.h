/* Days of the calendar, for those who have no time_t: it ends in 2038. */
#pragma once
#include <time.h>

/* The weekday and day of the year of a year, month and day. */
void __calendar_weekday(struct tm *time);

/* The month and its day of a year and its day. */
void __calendar_month(struct tm *time);
