#!/usr/bin/env python3
"""The kernel built with DEBUG=1, which checks the order of locks, their holders, and that nobody sleeps holding one:
the kernel's own tests, and those user programs that ask most of it, each under another interleaving (SEED).
"""
import os
import re

import weft

BUILD = weft.machine.build_path("debug")
PATTERN = r"sys_|hostile_|pipe|files|libc_thread|libc_sync|libc_fork"

built = weft.make("-j2", "all", os.path.join(BUILD, "ktest.elf"), BUILD=BUILD, DEBUG=1)
if not weft.ok(built.status == 0, "a kernel with DEBUG=1 is built", built):
    weft.done()

machine = weft.Machine("-kernel", os.path.join(BUILD, "ktest.elf"), "-initrd",
                       weft.machine.build_path("initrd.tar"), "-append", "ktest log=debugcon panic=exit", *weft.STEADY)
ended = machine.wait(120)
machine.stop()
weft.ok(ended and weft.machine.status_in(machine.log) == 0, "the kernel's tests", machine)

for seed, (name, head) in enumerate(weft.test_programs(), 1):
    if re.match(PATTERN, name):
        run = weft.run_test_program(name, head, BUILD=BUILD, DEBUG=1, SEED=seed)
        problem = weft.tap_problem(run)
        weft.ok(problem is None, f"{name}, SEED={seed}", lambda: f"{problem}\n{run}")
weft.done()
