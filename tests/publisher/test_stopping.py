"""A worker that is told to stop does, wherever it is just then."""

import subprocess
import sys

# Threads that want the interpreter, as a worker's do, and signals that come all the time: sooner or
# later one is handled where the main thread is about to wait.
WAITS = """
import os, signal, threading, time
from publisher.cli.service import set_when_told

for _ in range(3):
    threading.Thread(target=lambda: [sum(range(2000)) for _ in iter(int, 1)], daemon=True).start()
stop = threading.Event()
set_when_told(stop)
here = os.getpid()
if os.fork() == 0:
    while os.getppid() == here:
        os.kill(here, signal.SIGTERM)
        time.sleep(0.0002)
    os._exit(0)
for _ in range(100):
    stop.wait(0.001)
    stop.clear()
os._exit(0)
"""


def test_who_is_about_to_wait_for_the_end_hears_of_it():
    subprocess.run([sys.executable, "-c", WAITS], check=True, timeout=120)
