"""All files of a statement in one zip, with a front page that works from a USB stick.

Files are copied through, so that a film takes no memory. What is compressed already is stored as
it is. The front page needs no network and no script: browsers do not load captions from a file
beside a page that is a file itself, so these stand in the page.
"""

import shutil
from base64 import b64encode
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePath
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from media.progress import Progress, Reporter
from media.takeaway.edition import Edition
from media.takeaway.html import foreign, page, statement
from media.xmltext import escaped

VERSION = 1
FRONT = "index.html"

_PLAYED = {  # the first that is there, and what else a browser may choose
    "video-with-captions.mp4": {"video-with-captions.mp4": "video/mp4"},
    "speech.mp3": {"speech.opus": "audio/ogg; codecs=opus", "speech.mp3": "audio/mpeg"},
}
_TEXTS = {".txt", ".html", ".vtt", ".srt", ".ttml", ".json", ".brf"}
_FOREVER = 1980  # a zip knows no earlier year
_LARGE = 1 << 31  # bytes: from here on a zip says sizes in 64 bits
_CHUNK = 1 << 20
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; media-src 'self' file: data:"
_STYLE = """\
video { display: block; width: 100%; max-height: 70vh; border-radius: 6px; background: #123f46; }
video.sound { aspect-ratio: 16 / 5; }
ul { padding-inline-start: 1.25rem; columns: 16rem; }
@media print { .not-on-paper { display: none; } }
"""


def identity() -> Mapping[str, str]:
    """Nothing but this module has a hand in it."""
    return {}


def render(edition: Edition, place: Path, report: Reporter) -> None:
    """Gather the edition's files in their order, every one under its own name."""
    names = list(edition.files)
    total = sum(edition.files[name].path.stat().st_size for name in names)
    done = 0
    with ZipFile(place, "w") as zipped:
        zipped.writestr(_entry(edition, FRONT), _front(edition, names))
        for name in names:
            source = edition.files[name].path
            entry = _entry(edition, name)
            entry.file_size = source.stat().st_size
            with (
                source.open("rb") as data,
                zipped.open(entry, "w", force_zip64=entry.file_size >= _LARGE) as inside,
            ):
                shutil.copyfileobj(data, inside, _CHUNK)
            done += entry.file_size
            report(Progress("Gathering", done, total))


def _entry(edition: Edition, name: str) -> ZipInfo:
    day = edition.date
    entry = ZipInfo(name, (max(day.year, _FOREVER), day.month, day.day, 0, 0, 0))
    entry.compress_type = ZIP_DEFLATED if PurePath(name).suffix in _TEXTS else ZIP_STORED
    entry.external_attr = 0o644 << 16  # else some systems unpack what nobody may read
    return entry


def _front(edition: Edition, names: list[str]) -> str:
    own, words = foreign(edition), edition.words
    between = [
        *_player(edition, names),
        f'<nav class="not-on-paper" aria-labelledby="files"{own}>',
        f'<h2 id="files">{escaped(words["files"])}</h2>',
        "<ul>",
        *(
            f'<li><a href="{escaped(n)}">{escaped(words.get(f"take.{n}", n))}</a></li>'
            for n in names
        ),
        "</ul>",
        "</nav>",
        f"<h2{own}>{escaped(words['transcript'])}</h2>",
    ]
    return page(edition, statement(edition, between), _STYLE, _POLICY)


def _player(edition: Edition, names: list[str]) -> Iterator[str]:
    played = next((p for p in _PLAYED if p in names), None)
    if not played:
        return
    film = PurePath(played).suffix == ".mp4"
    yield '<section class="not-on-paper" aria-labelledby="play">'
    heading = edition.words["watch" if film else "listen"]
    yield f'<h2 id="play"{foreign(edition)}>{escaped(heading)}</h2>'
    kind = "" if film else ' class="sound"'
    yield f'<video{kind} controls preload="metadata" aria-label="{escaped(edition.title)}">'
    for name, media_type in _PLAYED[played].items():
        if name in names:
            yield f'<source src="{name}" type="{media_type}">'
    if "captions.vtt" in names:
        captions = b64encode(edition.files["captions.vtt"].path.read_bytes()).decode()
        yield (
            f'<track kind="captions" default srclang="{escaped(edition.language)}"'
            f' label="{escaped(edition.language)}" src="data:text/vtt;base64,{captions}">'
        )
    yield "</video>"
    yield "</section>"
