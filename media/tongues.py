"""In which language a text is written, told from the text: CLD3, which is in Chromium."""

import unicodedata
from collections import Counter
from functools import cache

from gcld3 import NNetLanguageIdentifier

_LEAST = 100  # letters: of fewer it is as sure, and wrong
_MOST = 20_000  # characters: what comes after is in the same language
_SURE = 0.9
_TODAY = {"iw": "he", "no": "nb"}  # tags that CLD3 has from earlier standards


def written_in(text: str) -> str | None:
    """The language (BCP 47) that a text is in; None where that cannot be told.

    >>> written_in("Bore da. Fe ddaethom i weld sut mae'r heddlu yn gwasanaethu'r bobl. " * 2)
    'cy'
    >>> written_in("Diolch.")
    """
    # Control characters and the like are no part of a language, and half of one is no UTF-8.
    plain = "".join(c if c.isprintable() else " " for c in text[:_MOST])
    scripts = Counter(filter(None, map(_script, plain)))
    if not scripts:
        return None
    ((script, letters),) = scripts.most_common(1)
    if letters < _LEAST:
        return None
    if script == "LATIN":  # a name in other letters is enough for it to be sure of their language
        plain = "".join(c if _script(c) in {None, script} else " " for c in plain)
    found = NNetLanguageIdentifier(0, 4 * _MOST).FindLanguage(plain)
    tag: str = found.language
    if found.probability < _SURE or "-" in tag:  # in a script that it is not written in
        return None
    return _TODAY.get(tag, tag)


@cache
def _script(c: str) -> str | None:
    """The script of a letter, as Unicode's name of it begins; None: no letter."""
    return unicodedata.name(c, "").partition(" ")[0] if c.isalpha() else None
