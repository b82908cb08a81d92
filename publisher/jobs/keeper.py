"""Keeps a worker running beside the web, as a child of this process."""

import subprocess
import sys
import threading
import time

from publisher.operating.logs import log

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0  # seconds before a worker that ended is started again
WELL = 60.0  # seconds after which it was no false start
PATIENCE = 20.0  # seconds that it is given to end


class Keeper:
    """Starts a worker, and starts it again whenever it ends, until `end`."""

    def __init__(self) -> None:
        self._ending = threading.Event()
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._keep, name="keeper", daemon=True)

    def begin(self) -> None:
        """Start the worker."""
        self._thread.start()

    def end(self) -> None:
        """End the worker, in mid-stage as it may be: what it does is done again."""
        with self._lock:
            self._ending.set()
            if self._child:
                self._child.terminate()
        self._thread.join(PATIENCE)
        if self._thread.is_alive() and self._child:
            self._child.kill()

    def _keep(self) -> None:
        pause = FIRST_PAUSE
        while not self._ending.is_set():
            began = time.monotonic()
            status = self._run()
            if time.monotonic() - began >= WELL:
                pause = FIRST_PAUSE
            if not self._ending.is_set():
                log("worker ended", status=status, again_in=pause)
            self._ending.wait(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    def _run(self) -> int | None:
        with self._lock:
            if self._ending.is_set():
                return None
            # Its standard input is ours to hold: it ends when we do, however that comes about.
            child = self._child = subprocess.Popen(
                (sys.executable, "-m", "publisher", "worker", "--with-parent"),
                stdin=subprocess.PIPE,
            )
        try:
            return child.wait()
        finally:
            if child.stdin:
                child.stdin.close()
