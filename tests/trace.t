#!/usr/bin/env python3
"""The trace: the timeline of a run accounts for every instant of every CPU and for every thread; the text has ftrace's
form; documents name every event; and what tracepoints cost, off and on."""
import json
import os
import re
import shutil
import subprocess
import time

import weft
import tracing

EVENTS = tracing.events()
SCHEDULING = ("SWITCH", "WAKE", "CLONE", "EXIT", "RENUMBER")


# ---- Records -------------------------------------------------------------------------------------------


def account(run):
    """Follows every CPU and every thread through the records. Returns what can't be, and who is alive at the end."""
    wrong = []
    running = {cpu: 0 for cpu in range(run.cpus)}  # tids; 0 is idle
    since = {cpu: run.records[0].time for cpu in running}
    turns = {cpu: 0 for cpu in running}  # sum of their lengths, in cycles
    loads = {}
    alive, ready, calling, ended = set(), {}, {}, set()
    leaving = set()  # whose process has ended: its parent may turn the machine off before they are off their CPU
    for record in run.records:
        name, fields, cpu = record.name, record.fields, record.cpu
        if record.tid != running[cpu] and name != "SWITCH":
            wrong.append(f"{record}: but {running[cpu]} runs there")
        if name == "SWITCH":
            previous, state, following = fields[:3]
            if previous != running[cpu] or previous == following:
                wrong.append(f"{record}: but {running[cpu]} ran")
            turns[cpu] += record.time - since[cpu]
            if record.time < since[cpu]:
                wrong.append(f"{record}: turns overlap")
            since[cpu], running[cpu] = record.time, following
            if following and following in [running[other] for other in running if other != cpu]:
                wrong.append(f"{record}: it runs elsewhere")
            if following and not ready.pop(following, None):
                wrong.append(f"{record}: it was not runnable")
            if previous and chr(state) == "R":
                ready[previous] = record
            if previous and (chr(state) == "Z") != (previous in ended):
                wrong.append(f"{record}: ends without an exit, or goes on after it")
            if chr(state) == "Z":
                ended.discard(previous)
                alive.discard(previous)
                leaving.discard(previous)
            if fields[4] - loads.get(cpu, fields[4]) not in (0, 1):
                wrong.append(f"{record}: CR3 was loaded {fields[4] - loads[cpu]} times")
            loads[cpu] = fields[4]
        elif name == "END":
            leaving.add(record.tid)
        elif name == "WAKE":
            if fields[0] in ready or fields[0] in running.values() or fields[0] not in alive:
                wrong.append(f"{record}: it did not sleep")
            ready[fields[0]] = record
        elif name == "CLONE":
            if fields[0] in alive:
                wrong.append(f"{record}: there is one with this tid")
            alive.add(fields[0])
            ready[fields[0]] = record
        elif name == "EXIT":
            ended.add(fields[1])
            if fields[1] != record.tid or record.tid not in alive:
                wrong.append(f"{record}: another's exit")
            calling.pop(record.tid, None)
        elif name == "RENUMBER":  # the old number's thread has ended
            old, new = fields
            running[cpu] = new
            calling[new] = calling.pop(old, None)
            alive.discard(old)
            alive.add(new)
        elif name == "CALL":
            if calling.get(record.tid):
                wrong.append(f"{record}: it is in {calling[record.tid]}")
            calling[record.tid] = record
        elif name == "RETURN":
            call = calling.pop(record.tid, None)
            if not call or call.fields[0] != fields[0]:
                wrong.append(f"{record}: it was in {call}")
    end = run.records[-1].time
    for cpu in turns:
        turns[cpu] += end - since[cpu]
        if turns[cpu] != end - run.records[0].time:
            wrong.append(f"CPU {cpu}: the turns are {turns[cpu]} cycles of {end - run.records[0].time}")
    wrong += [f"{tid} waits still: {record}" for tid, record in ready.items() if tid not in leaving]
    return wrong, alive - leaving


def traced(*arguments, **variables):
    """tools/trace's work: the records, the timeline in build/trace.json's form, its problems."""
    folder = weft.scratch()
    os.makedirs(os.path.join(folder, "bin"))
    shutil.copy(weft.machine.build_path("tests", "bin", "stress"), os.path.join(folder, "bin"))
    before = dict(os.environ)
    os.environ.update(weft.environment(EXTRA=folder, TIMEOUT=200, **variables))
    try:
        with open(os.path.join(folder, "out"), "w+b") as out:
            run = tracing.run(list(arguments), folder, stdin=subprocess.DEVNULL, stdout=out)
            out.seek(0)
            run.out = out.read()
        path = os.path.join(folder, "trace.json")
        problems = tracing.write_json(path, run, " ".join(arguments))
    finally:
        os.environ.clear()
        os.environ.update(before)
    return run, path, problems


# ---- The Chrome trace event format -----------------------------------------------------------------------


def check_json(path, cpus):
    """What is wrong with a timeline, for a reader who believes the format's description to the letter, and for what
    viewers demand beyond it. Perfetto: a tid is in one process only; a flow begins and ends in a slice of its own track,
    under one name and category, and begins where the slice ends, so in a mark; a counter is called by its name and its
    argument's together. Speedscope: a slice has a length, and ends under the name that it began with, to which arguments
    at its beginning would belong."""
    wrong = []
    process_of, directories, loaded = {}, {}, {}
    cpu_tracks = {(tracing.CPU_PID, tracing.cpu_track(cpu)) for cpu in range(cpus)}
    with open(path) as file:
        timeline = json.load(file)
    stacks, turns, named, last, flows = {}, {}, {"process_name": set(), "thread_name": set()}, {}, {}
    mark = None  # the last event, if it is one
    for event in timeline["traceEvents"]:
        phase, track, ts = event["ph"], (event["pid"], event["tid"]), event["ts"]
        stack = stacks.setdefault(track, [])
        if phase not in "MBEisfC" or not isinstance(ts, (int, float)) or not all(isinstance(n, int) for n in track):
            wrong.append(f"not an event: {event}")
        if phase == "M":
            if event["name"] in named:
                named[event["name"]].add(track if event["name"] == "thread_name" else event["pid"])
            continue
        if event["pid"] != process_of.setdefault(event["tid"], event["pid"]) and phase != "C":
            wrong.append(f"its tid is in another process: {event}")
        if ts < last.get("any", 0):
            wrong.append(f"goes back in time: {event}")
        last["any"] = ts
        if phase == "B":
            stack.append((event["name"], ts))
            if "args" in event:  # it would be a part of the name
                wrong.append(f"arguments at the beginning: {event}")
            if last.get(track) == (event["name"], ts):  # it would take the two for one
                wrong.append(f"its like ends as it begins: {event}")
            if track in cpu_tracks and len(stack) == 1:
                loaded[track] = [name for name, _ in stacks.get((track[0], track[1] + 1), [])]
            if track in cpu_tracks and len(stack) == 1 and ts != turns.get(track, [ts])[-1]:
                wrong.append(f"a gap before {event}")
        elif phase == "E":
            name, began = stack.pop() if stack else (None, 0)
            last[track] = (event["name"], ts)
            if name != event["name"] or ts <= began:
                wrong.append(f"ends what has not begun: {event}")
            args = event.get("args", {})
            if track in cpu_tracks and not stack and "cr3" in args and loaded[track] != ["CR3 " + args["cr3"]]:
                wrong.append(f"but the CPU had {loaded[track]}: {event}")
            if name == "runs":
                directories.setdefault(event["pid"], []).append(args.get("cr3"))
            if track in cpu_tracks and not stack:
                turns.setdefault(track, [began]).append(ts)
        elif phase == "s":
            if event["id"] in flows or not stack:
                wrong.append(f"a flow from nowhere: {event}")
            if mark != (track, ts):
                wrong.append(f"a flow from the end of a turn: {event}")
            flows[event["id"]] = ts
            if (event["cat"], event["name"]) != ("wake", "wakes"):
                wrong.append(f"another kind of flow: {event}")
        elif phase == "f":
            if not stack or stack[-1][1] != ts or flows.pop(event["id"], ts + 1) > ts or event["bp"] != "e":
                wrong.append(f"a flow to nowhere: {event}")
        elif phase == "C" and not all(isinstance(value, int) for value in event["args"].values()):
            wrong.append(f"not a number: {event}")
        elif phase == "C" and any(set(event["name"].split()) & set(key.split()) for key in event["args"]):
            wrong.append(f"a word twice in the counter's name: {event}")
        elif phase == "i" and event["s"] not in "tpg":
            wrong.append(f"not a scope: {event}")
        mark = (track, ts) if phase == "i" else None
    wrong += [f"process {pid} ran without a page directory" for pid, seen in directories.items() if set(seen) == {None}]
    wrong += [f"never ends: {stack} on {track}" for track, stack in stacks.items() if stack]
    wrong += [f"no name: {track}" for track in stacks if track not in named["thread_name"] and track[0] != track[1]]
    wrong += [f"no name: {track[0]}" for track in stacks if track[0] not in named["process_name"]]
    wrong += [f"a wake-up without a turn: {flow}" for flow in flows][1:]  # the last, when the machine was turned off
    ends = {(track[0], track[-1]) for track in turns.values()}
    if len(turns) != cpus or len(ends) != 1:
        wrong.append(f"CPUs begin and end at {ends}")
    return wrong, timeline


def calls_made(records):
    return sum(record.name == "CALL" for record in records)


def calls_shown(events):
    """Slices of system calls, and what they stand for."""
    names = {name for name, _ in tracing.system_calls().values()}
    return sum(event.get("args", {}).get("calls", 1) for event in events
               if event["ph"] == "E" and (event["name"].removesuffix(", repeated") in names or event["name"].startswith("system call ")))


class LateRings(tracing.Rings):
    """A reader that falls asleep, for as long as the rings would have been overwritten several times."""

    naps = 0

    def poll(self):
        full = super().poll()
        if full > 0 and LateRings.naps:
            LateRings.naps -= 1
            time.sleep(2)
        return full


tracing.Rings = LateRings
for cpus in (1, 2, 4):
    LateRings.naps = 3
    run, path, problems = traced("stress", str(cpus), "1", CPUS=cpus, SEED=cpus)
    title = f"everything at once, CPUS={cpus}"
    weft.ok(run.status == 0, title, lambda: run.out.decode())
    weft.ok(LateRings.naps == 0, f"{title}: the reader came late")
    weft.equal((run.lost, len({record.cpu for record in run.records})), (0, cpus),
               f"{title}: no record of {len(run.records)} is lost")
    wrong, alive = account(run)
    weft.equal(wrong[:5], [], f"{title}: turns and idle are the whole run, each wake-up has its switch, each call its return")
    weft.equal(alive, {1}, f"{title}: who was made has ended, but init")
    missing = {name for name, _, _ in EVENTS} - {record.name for record in run.records}
    weft.equal(missing - {"MARK", "NOSYS", "RENUMBER", "SHOOTDOWN", "CONTENTION", "TAKEN"}, set(), f"{title}: all kinds of events")
    weft.equal(problems[:5], [], f"{title}: the timeline has no contradictions")
    wrong, timeline = check_json(path, cpus)
    weft.equal(wrong[:5], [], f"{title}: the timeline is in the format, without gaps")
    names = {event["name"] for event in timeline["traceEvents"]}
    weft.equal(calls_shown(timeline["traceEvents"]), calls_made(run.records), f"{title}: system calls that are shown as one are all counted")
    weft.equal({"idle", "ready", "sleeps", "runs", "futex", "munmap", "wakes", "runnable threads", "free frames", "CR3 loads",
                "page_fault", "copy_on_write"} - names, set(), f"{title}: what is to be seen")
    os.unlink(path)

ends = [(record.name, tracing.system_calls()[record.fields[0]][0]) for record in run.records[-1:]]
weft.equal(ends, [("CALL", "reboot")], "the power-off is the last record")
idle = next(record for record in run.records if record.tid == 0)
weft.ok(tracing.until_power_off(run.records + [idle]) == run.records, "what other CPUs do behind it, while QEMU ends, is left out")

run.records = run.records[:20000]
timelines = [tracing.Timeline(run, tracing.system_calls(), everything).events for everything in (False, True)]
repeated = [sum(event["name"].endswith(", repeated") for event in events) for events in timelines]
weft.ok(repeated[0] > 0 and repeated[1] == 0 and len(timelines[0]) < len(timelines[1]), "calls that are alike are one slice, unless ALL=1",
        f"{repeated}")
weft.equal([calls_shown(events) for events in timelines], [calls_made(run.records)] * 2, "in either form all are counted")

whole, shortened = (), ()
for tracing.RECORDS_MAX in (tracing.RECORDS_MAX, 300):
    run, path, problems = traced("sh", "-c", "process; thread", CPUS=2, SEED=7)
    whole, shortened = shortened, [str(record) for record in run.records]
weft.ok(len(whole) > len(shortened) == 300 and whole[:300] == shortened and problems == [], "of too long a run, the first records are kept",
        f"{len(whole)} and {len(shortened)} records {problems}")


# ---- The tool ------------------------------------------------------------------------------------------------


def by_tool(*command, **variables):
    where = os.path.join(weft.scratch(), "trace.json")
    done = subprocess.run([*command], cwd=weft.ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, env=weft.environment(JSON=where, TIMEOUT=60, **variables))
    with open(where) as file:
        return done, file.read()


first, one = by_tool("tools/trace", "sh", "-c", "process; exit 3", SEED=7)
second, two = by_tool("tools/trace", "sh", "-c", "process; exit 3", SEED=7)
weft.equal((first.returncode, first.stdout), (3, weft.weft("process", SEED=7).out), "the program's own status and output")
weft.ok(re.search(rb"^trace: \d+ records, 0 lost: ", first.stderr), "and a line about the trace", first.stderr)
weft.ok(one == two, "with SEED the same timeline, to the byte")
done, text = by_tool("make", "-s", "trace", "CMD=sh -c 'exit 3'", CPUS=2)
weft.ok(done.returncode == 2 and json.loads(text)["otherData"]["command"] == "sh -c 'exit 3'", "make trace CMD=...",
        done.stderr)

# ---- Text, and documents ----------------------------------------------------------------------------------------

NUMBERS = {"d": r"-?\d+", "u": r"\d+", "x": r"[0-9a-f]+", "c": "[RSDZ]", "s": ".+"}


def pattern(text):
    """The regular expression of what a format makes."""
    parts = re.split(r"%(?:0(\d))?(\.16s|[a-z])", text)
    made = re.escape(parts[0])
    for width, kind, rest in zip(parts[1::3], parts[2::3], parts[3::3]):
        made += ".*" if kind == ".16s" else f"(?=.{{{width}}}){NUMBERS[kind]}" if width else NUMBERS[kind]
        made += re.escape(rest)
    return made


LINE = re.compile(r" *(\S.*)-(\d+) +\[(\d{3})\] [d.]\.\.\. +(\d+\.\d{6}): (\w+): (.*)")
FIELDS = {title.split(":")[1]: re.compile(pattern(text)) for _, title, text in EVENTS}
run = weft.weft("sh", "-c", "process | cat; thread; cat /sys/kernel/tracing/trace", APPEND="trace", CPUS=2)
lines = run.out.decode().split("# tracer: nop\n")[-1].splitlines()
records = [LINE.fullmatch(line) for line in lines if not line.startswith("#")]
wrong = [line for line in lines if not line.startswith("#")
         and not ((found := LINE.fullmatch(line)) and found[5] in FIELDS and FIELDS[found[5]].fullmatch(found[6]))]
weft.ok(len(records) > 200 and wrong == [], "the text from the boot on has ftrace's form, field by field", "\n".join(wrong[:5]))
times = [float(found[4]) for found in records if found]
weft.ok(times == sorted(times), "in the order of time")

with open(os.path.join(weft.ROOT, "docs", "trace.md")) as file:
    rows = re.findall(r"^\| `(\w+:\w+)` \| ", file.read(), re.MULTILINE)
weft.equal(rows, [title for _, title, _ in EVENTS], "docs/trace.md has every event, in order")

# ---- What it costs --------------------------------------------------------------------------------------------------


def round_trip(kernel, select):
    """Instructions of a round trip through two pipes."""
    script = (f"echo '{select}' > /sys/kernel/tracing/set_event; " if select else "") + "cost"
    machine = weft.Machine("-kernel", kernel, "-initrd",
                           weft.machine.build_path("initrd.tar") + "," + overlay(["sh", "-c", script]),
                           "-append", "tty=raw log=debugcon panic=exit jitter=1", *weft.STEADY)
    machine.wait(120)
    machine.stop()
    found = re.search(rb"^pipe_round_trip (\d+) ", machine.serial, re.MULTILINE)
    return int(found[1]) if found else weft.say(machine) or 0


def overlay(words):
    path = os.path.join(weft.scratch(), "overlay.tar")
    with open(path, "wb") as file:
        file.write(weft.machine.exec_overlay([word.encode() for word in words]))
    return path


weft.machine.build()
folder = weft.machine.build_path("untraced")
built = weft.make("-s", "kernel", BUILD=folder, NO_TRACE=1)
weft.ok(built.status == 0, "a kernel without tracepoints is built", built)
without = round_trip(os.path.join(folder, "weft.elf"), None)
off = round_trip(weft.machine.build_path("weft.elf"), None)
on = round_trip(weft.machine.build_path("weft.elf"), "sched")
everything = round_trip(weft.machine.build_path("weft.elf"), "*:*")
weft.say(f"a round trip: {without} instructions without tracepoints, {off} off, {on} with the group sched, {everything} with all")
weft.ok(0 < without <= off <= without * 1.01, "off, tracepoints cost at most 1 %")
weft.ok(off < on <= off * 1.05, "the scheduling events cost at most 5 %")
weft.ok(on < everything <= off * 1.20, "all events cost at most 20 %")
weft.done()
