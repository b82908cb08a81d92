import re
from dataclasses import replace

import numpy as np
import pytest

from media import ffmpeg
from media.errors import Lack
from media.formats import webvtt
from media.probing import probe
from media.profiles import BROADCAST, NARROW
from media.progress import silent
from media.quality import Rule, check
from media.takeaway import burnt, social
from media.takeaway.edition import Made
from media.takeaway.faces import drawable, runs
from media.takeaway.recaptioned import recaptioned
from tests import videos
from tests.reading import captioned, spoken

LENGTH = 4_000  # ms of the films that are made here
SHAPES = {"square": (1080, 1080), "portrait": (1080, 1920)}
COMMAND = re.compile(r"(?<!\\)\{[^}]*\}")


@pytest.fixture(scope="module")
def films(editions, tmp_path_factory):
    """The hard edition with a film and without, in both shapes, as far as LENGTH."""
    folder = tmp_path_factory.mktemp("social")
    hard = replace(editions.hard, duration=LENGTH)
    film = videos.kind(folder, "plain.mp4")
    made = {**hard.files, "video-180.mp4": Made("0", lambda: film)}
    filmed = replace(hard, files=made, picture=(320, 180))
    for form, shape in ((social.SQUARE, "square"), (social.PORTRAIT, "portrait")):
        form.render(filmed, folder / f"film-{shape}.mp4", silent)
        form.render(hard, folder / f"card-{shape}.mp4", silent)
    return folder


def frame(path, at):
    """The picture at `at` ms: rows of bytes, from black to white."""
    raw = path.with_suffix(".raw")
    seek = ffmpeg.source(path, "-ss", f"{at / 1000:.3f}")
    ffmpeg.run((*seek, "-frames:v", "1", "-pix_fmt", "gray", "-f", "rawvideo"), raw)
    height, width = SHAPES[path.stem.partition("-")[2]][::-1]
    return np.fromfile(raw, dtype=np.uint8).reshape(height, width)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("kind", ["film", "card"])
def test_it_has_the_size_the_length_and_the_sound(films, kind, shape):
    found = probe(films / f"{kind}-{shape}.mp4")
    assert (found.picture.width, found.picture.height) == SHAPES[shape]
    assert (found.picture.codec, found.picture.pixels) == ("h264", "yuv420p")
    assert found.picture.rate == 25
    assert found.sound.codec == "aac"
    assert abs(found.duration - LENGTH) < 100


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("kind", ["film", "card"])
def test_captions_are_seen_while_they_are_said_and_stay_within_the_margins(
    editions, films, kind, shape
):
    cues = recaptioned(editions.hard, NARROW).cues
    first = cues[0].span
    path = films / f"{kind}-{shape}.mp4"
    before, shown = frame(path, 0), frame(path, (first.start + first.end) // 2)
    assert first.start > 40
    rows, columns = np.nonzero(shown[shown.shape[0] // 2 :] > 200)
    if kind == "film":  # below the picture
        form = getattr(social, shape.upper())
        foot = form.top + 608
        assert not (before[foot:] > 40).any()
        rows, columns = np.nonzero(shown[foot:] > 200)
    assert len(rows) > 500
    assert columns.min() >= 80
    assert columns.max() < 1000


def test_all_of_the_picture_is_shown_and_nothing_is_written_on_it(films):
    shown = frame(films / "film-square.mp4", 2_000)
    top = social.SQUARE.top
    picture = shown[top : top + 608].astype(int)
    source = films / "plain.mp4"
    raw = films / "source.raw"
    scaled = ("-vf", "scale=1080:608", "-frames:v", "1", "-pix_fmt", "gray", "-f", "rawvideo")
    ffmpeg.run((*ffmpeg.source(source, "-ss", "2"), *scaled), raw)
    given = np.fromfile(raw, dtype=np.uint8).reshape(608, 1080).astype(int)
    assert np.abs(picture - given).mean() < 6


@pytest.mark.parametrize(
    ("picture", "size"),
    [((1280, 720), (1080, 608)), ((720, 1280), (342, 608)), ((4, 3), (810, 608))],
)
def test_a_picture_of_any_shape_is_shown_whole(picture, size):
    assert social.SQUARE._fitted(*picture) == size


def test_every_word_is_drawn_in_order_and_as_it_is_written(editions):
    for made_of in (editions.northamptonshire, editions.welsh, editions.hard):
        track = recaptioned(made_of, NARROW)
        text = burnt.script(made_of, track, social.SQUARE._layout(None))
        events = [e.split(",", 3)[3] for e in text.splitlines() if e.startswith("Dialogue")]
        assert len(events) == len(track.cues) + 1
        assert "".join(captioned(track)) == "".join(spoken(made_of))  # one is too long for a line
        for cue, event in zip(track.cues, events[1:], strict=True):
            drawn = COMMAND.sub("", event).replace("\\N", "\n")
            drawn = drawn.replace("\\{", "{").replace("\\}", "}")
            assert re.sub("[\u2060\u200e]", "", drawn) == cue.text


def test_commands_of_the_script_are_shown_as_text(editions, films):
    """Braces would hide what is in them, and a backslash would end the line."""
    plain = replace(editions.welsh, title="(b) aMb", duration=200, speaker="")
    hidden = replace(plain, title="{b} a\\Nb")
    inked = []
    for n, made_of in enumerate((plain, hidden)):
        path = films / f"{n}-square.mp4"
        social.SQUARE.render(made_of, path, silent)
        inked.append(frame(path, 0) > 128)
    rows = [np.nonzero(ink.any(axis=1))[0] for ink in inked]
    wide = [np.ptp(np.nonzero(ink.any(axis=0))[0]) for ink in inked]
    assert abs(np.ptp(rows[0]) - np.ptp(rows[1])) < 10  # on one line
    assert abs(wide[0] - wide[1]) < 80  # and all of it


def test_each_letter_is_drawn_in_a_face_that_has_it():
    assert [face for face, _ in runs("ŵ Σ я ש س 😀")] == [
        *("Atkinson Hyperlegible Next", "Noto Sans", "Atkinson Hyperlegible Next", "Noto Sans"),
        *("Atkinson Hyperlegible Next", "Noto Sans Hebrew", "Atkinson Hyperlegible Next"),
        *("Vazirmatn", "Atkinson Hyperlegible Next", "Noto Emoji"),
    ]
    assert [part for _, part in runs("a 👩\u200d👩\u200d👧")] == ["a ", "👩\u200d👩\u200d👧"]
    assert "".join(part for _, part in runs("a天b")) == "a天b"
    assert drawable("Tŷ\u200d\n")
    assert not drawable("天")


def test_captions_are_broken_for_the_narrow_line_and_keep_its_rules(editions):
    for made_of in (editions.northamptonshire, editions.welsh, editions.hard):
        track = recaptioned(made_of, NARROW)
        broken = {f.rule for f in check(track, NARROW)}
        assert not broken & {Rule.LINE_LENGTH, Rule.LINES, Rule.OVERLAP, Rule.EMPTY}


def test_captions_made_anew_are_those_that_were_published(editions):
    """From sentences and word times alone, by the same profile."""
    for made_of in (editions.northamptonshire, editions.welsh, editions.hard):
        published = made_of.files["captions.vtt"].path.read_text(encoding="utf-8")
        assert webvtt.write(recaptioned(made_of, BROADCAST)) == published


def test_text_stands_out_from_its_ground():
    def light(bgr):
        parts = [int(bgr[n : n + 2], 16) / 255 for n in (8, 6, 4)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    ground = light(f"&H00{burnt.GROUND[6:8]}{burnt.GROUND[4:6]}{burnt.GROUND[2:4]}")
    for colour in (burnt._WHITE, burnt._GREY):
        assert (light(colour) + 0.05) / (ground + 0.05) > 7


def test_it_says_what_it_lacks(editions):
    form = social.SQUARE
    assert form.lacks(editions.hard) is None
    assert form.lacks(editions.long) is Lack.SOUND
    assert form.lacks(replace(editions.hard, title="天气")) is Lack.TYPE
    sounds = {n: m for n, m in editions.hard.files.items() if n != "words.json"}
    assert form.lacks(replace(editions.hard, files=sounds)) is Lack.TIMES
