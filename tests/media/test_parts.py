"""Sound that is encoded a part at a time: nobody can tell, and little is done twice."""

import tracemalloc
from functools import cache
from io import BytesIO
from itertools import accumulate
from pathlib import Path

import mutagen
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mutagen.oggopus import OggOpus

from media import documents, ffmpeg, ogg
from media.engines import VOICES
from media.loudness import PEAK, TARGET, measured
from media.narration import GRID, Narration, Part, Speech, Utterance
from media.parts import Encoded, encode, joined
from media.production import narrated
from media.production.drawn import narration_drawn
from media.production.narrated import Sounds, Spoken, encoded, speak
from media.progress import Progress
from media.renditions import RENDITIONS, Tags
from media.store import Store
from media.timeline import Span
from media.timing import Alignment, Timing, shared_out

HEARD = 24_000  # hertz
kinds = pytest.mark.parametrize("suffix", RENDITIONS)
TEXT = """Each force was asked what it does, and each answered in full, most of them within a week.
What they told us was borne out by those who had called for help, and by the records that we read.

We found good work in Fenmarch. We found victims who had been heard, officers who knew their beat,
and a chief constable who listened. We also found four hundred cases that nobody had looked at.

The force has a plan now. It has set a date for every case, and has put a name beside each of them.
We will go back in the spring, and we will say in public what we find there, good or bad.
"""
SHARP = "“Put it back!” Kate took the big black bag, and the dog barked at Dick’s back door."


def noise(milliseconds: int, rate: int, seed: int) -> bytes:
    """Something that is like itself nowhere else, with silence around it, as a part has."""
    samples = np.random.default_rng(seed).normal(0, 3_000, milliseconds * rate // 1000)
    quiet, edge = rate * 240 // 1000, rate * 20 // 1000
    samples[:quiet] = samples[-quiet:] = 0
    smooth = np.convolve(samples, np.hanning(edge // 40) / (edge // 80), "same")
    smooth[: quiet // 2] = smooth[-(quiet // 2) :] = 0
    return smooth.astype("<i2").tobytes()


def spoken(text: str, voice: str, store: Store) -> Spoken:
    transcript = documents.read("text.txt", text.encode(), "en")
    return speak(transcript, VOICES[voice], VOICES[voice], store)


@cache
def pieces(rate: int) -> tuple[tuple[bytes, Encoded], ...]:
    parts = [noise(cells * GRID, rate, seed=cells) for cells in (13, 9, 22)]
    return tuple((part, encode(part, rate, 0.0, tuple(RENDITIONS))) for part in parts)


@kinds
@pytest.mark.parametrize("rate", [24_000, 22_050])
def test_every_part_is_where_it_would_be_had_all_been_encoded_at_once(
    suffix: str, rate: int
) -> None:
    file = b"".join(joined(suffix, (part for _, part in pieces(rate)), Tags("Noise")))
    heard = np.frombuffer(ffmpeg.decoded(file, rate), "<i2").astype(float)
    given = np.frombuffer(b"".join(pcm for pcm, _ in pieces(rate)), "<i2").astype(float)
    assert len(heard) == pytest.approx(len(given), abs=1)  # the decoder resamples to the rate
    ends = list(accumulate(len(pcm) // 2 for pcm, _ in pieces(rate)))
    for start, end in zip([0, *ends], ends, strict=False):
        size = 1 << (2 * (end - start)).bit_length()
        alike = np.fft.rfft(heard[start:end], size) * np.fft.rfft(given[start:end], size).conj()
        assert np.fft.irfft(alike).argmax() == 0
    for end in ends[:-1]:
        around = heard[end - rate // 20 : end + rate // 20]
        assert np.abs(around).max() < 8  # of 32768: −72 dB


@kinds
def test_programs_that_we_did_not_write_read_one_whole_file(suffix: str, tmp_path: Path) -> None:
    tags = Tags("Whole", comment="long " * 40_000)
    path = tmp_path / f"whole.{suffix}"
    path.write_bytes(b"".join(joined(suffix, (part for _, part in pieces(24_000)), tags)))
    read = mutagen.File(path)
    assert read.info.length == pytest.approx(44 * GRID / 1000, abs=0.001)
    assert tags.comment in str(read.tags)
    log = ffmpeg.run((*ffmpeg.source(path, "-err_detect", "crccheck"), "-map", "0"))
    assert "[error]" not in log
    assert "CRC" not in log


def test_a_part_survives_being_kept() -> None:
    _, part = pieces(24_000)[0]
    assert Encoded.unpack(part.pack()) == part


@given(st.lists(st.binary(min_size=1, max_size=1_275), min_size=1, max_size=90), st.binary())
def test_packets_come_back_as_they_were(sound: list[bytes], tags: bytes) -> None:
    head = b"OpusHead\x01\x01\x38\x01" + bytes(7)
    pages = list(ogg.stream(head, tags, sound))
    assert ogg.packets(b"".join(pages)) == [head, tags, *sound]


def test_what_is_no_ogg_is_refused() -> None:
    with pytest.raises(ValueError, match="byte 0"):
        ogg.packets(b"RIFF" + bytes(40))


def test_only_the_part_that_changed_is_encoded_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    store = Store(tmp_path)
    asked: list[bytes] = []

    def counted(pcm: bytes, rate: int, gain: float, suffixes: tuple[str, ...]) -> Encoded:
        asked.append(pcm)
        return encode(pcm, rate, gain, suffixes)

    monkeypatch.setattr(narrated, "encode", counted)

    def published(text: str) -> tuple[list[bytes], Sounds]:
        said = spoken(text, "heart", store)
        parts = [said.samples(part, store) for part in said.narration.parts]
        return parts, encoded(said, ("mp3", "opus"), Tags("Fenmarch"), store)

    before, sounds = published(TEXT)
    assert set(asked) == set(before)
    asked.clear()
    after, again = published(TEXT.replace("good work", "hard work"))
    changed = [one != other for one, other in zip(before, after, strict=True)]
    assert changed == [False, True, False]
    assert set(asked) == {after[1]}
    assert again.files["mp3"] != sounds.files["mp3"]
    asked.clear()
    assert published(TEXT)[1] == sounds
    assert not asked


@pytest.mark.parametrize(
    ("voice", "text"), [("heart", TEXT), ("espeak", TEXT), ("bm_fable", SHARP)]
)
def test_what_is_heard_is_as_loud_as_it_should_be(voice: str, text: str, tmp_path: Path) -> None:
    if VOICES[voice].remedy:
        pytest.skip(f"{voice} is not here")
    store = Store(tmp_path)
    told: list[Progress] = []
    said = spoken(text, voice, store)
    sounds = encoded(said, tuple(RENDITIONS), Tags("Fenmarch"), store, told.append)
    for suffix, kept in sounds.files.items():
        path = tmp_path / f"speech.{suffix}"
        path.write_bytes(store.read(kept))
        loudness = measured(path)
        assert loudness.integrated == pytest.approx(TARGET, abs=0.5)
        assert loudness.peak <= PEAK
    assert told[-1].done == told[-1].total


@kinds
def test_an_encoder_that_adds_to_sharp_onsets_is_given_less(suffix: str, tmp_path: Path) -> None:
    """Encoded once, MP3 comes out at -0.3 dBTP and Opus at 0.6."""
    when = np.arange(HEARD * 40 * GRID // 1000) / HEARD
    bursts = np.random.default_rng(1).normal(0, 9_000, when.size) * np.exp(-np.mod(when, 0.4) * 400)
    bursts[: HEARD // 4] = bursts[-HEARD // 4 :] = 0
    pcm = bursts.clip(-32_000, 32_000).astype("<i2").tobytes()
    path = tmp_path / f"sharp.{suffix}"
    path.write_bytes(b"".join(joined(suffix, [encode(pcm, HEARD, 6.0, [suffix])], Tags("Sharp"))))
    assert -3 < measured(path).peak <= PEAK


def test_silence_stays_silence(tmp_path: Path) -> None:
    store = Store(tmp_path)
    quiet = Narration((Part((), 5 * GRID),), HEARD, Alignment(()))
    sounds = encoded(Spoken(quiet, {}, "nobody", None), ("opus",), Tags("Nothing"), store)
    file = store.read(sounds.files["opus"])
    assert OggOpus(BytesIO(file)).info.length == pytest.approx(0.6)
    assert not np.frombuffer(ffmpeg.decoded(file, HEARD), "<i2").any()


class Drone:
    """A voice that takes ten seconds for whatever it says; so its parts are much the same."""

    name, engine, accent, languages = "drone", "drone", "none", frozenset({"en"})
    local, remedy = True, None
    identity = {"engine": "drone"}  # noqa: RUF012 - a voice's own, which nobody changes
    pcm = noise(10_000, HEARD, seed=1)

    def speak(self, utterance: Utterance) -> Speech:
        spans = shared_out(utterance.words, Span(300, 9_700))
        return Speech(self.pcm, HEARD, spans, Timing.SPOKEN)


def test_a_long_text_is_never_all_in_memory(tmp_path: Path) -> None:
    text = "\n\n".join(f"{'All is well, ' * 10} said {n}." for n in range(60))
    transcript = documents.read("long.txt", text.encode(), "en")
    store, voice = Store(tmp_path), Drone()
    tracemalloc.start()
    try:
        said = speak(transcript, voice, voice, store)
        encoded(said, tuple(RENDITIONS), Tags("Long"), store)
        narration_drawn(said, store)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(said.narration.parts) == 60
    assert most < 60 * len(Drone.pcm) / 4
