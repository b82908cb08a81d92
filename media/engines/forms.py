"""What a voice is given to say: a form for each written word, joined by single spaces."""

import re
from collections.abc import Sequence
from itertools import accumulate

from media.narration import Utterance
from media.spoken import as_told, spoken

_DASH = re.compile("[–—…]|--")


def spoken_forms(utterance: Utterance) -> tuple[str, ...]:
    """What is said for each word: as it is told; else English in words, others as written.

    A dash that stands between two words is a pause, and goes with the first of them.
    """
    written = [w.text for w in utterance.words]
    english = primary(utterance.language) == "en"
    plain = spoken(written) if english else written
    sayings = dict(utterance.sayings)
    forms = [as_told(w, sayings) or p for w, p in zip(written, plain, strict=True)]
    nexts = (w.start for w in utterance.words[1:])
    pairs = zip(utterance.words, nexts, strict=False)
    dashes = ["—" if _DASH.search(utterance.text, w.end, start) else "" for w, start in pairs]
    joined = (form + dash for form, dash in zip(forms, (*dashes, ""), strict=True))
    return tuple(" ".join(form.split()) for form in joined)


def places(forms: Sequence[str]) -> list[int]:
    """Where each form starts in `" ".join(forms)`."""
    return list(accumulate((len(form) + 1 for form in forms[:-1]), initial=0))


def primary(language: str) -> str:
    """The language itself of a BCP 47 tag.

    >>> primary("en-GB")
    'en'
    """
    return language.partition("-")[0].lower()
