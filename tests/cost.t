#!/usr/bin/env python3
"""What threads and processes cost, in guest instructions, is at most what was set as the goal."""
import re

import weft

GOALS = {
    "null_system_call": 120,
    "thread_create_join": 8000,
    "fork_exit_wait": 30000,
    "fork_exec_wait": 80000,
    "thread_switch": 400,
    "process_switch": 450,
    "futex_round_trip": 2000,
    "condition_round_trip": 4000,
    "pipe_round_trip": 3500,
    "first_write_anonymous": 1700,
    "first_write_copy": 1900,
    "thread_memory": 12 * 1024,
    "process_memory": 40 * 1024,
}
BOOT_GOAL = 20000000  # instructions from the kernel's entry to the first prompt, with 128 MiB


def rows(run):
    return {name: (int(value), unit)
            for name, value, unit in re.findall(r"^(\w+) (\d+) (\w+)$", run.out.decode(), re.MULTILINE)}


run = weft.weft("cost", SEED=1, MEM="128M")
weft.equal(run.status, 0, "cost runs to its end")
costs = rows(run)
for name, goal in GOALS.items():
    value, unit = costs.get(name, (None, None))
    wanted = "bytes" if name.endswith("memory") else "instructions"
    weft.ok(value is not None and 0 < value <= goal and unit == wanted, f"{name}: {value} {unit}, at most {goal}", run)
boot = re.search(rb"boot: (\d+) cycles from", run.log)
weft.ok(boot and int(boot[1]) <= BOOT_GOAL, f"boot: {boot and int(boot[1])} instructions, at most {BOOT_GOAL}", run)
uptime = weft.weft("sh", "-c", "cat /proc/uptime", SEED=1, MEM="128M")
seconds = re.match(rb"(\d+\.\d\d) ", uptime.out)
weft.ok(seconds and float(seconds[1]) * 1e9 < BOOT_GOAL, "init, the shell and a first command are up by then too", uptime)
weft.ok(weft.weft("cost", SEED=1, MEM="128M").out == run.out, "the same SEED gives the same figures", run)

run = weft.weft("cost")
weft.ok({unit for _, unit in rows(run).values()} == {"cycles", "bytes"}, "without -icount the unit is cycles", run)
ratio = re.search(r"^switch_ratio (\d+\.\d\d) ratio$", run.out.decode(), re.MULTILINE)
weft.ok(ratio and float(ratio[1]) > 1, f"a switch between processes takes {ratio and ratio[1]} times as long", run)
weft.done()
