r"""SubRip: numbered cues, and no standard that says how to write `<` in one.

Players hide what looks like a tag (`<b>`, `<String>`) or like `{\an8}`, and some decode `&amp;`.
Entities would show as they are in ffmpeg and all that is built on it. So text that would be taken
for a mark gets a WORD JOINER (U+2060) inside it, which shows nothing and has no width, and reading
takes it out again. A `<` or `&` that looks like no mark is shown by all, and is left alone.

There is no place for who speaks: what the captions show of it is in their text.
"""

import html
import re

from media.errors import UnreadableCaptions
from media.timeline import Span, clock
from media.tracks import Cue, Line, Track

_JOINER = "\u2060"
_TIME = r"(\d{1,10}):(\d{1,2}):(\d{1,2})[,.](\d{1,3})"
_TIMES = re.compile(rf"\s*{_TIME}\s*-->\s*{_TIME}(?:\s.*)?")
_LIKE_TIMES = re.compile(r"\s*\d+:\d.*-->")
_MARK_AHEAD = r"(?:(?<=<)(?=\u2060*/?[A-Za-z])|(?<=\{)(?=\u2060*\\)|(?<=&)(?=\u2060*#?\w+;))"
_TO_PART = re.compile(_MARK_AHEAD)
_MARK = re.compile(
    rf"{_MARK_AHEAD}\u2060"  # ours, and gone again
    r"|</?[A-Za-z][^<>]*>|\{\\[^{}]*\}|&#?\w+;"
)
_ARROW = re.compile(r"(?<=--)(?=\u2060*>)")
_PARTED_ARROW = re.compile(r"(?<=--)\u2060(?=\u2060*>)")


def write(track: Track) -> str:
    """Write a track: numbered cues, times with a comma, a blank line between.

    >>> from media.timeline import Span
    >>> print(write(Track((Cue(Span(0, 1_000), (Line("<b>"),)),), "en")).replace("\u2060", "·"))
    1
    00:00:00,000 --> 00:00:01,000
    <·b>
    <BLANKLINE>
    """
    return "\n".join(
        f"{number}\n{clock(cue.span.start, fraction=',')} --> {clock(cue.span.end, fraction=',')}\n"
        + "".join(f"{_parted(line.text)}\n" for line in cue.lines)
        for number, cue in enumerate(track.cues, start=1)
    )


def _parted(text: str) -> str:
    text = _TO_PART.sub(_JOINER, text)
    return _ARROW.sub(_JOINER, text) if _is_like_times(text) else text


def _is_like_times(line: str) -> bool:
    """Whether a line of text would be taken for times, were it not for the joiners in it."""
    return bool(_LIKE_TIMES.match(line.replace(_JOINER, "")))


def read(text: str, name: str = "SubRip") -> Track:
    """Read a file, anybody's: numbers may be missing, blank lines too many, times have a dot.

    Tags go, entities are decoded, cues are put in order of their starts; the language is "und".
    Raises UnreadableCaptions, with the line and `name`, where a time is wrong or there is none.
    """
    lines = re.split("\r\n|[\r\n]", text.removeprefix("\ufeff"))
    starts = [n for n, line in enumerate(lines) if _TIMES.fullmatch(line)]
    for number, line in enumerate(lines):
        if _LIKE_TIMES.match(line) and not _TIMES.fullmatch(line):
            reason = "times are written as 00:01:02,345 --> 00:01:04,000"
            raise UnreadableCaptions(name, number + 1, reason)
    if not starts and text.strip():
        raise UnreadableCaptions(name, line=None, reason="there is no time in it")
    cues = []
    for start, following in zip(starts, [*starts[1:], len(lines) + 1], strict=True):
        span = _span(lines[start], name, start + 1)
        # The number of the next cue stands right above its times.
        stop = following - (following <= len(lines) and lines[following - 1].strip().isdecimal())
        shown = [_plain(line) for line in lines[start + 1 : stop]]
        if any(shown):
            cues.append(Cue(span, tuple(Line(line) for line in shown if line)))
    return Track(tuple(sorted(cues, key=lambda cue: cue.span)), "und")


def _span(line: str, name: str, number: int) -> Span:
    fields = [int(field) for field in _TIMES.fullmatch(line).groups()]  # type: ignore[union-attr]
    start, end = (
        ((hours * 60 + minutes) * 60 + seconds) * 1000 + thousandths
        for hours, minutes, seconds, thousandths in (fields[:4], fields[4:])
    )
    if end <= start:
        raise UnreadableCaptions(name, number, "the cue ends before it starts")
    return Span(start, end)


def _plain(line: str) -> str:
    if _is_like_times(line):
        line = _PARTED_ARROW.sub("", line)
    return _MARK.sub(_meaning, line).strip()


def _meaning(mark: re.Match[str]) -> str:
    return re.sub(r"[\r\n]", " ", html.unescape(mark[0])) if mark[0][0] == "&" else ""
