/* Flags of eventfd (man 2 eventfd). */
#pragma once

#define EFD_SEMAPHORE 00000001
#define EFD_NONBLOCK  00004000
#define EFD_CLOEXEC   02000000
