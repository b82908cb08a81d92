"""What the web is given of a recording: what plays already is left, the rest is made well."""

import re
from dataclasses import replace
from math import inf, log10
from pathlib import Path

import mutagen
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from media import ffmpeg
from media.languages import three_letters
from media.levelling import levels
from media.levels import Level, Levels
from media.loudness import PEAK, TARGET, Loudness, found, measured
from media.pictures import fitted, poster, suits
from media.probing import probe
from media.progress import Progress
from media.recordings import RATE, Picture, Recording, Sound, speech
from media.renditions import Tags
from media.transcoding import SOUND, plan, runs, transcode, with_captions
from tests.videos import BOTH, H264, PICTURE, atoms, changed, described, kind, make, packets

SHARED = Path(__file__).parents[3] / "shared" / "recordings"
TAGS = Tags(title="Zoë’s report", language="cy")
PHONE = Picture(0, "h264", "High", "yuv420p", "tv, bt709", 1280, 720, True, 25, False, 9**7, 2000)
VOICED = Sound(1, "aac", "LC", 2, 48_000, 128_000, 60_000)
RIGHT = Levels(Level(2, 48_000, 0, limited=False), Level(1, 48_000, 0, limited=False), right=True)
LOW = Levels(Level(2, 48_000, 6, limited=True), Level(1, 48_000, 6, limited=True), right=False)


def recorded(picture: Picture | None = PHONE, sound: Sound | None = VOICED) -> Recording:
    return Recording("mov,mp4", 60_000, picture, sound)


def names(recording: Recording, level: Levels | None = LOW) -> list[str]:
    return [encoding.name for encoding in plan(recording, level, TAGS)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("recordings")


def made(path: Path, folder: Path) -> dict[str, Path]:
    """Everything that is planned for a recording."""
    recording = probe(path)
    encodings = plan(recording, levels(path, recording), TAGS)
    out = folder / f"of-{path.stem}"
    out.mkdir(exist_ok=True)
    for run in runs(encodings, recording):
        joined = out / SOUND if run[0].joins else None
        transcode(recording, path, [(e, out / e.name) for e in run], sound=joined)
    return {encoding.name: out / encoding.name for encoding in encodings}


# What is heard


def test_meters_of_one_run_are_told_apart_and_each_is_taken_by_its_last_word():
    said = """
[ebur128@2 @ 0x1] [info] Summary:\n  Integrated loudness:\n    I:         -23.0 LUFS
[ebur128@2 @ 0x1] [info] \n  True peak:\n    Peak:       -9.0 dBFS
[mp3 @ 0x7] [warning] Application provided invalid timestamps
[ebur128@10 @ 0x2] [info] Summary:\n  Integrated loudness:\n    I:         -70.0 LUFS
[ebur128@10 @ 0x2] [info] \n  True peak:\n    Peak:        -inf dBFS
[ebur128@2 @ 0x3] [info] Summary:\n  Integrated loudness:\n    I:         -20.5 LUFS
[ebur128@2 @ 0x3] [info] \n  True peak:\n    Peak:        1.5 dBFS
"""
    assert found(said) == {2: Loudness(-20.5, 1.5), 10: Loudness(-70, -inf)}
    assert list(found(said)) == [2, 10]


def test_stereo_and_one_channel_are_each_measured_as_they_are_mixed(folder):
    """A voice on the left, and half of it reversed on the right. One channel is their sum by √½."""
    voice = "0.1*sin(900*t)*(0.6+0.4*sin(5*t))"
    both = f"aevalsrc={voice}|-0.5*{voice}:d=4"
    source = make(folder / "reversed.wav", "-f", "lavfi", "-i", both)

    found = levels(source, probe(source))

    louder = 10 * log10((1 + 0.5**2) / (0.5 * (1 - 0.5) ** 2))
    assert found.mono.gain - found.full.gain == pytest.approx(louder, abs=0.3)


# What is planned


def test_a_video_is_made_in_sizes_up_to_its_own():
    def videos(width, height):
        picture = replace(PHONE, width=width, height=height, codec="hevc")
        planned = plan(recorded(picture, None), None, TAGS)
        return [(e.name, e.width, e.height) for e in planned]

    assert videos(3840, 2160) == [
        ("video-360.mp4", 640, 360),
        ("video-720.mp4", 1280, 720),
        ("video-1080.mp4", 1920, 1080),
    ]
    assert videos(1080, 1920) == [
        ("video-360.mp4", 360, 640),
        ("video-720.mp4", 720, 1280),
        ("video-1080.mp4", 1080, 1920),
    ]
    assert videos(854, 480) == [("video-360.mp4", 640, 360), ("video-480.mp4", 854, 480)]
    assert videos(640, 400) == [("video-400.mp4", 640, 400)]
    assert videos(321, 181) == [("video-181.mp4", 320, 180)]


@given(st.integers(2, 9_000), st.integers(2, 9_000), st.sampled_from([1080, 720, 360]))
def test_a_size_is_even_and_no_larger_than_the_recording(width, height, side):
    fit = fitted(replace(PHONE, width=width, height=height), side)
    assert all(n % 2 == 0 and n >= 2 for n in fit)
    assert fit[0] <= width
    assert fit[1] <= height
    assert min(fit) <= side


def test_what_the_web_plays_at_a_bit_rate_that_suits_is_copied():
    slow = replace(PHONE, bit_rate=2_000_000)
    *_, largest = plan(recorded(slow), RIGHT, TAGS)
    assert largest.copied
    assert (largest.width, largest.height) == (1280, 720)
    assert SOUND not in names(recorded(slow), RIGHT)


def test_only_the_sound_is_encoded_where_only_the_loudness_is_wrong():
    slow = replace(PHONE, bit_rate=2_000_000)
    *_, largest = plan(recorded(slow), LOW, TAGS)
    assert largest.copied
    assert largest.joins
    assert SOUND in names(recorded(slow), LOW)


@pytest.mark.parametrize(
    "unlike",
    [
        {"codec": "hevc"},
        {"profile": "High 10"},
        {"pixels": "yuv422p"},
        {"colour": "tv, bt709, top first"},
        {"square": False},
        {"rate": 120.0},
        {"keyframes": 60_000},
        {"bit_rate": 9_000_000},
        {"width": 640, "height": 360},  # at 2 Mb/s
    ],
)
def test_what_the_web_does_not_play_well_is_encoded(unlike):
    slow = replace(PHONE, bit_rate=2_000_000)
    assert suits(slow)
    assert not suits(replace(slow, **unlike))


def test_sound_by_itself_is_two_files_and_a_small_mp3_that_is_right_is_copied():
    mp3 = Sound(0, "mp3", "", 1, 44_100, 64_000, 60_000)
    assert names(recorded(None, mp3)) == ["speech.mp3", "speech.opus"]
    as_it_is, other = plan(recorded(None, mp3), RIGHT, TAGS)
    assert "copy" in as_it_is.settings
    assert "copy" not in other.settings


def test_a_long_recording_is_made_a_video_at_a_time():
    short, long = recorded(), replace(recorded(), duration=3_600_000)
    encodings = plan(short, LOW, TAGS)
    assert [len(run) for run in runs(encodings, short)] == [3, 2]
    assert [len(run) for run in runs(encodings, long)] == [3, 1, 1]


# What is made


def test_a_recording_becomes_files_for_the_web(folder):
    source = make(folder / "large.mov", *BOTH, "-s", "800x450", *H264, "-c:a", "pcm_s16le")
    before = probe(source)

    files = made(source, folder)

    assert set(files) == {"speech.mp3", "speech.opus", SOUND, "video-360.mp4", "video-450.mp4"}
    for name, path in files.items():
        loudness = measured(path)
        assert loudness.integrated == pytest.approx(TARGET, abs=1), name
        assert loudness.peak <= -1, name
        recording = probe(path)
        assert recording.duration == pytest.approx(before.duration, abs=60), name
        if name.endswith(("mp4", "m4a")):
            assert atoms(path).index("moov") < atoms(path).index("mdat")
        if name.startswith("video"):
            picture = recording.picture
            assert picture.height == int(name[6:9])
            assert (picture.codec, picture.pixels) == ("h264", "yuv420p")
            assert recording.sound.codec == "aac"
    small = probe(files["video-360.mp4"]).picture
    assert (small.width, small.height, small.rate, small.profile) == (640, 360, 25, "High")
    assert small.keyframes <= 2_000
    assert mutagen.File(files["speech.mp3"])["TIT2"] == "Zoë’s report"


def test_what_was_copied_is_the_same_picture_with_another_sound(folder):
    source = kind(folder, "plain.mp4")
    recording = probe(source)
    assert suits(recording.picture)

    video = made(source, folder)["video-180.mp4"]

    def frames(path):
        table = folder / "frames.md5"
        ffmpeg.run((*ffmpeg.source(path), "-map", "0:v", "-c", "copy", "-f", "streamhash"), table)
        return table.read_text()

    assert frames(video) == frames(source)
    assert measured(video).integrated == pytest.approx(TARGET, abs=1)


def test_what_is_ready_for_the_web_is_not_encoded_at_all(folder):
    once = made(kind(folder, "plain.mp4"), folder)["video-180.mp4"]
    source = once.rename(folder / "once.mp4")

    files = made(source, folder)

    assert SOUND not in files
    assert files["video-180.mp4"].read_bytes() == source.read_bytes()


def test_an_upright_video_stays_upright_copied_or_not(folder):
    turned = changed(
        folder / "turned.mp4",
        kind(folder, "plain.mp4"),
        *("-map", "0:v", "-c", "copy"),
        options=("-display_rotation", "90"),
    )
    webm = changed(folder / "upright.webm", turned, "-c:v", "vp8", "-deadline", "realtime")
    for source in (turned, webm):
        picture = probe(made(source, folder)["video-180.mp4"]).picture
        assert (picture.width, picture.height) == (180, 320)


def test_uneven_frames_keep_their_times(folder):
    gaps = ("-vf", "select=lt(t\\,1)+gt(t\\,2)*not(mod(n\\,3))", "-fps_mode", "vfr")
    source = make(folder / "uneven.mkv", *PICTURE, *gaps, "-c:v", "vp8", "-deadline", "realtime")

    video = made(source, folder)["video-180.mp4"]

    after = [time / 90 for time in packets(video)]
    assert after == pytest.approx(packets(source), abs=1)


def test_a_camera_that_is_too_quick_is_slowed(folder):
    quick = ("-f", "lavfi", "-i", "testsrc=size=320x180:rate=120:duration=1")
    source = make(folder / "quick.mp4", *quick, *H264)
    assert probe(made(source, folder)["video-180.mp4"]).picture.rate == 60


def test_sound_and_picture_stay_together(folder):
    """A white frame and a click at 2 s, in a file whose sound begins late."""
    flash = (
        "color=black:size=320x180:rate=25:duration=4,drawbox=t=fill:color=white:enable=eq(n\\,50)"
    )
    click = "aevalsrc=0.5*sin(3000*t)*between(t\\,1\\,1.1):d=3"
    source = make(
        folder / "flash.mkv",
        *("-f", "lavfi", "-i", flash, "-itsoffset", "1", "-f", "lavfi", "-i", click),
        *("-map", "0", "-map", "1", "-c:v", "vp8", "-deadline", "realtime", "-c:a", "pcm_s16le"),
    )

    files = made(source, folder)

    for name in ("video-180.mp4", "speech.mp3", "speech.opus"):
        recording = probe(files[name])
        speech(files[name], recording, folder / "click.raw")
        samples = np.abs(np.fromfile(folder / "click.raw", np.int16).astype(int))
        assert np.flatnonzero(samples > 3_000)[0] / RATE == pytest.approx(2, abs=0.012), name
    said = ffmpeg.run(
        (*ffmpeg.source(files["video-180.mp4"]), "-vf", "blackdetect=d=0.5:pix_th=0.5")
    )
    assert "black_start:0 black_end:2 " in said


@pytest.mark.parametrize("layout", ["mono", "5.1", "stereo"])
def test_every_layout_comes_out_as_loud(layout, folder):
    peaks = f"aevalsrc=0.02*sin(900*t)+0.6*sin(400*t)*lt(mod(t\\,2)\\,0.1):d=12,aformat=cl={layout}"
    source = make(folder / f"{layout}.wav", "-f", "lavfi", "-i", peaks)
    for path in made(source, folder).values():
        loudness = measured(path)
        assert loudness.integrated == pytest.approx(TARGET, abs=1)
        assert loudness.peak <= -1


def test_what_the_encoders_add_to_clapping_is_taken_off(folder):
    """Encoded once, MP3 comes out at -0.2 dBTP, AAC at 0.0 and Opus at 0.4."""
    claps = "0.02*sin(900*t)+0.4*(random(0)-0.5)*exp(-mod(t\\,0.7)*150):d=12:s=48000"
    source = make(folder / "claps.wav", "-f", "lavfi", "-i", f"aevalsrc={claps}")
    film = make(folder / "claps.mkv", *PICTURE, *ffmpeg.source(source), *H264, "-c:a", "copy")
    for path in (*made(source, folder).values(), made(film, folder)[SOUND]):
        loudness = measured(path)
        assert loudness.integrated == pytest.approx(TARGET, abs=1), path.name
        assert -3 < loudness.peak <= PEAK, path.name


def test_silence_stays_silent(folder):
    source = make(folder / "silent.wav", "-f", "lavfi", "-i", "anullsrc=d=2")
    assert all(measured(path).integrated < -60 for path in made(source, folder).values())


def test_where_it_was_filmed_is_not_passed_on(folder):
    source = changed(
        folder / "home.mp4",
        kind(folder, "plain.mp4"),
        "-c",
        "copy",
        "-metadata",
        "location=+51.5074-000.1278/",
    )
    assert "+51.5074" in described(source)
    assert all("+51.5074" not in described(path) for path in made(source, folder).values())


def test_the_video_that_is_taken_away_has_its_captions_in_it(folder):
    video, captions = kind(folder, "ready.mp4"), folder / "captions.vtt"
    captions.write_text(
        "WEBVTT\n\n00:00.500 --> 00:02.000\nSiân &amp; 3 &lt; 4\n\n"
        "00:02.000 --> 00:03.000\nTwo\nlines\n"
    )
    output = folder / "taken.mp4"

    with_captions(video, captions, "cy-GB", TAGS, output)

    assert re.search(r"\(cym\): Subtitle: mov_text .*\(default\)", described(output))
    assert atoms(output).index("moov") < atoms(output).index("mdat")
    changed(folder / "taken.srt", output, "-map", "0:s")
    text = (folder / "taken.srt").read_text()
    assert "00:00:00,500 --> 00:00:02,000\nSiân & 3 < 4" in text
    assert "Two\nlines" in text


def test_languages_are_written_as_mp4_knows_them():
    assert [three_letters(tag) for tag in ("en-GB", "cy", "zh-Hant", "sco", "", "tlh-x-own")] == [
        *("eng", "cym", "zho", "sco", "und", "tlh")
    ]


# The poster


def brightness(path: Path) -> float:
    recorded = path.with_suffix(".grey")
    ffmpeg.run(
        ("-i", f"file:{path}", "-vf", "scale=1:1", "-pix_fmt", "gray", "-f", "rawvideo"), recorded
    )
    return recorded.read_bytes()[0]


@pytest.fixture(scope="module")
def from_black(folder):
    fade = (
        "color=black:size=320x180:duration=2:rate=25[a];testsrc=size=320x180:duration=2:rate=25[b]"
    )
    return make(folder / "fade.mp4", "-f", "lavfi", "-i", f"{fade};[a][b]concat", *H264)


def test_the_poster_is_not_black(folder, from_black):
    poster(probe(from_black), from_black, folder / "poster.jpg")
    assert brightness(folder / "poster.jpg") > 60


def test_the_poster_can_be_chosen(folder, from_black):
    recording = probe(from_black)
    poster(recording, from_black, folder / "chosen.jpg", at=1_000)
    assert brightness(folder / "chosen.jpg") < 10
    poster(recording, from_black, folder / "chosen.jpg", at=99_000)
    assert brightness(folder / "chosen.jpg") > 60


def test_a_video_in_the_dark_has_a_poster_too(folder):
    dark = make(folder / "dark.mp4", "-f", "lavfi", "-i", "color=black:d=2:size=320x180", *H264)
    poster(probe(dark), dark, folder / "dark.jpg")
    assert (folder / "dark.jpg").stat().st_size > 100


def test_the_poster_stands_as_the_video_does(folder):
    turned = changed(
        folder / "upright.mp4",
        kind(folder, "plain.mp4"),
        *("-c", "copy"),
        options=("-display_rotation", "90"),
    )
    poster(probe(turned), turned, folder / "upright.jpg")
    assert "180x320" in ffmpeg.run(("-i", f"file:{folder / 'upright.jpg'}"))


# The rest


def test_progress_is_counted_in_the_recordings_own_time(folder):
    heard: list[Progress] = []
    source = kind(folder, "plain.mp4")
    recording = probe(source)
    (run, *_) = runs(plan(recording, LOW, TAGS), recording)
    transcode(recording, source, [(e, folder / e.name) for e in run], report=heard.append)
    assert heard[-1].total == recording.duration
    assert heard[-1].done == pytest.approx(recording.duration, rel=0.05)


@pytest.mark.parametrize("name", ["perspective-video.mp4", "moon-speech.mp3", "austen-0880.wav"])
def test_real_recordings_are_made_ready(name, folder):
    source = SHARED / name
    if not source.exists():
        pytest.skip("the shared recordings are not here")
    for path in made(source, folder).values():
        loudness = measured(path)
        assert loudness.integrated == pytest.approx(TARGET, abs=1)
        assert loudness.peak <= -1
