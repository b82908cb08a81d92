import re
from dataclasses import replace
from pathlib import Path

import pytest
from mutagen.id3 import ID3
from mutagen.mp3 import MP3
from mutagen.mp4 import MP4

from media import ffmpeg
from media.errors import Lack
from media.loudness import PEAK, measured
from media.paragraphs import ReadParagraph, ReadSentence
from media.probing import probe
from media.progress import silent
from media.takeaway import m4b, mp3
from media.takeaway.chapters import chapters
from media.takeaway.edition import Made
from tests.videos import described

NAMES = ("northamptonshire", "hard", "welsh")
CHAPTER = re.compile(r"Chapter #0:\d+: start ([\d.]+), end ([\d.]+)\n.*\n.*title +: (.*)")


@pytest.fixture(scope="module")
def sounds(editions, tmp_path_factory):
    """Real and hard ones, and a Welsh one with a picture on the front, each in both forms."""
    folder = tmp_path_factory.mktemp("sounds")
    picture = folder / "poster.jpg"
    drawn = ("-f", "lavfi", "-i", "color=red:s=64x36", "-frames:v", "1", "-f", "image2")
    ffmpeg.run((*drawn, "-c:v", "mjpeg", "-update", "1"), picture)
    welsh = editions.welsh
    illustrated = replace(welsh, files={**welsh.files, "poster.jpg": Made("0", lambda: picture)})
    for name, made_of in (
        ("northamptonshire", editions.northamptonshire),
        ("hard", editions.hard),
        ("welsh", illustrated),
    ):
        mp3.render(made_of, folder / f"{name}.mp3", silent)
        m4b.render(made_of, folder / f"{name}.m4b", silent)
    return folder


def expected(made_of):
    return [(c.span.start, c.span.end, c.title) for c in chapters(made_of)]


def listed(path: Path):
    """The chapters as ffmpeg reads them, in the order of the file."""
    about = described(path).partition("Stream mapping")[0]
    return [
        (round(float(start) * 1000), round(float(end) * 1000), title)
        for start, end, title in CHAPTER.findall(about)
    ]


def test_a_chapter_is_a_paragraph_and_together_they_are_all_of_the_sound(editions):
    hard = editions.hard
    found = chapters(hard)
    assert [c.title for c in found] == [
        "Siân Reeve: Good morning. [Applause] We visited on 28 April 2018, and…",
        "Rhodri Huw: If a < b --> stop. That is <b>bold</b> & &amp…",
        "A *star*, a _line_, a `tick`, a $sum$ and a #hash; 100 \\ 7…",
        "السلام عليكم ورحمة الله said the door in 2018, then هذا…",
        "Siân Reeve: The word سلام means peace. (Music) Thank you.",
    ]
    assert found[0].span.start == 0
    assert found[-1].span.end == hard.duration
    starts = [p.sentences[0].start for p in hard.paragraphs]
    assert [c.span.start for c in found[1:]] == starts[1:]
    assert [c.span.end for c in found[:-1]] == starts[1:]


@pytest.mark.parametrize("name", NAMES)
def test_another_reader_finds_the_chapters_of_the_mp3(sounds, editions, name):
    tag = ID3(sounds / f"{name}.mp3")
    (contents,) = tag.getall("CTOC")
    found = [tag[f"CHAP:{child}"] for child in contents.child_element_ids]
    read = [(c.start_time, c.end_time, str(c.sub_frames["TIT2"])) for c in found]
    assert read == expected(editions.all[name])
    assert listed(sounds / f"{name}.mp3") == read


@pytest.mark.parametrize("name", NAMES)
def test_other_readers_find_the_chapters_of_the_audiobook(sounds, editions, name):
    want = expected(editions.all[name])
    book = MP4(sounds / f"{name}.m4b")
    assert [(round(c.start * 1000), c.title) for c in book.chapters] == [
        (start, title) for start, _, title in want
    ]
    assert listed(sounds / f"{name}.m4b") == want


def test_the_mp3_is_the_published_one_with_another_tag(sounds, editions):
    def after_tag(data):
        size = sum((byte & 0x7F) << 7 * n for n, byte in enumerate(reversed(data[6:10])))
        return data[10 + size :]

    published = editions.hard.files["speech.mp3"].path.read_bytes()
    assert after_tag((sounds / "hard.mp3").read_bytes()) == after_tag(published)


def test_both_say_what_they_are(sounds, editions):
    hard = editions.hard
    tag, book = MP3(sounds / "hard.mp3").tags, MP4(sounds / "hard.m4b")
    assert tag.version == (2, 3, 0)
    texts = ("TIT2", "TPE1", "TPUB", "TDRC", "TLAN", "COMM::eng", "TCON")
    assert [str(tag[name]) for name in texts] == [
        *(hard.title, hard.speaker, hard.body, "2018-02-01", "eng", hard.digest, "Speech")
    ]
    assert tag["WCOP"].url == hard.licence_url
    assert [book[name][0] for name in ("©nam", "©ART", "©day", "©cmt")] == [
        *(hard.title, hard.speaker, "2018-02-01", hard.digest)
    ]
    welsh = MP3(sounds / "welsh.mp3").tags
    assert str(welsh["TLAN"]) == "cym"
    assert welsh.getall("APIC")[0].data == bytes(MP4(sounds / "welsh.m4b")["covr"][0])
    assert "(cym): Audio: aac" in described(sounds / "welsh.m4b")


def test_the_audiobook_lasts_as_long_as_the_sound(sounds, editions):
    read = probe(sounds / "hard.m4b")
    assert (read.sound.codec, read.sound.channels, read.picture) == ("aac", 1, None)
    assert abs(read.duration - editions.hard.duration) < 100


def test_the_audiobook_is_as_loud_as_the_sound_and_no_peak_goes_over(editions, tmp_path):
    claps = "aevalsrc=0.1*sin(900*t)+2*(random(0)-0.5)*exp(-mod(t\\,0.7)*150):d=12:s=24000"
    sharp = tmp_path / "sharp.mp3"
    ffmpeg.run(("-f", "lavfi", "-i", claps, "-c:a", "libmp3lame", "-b:a", "64k"), sharp)
    loud = replace(editions.hard, files={"speech.mp3": Made("0", lambda: sharp)})
    m4b.render(loud, tmp_path / "sharp.m4b", silent)
    given, heard = measured(sharp), measured(tmp_path / "sharp.m4b")
    assert given.peak > PEAK
    assert heard.peak <= PEAK
    assert heard.integrated == pytest.approx(given.integrated, abs=2)


def test_the_same_edition_gives_the_same_bytes(sounds, editions, tmp_path):
    for form, suffix in ((mp3, "mp3"), (m4b, "m4b")):
        form.render(editions.hard, tmp_path / "again", silent)
        assert (tmp_path / "again").read_bytes() == (sounds / f"hard.{suffix}").read_bytes()


def test_more_chapters_than_a_table_holds_are_in_a_table_of_tables(editions, tmp_path):
    paragraphs = tuple(
        ReadParagraph((ReadSentence(f"Part {n}.", n * 100, n * 100 + 90, False, ""),), None, 0)
        for n in range(300)
    )
    mp3.render(replace(editions.hard, paragraphs=paragraphs), tmp_path / "many.mp3", silent)
    tag = ID3(tmp_path / "many.mp3")
    assert tag["CTOC:contents"].child_element_ids == ["contents1", "contents2"]
    inner = [c for n in (1, 2) for c in tag[f"CTOC:contents{n}"].child_element_ids]
    titles = [str(tag[f"CHAP:{name}"].sub_frames["TIT2"]) for name in inner]
    assert titles == [f"Part {n}." for n in range(300)]
    assert [title for *_, title in listed(tmp_path / "many.mp3")] == titles


def test_what_has_no_sound_or_no_times_has_neither_form(editions):
    silent_one = editions.long
    unheard = tuple(
        replace(p, sentences=tuple(replace(s, start=None, end=None) for s in p.sentences))
        for p in editions.welsh.paragraphs
    )
    for form in (mp3, m4b):
        assert form.lacks(silent_one) is Lack.SOUND
        assert form.lacks(replace(editions.welsh, paragraphs=unheard)) is Lack.TIMES
        assert form.lacks(editions.welsh) is None
