/* Where a signal found a thread. */
#pragma once
#include <ucontext.h>
