"""What a person says of a sentence's place in a recording, having listened."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, zip_longest

from media.timeline import Span
from media.timing import Alignment, TimedWord, Timing, shared_out
from media.transcript import Transcript, Word


@dataclass(frozen=True, slots=True)
class Correction:
    """One sentence, listened to.

    `sentence` is its text and `nth` which of the sentences with that text it is, from 0: so it
    holds when the text is changed elsewhere. `span` is when it is said, None where that was found
    right; `said` is false where it was not said at all.
    """

    sentence: str
    nth: int = 0
    span: Span | None = None
    said: bool = True

    def __post_init__(self) -> None:
        if self.span and not self.said:
            raise ValueError("what was not said has no time")


def corrected(
    transcript: Transcript, alignment: Alignment, corrections: Iterable[Correction]
) -> Alignment:
    """Put what a person said of some sentences in place of what was found.

    Their words are CHECKED. A time that would push a neighbour out of its place goes as far as
    the neighbour allows: words stay in the order of the text. Corrections of sentences that the
    text no longer has are passed over.
    """
    said = {(c.sentence, c.nth): c for c in corrections}
    timed = {t.word.start: t for t in alignment.words}
    words: list[list[TimedWord]] = []
    sureness = list(alignment.sureness or [None] * len(transcript.sentences))
    unsaid, unverified = set(alignment.unsaid), set(alignment.unverified)
    for number, name in enumerate(named(transcript)):
        sentence = transcript.sentences[number]
        mine = [timed[w.start] for w in sentence.words if w.start in timed]
        correction = said.get(name)
        if correction and not sentence.sound:
            if not correction.said:
                mine = []
                unsaid.add(number)
                unverified.discard(number)
            elif mine or correction.span:
                mine = _moved(sentence.words, mine, correction.span)
                unsaid.discard(number)
                unverified.discard(number)
            sureness[number] = 1.0
        words.append(mine)
    in_order = tuple(_in_order([t for mine in words for t in mine]))
    return replace(
        alignment,
        words=in_order,
        unsaid=tuple(sorted(unsaid)),
        unverified=tuple(sorted(unverified)),
        untimed=len(transcript.words) - len(in_order),
        sureness=tuple(sureness),
    )


def named(transcript: Transcript) -> Iterator[tuple[str, int]]:
    """What a correction calls each sentence: its text, and which of those with that text it is."""
    met: Counter[str] = Counter()
    for sentence in transcript.sentences:
        text = transcript.text[sentence.start : sentence.end]
        yield text, met[text]
        met[text] += 1


def _moved(words: Sequence[Word], found: Sequence[TimedWord], span: Span | None) -> list[TimedWord]:
    """A sentence's words within the span: as they lay in the old one, else by their lengths."""
    if not span:
        return [replace(t, timing=Timing.CHECKED) for t in found]
    if not found:
        spans = shared_out(words, span)
        return [TimedWord(w, s, Timing.CHECKED) for w, s in zip(words, spans, strict=True)]
    old = Span(found[0].span.start, found[-1].span.end)

    def placed(moment: int) -> int:
        return span.start + (moment - old.start) * span.duration // max(1, old.duration)

    return [
        replace(t, span=Span(placed(t.span.start), placed(t.span.end)), timing=Timing.CHECKED)
        for t in found
    ]


def _in_order(words: Sequence[TimedWord]) -> Iterator[TimedWord]:
    """Each word after the one before: what was only found gives way to what was checked."""
    latest = [t.span.start for t in words]
    ceiling = latest[-1] if latest else 0
    for n in reversed(range(len(words))):
        if words[n].timing is Timing.CHECKED:
            ceiling = min(ceiling, words[n].span.start)
        latest[n] = min(latest[n], ceiling)
    starts = list(accumulate(latest, max))
    for timed, start, following in zip_longest(words, starts, starts[1:]):
        end = timed.span.end if following is None else min(timed.span.end, following)
        yield replace(timed, span=Span(start, max(start, end)))
