#!/usr/bin/env python3
"""The Makefile: what it says to bad values, what it rebuilds, and that clang and DEBUG=1 build without a warning."""
import os
import re
import shutil

import weft

BAD = {
    "MEM": ["banana", "0M", "1M", "7M", "12", "-5M", "9G", "16M 16M", "$(x)", "'"],
    "CPUS": ["0", "x", "9", "1.5"],
    "SEED": ["x", "-1", "1 2"],
    "SEEDS": ["none"],
    "TIMEOUT": ["soon", "0"],
    "DEBUG": ["2", "yes"],
    "APPEND": ["quantum=banana", "trace failalloc=", "quantum=1000 maxcpus=-1", "quantum"],
    "EXTRA": ["/nonexistent"],
    "BUILD": ["a folder"],
    "CROSS": ["nonexistent-"],
}
for name, values in BAD.items():
    for value in values:
        done = weft.make("help", **{name: value})
        lines = done.err.decode().strip().splitlines()
        weft.ok(done.status != 0 and len(lines) == 1 and f"{name}={value}: " in lines[0] and not done.out,
                f"{name}={value} is refused in one line", done)
done = weft.weft("true", MEM="banana")
weft.ok(done.status == 125 and b"MEM=banana: " in done.err, "tools/exec refuses it too", done)
done = weft.make("-n", "kernel", CC="nonexistent -O1", BUILD=os.path.join(weft.machine.build_path(), "with-nothing"))
weft.ok(done.status == 2 and done.err.decode().endswith("CC=nonexistent -O1: nonexistent is not found.  Stop.\n"),
        "a compiler that is not there is named", done)
done = weft.make("help", MEM="1G", CPUS="2", SEED="0", TIMEOUT="5", DEBUG="0", EXTRA="/tmp")
weft.ok(done.status == 0 and b"make deps run" in done.out, "good values are taken", done)
done = weft.make("-n", "-p", "help", MEM="", CPUS="", SEEDS="", BUILD="", SEED="", APPEND="", TIMEOUT="", EXTRA="", DEBUG="")
taken = dict(re.findall(r"^(MEM|CPUS|SEEDS|BUILD) := (.*)$", done.out.decode(), re.MULTILINE))
weft.equal(taken, {"MEM": "128M", "CPUS": "1", "SEEDS": "20", "BUILD": "build"}, "an empty value counts as not given")

done = weft.make("-q", "all")
weft.ok(done.status == 0, "a second make has nothing to do", lambda: weft.make("-n", "all"))
done = weft.make("-n", "-W", "libc/include/stdio.h", "all")
weft.ok(b"-o build/user/hello" in done.out.replace(weft.machine.build_path().encode() + b"/", b"build/"),
        "another header of the C library has programs compiled again", done)

# What a compiler only warns of builds and runs; what is written there happens.
for name, variables in (("gcc", {}), ("clang", {"CC": "clang"})):
    if not shutil.which(name):
        weft.skip(f"{name} builds a sloppy program", f"there is no {name}")
        continue
    variables["BUILD"] = os.path.join(weft.machine.build_path(), "with-" + name)
    program = os.path.join(variables["BUILD"], "tests", "bin", "sloppy")
    for made in (program, os.path.join(variables["BUILD"], "tests", "sloppy", "sloppy.c.o")):
        if os.path.exists(made):
            os.remove(made)
    done = weft.make("-s", program, **variables)
    weft.ok(done.status == 0 and b"warning: " in done.err, f"{name} builds a sloppy program, and warns", done)
    done = weft.weft("/sloppy", EXTRA=os.path.dirname(program))
    weft.ok(done.status == 3 and done.out == b"seen\n1.414214\ndaemon 5\nwait 7\nown 1 256 3\n",
            "it runs as it is written", done)
    done = weft.make("-n", program, OPT="-O2", **variables)
    weft.ok(b"tests/sloppy/sloppy.c" in done.out and b"libc/src/stdio.c" not in done.out,
            "another OPT has the program compiled again, but not the C library", done)

for name, variables in (("clang", {"CC": "clang"}), ("DEBUG=1", {"DEBUG": "1"})):
    if name == "clang" and not shutil.which("clang"):
        weft.skip("clang builds everything", "there is no clang")
        continue
    variables["BUILD"] = os.path.join(weft.machine.build_path(), "with-" + name.replace("=", ""))
    done = weft.make("-s", "tests-build", **variables)
    weft.ok(done.status == 0 and not done.err, f"{name} builds everything without a word", done)
    done = weft.weft("echo", "hello", **variables)
    weft.ok(done.status == 0 and done.out == b"hello\n", f"what {name} built runs", done)
weft.done()
