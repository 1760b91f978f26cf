/* The system interface. */
#pragma once
#include <unistd.h>
