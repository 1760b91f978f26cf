# A worker in a process. user/process.c is the same in C; user/thread.py is the same with a thread.
import multiprocessing

counter = 0

def worker():
    global counter
    counter = counter + 1
    print("worker: counter =", counter)

p = multiprocessing.Process(target=worker)
p.start()
p.join()
print("main:   counter =", counter)
