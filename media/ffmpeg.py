"""The only caller of ffmpeg, which runs as a confined child: files may come from strangers."""

import contextlib
import errno
import os
import re
import signal
import subprocess
import sys
import tempfile
import wave
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from threading import Timer
from typing import IO

import imageio_ffmpeg

from media import sandbox
from media.errors import EncodingFailed, StoreFull
from media.progress import Progress, Reporter, silent

# What is opened, whatever it calls itself: no playlists, no network, no list of other files.
_FORMATS = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,ogg,mp3,wav,flac,aac"
_TROUBLE = re.compile(r"\[(?:error|fatal)\] (.*)")
_SAID = 1 << 18  # bytes of the log that are read, from each end
_DONE = re.compile(r"out_time_us=(\d+)")


@dataclass(frozen=True, slots=True)
class Limits:
    """What a run may use: CPU and wall-clock seconds, bytes of memory and of each file written.

    `nice` is how far it gives way to others, from 0 to 19.
    """

    cpu: int = 1_200
    wall: int = 1_800
    memory: int = 2 << 30
    file: int = 4 << 30
    nice: int = 0


def within(duration: int) -> Limits:
    """Limits for work on a recording that lasts `duration` ms.

    Three encodings of a 1080p film take some 1.5 CPU seconds a second, of one in 4K and HDR some
    20; a player's file of four hours is up to 12 GB.
    """
    seconds = Limits().cpu + duration // 1000 * 30
    return Limits(cpu=seconds, wall=seconds, memory=4 << 30, file=16 << 30)


def identity() -> str:
    """Which ffmpeg it is, for recipes: the wheel's version, or the operator's own binary."""
    return os.environ.get("IMAGEIO_FFMPEG_EXE") or f"imageio-ffmpeg {version('imageio-ffmpeg')}"


def source(path: Path, *options: str, formats: str = _FORMATS) -> tuple[str, ...]:
    """Arguments that read a file, and nothing that the file may point to."""
    guards = ("-protocol_whitelist", "file", "-format_whitelist", formats)
    ceilings = ("-max_alloc", str(512 << 20), "-max_streams", "32")
    return (*guards, *ceilings, *options, "-i", f"file:{path}")


def target(path: Path) -> tuple[str]:
    """The argument that writes a file, whatever its name looks like."""
    return (f"file:{path}",)


def option(path: Path) -> str:
    r"""A path as the value of a filter's option, within a graph of filters: escaped for both.

    >>> option(Path("/a b/it's, 1:2"))
    "/a b/it\\\\\\'s\\, 1\\\\:2"
    """
    once = re.sub(r"([\\':])", r"\\\1", str(path))
    return re.sub(r"([\\'\[\],;])", r"\\\1", once)


def run(
    arguments: Sequence[str],
    output: Path | None = None,
    then: Sequence[str] = (),
    *,
    limits: Limits | None = None,
    duration: int = 0,
    report: Reporter = silent,
) -> str:
    """Run ffmpeg, writing to `output` (None: measuring only), and return what it logged.

    `arguments` may name further outputs, as `target` writes them; `then` is what becomes of them
    in the same run. `report` hears milliseconds of `duration`, where that is known. EncodingFailed
    where ffmpeg fails or goes over a limit; StoreFull where there is no room for the output.
    """
    limits = limits or Limits()
    last = ("-f", "null", "-") if output is None else target(output)
    quiet = ("-hide_banner", "-nostdin", "-nostats", "-y", "-loglevel", "repeat+level+info")
    given = (os.getpid(), limits.cpu, limits.memory, limits.file, limits.nice)
    confined = tuple(map(str, given))
    launcher = (sys.executable, "-I", "-S", sandbox.__file__, *confined)
    with tempfile.TemporaryFile() as log:
        child = subprocess.Popen(  # noqa: S603 - no shell, and the program is ours
            (*launcher, _program(), *quiet, "-progress", "pipe:1", *arguments, *last, *then),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            start_new_session=True,  # so that the whole group can be ended
        )
        overdue = Timer(limits.wall, _end, (child.pid,))
        overdue.start()
        try:
            with child.stdout as progress:  # type: ignore[union-attr]  # a pipe was asked for
                for line in progress:
                    if duration and (done := _DONE.match(line)):
                        report(Progress("Encoding", min(int(done[1]) // 1000, duration), duration))
        except BaseException:
            _end(child.pid)  # interrupted, or the reporter had enough
            raise
        finally:
            status = child.wait()
            overdue.cancel()
        said = _ends(log)
    if status:
        raise _trouble(said, status, output)
    return said


def decoded(encoded: bytes, rate: int) -> bytes:
    """Mono signed 16-bit samples at `rate` hertz of a sound file's bytes."""
    with tempfile.TemporaryDirectory() as folder:
        given, plain = Path(folder, "given"), Path(folder, "plain.raw")
        given.write_bytes(encoded)
        run((*source(given), "-vn", "-ac", "1", "-ar", str(rate), "-f", "s16le"), plain)
        return plain.read_bytes()


def wav(path: Path, pcm: bytes, rate: int) -> Path:
    """Write mono 16-bit samples where ffmpeg can read them. StoreFull where there is no room."""
    try:
        with wave.open(str(path), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(rate)
            file.writeframesraw(pcm)
    except OSError as trouble:
        if trouble.errno == errno.ENOSPC:
            raise StoreFull(str(path.parent)) from trouble
        raise
    return path


def _ends(log: IO[bytes]) -> str:
    """What was said first and last: a damaged film of hours is complained of frame by frame."""
    size = log.seek(0, os.SEEK_END)
    log.seek(0)
    said = log.read(_SAID)
    log.seek(max(_SAID, size - _SAID))
    return (said + log.read()).decode(errors="replace")


def _end(group: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)


@cache
def _program() -> str:
    program: str = imageio_ffmpeg.get_ffmpeg_exe()
    return program


def _trouble(said: str, status: int, output: Path | None) -> EncodingFailed | StoreFull:
    if os.strerror(errno.ENOSPC) in said and output:
        return StoreFull(str(output.parent))
    told = _TROUBLE.findall(said)
    if status < 0:
        told = [f"stopped: {signal.strsignal(-status)}"]
    # The first is the cause; what comes after it is that nothing could be done then.
    return EncodingFailed(output.name if output else "", told[0] if told else said.strip()[-200:])
