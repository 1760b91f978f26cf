# A worker in a thread. user/thread.c is the same in C; user/process.py is the same with a process.
import threading

counter = 0

def worker():
    global counter
    counter = counter + 1
    print("worker: counter =", counter)

t = threading.Thread(target=worker)
t.start()
t.join()
print("main:   counter =", counter)
