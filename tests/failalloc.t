#!/usr/bin/env python3
"""Kernels whose N-th allocation fails (failalloc=N), from boot to a program that forks and makes threads.

Whatever the N: it works, or it is said what there was no memory for; no panic about anything else, no hang, no loss.
Some N are tried; SWEEP=all tries each. (The kernel's own operations
are swept over each of their allocations in tests/kernel/failure.c.)
"""
import concurrent.futures
import os
import re
import shutil

import weft

BOOTS = 36
LAST = 1000  # by then the program has ended
SAID = rb"no memory|out of memory|left out|not mounted|error 12|are kept|Cannot allocate memory|temporarily unavailable"

folder = weft.scratch()
os.mkdir(os.path.join(folder, "bin"))
program = "failalloc_helper"
shutil.copy(weft.machine.build_path("tests", "bin", program), os.path.join(folder, "bin"))


def boot(n):
    return weft.weft(program, EXTRA=folder, TIMEOUT=30, APPEND=f"failalloc={n}")


def problem(run):
    """What is wrong with a run, or None."""
    panic = weft.machine.panic_in(run.log)
    if panic and b"no memory" not in panic.splitlines()[0]:
        return "a panic"
    if run.status in (0, 3):
        return None
    if run.status in (125, 126, 127, 137) and re.search(SAID, run.log + run.out + run.err):
        return None
    return {124: "a hang", 9: "a loss", 8: "an unexpected error"}.get(run.status, f"status {run.status}, unexplained")


sweep = os.environ.get("SWEEP")
step = 1 if sweep == "all" else LAST // BOOTS
numbers = range(1, LAST, step)
weft.weft("true")  # builds, once
with concurrent.futures.ThreadPoolExecutor(2) as pool:
    runs = dict(zip(numbers, pool.map(boot, numbers)))
bad = {n: problem(run) for n, run in runs.items() if problem(run)}
weft.ok(not bad, f"{len(runs)} boots with failalloc=N, N from 1 to {LAST}",
        lambda: "\n".join(f"failalloc={n}: {what}\n{runs[n]}" for n, what in list(bad.items())[:3]))
weft.ok(runs[numbers[-1]].status == 0, f"by allocation {LAST} the program has ended", runs[numbers[-1]])
weft.ok(any(run.status == 3 for run in runs.values()), "some failures are the program's to handle")
weft.done()
