/* Reading directories. */
#pragma once
#include <dirent.h>
