#!/usr/bin/env python3
"""Includes run one way only, from the upper folders of the kernel to the lower ones.

The checker is tried on a small tree with known mistakes first.
"""
import os
import re

import weft

# Each folder may include those of lower ranks and itself; folders of one rank don't include each other.
RANKS = [("abi", "lib"), ("x86",), ("sync",), ("dev", "mm"), ("thread",), ("fs",), ("process",), ("view",), ("sys",)]
RANK = {folder: rank for rank, folders in enumerate(RANKS) for folder in folders}
TOP = len(RANKS)  # the files of kernel/ itself: main.c, trap.c
DEBUG_MAY = ("abi", "lib", "x86", "debug")
FREESTANDING = {"stdarg.h", "stdatomic.h", "stdbool.h", "stddef.h", "stdint.h", "limits.h", "stdalign.h",
                "stdnoreturn.h"}


def allowed(source, target):
    """Whether a file in the folder `source` of kernel/ may include one in `target` ("" is kernel/ itself)."""
    if target == source or (target == "debug" and source != "abi" and source != "lib"):
        return True
    if source == "debug":
        return target in DEBUG_MAY
    if target not in RANK:
        return False
    return RANK[target] < RANK.get(source, TOP)


def mistakes(root):
    """Every include that breaks the rule, as "file:line: includes name"."""
    found = []
    for folder, _, names in sorted(os.walk(root)):
        for name in sorted(names):
            path = os.path.join(folder, name)
            relative = os.path.relpath(path, root)
            parts = relative.split(os.sep)
            if not name.endswith((".c", ".h", ".S", ".def", ".inc")) or parts[0] not in ("kernel", "libc", "user"):
                continue
            with open(path, errors="replace") as file:
                for number, line in enumerate(file, 1):
                    include = re.match(r'\s*#\s*include\s*([<"])([^>"]+)[>"]', line)
                    if include and not fits(parts, *include.groups()):
                        found.append(f"{relative}:{number}: includes {include[2]}")
    return found


def fits(parts, kind, name):
    if parts[0] != "kernel":  # user code sees <abi/...> only, and only a path leads to the rest
        return "kernel/" not in name
    if kind == "<":
        return name in FREESTANDING
    source = parts[1] if len(parts) > 2 else ""
    if name.startswith("."):
        return False
    return allowed(source, name.split("/")[0] if "/" in name else source)


EXAMPLE = {
    "kernel/mm/good.c": '#include "mm/frame.h"\n#include "x86/cpu.h"\n#include "debug/panic.h"\n#include <stdint.h>\n',
    "kernel/main.c": '#include "sys/sys.h"\n#include "fs/ramfs.h"\n',
    "kernel/debug/good.c": '#include "x86/cpu.h"\n',
    "kernel/abi/good.h": '#include "time.h"\n',
    "libc/src/good.c": "#include <abi/errno.h>\n#include <string.h>\n",
    "kernel/mm/up.c": '#include "thread/thread.h"\n',
    "kernel/mm/beside.c": '  #  include "dev/serial.h"\n',
    "kernel/lib/debug.c": '#include "debug/panic.h"\n',
    "kernel/debug/up.c": '#include "mm/frame.h"\n',
    "kernel/fs/host.c": "#include <stdio.h>\n",
    "kernel/fs/dots.c": '#include "../process/process.h"\n',
    "kernel/thread/unknown.c": '#include "misc/all.h"\n',
    "libc/src/kernel.c": '#include "../../kernel/mm/frame.h"\n',
}
BAD = sorted(name for name in EXAMPLE if "good" not in name and name != "kernel/main.c")

folder = weft.scratch()
for name, text in EXAMPLE.items():
    os.makedirs(os.path.dirname(os.path.join(folder, name)), exist_ok=True)
    with open(os.path.join(folder, name), "w") as file:
        file.write(text)
weft.equal(sorted(m.split(":")[0] for m in mistakes(folder)), BAD, "the checker finds every mistake of an example, and no other")
found = mistakes(weft.ROOT)
weft.ok(not found, "includes go down only", "\n".join(found))
weft.done()
