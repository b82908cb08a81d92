"""A stretch of text cut into words, by offset.

A word is what white space leaves whole, with the punctuation that touches it, so that “Hello,” and
£3.2 stay as they are written. Four rules more:

- a dash between two words without spaces (`improve—and`) ends the first of them, since that is
  where a line may break;
- in scripts written without spaces (Han, kana, Thai, Lao, Khmer, Myanmar) each character, with the
  marks that sit on it and the punctuation that touches it, is a word;
- a token with nothing in it that is said (a lone dash, an ellipsis, an emoji: voices disagree
  about those) is no word. It stays in the text between two words and is shown with it;
- nor is the mark of a note, `[1]` or `[*]`, that touches a word or stands where a sentence begins
  or has ended. Elsewhere it may be what somebody meant: `they had [3] cars`.
"""

import re
import unicodedata
from collections.abc import Iterator

from media.transcript import Word

NOTE = r"\[(?:\d{1,3}|[*†‡])\]"
_TOKEN = re.compile(r"\S+")
_NOTES = re.compile(rf"(?:{NOTE})+[^\w\s]*")
_BEFORE_NOTE = re.compile(rf"(?<=[^\s\]])(?=(?:{NOTE})+[^\w\s]*$)")
_ENDED = frozenset(".!?…:\"'”’»)]")
_AFTER_DASH = re.compile(r"(?<=\w[—―])(?=\w)|(?<=\w--)(?=\w)")
# Said by name when they stand alone. Sc, the currencies, are asked of Unicode.
_SYMBOLS = frozenset("&%@#+=×÷±°§")
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3041-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uaa60-\uaa7f\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff]"
)
# Letters to Unicode, but written onto the one before: Thai and Lao am.
_SITS_ON = frozenset("\u0e33\u0eb3\u200c\u200d")


def is_said(token: str) -> bool:
    """Whether any of it is spoken: a letter, a figure, or just one symbol that has a name.

    >>> is_said("43"), is_said("&"), is_said("–"), is_said("====="), is_said("🙂")
    (True, True, False, False, False)
    """
    kinds = [unicodedata.category(c) for c in token]
    if any(kind[0] in "LN" for kind in kinds):
        return True
    return sum(kind == "Sc" or c in _SYMBOLS for c, kind in zip(token, kinds, strict=True)) == 1


def words(text: str, start: int, end: int) -> Iterator[Word]:
    """Yield the words of `text[start:end]` in order.

    >>> [w.text for w in words("We must improve—and soon – £3.2 million.", 0, 40)]
    ['We', 'must', 'improve—', 'and', 'soon', '£3.2', 'million.']
    """
    for found in _TOKEN.finditer(text, start, end):
        token, at = found[0], found.start()
        for part in _parts(token):
            pieces = _by_character(part) if _UNSPACED.search(part) else [part]
            for piece in pieces:
                if is_said(piece) and not _is_note(text, at, piece):
                    yield Word(at, at + len(piece), piece)
                at += len(piece)


def _parts(token: str) -> Iterator[str]:
    for part in _AFTER_DASH.split(token):
        yield from _BEFORE_NOTE.split(part)


def _is_note(text: str, at: int, piece: str) -> bool:
    if not _NOTES.fullmatch(piece):
        return False
    before = text[max(0, at - 2) : at]
    return not before[-1:].isspace() or not before.strip() or before.strip()[-1] in _ENDED


def _by_character(token: str) -> list[str]:
    """Cut a token at the characters of unspaced scripts; together the pieces are the token."""
    pieces: list[str] = []
    opening = ""  # what belongs to the piece to come
    open_run = False  # whether the last piece is a run of spaced script that may grow
    for c in token:
        kind = unicodedata.category(c)
        alone = kind[0] == "L" and _UNSPACED.match(c) is not None
        if pieces and not opening and (kind[0] == "M" or c in _SITS_ON):
            pieces[-1] += c
        elif kind in ("Ps", "Pi"):
            opening += c
            open_run = False
        elif alone or (kind[0] in "LNS" and not open_run):
            pieces.append(opening + c)
            opening, open_run = "", not alone
        elif pieces and not opening:
            pieces[-1] += c
        else:
            opening += c
    if opening and pieces:
        pieces[-1] += opening
    elif opening:
        pieces.append(opening)
    return pieces
