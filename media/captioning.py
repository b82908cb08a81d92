"""Alignment → Track: captions that break where people would break them, and can be read in time.

Which words share a line and a cue is one optimisation over the whole text (dynamic programming).
A division is worth what its breaks and the outlines of its cues are worth (`media.breaks`), less
what each cue fails in time: reading speed, length, flicker. So two hasty words find company, and
a sentence that is read as slowly as it is said keeps its best breaks.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, pairwise

from media.breaks import PARTED, Appeal, appeals, shape
from media.pieces import After, Kind, Piece, pieces
from media.profiles import PROFILES, CaptionProfile
from media.reading import width, words
from media.showing import Amount, shortfall, shown_until, times
from media.timeline import Span
from media.timing import Alignment
from media.tracks import Cue, Line, Track
from media.transcript import Transcript

__all__ = ["PROFILES", "CaptionProfile", "caption"]

_CROSSED = 2.0  # what a cue loses for each sentence that ends inside it
_AROUND = 2  # cues before and after one, by which it is told how fast the speaker is there
_ROUNDS = 3  # in which stretches of hasty speech are told from the rest
_TURN_MARK = "- "  # before each of two turns in one cue
# What is added to the appeal of a break where the text itself speaks for a cue, or against it.
_JOINED = {
    After.INSIDE: Appeal(PARTED, PARTED),
    After.PARAGRAPH: Appeal(-6, 4),
    After.SOUND: Appeal(-1, 2),
    After.TURN: Appeal(-4, 6),
}
_PLAIN = Appeal(0, 0)
_SOUND_WHOLE = Appeal(-4, PARTED)
_LABEL_AND_WORD = Appeal(-2, -4)
_LABEL_ALONE = Appeal(-2, 10 * PARTED)  # a label may fill a line, never a cue


def caption(transcript: Transcript, alignment: Alignment, profile: CaptionProfile) -> Track:
    """Make captions of every said word, in order, and of every sound.

    Words of sentences that were not said get no cue. The text is the author's; sounds are put in
    brackets, and labels (`ZOË:`) and hyphens are added where the speaker changes.
    """
    shown = pieces(transcript, alignment, profile)
    if not shown:  # nothing was said, or nothing found
        return Track((), transcript.language)
    text = _Text(shown, profile, transcript.language)
    cues, spans = text.timed()
    for _ in range(_ROUNDS):
        hurried = text.hurried(cues, spans)
        if hurried <= text.unread:
            break
        text.unread |= hurried
        cues, spans = text.timed()
    lines = [tuple(text.lines(cue)) for cue in cues]
    return Track(tuple(map(Cue, spans, lines)), transcript.language)


@dataclass(frozen=True, slots=True)
class _Division:
    """A cue as places in the pieces: its start and end, and where its second line starts."""

    start: int
    end: int
    second: int | None


class _Text:
    """All that the search looks up, laid out once, one item a piece."""

    def __init__(self, shown: Sequence[Piece], profile: CaptionProfile, language: str) -> None:
        self.shown, self.profile = shown, profile
        self.spaces = [int(piece.spaced) for piece in shown]
        widths = [width(piece.text) for piece in shown]
        columns = [wide + space for wide, space in zip(widths, self.spaces, strict=True)]
        self.places = [0, *accumulate(columns)]
        self.read = [0.0, *accumulate(words(piece.text) for piece in shown)]
        self.appeals = _appeals(shown, language)
        spoken = [n for n, piece in enumerate(shown) if piece.kind is not Kind.SOUND]
        self.first = [bisect_left(spoken, n) for n in range(len(shown) + 1)]
        self.spoken = spoken
        self.unread: set[int] = set()
        ended = (piece.after.value >= After.SENTENCE.value for piece in shown)
        self.sentences = [0, *accumulate(map(int, ended))]

    def timed(self) -> tuple[list[_Division], list[Span]]:
        """Divide, and say when each cue is shown."""
        cues = self.divided()
        heard = [self.heard(cue.start, cue.end) for cue in cues]
        amounts = [self.amount(cue.start, cue.end) for cue in cues]
        return cues, times(heard, amounts, self.profile)

    def hurried(self, cues: Sequence[_Division], spans: Sequence[Span]) -> set[int]:
        """Find the pieces where most cues cannot be shown long enough: the speaker is too fast.

        What breaks cannot mend should not spoil them either, so those pieces are divided again
        as if there were time.
        """
        late = [
            span.duration < self.amount(cue.start, cue.end).least(self.profile)
            for cue, span in zip(cues, spans, strict=True)
        ]
        near = [
            range(max(0, n - _AROUND), min(len(cues), n + _AROUND + 1)) for n in range(len(cues))
        ]
        fast = {m for around in near if sum(late[m] for m in around) > _AROUND for m in around}
        return {piece for n in fast for piece in range(cues[n].start, cues[n].end)}

    def divided(self) -> list[_Division]:
        """Find the division worth most. Each is built on the best one of the pieces before it."""
        worth, last = [0.0], [_Division(0, 0, None)]
        for end in range(1, len(self.shown) + 1):
            ending = self.appeals[end - 1].cue if end < len(self.shown) else 0.0
            best, chosen = float("-inf"), last[0]
            for start, second, outline in self._cues(end):
                crossed = self.sentences[end - 1] - self.sentences[start]
                value = worth[start] + outline + ending - _CROSSED * crossed
                if value > best:  # time only takes away: look at it where it can matter
                    value -= self._late(start, end)
                    if value > best:
                        best, chosen = value, _Division(start, end, second)
            worth.append(best)
            last.append(chosen)
        cues = []
        end = len(self.shown)
        while end:
            cues.append(last[end])
            end = last[end].start
        return cues[::-1]

    def _cues(self, end: int) -> Iterator[tuple[int, int | None, float]]:
        """Yield every cue that could end here: its start, its second line, and what it is worth."""
        room, places, spaces = self.profile.line_length, self.places, self.spaces
        one, two = _outlines(room)
        parted: int | None = None  # the second line must start here
        right = places[end] - spaces[end - 1]
        for start in range(end - 1, -1, -1):
            if start < end - 1 and self.shown[start].after.ends_line:
                if parted is not None:
                    return
                parted = start + 1
            whole = right - places[start]
            if whole > 2 * room + 1:
                return
            if parted is None and whole <= room:
                yield start, None, one[whole]
            elif self.profile.lines > 1:
                second, worth = self._second(start, end, parted, two)
                if second:
                    yield start, second, worth

    def _second(
        self, start: int, end: int, parted: int | None, outlines: Sequence[Sequence[float]]
    ) -> tuple[int, float]:
        """Find where the second line of a cue best starts, and its worth; 0 where nowhere fits."""
        room, places, spaces = self.profile.line_length, self.places, self.spaces
        turn = parted is not None and self.shown[parted - 1].after is After.TURN
        mark = len(_TURN_MARK) if turn else 0
        left, right = places[start] - mark, places[end] - spaces[end - 1] + mark
        best, second = float("-inf"), 0
        for middle in range(start + 1, end) if parted is None else (parted,):
            top = places[middle] - spaces[middle - 1] - left
            bottom = right - places[middle]
            if top > room:
                break
            if bottom <= room:
                value = outlines[top][bottom] + self.appeals[middle - 1].line
                if value > best:
                    best, second = value, middle
        return second, best

    def heard(self, start: int, end: int) -> Span:
        """When the words of a cue are said; a sound counts only where there are none."""
        first, last = self.first[start], self.first[end] - 1
        if first > last:
            return Span(self.shown[start].span.start, self.shown[end - 1].span.end)
        begin = self.shown[self.spoken[first]].span.start
        return Span(begin, max(begin, self.shown[self.spoken[last]].span.end))

    def amount(self, start: int, end: int) -> Amount:
        """Count what a cue has to read."""
        characters = self.places[end] - self.spaces[end - 1] - self.places[start]
        return Amount(self.read[end] - self.read[start], characters)

    def lines(self, cue: _Division) -> Iterator[Line]:
        """Write a cue's lines; two turns get a hyphen each."""
        second = cue.end if cue.second is None else cue.second
        turns = cue.second is not None and self.shown[second - 1].after is After.TURN
        for start, end in ((cue.start, second), (second, cue.end)):
            mine = self.shown[start:end]
            if mine:
                text = "".join(piece.text + " " * piece.spaced for piece in mine).rstrip()
                yield Line(_TURN_MARK * turns + text, mine[-1].speaker)

    def _late(self, start: int, end: int) -> float:
        """Weigh what is wrong with the times of a cue."""
        heard, amount = self.heard(start, end), self.amount(start, end)
        following = self.heard(end, end + 1).start if end < len(self.shown) else None
        until = shown_until(heard, following, amount, self.profile)
        if start in self.unread:
            amount = Amount(0, 0)
        return shortfall(Span(heard.start, until), following, amount, self.profile)


def _appeals(shown: Sequence[Piece], language: str) -> list[Appeal]:
    """Weigh the breaks after all pieces: what the words say, and how the pieces are joined."""
    starts = [piece.span.start for piece in shown]
    pauses = [max(0, b - piece.span.end) for piece, b in zip(shown, starts[1:], strict=False)]
    ends = [piece.after.value >= After.SENTENCE.value for piece in shown]
    found = appeals([piece.text for piece in shown], ends, [*pauses, 0][: len(shown)], language)
    joined = [*map(_joined, shown)]
    for n, (one, other) in enumerate(pairwise(shown), 1):
        if one.kind is Kind.LABEL and other.kind is Kind.WORD and not ends[n]:
            joined[n] = _LABEL_AND_WORD  # a label is no company for the first word of a turn
    return [Appeal(a.line + b.line, a.cue + b.cue) for a, b in zip(found, joined, strict=True)]


def _joined(piece: Piece) -> Appeal:
    if piece.kind is Kind.LABEL:
        return _LABEL_ALONE
    if piece.kind is Kind.SOUND and piece.after is After.WORD:
        return _SOUND_WHOLE
    return _JOINED.get(piece.after, _PLAIN)


@cache
def _outlines(room: int) -> tuple[tuple[float, ...], tuple[tuple[float, ...], ...]]:
    """Tabulate what outlines are worth: one line, by its width, and two, by both widths."""
    widths = range(room + 1)
    one = tuple(shape(wide / room) for wide in widths)
    two = tuple(tuple(shape(a / room, b / room) if a + b else 0.0 for b in widths) for a in widths)
    return one, two
