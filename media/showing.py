"""When a cue is shown: from its first word until it has been read, without a flicker after it."""

from collections.abc import Sequence
from typing import NamedTuple

from media.profiles import CaptionProfile
from media.timeline import Span

_BROKEN = 20.0  # what a broken rule of time weighs, beside breaks, which weigh up to some 8
_EASED = 10.0  # what it weighs where moving the start of a cue a little can put it right
_EASE = 0.8  # the part of the allowed lateness that is used: players are late too


class Amount(NamedTuple):
    """What a cue has to read."""

    words: float
    characters: int

    def least(self, profile: CaptionProfile) -> int:
        """Milliseconds that a cue with so much in it must be shown."""
        return max(profile.shortest, profile.reading_least(self.words, self.characters))


def shown_until(heard: Span, following: int | None, amount: Amount, profile: CaptionProfile) -> int:
    """When a cue ends whose words are heard in a span, if the next cue starts at `following`."""
    begin = heard.start
    wanted = max(
        heard.end,
        begin + profile.shortest,
        min(heard.end + profile.hang, begin + profile.reading_aim(amount.words, amount.characters)),
    )
    if following is None:
        return wanted
    joined = max(begin + 1, following - profile.join)
    apart = following - profile.apart
    if joined <= wanted:
        return joined
    if wanted <= apart:
        return wanted
    if joined <= min(heard.end + profile.hang, begin + profile.longest):
        return joined
    if apart >= max(heard.end, begin + amount.least(profile)):
        return apart
    return joined if joined <= begin + profile.longest else max(begin + 1, heard.end)


def shortfall(shown: Span, following: int | None, amount: Amount, profile: CaptionProfile) -> float:
    """Weigh how far a cue's times break the rules; 0 where they keep them."""
    weight = 0.0
    lack = amount.least(profile) - shown.duration
    if lack > 0:
        weight += (_EASED if lack <= profile.late * _EASE else _BROKEN) + lack / 50
    if shown.duration > profile.longest:
        weight += _BROKEN + (shown.duration - profile.longest) / 100
    if following is not None and flickers(following - shown.end, profile):
        weight += _BROKEN
    return weight


def flickers(gap: int, profile: CaptionProfile) -> bool:
    """Whether a gap between two cues is one that the profile does not want."""
    return gap != profile.join and gap < profile.apart


def times(heard: Sequence[Span], amounts: Sequence[Amount], profile: CaptionProfile) -> list[Span]:
    """Say when each cue is shown, no two at once.

    Where one has too little time and its neighbour some to spare, the border between them moves,
    by no more than a start may be late.
    """
    starts: list[int] = []
    for span in heard:
        starts.append(max(span.start, starts[-1] + 1) if starts else span.start)
    count, ease = len(starts), int(profile.late * _EASE)

    def until(n: int) -> int:
        span = Span(starts[n], max(starts[n], heard[n].end))
        return shown_until(span, starts[n + 1] if n + 1 < count else None, amounts[n], profile)

    def spare(n: int) -> int:
        return until(n) - starts[n] - amounts[n].least(profile)

    def silence(n: int) -> int:
        """How much earlier a cue could start without closing on the one before it."""
        if not n:
            return starts[0]
        end = until(n - 1)
        return spare(n - 1) if end == starts[n] - profile.join else starts[n] - profile.apart - end

    for n in range(count):
        if spare(n) < 0 and n + 1 < count and until(n) == starts[n + 1] - profile.join:
            room = min(ease - (starts[n + 1] - heard[n + 1].start), spare(n + 1))
            starts[n + 1] += max(0, min(-spare(n), room))
        if spare(n) < 0:
            room = min(ease - (heard[n].start - starts[n]), silence(n))
            starts[n] -= max(0, min(-spare(n), room))
    return [Span(starts[n], until(n)) for n in range(count)]
