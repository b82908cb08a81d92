"""Give up what a decoder of strangers' files has no need of, then become it.

Run as a script: `python -I -S sandbox.py PARENT CPU MEMORY FILE NICE PROGRAM ARGUMENT...`, with the
parent's process id, limits in seconds and bytes, and how far it gives way to others. It is a
process of its own, not a hook between fork and exec: such hooks may deadlock in a program with
threads, and Python warns of them.
"""

import ctypes
import os
import resource
import sys

# From Linux's sched.h and prctl.h; other systems go without.
_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000
_PARENT_DEATH_SIGNAL, _NO_NEW_PRIVILEGES = 1, 38
_KILL = 9
_FILES = 64


def confine(parent: int, cpu: int, memory: int, file: int, nice: int) -> None:
    """Limit this process: CPU seconds, bytes of memory and of a file, no network, no new rights."""
    os.nice(nice)
    limits = ((resource.RLIMIT_CPU, cpu), (resource.RLIMIT_FSIZE, file))
    for kind, limit in (*limits, (resource.RLIMIT_NOFILE, _FILES), (resource.RLIMIT_CORE, 0)):
        resource.setrlimit(kind, (limit, limit))
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))  # macOS does not keep to it
        libc = ctypes.CDLL(None)
        # root needs no user namespace; others may, and where both are refused it goes on without.
        if libc.unshare(_NEW_NETWORK):
            libc.unshare(_NEW_USER | _NEW_NETWORK)
        libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
        libc.prctl(_PARENT_DEATH_SIGNAL, _KILL, 0, 0, 0)
        if os.getppid() != parent:
            sys.exit("its parent died")


if __name__ == "__main__":
    numbers, program = sys.argv[1:6], sys.argv[6:]
    confine(*map(int, numbers))
    os.execve(program[0], program, {"LC_ALL": "C", "PATH": ""})  # noqa: S606 - no shell is meant
