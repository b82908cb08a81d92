"""Captions by hand: two cues joined, one cut in two. What was shown is shown still."""

from collections.abc import Sequence
from dataclasses import replace

from media.breaks import inseparable
from media.profiles import CaptionProfile
from media.reading import width
from media.timeline import Span
from media.timing import TimedWord
from media.tracks import Cue, Line, Track


def joined(track: Track, number: int, profile: CaptionProfile) -> Track:
    """Make one cue of cue `number`, from 0, and the next. LookupError where there are not both.

    What one person says is broken into two lines anew, where that fits; else all lines stay.
    """
    one, other = _cue(track, number), _cue(track, number + 1)
    end = max(one.span.end, other.span.end)
    lines = _in_two((*one.lines, *other.lines), profile)
    return _with(track, number, 2, [Cue(Span(one.span.start, end), lines)])


def cut(track: Track, number: int, at: int | None = None, said: Sequence[TimedWord] = ()) -> Track:
    """Cut cue `number`, from 0, in two before the character `at` of its text.

    Without a place it is cut between its lines, or at the space nearest to its middle. The second
    begins with its first word, where `said` has as many words as the cue; else by its share of the
    letters. LookupError where there is no such cue, ValueError where a part would show nothing, or
    there is no time for two.
    """
    cue = _cue(track, number)
    if at is None:
        at = len(cue.lines[0].text) if len(cue.lines) > 1 else _middle(cue.text)
    lines: tuple[list[Line], list[Line]] = ([], [])
    begun = 0
    for line in cue.lines:
        here = min(max(0, at - begun), len(line.text))
        for part, text in zip(lines, (line.text[:here], line.text[here:]), strict=True):
            if text.strip():
                part.append(Line(text.strip(), line.speaker))
        begun += len(line.text) + 1
    if not all(lines):
        raise ValueError("each of two captions shows something")
    before, words = (len(text.split()) for text in (cue.text[:at], cue.text))
    if len(said) == words and cue.span.start < said[before].span.start < cue.span.end:
        border = said[before].span.start
    else:
        border = cue.span.start + cue.span.duration * at // len(cue.text)
    if not cue.span.start < border < cue.span.end:
        raise ValueError("there is no time for two captions")
    spans = Span(cue.span.start, border), Span(border, cue.span.end)
    parts = [Cue(span, tuple(mine)) for span, mine in zip(spans, lines, strict=True)]
    return _with(track, number, 1, parts)


def _cue(track: Track, number: int) -> Cue:
    if not 0 <= number < len(track.cues):
        raise LookupError(f"there is no cue {number}")
    return track.cues[number]


def _with(track: Track, number: int, count: int, cues: Sequence[Cue]) -> Track:
    there = track.cues
    return replace(track, cues=(*there[:number], *cues, *there[number + count :]))


def _middle(text: str) -> int:
    spaces = [n for n, mark in enumerate(text) if mark.isspace()]
    if not spaces:
        raise ValueError("a word is not cut")
    return min(spaces, key=lambda n: abs(2 * n - len(text)))


def _in_two(lines: tuple[Line, ...], profile: CaptionProfile) -> tuple[Line, ...]:
    """The same words on as few lines as hold them, the lower no shorter where that can be."""
    speaker = lines[0].speaker
    if len({line.speaker for line in lines}) > 1:
        return lines
    words = " ".join(line.text for line in lines).split()
    if width(" ".join(words)) <= profile.line_length:
        return (Line(" ".join(words), speaker),)
    fitting = []
    for n in range(1, len(words)):
        upper, lower = " ".join(words[:n]), " ".join(words[n:])
        if max(width(upper), width(lower)) <= profile.line_length:
            parted = inseparable(words[n - 1], words[n])
            fitting.append(
                (parted, width(upper) > width(lower), abs(width(upper) - width(lower)), n)
            )
    if not fitting:
        return lines
    n = min(fitting)[-1]
    return Line(" ".join(words[:n]), speaker), Line(" ".join(words[n:]), speaker)
