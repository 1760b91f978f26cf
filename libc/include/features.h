/* Nothing to choose here: every declaration is always visible. */
#pragma once
