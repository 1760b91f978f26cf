/* Where a signal found a thread. */
#pragma once
#include <signal.h>
