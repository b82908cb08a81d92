"""The MP3 with a chapter for each paragraph, for DAISY players and any other.

Not a sample is encoded again: the tag before the sound is another, and that is all.
"""

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from media.errors import Lack
from media.languages import three_letters
from media.progress import Reporter
from media.takeaway import id3
from media.takeaway.chapters import chapters
from media.takeaway.edition import Edition

VERSION = 1
SOUND = "speech.mp3"
POSTER = "poster.jpg"


def identity() -> Mapping[str, str]:
    """No other program does any of the work."""
    return {}


def lacks(edition: Edition) -> Lack | None:
    """Sound, and a time for some of it, are needed."""
    if SOUND not in edition.files:
        return Lack.SOUND
    return None if chapters(edition) else Lack.TIMES


def render(edition: Edition, place: Path, report: Reporter) -> None:  # noqa: ARG001 - soon done
    """Write the chapters, and the sound after them. The same edition gives the same bytes."""
    with edition.files[SOUND].path.open("rb") as sound, place.open("wb") as file:
        file.write(id3.tag(_frames(edition)))
        id3.skip(sound)
        shutil.copyfileobj(sound, file)


def _frames(edition: Edition) -> Iterator[bytes]:
    """What a player shows, what tells an archive where the file is from, and the chapters."""
    language = three_letters(edition.language)
    texts = {
        "TIT2": edition.title,
        "TPE1": edition.speaker or edition.body,
        "TALB": edition.title,
        "TPUB": edition.body,
        "TYER": f"{edition.date:%Y}",
        "TDAT": f"{edition.date:%d%m}",
        "TLAN": language,
        "TLEN": str(edition.duration),
        "TCON": "(101)",  # Speech, in the list of genres
        "TCOP": f"{edition.date:%Y} {edition.licence}" if edition.licence else "",
    }
    links = {"WCOP": edition.licence_url, "WOAF": edition.address}
    yield from (id3.text(name, value) for name, value in texts.items() if value)
    yield from (id3.link(name, address) for name, address in links.items() if address)
    yield id3.comment(language, edition.digest)
    yield from id3.contents(chapters(edition))
    if POSTER in edition.files:
        yield id3.cover(edition.files[POSTER].path.read_bytes())
