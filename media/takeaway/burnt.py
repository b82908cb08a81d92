"""What is drawn on a film for social media, as a script for libass: captions, and who speaks."""

import re
from dataclasses import dataclass
from unicodedata import bidirectional

from media.languages import right_to_left
from media.takeaway.edition import Edition
from media.takeaway.faces import FIRST, runs, tallness
from media.timeline import Span
from media.tracks import Track

GROUND = "0x0b0c0c"

_SAID = 86  # pixels that a line of captions has from top to foot: 26 letters fill the width
_LINES = 90  # letters of a title, some three lines; what is longer is cut
_GAP = 24  # pixels between title and name
_STYLES = "Fontname, Fontsize, PrimaryColour, Bold, Alignment, MarginL, MarginR, Encoding"
# White, 19:1 on the ground, and a grey of 10:1. In ASS colours are BGR.
_WHITE, _GREY = "&H00FFFFFF", "&H00C4BFB8"


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things stand, in pixels from the top left: nothing stands on the picture.

    `heading` is the top of the title, `captions` the middle of the captions; `margin` is kept
    free at each side. `title` and `name` are how high their lines are.
    """

    width: int
    height: int
    heading: int
    captions: int
    margin: int
    title: int
    name: int


def script(edition: Edition, track: Track, layout: Layout) -> str:
    """The whole script. Text that a person wrote is shown as it is, whatever marks are in it."""
    styles = "\n".join(
        f"Style: {style},{FIRST},{size},{colour},-1,{place},{layout.margin},{layout.margin},-1"
        for style, size, colour, place in (
            ("Said", _SAID, _WHITE, 5),
            ("Title", layout.title, _WHITE, 8),
            ("Name", layout.name, _GREY, 8),
        )
    )
    middle, language = layout.width // 2, edition.language

    def told(text: str) -> str:
        return steered(_cut(text), language)

    heading = rf"{{\pos({middle},{layout.heading})}}" + _drawn(told(edition.title), layout.title)
    if edition.speaker:
        heading += rf"\N{{\fs{_GAP}}} \N{{\rName}}" + _drawn(told(edition.speaker), layout.name)
    events = [_event(Span(0, edition.duration), "Title", heading)]
    for cue in track.cues:
        lines = (steered(line.text, language) for line in cue.lines)
        said = r"\N".join(_drawn(line, _SAID) for line in lines)
        events.append(_event(cue.span, "Said", rf"{{\pos({middle},{layout.captions})}}{said}"))
    listed = "\n".join(events)
    return f"""[Script Info]
ScriptType: v4.00+
PlayResX: {layout.width}
PlayResY: {layout.height}
WrapStyle: 0

[V4+ Styles]
Format: Name, {_STYLES}
{styles}

[Events]
Format: Start, End, Style, Text
{listed}
"""


def steered(text: str, language: str) -> str:
    """Say which way a line runs that has letters of both ways: as its language does.

    Left alone, a line that is broken before a foreign word would run the way of that word.

    >>> steered("سلام means peace.", "en") == "\u200eسلام means peace."
    True
    >>> steered("سلام", "en") == "سلام"
    True
    """
    ways = {bidirectional(letter) for letter in text}
    if "L" not in ways or not ways & {"R", "AL"}:
        return text
    return ("\u200f" if right_to_left(language) else "\u200e") + text


def _event(span: Span, style: str, text: str) -> str:
    return f"Dialogue: {_time(span.start)},{_time(span.end)},{style},{text}"


def _time(milliseconds: int) -> str:
    """Hundredths of a second are as fine as a script is.

    >>> _time(3_723_456)
    '1:02:03.46'
    """
    seconds, hundredths = divmod(round(milliseconds / 10), 100)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}.{hundredths:02}"


def _drawn(text: str, size: int) -> str:
    r"""A line in faces that have its letters, as large in each. Braces and backslashes show.

    >>> _drawn(r"{\b1} a\Nb", 86)
    '\\{\\\u2060b1\\} a\\\u2060Nb'
    """
    parts, last = [], FIRST
    for face, part in (*runs(text), (FIRST, "")):
        if face != last:
            alike = round(size * tallness(face) / tallness(FIRST))
            parts.append(rf"{{\fn{face}\fs{alike}}}")
        last = face
        parts.append(_plain(part))
    return "".join(parts)


def _plain(text: str) -> str:
    return re.sub(r"([{}])", r"\\\1", text.replace("\\", "\\\u2060"))  # a WORD JOINER


def _cut(text: str) -> str:
    if len(text) <= _LINES:
        return text
    cut = text[:_LINES]
    return (cut.rpartition(" ")[0] or cut) + "…"
