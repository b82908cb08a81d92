"""A text that was changed, placed again: only what was changed is listened for.

Sentences that stand as they did keep their times to the millisecond. Each run of changed ones is
looked for between its neighbours, in their stretch of the recording and nowhere else.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from media.alignment import RATE, Aligner, Samples, align
from media.progress import Reporter, silent
from media.timeline import Span
from media.timing import Alignment, TimedWord
from media.transcript import Sentence, Transcript


@dataclass(frozen=True, slots=True)
class _Run:
    """Sentences `old` of the text before are `new` of the text now: ranges of their numbers."""

    old: range
    new: range
    same: bool


def realign(
    speech: Samples,
    before: Transcript,
    known: Alignment,
    transcript: Transcript,
    aligners: Sequence[Aligner],
    report: Reporter = silent,
) -> Alignment:
    """Place `transcript` in speech of 16 kHz, in which `before` was found to be as is `known`.

    AlignmentFailed where no aligner can tell.
    """
    words = _by_sentence(before, known)
    timed: list[TimedWord] = []
    sureness: list[float | None] = []
    unsaid: list[int] = []
    unverified: list[int] = []
    unwritten = list(known.unwritten)
    for run in _runs(before, transcript):
        if run.same:
            for old, new in zip(run.old, run.new, strict=True):
                timed += (
                    replace(t, word=word)
                    for t, word in zip(words[old], transcript.sentences[new].words, strict=False)
                )
                sureness.append(known.sureness[old] if known.sureness else None)
                unsaid += [new] * (old in known.unsaid)
                unverified += [new] * (old in known.unverified)
            continue
        window = _between(words, run.old, len(speech) * 1000 // RATE)
        unwritten = [span for span in unwritten if not _meet(span, window)]
        found = _listened(speech, window, _only(transcript, run.new), aligners, report)
        timed += found.words
        sureness += found.sureness or [None] * len(run.new)
        unsaid += (run.new.start + n for n in found.unsaid)
        unverified += (run.new.start + n for n in found.unverified)
        unwritten += found.unwritten
    return replace(
        known,
        words=tuple(timed),
        unsaid=tuple(unsaid),
        unverified=tuple(unverified),
        unwritten=tuple(sorted(unwritten, key=lambda span: span.start)),
        untimed=len(transcript.words) - len(timed),
        sureness=tuple(sureness),
    )


def _runs(before: Transcript, transcript: Transcript) -> Iterator[_Run]:
    """Cover both texts with runs of sentences that are the same, or are not."""
    old, new = ([t.text[s.start : s.end] for s in t.sentences] for t in (before, transcript))
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        yield _Run(range(a, b), range(c, d), kind == "equal")


def _by_sentence(transcript: Transcript, alignment: Alignment) -> list[list[TimedWord]]:
    timed = {t.word.start: t for t in alignment.words}
    return [[timed[w.start] for w in s.words if w.start in timed] for s in transcript.sentences]


def _between(words: Sequence[Sequence[TimedWord]], changed: range, end: int) -> Span:
    """The stretch from the last word before the changed sentences to the first one after them."""
    earlier = [w[-1].span.end for w in words[: changed.start] if w]
    later = [w[0].span.start for w in words[changed.stop :] if w]
    start = max(earlier, default=0)
    return Span(start, max(start, later[0] if later else end))


def _meet(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _only(transcript: Transcript, numbers: range) -> Transcript:
    """The same text with some of its sentences; their words stand where they stood."""
    kept = {s.start for s in transcript.sentences[numbers.start : numbers.stop]}

    def mine(sentences: Sequence[Sentence]) -> tuple[Sentence, ...]:
        return tuple(s for s in sentences if s.start in kept)

    return replace(
        transcript,
        paragraphs=tuple(
            replace(p, sentences=mine(p.sentences))
            for p in transcript.paragraphs
            if mine(p.sentences)
        ),
    )


def _listened(
    speech: Samples,
    window: Span,
    transcript: Transcript,
    aligners: Sequence[Aligner],
    report: Reporter,
) -> Alignment:
    """Look for some sentences in a stretch of the speech; the times are of the whole."""
    heard = speech[window.start * RATE // 1000 : window.end * RATE // 1000]
    found = align(heard, transcript, aligners, report)
    return replace(
        found,
        words=tuple(replace(t, span=t.span.moved(window.start)) for t in found.words),
        unwritten=tuple(span.moved(window.start) for span in found.unwritten),
    )
