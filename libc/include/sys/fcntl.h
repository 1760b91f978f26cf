/* The older place of <fcntl.h>. */
#pragma once
#include <fcntl.h>
