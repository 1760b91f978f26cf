#!/usr/bin/env python3
"""The terminal and the shell's job control and line editing, as somebody sees them who types.

Each dialogue is held twice where the host runs our programs: at Weft's serial console, and at a terminal of
Linux, with the same shell and the same helper (tests/user/terminal_helper.c). Both must print the same.
"""
import os
import re
import shutil

import weft

BIN = weft.machine.build_path("initrd", "bin")
HELPER = weft.machine.build_path("tests", "bin", "terminal_helper")
PROMPT = r"weft\$ "
on_host = weft.host_runs_i386()

def line(text, pattern=""):
    """A line for the shell: the pattern must follow it, and then the prompt."""
    return text + "\r", pattern + r"[\s\S]*(?:weft\$|\n>) $"


START = "sh -c 'echo started; exec sleep 1000'\r"  # something to be stopped, once it says that it runs
STARTED = r"(?m)^started\r\n"
BACK = r"weft\$ $"
FOLDER = f"/tmp/weft-{os.getpid()}"  # on the host too

# Each dialogue: its name, and pairs of what is typed, and a pattern that must follow it.
DIALOGUES = [
    ("a command", [("echo hello\r", r"^echo hello\r\nhello\r\nweft\$ $")]),
    ("keys that edit a line", [
        line("echo ac\x1b[Db", r"\r\nabc\r\n"),  # left
        line("echo \x01\x1b[C\x1b[Cx\x05y", r"ecxho.*not found\r\n"),  # ^A, right twice; ^E
        line("echo abc\x1bOH# \x1bOF"),  # Home, End
        line("echo one\x7ftwo", r"\r\nontwo\r\n"),
        line("echo onex\x1b[D\x1b[3~!", r"\r\none!\r\n"),  # Delete
        line("nonsense\x15echo kept", r"\r\nkept\r\n"),
        line("echo one two\x17three", r"\r\none three\r\n"),
        line("echo one two\x02\x02\x02\x0b", r"\r\none\r\n"),  # ^K
        ("not this\x03", r"\^C\r\nweft\$ $"),
        line("echo \x02\x06\x04x", r"\r\nx\r\n"),  # ^D takes nothing away at the end
        line("echo " + 90 * "x" + "\x01\x1b[C\x1b[C\x05", r"\r\nx{90}\r\n"),  # longer than the screen
        ("\x0c", r"\x1b\[H\x1b\[Jweft\$ "),
        line("echo \x00\x1b[5~\x1b[99;5Zx", r"\r\nx\r\n")]),  # keys that mean nothing
    ("history", [
        line("echo first", r"\r\nfirst\r\n"), line("echo second", r"\r\nsecond\r\n"),
        line("\x1b[A\x1b[A", r"\r\nfirst\r\n"), line("\x10\x10!", r"\r\nsecond!\r\n"),
        line("draft\x1b[A\x1b[B\x7f\x7f\x7f\x7f\x7fecho kept", r"\r\nkept\r\n")]),
    ("completion", [
        ("kil\t", r"kill \x1b"), line("-l 9", r"\r\nKILL\r\n"),
        line("ech\tx", r"\r\nx\r\n"),
        ("cat /pro\t", r"/proc/"), ("sel\t", r"/proc/self/?"), ("\x03", BACK),
        line(f"mkdir {FOLDER}; cd {FOLDER}; echo > 'a b'; echo > abc; echo > abd"),
        ("echo ab\t", r"\x07|ab"), ("\t", r"abc +abd\r\n"), line("c", r"\r\nabc\r\n"),
        line("echo a\\ \t", r"\r\na b\r\n"),
        ("echo nothing-begins-so\t", r"\x07"), ("\x03", BACK),
        line(f"cd /; rm -r {FOLDER}")]),
    ("a command over several lines", [
        ("if true\r", r"\r\n> $"), ("then echo 'a\r", r"\r\n> $"), line("b'; fi", r"\r\na\r\nb\r\n"),
        ("while\r", r"\r\n> $"), ("\x03", r"\^C\r\n.*\r\nweft\$ $"),
        line("echo (", r"syntax error"), ("cat << end\r", "> $"), ("text\r", "> $"), line("end", r"\r\ntext\r\n")]),
    ("reading lines", [
        ("cat\r", r"cat\r\n"), ("line\r", r"line\r\nline\r\n"), ("\x04", BACK),
        ("cat\r", r"cat\r\n"), ("part\x04", r"partpart"), ("\x04", BACK),
        ("terminal_helper canonical 64\r", "ready\r\n"), ("abx\x7fc\r", r"abx\x08 \x08c\r\n\[4 61 62 63 0a\]\r\n"),
        ("nonsense\x15ok\r", r"\[3 6f 6b 0a\]"), ("one two\x17x\r", r"\[6 6f 6e 65 20 78 0a\]"),
        ("a\x01\x7f\x7fb\r", r"\[2 62 0a\]"),  # ^A is shown as two, and taken back as two
        ("\x16\x03\x16\x7f\r", r"\[3 03 7f 0a\]"), ("\r", r"\[1 0a\]"), ("a\tb\r", r"\[4 61 09 62 0a\]"),
        ("ab\x04", r"\[2 61 62\]"), ("\x04", r"\[0\]")]),
    ("a short read leaves the rest", [
        ("terminal_helper canonical 3\r", "ready\r\n"), ("abcd\r", r"\[3 61 62 63\]\r\n\[2 64 0a\]"),
        ("\x04", r"\[0\]")]),
    ("without echo", [
        ("terminal_helper flags 010 0\r", "ready\r\n"), ("secret\r", r"^\[7 73 65 63 72 65 74 0a\]"), ("q\r", BACK)]),
    ("ECHONL", [("terminal_helper flags 010 0100\r", "ready\r\n"), ("q\r", r"^\r\n\[2 71 0a\]")]),
    ("without ECHOCTL", [("terminal_helper flags 01000 0\r", "ready\r\n"), ("a\x01q\r", r"\[4 61 01 71 0a\]")]),
    ("without ISIG", [("terminal_helper flags 01 0\r", "ready\r\n"), ("\x03\x1cq\r", r"\[4 03 1c 71 0a\]")]),
    ("without IEXTEN", [("terminal_helper flags 0100000 0\r", "ready\r\n"), ("\x16\x17q\r", r"\[4 16 17 71 0a\]")]),
    ("other characters", [
        ("terminal_helper character 2 35\r", "ready\r\n"), ("ab#q\r", r"\[3 61 71 0a\]\r\nweft\$ $"),  # erase is #
        ("terminal_helper character 11 46\r", "ready\r\n"), ("ab.", r"\[3 61 62 2e\]"), ("q\r", BACK),  # . ends a line
        ("terminal_helper character 4 0\r", "ready\r\n"), ("\x04q\r", r"\[3 04 71 0a\]")]),  # no end of file
    ("raw", [
        ("terminal_helper raw 1 0\r", "ready\r\n"), ("a", r"^\[1 61\]"), ("\r", r"\[1 0d\]"), ("\x03", r"\[1 03\]"),
        ("\x04", r"\[1 04\]"), ("\x7f", r"\[1 7f\]"), ("\x1a", r"\[1 1a\]"), ("q", BACK)]),
    ("VMIN", [("terminal_helper raw 3 0\r", "ready\r\n"), ("abq", r"^\[3 61 62 71\]")]),
    ("VMIN 0: no waiting", [("terminal_helper raw 0 0\r", r"ready\r\n\[0\]")]),
    ("VTIME", [("terminal_helper raw 0 1\r", r"ready\r\n\[0\]")]),
    ("typed ahead", [
        ("terminal_helper ahead 0\r", "ready\r\n"), ("ahead\r", r"\[6 61 68 65 61 64 0a\]\r\n\[0\]\r\nweft\$ $"),
        ("terminal_helper ahead 2\r", "ready\r\n"), ("ahead\r", r"^ahead\r\n\[0\]")]),
    ("signals", [
        ("terminal_helper signals 0\r", "ready\r\n"), ("dropped", "dropped"),
        ("\x03", r"\^CINT\r\n\[-1 Interrupted system call\]\r\n"), ("\x1c", r"\^\\QUIT\r\n\[-1 .*\]\r\n"),
        ("\x1a", r"\^ZTSTP\r\n\[-1 .*\]\r\n"), ("q\r", r"^q\r\n\[2 q\r\n\]")]),
    ("NOFLSH", [("terminal_helper signals 0200\r", "ready\r\n"), ("kept", "kept"), ("\x03", r"\^CINT\r\n\[-1 "),
                ("q\r", r"\[6 keptq\r\n\]")]),
    ("the window's size", [("terminal_helper size\r", r"size\r\nWINCH\r\nlarger 0: 40 x 132\r\nthe same 0: 40 x 132\r\n")]),
    ("a background group", [
        ("terminal_helper background\r", r"read: stopped by SIGTTIN\r\nread, ignoring the signal: ended with 5\r\n"
         r"read, blocking it: ended with 5\r\nread, orphaned: ended with 5\r\ntext\r\nwrite: ended with 0\r\n"
         r"write, with TOSTOP: stopped by SIGTTOU\r\nsettings: stopped by SIGTTOU\r\nsettings, ignoring the signal: ended with 0\r\n"
         r"settings, only read: ended with 0\r\nforeground: stopped by SIGTTOU\r\nthe foreground is ours\r\n")]),
    ("what is refused", [("terminal_helper errors\r", r"bad group: -1 Invalid argument\r\nisatty: 1 0\r\n")]),
    ("^C", [
        (START, STARTED), ("\x03", r"^\^C\r\nweft\$ $"), line("echo $?", r"\r\n130\r\n"),
        ("while :; do sh -c 'echo started; exec sleep 1000'; done; echo never\r", STARTED), ("\x03", r"^\^C\r\nweft\$ $"),
        ("sh -c 'echo started; while :; do :; done'\r", STARTED), ("\x03", r"^\^C\r\nweft\$ $"),
        ("f() { pwd; while :; do :; done; }; f\r", r"(?m)^/\r\n"), ("\x03", BACK),
        ("cat | cat | sh -c 'echo started; exec cat'\r", STARTED), ("\x03", r"^\^C\r\nweft\$ $"),
        line("echo the shell is there", r"\r\nthe shell is there\r\n")]),
    ("^\\", [(START, STARTED), ("\x1c", r"sh: process \d+: Quit.*\r\nweft\$ $"), line("echo $?", "131")]),
    ("job control", [
        (START, STARTED),
        ("\x1a", r"\^Z\r\n\[1\] \+ Stopped +sh -c 'echo started; exec sleep 1000'\r\nweft\$ $"),
        line("echo $?", r"\r\n148\r\n"),
        ("sh -c 'echo started; exec cat'\r", STARTED), ("\x1a", r"\[2\] \+ Stopped[\s\S]*weft\$ $"),
        line("jobs", r"jobs\r\n\[2\] \+ Stopped +sh -c 'echo started; exec cat'\r\n\[1\] - Stopped +sh.*1000'\r\n"),
        line("bg %1", r"bg %1\r\n\[1\] sh -c 'echo started; exec sleep 1000' &\r\n"),
        line("jobs %1", r"\[1\] \+ Running +sh.*1000' &\r\n"),
        ("fg %2\r", r"fg %2\r\nsh -c 'echo started; exec cat'\r\n"), ("text\r", r"text\r\ntext\r\n"), ("\x04", BACK),
        ("fg\r", r"fg\r\nsh.*1000'\r\n"), ("\x03", r"\^C\r\nweft\$ $"),
        ("jobs\r", r"^jobs\r\nweft\$ $"),
        line("sleep 1000 &", r"\[1\] \d+\r\n"), line("kill %1; wait"), line(""), ("jobs\r", r"^jobs\r\nweft\$ $"),
        line("sleep 1000 | sleep 1000 &", r"\[1\] \d+\r\n"), line("kill %sleep; wait; jobs", r"\[1\] . \w+ +sleep 1000 \| sleep 1000"),
        line(""), line("sh -c 'exit 3' & wait; jobs", r"\[1\] \+ Done\(3\) +sh -c 'exit 3'"),
        line("cat & wait", r"\[1\] \d+\r\n"), line("jobs", r"\[1\] \+ Stopped +cat\r\n"), ("fg\r", r"cat\r\n"),
        ("x\r", r"x\r\nx\r\n"), ("\x1a", r"Stopped[\s\S]*weft\$ $"), line("kill %1; wait; echo waited", r"\r\nwaited\r\n.*Terminated +cat\r\n"),
        line(""), ("(echo sub; sh -c 'echo started; exec sleep 1000')\r", STARTED), ("\x1a", r"\[\d\] \+ Stopped[\s\S]*weft\$ $"),
        ("fg\r", r"sub.*\r\n"), ("\x03", BACK),
        line("fg %7", "sh: %7: no such job"), line("bg", "sh: bg: no such job")]),
    ("a program that is killed leaves the terminal as it was", [
        ("terminal_helper raw 1 0\r", "ready\r\n"), ("!", r"\[1 21\]\r\n.*Killed\r\nweft\$ $"),
        ("echo seen\r", r"^echo seen\r\nseen\r\nweft\$ $")]),
    ("traps", [line("trap 'echo trapped' USR1; kill -USR1 $$", r"\r\ntrapped\r\n"), line("trap - USR1")]),
    ("stopped jobs at the end", [
        ("sh -c 'echo started; exec cat'\r", STARTED), ("\x1a", r"Stopped[\s\S]*weft\$ $"), line("exit", "there are stopped jobs"),
        line("kill %1; wait"), line("")]),
]


def hold(console, dialogue):
    """Types each text, and waits for what must follow, and for the prompt at the end. Returns all that was shown, without the
    numbers of processes; or what was missing."""
    shown = ""
    for text, pattern in dialogue:
        start = console.seen
        console.type(text)
        if console.expect(pattern) is None:
            return f"after {text!r} there is no {pattern!r}: {console.text[start:]!r}"
        shown += console.text[start:console.seen]
    if not shown.endswith("weft$ ") and console.expect(PROMPT) is None:
        return f"no prompt follows: {console.text[-300:]!r}"
    return re.sub(r"\b\d{2,7}\b(?=\r\n|: Quit|: Killed)", "N", shown)


extra = weft.scratch()
shutil.copy(HELPER, extra)  # its folder is in $PATH
console = weft.Console(extra=extra)
host = None
try:
    weft.ok(console.expect(PROMPT) is not None, "the console shows the prompt", console.log)
    if on_host:
        host = weft.HostConsole([os.path.join(BIN, "sh")], {"PATH": BIN + ":" + extra})
        host.expect(PROMPT)
    for name, dialogue in DIALOGUES:
        got = hold(console, dialogue)
        if not weft.ok("there is no" not in got and "no prompt follows" not in got, name, got):
            break
        if host:
            there = hold(host, dialogue)
            same = len(os.path.commonprefix([got, there]))
            if not weft.ok(got == there, name + ", the same on Linux",
                           f"  both: ...{got[:same][-200:]!r}\n   got: {got[same:][:200]!r}\nwanted: {there[same:][:200]!r}"):
                break
    text = console.command("help") or ""
    weft.ok("poweroff" in text and all(name in text for name in os.listdir(BIN)), "help names every program", text)
    weft.ok(max(map(len, text.split("\r\n"))) <= 80 and text.count("\n") <= 24, "help fits the screen", text)
    console.type("exit\r")
    weft.ok(console.expect(PROMPT) is not None, "init starts another shell after exit")
    console.type("\x04")
    weft.ok(console.expect(PROMPT) is not None, "and after ^D")
    console.type("kill -KILL $$\r")
    weft.ok(console.expect(PROMPT) is not None, "and after it was killed")
    console.type("sh -c 'echo started; exec sleep 1000'\r")
    console.expect("started\r\n")
    console.type("\x1a")
    weft.ok(console.expect("Stopped") is not None, "which controls jobs too")
    console.type("poweroff\r")
    try:
        console.process.wait(60)
    except Exception:
        pass
    weft.ok(weft.machine.status_in(console.log()) == 0, "poweroff switches the machine off", console.log)
finally:
    console.stop()
    if host:
        host.stop()

# On two CPUs a reader that is stopped must not take what is typed for the shell.
os.environ["CPUS"] = "2"
console = weft.Console()
try:
    console.expect(PROMPT)
    rounds = [("sh -c 'echo started; exec cat'\r", STARTED), ("\x1a", r"Stopped[\s\S]*weft\$ $"), line("jobs", r"^jobs\r\n\[\d+\]"),
              # `wait` passes over who is stopped, so the one before may end later, and the next be number 2.
              line("kill -KILL %+; wait; echo killed", r"\r\nkilled\r\n")] * 10
    got = hold(console, rounds)
    weft.ok("there is no" not in got, "a stopped reader takes nothing, on two CPUs", got)
finally:
    console.stop()
weft.done()
