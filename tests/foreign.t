#!/usr/bin/env python3
"""Static i386 Linux programs that were built without Weft's libc run, and end with their status."""
import glob
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

# Programs linked with musl and with glibc. All that is linked comes from the packages: the host's own compiler may have
# its libgcc for 64 bits only.
USR = weft.machine.build_path("i386", "root", "usr")


def link(name, source, libc):
    """Links one source with "musl" or "glibc"; returns whether that could be done."""
    target = {"musl": "i386-linux-musl", "glibc": "i386-linux-gnu"}[libc]
    library = os.path.join(USR, "lib", target)
    libgcc = sorted(glob.glob(os.path.join(USR, "lib", "gcc", "i686-linux-gnu", "*", "libgcc*.a")))
    if not libgcc or not os.path.exists(os.path.join(library, "libc.a")):
        weft.skip(f"{name}: links", f"{libc} and libgcc for i386 are not there (make deps)")
        return False
    headers = subprocess.run([*CC, "-print-file-name=include"], stdout=subprocess.PIPE, text=True).stdout.strip()
    folders = [os.path.join(USR, "include", target), headers] + [os.path.join(USR, "include")] * (libc == "glibc")
    command = [*CC, "-O2", "-static", "-no-pie", "-fno-pie", "-fno-stack-protector", "-nostdinc", "-nostdlib",
               *(word for path in folders for word in ("-isystem", path)), "-o", os.path.join(folder, name),
               *(os.path.join(library, file) for file in ("crt1.o", "crti.o")), os.path.join(sources, source),
               "-Wl,--start-group", os.path.join(library, "libc.a"), *libgcc, "-Wl,--end-group",
               os.path.join(library, "crtn.o")]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return weft.ok(done.returncode == 0, f"{name}: links", done.stdout)


for libc in ("musl", "glibc"):
    if link(libc, "small.c", libc):
        try_program(libc, ["3", "two words"], b"a line\nanother\n", 3)
weft.done()
