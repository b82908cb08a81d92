"""Recordings published by the command itself, one by one: what was found, and what it took.

Staged ones have known words; a folder of real ones holds NAME.txt beside NAME.mp4, .mp3 or .wav.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import wave
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

import imageio_ffmpeg

from bench.staged import CONDITIONS, staged
from media.alignment import RATE

COLUMNS = (
    "| recording | length s | wall s | CPU s | peak MB | coverage "
    "| median ms | ≤ 100 ms | unsaid: found, falsely | unwritten | findings |"
)


def _publish(recording: Path, text: Path, language: str) -> tuple[dict[str, Any], str]:
    """Publish into a new data folder; what the command answered, and what it took."""
    with tempfile.TemporaryDirectory() as data:
        started = time.perf_counter()
        with tempfile.TemporaryFile() as answer, tempfile.TemporaryFile() as trouble:
            child = subprocess.Popen(
                [sys.executable, "-c", "from publisher.cli import main; main()", "publish", text,
                 "--recording", recording, "--language", language, "--title", recording.stem,
                 "--json"],
                env=os.environ | {"PLAINSPOKEN_DATA": data}, stdout=answer, stderr=trouble,
            )  # fmt: skip
            _, status, used = os.wait4(child.pid, 0)  # with all that the child waited for
            child.returncode = os.waitstatus_to_exitcode(status)
            wall = time.perf_counter() - started
            answer.seek(0)
            trouble.seek(0)
            if child.returncode:
                return {}, trouble.read().decode().strip().splitlines()[-1]
            said = json.loads(answer.read())
        words = Path(data, "store", "files", *_place(said["files"]["words.json"]["digest"]))
        said["words"] = json.loads(words.read_bytes())
    cpu = used.ru_utime + used.ru_stime
    took = f"{said['duration'] / 1000:.0f} | {wall:.1f} | {cpu:.1f} | {used.ru_maxrss // 1024}"
    return said, f"{took} | {said['coverage']:.1%}"


def _place(digest: str) -> tuple[str, str]:
    return digest[:2], digest


def _film(sound: Path) -> Path:
    """The same sound with a moving picture, as a meeting's recorder would write it."""
    film = sound.with_suffix(".mp4")
    with wave.open(str(sound)) as file:
        seconds = file.getnframes() / file.getframerate()
    picture = ("-f", "lavfi", "-i", f"testsrc2=size=640x360:rate=10:duration={seconds}")
    ways = ("-c:v", "libx264", "-preset", "ultrafast", "-crf", "30", "-pix_fmt", "yuv420p")
    subprocess.run(
        [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", *picture, "-i", sound, *ways,
         "-c:a", "aac", film], check=True,
    )  # fmt: skip
    return film


def _staged(arguments: argparse.Namespace, folder: Path) -> Iterator[str]:
    for language in arguments.language:
        for name in arguments.condition:
            scene = staged(CONDITIONS[name], language, arguments.minutes, voice=arguments.voice)
            text, sound = folder / f"{language}-{name}.txt", folder / f"{language}-{name}.wav"
            text.write_text(scene.transcript.text, encoding="utf-8")
            with wave.open(str(sound), "wb") as file:
                file.setparams((1, 2, RATE, 0, "NONE", ""))
                file.writeframes(scene.speech.tobytes())
            recording = _film(sound) if arguments.film else sound
            said, took = _publish(recording, text, language)
            if not said:
                yield f"| {sound.stem} | {took} |"
                continue
            off = [
                abs(word["start"] - start)
                for word, start in zip(said["words"], scene.starts, strict=True)
                if word["start"] is not None and start is not None
            ]
            unsaid = {w["sentence"] for w in said["words"] if w["start"] is None}
            cut = set(scene.cut)
            missing = f"{len(unsaid & cut)} of {len(cut)}, {len(unsaid - cut)}"
            near = sum(ms <= 100 for ms in off) / len(off)  # noqa: PLR2004 - the column's own
            findings = len(said["findings"])
            row = f"| {sound.stem} | {took} | {median(off):.1f} | {near:.1%} | {missing} | "
            yield f"{row}{said['unwritten']} of {len(scene.added)} | {findings} |"


def _real(folder: Path) -> Iterator[str]:
    for text in sorted(folder.glob("*.txt")):
        for recording in sorted(folder.glob(f"{text.stem}.*")):
            if recording != text:
                said, took = _publish(recording, text, "en-GB")
                findings = len(said.get("findings", ()))
                yield f"| {recording.name} | {took} | – | – | – | – | {findings} |"


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=2)
    parser.add_argument("--condition", nargs="*", default=list(CONDITIONS))
    parser.add_argument("--language", nargs="*", default=["en", "cy"])
    parser.add_argument("--voice", help="else the usual one of each language")
    parser.add_argument("--film", action="store_true", help="with a moving picture")
    parser.add_argument("--real", type=Path)
    given = parser.parse_args()
    print(COLUMNS, "|---" * 11 + "|", sep="\n", flush=True)
    with tempfile.TemporaryDirectory() as scratch:
        for line in (*(_real(given.real) if given.real else ()),):
            print(line, flush=True)
        for line in _staged(given, Path(scratch)):
            print(line, flush=True)
