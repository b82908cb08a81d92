"""How much there is to read: the width of a line, and the words on it."""

from unicodedata import category, east_asian_width

_MARKS = ".-_@?&="  # where an address may be cut, if not after a slash


def width(text: str) -> int:
    """Columns that text takes: two for an East Asian wide character, none for a combining mark.

    >>> width("Zoë"), width("天气")
    (3, 4)
    """
    return len(text) if text.isascii() else sum(map(_columns, text))


def words(text: str) -> float:
    """Words that text has to read; two wide characters count as one word.

    What has neither letter nor digit (a dash, a note) is no word.

    >>> words("Ten – or 12?"), words("天气")
    (3.0, 1.0)
    """
    count = 0.0
    for item in text.split():
        spoken = [mark for mark in item if mark.isalnum()]
        wide = 0 if item.isascii() else sum(_columns(mark) > 1 for mark in spoken)
        count += wide / 2 + (len(spoken) > wide)
    return count


def chunks(text: str, room: int) -> list[str]:
    """Cut a word into parts no wider than `room`: an address at its marks, as far as it has any.

    >>> chunks("www.fenmarch.example/reports/2023", 24), chunks("fenmarch", 5)
    (['www.fenmarch.example/', 'reports/2023'], ['fenma', 'rch'])
    """
    parts, taken = [""], 0
    for mark in text:
        columns = _columns(mark)
        joins = not columns or parts[-1].endswith("\u200d")  # a ZERO WIDTH JOINER binds
        if taken + columns > room and not joins and parts[-1]:
            whole = parts.pop()
            at = whole.rfind("/") + 1 or max(map(whole.rfind, _MARKS)) + 1
            at = at if at > len(whole) // 2 else len(whole)
            parts += whole[:at], whole[at:]
            taken = sum(map(_columns, parts[-1]))
        parts[-1] += mark
        taken += columns
    return parts


def _columns(mark: str) -> int:
    if mark.isascii():
        return 1
    if category(mark) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if east_asian_width(mark) in "WF" else 1
