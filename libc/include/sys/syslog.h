/* The system log. */
#pragma once
#include <syslog.h>
