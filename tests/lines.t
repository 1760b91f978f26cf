#!/usr/bin/env python3
"""The kernel is small: tools/lines counts, and fails beyond its limit."""
import re
import subprocess

import weft

done = subprocess.run(["make", "--no-print-directory", "lines"], cwd=weft.ROOT, stdout=subprocess.PIPE, text=True,
                      env=weft.environment())
rows = re.findall(r"^(?!total)(\S+) +(\d+) +(\d+)$", done.stdout, re.MULTILINE)
total = re.search(r"^total +(\d+) +(\d+)   of at most (\d+) lines of code, goal (\d+)$", done.stdout, re.MULTILINE)
weft.ok(total and [sum(int(row[i]) for row in rows) for i in (1, 2)] == [int(total[1]), int(total[2])],
        "the folders' lines add up to the total", done.stdout)
weft.ok(total and int(total[1]) <= int(total[3]) and int(total[4]) == 9000, "within the limit; the goal is 9,000 lines", done.stdout)
weft.equal(done.returncode, 0, "make lines succeeds")
weft.done()
