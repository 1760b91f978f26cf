#!/usr/bin/env python3
"""The kernel's pure C (kernel/lib), on the host: each tests/host/*.c prints TAP."""
import glob
import os
import re
import subprocess

import weft

folder = weft.scratch()
FLAGS = ["-std=gnu11", "-O1", "-g", "-Wall", "-Wextra", "-Wno-unused-parameter", "-I" + os.path.join(weft.ROOT, "kernel")]


def run(*command):
    return subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, timeout=120)


def works(*flags):
    """Whether the host's compiler makes programs that run, with these flags."""
    with open(os.path.join(folder, "probe.c"), "w") as file:
        file.write("#include <stdio.h>\nint main(void) { return puts(\"\") < 0; }\n")
    return run("cc", *flags, "-o", "probe", "probe.c").returncode == 0 and run("./probe").returncode == 0


# 32 bits as in the kernel where the host has a library for them, and with the sanitizers if it has those.
choices = (["-m32", "-fsanitize=address,undefined"], ["-m32"], ["-fsanitize=address,undefined"], [])
kind = next((flags for flags in choices if works(*flags)), None)
if kind is None:
    weft.skip_all("the host's cc makes no programs that run")
weft.say("host flags: " + " ".join(kind or ["none"]))

for source in glob.glob(os.path.join(weft.ROOT, "kernel/lib/*.c")):
    done = run("cc", *FLAGS, *kind, "-ffreestanding", "-c", source)
    if done.returncode:
        weft.ok(False, "compiles " + os.path.relpath(source, weft.ROOT), done.stdout)
run("ar", "rcs", "lib.a", *sorted(n for n in os.listdir(folder) if n.endswith(".o")))
for source in sorted(glob.glob(os.path.join(weft.ROOT, "tests/host/*.c"))):
    name = os.path.basename(source)[:-2]
    done = run("cc", *FLAGS, *kind, "-fno-builtin", "-o", "t-" + name, source, "lib.a")
    if not weft.ok(done.returncode == 0, f"{name}: compiles", done.stdout):
        continue
    done = run("./t-" + name)
    tests = re.findall(r"^(not )?ok\b(.*)", done.stdout, re.MULTILINE)
    plan = re.search(r"^1\.\.(\d+)", done.stdout, re.MULTILINE)
    bad = [line for line in tests if line[0]]
    weft.ok(done.returncode == 0 and tests and not bad and plan and int(plan[1]) == len(tests),
            f"{name}: its {len(tests)} tests", done.stdout[-3000:])
weft.done()
