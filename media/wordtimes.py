"""Word times as other programs give them: a JSON list of `{"word", "start", "end"}` in text order.

Times are milliseconds, null where a word was not said; `score` (0–1), `timing` and `sentence` may
stand beside them. Any aligner's times can be captioned so, and ours read elsewhere.
"""

import json
import unicodedata
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby, islice, takewhile
from typing import Any, TypedDict

from media.errors import UnreadableWords, WordsMismatch
from media.timeline import Span
from media.timing import Alignment, TimedWord, Timing, shared_out
from media.transcript import Transcript, Word
from media.words import is_said

# A guessed word with nothing on one side of it gets no longer than this: 160 words a minute, the
# slow end of the speed that the BBC aims its subtitles at.
_GUESSED_WORD = 375
_AHEAD = 8  # words that must follow before text that is not spoken is taken to be timed


class Entry(TypedDict):
    """A word as it is written, its time in ms, and the number of its sentence, from 0."""

    word: str
    start: int | None
    end: int | None
    score: float | None
    timing: str | None
    sentence: int


def entries(alignment: Alignment, transcript: Transcript) -> list[Entry]:
    """Every word of the text in order; those that were not said have nulls."""
    timed = {t.word.start: t for t in alignment.words}
    return [
        Entry(
            word=word.text,
            start=at.span.start if at else None,
            end=at.span.end if at else None,
            score=at.score if at else None,
            timing=at.timing.value if at else None,
            sentence=number,
        )
        for number, sentence in enumerate(transcript.sentences)
        for word in sentence.words
        for at in (timed.get(word.start),)
    ]


@dataclass(frozen=True, slots=True)
class _Said:
    """An entry of the file; its letters are `start` to `stop` of all the letters."""

    word: str
    start: int
    stop: int
    span: Span | None
    score: float | None
    timing: Timing


def read(text: str, transcript: Transcript, name: str) -> Alignment:
    """Read the times and give them to the words of `transcript`.

    Only letters and figures are compared, whatever their case, so punctuation, apostrophes and
    lone dashes may differ, and an entry may hold two words or half of one. What is written but not
    spoken (title, labels, sounds) may be timed or left out. A sentence without any time is unsaid;
    a word without one, in a sentence that has some, is GUESSED between its neighbours.

    Raises UnreadableWords where the file breaks its form, and WordsMismatch where its words are
    not those of the text.
    """
    said = _entries(text, name)
    places = _places("".join(_letters(s.word) for s in said), said, transcript)
    spoken = [s for s in said if s.stop > s.start]
    timed: list[TimedWord | None] = []
    first = 0
    for word, (start, stop) in zip(transcript.words, places, strict=True):
        while first < len(spoken) and spoken[first].stop <= start:
            first += 1
        last = first
        while last < len(spoken) and spoken[last].start < stop:
            last += 1
        timed.append(_timed(word, start, stop, spoken[first:last]))
    return _filled(transcript, timed)


def _letters(word: str) -> str:
    """What is compared of a word: its letters and figures, else the symbol it consists of."""
    folded = unicodedata.normalize("NFKC", word).casefold()
    letters = "".join(c for c in folded if c.isalnum())
    return letters or ("".join(folded.split()) if is_said(word) else "")


def _entries(text: str, name: str) -> list[_Said]:
    try:
        listed = json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        raise UnreadableWords(name, None, "not JSON") from None
    if isinstance(listed, dict):
        listed = listed.get("words")
    if not isinstance(listed, list):
        raise UnreadableWords(name, None, "neither a list nor an object with a list of words")
    said: list[_Said] = []
    for index, entry in enumerate(listed):
        at = said[-1].stop if said else 0
        try:
            said.append(_entry(entry, at))
        except (KeyError, TypeError, ValueError, OverflowError):
            reason = "an entry is {word, start, end}, with times in milliseconds or null"
            raise UnreadableWords(name, index, reason) from None
    following: Span | None = None
    for index in reversed(range(len(said))):
        span = said[index].span
        if span and following and span.start > following.start:
            raise UnreadableWords(name, index, "it starts after the word that follows it")
        if span and following and span.end > following.start:
            said[index] = replace(said[index], span=Span(span.start, following.start))
        following = span or following
    return said


def _entry(entry: Any, at: int) -> _Said:
    word, start, end = entry["word"], entry["start"], entry["end"]
    score, timing = entry.get("score"), entry.get("timing")
    return _Said(
        word=word,
        start=at,
        stop=at + len(_letters(word)),
        span=None if start is None or end is None else Span(round(start), round(end)),
        score=None if score is None else min(1.0, max(0.0, float(score))),
        timing=Timing(timing or Timing.HEARD),
    )


def _places(letters: str, said: Sequence[_Said], transcript: Transcript) -> list[tuple[int, int]]:
    """Where in all the letters of the file each word of the text stands."""
    words = transcript.words
    starts, ends = [w.start for w in words], [w.end for w in words]
    between = zip([0, *ends], [*starts, len(transcript.text)], strict=True)
    unspoken = [_letters(transcript.text[a:b]) for a, b in between]
    keys = [_letters(w.text) for w in words]
    places: list[tuple[int, int]] = []
    at = 0
    for index, key in enumerate(keys):
        if unspoken[index]:
            further = range(index + 1, min(index + _AHEAD, len(words)))
            ahead = key + "".join(keys[n] for n in takewhile(lambda n: not unspoken[n], further))
            if letters.startswith(unspoken[index] + ahead, at):
                at += len(unspoken[index])
        if not letters.startswith(key, at):
            raise WordsMismatch(index, expected=words[index].text, found=_found(said, at))
        places.append((at, at + len(key)))
        at += len(key)
    if letters[at:] not in ("", unspoken[-1]):
        raise WordsMismatch(len(words), expected=None, found=_found(said, at))
    return places


def _found(said: Sequence[_Said], at: int) -> str | None:
    return next((s.word for s in said if s.stop > at), None)


def _timed(word: Word, start: int, stop: int, holding: Sequence[_Said]) -> TimedWord | None:
    """The time of the word whose letters are `start` to `stop`, from the entries that hold them."""
    if not holding or not all(entry.span for entry in holding):
        return None
    scores = [entry.score for entry in holding if entry.score is not None]
    timings = {entry.timing for entry in holding}
    whole = holding[0].start == start and holding[-1].stop == stop
    return TimedWord(
        word,
        Span(_at(holding[0], start), _at(holding[-1], stop)),
        timings.pop() if whole and len(timings) == 1 else Timing.GUESSED,
        min(scores, default=None),
    )


def _at(entry: _Said, letter: int) -> int:
    """When a letter of an entry is said, if all of them take as long; bounded by the entry."""
    span = entry.span or Span(0, 0)
    share = min(max(letter - entry.start, 0), entry.stop - entry.start)
    return span.start + span.duration * share // (entry.stop - entry.start)


def _filled(transcript: Transcript, timed: Sequence[TimedWord | None]) -> Alignment:
    """Leave out the sentences without a time; guess the words without one in the others."""
    words: list[TimedWord] = []
    unsaid: list[int] = []
    rest = iter(timed)
    coming = deque(t for t in timed if t)
    for number, sentence in enumerate(transcript.sentences):
        own = list(zip(sentence.words, islice(rest, len(sentence.words)), strict=True))
        if own and not any(time for _, time in own):
            unsaid.append(number)
            continue
        after_known = False
        for known, run in groupby(own, key=lambda pair: pair[1] is not None):
            if known:
                times = [time for _, time in run if time]
                words += times
                for _ in times:
                    coming.popleft()
            else:
                missing = [word for word, _ in run]
                before_known = missing[-1] != sentence.words[-1]
                room = _room(words, coming, len(missing), after_known, before_known)
                spans = shared_out(missing, room)
                words += [
                    TimedWord(word, span, Timing.GUESSED)
                    for word, span in zip(missing, spans, strict=True)
                ]
            after_known = True
    return Alignment(tuple(words), unsaid=tuple(unsaid))


def _room(
    words: Sequence[TimedWord],
    coming: Sequence[TimedWord],
    missing: int,
    after_known: bool,
    before_known: bool,
) -> Span:
    """The time there is for some words: between the neighbours, close to those of the sentence."""
    longest = missing * _GUESSED_WORD
    start = words[-1].span.end if words else 0
    end = coming[0].span.start if coming else start + longest
    if not after_known:
        start = max(start, end - longest)
    if not before_known:
        end = min(end, start + longest)
    return Span(min(start, end), end)
