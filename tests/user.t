#!/usr/bin/env python3
"""Each program of tests/user, run on Weft, prints TAP and ends with status 0. Time is counted in instructions (SEED), so it does
not matter how busy the host is; on several CPUs in real time: tests/smp.t.

Those marked `runs on Linux` in a comment at their beginning are run on the host too, the same binary, and
print the same there. A comment `variables: MEM=256M ...` sets variables of the run; `helper` marks a program
that only other tests use.
"""
import os
import re
import signal
import subprocess

import weft


def default_signals():
    """For the host: whoever started the tests may ignore some signals (nohup, jobs in the background)."""
    for number in signal.SIGHUP, signal.SIGINT, signal.SIGQUIT:
        signal.signal(number, signal.SIG_DFL)


on_host = weft.host_runs_i386()
if not on_host:
    weft.say("this host does not run 32-bit x86 programs: nothing is compared with Linux")


for name, head in weft.test_programs():
    program = weft.machine.build_path("tests", "bin", name)
    if not os.path.exists(program):
        weft.ok(False, f"{name} on Weft", f"{program} is not built: run `make tests-build`")
        continue
    run = weft.run_test_program(name, head, SEED=1)
    problem = weft.tap_problem(run)
    weft.ok(problem is None, f"{name} on Weft", lambda: f"{problem}\n{run}")
    if on_host and re.search(r"/\*[^/]*runs on Linux", head):
        done = subprocess.run([program], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              timeout=120, cwd="/", preexec_fn=default_signals)
        host = weft.Run(done.returncode, done.stdout, b"")
        problem = weft.tap_problem(host)
        weft.ok(problem is None, f"{name} on Linux", lambda: f"{problem}\n{host}")
        weft.equal(run.out.splitlines(), host.out.splitlines(), f"{name} prints the same on both")
weft.done()
