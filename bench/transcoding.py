"""Making a recording ready for the web, beside the bare ffmpeg commands that make the same files.

Ours is all of it: probing, measuring, and every file, in the confined child. The bare commands are
what somebody would type who knew the gain: one for each file, with the same settings. They give way
to others as ours do (`nice`), or a busy machine would hold up ours alone.

The aim is for the wall, by the round whose ratio is the median: the two sides go in turn, as what
else the machine does may make a round half as long again. Sixteen seconds copied are ready in two,
of which starting programs is some part; a film four times as long is nearer to the minutes that
statements last. CPU seconds are told beside, as others change them less; but two programs at once,
as ours run, each take more of them where two cores are the halves of one.
"""

import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage

import imageio_ffmpeg

from bench.table import Row
from media.levelling import levels
from media.probing import probe
from media.renditions import Tags
from media.transcoding import NICE, SOUND, Encoding, plan, runs, transcode

VIDEO = Path(__file__).parents[2] / "shared" / "recordings" / "perspective-video.mp4"
ROUNDS = 5
LARGE = ("-vf", "scale=1920:1080", "-c:v", "libx264", "-preset", "ultrafast", "-crf", "12")
FFMPEG = (imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-nostdin", "-y")
GIVING_WAY = ("nice", "-n", str(NICE))


def run() -> list[Row]:
    """Time both sides in turn: all encoded, and what is copied because the web plays it."""
    if not VIDEO.exists():
        print(f"transcoding is not measured: there is no {VIDEO.name} beside the project")
        return []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        large, long = folder / "large.mp4", folder / "long.mp4"
        enlarge = (*FFMPEG, "-i", str(VIDEO), *LARGE, "-c:a", "copy", str(large))
        repeat = (*FFMPEG, "-stream_loop", "3", "-i", str(VIDEO), "-c", "copy", str(long))
        subprocess.run(enlarge, check=True)
        subprocess.run(repeat, check=True)
        return [
            *rows("16 s of 1080p, all encoded", large, folder),
            *rows("16 s of 720p, of which the 720p is copied", VIDEO, folder),
            *rows("66 s of 720p, of which the 720p is copied", long, folder),
        ]


def rows(what: str, video: Path, folder: Path) -> Iterator[Row]:
    """Ours and the bare commands in turn: seconds of wall, then of CPU."""
    rounds = []
    for _ in range(ROUNDS):
        begun = spent()
        encodings = ready(video, folder)
        between = spent()
        bare(video, encodings, folder)
        ended = spent()
        rounds.append([(b - a, c - b) for a, b, c in zip(begun, between, ended, strict=True)])
    beside = f"bare ffmpeg commands for the same {len(encodings)} files"
    kinds = zip(*rounds, strict=True)
    for unit, aim, pairs in zip(("s", "CPU s"), ("≤ 1.05", ""), kinds, strict=True):
        ours, other = sorted(pairs, key=lambda pair: pair[0] / pair[1])[ROUNDS // 2]
        yield Row(f"make ready {what}", ours, unit, other, beside, aim)


def spent() -> tuple[float, float]:
    """Seconds on the clock, and of CPU by all that was run and has ended."""
    usage = getrusage(RUSAGE_CHILDREN)
    return time.perf_counter(), usage.ru_utime + usage.ru_stime


def ready(video: Path, folder: Path) -> Sequence[Encoding]:
    """What publishing does."""
    recording = probe(video)
    encodings = plan(recording, levels(video, recording), Tags("Perspective"))
    for run_ in runs(encodings, recording):
        outputs = [(encoding, folder / f"ours-{encoding.name}") for encoding in run_]
        joined = folder / f"ours-{SOUND}" if run_[0].joins else None
        transcode(recording, video, outputs, sound=joined)
    return encodings


def bare(video: Path, encodings: Sequence[Encoding], folder: Path) -> None:
    """What somebody would type."""
    for encoding in encodings:
        joined = ("-i", str(folder / f"bare-{SOUND}")) if encoding.joins else ()
        output = str(folder / f"bare-{encoding.name}")
        command = [*GIVING_WAY, *FFMPEG, "-i", str(video), *joined, *encoding.settings, output]
        subprocess.run(command, check=True)
