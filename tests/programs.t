#!/usr/bin/env python3
"""The programs of user/: what they print and how they end, on Weft and, the same binaries, on the host."""
import os
import re
import subprocess

import weft

BIN = weft.machine.build_path("initrd", "bin")
on_host = weft.host_runs_i386()


def host(*words, stdin=b""):
    done = subprocess.run([os.path.join(BIN, words[0]), *words[1:]], input=stdin, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, timeout=60, cwd="/", env={"PATH": BIN})
    return weft.Run(done.returncode, done.stdout, b"")


def both(words, status, output, stdin=b""):
    """The program ends with this status and prints this, on Weft and on the host."""
    name = " ".join(words).replace("\n", "\\n")
    run = weft.weft(*words, stdin=stdin)
    weft.ok((run.status, run.out) == (status, output), name, run)
    if on_host:
        run = host(*words, stdin=stdin)
        weft.ok((run.status, run.out) == (status, output), name + ", on Linux", run)


# The lesson's two programs, and that they differ only in what makes a thread a thread.
both(["thread"], 0, b"worker: counter = 1\nmain:   counter = 1\n")
both(["process"], 0, b"worker: counter = 1\nmain:   counter = 0\n")
source = {}
for name in "thread", "process":
    with open(os.path.join(weft.ROOT, "user", name + ".c")) as file:
        source[name] = [line for line in re.sub(r"/\*.*?\*/", "", file.read(), flags=re.S).splitlines()
                        if line.strip() and not line.startswith("#")]
only = [line.strip() for line in source["thread"] if line not in source["process"]]
weft.equal(only, ["pthread_t thread;", "pthread_create(&thread, NULL, worker, NULL);", "pthread_join(thread, NULL);"],
           "thread.c has three lines that process.c has not")

# A producer and a consumer, three times: only the queue between them differs, and what makes them two.
bodies = set()
for name in "queue_thread", "queue_memory", "queue_pipe":
    both([name], 0, b"consumer: the sum of 1000 items is 500500\n")
    with open(os.path.join(weft.ROOT, "user", name + ".c")) as file:
        text = file.read()
    bodies.add(text[text.index("static void *producer"):text.index("int main")])
weft.equal(len(bodies), 1, "producer and consumer are the same text in all three")
run = weft.weft("sh", "-c", "for i in 1 2 3 4 5; do queue_thread & queue_memory & queue_pipe & done; wait", SEED=3, CPUS=1)
weft.equal(run.out, b"consumer: the sum of 1000 items is 500500\n" * 15, "many of them at the same time")

both(["true"], 0, b"")
both(["false"], 1, b"")
both(["echo", "a  b", "", "c\nd"], 0, b"a  b  c\nd\n")
both(["echo", "-n", "x"], 0, b"x")
both(["printf", "%s-%5d|%-3s|%03x\\n", "a", "42", "b", "255", "c"], 0, b"a-   42|b  |0ff\nc-    0|   |000\n")
both(["printf", "%c%c %.2f %e %%\\t\\101\\x", "one", "", "1.5", "0"], 0, b"o 1.50 0.000000e+00 %\tA\\x")
both(["printf", "%b|%s|%4b.", "a\\n\\0101\\\\", "a\\n", "\\t"], 0, b"a\nA\\|a\\n|   \t.")
both(["printf", "%d %i %u %o ", "'A", "0x10", "010", "-1"], 0, b"65 16 8 1777777777777777777777 ")
both(["printf", "%*d|%.*f|", "5", "42", "1", "2.25"], 0, b"   42|2.2|")
both(["printf", "[%b]%s", "x\\cy", "z"], 0, b"[x")
both(["printf", "plain\\n", "not", "used"], 0, b"plain\n")
both(["printf", "%d\\n", "12x"], 1, b"printf: 12x: not completely a number\n12\n")
both(["printf", "%y"], 1, b"printf: %y: there is no such conversion\n")
both(["printf"], 2, b"usage: printf format [argument...]\n")
text = bytes(range(256)) * 100
both(["cat"], 0, text, stdin=text)
both(["cat", "/no/such"], 1, b"cat: /no/such: No such file or directory\n")
both(["kill", "-9", "999999"], 1, b"kill: 999999: No such process\n")
both(["kill", "-NONE", "1"], 2, b"usage: kill [-SIGNAL] pid...\n")
both(["kill", "-l", "15"], 0, b"TERM\n")
both(["kill", "-l", "139"], 0, b"SEGV\n")
both(["kill", "-s", "TERM", "--", "-999999"], 1, b"kill: -999999: No such process\n")
both(["sleep", "x"], 2, b"usage: sleep SECONDS\n")
both(["sh", "-c", "ls /no/such; echo $?"], 0, b"ls: /no/such: No such file or directory\n1\n")

text = b"one two\n three\n\nlast"
both(["wc"], 0, b"3 4 20\n", stdin=text)
both(["wc", "-l"], 0, b"3\n", stdin=text)
both(["wc", "-wc", "/no/such", "-"], 1, b"wc: /no/such: No such file or directory\n4 20 -\n4 20 total\n", stdin=text)
both(["wc", "-l", "/no/such"], 1, b"wc: /no/such: No such file or directory\n")
both(["head", "-n", "2"], 0, b"one two\n three\n", stdin=text)
both(["head", "-3"], 0, b"one two\n three\n\n", stdin=text)
both(["head", "-n", "9"], 0, text, stdin=text)
both(["head", "-n", "x"], 2, b"usage: head [-n LINES] [file...]\n")
LINES = b"apple\nbanana\ncherry\n\nApple pie\na.c\n"
for words, status, output in (
        (["an"], 0, b"banana\n"), (["-c", "a"], 0, b"3\n"), (["-n", "^A\\|^c"], 0, b"3:cherry\n5:Apple pie\n"),
        (["-i", "apple"], 0, b"apple\nApple pie\n"), (["-v", "[ae]"], 0, b"\n"), (["-q", "pie"], 0, b""),
        (["-q", "none"], 1, b""), (["none"], 1, b""), (["-E", "(an){2}|r+y"], 0, b"banana\ncherry\n"),
        (["-F", "a.c"], 0, b"a.c\n"), (["a.c"], 0, b"a.c\n"), (["-x", "a[a-z]*"], 0, b"apple\n"),
        (["-e", "pie", "-e", "^b"], 0, b"banana\nApple pie\n"), (["-l", "pie"], 0, b"(standard input)\n"),
        (["-cv", ""], 1, b"0\n"), (["[x"], 2, b"grep: [x: Unmatched [\n"), (["x", "/no/such"], 2, b"grep: /no/such: No such file or directory\n"),
        (["-s", "x", "/no/such"], 2, b""), (["-q", "a", "/no/such", "-"], 2, b"grep: /no/such: No such file or directory\ngrep: -: No such file or directory\n"),
        ([], 2, b"usage: grep [-EFchilnqrsvx] [-e pattern | pattern] [file...]\n")):
    both(["grep", *words], status, output, stdin=LINES)
both(["env", "-i", "a=1", "b=2"], 0, b"a=1\nb=2\n")
both(["env", "a=1", "sh", "-c", "echo $a"], 0, b"1\n")
both(["env", "no-such-program"], 127, b"env: no-such-program: No such file or directory\n")
both(["pwd"], 0, b"/\n")
run = weft.weft("time", "-p", "sh", "-c", "exit 3")
weft.ok(run.status == 3 and re.fullmatch(rb"real \d+\.\d\d\nuser \d+\.\d\d\nsys \d+\.\d\d\n", run.out),
        "time tells three times; the status is the program's", run)
run = weft.weft("time", "no-such-program")
weft.ok(run.status == 127 and run.out.startswith(b"time: no-such-program: No such file or directory\n"), "time of nothing", run)

# Files: made, copied, renamed, listed and removed, the same on both.
FILES = """cd /tmp; umask 022
mkdir d d/e; mkdir d; mkdir -p d/e/f g/h; mkdir no/such
echo text > a; cp a b; cp a b d; cat b d/a d/b; cp a; cp -x a b; cp no b; cp d x; cp a a; cp a b no
mv b c; mv c d; mv a d/e; mv no x; mv d/a d/b a
ls; ls d; ls -1 d/e g; ls -d d a; ls -a d; ls no a
mkdir t t/u; echo one > t/a; echo one two > t/u/b; grep -r one t; grep -rl two t; grep -c one t/a t/u/b; grep -h one t/a t/u/b; grep one t; rm -r t
cat /bin/true > program; cp program p2; ls -l d a | { while read mode links x; do echo $mode; done; }
rm a; rm a; rm -f a; rm d; rm -r d; rm -rf d g; rm; rm -f; ls; rm program p2; ls -x
"""
PIPED = ["sh", "-c", 'sh -c "$1" 2>&1 | cat', "sh"]
run = weft.weft(*PIPED, FILES)
weft.ok(run.out.count(b"\n") > 40, "the tools for files", run)
if on_host:
    folder = weft.scratch()
    done = host(*PIPED, FILES.replace("/tmp", folder))
    weft.equal(run.out.replace(b"/tmp", folder.encode()).splitlines(), done.out.splitlines(), "the tools for files, on Linux")
run = weft.weft("hello")
weft.ok(re.fullmatch(rb"Hello from process \d+\.\n", run.out), "hello", run)

# Several to one boot.
run = weft.weft("sh", stdin=b"""ls / | cat
echo --
ls /bin | cat
echo --
sleep 100 & cat /proc/self/status | cat
echo --
ps
echo --
ps -t
echo --
sleep 0.05
echo $?
cat /bin/true /bin/true | cat > /dev/null
echo $?
""")
parts = run.out.decode().split("--\n")
weft.equal(run.status, 0, "a script of the small programs")
if weft.equal(len(parts), 6, "each of its parts is there"):
    root, names, _, processes, threads, rest = parts
    weft.ok({"bin/", "dev/", "proc/"} <= set(root.split()), "ls /", run)
    wanted = sorted(name for name in os.listdir(BIN))
    weft.equal([name for name in names.split() if name in wanted], wanted, "ls /bin lists what was built, in order")
    rows = {row[-1]: row for row in (line.split() for line in processes.splitlines()[1:])}
    weft.ok({"init", "sh", "ps", "sleep"} <= set(rows), "ps lists every process", run)
    weft.ok(rows["init"][0] == "1" and rows["sleep"][1] == rows["sh"][0] and rows["sh"][1] == "1",
            "ps tells who is whose child", run)
    weft.ok(rows["sleep"][2] == "S" and rows["ps"][2] == "R", "ps tells states", run)
    frames = [row[-2] for row in rows.values() if row[-2] != "-"]
    weft.ok(len(frames) >= 4 and len(set(frames)) == len(frames), "each process has a page directory of its own", run)
    weft.ok(re.search(rf" {rows['sleep'][0]} .*sleep\n *thread {rows['sleep'][0]} ", threads),
            "ps -t shows a process's thread beneath it", run)
    weft.ok(re.search(rf"\n *thread {rows['sleep'][0]} +S \(sleeping\) +0\n", threads)
            and max(map(len, threads.splitlines())) < 80, "and its CPU, in 80 columns", run)
    weft.equal(rest, "0\n0\n", "sleep, and cat to /dev/null")

# A signal sent by kill: its default action ends the process.
run = weft.weft("sh", "-c", "sleep 100 & kill -HUP $!; wait; kill $!; echo $?")
weft.ok(re.fullmatch(rb"kill: \d+: No such process\n1\n", run.out), "kill ends a process, once", run)

# init
for word, status in (("no-such-program", 127), ("/etc/exec", 126), ("", 127)):
    run = weft.weft(word)
    weft.ok(run.status == status and run.out.startswith(b"init: cannot run " + word.encode()),
            f"init says why it cannot run {word!r}", run)
run = weft.weft("init")
weft.ok((run.status, run.out) == (1, b"init: only the kernel starts init\n"), "init is process 1 or nothing", run)
run = weft.weft("poweroff")
weft.ok(run.status == 0 and run.out == b"", "poweroff ends the machine with status 0", run)
run = weft.weft("sh", "-c", "sh -c 'sleep 0.1 &'; sleep 0.3; ps")
weft.ok(run.status == 0 and run.out.count(b"\n") == 4, "init reaps orphans", run)
weft.done()
