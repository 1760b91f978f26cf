"""The trace of a run: its records, read out of the guest's memory, and the timeline that is made of them.

The kernel writes records into a ring for each CPU (kernel/debug/trace.h). The guest's memory is a file that
QEMU and we both map, so we read the rings while it runs. However slow we are, nothing is lost: a pipe
fills as the rings do, and the guest stands still until we empty it (kernel/debug/trace.c).
"""

import fcntl
import json
import mmap
import os
import re
import struct
import subprocess
import time

import machine

KERNEL_BASE = 0xC0000000
PIPE_BYTES = 4096  # as kernel/debug/trace.c counts on
RECORDS_MAX = 5000000  # of a run; each takes half a kilobyte here
CPU_MAX = 8
RING = struct.Struct("<IIIII")  # struct trace_ring: begun, written, place, table, pages
RING_SIZE = 64
RECORD = struct.Struct("<QII12I")  # struct trace_record: time, event, tid, words
PAGE_RECORDS = 4096 // RECORD.size
INTERRUPTS_ON = 0x200

CLONE_THREAD = 0x10000
CPU_PID = 1000000  # the tracks of CPUs are threads of this process; real pids are smaller
ALIKE = 16  # so many system calls in a row are shown one by one
KERNEL_PID = 999999  # and this is what kernel threads are in
REUSED = 100000  # added to a tid that is used for the second time


# ---- Lists of the kernel -----------------------------------------------------------------------------


def source(*names):
    with open(os.path.join(machine.ROOT, "kernel", *names)) as file:
        return file.read()


def events():
    """[(NAME, "group:name", format)], in the kernel's order, which gives them their numbers."""
    found = re.findall(r'^TRACE_EVENT\((\w+), (\w+), (\w+),\s*((?:\s*"[^"]*")+)\)', source("debug", "trace.def"), re.M)
    return [(name, f"{group}:{event}", "".join(re.findall(r'"([^"]*)"', text))) for name, group, event, text in found]


def system_calls():
    """{number: (name, how many arguments it has)}"""
    found = re.findall(r"^(?:SYSCALL|ALIAS)(\d)\((\d+), (\w+)", source("abi", "syscalls.def"), re.M)
    return {int(number): (name, int(count)) for count, number, name in found}


# ---- Records ---------------------------------------------------------------------------------------


class Record:
    """What one CPU wrote down. `fields` are the words of its event's format; a text counts as one."""

    __slots__ = ("time", "cpu", "tid", "interrupts", "name", "fields")

    def __init__(self, cpu, data, offset, layouts):
        self.time, event, self.tid, *words = RECORD.unpack_from(data, offset)
        self.cpu = cpu
        self.interrupts = bool(event & INTERRUPTS_ON)
        self.name, layout = layouts[event & 0xFF]
        self.fields = []
        for kind in layout:
            if kind == "text":
                raw = struct.pack("<4I", *words[:4])
                self.fields.append(raw.split(b"\0")[0].decode("utf-8", "replace"))
                words = words[4:]
            else:
                self.fields.append(words.pop(0))

    def __repr__(self):
        return f"{self.time} cpu {self.cpu} tid {self.tid} {self.name} {self.fields}"


def layouts():
    """[(NAME, kinds of its fields)] by the number of the event."""
    found = []
    for name, _, text in events():
        kinds = re.findall(r"%(?:0?\d*)(\.16s|[a-z])", text)
        found.append((name, ["text" if kind == ".16s" else "word" for kind in kinds if kind != "s"]))
    return found


class Rings:
    """Reads the rings in the file that is the guest's memory."""

    def __init__(self, folder):
        self.path = os.path.join(folder, "memory")
        self.memory = None
        pipe = os.path.join(folder, "full")
        os.mkfifo(pipe)
        self.pipe = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
        if hasattr(fcntl, "F_SETPIPE_SZ"):  # elsewhere a pipe holds more, and what was overwritten is counted
            fcntl.fcntl(self.pipe, fcntl.F_SETPIPE_SZ, PIPE_BYTES)
        self.next = [0] * CPU_MAX
        self.lost = [0] * CPU_MAX
        self.data = [bytearray() for _ in range(CPU_MAX)]
        self.cut = False  # there are more than RECORDS_MAX
        symbols = subprocess.run(["nm", machine.build_path("weft.elf")], stdout=subprocess.PIPE, check=True).stdout
        addresses = {name: int(value, 16) for value, name in re.findall(r"^(\w+) \w (\w+)$", symbols.decode(), re.M)}
        self.rings = addresses["trace_rings"] - KERNEL_BASE
        self.boot = addresses["boot_cycles"] - KERNEL_BASE

    def open(self):
        """Whether the guest's memory is there."""
        if self.memory is None and os.path.exists(self.path) and os.path.getsize(self.path) > self.rings + 4096:
            with open(self.path, "rb") as file:
                self.memory = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)
        return self.memory is not None

    def ring(self, cpu):
        return RING.unpack_from(self.memory, self.rings + cpu * RING_SIZE)

    def poll(self):
        """Copies what is new. Returns how much of a ring that was, at most: near 1 is late."""
        # The copy after the one that has enough brings what other CPUs wrote meanwhile: then the first RECORDS_MAX are complete.
        cut = sum(map(len, self.data)) > RECORDS_MAX * RECORD.size
        full = 0.0
        for cpu in range(CPU_MAX if self.open() else 0):
            begun, written, _, table, pages = self.ring(cpu)
            size = pages * PAGE_RECORDS
            if written == self.next[cpu] or not size:
                continue
            full = max(full, (written - self.next[cpu]) / size)
            first = max(self.next[cpu], written - size)
            copy = bytearray()
            number = first
            while number < written:
                place = number % PAGE_RECORDS
                count = min(written - number, PAGE_RECORDS - place)
                page = number // PAGE_RECORDS % pages
                address = struct.unpack_from("<I", self.memory, table - KERNEL_BASE + 4 * page)[0] - KERNEL_BASE
                start = address + place * RECORD.size
                copy += self.memory[start:start + count * RECORD.size]
                number += count
            # What the CPU has begun to write over meanwhile is not what it was.
            good = max(first, self.ring(cpu)[0] - size)
            good = min(good, written)
            if not self.cut:
                self.lost[cpu] += good - self.next[cpu]
                self.data[cpu] += copy[(good - first) * RECORD.size:]
            self.next[cpu] = written
        self.cut = cut
        try:
            os.read(self.pipe, PIPE_BYTES)  # once: what the guest writes from now on is for the next time
        except BlockingIOError:
            pass
        return full

    def boot_cycles(self):
        return struct.unpack_from("<Q", self.memory, self.boot)[0]

    def records(self):
        """All of them, but at most RECORDS_MAX, in the order of time."""
        table = layouts()
        found = [Record(cpu, data, offset, table) for cpu, data in enumerate(self.data)
                 for offset in range(0, len(data), RECORD.size)]
        found.sort(key=lambda record: record.time)  # stable: a CPU's own stay in order
        return found[:RECORDS_MAX]


class Run:
    """What a traced run left."""

    def __init__(self, status, records, lost, cycles_per_us, boot, cpus):
        self.status = status
        self.records = records
        self.lost = lost
        self.cycles_per_us = cycles_per_us
        self.boot = boot
        self.cpus = cpus

    def ns(self, cycles):
        """Nanoseconds since boot, as the kernel's own clock has them."""
        return round((cycles - self.boot) * 1000 / self.cycles_per_us)


def memory_size():
    text = machine.setting("MEM", "128M")
    return int(text[:-1]) << {"M": 20, "G": 30}[text[-1]]


def until_power_off(records):
    """The records of the run, and not what other CPUs did while QEMU, told to end, still was on its way."""
    numbers = {name: number for number, (name, _) in system_calls().items()}
    for i in reversed(range(len(records))):
        record = records[i]
        if record.name == "CALL" and record.fields[0] == numbers["reboot"]:
            return records[:i + 1] if all(later.tid != record.tid for later in records[i + 1:]) else records
    return records


def run(arguments, folder, **streams):
    """Runs tools/exec with the arguments and all events traced. `folder` is to hold the guest's memory."""
    machine.build()
    log = os.path.join(folder, "log")
    cpus = int(machine.setting("CPUS", "1"))
    pages = 1024  # of each ring: as many as there can be, but no more than an eighth of the memory in all
    while pages > 16 and pages * 4096 * cpus * 8 > memory_size():
        pages //= 2
    words = f"trace trace_pages={pages} trace_port={machine.TRACE_PORT} {machine.setting('APPEND')}"
    environment = dict(os.environ, TRACE_FOLDER=folder, APPEND=words.strip(), LOG=log)
    rings = Rings(folder)
    child = subprocess.Popen([os.path.join(machine.ROOT, "tools", "exec"), *arguments], env=environment, **streams)
    wait = 0.001
    while child.poll() is None:
        wait = 0.001 if rings.poll() > 0.01 else min(wait * 1.5, 0.02)
        time.sleep(wait)
    rings.poll()
    if not rings.memory:
        return Run(child.returncode, [], 0, 1.0, 0, cpus)
    with open(log, "rb") as file:
        rate = re.search(rb"time-stamp counter: (\d+\.\d+) MHz", file.read())
    return Run(child.returncode, until_power_off(rings.records()), sum(rings.lost), float(rate[1]) if rate else 1000.0,
               rings.boot_cycles(), cpus)


# ---- The timeline, in the Chrome trace event format ------------------------------------------------------


def cpu_track(cpu):
    return CPU_PID + 2 * cpu


def cr3_track(cpu):
    return CPU_PID + 2 * cpu + 1


class Thread:
    """One thread and its track, on which slices lie that nest: system calls, and in them what it waited."""

    def __init__(self, tid, pid, track, name):
        self.tid = tid
        self.pid = pid
        self.track = track
        self.name = name
        self.open = []  # the slices that have begun, as events
        self.cr3 = None  # the page directory of its turn, if that is known
        self.alike = [None, 0]  # the number of its last system call; how many of it came with nothing else between
        self.repeated = None  # the slice that stands for such calls, and the event that ends it
        self.waking = None  # the flow that leads to its next turn


class Timeline:
    """Makes events of records. `problems` says where these contradict each other, which they never should."""

    OFF_CPU = {"R": "ready", "S": "sleeps", "D": "waits"}
    ON_CPU = "runs"

    def __init__(self, traced, calls, everything=False):
        self.traced = traced
        self.calls = calls
        self.everything = everything
        self.events = []
        self.problems = []
        self.threads = {}  # by tid, those that exist
        self.tracks = {}  # by track, all
        self.cpus = [None] * traced.cpus  # who runs
        self.turns = [None] * traced.cpus  # that slice
        self.directories = [None] * traced.cpus  # the slice of the page directory
        self.counters = {}
        self.ready = 0  # threads that could run and do not
        self.cr3_loads = [0] * traced.cpus
        self.flows = 0
        self.contended = [None] * traced.cpus  # the slice in which it spins
        first = {}
        for record in reversed(traced.records):
            first[record.cpu] = record
        self.start = traced.records[0].time if traced.records else 0
        # A microsecond after the last record: what that began is to be seen.
        self.end = traced.records[-1].time + round(traced.cycles_per_us) if traced.records else 0
        for cpu in range(traced.cpus):
            self.begin_turn(cpu, self.thread(first[cpu].tid) if cpu in first else None, self.start, {})
        for record in traced.records:
            if record.name not in ("CALL", "RETURN") and record.tid in self.threads:
                self.threads[record.tid].alike = [None, 0]
            getattr(self, "on_" + record.name.lower(), self.instant)(record)
        self.close()
        self.events = [event for event in self.events if event]

    # Events

    def emit(self, phase, pid, tid, time, name, args=None, **more):
        event = {"ph": phase, "pid": pid, "tid": tid, "ts": self.traced.ns(time) / 1000, "name": name, **more}
        if args:
            event["args"] = args
        self.events.append(event)
        return event

    def end_slice(self, event, time, args):
        """A slice's arguments stand at its end, where Perfetto looks too: speedscope takes those at the beginning for a part
        of the name, and gives one thread's turns many colours. Slices are B and E, not X with a length: begin and length,
        each rounded by the viewer, no longer nest. One without a length is left out: speedscope would end it before it
        begins."""
        args = {**event.pop("args", {}), **args}
        if event["ts"] == self.traced.ns(time) / 1000:
            event.clear()
            return event
        return self.emit("E", event["pid"], event["tid"], time, event["name"], args)

    def begin(self, thread, time, name, **args):
        self.ready += name == "ready"
        thread.open.append(self.emit("B", thread.pid, thread.track, time, name, args))

    def begin_run(self, thread, time, cpu):
        self.begin(thread, time, self.ON_CPU, cpu=cpu, **({"cr3": thread.cr3} if thread.cr3 else {}))

    def finish(self, thread, time, **args):
        event = thread.open.pop()
        self.ready -= event["name"] == "ready"
        return self.end_slice(event, time, args)

    def finish_if(self, thread, time, *names):
        if thread.open and thread.open[-1]["name"] in names:
            self.finish(thread, time)

    def count(self, time, name, rest, value):
        """Perfetto calls a counter by its name and its argument's, one after the other; chrome://tracing by the first alone."""
        if self.counters.get(name) != value:
            self.counters[name] = value
            self.emit("C", CPU_PID, CPU_PID, time, name, args={rest: value})

    def count_runnable(self, time):
        running = sum(1 for thread in self.cpus if thread)
        self.count(time, "runnable threads", "now", self.ready + running)

    # Threads

    def add(self, tid, pid, name):
        track = tid
        while track in self.tracks:
            track += REUSED
        thread = self.threads[tid] = self.tracks[track] = Thread(tid, pid or KERNEL_PID, track, name)
        return thread

    def thread(self, tid):
        """None is the idle thread."""
        if tid and tid not in self.threads:
            self.problems.append(f"thread {tid} was never made")
            self.add(tid, 0, "?")
        return self.threads[tid] if tid else None

    def begin_turn(self, cpu, thread, time, args):
        self.cpus[cpu] = thread
        self.turns[cpu] = self.emit("B", CPU_PID, cpu_track(cpu), time, f"{thread.name} {thread.tid}" if thread else "idle",
                                    dict(args, **({"pid": thread.pid} if thread else {})))

    def directory(self, cpu, time, cr3):
        """The CPU has this page directory from here on; None is one that will be known at the next switch."""
        name, last = cr3 and f"CR3 {cr3}", self.directories[cpu]
        if last and last["name"] == name:
            return
        if last:
            self.end_slice(last, time, {})
        self.directories[cpu] = self.emit("B", CPU_PID, cr3_track(cpu), time, name) if name else None

    def on_switch(self, record):
        previous, state, following, cr3, loads, eip = record.fields
        cpu, time, state = record.cpu, record.time, chr(state)
        thread = self.cpus[cpu]
        if previous != (thread.tid if thread else 0):
            self.problems.append(f"{record}: but {thread.tid if thread else 0} ran")
        self.end_slice(self.turns[cpu], time, {"state": state, "eip": f"{eip:08x}"})
        if thread:
            self.finish_if(thread, time, self.ON_CPU)
            if state in self.OFF_CPU:
                self.begin(thread, time, self.OFF_CPU[state])
            else:
                while thread.open:
                    self.finish(thread, time)
        cr3 = f"{cr3:08x}"
        self.directory(cpu, time, cr3)
        self.begin_turn(cpu, self.thread(following), time, {"cr3": cr3})
        thread = self.cpus[cpu]
        if thread:
            thread.cr3 = cr3
            self.finish_if(thread, time, *self.OFF_CPU.values())
            if not thread.open:
                self.begin_run(thread, time, cpu)
            if thread.waking is not None:
                self.emit("f", CPU_PID, cpu_track(cpu), time, "wakes", cat="wake", id=thread.waking, bp="e")
                thread.waking = None
        self.cr3_loads[cpu] = loads
        self.count(time, "CR3 loads", "so far", sum(self.cr3_loads))
        self.count_runnable(time)

    def flow_to(self, thread, record):
        """Perfetto lets an arrow begin where the innermost slice ends, which a turn does too late: so it gets a mark of its own."""
        self.emit("i", CPU_PID, cpu_track(record.cpu), record.time, "wakes", {"thread": f"{thread.name} {thread.tid}"}, s="t")
        self.flows += 1
        thread.waking = self.flows
        self.emit("s", CPU_PID, cpu_track(record.cpu), record.time, "wakes", cat="wake", id=self.flows)

    def on_wake(self, record):
        thread = self.thread(record.fields[0])
        if not thread.open or thread.open[-1]["name"] not in ("sleeps", "waits"):
            self.problems.append(f"{record}: but it did not sleep")
        self.finish_if(thread, record.time, *self.OFF_CPU.values())
        self.begin(thread, record.time, "ready")
        self.flow_to(thread, record)
        self.count_runnable(record.time)

    def on_clone(self, record):
        tid, name, flags, pid = record.fields
        thread = self.add(tid, pid, name)
        self.instant(record)
        self.begin(thread, record.time, "ready", made_by=record.tid)
        self.flow_to(thread, record)
        self.count_runnable(record.time)

    def on_exit(self, record):
        name, tid = record.fields
        self.thread(tid).name = name
        self.instant(record)

    def on_exec(self, record):
        self.thread(record.fields[1]).name = record.fields[0]
        self.thread(record.fields[1]).cr3 = None
        self.directory(record.cpu, record.time, None)
        self.instant(record)

    def on_end(self, record):
        self.directory(record.cpu, record.time, None)
        self.instant(record)

    def on_renumber(self, record):
        old, new = record.fields
        self.threads[old], self.threads[new] = self.thread(new), self.thread(old)
        self.threads[old].tid, self.threads[new].tid = old, new
        self.instant(record)

    # System calls, locks, all else

    def on_call(self, record):
        thread = self.thread(record.tid)
        number, *arguments = record.fields
        name, count = self.calls.get(number, (f"system call {number}", len(arguments)))
        thread.alike = [number, thread.alike[1] + 1 if thread.alike[0] == number else 1]
        if thread.alike[1] == 1:
            thread.repeated = None
        if thread.repeated and thread.open and not self.everything:  # what has happened since the last one is no more
            thread.open.pop().clear()
            slice, end = thread.repeated
            slice["args"] = {"calls": end["args"]["calls"] + 1}
            end.clear()
            thread.open.append(slice)
            return
        self.finish_if(thread, record.time, self.ON_CPU)
        if thread.open:
            self.problems.append(f"{record}: within {thread.open}")
        if thread.alike[1] > ALIKE and not self.everything:
            self.begin(thread, record.time, name + ", repeated", calls=1)
        else:
            self.begin(thread, record.time, name, **({"arguments": " ".join(f"{word:x}" for word in arguments[:count])}
                                                     if count else {}))

    def on_return(self, record):
        thread = self.thread(record.tid)
        number, result = record.fields
        name = self.calls.get(number, (f"system call {number}",))[0]
        if [event["name"] for event in thread.open] == [name]:
            self.finish(thread, record.time, returns=result - (1 << 32) if result >> 31 else result)
        elif [event["name"] for event in thread.open] == [name + ", repeated"]:
            thread.repeated = thread.open[0], self.finish(thread, record.time)
        else:
            self.problems.append(f"{record}: within {thread.open}")
            return
        self.begin_run(thread, record.time, record.cpu)

    def on_contention(self, record):
        self.contended[record.cpu] = self.emit("B", CPU_PID, cpu_track(record.cpu), record.time, "spins",
                                               {"rank": record.fields[1]})

    def on_taken(self, record):
        if self.contended[record.cpu]:
            self.end_slice(self.contended[record.cpu], record.time, {})
        self.contended[record.cpu] = None

    def on_alloc(self, record):
        self.count(record.time, "free frames", "left", record.fields[3])

    on_free = on_alloc

    def on_mark(self, record):
        self.instant(record, "".join(record.fields))

    def instant(self, record, title=None):
        name, keys = INSTANTS[record.name]
        fields = {key: f"0x{word:x}" if kind == "x" else word for (key, kind), word in zip(keys, record.fields)}
        thread = self.threads.get(record.tid)
        pid, track = (thread.pid, thread.track) if thread else (CPU_PID, cpu_track(record.cpu))
        if record.name == "INTERRUPT":
            pid, track = CPU_PID, cpu_track(record.cpu)
        self.emit("i", pid, track, record.time, title or name, fields, s="t")

    # The end

    def close(self):
        for cpu, turn in enumerate(self.turns):
            for event in (self.contended[cpu], turn, self.directories[cpu]):
                if event:
                    self.end_slice(event, self.end, {})
        for thread in self.tracks.values():
            while thread.open:
                self.finish(thread, self.end)

    def metadata(self):
        found = []

        def say(kind, pid, tid, **args):
            found.append({"ph": "M", "pid": pid, "tid": tid, "ts": 0, "name": kind, "args": args})

        say("process_name", CPU_PID, CPU_PID, name="CPUs")
        say("process_sort_index", CPU_PID, CPU_PID, sort_index=-1)
        for cpu in range(len(self.cpus)):
            say("thread_name", CPU_PID, cpu_track(cpu), name=f"CPU {cpu}")
            say("thread_name", CPU_PID, cr3_track(cpu), name=f"CPU {cpu}'s CR3")
        processes = {}
        for thread in self.tracks.values():
            processes.setdefault(thread.pid, thread.name)
            if thread.tid == thread.pid:
                processes[thread.pid] = thread.name
        processes[KERNEL_PID] = "kernel"
        for pid in sorted({thread.pid for thread in self.tracks.values()}):
            say("process_name", pid, pid, name=processes[pid])
        for thread in self.tracks.values():
            say("thread_name", thread.pid, thread.track, name=thread.name)
        return found


# What an event is called, and its fields with their conversions.
INSTANTS = {name: (title.split(":")[1], [(key, kind) for key, kind in
                                         re.findall(r"(\w+)[= ](?:0x)?%(?:0?\d*)(\.16s|[a-z])", text) if kind != "s"])
            for name, title, text in events()}


def write_json(path, traced, command, everything=False):
    """Writes the timeline. Returns its problems."""
    timeline = Timeline(traced, system_calls(), everything)
    about = {"command": command, "records": len(traced.records), "lost": traced.lost,
             "contradictions": len(timeline.problems), "status": traced.status}
    text = json.JSONEncoder(separators=(",", ":")).encode
    with open(path, "w") as file:
        file.write('{"displayTimeUnit": "ns",\n"otherData": %s,\n"traceEvents": [\n' % json.dumps(about))
        file.write(",\n".join(text(event) for event in timeline.metadata() + timeline.events))
        file.write("\n]}\n")
    return timeline.problems
