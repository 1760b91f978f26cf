#!/usr/bin/env python3
"""The screen as pixels (/dev/fb0): it is seen while a program has it, and text is back afterwards, whatever ends the
program, and when the kernel panics."""
import os
import re
import shutil

import weft

COLOUR = bytes((0x20, 0x80, 0xe0))
KERNEL = weft.machine.build_path("weft.elf")
extra = weft.scratch()
os.mkdir(os.path.join(extra, "bin"))
shutil.copy(weft.machine.build_path("tests", "bin", "screen_helper"), os.path.join(extra, "bin"))


def boot(script, *arguments, kernel=KERNEL):
    """Boots and runs a line of the shell."""
    path = os.path.join(weft.scratch(), "overlay")
    with open(path, "wb") as file:
        file.write(weft.machine.overlay({"etc/exec": b"sh\0-c\0" + script.encode() + b"\0"}, extra))
    initrd = weft.machine.build_path("initrd.tar")
    return weft.Machine("-kernel", kernel, "-initrd", f"{initrd},{path}", *arguments)


def painted(machine, name, size=(1024, 768)):
    found = machine.wait_for(rb"painted (\d+)x(\d+)")
    weft.ok(found and (int(found[1]), int(found[2])) == size, f"{name}: a program has the screen", machine)
    width, height, pixels = machine.pixels()
    weft.equal((width, height), size, f"{name}: it is as large as the program was told")
    weft.ok(pixels == COLOUR * (width * height), f"{name}: and shows what it has drawn, everywhere")


for how in "quit", "kill":
    machine = boot(f"echo before; cat; screen_helper {how}; echo after; cat")
    machine.wait_for(rb"before")
    line = machine.screen().split(b"\n").index(b"before") * 16 * 720 * 3  # letters are 9 by 16 pixels
    text = machine.pixels()[2][:line]
    machine.tell("sendkey ctrl-d")
    painted(machine, how)
    weft.ok(b"before" not in machine.screen(), f"{how}: no text lies in the picture")
    machine.tell("sendkey ret")
    weft.ok(machine.wait_for(rb"after"), f"{how}: the program has ended", machine)
    weft.equal(machine.pixels()[:2], (720, 400), f"{how}: the screen shows text")
    weft.ok(text.strip(b"\0") and machine.pixels()[2][:line] == text, f"{how}: to the pixel as before")
    screen = machine.screen()
    weft.ok(re.search(rb"before\n.*painted 1024x768\n.*after", screen, re.DOTALL),
            f"{how}: that from before, that from meanwhile, that from after", screen.decode(errors="replace"))
    machine.stop()

machine = boot("screen_helper quit; cat", "-cpu", "qemu32,-apic")  # so that the kernel doesn't keep the NMI away
painted(machine, "panic")
machine.tell("nmi")
weft.ok(machine.wait_for(rb"panic: [\s\S]*called from"), "a panic while a picture is shown", machine)
weft.equal(machine.pixels()[:2], (720, 400), "panic: the screen shows text")
weft.ok(b"panic: non-maskable" in machine.screen(), "panic: and in it, what is wrong", machine)
machine.stop()

machine = boot("screen_helper quit; echo status $?", "-vga", "none")
weft.ok(machine.wait_for(rb"fb0: No such device\s+status 3"), "no card: ENODEV", machine)
machine.stop()
machine = boot("screen_helper quit; echo status $?", "-vga", "cirrus")
weft.ok(machine.wait_for(rb"fb0: No such device\s+status 3"), "another card: ENODEV", machine)
machine.stop()

# A loader's mode is used as it is: 800 by 600 pixels of 16 bits.
machine = boot("screen_helper quit; echo after; cat", kernel=weft.machine.build_path("screen.elf"))
found = machine.wait_for(rb"painted (\d+x\d+)")
weft.equal(found and found[1], b"800x600", "a mode that the boot loader has set up")
width, height, pixels = machine.pixels()
weft.equal((width, height), (800, 600), "it stays")
near = all(abs(got - wanted) < 8 for got, wanted in zip(pixels[:3], COLOUR))
weft.ok(near and pixels == pixels[:3] * (width * height), "pitch and colours are the loader's", pixels[:12])
machine.tell("sendkey ret")
weft.ok(machine.wait_for(rb"after") and machine.pixels()[:2] == (800, 600), "and stays when the program has ended", machine)
machine.stop()
weft.done()
