/* Properties of a thread (man 2 prctl). */
#pragma once

#define PR_SET_DUMPABLE 4
#define PR_SET_NAME     15
#define PR_GET_NAME     16
