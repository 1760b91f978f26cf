/* The older place of <signal.h>. */
#pragma once
#include <signal.h>
