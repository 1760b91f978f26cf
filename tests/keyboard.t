#!/usr/bin/env python3
"""The PS/2 keyboard and the VGA screen: the shell as somebody sees it who sits in front of the machine.

Keys are pressed through QEMU's monitor, and what is on the screen is read from its memory.
"""
import re
import string

import weft

NAMES = {" ": "spc", "\n": "ret", "\t": "tab", "-": "minus", "=": "equal", "[": "bracket_left", "]": "bracket_right",
         ";": "semicolon", "'": "apostrophe", "`": "grave_accent", "\\": "backslash", ",": "comma", ".": "dot", "/": "slash"}
SHIFTED = dict(zip('!@#$%^&*()_+{}|:"~<>?', "1234567890-=[]\\;'`,./"))


def keys(text):
    """The keys that type a text."""
    for c in text:
        if c in SHIFTED or c.isupper():
            plain = SHIFTED.get(c, c.lower())
            yield "shift-" + NAMES.get(plain, plain)
        else:
            yield NAMES.get(c, c)


machine = weft.Machine("-kernel", weft.machine.build_path("weft.elf"), "-initrd", weft.machine.build_path("initrd.tar"),
                       "-append", "log=debugcon")


def sees(name, pattern):
    """What was typed has led to this at the screen's end."""
    found = machine.wait_for_screen(pattern + rb"\s*$")
    return weft.ok(found, name, lambda: machine.screen().decode(errors="replace"))


def typed(text, *more):
    machine.press(*keys(text), *more)


try:
    if not sees("the prompt is on the screen", rb"weft\$"):
        raise SystemExit
    typed("echo hello\n")
    sees("a command", rb"weft\$ echo hello\nhello\nweft\$")
    symbols = "".join(c for c in string.punctuation if c != "'")
    typed("clear_line", "ctrl-u")
    typed(f"echo '{symbols}'\n")
    sees("all symbols", re.escape(symbols.encode()) + rb"\nweft\$")
    typed(f"echo {string.digits}{string.ascii_lowercase}\n")
    sees("digits and letters", rb"\n" + string.digits.encode() + string.ascii_lowercase.encode() + rb"\nweft\$")
    typed(f"echo {string.ascii_uppercase}\n")
    sees("capital letters", rb"\n" + string.ascii_uppercase.encode() + rb"\nweft\$")
    machine.press("caps_lock")
    typed("abC1")
    machine.press("caps_lock")
    typed("d", "ret")
    sees("caps lock is for letters", rb"sh: ABc1d: not found\nweft\$")
    typed("echo ")
    machine.press("kp_1", "kp_2", "kp_add", "kp_divide", "kp_multiply", "kp_subtract", "kp_decimal", "kp_enter")
    sees("the keypad", rb"\n12\+/\*-\.\nweft\$")
    typed("echo abd", "left", "c", "home", "delete", "e", "end", "e", "backspace", "ret")
    sees("arrows, Home, End, Delete, Backspace", rb"\nabcd\nweft\$")
    machine.press("up", "up", "ret")
    sees("a line from the history", rb"\n12\+/\*-\.\nweft\$")
    typed("hel\t", "ctrl-c")
    sees("Tab, and ^C in a line", rb"weft\$ hel\S*\s*\^C\nweft\$")
    typed("sh -c 'echo started; exec sleep 1000'\n")
    sees("a program runs", rb"\nstarted")
    machine.press("ctrl-z")
    sees("^Z stops it", rb"\^Z\n\[1\] \+ Stopped +sh -c 'echo started; exec sleep 1000'\nweft\$")
    typed("fg\n")
    sees("fg", rb"weft\$ fg\nsh -c 'echo started; exec sleep 1000'")
    machine.press("ctrl_r-c")
    sees("^C by the right Ctrl ends it", rb"\^C\nweft\$")
    typed("cat\nline\n")
    sees("a program reads a line", rb"weft\$ cat\nline\nline")
    machine.press("ctrl-d")
    sees("^D ends its input", rb"line\nweft\$")
    typed("sh -c 'echo started; exec cat'\n")
    sees("another runs", rb"\nstarted")
    machine.press("ctrl-backslash")
    sees("^\\ ends it", rb"\^\\\nsh: process \d+: Quit.*\nweft\$")
    machine.press("pause", "print", "alt", "f1", "menu", "esc", "bracket_left", "shift-z")
    typed("echo still here\n")
    sees("keys that mean nothing change nothing", rb"\nstill here\nweft\$")
    machine.press("ctrl-l")
    machine.wait_for_screen(rb"^weft\$")
    typed("echo clear\n")
    weft.ok(machine.wait_for_screen(rb"^weft\$ echo clear\nclear\nweft\$"), "^L clears the screen", machine.screen)
    typed("i=0; while [ $i -lt 60 ]; do i=$((i+1)); echo line $i; done\n")
    sees("the screen scrolls", rb"line 59\nline 60\nweft\$")
    serial = machine.serial.replace(b"\r", b"")
    weft.ok(b"line 60\nweft$ " in serial and b"still here\n" in serial, "the serial line has shown the same", machine)
finally:
    machine.stop()
weft.done()
