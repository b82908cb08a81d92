"""Track and profile → findings: every rule that a cue breaks, what was measured, and what to do."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate, pairwise

from media.breaks import inseparable
from media.profiles import CaptionProfile
from media.reading import width, words
from media.showing import flickers
from media.timing import Alignment, TimedWord
from media.tracks import Cue, Line, Track

_SOUND = re.compile(r"\[[^\]]*\]")
_ENDED = re.compile(r"[.!?…。！？؟][\"”’')\]»」]*$")
_SEARCHED = 2_000  # letters ahead in which a cue's words are looked for


class Rule(StrEnum):
    """What a cue can fail in."""

    EMPTY = "empty"
    LINES = "lines"
    LINE_LENGTH = "line length"
    READING_SPEED = "reading speed"
    SHORTEST = "shortest"
    LONGEST = "longest"
    OVERLAP = "overlap"
    GAP = "gap"
    ORPHAN = "orphan"
    PARTED = "parted"
    START = "start"


@dataclass(frozen=True, slots=True)
class Finding:
    """Cue number `cue`, from 1, breaks `rule`: it has `measured` where `limit` is allowed.

    Times are milliseconds, lengths columns, speeds words a minute or characters a second; for
    PARTED, words that should stand together, and for EMPTY, lines, one is wrong and none allowed.
    """

    cue: int
    rule: Rule
    measured: float
    limit: float
    message: str


def check(
    track: Track, profile: CaptionProfile, alignment: Alignment | None = None
) -> tuple[Finding, ...]:
    """Find every broken rule, cue by cue; with an alignment, also starts that miss their word."""
    said = words_said(track, alignment) if alignment else [()] * len(track.cues)
    found: list[Finding] = []
    for n, cue in enumerate(track.cues):
        before = track.cues[n - 1] if n else None
        after = track.cues[n + 1] if n + 1 < len(track.cues) else None
        for rule, measured, limit, message in (
            *_outline(cue, profile),
            *_speed(cue, said[n], profile),
            *_length(cue, profile),
            *_follows(cue, after, profile),
            *_breaks(before, cue, after, profile),
            *_start(cue, said[n], profile),
        ):
            found.append(Finding(n + 1, rule, measured, limit, f"Cue {n + 1}: {message}"))
    return tuple(found)


Broken = tuple[Rule, float, float, str]


def _outline(cue: Cue, profile: CaptionProfile) -> Iterator[Broken]:
    empty = sum(not line.text.strip(" -–—") for line in cue.lines)
    if empty:
        yield Rule.EMPTY, empty, 0, "A line shows nothing. Take it out, or write what is said."
    if (lines := len(cue.lines)) > profile.lines:
        told = f"{lines} lines, where {profile.lines} may stand."
        yield Rule.LINES, lines, profile.lines, f"{told} Make two captions of it."
    for line in cue.lines:
        wide = width(line.text)
        if (over := wide - profile.line_length) > 0:
            told = f"A line of {wide} characters, {over} too many: “{line.text[:20]}…”."
            yield Rule.LINE_LENGTH, wide, profile.line_length, f"{told} Break it earlier."


def _speed(cue: Cue, said: tuple[TimedWord, ...], profile: CaptionProfile) -> Iterator[Broken]:
    text = " ".join(line.text for line in cue.lines)
    count, characters, shown = words(text), width(text), cue.span.duration
    advice = "Show it longer, or divide it where the speech leaves time."
    if said and said[-1].span.end - said[0].span.start < profile.reading_least(count, characters):
        advice = "The speaker is faster than this can be read. Shorten the text only if you must."
    if profile.word_least and shown < round(count * profile.word_least):
        fast, most = round(count * 60_000 / shown), 60_000 // profile.word_least
        told = f"{fast:,} words a minute to read, where {most} can be."
        yield Rule.READING_SPEED, fast, most, f"{told} {advice}"
    if profile.character_least and shown < characters * profile.character_least:
        quick, top = round(characters * 1000 / shown, 1), 1000 // profile.character_least
        told = f"{quick} characters a second to read, where {top} can be."
        yield Rule.READING_SPEED, quick, top, f"{told} {advice}"


def _length(cue: Cue, profile: CaptionProfile) -> Iterator[Broken]:
    shown = cue.span.duration
    if shown < profile.shortest:
        told = f"Shown for {shown / 1000:.2f} s, which is too short to be noticed."
        advice = "Join it with a neighbour, or show it longer."
        yield Rule.SHORTEST, shown, profile.shortest, f"{told} {advice}"
    if shown > profile.longest:
        told = f"Shown for {shown / 1000:.1f} s, so long that people read it twice."
        yield Rule.LONGEST, shown, profile.longest, f"{told} Divide it."


def _follows(cue: Cue, after: Cue | None, profile: CaptionProfile) -> Iterator[Broken]:
    if after is None:
        return
    gap = after.span.start - cue.span.end
    if gap < 0:
        yield Rule.OVERLAP, -gap, 0, "The next caption starts before this one ends. End it earlier."
    elif flickers(gap, profile):
        wanted = f"{profile.join:,} ms" if profile.join else "nothing"
        told = f"{gap:,} ms to the next caption make the text flicker."
        advice = f"Leave {wanted}, or at least {profile.apart:,} ms."
        yield Rule.GAP, gap, profile.join, f"{told} {advice}"


def _breaks(
    before: Cue | None, cue: Cue, after: Cue | None, profile: CaptionProfile
) -> Iterator[Broken]:
    follows_on = (
        before is not None
        and cue.span.start - before.span.end < profile.apart
        and not _ENDED.search(before.lines[-1].text)
        and before.lines[-1].speaker == cue.lines[0].speaker
    )
    alone = _SOUND.sub("", cue.text).split()
    if follows_on and len(alone) == 1 and words(alone[0]) == 1:
        yield Rule.ORPHAN, 1, 2, f"“{alone[0]}” stands alone. Put it with the words before it."
    lines = [line.text for line in (*cue.lines, *(after.lines[:1] if after else ()))]
    for one, other in pairwise(lines):
        if not one.split() or not other.split():
            continue
        last, first = one.split()[-1], other.split()[0]
        if first != first.upper().rstrip(":") + ":" and inseparable(last, first):
            told = f"“{last} {first}” is broken in two."
            yield Rule.PARTED, 1, 0, f"{told} Keep it on one line."


def _start(cue: Cue, said: tuple[TimedWord, ...], profile: CaptionProfile) -> Iterator[Broken]:
    if said and abs(late := cue.span.start - said[0].span.start) > profile.late:
        when = "after" if late > 0 else "before"
        told = f"Starts {abs(late)} ms {when} its first word, “{said[0].word.text}”."
        yield Rule.START, late, profile.late, f"{told} Start it with that word."


def words_said(track: Track, alignment: Alignment) -> list[tuple[TimedWord, ...]]:
    """Find each cue's words in the alignment, in order, by their letters and digits alone.

    A cue whose words are not there, such as a sound, gets none.
    """
    heard = [_letters(timed.word.text) for timed in alignment.words]
    edges = [0, *accumulate(map(len, heard))]
    spoken, at = "".join(heard), 0
    found: list[tuple[TimedWord, ...]] = []
    for cue in track.cues:
        wanted = _letters(" ".join(map(_unlabelled, cue.lines)))
        begin = spoken.find(wanted, at, at + len(wanted) + _SEARCHED) if wanted else -1
        if begin < 0:
            found.append(())
            continue
        at = begin + len(wanted)
        first, last = bisect_right(edges, begin) - 1, bisect_right(edges, at - 1)
        found.append(alignment.words[first:last])
    return found


def _unlabelled(line: Line) -> str:
    """What is said of a line: no sound, and not who speaks."""
    said = _SOUND.sub("", line.text).removeprefix("- ")
    return said.removeprefix(f"{line.speaker.upper()}:") if line.speaker else said


def _letters(text: str) -> str:
    return "".join(mark for mark in text.casefold() if mark.isalnum())
