"""Any recording in: what it is, its speech in its place, or a clear reason why not."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from media import probing
from media.errors import (
    NoSound,
    NotARecording,
    RecordingCut,
    RecordingDamaged,
    RecordingError,
    RecordingLocked,
    RecordingTooLong,
)
from media.probing import probe
from media.recordings import RATE, Recording, speech
from tests.videos import BOTH, H264, KINDS, PICTURE, SECONDS, VOICE, changed, kind, make

SHARED = Path(__file__).parents[3] / "shared" / "recordings"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("recordings")


def heard(path: Path, recording: Recording, folder: Path) -> np.ndarray:
    output = folder / "speech.raw"
    speech(path, recording, output)
    return np.fromfile(output, np.int16)


def begins(samples: np.ndarray) -> float:
    """The ms at which something is first heard."""
    return np.flatnonzero(np.abs(samples) > 2_000)[0] * 1000 / RATE


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_is_known_and_heard(name, folder):
    path = kind(folder, name)

    recording = probe(path)

    assert recording.duration == pytest.approx(SECONDS * 1000, abs=60)
    assert recording.sound.channels == 1
    assert len(heard(path, recording, folder)) / RATE == pytest.approx(SECONDS, abs=0.06)
    if name.endswith(("mp4", "mov", "webm", "mkv")):
        picture = recording.picture
        assert (picture.width, picture.height, picture.rate) == (320, 180, 25)
        assert not picture.variable
        assert picture.keyframes == (1000 if picture.codec == "h264" else 4000)
    else:
        assert recording.picture is None


def test_a_telephone_held_upright_films_upright(folder):
    path = changed(
        folder / "turned.mp4",
        kind(folder, "plain.mp4"),
        *("-c", "copy"),
        options=("-display_rotation", "90"),
    )
    picture = probe(path).picture
    assert (picture.width, picture.height) == (180, 320)


def test_oblong_pixels_are_shown_square(folder):
    path = make(folder / "pal.mp4", *PICTURE, "-vf", "setsar=64/45", *H264)
    picture = probe(path).picture
    assert (picture.width, picture.height) == (455, 180)
    assert not picture.square


def test_frames_that_come_unevenly_are_seen_to(folder):
    gaps = ("-vf", "select=lt(t\\,1)+gt(t\\,2)*not(mod(n\\,3))", "-fps_mode", "vfr")
    for name in ("uneven.mp4", "uneven.mkv"):
        picture = probe(make(folder / name, *BOTH, *gaps, *H264, "-c:a", "aac")).picture
        assert picture.variable


@pytest.mark.parametrize(("layout", "channels"), [("mono", 1), ("stereo", 2), ("5.1", 6)])
def test_channels_are_counted_and_mixed(layout, channels, folder):
    path = make(folder / f"{layout}.m4a", *VOICE, "-af", f"aformat=cl={layout}", "-c:a", "aac")
    recording = probe(path)
    assert recording.sound.channels == channels
    assert heard(path, recording, folder).any()


def test_a_cover_is_no_video(folder):
    cover = make(folder / "cover.jpg", *PICTURE, "-frames:v", "1", "-update", "1")
    for name in ("covered.mp3", "covered.m4a"):
        path = make(
            folder / name,
            *VOICE,
            *("-i", str(cover), "-map", "0", "-map", "1", "-c:v", "copy"),
            *("-disposition:v", "attached_pic"),
        )
        recording = probe(path)
        assert recording.picture is None
        assert recording.duration == pytest.approx(SECONDS * 1000, abs=60)


def test_sound_that_begins_late_stays_where_it_is(folder):
    path = make(
        folder / "late.mkv",
        *PICTURE,
        *("-itsoffset", "1.25", *VOICE),
        *("-map", "0", "-map", "1", *H264, "-c:a", "pcm_s16le"),
    )
    recording = probe(path)
    assert begins(heard(path, recording, folder)) == pytest.approx(1_250, abs=15)


def test_a_browsers_recording_says_no_length_and_is_measured(folder):
    path = make(
        folder / "live.webm",
        *BOTH,
        "-c:v",
        "vp8",
        "-deadline",
        "realtime",
        "-c:a",
        "libopus",
        "-live",
        "1",
    )
    assert probe(path).duration == pytest.approx(SECONDS * 1000, abs=60)


def test_a_video_without_sound_is_one_but_has_no_speech(folder):
    path = make(folder / "mute.mp4", *PICTURE, *H264)
    recording = probe(path)
    assert recording.sound is None
    with pytest.raises(NoSound):
        speech(path, recording, folder / "speech.raw")


@pytest.mark.parametrize(
    "name",
    [
        name
        for name in KINDS
        if name != "talk.ogg"  # the form has no length in its head: it is a shorter recording
    ],
)
def test_a_recording_that_was_cut_is_refused(name, folder):
    whole = kind(folder, name).read_bytes()
    path = folder / f"cut-{name}"
    path.write_bytes(whole[: len(whole) * 6 // 10])
    with pytest.raises(RecordingCut):
        probe(path)


def test_a_recording_whose_sound_is_shorter_than_its_packets_say_is_refused(folder):
    path = kind(folder, "talk.mp3")
    recording = probe(path)
    longer = replace(recording, sound=replace(recording.sound, ends=9_000))
    with pytest.raises(RecordingCut):
        speech(path, longer, folder / "speech.raw")


def test_an_encrypted_recording_is_refused(folder):
    lock = (
        "-encryption_scheme",
        "cenc-aes-ctr",
        "-encryption_key",
        "76a6c65c5ea762046bd749a2e632ccbb",
    )
    identity = ("-encryption_kid", "a7e61c373e219033c21091fa607bf3b8")
    path = changed(folder / "locked.mp4", kind(folder, "plain.mp4"), "-c", "copy", *lock, *identity)
    with pytest.raises(RecordingLocked):
        probe(path)


@pytest.mark.parametrize(
    ("text", "looks_like"),
    [
        (b"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nplain.mp4\n#EXT-X-ENDLIST\n", "playlist"),
        (b"ffconcat version 1.0\nfile 'plain.mp4'\n", "playlist"),
        (b"<?xml version='1.0'?><MPD/>", "XML"),
        (b"I am one of five inspectors.", ""),
        (b"", "empty"),
        (bytes(range(256)) * 200, ""),
    ],
)
def test_what_only_calls_itself_a_video_is_refused(text, looks_like, folder):
    kind(folder, "plain.mp4")
    path = folder / "pretends.mp4"
    path.write_bytes(text)
    with pytest.raises(NotARecording) as refused:
        probe(path)
    assert looks_like in refused.value.looks_like


def test_a_kind_that_is_not_read_is_named(folder):
    path = make(folder / "old.avi", *PICTURE)
    with pytest.raises(NotARecording) as refused:
        probe(path, name="Our interview.avi")
    assert refused.value.looks_like == "an AVI video"
    assert refused.value.name == "Our interview.avi"


def test_noise_under_a_good_head_is_refused(folder):
    good = kind(folder, "ready.mp4").read_bytes()
    path = folder / "noise.mp4"
    start = good.index(b"mdat") + 4
    path.write_bytes(good[:start] + np.random.default_rng(1).bytes(len(good) - start))
    with pytest.raises(RecordingError):
        speech(path, probe(path), folder / "speech.raw")


def test_a_recording_that_is_too_long_is_refused(folder, monkeypatch):
    monkeypatch.setattr(probing, "LONGEST", 3_000)
    with pytest.raises(RecordingTooLong) as refused:
        probe(kind(folder, "talk.mp3"))
    assert refused.value.limit == 3_000


def test_a_picture_too_large_for_any_camera_is_refused_before_it_is_decoded(folder):
    huge = ("-f", "lavfi", "-i", "color=size=9000x4000:rate=2:duration=1", "-c:v", "mjpeg")
    with pytest.raises(NotARecording) as refused:
        probe(make(folder / "huge.mov", *huge))
    assert "9000 × 4000" in refused.value.looks_like


def test_two_hours_take_little_time_and_are_counted_right(folder):
    path = make(folder / "long.flac", "-f", "lavfi", "-i", "anullsrc=r=8000:cl=mono:d=7200")
    recording = probe(path)
    assert recording.duration == 7_200_000


def test_a_stream_that_nothing_can_decode_is_damage(folder):
    path = kind(folder, "talk.flac")
    data = bytearray(path.read_bytes())
    data[8_000:] = bytes(len(data) - 8_000)
    broken = folder / "broken.flac"
    broken.write_bytes(bytes(data))
    with pytest.raises((RecordingCut, RecordingDamaged)):
        speech(broken, probe(broken), folder / "speech.raw")


@pytest.mark.parametrize(
    ("name", "duration", "size"),
    [
        ("perspective-video.mp4", 16_475, (1280, 720)),
        ("rabbit-with-voiceover.mp4", 13_758, (1280, 720)),
        ("moon-speech.mp3", 27_089, None),
        ("austen-0870.wav", 7_100, None),
    ],
)
def test_real_recordings(name, duration, size, folder):
    path = SHARED / name
    if not path.exists():
        pytest.skip("the shared recordings are not here")
    recording = probe(path)
    assert recording.duration == pytest.approx(duration, abs=20)
    picture = recording.picture
    assert (picture and (picture.width, picture.height)) == size
    assert len(heard(path, recording, folder)) / RATE * 1000 == pytest.approx(duration, abs=60)
