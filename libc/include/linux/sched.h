/* Flags of clone. */
#pragma once
#include <sched.h>
