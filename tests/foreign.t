#!/usr/bin/env python3
"""Static i386 Linux programs that were built without Weft's libc run, and end with their status."""
import difflib
import glob
import os
import shutil
import subprocess
import tempfile

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
    """Runs it on Weft, and on the host if that can. An argument `.` becomes a directory that it may write to."""
    def words(directory):
        return ["/" + name, *(directory if word == "." else word for word in arguments)]
    with tempfile.TemporaryDirectory() as extra:
        shutil.copy(os.path.join(folder, name), extra)
        run = weft.weft(*words("/tmp"), EXTRA=extra, stdin=stdin)
    weft.ok(run.status == wanted_status, f"{name}: status {wanted_status}", run)
    if on_host:
        done = subprocess.run(words(weft.scratch()), executable=os.path.join(folder, name), input=stdin,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60)
        got, wanted = (text.decode(errors="replace").splitlines() for text in (run.out, done.stdout))
        weft.ok((run.status, got) == (done.returncode, wanted), f"{name}: the same as on Linux",
                lambda: "\n".join(difflib.unified_diff(wanted, got, "Linux", "Weft", lineterm="")))


try_program("raw", ["a"], b"", 7)

# Programs linked with musl and with glibc. All that is linked comes from the packages: the host's own compiler may have
# its libgcc for 64 bits only.
USR = weft.machine.build_path("i386", "root", "usr")


def link(name, source, libc, *flags):
    """Links one source with "musl" or "glibc"; returns whether that could be done."""
    target = {"musl": "i386-linux-musl", "glibc": "i386-linux-gnu"}[libc]
    library = os.path.join(USR, "lib", target)
    libgcc = sorted(glob.glob(os.path.join(USR, "lib", "gcc", "i686-linux-gnu", "*", "libgcc*.a")))
    if not libgcc or not os.path.exists(os.path.join(library, "libc.a")):
        weft.skip(f"{name}: links", f"{libc} and libgcc for i386 are not there (make deps)")
        return False
    headers = subprocess.run([*CC, "-print-file-name=include"], stdout=subprocess.PIPE, text=True).stdout.strip()
    folders = [os.path.join(USR, "include", target), headers] + [os.path.join(USR, "include")] * (libc == "glibc")
    command = [*CC, "-O2", "-static", "-no-pie", "-fno-pie", "-fno-stack-protector", "-nostdinc", "-nostdlib", *flags,
               *(word for path in folders for word in ("-isystem", path)), "-o", os.path.join(folder, name),
               *(os.path.join(library, file) for file in ("crt1.o", "crti.o")), os.path.join(sources, source),
               "-Wl,--start-group", os.path.join(library, "libc.a"), *libgcc, "-Wl,--end-group",
               os.path.join(library, "crtn.o")]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return weft.ok(done.returncode == 0, f"{name}: links", done.stdout)


# glibc as Debian builds for i386, with times of 32 bits and of 64; musl has only those of 64.
for libc, kind, flags in (("musl", "musl", []), ("glibc", "glibc", []),
                          ("glibc", "glibc64", ["-D_TIME_BITS=64", "-D_FILE_OFFSET_BITS=64"])):
    for program, arguments, stdin, status in (("small", ["3", "two words"], b"a line\nanother\n", 3),
                                              ("many", [], b"", 0), ("signals", [], b"", 0),
                                              ("files", ["."], b"", 0), ("system", [], b"", 0)):
        if link(f"{program}-{kind}", program + ".c", libc, *flags):
            try_program(f"{program}-{kind}", arguments, stdin, status)
weft.done()
