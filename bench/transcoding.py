"""Making a recording ready for the web, beside the bare ffmpeg commands that make the same files.

Ours is all of it: probing, measuring, and every file, in the confined child. The bare commands are
what somebody would type who knew the gain: one for each file, with the same settings.
"""

import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import imageio_ffmpeg

from bench.table import Row
from media.levelling import levels
from media.recordings import probe
from media.renditions import Tags
from media.transcoding import SOUND, Encoding, plan, runs, transcode

VIDEO = Path(__file__).parents[2] / "shared" / "recordings" / "perspective-video.mp4"
ROUNDS = 2
LARGE = ("-vf", "scale=1920:1080", "-c:v", "libx264", "-preset", "ultrafast", "-crf", "12")
FFMPEG = (imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-nostdin", "-y")


def run() -> list[Row]:
    """Time both sides in turn: all encoded, and what is copied because the web plays it."""
    if not VIDEO.exists():
        print(f"transcoding is not measured: there is no {VIDEO.name} beside the project")
        return []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        large = folder / "large.mp4"
        enlarge = (*FFMPEG, "-i", str(VIDEO), *LARGE, "-c:a", "copy", str(large))
        subprocess.run(enlarge, check=True)
        return [
            row("16 s of 1080p, all encoded", large, folder),
            row("16 s of 720p, of which the 720p is copied", VIDEO, folder),
        ]


def row(what: str, video: Path, folder: Path) -> Row:
    """Ours and the bare commands in turn; the best round of each, as the machine has other work."""
    ours, other = [], []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        encodings = ready(video, folder)
        between = time.perf_counter()
        bare(video, encodings, folder)
        ours.append(between - started)
        other.append(time.perf_counter() - between)
    beside = f"bare ffmpeg commands for the same {len(encodings)} files"
    return Row(f"make ready {what}", min(ours), "s", min(other), beside, "≤ 1.05")


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
        subprocess.run([*FFMPEG, "-i", str(video), *joined, *encoding.settings, output], check=True)
