"""Sounds in a transcript: `[Applause]`, `(Intro music)`, `♪ … ♪`. They are shown, never spoken.

Square brackets that stand on their own, between sentences, are a sound whatever they say, but for
the mark of a note: `… for a year.[1] The next …`. Round ones must also name a sound, since
`(HMIC)` is text. Inside a sentence only a bracket that names a sound is one: `He said [the force]
must act` is spoken whole.
"""

import re
from collections.abc import Iterator

from media.words import NOTE

_NAMED = re.compile(
    r"\b(?:music|applau(?:se|ds?|ding)|laugh(?:s|ter|ing)?|chuckl(?:es|ing)|silence|pauses?"
    r"|inaudible|indistinct|unclear|cross-?talk|cheer(?:s|ing)|clapping|coughs?|coughing|sighs?"
    r"|sing(?:s|ing)|jingle|sirens?|bells?|beeps?|ringing|noises?|sounds?|intro|outro"
    r"|[cg]?erddoriaeth|[cg]ymeradwyaeth|chwerthin|distawrwydd|tawelwch|saib|sŵn|aneglur)\b",
    re.IGNORECASE,
)
# Short, so that a bracket never closed does not swallow the text. The lengths are ours.
_BRACKETS = re.compile(r"\[[^\[\]]{1,200}\]|\([^()]{1,60}\)|♪[^♪♫]{0,400}♪|♫[^♪♫]{0,400}♫")
_NOTES_ALONE = re.compile(r"\s*[♪♫][\s♪♫]*[^.!?]{0,400}")
_NOTE = re.compile(NOTE)
_OVER = re.compile(r"(?:[.!?…؟。！？][\"'”’»)\]」』]*|[\])♪♫:—–-])\s*$")
_SENTENCE_INSIDE = re.compile(r"[.!?][\])]$")
_BLANK = re.compile(r"\s*+")
_FOLLOWING = re.compile(r"[\s\"'“‘«(\[¿¡–—-]*+(.)", re.DOTALL)


def in_stretch(stretch: str) -> Iterator[tuple[int, int, bool]]:
    """Yield (start, end, alone) of every sound; `alone` is False for one inside a sentence.

    >>> list(in_stretch("Thank you. [Applause] Now [laughs] to work (at HMIC)."))
    [(11, 21, True), (26, 34, False)]
    """
    if _NOTES_ALONE.fullmatch(stretch):
        yield 0, len(stretch), True
        return
    over = 0  # where the last sound that stood alone ended
    for found in _BRACKETS.finditer(stretch):
        start, end = found.span()
        if _NOTE.fullmatch(found[0]) and stretch.strip() != found[0]:
            continue
        named = found[0][0] in "♪♫" or bool(_NAMED.search(found[0]))
        sentence = bool(_SENTENCE_INSIDE.search(found[0]))
        may_be = named and not sentence if found[0][0] == "(" else named or not sentence
        if may_be and _is_between(stretch, over, start, end):
            yield start, end, True
            over = end
        elif named and found[0][0] == "[":
            yield start, end, False


def _is_between(stretch: str, over: int, start: int, end: int) -> bool:
    """Whether one sentence is over at `start`, and another may start at `end`, or nothing does."""
    begun = _BLANK.match(stretch, over, start)
    if (begun and begun.end() == start) or _OVER.search(stretch[max(over, start - 8) : start]):
        following = _FOLLOWING.match(stretch, end)
        return following is None or not following[1].islower()
    return False
