#!/usr/bin/env python3
"""What README.md and docs/ say is still so: files, line counts, chapter 4's text, figures, what gdb shows."""
import glob
import os
import re
import subprocess

import weft

ROOT = weft.ROOT
PAGES = [os.path.join(ROOT, "README.md"), *sorted(glob.glob(os.path.join(ROOT, "docs", "*.md")))]


def read(*names):
    with open(os.path.join(ROOT, *names)) as file:
        return file.read()


def near(a, b, part):
    return abs(a - b) <= part * max(a, b)


# Links lead somewhere, and files that are named by their path are there.
for page in PAGES:
    text, here = read(page), os.path.dirname(page)
    links = [link for link in re.findall(r"\]\(([^)#]+)", text) if "://" not in link]
    names = re.findall(r"`((?:boot|docs|kernel|libc|tests|tools|user)/[a-z_0-9/]+\.(?:c|h|S|def|md|t|py|gdb))`", text)
    missing = [link for link in links if not os.path.exists(os.path.join(here, link))]
    missing += [name for name in names if not os.path.exists(os.path.join(ROOT, name))]
    weft.equal(missing, [], f"{os.path.relpath(page, ROOT)}: all files that it names are there")
    long = [line for line in text.splitlines() if len(line) > 132 and not line.startswith(("|", "    "))]
    weft.equal(long, [], f"{os.path.relpath(page, ROOT)}: no line is too long to be read in a terminal, but in tables")

weft.equal(read("docs", "syscalls.md"), subprocess.run([os.path.join(ROOT, "tools", "syscalls")], stdout=subprocess.PIPE, text=True).stdout,
           "docs/syscalls.md is made from the list of system calls as it is now (`make docs`)")

wrong = {name: (int(said), lines) for name, said in re.findall(r"\]\(\.\./([^)]+)\) \((\d+)\)", read("docs", "reading.md"))
         for lines in [read(name).count("\n")] if not near(int(said), lines, 0.25)}
weft.equal(wrong, {}, "docs/reading.md: line counts are about right")


# The README's chapter 4 is what the machine prints, but for the numbers.
def shape(text):
    return [re.sub(r"[ -]+", " ", re.sub(r"0x[0-9a-f]+|\b[0-9a-f]{5,8}\b|\d+", "0", line)).strip() for line in text.splitlines()]


block = re.search(r"^    4\. Side by side\n(?:(?:    .*)?\n)*", read("README.md"), re.MULTILINE)
run = weft.weft("tour", "4", SEED=1)
weft.equal(shape(block[0].strip()) if block else None, shape(run.out.decode().strip()), "README: chapter 4 is as the machine prints it")

block = re.search(r"^    weft\$ vmmap 3 4\n((?:(?:    .*)?\n)*)", read("README.md"), re.MULTILINE)
run = weft.weft("sh", "-c", "pair processes & sleep 0.2; vmmap 3 5", SEED=1)
weft.equal(shape(block[1].strip()) if block else None, shape(run.out.decode().partition("Both end")[2].partition("\n")[2].strip()),
           "README: vmmap is as the machine prints it")

# The figures of its table are those of `cost`, give or take what another compiler makes of it.
ROWS = {"null system call": "null_system_call", "thread: create and join": "thread_create_join",
        "process: fork, exit, wait": "fork_exit_wait", "fork, exec, wait of": "fork_exec_wait",
        "one switch between two threads": "thread_switch", "the same between two processes": "process_switch",
        "futex,": "futex_round_trip", "mutex and condition": "condition_round_trip", "pipe,": "pipe_round_trip",
        "first write to a new page": "first_write_anonymous", "first write to a copy-on-write": "first_write_copy"}
costs = dict(re.findall(r"^(\w+) (\d+) instructions$", weft.weft("cost", SEED=1, MEM="128M").out.decode(), re.MULTILINE))
for start, name in ROWS.items():
    row = re.search(rf"^\| {start}.*\| ([\d,]+) \|$", read("README.md"), re.MULTILINE)
    said = int(row[1].replace(",", "")) if row else 0
    weft.ok(near(said, int(costs.get(name, 0)), 0.2), f"README: {name}: {said}, measured {costs.get(name)}")

# docs/gdb.md: the sessions go as they are printed, but for the numbers; for the kernel's own frames, which are inlined in another way by
# each compiler; and for whose turn it is when. It is also looked at what they are to show: fork shares a page, the first write copies it.
if subprocess.run(["sh", "-c", "command -v gdb"], stdout=subprocess.DEVNULL).returncode:
    weft.skip("docs/gdb.md", "gdb is not there")
    weft.done()
done = subprocess.run([os.path.join(ROOT, "tools", "sessions")], stdout=subprocess.PIPE, text=True, timeout=300)
SAID = re.compile(r"\(gdb\) |thread 0 of process 0 \(|0: frame|.* at user/process")
sessions = [[line for line in shape(text) if SAID.match(line)] for text in (read("docs", "gdb.md"), done.stdout)]
weft.equal(sessions[0], sessions[1], "docs/gdb.md: the sessions go as they are printed (`make docs`)")
PAGE = re.compile(r"^    [0-9a-f]{8}: frame (0x\w+), ([\w-]+), references (\d+)$", re.MULTILINE)
pages = PAGE.findall(done.stdout)
frame = pages[0][0] if pages else None
weft.equal([(where == frame, how, int(references)) for where, how, references in pages],
           [(True, "writable", 1), (True, "read-only", 2), (True, "read-only", 2), (False, "writable", 1), (True, "read-only", 1),
            (True, "writable", 1)], "gdb: the counter's page, from fork to the last write")
weft.ok(re.search(r"thread (\d+) of process (\d+) -> thread (?!\1)\d+ of process \2: CR3 stays", done.stdout)
        and re.search(r"thread \d+ of process (\d+) -> thread \d+ of process (?!\1)\d+: CR3 is now", done.stdout), "gdb: switches")
weft.done()
