"""Forms to take away, read back to the words in them."""

import re
import xml.etree.ElementTree as ET
from zipfile import ZipFile

from justhtml import JustHTML

HTML = "{http://www.w3.org/1999/xhtml}"
SOUND = re.compile(r"[(\[](.+)[)\]]")


def book_words(path):
    """What an EPUB says between its title and its colophon; names are without their colons."""
    with ZipFile(path) as book:
        page = ET.fromstring(book.read("EPUB/statement.xhtml"))  # noqa: S314 - our own
    text = page.find(f".//{HTML}section[@id='text']")
    for label in text.iter(f"{HTML}b"):
        label.text = label.text.removesuffix(":")
    return " ".join("".join(p.itertext()) for p in text).split()


def front_words(path):
    """What the front page of a zip says below the heading of the transcript."""
    with ZipFile(path) as zipped:
        page = JustHTML(zipped.read("index.html").decode(), sanitize=False)
    return " ".join(e.to_text() for e in page.query("main > h2 ~ *")).split()


def captioned(track, speakers=()):
    """What captions say, case apart; labels and hyphens are theirs, and brackets of sounds."""
    for cue in track.cues:
        text = " ".join(line.text.removeprefix("-") for line in cue.lines)
        for name in {*speakers, *(line.speaker for line in cue.lines)} - {None}:
            text = text.replace(f"{name.upper()}:", "")
        yield from SOUND.sub(r"\1", text).casefold().split()


def spoken(made_of):
    """The same of an edition."""
    for paragraph in made_of.paragraphs:
        yield from SOUND.sub(r"\1", paragraph.text).casefold().split()
