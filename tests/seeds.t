#!/usr/bin/env python3
"""The race of the tour's chapter 7 under SEEDS seeds: each loses updates, and loses the same ones again."""
import os

import weft

seeds = range(1, int(os.environ.get("SEEDS") or 20) + 1)
outputs = {}
for seed in seeds:
    run = weft.weft("tour", "7", SEED=seed, MEM="16M")
    outputs[seed] = run.out
    weft.ok(run.status == 0 and run.out, f"SEED={seed}: chapter 7 shows what it says", run)
for seed in list(seeds)[:2]:
    run = weft.weft("tour", "7", SEED=seed, MEM="16M")
    weft.ok(run.out == outputs[seed], f"SEED={seed}: byte for byte the same again", run)
if len(seeds) > 1:
    weft.ok(len(set(outputs.values())) > 1, "another seed, another interleaving")
weft.done()
