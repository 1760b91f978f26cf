#!/usr/bin/env python3
"""Each program of tests/user, run on Weft, prints TAP and ends with status 0.

Those marked `runs on Linux` in a comment at their beginning are run on the host too, the same binary, and
print the same there. A comment `variables: MEM=256M ...` sets variables of the run; `helper` marks a program
that only other tests use.
"""
import glob
import os
import re
import shutil
import subprocess

import weft

on_host = weft.host_runs_i386()
if not on_host:
    weft.say("this host does not run 32-bit x86 programs: nothing is compared with Linux")


def judge(run):
    """None if the output is TAP of tests that all passed, else what is wrong."""
    text = run.out.decode(errors="replace")
    tests = re.findall(r"^(not )?ok\b", text, re.MULTILINE)
    plan = re.search(r"^1\.\.(\d+)", text, re.MULTILINE)
    if run.status:
        return "the status is not 0"
    if any(tests):
        return "a test failed"
    if not plan or int(plan[1]) != len(tests):
        return "the plan is missing or wrong"
    return None


for source in sorted(glob.glob(os.path.join(weft.ROOT, "tests/user/*.c"))):
    name = os.path.basename(source)[:-2]
    with open(source) as file:
        head = re.sub(r"\n \* ?", " ", file.read(1000))  # a comment may go on in the next line
    if re.search(r"/\*.*\bhelper\b", head.splitlines()[0]):
        continue
    variables = dict(word.split("=", 1) for found in re.findall(r"variables: ([^*\n]*)", head)
                     for word in found.split())
    folder = weft.scratch()
    os.makedirs(os.path.join(folder, "bin"))
    program = weft.machine.build_path("tests", "bin", name)
    if not os.path.exists(program):
        weft.ok(False, f"{name} on Weft", f"{program} is not built: run `make tests-build`")
        continue
    shutil.copy(program, os.path.join(folder, "bin"))
    run = weft.weft(name, EXTRA=folder, **variables)
    problem = judge(run)
    weft.ok(problem is None, f"{name} on Weft", lambda: f"{problem}\n{run}")
    if on_host and re.search(r"/\*[^/]*runs on Linux", head):
        done = subprocess.run([program], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              timeout=120, cwd="/")
        host = weft.Run(done.returncode, done.stdout, b"")
        problem = judge(host)
        weft.ok(problem is None, f"{name} on Linux", lambda: f"{problem}\n{host}")
        weft.equal(run.out.splitlines(), host.out.splitlines(), f"{name} prints the same on both")
weft.done()
