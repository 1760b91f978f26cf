#!/usr/bin/env python3
"""Boots: by -kernel and from the ISO, and what the kernel says when something is wrong."""
import os
import re
import shutil
import struct

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
weft.ok(b"weft$" in machine.screen(), "the prompt is on the screen too", machine.screen)
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

def broken_at(function):
    """A copy of the kernel in which this function begins with an invalid instruction."""
    with open(KERNEL + ".symbols.S") as table:
        text = table.read()
    label = re.search(rf'^(name\d+): .asciz "{function}"$', text, re.MULTILINE)[1]
    address = int(re.search(rf"^\.long (0x\w+), {label}$", text, re.MULTILINE)[1], 16)
    with open(KERNEL, "rb") as file:
        image = bytearray(file.read())
    headers, size, count = struct.unpack_from("<I", image, 28)[0], *struct.unpack_from("<HH", image, 42)
    for i in range(count):
        kind, offset, start, _, length = struct.unpack_from("<5I", image, headers + i * size)
        if kind == 1 and start <= address < start + length:
            at = offset + address - start
            image[at:at + 2] = b"\x0f\x0b"
    path = os.path.join(weft.scratch(), "broken.elf")
    with open(path, "wb") as file:
        file.write(image)
    return path


# A panic says what happened, where, and in which thread; with panic=exit it ends QEMU with a status of its own.
extra = weft.scratch()
tar = os.path.join(extra, "overlay")
with open(tar, "wb") as file:
    file.write(weft.machine.overlay({"etc/exec": b"true\0"}))
machine = weft.Machine("-kernel", broken_at("sys_reboot"), "-initrd", f"{INITRD},{tar}",
                       "-append", "log=debugcon panic=exit")
weft.ok(machine.wait(30) and machine.process.returncode & 1, "a panic ends QEMU with an odd status", machine)
panic = (weft.machine.panic_in(machine.log) or b"").decode(errors="replace")
for what, pattern in (("the registers", r"(?i)eip.*c01[0-9a-f]{5}"), ("the function's name", r"sys_reboot"),
                      ("the backtrace", r"sys_reboot[\s\S]*\n.*(dispatch|trap|syscall)"), ("the process", r"init"), ("the CPU", r"(?i)cpu ?0")):
    weft.ok(re.search(pattern, panic), f"a panic shows {what}", panic or machine)
machine.stop()

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
