"""Encoding and its program, on the files that people will hear."""

from functools import cache
from pathlib import Path

import mutagen
import numpy as np
import pytest

from media import ffmpeg
from media.engines import VOICES
from media.errors import EncodingFailed, StoreFull
from media.narration import GRID, Utterance
from media.parts import encode, joined
from media.renditions import RENDITIONS, Tags
from media.transcript import Word

RATE = 24_000
TAGS = Tags(
    title="Zoë’s “report”; a=b, c;d #1\nof ŵyr 中文",
    artist="HMI Zoë Billingham",
    date="2018-04-28",
    language="en-GB",
    comment="sha256:0123",
)
kinds = pytest.mark.parametrize("suffix", RENDITIONS)


@cache
def speech() -> tuple[bytes, int]:
    words = "I am one of five inspectors of constabulary, and our role is to inspect police forces."
    spoken = VOICES["heart"].speak(Utterance(words, (Word(0, len(words), words),), "en"))
    cell = 2 * spoken.rate * GRID // 1000
    return spoken.pcm + bytes(-len(spoken.pcm) % cell), spoken.rate


def made(suffix: str, pcm: bytes, rate: int, tags: Tags = TAGS) -> bytes:
    return b"".join(joined(suffix, [encode(pcm, rate, 0.0, [suffix])], tags))


@kinds
def test_a_moment_stays_where_it_is(suffix: str) -> None:
    samples = np.zeros(3 * RATE, np.int16)
    for at in (0.5, 1.234, 2.9):
        samples[int(at * RATE) :][:240] = 12_000
    encoded = made(suffix, samples.tobytes(), RATE)
    heard = np.abs(np.frombuffer(ffmpeg.decoded(encoded, RATE), np.int16).astype(int))
    assert len(heard) == len(samples)
    for at in (0.5, 1.234, 2.9):
        near = heard[int((at - 0.1) * RATE) : int((at + 0.1) * RATE)]
        first = np.flatnonzero(near > 4_000)[0] / RATE - 0.1
        assert first == pytest.approx(0, abs=0.01)


@kinds
def test_tags_are_what_was_given_and_the_bytes_are_always_the_same(
    suffix: str, tmp_path: Path
) -> None:
    pcm, rate = speech()
    path = tmp_path / f"speech.{suffix}"
    path.write_bytes(made(suffix, pcm, rate))
    tags = mutagen.File(path).tags
    names = {
        "mp3": ("TIT2", "TPE1", "TDRC", "TLAN", "TXXX:comment"),
        "opus": ("title", "artist", "date", "language", "description"),
    }[suffix]
    found = [str(tags[n] if suffix == "mp3" else tags[n][0]) for n in names]
    assert found == [TAGS.title, TAGS.artist, TAGS.date, TAGS.language, TAGS.comment]
    assert made(suffix, pcm, rate) == path.read_bytes()


@pytest.fixture
def films(tmp_path: Path) -> Path:
    """A real sound, and three files that point at it in ways that a stranger might."""
    pcm, rate = speech()
    sound = tmp_path / "sound.mp3"
    sound.write_bytes(made("mp3", pcm, rate))
    (tmp_path / "list.mp4").write_text(f"ffconcat version 1.0\nfile '{sound}'\n")
    (tmp_path / "playlist.mp4").write_text(f"#EXTM3U\n#EXTINF:1,\nfile://{sound}\n#EXT-X-ENDLIST\n")
    (tmp_path / "noise.mp4").write_bytes(bytes(range(256)) * 40)
    return tmp_path


@pytest.mark.parametrize("name", ["list.mp4", "playlist.mp4", "noise.mp4", "missing.mp4"])
def test_what_is_no_sound_or_film_is_refused(films: Path, name: str) -> None:
    with pytest.raises(EncodingFailed) as refused:
        ffmpeg.run(ffmpeg.source(films / name), films / "out.wav")
    assert refused.value.reason


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:9/a.mp3", "concat:a.mp3|b.mp3", "tcp://[::1]"]
)
def test_an_address_is_not_a_file(address: str, tmp_path: Path) -> None:
    with pytest.raises(EncodingFailed) as refused:
        ffmpeg.run(ffmpeg.source(Path(address)), tmp_path / "out.wav")
    assert "No such file" in refused.value.reason


def test_a_run_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    endless = ("-f", "lavfi", "-i", "sine")
    with pytest.raises(EncodingFailed) as stopped:
        ffmpeg.run(endless, tmp_path / "out.wav", limits=ffmpeg.Limits(cpu=1, file=1 << 40))
    assert "stopped" in stopped.value.reason
    with pytest.raises(EncodingFailed):
        ffmpeg.run(endless, tmp_path / "out.wav", limits=ffmpeg.Limits(wall=1, file=1 << 40))


def test_a_file_may_not_grow_over_its_limit(tmp_path: Path) -> None:
    with pytest.raises(EncodingFailed):
        ffmpeg.run(
            ("-f", "lavfi", "-i", "sine=duration=20"),
            tmp_path / "out.wav",
            limits=ffmpeg.Limits(file=10_000),
        )
    assert (tmp_path / "out.wav").stat().st_size <= 10_000


def test_a_full_disk_is_told_from_other_trouble() -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no device that is always full")
    with pytest.raises(StoreFull):
        ffmpeg.run(("-f", "lavfi", "-i", "sine=duration=20", "-f", "wav"), Path("/dev/full"))


def test_the_child_has_no_network_no_rights_and_no_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A program that tells what it sees stands where ffmpeg would."""
    tells = tmp_path / "tells"
    tells.write_text("#!/bin/sh\n/usr/bin/env >&2; /bin/cat /proc/self/status /proc/net/dev >&2\n")
    tells.chmod(0o755)
    monkeypatch.setattr(ffmpeg, "_program", lambda: str(tells))
    monkeypatch.setenv("SECRET", "key")
    if not Path("/proc/net/dev").exists():
        pytest.skip("needs Linux")
    seen = ffmpeg.run(())
    assert "SECRET" not in seen
    assert "NoNewPrivs:\t1" in seen
    assert "eth" not in seen
