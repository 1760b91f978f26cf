#!/usr/bin/env python3
"""vmmap: what it prints, and that it is true: page by page it agrees with the page tables as QEMU has them, both
with those that lie in the stopped machine's memory and with what the monitor's `info tlb` says of its CR3."""
import json
import os
import re
import shutil
import struct

import weft

PAGE = 4096
USER_END = 0xc0000000
MEMORY = 16 << 20


class Stopped:
    """A machine that runs vmmap_helper, stopped when all it shows is at rest; and its monitor."""

    def __init__(self, *words):
        extra = weft.scratch()
        os.mkdir(os.path.join(extra, "bin"))
        shutil.copy(weft.machine.build_path("tests", "bin", "vmmap_helper"), os.path.join(extra, "bin"))
        tar = os.path.join(extra, "overlay.tar")
        command = b"".join(word.encode() + b"\0" for word in ("vmmap_helper",) + words)
        with open(tar, "wb") as file:
            file.write(weft.machine.overlay({"etc/exec": command}, extra))
        self.machine = weft.Machine("-kernel", weft.machine.build_path("weft.elf"), "-initrd",
                                    f"{weft.machine.build_path('initrd.tar')},{tar}", "-append",
                                    "tty=raw log=debugcon panic=exit", memory="16M")
        self.text = b""
        if self.machine.wait_for(rb"\nfrozen\n", 60):
            self.text = self.machine.serial.split(b"frozen\n")[0]
        self.read_answer()

    def read_answer(self):
        """What the monitor has said up to its next prompt."""
        answer = b""
        while not answer.endswith(b"(qemu) "):
            piece = os.read(self.machine.process.stdout.fileno(), 65536)
            if not piece:
                break
            answer += piece
        return answer.decode(errors="replace")

    def ask(self, command):
        self.machine.process.stdin.write(command.encode() + b"\n")
        self.machine.process.stdin.flush()
        return self.read_answer()

    def cr3(self):
        return int(re.search(r"CR3=([0-9a-f]+)", self.ask("info registers"))[1], 16)

    def memory(self):
        path = os.path.join(self.machine.folder, "memory")
        self.ask(f'pmemsave 0 {MEMORY} "{path}"')
        with open(path, "rb") as file:
            return file.read()

    def tlb(self):
        """{address: (frame, writable, user, accessed, dirty)} of user pages by CR3, as QEMU finds them."""
        pages = {}
        for address, entry, flags in re.findall(r"^([0-9a-f]+): ([0-9a-f]+) ([-XGPDACTUW]{9})", self.ask("info tlb"),
                                                re.MULTILINE):
            if int(address, 16) < USER_END:
                pages[int(address, 16)] = (int(entry, 16) // PAGE, "W" in flags, "U" in flags, "A" in flags, "D" in flags)
        return pages


def words_at(memory, frame):
    return struct.unpack_from("<1024I", memory, frame * PAGE)


def tables_in(memory, directory):
    """{address: frame} of the page tables that a directory's user part points to."""
    return {i << 22: entry // PAGE for i, entry in enumerate(words_at(memory, directory)[:USER_END >> 22]) if entry & 1}


def pages_in(memory, directory):
    """As Stopped.tlb(), by walking the tables in the machine's memory (Intel SDM volume 3, 4.3)."""
    pages = {}
    for address, frame in tables_in(memory, directory).items():
        for i, entry in enumerate(words_at(memory, frame)):
            if entry & 1:
                pages[address + i * PAGE] = (entry // PAGE, *(bool(entry & bit) for bit in (2, 4, 0x20, 0x40)))
    return pages


def pages_of(space):
    """The same by vmmap."""
    return {page["address"]: (page["frame"], *(letter in page["flags"] for letter in "wUAD"))
            for page in space["pages"] if page["flags"][0] == "r"}


def relation(left, right):
    if not left or not right:
        return "left" if left else "right"
    return "same" if left[0] == right[0] else "other"


def compare(name, *words):
    """Stops a pair and compares; returns what vmmap said."""
    stopped = Stopped(*words)
    try:
        said = json.loads(stopped.text)
    except ValueError as problem:
        weft.ok(False, f"{name}: vmmap prints JSON", f"{problem}\n{stopped.machine}")
        stopped.machine.stop()
        return None
    stopped.ask("stop")
    memory = stopped.memory()
    spaces = said["spaces"]
    truth = [pages_in(memory, space["directory"]) for space in spaces]
    for space, pages in zip(spaces, truth):
        weft.equal(pages_of(space), pages, f"{name}: process {space['pid']}: all {len(pages)} pages, as they are in memory")
        weft.equal({table["address"]: table["frame"] for table in space["tables"]}, tables_in(memory, space["directory"]),
                   f"{name}: and its page tables")
    if len(spaces) == 2:
        weft.equal({page["address"]: page["relation"] for page in said["pages"]},
                   {address: relation(truth[0].get(address), truth[1].get(address)) for address in truth[0] | truth[1]},
                   f"{name}: which pages share a frame")
    wanted, seen = {space["cr3"]: pages_of(space) for space in spaces}, {}
    for _ in range(200):
        cr3 = stopped.cr3()
        if cr3 not in seen:
            seen[cr3] = stopped.tlb()
        if set(seen) >= set(wanted):
            break
        stopped.ask("cont")
        stopped.ask("info status")
        stopped.ask("stop")
    for cr3, pages in wanted.items():
        weft.equal(seen.get(cr3), pages, f"{name}: while CR3 is {cr3:08x}, `info tlb` says the same")
    mappings = {}
    for pages in truth:
        for page in pages.values():
            mappings[page[0]] = mappings.get(page[0], 0) + 1
    private = {page["frame"]: page["mappings"] for space in spaces for page in space["pages"] if page["kind"] == "anonymous"}
    weft.equal(private, {frame: mappings[frame] for frame in private}, f"{name}: how many entries point to each of their frames")
    stopped.machine.stop()
    return said


def counter_of(said):
    """The pages of the counter: the first of the memory that the program has beside its file."""
    area = next(area for area in said["spaces"][0]["areas"] if area["mode"] == "rw-p" and not area["name"])
    return [next(page for page in space["pages"] if page["address"] == area["start"]) for space in said["spaces"]]


# Chapters 2 and 3 of the tour: two threads; a process and its child, before and after a write.
said = compare("two threads", "-r", "threads")
if said:
    left, right = said["threads"]
    weft.ok(len(said["spaces"]) == 1 and left["pid"] == right["pid"] == said["spaces"][0]["pid"], "they have one space", said)
    weft.ok(left["tid"] != right["tid"] and left["kernel_stack"] != right["kernel_stack"]
            and abs(left["esp"] - right["esp"]) > PAGE, "and two stacks", said)
said = compare("parent and child", "-r", "processes")
if said:
    left, right = counter_of(said)
    weft.ok(left["frame"] == right["frame"] and left["mappings"] == 2 and "w" not in left["flags"] + right["flags"],
            "before the write they share the counter's frame, and neither may write to it", said)
said = compare("after a write", "-r", "-w", "processes")
if said:
    left, right = counter_of(said)
    weft.ok(left["frame"] != right["frame"] and left["mappings"] == right["mappings"] == 1 and "w" in right["flags"],
            "after it the writer has a frame of its own", said)

# What people see.
run = weft.weft("sh", "-c", "pair processes > /line & sleep 0.2; cat /line; vmmap 1; vmmap -p 1 2; vmmap -t 1 2; vmmap -o")
text = run.out.decode()
weft.ok(run.status == 0 and text.isascii() and max(map(len, text.splitlines())) < 80 and "\033" not in text,
        "plain text, in less than 80 columns", run)
weft.equal([line for line in text.splitlines() if line != line.rstrip()], [], "no line ends with spaces")
weft.ok(re.search(r"^0804[0-9a-f]{4}-0804[0-9a-f]{4} r-xp +\d+ +\d+ +\d+  /bin/init$", text, re.MULTILINE), "the areas of one", run)
weft.ok(re.search(r"^bff[0-9a-f]{5}  0x[0-9a-f]{4}  rw-UAD   1/1  \|  0x[0-9a-f]{4}  rw-UAD +1/1  \[stack\]$", text,
                  re.MULTILINE), "the pages of two", run)
weft.ok(re.search(r"^ESP +bff[0-9a-f]{5} +bff[0-9a-f]{5}$", text, re.MULTILINE) and
        re.search(r"<- stack 1 2$", text, re.MULTILINE), "the stacks of two threads", run)
weft.ok(re.search(r"^ +\d+ +\d+  page-directory +1  init$", text, re.MULTILINE), "who owns the frames", run)

# Colour: on a person's terminal only, and not if it is not wanted.
tar = os.path.join(weft.scratch(), "overlay.tar")
with open(tar, "wb") as file:
    file.write(weft.machine.overlay({"etc/exec": b"sh\0-c\0vmmap 1 2; echo --; NO_COLOR=1 vmmap 1 2; echo --; vmmap 1 2 | cat\0"}))
machine = weft.Machine("-kernel", weft.machine.build_path("weft.elf"), "-initrd", f"{weft.machine.build_path('initrd.tar')},{tar}",
                       "-append", "log=debugcon panic=exit")
machine.wait(60)
machine.stop()
parts = machine.serial.split(b"--\r\n")
weft.equal([b"\033[3" in part for part in parts], [True, False, False], "colour: on a terminal, unless NO_COLOR; not into a pipe")
if len(parts) == 3:
    plain = [re.sub(rb"\033\[\d*m", b"", part).split(b"\r\n")[:2] for part in parts]
    weft.ok(plain[0] == plain[1] == plain[2], "and the text is the same", machine)

# pair: it waits to be looked at, writes when it is told to, and ends.
run = weft.weft("sh", "-c", """pair processes > /line & sleep 0.3
line=$(cat /line); set -- ${line#*vmmap }
vmmap --json $1 $2; echo --; kill -USR1 $2; sleep 0.3; vmmap --json $1 $2; echo --; kill $1; sleep 0.3; vmmap $1; vmmap $2
pair -x threads; pair; echo $?""")
parts = run.out.decode().split("--\n")
weft.ok(len(parts) == 3, "pair: two processes", run)
if len(parts) == 3:
    before, after = ([page["frame"] for page in counter_of(json.loads(part))] for part in parts[:2])
    weft.ok(before[0] == before[1] and after[0] != after[1], "pair: USR1 has the second one write", run)
    weft.ok(re.fullmatch(r"(vmmap: process \d+ does not exist\n){2}(usage: pair .*\n){2}2\n", parts[2]), "pair: TERM ends both", run)

# What goes wrong is said, and nothing is printed.
for words, status, message in ((["99999"], 1, "vmmap: process 99999 does not exist\n"),
                               (["-t", "1", "99999"], 1, "vmmap: thread 99999 does not exist\n"),
                               (["x"], 2, "vmmap: x is not the number of a process\n"),
                               (["1", "0"], 2, "vmmap: 0 is not the number of a process\n"),
                               ([], 2, None), (["1", "2", "3"], 2, None), (["-t", "1"], 2, None), (["-x"], 2, None)):
    run = weft.weft("vmmap", *words)
    usage = run.out.decode()
    weft.ok(run.status == status and (usage == message if message else usage.startswith("usage: vmmap") and usage.count("\n") == 1),
            "vmmap " + " ".join(words), run)
run = weft.weft("vmmap", "-h")
weft.ok(run.status == 0 and run.out.startswith(b"usage: vmmap") and max(map(len, run.out.splitlines())) < 80, "vmmap -h", run)
run = weft.weft("vmmap", "--json", "1")
weft.ok(run.status == 0 and json.loads(run.out)["spaces"][0]["name"] == "init", "--json of one process", run)
run = weft.weft("sh", "-c", "sleep 0 & sleep 0.2; vmmap $!")
weft.ok(run.status == 1 and re.fullmatch(rb"vmmap: process \d+ (has ended: it has no memory any more|does not exist)\n", run.out),
        "a process that has ended", run)
weft.done()
