#!/usr/bin/env python3
"""The shell: its language, on Weft and on the host beside the host's own shell; and by hand at the console."""
import os
import re
import subprocess
import time

import weft

BIN = weft.machine.build_path("initrd", "bin")
on_host = weft.host_runs_i386()

# What every shell agrees on; nothing here prints an error.
SCRIPT = rb"""
echo one 'two  three' "four $? \" x" a\ b '$?' "" end
false; echo $? "$?"
true
echo $?
echo a b | cat | cat
  echo indented;echo next   # a comment
echo a#b '#' "#"
# only a comment
echo in the background & wait
cat < /dev/null | cat
echo lost > /dev/null
echo $?
sh -c 'exit 42'; echo $?
sh -c 'echo inner; false'
echo $?
false | true; echo $?
true | false; echo $?
echo "a|b;c&d<e>f" 'g|h' i\|j
echo ''''x""y
"""

run = weft.weft("sh", stdin=SCRIPT)
weft.equal(run.status, 0, "a script from standard input")
lines = run.out.splitlines()
weft.ok(lines[:4] == [b'one two  three four 0 " x a b $?  end', b"1 1", b"0", b"a b"], "words, quotes, $? and |", run)
weft.ok(run.err == b"", "no prompt without a keyboard", run)
if on_host:
    for name, shell in ("the same binary on Linux", os.path.join(BIN, "sh")), ("the host's /bin/sh", "/bin/sh"):
        done = subprocess.run([shell], input=SCRIPT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60,
                              env={"PATH": BIN + ":/bin"})
        weft.equal((done.returncode, done.stdout), (0, run.out), name + " prints the same")
else:
    weft.skip("the host's shell prints the same", "this host does not run 32-bit x86 programs")

run = weft.weft("sh", stdin=b"cat\nthis line is for cat\n")
weft.ok(run.out == b"this line is for cat\n", "what follows a line is left for the program it runs", run)

# What is wrong is said, and gives a status.
ERRORS = [
    (b"no-such-program\necho $?\n", b"sh: no-such-program: not found\n127\n"),
    (b"/etc\necho $?\n", b"sh: /etc: Permission denied\n126\n"),
    (b"cat < /no/such\necho $?\n", b"sh: /no/such: No such file or directory\n1\n"),
    (b"echo 'open\necho $?\n", b"sh: syntax error: a quote is not closed\n2\n"),
    (b"echo |\necho $?\n", b"sh: syntax error: a command is missing\n2\n"),
    (b"| echo\necho $?\n", b"sh: syntax error: a command is missing\n2\n"),
    (b"echo <\necho $?\n", b"sh: syntax error: a file's name is missing\n2\n"),
    (b"echo " + b"x " * 200 + b"\necho $?\n", b"sh: syntax error: too many words\n2\n"),
    (b"true" + b" | cat" * 20 + b"\necho $?\n", b"sh: syntax error: too many commands\n2\n"),
    (b"x" * 5000 + b"\necho $?\n", b"sh: a line is too long: not run\n2\n"),
    (b"sh /no/such\necho $?\n", b"sh: /no/such: No such file or directory\n127\n"),
    (b"exit 7\necho not reached\n", b""),
]
run = weft.weft("sh", stdin=b"".join(script for script, _ in ERRORS))
weft.equal(run.out, b"".join(wanted for _, wanted in ERRORS), "errors are said, and leave a status")
weft.equal(run.status, 7, "exit's status is the shell's")

folder = weft.scratch()
with open(os.path.join(folder, "script"), "w") as file:
    file.write("echo from a file\nfalse\n")
run = weft.weft("sh", "/script", EXTRA=folder)
weft.ok((run.status, run.out) == (1, b"from a file\n"), "a script in a file; its status is the last command's", run)
run = weft.weft("sh", "-c", "echo one\necho two\nexit 3")
weft.ok((run.status, run.out) == (3, b"one\ntwo\n"), "sh -c", run)


class Console:
    """A booted machine at whose serial console somebody types."""

    def __init__(self, *words):
        self.folder = weft.scratch()
        modules = weft.machine.put_files(self.folder)
        command = weft.machine.qemu(["-display", "none", "-monitor", "none", "-serial", "stdio", "-debugcon", "file:log"],
                                    ["log=debugcon", "panic=exit", *words], modules)
        self.process = subprocess.Popen(command, cwd=self.folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        preexec_fn=weft.machine.die_with_parent)
        os.set_blocking(self.process.stdout.fileno(), False)
        self.text = ""  # everything so far
        self.seen = 0   # and how much of it was asked for

    def expect(self, pattern, seconds=20):
        """Reads until the pattern comes; returns the text before it, or None."""
        end = time.monotonic() + seconds
        while True:
            found = re.compile(pattern).search(self.text, self.seen)
            if found:
                before, self.seen = self.text[self.seen:found.start()], found.end()
                return before
            piece = self.process.stdout.read()
            self.text += (piece or b"").decode(errors="replace")
            if time.monotonic() > end or (piece == b"" and self.process.poll() is not None):
                return None
            if not piece:
                time.sleep(0.02)

    def type(self, text):
        self.process.stdin.write(text.encode())
        self.process.stdin.flush()

    def command(self, line):
        """Types a line at the prompt; returns what is printed until the next prompt, or None."""
        self.type(line + "\r")
        return self.expect(r"weft\$ ")

    def log(self):
        with open(os.path.join(self.folder, "log"), "rb") as file:
            return file.read()


console = Console()
try:
    weft.ok(console.expect(r"weft\$ ", 30) is not None, "the console shows the prompt", console.log)
    weft.equal(console.command("echo hello"), "echo hello\r\nhello\r\n", "what is typed is echoed, lines end with CR LF")
    weft.equal((console.command("echp\x7fo ab\x7fc") or "").split("\r\n")[1:2], ["ac"], "backspace takes back")
    weft.equal((console.command("nonsense\x15echo kept") or "").split("\r\n")[1:2], ["kept"], "^U takes all back")
    text = console.command("help") or ""
    weft.ok("poweroff" in text and all(name in text for name in os.listdir(BIN)), "help names every program", text)
    weft.ok(max(map(len, text.split("\r\n"))) <= 80 and text.count("\n") <= 24, "help fits the screen", text)
    console.type("cat\r")
    console.expect("cat\r\n")
    console.type("line\r")
    weft.ok(console.expect("line\r\nline\r\n") is not None, "a program reads what is typed, line by line")
    console.type("\x04")
    weft.ok(console.expect(r"weft\$ ") is not None, "^D ends its input")
    console.type("sleep 1000\r")
    console.expect("1000\r\n")
    time.sleep(0.3)
    console.type("\x03")
    weft.ok(console.expect(r"weft\$ ") is not None, "^C ends the program, not the shell", lambda: console.text)
    console.type("tour -i\r")
    console.expect("quit")
    console.type("\x03")
    console.expect(r"weft\$ ")
    weft.equal(console.command("echo seen"), "echo seen\r\nseen\r\n", "a killed program leaves the terminal as it was")
    weft.ok(re.search(r"\[\d+\]\r\n", console.command("sleep 0.1 &") or ""), "& shows the process's number")
    time.sleep(0.5)
    weft.ok(re.search(r"\[\d+\] ended", console.command("") or ""), "and the shell tells when it has ended")
    weft.ok("init" in (console.command("ps") or ""), "ps")
    console.type("exit\r")
    weft.ok(console.expect(r"weft\$ ") is not None, "init starts another shell after exit")
    console.type("\x04")
    weft.ok(console.expect(r"weft\$ ") is not None, "and after ^D")
    console.type("poweroff\r")
    try:
        console.process.wait(20)
    except subprocess.TimeoutExpired:
        pass
    weft.ok(weft.machine.status_in(console.log()) == 0, "poweroff switches the machine off", console.log)
finally:
    console.process.kill()
    console.process.wait()
weft.done()
