#!/usr/bin/env python3
"""Static i386 Linux programs that were built without Weft's libc run, and end with their status."""
import os
import shutil
import subprocess

import weft

folder = weft.scratch()
sources = os.path.join(weft.ROOT, "tests", "foreign")
on_host = weft.host_runs_i386()
CC = next((cc for cc in (["i686-linux-gnu-gcc"], ["gcc", "-m32"]) if shutil.which(cc[0]) and subprocess.run(
    [*cc, "-nostdlib", "-static", "-o", os.path.join(folder, "raw"), os.path.join(sources, "raw.S")],
    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0), None)
if not CC:
    weft.skip_all("no compiler for i386 Linux")


def try_program(name, arguments, stdin, wanted_status):
    run = weft.weft("/" + name, *arguments, EXTRA=folder, stdin=stdin)
    weft.ok(run.status == wanted_status, f"{name}: status {wanted_status}", run)
    if on_host:
        done = subprocess.run([os.path.join(folder, name), *arguments], input=stdin, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=60)
        weft.equal((run.status, run.out), (done.returncode, done.stdout), f"{name}: the same as on Linux")


try_program("raw", ["a"], b"", 7)

# Debian's busybox, its shell and its tools, on files of their own.
busybox = weft.machine.build_path("i386", "root", "bin", "busybox")
if os.path.exists(busybox):
    os.makedirs(os.path.join(folder, "bin"), exist_ok=True)
    shutil.copy(busybox, os.path.join(folder, "bin", "busybox"))
    shutil.copy(os.path.join(sources, "busybox.sh"), folder)
    run = weft.weft("busybox", "ash", "/busybox.sh", "/tmp", EXTRA=folder)
    weft.equal(run.status, 3, "busybox: its shell runs a script")
    if on_host:
        done = subprocess.run([busybox, "ash", os.path.join(sources, "busybox.sh"), weft.scratch()], stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60,
                              env={"PATH": os.path.dirname(busybox)})
        weft.equal(run.out.decode(errors="replace").splitlines(), done.stdout.decode(errors="replace").splitlines(),
                   "busybox: the same as on Linux")
else:
    weft.skip("busybox", "busybox for i386 is not there (make deps)")
musl = weft.machine.build_path("i386", "root", "usr")
library = os.path.join(musl, "lib", "i386-linux-musl")
if not os.path.exists(os.path.join(library, "libc.a")):
    weft.skip("a program with musl", "musl for i386 is not there (make deps)")
    weft.done()
libgcc = subprocess.run([*CC, "-print-libgcc-file-name"], stdout=subprocess.PIPE, text=True).stdout.strip()
headers = subprocess.run([*CC, "-print-file-name=include"], stdout=subprocess.PIPE, text=True).stdout.strip()
done = subprocess.run([*CC, "-O2", "-static", "-no-pie", "-fno-pie", "-nostdinc", "-nostdlib",
                       "-fno-stack-protector", "-isystem", os.path.join(musl, "include", "i386-linux-musl"), "-isystem", headers,
                       "-o", os.path.join(folder, "musl"), *(os.path.join(library, o) for o in ("crt1.o", "crti.o")),
                       os.path.join(sources, "musl.c"), os.path.join(library, "libc.a"), libgcc,
                       os.path.join(library, "crtn.o")], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
if weft.ok(done.returncode == 0, "musl: links", done.stdout):
    try_program("musl", ["3", "two words"], b"a line\nanother\n", 3)
weft.done()
