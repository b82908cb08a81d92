"""Sounds in a transcript: `[Applause]`, `(Intro music)`, `♪ … ♪`. They are shown, never spoken.

Square brackets that stand on their own, between sentences, are a sound whatever they say. Round
ones must also name a sound, since `(HMIC)` is text. Inside a sentence only a bracket that names a
sound is one: `He said [the force] must act` is spoken whole.
"""

import re
from collections.abc import Iterator

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
_OVER = re.compile(r"(?:[.!?…؟。！？][\"'”’»)\]」』]*|[\])♪♫:—–-])\s*$")
_SENTENCE_INSIDE = re.compile(r"[.!?][\])]$")
_STARTS = re.compile(r"[\s\"'“‘«(\[¿¡]*([^\W_]|[♪♫])")


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
        named = bool(_NAMED.search(found[0])) or found[0][0] in "♪♫"
        finished = not stretch[over:start].strip() or _OVER.search(
            stretch, max(0, start - 8), start
        )
        alone = bool(finished) and _may_start(stretch, end)
        if found[0][0] == "(":
            alone = alone and named and not _SENTENCE_INSIDE.search(found[0])
        elif _SENTENCE_INSIDE.search(found[0]):
            alone = alone and named
        if alone:
            over = end
        if alone or (named and found[0][0] == "["):
            yield start, end, alone


def _may_start(stretch: str, at: int) -> bool:
    """Whether a sentence may start at `at`: nothing follows, or something not in lower case."""
    following = _STARTS.match(stretch, at)
    if following is None:
        return not stretch[at:].strip(" \n\t.,;:") or stretch[at:].lstrip()[:1] in "–—-"
    return not following[1].islower()
