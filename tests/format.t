#!/usr/bin/env python3
"""The C files look as .clang-format says."""
import os
import shutil
import subprocess

import weft

if not shutil.which("clang-format"):
    weft.skip_all("there is no clang-format")
files = []
for top in ("kernel", "libc", "user", "tests"):
    for folder, _, names in sorted(os.walk(os.path.join(weft.ROOT, top))):
        files += [os.path.relpath(os.path.join(folder, n), weft.ROOT) for n in sorted(names) if n[-2:] in (".c", ".h")]
for file in files:
    done = subprocess.run(["clang-format", "--dry-run", "-Werror", file], cwd=weft.ROOT, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True)
    weft.ok(done.returncode == 0, file, done.stdout[:1000])
weft.done()
