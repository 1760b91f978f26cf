/* Memory on the caller's stack, gone when it returns. */
#pragma once
#define alloca(size) __builtin_alloca(size)
