/* Resources used, as wait4 reports them. */
#pragma once
#include <abi/resource.h>
#include <sys/types.h>
