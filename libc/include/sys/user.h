/* The size of a page, where Linux has it. Portable programs ask sysconf(_SC_PAGESIZE). */
#pragma once

#define PAGE_SHIFT 12
#define PAGE_SIZE  4096
#define PAGE_MASK  (~(PAGE_SIZE - 1))
