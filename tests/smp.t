#!/usr/bin/env python3
"""Several CPUs: programs whose threads run at the same time, on 2 and 4 CPUs; the same with DEBUG=1; everything at once
(STRESS=seconds for longer); and machines that tell of their CPUs in other ways, or have no more than one.
"""
import os
import re

import weft

ON_CPUS = r"smp_|sys_thread|pipe$|libc_thread|libc_sync|posix_pthread"
SECONDS = int(os.environ.get("STRESS", 4))
BUILD = weft.machine.build_path("debug")


def check(name, head, **variables):
    words = " ".join(f"{key}={value}" for key, value in variables.items() if key == "CPUS")
    run = weft.run_test_program(name, head, **variables)
    problem = weft.tap_problem(run)
    weft.ok(problem is None, f"{name}, {words}", lambda: f"{problem}\n{run}")


for name, head in weft.test_programs():
    if re.match(ON_CPUS, name):
        check(name, head, CPUS=2, TIMEOUT=150)
    if name.startswith("smp_"):
        check(name, head, CPUS=4, TIMEOUT=150)

# With the locks' order checked. The stress test ends by itself; what the kernel counted of its locks is shown.
built = weft.make("-j2", "all", BUILD=BUILD, DEBUG=1)
weft.ok(built.status == 0, "a kernel with DEBUG=1 is built", built)
for cpus in (2, 4):
    folder = weft.scratch()
    os.makedirs(os.path.join(folder, "bin"))
    for program in ("stress", "exec_helper"):
        os.link(weft.machine.build_path("tests", "bin", program), os.path.join(folder, "bin", program))
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
