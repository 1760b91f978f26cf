#!/usr/bin/env python3
"""tools/exec: statuses, arguments, standard input and output reach both sides as they are."""
import os
import pty
import shutil
import subprocess
import time

import weft

extra = weft.scratch()
shutil.copy(weft.machine.build_path("tests", "bin", "exec_helper"), os.path.join(extra, "helper"))
os.makedirs(os.path.join(extra, "a folder", "b"))
with open(os.path.join(extra, "a folder", "b", "text file"), "wb") as file:
    file.write(b"from EXTRA\n")
with open(os.path.join(extra, "plain"), "wb") as file:
    file.write(b"not a program\n")
os.chmod(os.path.join(extra, "plain"), 0o644)


def helper(*arguments, **variables):
    variables.setdefault("EXTRA", extra)
    return weft.weft("/helper", *arguments, **variables)


def words(data):
    """What `helper args` prints: the arguments in hexadecimal, one a line."""
    return [bytes.fromhex(line.decode()) for line in data.splitlines()]


def status(run, wanted, name):
    return weft.ok(run.status == wanted, name, run)


# Statuses.
for code in (0, 1, 42, 255):
    status(helper("exit", str(code)), code, f"exit({code}) is status {code}")
status(helper("exit", "256"), 0, "exit(256) is status 0, as everywhere")
for signal in (6, 9, 15):
    status(helper("signal", str(signal)), 128 + signal, f"ended by signal {signal}: status {128 + signal}")
status(helper("crash"), 139, "a bad pointer: status 139")
status(weft.weft("no-such-program"), 127, "no such program: status 127")
status(weft.weft("/plain", EXTRA=extra), 126, "not executable: status 126")
begin = time.monotonic()
run = helper("hang", TIMEOUT=3)
status(run, 124, "TIMEOUT: status 124")
weft.ok(run.out == b"hanging\n" and time.monotonic() - begin < 20, "what came before the timeout is printed", run)
run = weft.weft("true", APPEND="init=/nowhere")
weft.ok(run.status == 125 and b"/nowhere" in run.err, "a kernel that stops: status 125, and it is shown why", run)
run = weft.weft("cat", "/proc/cmdline", APPEND="quantm=5 trace jitter=3")
weft.ok(run.status == 0 and run.out.endswith(b" quantm=5 trace jitter=3\n")
        and run.err == b"APPEND=quantm=5 trace jitter=3: Weft does not know quantm=5\n", "a word that nobody reads is told of, and passed on", run)
run = weft.weft("true", APPEND="quantum=5000 jitter=1 failalloc=0 maxcpus=1 trace trace_pages=1 panic=exit log=debugcon tty=raw tour")
weft.ok(run.status == 0 and not run.err, "the others are known", run)
full = weft.scratch()
with open(os.path.join(full, "big"), "wb") as file:
    file.truncate(14 << 20)
run = weft.weft("true", MEM="24M", EXTRA=full)
weft.ok(run.status == 0 and b"big: error 12; left out (no memory" in run.err, "a file for which there is no room is named", run)
run = weft.weft("true", MEM="16M", EXTRA=full)
weft.ok(run.status == 125 and b"give more memory, or fewer files" in run.err, "files that fill the memory: it is said so", run)
linked = weft.scratch()
os.symlink(full, os.path.join(linked, "big"))
os.truncate(os.path.join(full, "big"), 800 << 20)
run = weft.weft("true", EXTRA=linked)
weft.ok(run.status == 125 and run.err.startswith(f"EXTRA={linked}: big is a symbolic link to {full}: there more than".encode()),
        "a link to more than there can be room for is named", run)
status(weft.weft("true", MEM="16M"), 0, "a program in 16 MiB")
status(weft.weft("true", CPUS="2"), 0, "CPUS=2 boots")

# Arguments.
odd = ["", "a b", " lead and trail ", "new\nline", "tab\t", "$HOME $(x) `y`", "'single'", '"double"', "back\\slash",
       "*", "-n", "--", "comma,comma", "\u00fcnicode \u2603", "x" * 3000, ""]
run = helper("args", *odd)
weft.equal(words(run.out), [w.encode() for w in odd], "arguments arrive as they are")
raw = [bytes(range(1, 128)), bytes(range(128, 256))]
run = helper("args", *raw)
weft.equal(words(run.out), raw, "every byte may be in an argument")
run = weft.make("-s", "exec", "CMD=/helper args 'a  b' $HOME $$ \"it's\" $(x) \\# ''", EXTRA=extra)
weft.equal(words(run.out), [b"a  b", b"$HOME", b"$$", b"it's", b"$(x)", b"#", b""], "make exec keeps quotes and $")
weft.equal(run.status, 0, "make exec succeeds with the program")
weft.equal(weft.make("exec", "CMD=false").status, 2, "make exec fails with the program")
run = weft.weft("echo", "by", "name")
weft.ok(run.out == b"by name\n", "a program is found by its name", run)

# Output.
run = helper("bytes")
weft.equal(run.out, bytes(range(256)) * 16, "output comes out byte for byte")
run = helper("big")
weft.ok(run.out == b"0123456789abcde\n" * 16384, "256 KiB of output come out whole", f"{len(run.out)} bytes")
run = helper("both")
weft.equal(run.out, b"out\nerr\n", "standard error goes to the terminal too")
weft.ok(run.err == b"", "nothing else is printed", run)
weft.ok(run.log and b"out\n" not in run.log, "the kernel's messages are in the log, and only they", run)

# Input.
data = bytes(range(256)) * 40 + b"\xff\xff\x04\xff\x04 no newline at the end"
weft.equal(helper("cat", stdin=data).out, data, "input from a file")
weft.equal(helper("cat").out, b"", "empty input")
with open(os.devnull, "rb") as null:
    weft.equal(helper("cat", stdin=null).out, b"", "/dev/null")


def piped(data, wait=0, **variables):
    """Runs `helper cat` with its input in a pipe; the input's second half comes after `wait` seconds."""
    read, write = os.pipe()
    feeder = subprocess.Popen(["sh", "-c", f"head -c {len(data) // 2}; sleep {wait}; cat"], stdin=subprocess.PIPE,
                              stdout=write)
    os.close(write)
    import threading
    thread = threading.Thread(target=lambda: (feeder.stdin.write(data), feeder.stdin.close()))
    thread.start()
    with os.fdopen(read, "rb") as pipe:
        run = helper("cat", stdin=pipe, **variables)
    thread.join()
    feeder.wait()
    return run


weft.equal(piped(data).out, data, "input from a pipe")
weft.equal(piped(b"first\nsecond\n", wait=2).out, b"first\nsecond\n", "input that comes late")
weft.equal(piped(data, SEED=1).out, data, "input from a pipe with SEED")
weft.equal(helper("cat", stdin=data, SEED=1).out, data, "input from a file with SEED")
closed = subprocess.run(["sh", "-c", 'exec "$0" cat <&-', os.path.join(weft.ROOT, "tools/exec")],
                        stdout=subprocess.PIPE, env=weft.environment(TIMEOUT=60))
weft.equal((closed.returncode, closed.stdout), (0, b""), "closed input")
run = subprocess.run(f"{weft.ROOT}/tools/exec /helper big | head -c 16", shell=True, stdin=subprocess.DEVNULL,
                     stdout=subprocess.PIPE, env=weft.environment(TIMEOUT=60, EXTRA=extra), timeout=60)
weft.equal(run.stdout, b"0123456789abcde\n", "a reader that leaves early")


def typed(keys, *words):
    """Runs a program on a terminal and types keys, each when a text has come; returns the status and what the screen shows."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.execve(os.path.join(weft.ROOT, "tools/exec"), ["exec", *words], weft.environment(TIMEOUT=60))
    shown = b""
    try:
        while piece := os.read(terminal, 4096):
            shown += piece
            if keys and keys[0][0] in shown:
                os.write(terminal, keys.pop(0)[1])
    except OSError:
        pass  # so a terminal says that nobody is left
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), shown.decode()


ready = "echo ready; cat; echo end $?"
weft.equal(typed([(b"ready", b"helo\x7flo\r"), (b"lo\r\nhello\r\n", b"\x04")], "sh", "-c", ready),
           (0, "ready\r\nhelo\b \blo\r\nhello\r\nend 0\r\n"),
           "on a terminal Weft's own echoes, and edits lines")
weft.equal(typed([(b"ready", b"\x01x")], "sh", "-c", ready)[0], 130, "Ctrl-A x leaves")

# EXTRA and SEED.
run = weft.weft("cat", "/a folder/b/text file", EXTRA=extra)
weft.ok(run.out == b"from EXTRA\n", "EXTRA's files are there", run)
one, two = (helper("bytes", SEED=3) for _ in range(2))
weft.ok(one.status == two.status == 0 and one.out == two.out and one.log == two.log, "SEED: the same run twice", one)
weft.done()
