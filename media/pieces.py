"""What captions are put together from: each word, sound and label as it is shown, and when."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from itertools import groupby

from media.profiles import CaptionProfile
from media.reading import chunks, width
from media.timeline import Span
from media.timing import Alignment
from media.transcript import Sentence, Transcript

_SOUND_SHOWN = 3_000  # ms: as long as a sound is shown where there is room


class Kind(Enum):
    """What a piece is of."""

    WORD = auto()
    SOUND = auto()
    LABEL = auto()  # of who speaks; its time is that of the word after it


class After(Enum):
    """How a piece is joined to the next one."""

    INSIDE = auto()  # both are parts of one word
    WORD = auto()
    SENTENCE = auto()
    PARAGRAPH = auto()
    SOUND = auto()
    TURN = auto()  # somebody else speaks

    @property
    def ends_line(self) -> bool:
        """Whether the two cannot stand on one line."""
        return self in (After.PARAGRAPH, After.SOUND, After.TURN)


@dataclass(frozen=True, slots=True)
class Piece:
    """Text that is not broken. `spaced`: a space follows where the line goes on."""

    text: str
    spaced: bool
    span: Span
    kind: Kind = Kind.WORD
    after: After = After.WORD
    speaker: str | None = None


def pieces(
    transcript: Transcript, alignment: Alignment, profile: CaptionProfile
) -> tuple[Piece, ...]:
    """Lay out all that is shown, in order: said words, sounds, and a label at a change of speaker.

    A word's text runs on to the next word, so that a dash between them is kept. None is wider
    than a line.
    """
    times = {timed.word.start: timed.span for timed in alignment.words}
    unsaid = {*alignment.unsaid, *alignment.unverified}
    labelled = len(transcript.speakers) > 1
    found: list[Piece] = []
    named: str | None = None
    index = -1
    for paragraph in transcript.paragraphs:
        first = len(found)
        for sentence in paragraph.sentences:
            index += 1
            mine: list[Piece] = []
            if sentence.sound:
                mine = _sound(transcript.text[sentence.start : sentence.end], profile)
                _join(found, After.SOUND)
            elif index not in unsaid and any(word.start in times for word in sentence.words):
                mine = list(_said(transcript.text, sentence, times, paragraph.speaker))
                if labelled and paragraph.speaker not in (None, named):
                    named = paragraph.speaker
                    _join(found, After.TURN)
                    label = f"{named.upper()}:"
                    mine = [
                        Piece(part, True, mine[0].span, Kind.LABEL, speaker=named)
                        for part in label.split()
                    ] + mine
            for piece in mine:
                found += _fitted(piece, profile.line_length)
        if len(found) > first:
            _join(found, After.PARAGRAPH)
    return _with_sounds_timed(found, profile)


def _join(found: list[Piece], after: After) -> None:
    """Say how the last piece is joined to what comes next, unless a stronger join is there.

    A sound is nobody's turn, so none begins after it.
    """
    if found and after.value > found[-1].after.value and found[-1].kind is not Kind.SOUND:
        found[-1] = replace(found[-1], after=after)


def _said(
    text: str, sentence: Sentence, times: dict[int, Span], speaker: str | None
) -> Iterator[Piece]:
    """Slice a sentence at its words; a word without a time comes right after the one before it."""
    edges = [sentence.start, *(word.start for word in sentence.words[1:]), sentence.end]
    first = next(times[word.start] for word in sentence.words if word.start in times)
    said = Span(first.start, first.start)
    for word, start, end in zip(sentence.words, edges, edges[1:], strict=False):
        said = times.get(word.start, Span(said.end, said.end))
        last = end == sentence.end
        spaced = (text[end : end + 1] or " ").isspace() if last else text[end - 1].isspace()
        after = After.SENTENCE if last else After.WORD
        yield Piece(" ".join(text[start:end].split()), spaced, said, after=after, speaker=speaker)


def _sound(written: str, profile: CaptionProfile) -> list[Piece]:
    """Write a sound in square brackets; a line of music keeps its notes."""
    shown = " ".join(written.split())
    if not {"♪", "♫"} & set(shown):
        shown = f"[{shown.strip('[]() ')}]"
    if profile.capital_sounds:
        shown = shown.upper()
    parts = [Piece(part, True, Span(0, 0), Kind.SOUND) for part in shown.split()]
    return [*parts[:-1], replace(parts[-1], after=After.SOUND)]


def _fitted(piece: Piece, room: int) -> Iterator[Piece]:
    """Cut a piece that is wider than a line: at spaces, and inside a word only then."""
    if width(piece.text) <= room:
        yield piece
        return
    parts = [
        (chunk, n == len(cut) - 1)
        for item in piece.text.split(" ")
        for cut in [chunks(item, room)]
        for n, chunk in enumerate(cut)
    ]
    whole, done = sum(len(chunk) for chunk, _ in parts), 0
    for chunk, closes in parts[:-1]:
        begin = piece.span.start + piece.span.duration * done // whole
        done += len(chunk)
        end = piece.span.start + piece.span.duration * done // whole
        after = After.WORD if closes else After.INSIDE
        yield replace(piece, text=chunk, spaced=closes, span=Span(begin, end), after=after)
    begin = piece.span.start + piece.span.duration * done // whole
    yield replace(piece, text=parts[-1][0], span=Span(begin, piece.span.end))


def _with_sounds_timed(found: Sequence[Piece], profile: CaptionProfile) -> tuple[Piece, ...]:
    """Give sounds the silence they stand in.

    Where it is too short to read them in, they have no length of their own, and the time of the
    word after them: they will stand with a neighbour, all on one line if they can.
    """
    runs = [(sound, list(run)) for sound, run in groupby(found, lambda p: p.kind is Kind.SOUND)]
    timed: list[Piece] = []
    for n, (is_sound, run) in enumerate(runs):
        if not is_sound:
            timed += run
            continue
        begin = runs[n - 1][1][-1].span.end if n else 0
        sounds = sum(piece.after.ends_line for piece in run)
        end = runs[n + 1][1][0].span.start if n + 1 < len(runs) else begin + sounds * _SOUND_SHOWN
        begin = min(begin, end)
        each = (end - begin) // sounds
        if each < profile.shortest + profile.join:
            for piece in run[:-1]:
                after = After.SENTENCE if piece.after.ends_line else piece.after
                timed.append(replace(piece, span=Span(end, end), after=after))
            timed.append(replace(run[-1], span=Span(end, end)))
            continue
        at = begin
        for piece in run:
            timed.append(replace(piece, span=Span(at, at + min(each, _SOUND_SHOWN))))
            at += each * piece.after.ends_line
    return tuple(timed)
