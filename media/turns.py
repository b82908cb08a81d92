"""Who speaks, told from the text: `Zoë Billingham: …`, `Q: …`, `JK - “…”`.

A label is one to five capitalised words, initials or a rank (`Chief Constable Jane Hall (Kent)`),
40 characters at most, at the start of a line. Unless it is in capitals, what it labels must not
start in lower case, so "Our view: the force must act" stays a sentence; words that head a remark
(`Note:`) are no names. After a dash only a quotation makes a turn. Scripts without capitals have
no labels here: "he said:" could not be told from a name.
"""

import re
from dataclasses import dataclass

_CAPITALISED = r"(?:[^\W\d_a-z](?:[\w’'.&-]*))"
_PARTICLE = r"(?:de|du|da|van|von|der|ap|ab|al|el|bin)\b"
_NAME = rf"{_CAPITALISED}(?:[ \u00a0](?:{_CAPITALISED}|\d{{1,2}}|{_PARTICLE}))*"
_AFTER_COLON = re.compile(rf"({_NAME}(?: \([^()\n]{{1,30}}\))?) ?:(?=\s|$)\s*")
_BEFORE_QUOTE = re.compile(rf"({_NAME})[ \u00a0]?[-–—][ \u00a0]?(?=[“\"‘'«„])")
_REMARKS = (
    "note notes nb n.b nodyn example source sources update warning important summary background"
    " conclusion conclusions introduction recommendation recommendations question questions answer"
    " answers figure table chart part section chapter step appendix annex date time title subject"
    " re from to cc tel telephone email e-mail phone website web address contact transcript"
    " published remember result results first second third finally however yet why what how when"
    " where who which that this these there here also and but so or yes no aim aims"
)
_NO_NAMES = frozenset(_REMARKS.split())
_LONGEST = 40  # characters: a rank, a name and a force, and still shorter than a line
_MOST_WORDS = 5


@dataclass(frozen=True, slots=True)
class Label:
    """`speaker` as the author wrote it; what is said starts at offset `said`."""

    speaker: str
    said: int


def label(text: str, start: int, end: int) -> Label | None:
    """Find the label at `start`, or None. `said` may be `end`: a label alone on its line.

    >>> label("Zoë Billingham: Hello.", 0, 22)
    Label(speaker='Zoë Billingham', said=16)
    >>> label("We found three things: Hello.", 0, 29)
    """
    found = _AFTER_COLON.match(text, start, end) or _BEFORE_QUOTE.match(text, start, end)
    if found is None:
        return None
    speaker = found[1]
    named = speaker.split()
    if (
        len(speaker) > _LONGEST
        or len(named) > _MOST_WORDS
        or named[0].lower().rstrip(".") in _NO_NAMES
        or speaker.islower()
        or (text[found.end() : found.end() + 1].islower() and not speaker.isupper())
    ):
        return None
    return Label(speaker, found.end())
