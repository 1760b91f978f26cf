/* The older place of <sys/wait.h>. */
#pragma once
#include <sys/wait.h>
