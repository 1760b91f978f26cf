#!/usr/bin/env python3
"""/proc as other people's programs read it: busybox's ps, top, free and uptime are right; and with more CPUs."""
import os
import re
import shutil

import weft

run = weft.weft("sh", "-c", "sleep 0.1; cat /proc/stat; cat /proc/interrupts; cat /proc/loadavg; cat /proc/uptime", CPUS=2)
text = run.out.decode()
cpus = re.findall(r"^(cpu\d?) +(\d+) 0 0 (\d+) 0 0 0 0 0 0$", text, re.MULTILINE)
weft.equal([name for name, _, _ in cpus], ["cpu", "cpu0", "cpu1"], "two CPUs: their times")
busy, idle = ([int(row[i]) for row in cpus] for i in (1, 2))
weft.ok(busy[0] == sum(busy[1:]) and idle[0] == sum(idle[1:]) and max(busy[1] + idle[1], busy[2] + idle[2]) * 2 == busy[0] + idle[0],
        "they add up, and each has been there as long as the other", run)
uptime = re.search(r"^(\d+\.\d\d) (\d+\.\d\d)$", text, re.MULTILINE)
weft.ok(uptime and abs(float(uptime[1]) * 100 - busy[1] - idle[1]) < 200 and float(uptime[2]) <= 2 * float(uptime[1]),
        "and agree with the time since boot", run)
weft.ok(re.search(r"^ +CPU0 +CPU1$", text, re.MULTILINE), "two CPUs: two columns of interrupts", run)
counts = {name: (int(a), int(b)) for name, a, b in re.findall(r"^ *(\w+): +(\d+) +(\d+)  \w", text, re.MULTILINE)}
weft.equal(sorted(counts), ["0", "1", "4", "LOC", "RES", "TLB"], "the kinds of interrupts")
weft.ok(sum(counts["LOC"]) > 0 and sum(counts["RES"]) > 0 and counts["1"][1] == counts["4"][1] == 0,
        "local timers, wake-ups of the other CPU; devices interrupt the first", run)
weft.ok(re.search(r"^0\.00 0\.00 0\.00 \d+/\d+ \d+$", text, re.MULTILINE), "loadavg", run)

busybox = weft.machine.build_path("i386", "root", "bin", "busybox")
if not os.path.exists(busybox):
    weft.skip("busybox", "it is not there (make deps)")
    weft.done()
extra = weft.scratch()
shutil.copy(busybox, extra)
run = weft.weft("busybox", "sh", "-c", "sleep 100 & sleep 0.3; busybox ps -o pid,ppid,vsz,rss,stat,comm,args; echo; busybox free; echo; cat /proc/meminfo; echo; "
                "uptime; echo; busybox sh -c 'while :; do :; done' & busybox top -b -n2 -d1; kill $!", EXTRA=extra)
parts = run.out.decode().split("\n\n")
weft.ok(run.status == 0 and len(parts) >= 5, "busybox's ps, free, uptime and top end well", run)
rows = {row[-1]: row for row in (line.split(None, 6) for line in parts[0].splitlines()[1:])}
sleep, shell = rows.get("sleep 100"), next((row for args, row in rows.items() if args.startswith("busybox sh -c sl")), None)
weft.ok(sleep and shell and sleep[1] == shell[0] and shell[1] == "1" and sleep[4] == "S" and sleep[5] in ("sleep", "busybox"),
        "ps: who runs what, and whose child it is", run)
weft.ok(rows and all(0 < int(row[3]) <= int(row[2].rstrip("mg")) for row in rows.values() if row[2].isdigit()), "ps: how large they are", run)
memory = re.search(r"^Mem: +(\d+) +(\d+) +(\d+) +(\d+) +(\d+) +(\d+)$", parts[1], re.MULTILINE)
told = {name: int(number) for name, number in re.findall(r"^(\w+): +(\d+) kB$", run.out.decode(), re.MULTILINE)}
weft.ok(memory and int(memory[1]) == told["MemTotal"] and abs(int(memory[3]) - told["MemFree"]) < 1000
        and int(memory[2]) + int(memory[3]) + int(memory[5]) == told["MemTotal"], "free: all of it, used and free", run)
weft.ok(re.match(r" \d\d:\d\d:\d\d up 0 min,.*load average: 0\.00, 0\.00, 0\.00$", parts[3]), "uptime", run)
last = run.out.decode().rpartition("Mem: ")[2]
weft.ok(re.search(r"^CPU: +([5-9]\d|100)% usr", last, re.MULTILINE), "top: the CPU is busy", run)
weft.ok(re.search(r"^ *\d+ +\d+ 0 +R +\d+ +\d+% +([5-9]\d|100)% busybox sh -c while", last, re.MULTILINE), "top: and by whom", run)
weft.done()
