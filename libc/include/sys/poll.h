/* The older place of <poll.h>. */
#pragma once
#include <poll.h>
