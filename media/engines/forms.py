"""What a voice is given to say: a form for each written word, joined by single spaces."""

import re
from collections.abc import Sequence
from itertools import accumulate

from media.narration import Utterance
from media.spoken import spoken

_DASH = re.compile("[–—…]|--")


def spoken_forms(utterance: Utterance) -> tuple[str, ...]:
    """What is said for each word: English in words, other languages as written.

    A dash that stands between two words is a pause, and goes with the first of them.
    """
    written = [w.text for w in utterance.words]
    english = primary(utterance.language) == "en"
    forms = spoken(written) if english else written
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
