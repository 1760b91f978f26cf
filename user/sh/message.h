/* What the shell says about itself, on standard error. */
#pragma once

/* Prints `sh: name: problem`. */
void complain(const char *name, const char *problem);
