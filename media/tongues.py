"""In which language a text is written, told from the text: CLD3, which is in Chromium."""

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
    if sum(map(str.isalpha, plain)) < _LEAST:
        return None
    found = NNetLanguageIdentifier(0, 4 * _MOST).FindLanguage(plain)
    tag: str = found.language
    if found.probability < _SURE or "-" in tag:  # in a script that it is not written in
        return None
    return _TODAY.get(tag, tag)
