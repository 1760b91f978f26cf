#!/usr/bin/env python3
"""Debian's own Python, with its dynamic loader and libraries, runs on Weft: the lesson's two programs, as they are in C, and
what Python's threads and processes rest on."""
import os
import shutil
import subprocess

import weft

python = weft.machine.build_path("i386", "python")
if not os.path.exists(os.path.join(python, "usr", "bin", "python3")):
    weft.skip_all("Python for i386 is not there (make deps)")
folder = weft.scratch()
shutil.copytree(python, folder, symlinks=True, dirs_exist_ok=True)

MORE = '''
import multiprocessing, os, queue, signal, socket, subprocess, sys, threading, time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import shared_memory

def square(x):
    return x * x

def add(answers, sum, lock):
    for _ in range(100):
        with lock:
            sum.value += 1
    answers.put(os.getpid())

def processes():
    answers, sum, lock = multiprocessing.Queue(), multiprocessing.Value("i", 0), multiprocessing.Lock()
    workers = [multiprocessing.Process(target=add, args=(answers, sum, lock)) for _ in range(4)]
    for worker in workers:
        worker.start()
    pids = {answers.get() for _ in workers}
    for worker in workers:
        worker.join()
    return sum.value, len(pids), [worker.exitcode for worker in workers]

def condition():
    ready, items = threading.Condition(), []
    def wait():
        with ready:
            while not items:
                ready.wait(60)
            items.append("seen")
    thread = threading.Thread(target=wait)
    thread.start()
    with ready:
        items.append("put")
        ready.notify()
    thread.join()
    return items

def pools():
    with ThreadPoolExecutor(4) as threads, ProcessPoolExecutor(3) as workers:
        return sum(threads.map(square, range(100))), sum(workers.map(square, range(100)))

def pipe():
    here, there = multiprocessing.Pipe()
    worker = multiprocessing.Process(target=lambda: there.send(["a list", {"of": "things"}]))
    worker.start()
    answer = here.recv()
    worker.join()
    return answer

def crash():
    worker = multiprocessing.Process(target=lambda: os.kill(os.getpid(), signal.SIGSEGV))
    worker.start()
    worker.join()
    return worker.exitcode

def memory():
    shared = shared_memory.SharedMemory(create=True, size=100)
    pid = os.fork()
    if pid == 0:
        shared.buf[0] = 42
        os._exit(0)
    os.waitpid(pid, 0)
    value = shared.buf[0]
    shared.close()
    shared.unlink()
    return value

def alarm():
    caught = []
    signal.signal(signal.SIGALRM, lambda number, frame: caught.append(number))
    signal.setitimer(signal.ITIMER_REAL, 0.05)
    while not caught:
        time.sleep(0.01)
    return caught

def program():
    done = subprocess.run([sys.executable, "-c", "print(6 * 7); exit(5)"], stdout=subprocess.PIPE)
    return done.stdout, done.returncode

def coroutines():
    import asyncio
    async def wait(x):
        await asyncio.sleep(0.001 * x)
        return x
    async def all():
        return await asyncio.gather(*(wait(x) for x in (3, 1, 2)))
    return asyncio.run(all())

for what in processes, condition, pools, pipe, crash, memory, alarm, program, coroutines:
    print(what.__name__, what(), flush=True)
'''


def on_weft(name, **variables):
    return weft.weft("python3", f"/{name}.py", EXTRA=folder, MEM="512M", TIMEOUT=300, **variables)


for name in "thread", "process":
    shutil.copy(os.path.join(weft.ROOT, "user", name + ".py"), folder)
    wanted = weft.weft(name)
    run = on_weft(name)
    weft.ok((run.status, run.out) == (0, wanted.out), f"user/{name}.py prints what user/{name}.c does", run)
with open(os.path.join(folder, "more.py"), "w") as file:
    file.write(MORE)
run = on_weft("more", CPUS=2)
host = subprocess.run(["python3", os.path.join(folder, "more.py")], stdout=subprocess.PIPE, timeout=300)
weft.equal((run.status, run.out.decode().splitlines()), (0, host.stdout.decode().splitlines()),
           "queues, locks, pools, pipes, shared memory, signals, programs, coroutines: as on Linux")
weft.done()
