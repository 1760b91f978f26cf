#!/usr/bin/env python3
"""The shell's language, on Weft and on the host beside the host's own shell. By hand: terminal.t."""
import glob
import os
import shutil
import subprocess

import weft

BIN = weft.machine.build_path("initrd", "bin")
SCRIPTS = sorted(glob.glob(os.path.join(weft.ROOT, "tests", "shell", "*.sh")))
on_host = weft.host_runs_i386()


def host(shell, script):
    """A script of tests/shell with this shell of the host, in a folder of its own where the script says /tmp."""
    folder = weft.scratch()
    with open(script) as file:
        text = file.read().replace("/tmp", folder)
    copy = os.path.join(weft.scratch(), "script")
    with open(copy, "w") as file:
        file.write(text)
    done = subprocess.run([shell, copy], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          timeout=60, cwd=folder, env={"PATH": BIN})
    return done.stdout.decode(errors="replace").replace(folder, "/tmp").splitlines()


# What every shell agrees on: each script prints the same here, on Linux, and with the host's own shell.
extra = weft.scratch()
for script in SCRIPTS:
    shutil.copy(script, extra)
run = weft.weft("sh", "-c", "for i in /*.sh; do echo \"== $i\"; sh $i 2>&1; done", EXTRA=extra)
parts = {part.split(".sh\n", 1)[0]: part.split(".sh\n", 1)[1].splitlines()
         for part in run.out.decode(errors="replace").split("== /")[1:]}
for script in SCRIPTS:
    name = os.path.basename(script)[:-3]
    lines = parts.get(name, [])
    problems = [line for line in lines if line.startswith("sh: ")]
    weft.ok(len(lines) > 20 and not problems, f"{name}: runs without complaint", lambda: f"{problems}\n{run}")
    if on_host:
        weft.equal(lines, host(os.path.join(BIN, "sh"), script), f"{name}: the same binary on Linux prints the same")
        weft.equal(lines, host("/bin/sh", script), f"{name}: the host's /bin/sh prints the same")
    else:
        weft.skip(f"{name}: the host's shell prints the same", "this host does not run 32-bit x86 programs")

run = weft.weft("sh", stdin=b"cat\nthis line is for cat\n")
weft.ok(run.out == b"this line is for cat\n", "what follows a line is left for the program it runs", run)
weft.ok(run.err == b"", "no prompt without a keyboard", run)

# What is wrong is said, and gives a status; a mistake in the language ends a script.
ERRORS = [
    ("no-such-program; echo $?", "sh: no-such-program: not found\n127\n", 0),
    ("/etc; echo $?", "sh: /etc: Permission denied\n126\n", 0),
    ("cat < /no/such; echo $?", "sh: /no/such: No such file or directory\n1\n", 0),
    ("echo 'open\necho never", "sh: syntax error: a quote is not closed\n", 2),
    ("echo \"open $(echo", "sh: syntax error: a quote is not closed\n", 2),
    ("echo | ; echo never", "sh: syntax error: a command is missing\n", 2),
    ("| echo", "sh: syntax error: a command is missing\n", 2),
    ("echo on\necho ; ; echo never", "on\nsh: syntax error: a command is missing\n", 2),
    ("echo <\necho never", "sh: syntax error: a file's name is missing\n", 2),
    ("if true", "sh: syntax error: a `then` is missing\n", 2),
    ("if true; then echo; fi fi", "sh: syntax error: `fi` is not expected\n", 2),
    ("while true; do echo", "sh: syntax error: a `done` is missing\n", 2),
    ("for 1 in a; do :; done", "sh: syntax error: a variable's name is missing\n", 2),
    ("case x in a) echo", "sh: syntax error: an `esac` is missing\n", 2),
    ("(echo", "sh: syntax error: a ) is missing\n", 2),
    ("{ echo; ", "sh: syntax error: a } is missing\n", 2),
    ("echo )", "sh: syntax error: `)` is not expected\n", 2),
    ("done", "sh: syntax error: `done` is not expected\n", 2),
    ("cat << end\nlost", "sh: syntax error: a here-document is not closed\n", 2),
    ("x-y() { :; }", "sh: syntax error: a function's name must be letters, digits and _\n", 2),
    ("echo $((1 / 0)); echo never", "sh: 1 / 0: division by zero\n", 1),
    ("echo $((1 +)); echo never", "sh: 1 +: a number is missing\n", 1),
    ("echo ${x?}; echo never", "sh: x: is not set\n", 1),
    ("echo ${x:?is needed}; echo never", "sh: x: is needed\n", 1),
    ("echo ${x!y}; echo never", "sh: x: what follows the name in ${} is not known\n", 1),
    ("set -u; echo $x; echo never", "sh: x: is not set\n", 1),
    ("readonly x=1; x=2; echo never", "sh: x: is read-only\n", 1),
    (". /no/such; echo never", "sh: /no/such: No such file or directory\n", 1),
    ("exec < /no/such; echo never", "sh: /no/such: No such file or directory\n", 1),
    ("echo x >&7; echo $?", "sh: 7: Bad file descriptor\n1\n", 0),
    ("echo x >&y; echo $?", "sh: y: is no file descriptor\n1\n", 0),
    ("cd /no/such; echo $?", "sh: /no/such: No such file or directory\n1\n", 0),
    ("break; echo $?", "sh: break: is not in a loop\n1\n", 0),
    ("shift 3; echo $?", "sh: shift: there are not so many parameters\n1\n", 0),
    ("set -q; echo $?", "sh: -q: is no option: -e -f -m -u -x are\n2\n", 0),
    ("[ 1 -eq x ]; echo $?", "sh: x: is no number\n2\n", 0),
    ("[ a; echo $?", "sh: [: a ] is missing\n2\n", 0),
    ("fg; echo $?", "sh: fg: there is no job control here\n1\n", 0),
    ("kill %1; echo $?", "sh: %1: no such job\n1\n", 0),
    ("trap x NONE; echo $?", "sh: trap: NONE\n1\n", 0),
    ("export 1x; echo $?", "sh: 1x: is no variable's name\n1\n", 0),
    ("f() { f; }; f; echo never", "sh: f: too many calls in calls\n", 1),
    ("alias a=b; echo $?", "sh: alias: not found\n127\n", 0),
    ("exec no-such-program; echo never", "sh: no-such-program: not found\n", 127),
    ("exit 7; echo never", "", 7),
    ("exit x", "sh: x: is no status\n", 2),
    ("set -x; x=1; echo $x 'a b' | cat", "+ x=1\n+ cat\n+ echo 1 a b\n1 a b\n", 0),
]
extra = weft.scratch()
for number, (script, _, _) in enumerate(ERRORS):
    with open(os.path.join(extra, f"{number:03}"), "w") as file:
        file.write(script)
run = weft.weft("sh", "-c", 'for i in /0*; do echo "== $i"; sh $i 2>&1 < /dev/null; echo "status $?"; done', EXTRA=extra)
parts = run.out.decode(errors="replace").split("== /")[1:]
weft.equal(len(parts), len(ERRORS), "all scripts with mistakes were run")
for (script, wanted, status), part in zip(ERRORS, parts):
    got, wanted = part.split("\n", 1)[1], wanted + f"status {status}\n"
    if script.startswith("set -x"):
        got, wanted = sorted(got.splitlines()), sorted(wanted.splitlines())
    weft.equal(got, wanted, script.replace("\n", "\\n").replace("#", "no."))

# Scripts, options, programs that are scripts.
folder = weft.scratch()
for name, text in {"script": "echo from a file $1\nfalse\n", "plain": "echo $0 $#\n",
                   "for-sh": "#!/bin/sh -u\necho sh $1 ${x-no x}\n", "for-cat": "#! /bin/cat\nitself\n",
                   "for-none": "#!/no/such\n"}.items():
    with open(os.path.join(folder, name), "w") as file:
        file.write(text)
    os.chmod(os.path.join(folder, name), 0o755)
run = weft.weft("sh", "/script", "x", EXTRA=folder)
weft.ok((run.status, run.out) == (1, b"from a file x\n"), "a script in a file", run)
run = weft.weft("sh", "/no/such")
weft.ok((run.status, run.out) == (127, b"sh: /no/such: No such file or directory\n"), "a script that is not there", run)
run = weft.weft("sh", "-c", "echo one\necho two\nexit 3")
weft.ok((run.status, run.out) == (3, b"one\ntwo\n"), "sh -c", run)
run = weft.weft("sh", "-c", "x=1; /plain a b; /for-sh c; /for-cat; /for-none; echo $?", EXTRA=folder)
weft.equal(run.out, b"/plain 2\nsh c no x\n#! /bin/cat\nitself\nsh: /for-none: not found\n127\n", "scripts are programs; #! says whose")
with open(os.path.join(folder, "big"), "w") as file:
    file.write("0123456789" * 20000)
run = weft.weft("sh", "-c", "x=$(cat /big); echo ${#x}; cat << END | cat | wc -c\n$x\nEND", EXTRA=folder)
weft.equal(run.out.split(), [b"200000", b"200001"], "long values and here-documents")
run = weft.weft("sh", "-c", "i=0; while [ $i -lt 300 ]; do (exit 0) & x=$(echo $i); i=$((i + 1)); done; wait; echo $x $i")
weft.equal(run.out, b"299 300\n", "many processes, one after the other")
run = weft.weft("sh", "--no-such")
weft.ok(run.status == 2 and b"usage" in run.out, "an option that is none", run)
weft.done()
