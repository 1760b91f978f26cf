#!/usr/bin/env python3
"""loom, the live picture: what it shows, as characters and as pixels, is what /proc tells; the screen is given back."""
import os
import re
import subprocess

import weft

BIN = weft.machine.build_path("initrd", "bin")


def sections(run):
    """The output of a script that prints `== NAME` lines, by these names."""
    parts = re.split(r"^== (.*)\n", run.out.decode(), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2]))


def pages_in(text):
    """A page table as /proc tells it: {address: (frame, writable, mappings, kind)}."""
    lines = re.findall(r"^([0-9a-f]{8}) 0x([0-9a-f]+) r([w-])\S+ \d+ (\d+) (\S+)", text, re.MULTILINE)
    return {int(address, 16): (int(frame, 16), write == "w", int(mappings), kind) for address, frame, write, mappings, kind in lines}


def fits(picture, rows, name):
    lines = picture.split("\n")
    weft.ok(len(lines) <= rows + 1 and max(map(len, lines)) <= 80 and picture.isascii(),
            f"{name}: fits 80 by {rows}", picture)


def shown_pages(picture, count):
    """What the text form shows of `count` processes: for each {address: (frame, writable, shared)}."""
    shown = [{} for _ in range(count)]
    width = (80 - 9) // count
    for line in picture.split("\n"):
        if not re.match(r"[0-9a-f]{8} ", line):
            continue
        for i in range(count):
            cell = re.match(r".([ =>*])([0-9a-f]{4,5}) +(rw|ro|cw) ", line[9 + i * width:9 + (i + 1) * width] + " ")
            if cell:
                shown[i][int(line[:8], 16)] = (int(cell[2], 16), cell[3] == "rw", cell[1] == "=")
    return shown


# Two processes, and two threads, that stand still: the picture against /proc.
for kind, count in ("processes", 2), ("threads", 1):
    script = [f"pair -w {kind} > /dev/null &", "sleep 1"]
    for rows in 25, 50:
        script += [f"echo == {rows}", f"loom --once --size {rows}x80 -p 3"]
    script += ["echo == ps", "ps -t"]
    for pid in 3, 4, 5:
        script += [f"echo == {pid}", f"cat /proc/{pid}/pagetable"]
    run = weft.weft("sh", "-c", "\n".join(script), SEED=1)
    part = sections(run)
    tree = re.findall(r"^ *(\d+) .* pair\n((?: thread .*\n)*)", part.get("ps", ""), re.MULTILINE)
    pids = [int(pid) for pid, _ in tree]
    threads = [re.findall(r"thread (\d+)", lines) for _, lines in tree]
    if not weft.equal((len(pids), {"25", "50", *map(str, pids)} <= set(part)), (count, True), f"{kind}: pictures and page tables"):
        weft.say(run)
        continue
    for rows in 25, 50:
        picture, name = part[str(rows)], f"{kind}, {rows} lines"
        fits(picture, rows, name)
        boxes = re.findall(r"\+[> ](\d+) pair -+\+", picture)
        weft.equal(boxes, [str(pid) for pid in pids], f"{name}: a box for each process")
        lines = re.findall(r"\|[> ](\d+) [~.oO]", picture)
        weft.equal(sorted(lines), sorted(sum(threads, [])), f"{name}: a line for each thread")
        directories = [int(n, 16) for n in re.findall(r"CR3 ([0-9a-f]{4,5})", picture)]
        weft.equal(directories, [int(re.search(r"directory 0x(\w+)", part[str(pid)])[1], 16) for pid in pids],
                   f"{name}: the page directories are /proc's")
        for pid, shown in zip(pids, shown_pages(picture, count)):
            told = pages_in(part[str(pid)])
            weft.ok(told, f"{name}: process {pid} has pages")
            weft.equal(shown, {address: (frame, writable, mappings > 1) for address, (frame, writable, mappings, _) in told.items()},
                       f"{name}: process {pid}'s frames, which may be written, which are shared")

# A write that breaks copy-on-write.
run = weft.weft("loom", "--once", "-n", "45", "cow", "500", SEED=1)
pictures = run.out.decode().split("loom  cow 500")[1:]
splits = [(p, s) for p in pictures for s in [re.search(r"process (\d+) wrote to (\w+): frame (\w+) was copied to (\w+)", p)] if s]
if weft.ok(splits, "copy-on-write is seen", run):
    picture, split = splits[0]
    parent, child = (pages[int(split[2], 16)] for pages in shown_pages(picture, 2))
    weft.equal((parent[0], child[:2]), (int(split[3], 16), (int(split[4], 16), True)), "parent and child have two frames there")
    weft.ok(f"*{split[4]:5} rw" in picture, "the copy is marked", picture)
    seen = {(s[2], s[3], s[4]) for _, s in splits}
    weft.ok(len({address for address, _, _ in seen}) >= 3 and len({new for _, _, new in seen}) == len(seen), "three pages are split, each to a frame of its own", seen)
weft.ok(run.status == 0, "and loom ends well", run)

# What it says is the program's; what is no program is said.
run = weft.weft("loom", "--once", "-n", "3", "nonsense", SEED=1)
weft.ok(b"[ended: 127]" in run.out and b"it says: nonsense: No such file" in run.out, "no such program", run)
run = weft.weft("loom", "--nonsense")
weft.ok(run.status == 2 and b"usage: loom" in run.out + run.err, "wrong arguments: usage, status 2", run)

run = weft.weft("loom", "--once", "-p", "77")
weft.ok(run.status == 1 and b"loom: 77: No such process" in run.out + run.err, "no such process: said, status 1", run)

# It leaves nothing behind, and ends what it started.
again = "loom --once --after 300 -n 2 threads > /dev/null; sleep 1; echo 3 > /proc/sys/vm/drop_caches; echo == {0}; cat /proc/weft/frames; ps;"
run = weft.weft("sh", "-c", again.format(1) + again.format(2), SEED=1)
part = sections(run)
free = [re.search(r"^free (\d+)", part.get(n, ""), re.MULTILINE) for n in ("1", "2")]
weft.ok(all(free) and free[0][1] == free[1][1], "no frame is lost", run)
weft.ok("threads" not in re.sub(r"THREADS|^ thread.*", "", part.get("2", "threads")), "no process is left", run)

# The chapters of the tour inside loom: those that read the trace too. They see what they see outside, and the picture goes on.
numbers = [str(n) for n in range(1, 12)]
inside = 'loom --once -n 60 sh -c "tour $n > /tmp/$n; echo status \\$?" > /tmp/picture$n'
run = weft.weft("sh", "-c", f"echo == outside; tour; for n in {' '.join(numbers)}; do {inside}; echo == $n; cat /tmp/$n; "
                "echo == picture$n; cat /tmp/picture$n; done", SEED=1)
part = sections(run)


def seen(text):
    return [re.sub(r"process \d+", "process N", found) for found in re.findall(r"^Seen: .*?(?=^Try: )", text, re.MULTILINE | re.DOTALL)]


outside = seen(part.get("outside", ""))
if weft.equal(len(outside), 11, "the tour outside loom"):
    for n in numbers:
        text, picture = part.get(n, ""), part.get("picture" + n, "")
        weft.ok("it says: status 0" in picture and seen(text) == [outside[int(n) - 1]], f"chapter {n} inside loom holds, and has seen the same",
                text + picture)
lines = [re.findall(r"\| (\d+ ~*)", picture) for picture in part.get("picture10", "").split("loom  sh")[1:]]
grown = {line.split()[0] for picture in lines for line in picture if "~" in line}
weft.ok(len(grown) >= 4, "at least four workers of chapter 10 are there, and their lines grow", lines)

# Who traces does not blind others when he ends, whoever began first.
for other in "loom --once -n 15 -p 1", "tour 10":
    script = f"{other} > /dev/null & sleep 1; loom --once -n 40 threads; cat /sys/kernel/tracing/set_event; sleep 3; echo == after; ps"
    run = weft.weft("sh", "-c", script, SEED=1)
    lengths = [picture.count("~") for picture in run.out.decode().split("loom  threads")[1:]]
    after = sections(run).get("after", other)
    weft.ok(lengths and lengths[-1] >= 25 and not re.search(r" (loom|tour)$", after, re.MULTILINE), f"`{other}` ends, and loom goes on", run)
run = weft.weft("sh", "-c", "loom --once -n 3 threads; echo == events; cat /sys/kernel/tracing/set_event", SEED=1)
weft.equal(sections(run).get("events"), "ftrace:tracing_mark_write\n", "alone, loom leaves traced what was traced before")

# On a terminal, with keys.
console = weft.Console()
try:
    console.expect(r"weft\$ ", 30)
    console.type("loom -t threads\r")
    weft.ok(console.expect(r">\d+ threads ", 20) is not None, "loom -t: a box on the terminal", lambda: console.text[-2000:])
    weft.ok(console.expect(r", 4 threads", 20) is not None, "threads appear as they are created")
    console.type(" ")
    weft.ok(console.expect(r"\[paused\]", 20) is not None, "space stops what is watched", lambda: console.text[-2000:])
    for _ in range(3):
        console.type("s")
        event = console.expect(r"\d+\.\d{6} s  CPU 0: (thread \d+ (waits|has to go); )?((thread \d+|nobody) runs|loom has its turn); CR3", 20)
        weft.ok(event is not None, "s steps by one scheduling event", lambda: console.text[-2000:])
    console.type(" \t")
    weft.ok(console.expect(r"thread (\d+) of process", 20) is not None, "tab selects a thread", lambda: console.text[-2000:])
    console.type("\t\033[C")
    weft.ok(console.expect(r"frame [0-9a-f]{4,5}: physical memory", 20) is not None, "and a frame")
    console.type("h")
    weft.ok(console.expect(r"A box is a process", 20) is not None, "h helps")
    weft.ok(console.expect(r"one event; slow motion", 20) is not None, "and nothing of it is cut off", lambda: console.text[-2000:])
    console.type("hc")
    weft.ok(console.expect(r"loom  cow", 20) is not None, "c starts another demo")
    weft.ok(console.expect(r"h: all keys  q: quit\S*\x1b", 20) is not None, "80 columns are enough for the last line", lambda: console.text[-2000:])
    console.type("3")
    weft.ok(console.expect(r"loom  tour 3\S* *\S*\[slow\]", 20) is not None
            and console.expect(r"\+.*\d+ tour.*\+.*\d+ tour.*\+.*\d+ tour", 60) is not None,
            "3 shows chapter 3 of the tour in slow motion, and its processes", lambda: console.text[-2000:])
    for key, number in ("-", 11), ("0", 10), ("8", 8):
        console.type(key)
        weft.ok(console.expect(rf"loom  tour {number}\b", 20) is not None, f"{key} shows chapter {number}", lambda: console.text[-2000:])
    weft.ok(console.expect(r"\[ended: \d+\]", 60) is not None, "to its end", lambda: console.text[-2000:])
    console.type("\003")
    weft.ok(console.expect(r"weft\$ ", 20) is not None, "^C ends it")

    # Two that never wait: then no step may show that one does, though each is stopped between steps.
    console.type("loom -t sh -c 'while :; do :; done & while :; do :; done'\r")
    console.expect(r">(\d+) sh .*\+ (\d+) sh ", 20)
    console.type(" ")
    console.expect(r"\[paused\]", 20)
    start = console.seen
    for _ in range(9):
        console.type("s")
        console.expect(r"\d+\.\d{6} s  CPU 0: ", 20)
    console.type("q")
    console.expect(r"weft\$ ", 20)
    events = re.findall(r"(\d+\.\d{6}) s  CPU 0: (?:thread (\d+) has to go; )?(?:thread (\d+) runs|loom has its turn); CR3", console.text[start:])
    times, leave, come = ([event[i] for event in events] for i in range(3))
    turns = [thread for thread in come if thread]
    weft.ok(len(events) == 9 and times == sorted(set(times), key=float) and len(set(turns)) == 2
            and all(a != b for a, b in zip(turns, turns[1:])) and all(not b or b == a for a, b in zip(come, leave[1:])),
            "nine steps: round robin, one event each, in order, and nothing of the stops in between", events)

    console.type("loom -t cow\r")
    console.expect(r">\d+ cow ", 20)
    console.type("q")
    weft.ok(console.expect(r"weft\$ ", 20) is not None, "and so does q")
    last = console.command("ps") or "cow"
    weft.ok(" cow" not in last and "threads" not in last, "and what it had started", last)
finally:
    console.stop()

# --- Pixels -------------------------------------------------------------------------------------------

# Where things are on 1024 by 768 pixels, as user/loom/picture.c plans it, and user/loom/palette.h's colours.
BOX_TOP, ENTRIES, FRAMES, SHARED = 56, 372, 408, 530
OWNERS = [bytes.fromhex(colour) for colour in ("e69f00", "3fa7e0")]
FILE, LIGHT = bytes.fromhex("5b6775"), bytes.fromhex("c9d2dc")


def boot(script, *arguments):
    path = os.path.join(weft.scratch(), "overlay")
    with open(path, "wb") as file:
        file.write(weft.machine.overlay({"etc/exec": b"sh\0-c\0" + script.encode() + b"\0"}))
    return weft.Machine("-kernel", weft.machine.build_path("weft.elf"),
                        "-initrd", weft.machine.build_path("initrd.tar") + "," + path, *arguments)


def runs(screen, y):
    """The colours along a line of the screen: [(colour, first x, length)]."""
    width, _, pixels = screen
    line = [pixels[(y * width + x) * 3:(y * width + x) * 3 + 3] for x in range(width)]
    found = []
    for x, colour in enumerate(line):
        if found and found[-1][0] == colour:
            found[-1][2] += 1
        else:
            found.append([colour, x, 1])
    return [tuple(run) for run in found]


machine = boot("pair -w processes > /ready & while [ ! -s /ready ]; do sleep 0.1; done; ps; for pid in 3 4 5; do echo == $pid; cat /proc/$pid/pagetable; done;"
               "loom -n 2 -p 3; echo after; cat")
weft.ok(machine.wait_for(rb"this picture stays"), "loom draws", machine)
weft.ok(b"the picture is on the screen of pixels; q ends it. Here: loom -t" in machine.serial, "and says where", machine)
serial = machine.serial.decode()
told = [pages_in(serial.split(f"== {pid}\r\n")[1].split("==")[0]) for pid in re.findall(r"^ *(\d+) .* pair\r$", serial, re.MULTILINE)]
screen = machine.pixels()
weft.equal(screen[:2], (1024, 768), "on a screen of 1024 by 768 pixels")
if len(screen[2]) == 1024 * 768 * 3:
    heads = [(colour, x) for colour, x, length in runs(screen, BOX_TOP + 4) if colour in OWNERS and length > 100]
    weft.equal(heads, [(OWNERS[0], 24), (OWNERS[1], 522)], "a box for each process, in its colour")
    frames = runs(screen, FRAMES + 2)
    for i, pages in enumerate(told):
        private = [p for p in pages.values() if p[2] == 1 and p[3] != "file"]
        weft.equal(sum(colour == OWNERS[i] and length > 8 for colour, _, length in frames), len(private),
                   f"process {3 + i}: its private frames in its colour, as many as /proc tells")
        entries = sum(colour == OWNERS[i] and length > 8 for colour, _, length in runs(screen, ENTRIES + 10))
        weft.equal(entries, sum(p[1] for p in pages.values()), f"process {3 + i}: entries that may be written are full")
    shared = {p[0] for pages in told for p in pages.values() if p[2] > 1}
    weft.equal(sum(colour in (FILE, LIGHT) and length > 8 for colour, _, length in runs(screen, SHARED + 2)), len(shared),
               "shared frames are drawn once")
    ties = [sum(colour == owner for colour, _, _ in runs(screen, SHARED - 2)) for owner in OWNERS]
    weft.equal(ties, [sum(p[2] > 1 for p in pages.values()) for pages in told], "and tied to each that maps them")
machine.tell("sendkey q")
weft.ok(machine.wait_for(rb"after"), "q ends it", machine)
weft.equal(machine.pixels()[:2], (720, 400), "and the screen shows text again")
weft.ok(b"after" in machine.screen(), "as it was and has gone on", machine.screen)
machine.stop()

machine = boot("loom -n 3 threads & read x; kill -9 3; wait; echo after; cat")
weft.ok(machine.wait_for(rb"this picture stays") and machine.pixels()[:2] == (1024, 768), "loom draws", machine)
machine.press("ret")
weft.ok(machine.wait_for(rb"after"), "loom is killed", machine)
weft.equal(machine.pixels()[:2], (720, 400), "and the screen shows text again")
machine.stop()

machine = boot("loom threads; echo after", "-vga", "none")
weft.ok(machine.wait_for(rb"\+.*\d+ threads .*-\+"), "without such a card: in characters", machine)
machine.stop()

# The demos are plain programs.
if weft.host_runs_i386():
    for words in ["threads", "1"], ["processes", "1"], ["cow", "10"]:
        done = subprocess.run([os.path.join(BIN, words[0]), *words[1:]], stdout=subprocess.PIPE, timeout=60)
        weft.ok(done.returncode == 0 and done.stdout, f"{' '.join(words)}, on Linux", done.stdout)
weft.done()
