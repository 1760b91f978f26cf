#!/usr/bin/env python3
"""The tests of kernel internals (tests/kernel): a kernel with them built in, booted with `ktest`, prints TAP; on 1, 2 and 4
CPUs with time counted in instructions, and those about CPUs once more on CPUs that are really parallel."""
import os
import re

import weft

if not os.path.exists(weft.machine.build_path("ktest.elf")):
    weft.ok(False, "build/ktest.elf is there", "run `make tests-build`")
    weft.done()


def run_on(cpus, which, *options):
    title = f"CPUS={cpus} {which}"
    machine = weft.Machine("-kernel", weft.machine.build_path("ktest.elf"),
                           "-initrd", weft.machine.build_path("initrd.tar"),
                           "-append", f"ktest={which} log=debugcon panic=exit",
                           "-smp", str(cpus), *options)
    ended = machine.wait(120)
    machine.stop()
    lines = (machine.log + b"\n" + machine.serial).decode(errors="replace").splitlines()
    tests = [line for line in lines if re.match(r"(not )?ok\b", line)]
    plan = next((line for line in lines if re.match(r"1\.\.\d+$", line)), None)
    for line in lines:
        if line in tests:
            name = f"{title}: " + re.sub(r"^(not )?ok *\d* *-? *", "", line)
            if "# SKIP" in name.upper():
                weft.skip(*re.split(r" *# *skip *", name, maxsplit=1, flags=re.IGNORECASE))
            else:
                weft.ok(line.startswith("ok"), name)
        elif line.startswith("#") or "panic: " in line:
            print("# " + line.lstrip("# "))
    weft.ok(ended and plan and int(plan[3:]) == len(tests), f"{title}: all kernel tests ran", machine)
    weft.ok(weft.machine.status_in(machine.log) == 0, f"{title}: and the machine powered off with status 0",
            "\n".join(lines[-20:]))


for number in (1, 2, 4):
    run_on(number, "all", *weft.STEADY)
for number in (2, 4):
    run_on(number, "cpus")
weft.done()
