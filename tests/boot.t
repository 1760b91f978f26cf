#!/usr/bin/env python3
"""Boots: by -kernel and from the ISO, and what the kernel says when something is wrong."""
import os
import re
import shutil
import subprocess

import weft

KERNEL = weft.machine.build_path("weft.elf")
INITRD = weft.machine.build_path("initrd.tar")


def boot(*arguments, **keywords):
    return weft.Machine("-kernel", KERNEL, *arguments, **keywords)


def prompt(machine, name):
    weft.ok(machine.wait_for(rb"weft\$ "), f"{name}: boots to the prompt", machine)


# Both ways in.
machine = boot("-initrd", INITRD)
prompt(machine, "-kernel")
weft.ok(b"weft$ " in machine.screen(), "the prompt is on the screen too", machine.screen)
machine.stop()
for memory in ("16M", "512M"):
    machine = boot("-initrd", INITRD, memory=memory)
    prompt(machine, memory)
    machine.stop()
    run = weft.weft("cat", "/proc/meminfo", MEM=memory)
    total = re.search(rb"MemTotal: +(\d+) kB", run.out)
    size = int(memory[:-1]) * 1024
    weft.ok(total and 0.9 * size < int(total[1]) <= size, f"{memory}: the kernel knows of it", run)

if not shutil.which("grub-mkrescue"):
    weft.skip("the ISO", "there is no grub-mkrescue")
else:
    extra = weft.scratch()
    os.mkdir(os.path.join(extra, "etc"))
    with open(os.path.join(extra, "etc", "exec"), "wb") as file:
        file.write(b"echo\0from the ISO\0")
    made = weft.make("-s", "iso", EXTRA=extra, APPEND="log=debugcon panic=exit tty=raw")
    weft.ok(made.status == 0, "make iso", made)
    machine = weft.Machine("-cdrom", weft.machine.build_path("weft.iso"))
    weft.ok(machine.wait(60), "the ISO boots, runs a program and powers off", machine)
    machine.stop()
    weft.equal((weft.machine.status_in(machine.log), machine.serial), (0, b"from the ISO\n"), "its status and output")
    made = weft.make("-s", "iso")
    machine = weft.Machine("-cdrom", weft.machine.build_path("weft.iso"))
    prompt(machine, "the ISO")
    machine.stop()


# What is wrong is said on the serial line and on the screen, and nothing goes on.
def says(machine, pattern, name):
    found = machine.wait_for(pattern, 20)
    weft.ok(found and found[0] in machine.serial, f"{name}: said on the serial line", machine)
    if machine.process.poll() is None:
        weft.ok(re.search(pattern, machine.screen()), f"{name}: said on the screen", machine.screen)
    else:
        weft.ok(False, f"{name}: said on the screen", "QEMU has ended")
    machine.stop()


says(boot(), rb"(?i)no initrd|initrd.*(missing|not|no )|no module", "no initrd")
says(boot("-initrd", INITRD, memory="2M"), rb"(?i)(too little|not enough|needs?).*memory|memory.*(too little|too small|needed)",
     "too little memory")
says(weft.Machine("-kernel", weft.machine.build_path("magic.elf"), "-initrd", INITRD), rb"(?i)(magic|multiboot)",
     "a wrong magic")

# An archive that is cut off, or no archive: a message, and no panic without a reason that is named.
folder = weft.scratch()
with open(INITRD, "rb") as file:
    archive = file.read()
for name, data in (("cut off in a file", archive[:len(archive) // 2 // 512 * 512 - 300]), ("cut off in a header", archive[:700]),
                   ("of other bytes", bytes(range(256)) * 40), ("empty", b"")):
    path = os.path.join(folder, "initrd")
    with open(path, "wb") as file:
        file.write(data)
    machine = boot("-initrd", path, "-append", "panic=exit")
    found = machine.wait_for(rb"(?i)(initrd|ustar|archive|module|/bin/init)[^\n]*", 20)
    weft.ok(found, f"an initrd {name}: the kernel says so", machine)
    weft.ok(b"page fault" not in machine.serial + machine.log, f"an initrd {name}: no fault", machine)
    machine.stop()
weft.done()
