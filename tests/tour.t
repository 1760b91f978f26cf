#!/usr/bin/env python3
"""The tour: every chapter by its facts (the numbers on its page), its form, its options, and that it repeats."""
import re
import time

import weft

TITLES = ["Kernel threads", "One variable, two threads", "One variable, two processes", "Side by side", "Talking",
          "A crash", "A race", "Taking turns", "What it costs", "Simultaneously", "Which one?"]
PAGE = r"([0-9a-f]{5}) (rw|ro) +(\d+)"


def chapters(run):
    """The pages, by number."""
    parts = re.split(r"^(\d+)\. .*\n", run.out.decode(), flags=re.MULTILINE)
    return {int(parts[i]): parts[i + 1] for i in range(1, len(parts), 2)}


def pages(text, label):
    """(frame, entry, refs) of each page on the line that has `label`."""
    line = next((line for line in text.splitlines() if label in line), "")
    return [(frame, entry, int(refs)) for frame, entry, refs in re.findall(PAGE, line)]


def numbers(text, pattern):
    found = re.search(pattern, text)
    return [int(n) for n in found.groups()] if found else []


def check_form(text, run):
    pieces = re.split(r"^(?=\d+\. )", text, flags=re.MULTILINE)[1:]
    weft.equal([re.match(r"\d+\. (.*)", piece)[1] for piece in pieces], TITLES, "eleven chapters, in order")
    for number, piece in enumerate(pieces, 1):
        lines = piece.rstrip("\n").split("\n")
        fits = len(lines) <= 23 and all(len(line) < 80 for line in lines)
        weft.ok(fits, f"chapter {number} fits 80x24", piece)
        labels = re.findall(r"^(\w[\w ]+):  ?", piece, re.MULTILINE)
        weft.equal(labels, ["Predict", "Look at", "Seen", "Try"],
                   f"chapter {number} asks, says where to look, what was seen, and what to try")
    weft.ok(text.isascii() and "\033" not in text, "plain ASCII, no colour", run)


def check_kernel_threads(text):
    rows = re.findall(r"^  \d? +(\d+) +([0-9a-f]{8})  ([0-9a-f]{5}) +(\d+) +(\d+) +(\d+)(?: +(\d+))?$", text,
                      re.MULTILINE)
    weft.equal(len(rows), 6, "1: three looks at two threads")
    weft.equal(len({row[2] for row in rows}), 1, "1: CR3 is one")
    weft.equal(len({(row[0], int(row[1], 16) >> 14) for row in rows}), 2, "1: the stacks are two")
    weft.ok(all(row[3] == row[4] for row in rows), "1: every turn ended by preemption", text)
    sums = [int(rows[i + 1][6]) - int(rows[i][5]) - int(rows[i + 1][5]) for i in (0, 2, 4)]
    weft.ok(all(0 <= ahead <= 2 for ahead in sums), "1: the counter is the sum of the additions", text)
    order = re.search(r"turns in the trace:((?: \d+)+)", text)[1].split()
    weft.ok(len(order) == 12 and all(a != b for a, b in zip(order, order[1:])), "1: they take turns", text)
    other = re.search(r"of the tour itself, a process: ([0-9a-f]{5})", text)[1]
    weft.ok(other != rows[0][2], "1: a process has another CR3", text)


def check_two_threads(text):
    counter, first, second = (pages(text, name) for name in ("the counter", "stack of", "code of"))
    stacks = re.findall(r"^  ([0-9a-f]{8})   " + PAGE + r"   stack of (\d+)$", text, re.MULTILINE)
    weft.ok([c[1:] for c in counter] == [("rw", 1)], "2: the counter is one frame, writable, with one reference", text)
    weft.ok(len(stacks) == 2 and stacks[0][1] != stacks[1][1], "2: the stacks are two frames", text)
    weft.ok(len({counter[0][0], first[0][0], second[0][0]}) == 3, "2: counter, stack and code are three frames", text)
    for address, _, _, _, tid in stacks:
        esp = int(re.search(rf"tid {tid} +[0-9a-f]{{8}}   ([0-9a-f]{{8}})", text)[1], 16)
        weft.ok(esp >> 12 == int(address, 16) >> 12, f"2: ESP of thread {tid} is in its stack", text)
    weft.ok("2 4 6 ... 2000" in text and "1 3 5 ... 1999" in text, "2: each reads the other's additions", text)
    weft.equal(numbers(text, r"was (\d+), until \d+ wrote (\d+)"), [1, 99], "2: one writes the other's local variable")


def check_two_processes(text):
    before, forked, first, both, code, stack = (pages(text, name) for name in (
        "before the fork", "right after it", "child has written", "both have written", "code of", "  stack "))
    frame = before[0][0]
    weft.equal(before, [(frame, "rw", 1)], "3: before the fork one frame with one reference")
    weft.equal(forked, [(frame, "ro", 2)] * 2, "3: after the fork the same frame, read-only, with two")
    copy = first[1][0]
    weft.ok(copy != frame, "3: the first write makes it two frames", text)
    weft.equal(first, [(frame, "ro", 1), (copy, "rw", 1)], "3: with one reference each")
    weft.equal(both, [(frame, "rw", 1), (copy, "rw", 1)], "3: the second write copies nothing")
    weft.ok(code[0] == code[1] and code[0][1:] == ("ro", 2), "3: the code is one frame", text)
    weft.ok(stack[0][0] != stack[1][0], "3: the stacks are two frames", text)
    directory = re.search(r"page directory.* ([0-9a-f]{5}) +\| +([0-9a-f]{5})", text)
    weft.ok(directory and directory[1] != directory[2], "3: two page directories", text)
    weft.equal(text.count("1 2 3 ... 1000"), 2, "3: neither reads the other's additions")


def check_side_by_side(text):
    row = {name: pages(text, f"| {name}") for name in ("code", "counter")}
    stack_second, stack_first = [re.findall(PAGE, line) for line in text.splitlines() if "| stack" in line]
    value = numbers(text, r"value +(\d+) .*value +(\d+) .*value +(\d+)")
    esp = re.findall(r"ESP ([0-9a-f]{8})", text)
    cr3 = re.findall(r"CR3 ([0-9a-f]{5})", text)
    left, first, second = row["counter"]
    weft.ok(left[2] == 1 and first[2] == 1 and second[2] == 1 and first[0] != second[0],
            "4: one counter on the left, two on the right", text)
    weft.equal(value, [2000, 1000, 1000], "4: and they count so")
    weft.ok(row["code"][1] == row["code"][2] and row["code"][1][2] == 2, "4: the code is shared by the processes", text)
    weft.ok(len(cr3) == 3 and cr3[1] != cr3[2], "4: one directory on the left, two on the right", text)
    weft.ok(len(esp) == 4 and esp[0] != esp[1] and esp[2] == esp[3], "4: four stack pointers, on the right the same", text)
    weft.ok(len(stack_second) == 1 and len(stack_first) == 3 and stack_first[1][0] != stack_first[2][0],
            "4: two stacks on the left, one in each process on the right", text)
    for line in text.splitlines():
        found = re.findall(PAGE, line)
        if len(found) == 3:
            weft.equal("===" in line, found[1][0] == found[2][0], f"4: the sign is right in `{line[:8]}`")


def check_talking(text):
    letter, counter, shared = (pages(text, name) for name in ("  letter", "  counter", "  shared"))
    weft.ok(letter[0][0] != letter[1][0] and counter[0][0] != counter[1][0], "5: private pages are two frames", text)
    weft.ok(shared[0] == shared[1] and shared[0][1:] == ("rw", 2), "5: the shared page is one, writable in both", text)
    word = re.search(r'"(.*)"', text)[1]
    weft.equal(numbers(text, r"add up to (\d+); \d+ got (\d+)"), [sum(word.encode())] * 2, "5: the pipe carried it all")
    weft.ok("2 4 6 ... 2000" in text and "1 3 5 ... 1999" in text, "5: each reads the other's additions", text)


def check_crash(text):
    lists = re.findall(r"in ps +(.*)", text)
    died = re.findall(r"how it died +pid (\d+): signal (\d+)", text)
    weft.equal(len(lists), 4, "6: four looks at ps")
    threads = re.findall(r"pid (\d+) tid (\d+)", lists[0])
    processes = re.findall(r"pid (\d+) tid (\d+)", lists[2])
    weft.ok(len(threads) == 2 and threads[0][0] == threads[1][0], "6: one process of two threads", text)
    weft.ok(len(processes) == 2 and processes[0][0] != processes[1][0], "6: two processes", text)
    weft.equal(lists[1], "nobody", "6: a thread's crash leaves nobody")
    weft.equal(re.findall(r"pid (\d+)", lists[3]), [processes[0][0]], "6: a process's crash leaves the other")
    weft.equal(died, [(threads[0][0], "11"), (processes[1][0], "11")], "6: how they died")


def check_race(text, cpus):
    code = re.findall(r"^  ([0-9a-f]{8})  ((?:[0-9a-f]{2} )+) +(mov|add) .* (load|add|store)$", text, re.MULTILINE)
    weft.equal([row[3] for row in code], ["load", "add", "store"], "7: load, add, store")
    weft.ok(all(int(a[0], 16) + len(a[1].split()) == int(b[0], 16) for a, b in zip(code, code[1:])),
            "7: the instructions follow each other", text)
    weft.ok(text.index("load\n") < text.index("lost the CPU") < text.index("store\n"),
            "7: the switch fell between load and store", text)
    rows = re.findall(r"^  (\S.*?) {2,}(\d+) +(\d+) +(\d+)$", text, re.MULTILINE)
    weft.equal(len(rows), 5 if cpus == 1 else 6, "7: five ways to add in turns, and one on two CPUs if they are there")
    weft.equal("at the same time" in text, cpus > 1, "7: no switch is needed on two CPUs")
    for name, added, found, lost in rows:
        safe = "atomic" in name or "mutex" in name
        right = int(added) - int(found) == int(lost) and (int(lost) == 0 if safe else int(lost) > 0)
        weft.ok(right and int(added) > 0, f"7: {name} loses {'nothing' if safe else 'updates'}", text)


def check_turns(text):
    rows = re.findall(r"^  (pid \d+|  +) +tid (\d+) +\|([# ]+)\|$", text, re.MULTILINE)
    weft.equal(len(rows), 6, "8: six threads")
    weft.equal([row[0].startswith("pid") for row in rows], [True, False, False, True, True, True],
               "8: three in one process, three in one each")
    width = min(len(row[2]) for row in rows)
    columns = [[i for i, row in enumerate(rows) if row[2][c] == "#"] for c in range(width)]
    weft.ok(all(len(column) <= 1 for column in columns), "8: one at a time", text)
    turns = []
    for column in columns:
        if column and turns[-1:] != column:
            turns += column
    weft.ok(len(turns) > 12 and all(turns[i] == turns[i - 6] for i in range(6, len(turns)))
            and len(set(turns[:6])) == 6, "8: round robin", text)
    weft.equal(numbers(text, r"had (\d+) turns, each of the others (\d+)"), [9, 3], "8: nine turns against three")


def check_cost(text, unit):
    rows = {name: (float(a), float(b), of) for name, a, b, of in
            re.findall(r"^  (\S.*?) {2,}([\d.]+) +([\d.]+)   (.*)$", text, re.MULTILINE)}
    for name in "start, end, wait for it", "one switch to it, by yield":
        longer = rows[name][0] < rows[name][1] or unit != "guest instructions"  # wall time proves nothing
        weft.ok(longer and rows[name][2] == unit, f"9: {name}: {unit}", text)
    frames = {name: row for name, row in rows.items() if row[2] == "frames of 4 KiB"}
    weft.equal(len(frames), 5, "9: four kinds of frames, and the sum")
    weft.ok(500 < rows["kernel objects"][0] < rows["kernel objects"][1] < 8192, "9: kernel objects, in bytes", text)
    for side in 0, 1:
        total = sum(row[side] for name, row in frames.items() if name != "together")
        total += rows["kernel objects"][side] / 4096
        weft.ok(abs(total - frames["together"][side]) <= 0.2, "9: the sum is right", text)
    weft.ok(frames["page directory"][:2] == (0, 1) and frames["page tables"][0] <= 0.2 < frames["page tables"][1],
            "9: only a process has page tables of its own", text)


def check_simultaneously(text, cpus, seeded):
    rows, place = {}, None
    for where, who, on, together, wall, paid in re.findall(
            r"^  (one CPU|two CPUs|) +(1 thread|2 threads|2 processes) +(\S+(?:, \S+)?) +([\d.]+) ms +([\d.]+|-) +(\d+)$",
            text, re.MULTILINE):
        place = where or place
        rows[place, who] = (on.split(", "), float(together), wall, int(paid))
    places = ["one CPU", "two CPUs"][:min(cpus, 2)]
    weft.equal(sorted({place for place, _ in rows}), places, "10: on one CPU, and on two if they are there")
    weft.equal(len(rows), 3 * len(places), "10: three ways to do the work on each")
    for (place, who), (on, together, wall, paid) in rows.items():
        both = place == "two CPUs" and who != "1 thread"
        weft.ok(set("+".join(on).split("+")) <= ({"0", "1"} if place == "two CPUs" else {"0"})
                and len(on) == int(who[0]), f"10: {who} on {place}: where they ran", text)
        weft.equal(together > 0, both, f"10: {who} on {place}: {'at the same time' if both else 'never two at once'}")
        weft.equal(paid > 0, both and who == "2 threads", f"10: {who} on {place}: {paid} shootdowns")
        weft.equal(wall == "-", seeded, f"10: {who} on {place}: wall time, but not with SEED")
    charts = re.findall(r"^  (\d \w+, \w+ CPUs?) +tid \d+ +\|([ \d]+)\|\n +tid \d+ +\|([ \d]+)\|$", text, re.MULTILINE)
    weft.equal(len(charts), 2 if cpus == 1 else 3, "10: charts")
    for name, first, second in charts:
        columns = [(a + b).replace(" ", "") for a, b in zip(first, second)]
        most = 1 if "one CPU" in name else 2
        weft.ok(all(len(set(c)) == len(c) <= most for c in columns) and any(columns) and len(first) == len(second),
                f"10: {name}: never two on one CPU", text)
    weft.equal("This machine has one CPU" in text and "CPUS=2 tools/exec" in text, cpus == 1, "10: it says what is missing")


def check_which_one(text):
    left = {name: (threads, processes) for name, threads, processes in
            re.findall(r"^  (all go well|one \w+.*?) {2,}(.*?) {2,}(.*)$", text, re.MULTILINE)}
    weft.equal(left.get("all go well"), ("24 of 24 are right",) * 2, "10: both work")
    scribbled = [int(part.split()[0]) for part in left["one scribbles over memory"]]
    weft.ok(0 < scribbled[0] < 24 == scribbled[1], "10: scribbling spoils what threads share", text)
    weft.equal(left["one crashes"], ("nobody is left (signal 11)", "23 of 24 are right"), "10: a crash")
    workers = [int(n) for n in re.search(r"workers +([\d ]+)", text)[1].split()]
    waiting = [int(n) for n in re.search(r"waiting +([\d ]+)", text)[1].split()]
    weft.equal(workers, [min(4, (n + 1) // 2) for n in waiting], "10: the pool follows its queue")


def check_all(run, unit, cpus=1):
    text = chapters(run)
    if not weft.equal((run.status, sorted(text)), (0, list(range(1, 12))), "the whole tour, with status 0"):
        weft.say(run)
        weft.done()
    check_form(run.out.decode(), run)
    check_kernel_threads(text[1])
    check_two_threads(text[2])
    check_two_processes(text[3])
    check_side_by_side(text[4])
    check_talking(text[5])
    check_crash(text[6])
    check_race(text[7], cpus)
    check_turns(text[8])
    check_cost(text[9], unit)
    check_simultaneously(text[10], cpus, unit == "guest instructions")
    check_which_one(text[11])
    pinned = [number for number in text if re.search(rf"\(on one of the {cpus} CPUs", text[number])]
    weft.equal(pinned, [1, 7, 8, 9] if cpus > 1 else [], "who keeps to one CPU of several says so")


for cpus, memory in (1, "16M"), (2, "16M"), (4, "128M"):
    start = time.monotonic()
    weft.say(f"CPUS={cpus} MEM={memory}")
    check_all(weft.weft("tour", CPUS=cpus, MEM=memory), "times the wall time", cpus)
    weft.ok(time.monotonic() - start < 60, f"in under 60 s with CPUS={cpus} MEM={memory}")

weft.say("SEED=7")
seven = weft.weft("tour", SEED=7, MEM="16M")
check_all(seven, "guest instructions")
weft.equal(weft.weft("tour", SEED=7, MEM="16M").out, seven.out, "SEED=7 again: byte for byte the same")
eight = weft.weft("tour", SEED=8, MEM="16M")
weft.ok(eight.status == 0 and chapters(eight)[7] != chapters(seven)[7] and chapters(eight)[8] != chapters(seven)[8],
        "SEED=8 interleaves otherwise", eight)

run = weft.weft("tour", "--list")
weft.equal(run.out.decode(), "".join(f"{i:2}. {title}\n" for i, title in enumerate(TITLES, 1)), "tour --list")
run = weft.weft("tour", "3")
weft.equal((run.status, list(chapters(run))), (0, [3]), "tour 3 runs one chapter")
run = weft.weft("sh", "-c", "tour 0; echo $?; tour 12; echo $?; tour x; echo $?; tour 3 4; echo $?; tour ''; echo $?")
weft.equal(run.out.decode().split("\n")[1::2], ["2"] * 5, "tour with 0, 12, x, 3 4, '': status 2")

run = weft.weft("tour", "-i", stdin=b"x   b  bq")  # x is no key; 1 and 2 whole, 1 again, 2's question, 1's
screens = run.out.decode().split("\033[H\033[2J")[1:]
shown = [re.match(r"\S*(\d+)\. ", screen)[1] for screen in screens]
weft.ok(run.status == 0 and shown == ["1", "2", "1", "2", "1"], "tour -i: space, b, q", run)
weft.equal(["Seen:" in screen for screen in screens], [True, True, True, False, False],
           "the answer comes when a key is pressed, not before")
asked = [screen.split("chapter")[0] for screen in screens]
weft.ok(all("Predict:" in part and "Look at:" in part and "Seen:" not in part for part in asked), "first the question", run)
weft.ok(all(screen.count("\n") - screen.count("\033[A") <= 24 for screen in screens), "all on one screen", run)
weft.ok(b"\033[0m" in run.out, "with colour", run)
weft.done()
