#!/usr/bin/env python3
"""Programs as Debian ships them, with its dynamic loader and libraries: bash, coreutils, perl, gawk, jq, lua, make, and a C
compiler that compiles a program with threads on Weft itself."""
import os
import shutil

import weft

programs = weft.machine.build_path("i386", "programs")
if not os.path.exists(os.path.join(programs, "usr", "bin", "tcc")):
    weft.skip_all("Debian's programs for i386 are not there (make deps)")
folder = weft.scratch()
shutil.copytree(programs, folder, symlinks=True, dirs_exist_ok=True)
shutil.copy(os.path.join(weft.ROOT, "tests", "foreign", "debian.sh"), folder)
WANTED = """apple,fig,pear
from a process
to the coprocess
it ended with 0
a signal
1 2 3 4 5 
42
1970-01-02
55 10
late
true
1 2 3 
10000 from no terminal
made
made
bbd05cf6097ac9b1
124
700 2 directory
644 1 regular file
100000
"""
run = weft.weft("bash", "/debian.sh", EXTRA=folder, MEM="512M", CPUS=2, TIMEOUT=120)
weft.ok(run.status == 9, "bash runs the script to its end", run)
weft.equal(run.out.decode(errors="replace").splitlines(), WANTED.splitlines(), "it prints what it should")
weft.done()
