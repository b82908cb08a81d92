"""English sentences as phones of Kokoro's alphabet, each knowing the written word it is for."""

import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from media.engines.forms import places, spoken_forms
from media.narration import Utterance
from media.spoken import PAUSE
from media.timeline import Span

FRAME = 25  # ms: the unit in which these voices tell how long a phone lasts
# The sound runs ahead of the durations by one and a half frames: 40 ms at the onsets after silence,
# 35 ms where pocketsphinx finds the words in running speech; hibari's voices and Kokoro's alike.
_AHEAD = 37  # ms
_BREATH = 400  # phones that the voices say well at once; Kokoro's own limit is 510
_STOPS = frozenset(';:,.!?—…"()“”')
_CLAUSE_ENDS = frozenset(";:,—")
# The lexicon is in plain Latin letters. Accents fall off by themselves, and these do not.
_LETTERS = str.maketrans(
    {"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "ð": "th", "þ": "th", "ß": "ss"}
    | {"æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe"}
    | dict.fromkeys("[]")  # which would name a word's phones to the g2p
)


@dataclass(frozen=True, slots=True)
class Phone:
    """A symbol of the voice's alphabet; `word` counts from 0, None is the space between words."""

    symbol: str
    word: int | None


def pronounced(g2p: Any, utterance: Utterance, alphabet: Iterable[str]) -> tuple[Phone, ...]:
    """Say in phones what a sentence's words are in that sentence; each has one, or a pause.

    The whole sentence goes through `g2p`, which is hibari's, as spoken forms with one space between
    them. A token never holds a space, so its place tells which word it belongs to.
    """
    forms = [_plain(form) for form in spoken_forms(utterance)]
    starts = places(forms)
    tokens = g2p.tokenize(" ".join(forms))
    for token, word in _placed(tokens, starts):
        if token.text == "A" and " " in forms[word]:
            token.phonemes = "ˈA"  # the letter, as in "A fourteen"; alone it may be the article
    known = frozenset(alphabet)
    symbols: list[list[str]] = [[] for _ in forms]
    for token, word in _placed(g2p.phonemize_tokens(tokens), starts):
        symbols[word] += (c for c in (token.phonemes or "") + token.whitespace if c in known)
    return tuple(_spaced(symbols))


def _plain(form: str) -> str:
    """Letters without accents and ligatures, as the lexicon has them; no space comes in."""
    parts = (
        unicodedata.normalize("NFKD", c).replace(" ", "") if c.isalpha() else c
        for c in form.translate(_LETTERS)
    )
    return "".join(c for c in "".join(parts) if not unicodedata.combining(c)) or PAUSE


def _placed(tokens: Iterable[Any], starts: Sequence[int]) -> Iterator[tuple[Any, int]]:
    """Tell for each token the word it is in."""
    at = 0
    for token in tokens:
        yield token, bisect_right(starts, at) - 1
        at += len(token.text) + len(token.whitespace)


def _spaced(symbols: Sequence[Sequence[str]]) -> Iterator[Phone]:
    """Every word's phones, a space between two words, a pause for a word that came out as none."""
    for word, said in enumerate(symbols):
        if word:
            yield Phone(" ", None)
        for symbol in "".join(said).strip() or PAUSE:
            yield Phone(symbol, word)


def breaths(phones: Sequence[Phone]) -> Iterator[Sequence[Phone]]:
    """Cut what is too long for one breath: after a clause, else between words, else anywhere."""
    while len(phones) > _BREATH:
        window = phones[:_BREATH]
        spaces = [i for i, phone in enumerate(window) if phone.word is None and i]
        clauses = [i for i in spaces if window[i - 1].symbol in _CLAUSE_ENDS]
        at = clauses[-1] if clauses else spaces[-1] if spaces else _BREATH
        yield phones[:at]
        phones = phones[at:]
    yield phones


def spans(phones: Sequence[Phone], frames: Sequence[int], words: int) -> tuple[Span, ...]:
    """When each of `words` words is said, `frames` being how long each phone lasts.

    The time of the space before a word is its onset, unless a pause comes before the space. A comma
    or a bracket is not the word, unless the word is nothing else.
    """
    edges = [max(0, FRAME * f - _AHEAD) for f in accumulate(frames, initial=0)]
    said: list[list[int]] = [[] for _ in range(words)]
    for i, phone in enumerate(phones):
        if phone.word is not None:
            said[phone.word].append(i)
    timed = []
    for its in said:
        voiced = [i for i in its if phones[i].symbol not in _STOPS] or its
        first = voiced[0]
        joined = (
            first > 1 and phones[first - 1].symbol == " " and phones[first - 2].symbol not in _STOPS
        )
        timed.append(Span(edges[first - joined], edges[voiced[-1] + 1]))
    return tuple(timed)
