"""In which language a text is written, told from the text: CLD2, which Chromium had."""

import pycld2

_ENOUGH = 20_000  # characters: what comes after is in the same language
_TODAY = {"iw": "he", "jw": "jv", "no": "nb"}  # tags that CLD2 has from earlier standards


def written_in(text: str) -> str | None:
    """The language (BCP 47) that most of a text is in; None where that cannot be told.

    A few words are too few: then it says so, and does not guess.

    >>> written_in("Bore da. Fe ddaethom i weld sut mae'r heddlu yn gwasanaethu'r bobl.")
    'cy'
    >>> written_in("A visit")
    """
    # CLD2 refuses control characters and the like, which a text may well have.
    plain = "".join(c if c.isprintable() else " " for c in text[:_ENOUGH])
    sure, _, ((_, tag, *_), *_) = pycld2.detect(plain, isPlainText=True)
    known = sure and not tag.startswith(("xx", "zz"))  # scripts, and jokes
    return _TODAY.get(tag, tag) if known else None
