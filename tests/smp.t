#!/usr/bin/env python3
"""Several CPUs: the programs of tests/user on 2 and 4 CPUs (on one: tests/user.t); with DEBUG=1 everything at once, for
STRESS=seconds; and machines that tell of their CPUs in other ways, or have no more than one.
"""
import os
import re
import shutil

import weft

SECONDS = int(os.environ.get("STRESS", 4))
BUILD = weft.machine.build_path("debug")


def run_together(programs, **variables):
    """Runs programs one after the other in one machine; pairs of a name and a run."""
    folder = weft.scratch()
    os.makedirs(os.path.join(folder, "bin"))
    for name in programs + ["exec_helper"]:
        shutil.copy(weft.machine.build_path("tests", "bin", name), os.path.join(folder, "bin"))
    script = "; ".join(f"echo @begin {name}; {name}; echo @end $?" for name in programs)
    run = weft.weft("sh", "-c", script, EXTRA=folder, **variables)
    outputs = dict(re.findall(rb"^@begin (\w+)\n(.*?)(?=^@begin|\Z)", run.out, re.MULTILINE | re.DOTALL))
    for name in programs:
        out, _, status = outputs.get(name.encode(), b"").partition(b"@end ")
        yield name, weft.Run(int(status or 125), out, run.err, run.log)


# The user programs that several CPUs are hardest on; with ALL=1 all but those that fill the memory, which take their time.
chosen = r"(?!hostile_(calls|limits|many))" if os.environ.get("ALL") else \
    r"smp_|libc_(thread|sync|malloc)|sys_(memory|thread)|pipe|book_(bank|mergesort|counter)"
names = [name for name, head in weft.test_programs() if re.match(chosen, name)]
for cpus in (2, 4):
    for name, run in run_together(names, CPUS=cpus, MEM="256M", TIMEOUT=280):
        problem = weft.tap_problem(run)
        weft.ok(problem is None, f"{name}, CPUS={cpus}", lambda: f"{problem}\n{run}")

# With the locks' order checked. The stress test ends by itself; what the kernel counted of its locks is shown.
built = weft.make("-j2", "all", BUILD=BUILD, DEBUG=1)
weft.ok(built.status == 0, "a kernel with DEBUG=1 is built", built)
for cpus in (2, 4):
    folder = weft.scratch()
    os.makedirs(os.path.join(folder, "bin"))
    shutil.copy(weft.machine.build_path("tests", "bin", "stress"), os.path.join(folder, "bin"))
    run = weft.weft("stress", str(cpus), str(SECONDS), EXTRA=folder, CPUS=cpus, DEBUG=1, BUILD=BUILD, MEM="256M",
                    TIMEOUT=120 + 10 * SECONDS)
    problem = weft.tap_problem(run)
    weft.ok(problem is None, f"everything at once for {SECONDS} s, CPUS={cpus} DEBUG=1", lambda: f"{problem}\n{run}")
run = weft.weft("cat", "/proc/weft/locks", CPUS=2, DEBUG=1, BUILD=BUILD)
locks = dict(re.findall(r"^(\w+) contended \d+ acquired (\d+) longest_ns \d+$", run.out.decode(), re.MULTILINE))
weft.ok(int(locks.get("sched", 0)) > 0 and list(locks)[0] == "process" and list(locks)[-1] == "sched",
        "the locks are counted, outermost first", run)


def cpus_of(**variables):
    run = weft.weft("cat", "/proc/weft/sched", **variables)
    found = re.search(rb"^cpus (\d+)$", run.out, re.MULTILINE)
    return int(found[1]) if found else str(run)


weft.equal(cpus_of(CPUS=1), 1, "CPUS=1: one CPU")
weft.equal(cpus_of(CPUS=8), 8, "CPUS=8: eight")
weft.equal(cpus_of(CPUS=4, APPEND="maxcpus=1"), 1, "maxcpus=1: one of four")
weft.equal(cpus_of(CPUS=4, APPEND="maxcpus=3"), 3, "maxcpus=3: three of four")
for name, options, wanted in (("the MP table", ["-no-acpi", "-smp", "2,sockets=2"], rb"2 CPUs"),
                              ("no APIC", ["-machine", "isapc"], None)):
    machine = weft.Machine("-kernel", weft.machine.build_path("weft.elf"), "-initrd",
                           weft.machine.build_path("initrd.tar"), "-append", "panic=exit", *options)
    weft.ok(machine.wait_for(rb"weft\$ ", 40), f"{name}: boots to the prompt", machine)
    found = re.search(rb"(\d+) CPUs", machine.serial)
    weft.ok(bool(found) == bool(wanted) and (not wanted or found[0] == wanted),
            f"{name}: finds {'two CPUs' if wanted else 'one'}", machine)
    machine.stop()
weft.done()
