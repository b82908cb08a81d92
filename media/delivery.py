"""As delivered: how what was said and what is written differ, and how sure each sentence is.

`described` is for people and programs; `packed` keeps all of an alignment, to be read again.
"""

import json
from collections.abc import Sequence
from itertools import zip_longest
from typing import Any

from media import wordtimes
from media.timeline import Span
from media.timing import Alignment, TimedWord, Timing
from media.transcript import Transcript


def described(
    alignment: Alignment, transcript: Transcript, drafts: Sequence[str] = ()
) -> dict[str, Any]:
    """Every word in order with its time in ms, null where it was not said; and the differences.

    `drafts` may have the words of each unwritten stretch, as a recogniser heard them. Sentences
    are numbered from 0; `sureness` has for each of them a share from 0 to 1, or null.
    """

    def texts(numbers: tuple[int, ...]) -> list[dict[str, Any]]:
        sentences = transcript.sentences
        return [
            {"sentence": n, "text": transcript.text[sentences[n].start : sentences[n].end]}
            for n in numbers
        ]

    return {
        "words": wordtimes.entries(alignment, transcript),
        "unsaid": texts(alignment.unsaid),
        "unverified": texts(alignment.unverified),
        "unwritten": [
            {"start": s.start, "end": s.end} | ({"draft": draft} if draft else {})
            for s, draft in zip_longest(alignment.unwritten, drafts)
        ],
        "coverage": round(alignment.coverage, 4),
        "sureness": [None if s is None else round(s, 3) for s in alignment.sureness],
        "aligner": alignment.aligner,
    }


def packed(alignment: Alignment, transcript: Transcript) -> bytes:
    """All of an alignment as JSON."""
    numbers = {word.start: n for n, word in enumerate(transcript.words)}
    facts = {
        "words": [
            (numbers[t.word.start], t.span.start, t.span.end, t.timing, t.score)
            for t in alignment.words
        ],
        "unsaid": alignment.unsaid,
        "unverified": alignment.unverified,
        "unwritten": [(s.start, s.end) for s in alignment.unwritten],
        "untimed": alignment.untimed,
        "sureness": alignment.sureness,
        "aligner": alignment.aligner,
    }
    return json.dumps(facts).encode()


def unpacked(data: bytes, transcript: Transcript) -> Alignment:
    """Undo `packed`, for the transcript it was made of."""
    facts = json.loads(data)
    words = transcript.words
    return Alignment(
        words=tuple(
            TimedWord(words[n], Span(start, end), Timing(timing), score)
            for n, start, end, timing, score in facts["words"]
        ),
        unsaid=tuple(facts["unsaid"]),
        unverified=tuple(facts["unverified"]),
        unwritten=tuple(Span(start, end) for start, end in facts["unwritten"]),
        untimed=facts["untimed"],
        sureness=tuple(facts["sureness"]),
        aligner=facts["aligner"],
    )
