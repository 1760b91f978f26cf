#!/usr/bin/env python3
"""Debian's busybox for i386, unchanged: its shell, its tools, and its shell with job control at a terminal."""
import difflib
import fcntl
import os
import pty
import re
import select
import shutil
import struct
import subprocess
import termios
import time
import tty

import weft

BUSYBOX = weft.machine.build_path("i386", "root", "bin", "busybox")
SOURCES = os.path.join(weft.ROOT, "tests", "foreign")
on_host = weft.host_runs_i386()
if not os.path.exists(BUSYBOX):
    weft.skip_all("busybox for i386 is not there (make deps)")

folder = weft.scratch()  # what is added to Weft's files
os.makedirs(os.path.join(folder, "bin"))
os.makedirs(os.path.join(folder, "etc"))
shutil.copy(BUSYBOX, os.path.join(folder, "bin"))
for name in ("busybox.sh", "applets.sh"):
    shutil.copy(os.path.join(SOURCES, name), folder)
for name, text in (("passwd", "root:x:0:0:root:/:/bin/sh\n"), ("group", "root:x:0:\n"),
                   ("profile", "PS1='ash> '\necho the profile was read\n")):
    with open(os.path.join(folder, "etc", name), "w") as file:
        file.write(text)

run = weft.weft("busybox", "ash", "-c", "for i in 1 2 3; do echo $i; done | busybox wc -l", EXTRA=folder)
weft.equal((run.status, run.out), (0, b"3\n"), "a loop into a pipe")
run = weft.weft("busybox", "ash", "-l", "-c", "echo $PS1; exit 6", EXTRA=folder)
weft.equal((run.status, run.out), (6, b"the profile was read\nash>\n"), "a login shell reads its profile")


def difference(wanted, got):
    return lambda: "\n".join(difflib.unified_diff(wanted, got, "Linux", "Weft", lineterm=""))


def try_script(name, status, *arguments):
    """A script in an empty directory; its output goes through a pipe, so that no tool finds a terminal."""
    words = " ".join(("ash", "/" + name, "/tmp", *arguments))
    run = weft.weft("busybox", "ash", "-c",
                    f"export BUSYBOX=/bin/busybox; {{ busybox {words} 2>&1; echo $? >/status; }} | busybox cat; exit $(busybox cat /status)",
                    EXTRA=folder)
    weft.equal(run.status, status, f"{name}: runs to its end")
    if not on_host:
        weft.skip(f"{name}: the same as on Linux", "this host does not run 32-bit x86 programs")
        return
    done = subprocess.run([BUSYBOX, "ash", os.path.join(SOURCES, name), weft.scratch(), *arguments],
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120,
                          env={"PATH": os.path.dirname(BUSYBOX), "BUSYBOX": BUSYBOX})
    got, wanted = (re.sub(r"^/\S*/?(?=\w+\.sh: )", "", text.decode(errors="replace"), flags=re.MULTILINE).splitlines()
                   for text in (run.out, done.stdout))
    weft.ok(got == wanted, f"{name}: the same as on Linux", difference(wanted, got))


try_script("busybox.sh", 3)
try_script("applets.sh", 4, *(["root"] if os.getuid() == 0 else []))


class Terminal:
    """An interactive ash at a pseudo-terminal: on Weft by tools/exec, whose serial line it is, or on the host."""

    def __init__(self, on_weft):
        outside, inside = pty.openpty()
        fcntl.ioctl(inside, termios.TIOCSWINSZ, struct.pack("HHHH", 25, 80, 0, 0))
        words = ["env", "PS1=ash> ", "TERM=vt100", "PATH=/bin", "busybox", "sh", "-c", "busybox stty sane; exec busybox ash -i"]
        if on_weft:
            tty.setraw(inside)  # every byte is Weft's
            command = [os.path.join(weft.ROOT, "tools", "exec"), "busybox", *words]
            environment = weft.environment(EXTRA=folder, TIMEOUT=600, LOG="/dev/null")
        else:
            command = [BUSYBOX, *words]
            environment = {}
            words[3] = "PATH=" + os.path.dirname(BUSYBOX)
        self.process = subprocess.Popen(command, stdin=inside, stdout=inside, stderr=inside, env=environment,
                                        start_new_session=True,
                                        preexec_fn=None if on_weft else lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))
        os.close(inside)
        self.outside = outside
        self.text = ""
        self.seen = 0

    def expect(self, pattern, seconds=120):
        """Reads until the pattern comes; returns the text before it, or None."""
        end = time.monotonic() + seconds
        while True:
            found = re.compile(pattern).search(self.text, self.seen)
            if found:
                before, self.seen = self.text[self.seen:found.start()], found.end()
                return before
            try:
                ready = select.select([self.outside], [], [], max(0, end - time.monotonic()))[0]
                piece = os.read(self.outside, 4096) if ready else b""
            except OSError:
                piece = b""
            if not piece:
                return None
            self.text += piece.decode(errors="replace")

    def type(self, text):
        os.write(self.outside, text.encode())

    def status(self):
        try:
            return self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()


PROMPT = r"ash> \x1b\[6n"
# Lines to type, and for some what to wait for and type then. What the pattern finds is not yet in the line's echo.
FOREVER = "while :; do busybox sleep 0.1; done"
TYPED = [
    ("busybox echo hello",),
    ("busybox sh -c 'echo r$((1)); exec busybox sleep 1000'", "r1", "\x03"),
    ("echo $?",),
    ("busybox sh -c 'echo r$((2)); exec busybox sleep 1000'", "r2", "\x1a"),
    ("jobs",),
    ("bg",),
    ("jobs",),
    ("kill %1; wait %1 2>/dev/null; echo $?",),  # ash says "Terminated" only if it comes to wait before the job has ended
    (f"busybox sh -c 'trap \"echo again$((3))\" CONT; echo r$((3)); {FOREVER}'", "r3", "\x1a"),
    ("fg", "again3", "\x03"),
    ("echo $?",),
    ("busybox sh -c 'echo r$((5)); exec busybox cat'", "r5\r\n", "typed\r", "typed\r\ntyped\r\n", "wrong\x15right\r",
     "right\r\nright\r\n", "\x04"),
    ("busybox sh -c 'echo r$((4)); exec busybox sleep 1000' | busybox cat", "r4\r\n", "\x1c"),
    ("busybox true & wait",),
    ("echo abc\x7f\x7fx",),
    ("\x1b[A",),
    ("echo r$((6)); read x; echo \"<$x>\"", "r6", "a line\r"),
    ("x=$(busybox mktemp -d); cd $x; busybox vi x", r"100%\x1b\[1;1H", "ihello\x1b", "hel.*lo.*100%", ":wq\r"),
    ("busybox cat x; busybox rm -r $x",),
    ("busybox stty size; busybox stty -echo; busybox stty echo",),
]


def converse(terminal):
    """Types it all; returns the status, and what stood on the screen."""
    told = [str(terminal.expect(PROMPT))]
    for line, *then in TYPED:
        terminal.type(line + "\r")
        text = ""
        for pattern, answer in zip(then[::2], then[1::2]):
            before = terminal.expect(pattern)
            if before is None:
                return None, told + [f"{line}: not found: {pattern}", repr(terminal.text[-500:])]
            text += before + "[...]"
            terminal.type(answer)
        before = terminal.expect(PROMPT)
        if before is None:
            return None, told + [f"{line}: no prompt", repr(terminal.text[-500:])]
        told += (text + before).replace("\x1b", "^[").splitlines()
    terminal.type("exit 5\r")
    return terminal.status(), told


status, got = converse(Terminal(True))
weft.equal(status, 5, "at a terminal: everything that was typed was answered")
weft.ok(status == 5 and any("Stopped" in line for line in got) and "130" in got, "^C ends and ^Z stops what runs", "\n".join(got))
if on_host:
    host_status, wanted = converse(Terminal(False))
    weft.ok((status, got) == (host_status, wanted), "at a terminal: the same as on Linux", difference(wanted, got))
else:
    weft.skip("at a terminal: the same as on Linux", "this host does not run 32-bit x86 programs")
weft.done()
