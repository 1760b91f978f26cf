#!/usr/bin/env python3
"""Programs whose ELF headers are broken, each in its own way: they are refused or crash, and do no harm.

All are run in one boot by tests/user/elf_helper.c, from a folder that is made here out of a good program.
"""
import os
import random
import re
import struct

import weft

with open(weft.machine.build_path("initrd", "bin", "true"), "rb") as file:
    good = file.read()
folder = weft.scratch()
os.makedirs(os.path.join(folder, "broken"))
os.makedirs(os.path.join(folder, "bin"))
phoff, = struct.unpack_from("<I", good, 28)
phnum, = struct.unpack_from("<H", good, 44)
headers = [struct.unpack_from("<8I", good, phoff + 32 * i) for i in range(phnum)]
loads = [i for i in range(phnum) if headers[i][0] == 1]
first, last = loads[0], loads[-1]
wanted = {}
ENOEXEC, CRASH, RUNS = "error 8", "signal 11", "exit 0"


def add(name, data, *outcomes):
    """A file, and what may become of it."""
    path = os.path.join(folder, "broken", name)
    with open(path, "wb") as out:
        out.write(data)
    os.chmod(path, 0o755)
    wanted[name] = outcomes


def patched(*changes, of=good):
    """The good program with (offset, format, value) changed."""
    data = bytearray(of)
    for offset, form, value in changes:
        struct.pack_into("<" + form, data, offset, value)
    return bytes(data)


def segment(i, **fields):
    """The good program with fields of a program header changed."""
    order = ["type", "offset", "vaddr", "paddr", "filesz", "memsz", "flags", "align"]
    return patched(*((phoff + 32 * i + 4 * order.index(field), "I", value) for field, value in fields.items()))


def all_loads(**fields):
    data = good
    for i in loads:
        order = ["type", "offset", "vaddr", "paddr", "filesz", "memsz", "flags", "align"]
        data = patched(*((phoff + 32 * i + 4 * order.index(f), "I", v) for f, v in fields.items()), of=data)
    return data


add("good", good, RUNS)
# Cut off.
add("empty", b"", ENOEXEC)
for size in (1, 4, 16, 51, 52, 53, phoff + 31, phoff + 32 * phnum - 1):
    add(f"cut-{size}", good[:size], ENOEXEC)
add("cut-in-code", good[:len(good) // 2], ENOEXEC, CRASH)
# The file header.
add("text", b"echo no\n", ENOEXEC)
add("script", b"#!/bin/true\n", RUNS)
add("zeros", bytes(8192), ENOEXEC)
add("magic", patched((0, "B", 0x7e)), ENOEXEC)
add("class-64", patched((4, "B", 2)), ENOEXEC)
add("big-endian", patched((5, "B", 2)), ENOEXEC)
add("ident-version", patched((6, "B", 0)), ENOEXEC)
for kind in (0, 1, 4, 0xfff0):
    add(f"type-{kind}", patched((16, "H", kind)), ENOEXEC)
for machine in (0, 40, 62):
    add(f"machine-{machine}", patched((18, "H", machine)), ENOEXEC)
add("version", patched((20, "I", 7)), ENOEXEC)
add("entry-0", patched((24, "I", 0)), CRASH)
add("entry-kernel", patched((24, "I", 0xc0100000)), CRASH, ENOEXEC)
add("entry-high", patched((24, "I", 0xfffffff0)), CRASH, ENOEXEC)
add("entry-hole", patched((24, "I", 0x20000000)), CRASH)
add("entry-stack", patched((24, "I", 0xbfffeff0)), CRASH, "signal 4")
for offset in (len(good), len(good) - 16, 0x7fffffff, 0xffffffff, 0xffffffe0):
    add(f"phoff-{offset:x}", patched((28, "I", offset)), ENOEXEC)
for size in (0, 31, 33, 0xffff):
    add(f"phentsize-{size}", patched((42, "H", size)), ENOEXEC)
for count in (0, 1000, 0xffff):
    add(f"phnum-{count}", patched((44, "H", count)), ENOEXEC)
# The program headers.
add("no-segments", all_loads(type=0), ENOEXEC)
add("interpreter", segment(last, type=3), ENOEXEC)


def asking_for(loader):
    """The good program with one more header: that of the dynamic loader it asks for."""
    at = len(good) + 32 * (phnum + 1)
    header = struct.pack("<8I", 3, at, 0, 0, len(loader), len(loader), 4, 1)
    return patched((28, "I", len(good)), (44, "H", phnum + 1)) + good[phoff:phoff + 32 * phnum] + header + loader


with open(os.path.join(folder, "loader"), "wb") as file:
    file.write(good)
add("loader-missing", asking_for(b"/no/such/loader\0"), "error 2")
add("loader-not-executable", asking_for(b"/loader\0"), "error 13")
add("loader-no-program", asking_for(b"/broken/text\0"), ENOEXEC)
add("loader-directory", asking_for(b"/bin\0"), "error 13")
add("loader-not-terminated", asking_for(b"/bin/true"), ENOEXEC)
add("loader-long", asking_for(b"/" * 64 + b"\0"), ENOEXEC)
add("loader-empty", asking_for(b""), ENOEXEC)
for i, which in ((first, "first"), (last, "last")):
    add(f"{which}-offset-past-end", segment(i, offset=0x7ffff000 + headers[i][1] % 4096), ENOEXEC)
    add(f"{which}-offset-wraps", segment(i, offset=0xfffff000 + headers[i][1] % 4096), ENOEXEC)
    add(f"{which}-offset-misaligned", segment(i, offset=headers[i][1] + 4), ENOEXEC)
    add(f"{which}-filesz-past-end", segment(i, filesz=len(good) + 1, memsz=len(good) + 1), ENOEXEC)
    add(f"{which}-filesz-wraps", segment(i, filesz=0xffffffff, memsz=0xffffffff), ENOEXEC)
    add(f"{which}-filesz-above-memsz", segment(i, filesz=headers[i][5] + 1, memsz=headers[i][5] - 1), ENOEXEC)
    add(f"{which}-memsz-wraps", segment(i, memsz=0xffffffff, flags=6), ENOEXEC)
    add(f"{which}-memsz-into-stack", segment(i, memsz=0xb7ffe000, flags=6), ENOEXEC)
    low = headers[i][2] % 4096
    for place in (0, 0xbffff000, 0xc0000000, 0xc0100000, 0xfffff000):
        add(f"{which}-vaddr-{place:x}", segment(i, vaddr=place + low), ENOEXEC)
    add(f"{which}-no-flags", segment(i, flags=0), CRASH, ENOEXEC)
if len(loads) > 1:
    add("overlap", segment(last, vaddr=headers[first][2] // 4096 * 4096 + headers[last][1] % 4096), ENOEXEC)
    add("reversed", segment(first, vaddr=headers[last][2] // 4096 * 4096 + 0x100000 + headers[first][2] % 4096),
        ENOEXEC)
add("large-bss", segment(last, memsz=0x40000000), RUNS)
add("position-independent", patched((16, "H", 3)), CRASH, RUNS, ENOEXEC)
many = patched((44, "H", 40), (28, "I", len(good)), of=good + good[phoff:phoff + 32 * phnum] * 40)
add("phnum-40", many, ENOEXEC)
# Any bytes of the headers.
rng = random.Random(1)
for i in range(120):
    data = bytearray(good)
    for _ in range(rng.choice((1, 1, 2, 4, 20))):
        data[rng.randrange(phoff + 32 * phnum)] = rng.choice((0, 1, 0x7f, 0x80, 0xff, rng.randrange(256)))
    add(f"random-{i}", bytes(data))

with open(weft.machine.build_path("tests", "bin", "elf_helper"), "rb") as file:
    helper = file.read()
with open(os.path.join(folder, "bin", "elf_helper"), "wb") as file:
    file.write(helper)
os.chmod(os.path.join(folder, "bin", "elf_helper"), 0o755)
run = weft.weft("elf_helper", EXTRA=folder)
ended = dict(re.findall(r"^(\S+): (.*)$", run.out.decode(), re.MULTILINE))
wrong = {name: ended.get(name) for name, outcomes in wanted.items()
         if outcomes and ended.get(name) not in outcomes}
weft.ok(not wrong, f"{sum(map(bool, wanted.values()))} broken programs are refused or crash as they should", wrong)
weft.ok(set(ended) >= set(wanted), "random changes: all were survived", sorted(set(wanted) - set(ended)))
weft.ok(re.search(rb"^ok \d+ - no frame is lost", run.out, re.MULTILINE) and run.status == 0, "nothing is lost", run)

for name in ("magic", "cut-52"):
    weft.equal(weft.weft("/broken/" + name, EXTRA=folder).status, 126, f"tools/exec of {name}: status 126")
weft.done()
