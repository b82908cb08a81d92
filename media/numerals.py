"""Numbers as English words, the British way: "one hundred and five", "twenty seventeen"."""

import re

# ruff: noqa: PLR2004 - numbers are what this module is about

_ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = [
    "zero",
    "ten",
    "twenty",
    "thirty",
    "forty",
    "fifty",
    "sixty",
    "seventy",
    "eighty",
    "ninety",
]
_SCALES = ("", "thousand", "million", "billion", "trillion")
_ORDINALS = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_IS_ROMAN = re.compile(r"(?=.)(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")


def cardinal(number: int) -> str:
    """Write a whole number from zero in words; from a thousand billions on, digit by digit.

    >>> cardinal(1_002_305)
    'one million two thousand three hundred and five'
    >>> cardinal(1_005)
    'one thousand and five'
    """
    if number >= 1000 ** len(_SCALES):
        return digits(str(number))
    if number < 1000:
        return _below_a_thousand(number)
    groups: list[str] = []
    rest = number
    for scale in _SCALES:
        rest, group = divmod(rest, 1000)
        if group and scale:
            groups.insert(0, f"{_below_a_thousand(group)} {scale}")
    last = number % 1000
    if last:
        groups.append(_below_a_thousand(last) if last >= 100 else f"and {_below_a_thousand(last)}")
    return " ".join(groups)


def _below_a_thousand(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    if hundreds:
        return f"{_ONES[hundreds]} hundred" + (f" and {_below_a_thousand(rest)}" if rest else "")
    if number < len(_ONES):
        return _ONES[number]
    tens, ones = divmod(number, 10)
    return _TENS[tens] + (f"-{_ONES[ones]}" if ones else "")


def ordinal(number: int) -> str:
    """Write a place in an order.

    >>> ordinal(28), ordinal(112)
    ('twenty-eighth', 'one hundred and twelfth')
    """
    words = cardinal(number)
    at = max(words.rfind(" "), words.rfind("-")) + 1
    last = words[at:]
    if last not in _ORDINALS:
        last = last[:-1] + "ieth" if last.endswith("y") else last + "th"
    return words[:at] + _ORDINALS.get(last, last)


def year(number: int) -> str:
    """Read a year from 1100 to 2099.

    >>> year(1905), year(2000), year(2007), year(2018)
    ('nineteen oh five', 'two thousand', 'two thousand and seven', 'twenty eighteen')
    """
    century, rest = divmod(number, 100)
    if century == 20 and rest < 10:
        return cardinal(number)
    if not rest:
        return f"{cardinal(century)} hundred"
    return f"{cardinal(century)} {'oh ' if rest < 10 else ''}{cardinal(rest)}"


def digits(text: str, *, zero: str = "zero") -> str:
    """Read digits one by one; a telephone's zero is "oh".

    >>> digits("101", zero="oh")
    'one oh one'
    """
    return " ".join(zero if d == "0" else _ONES[int(d)] for d in text)


def decimal(text: str) -> str:
    """Read a number as it is printed: commas at the thousands, one point or several.

    >>> decimal("1,234.50"), decimal("3.2.1")
    ('one thousand two hundred and thirty-four point five zero', 'three point two point one')
    """
    whole, *parts = text.replace(",", "").split(".")
    several = len(parts) > 1
    tail = (cardinal(int(p)) if several else digits(p) for p in parts if p)
    return " point ".join((cardinal(int(whole or 0)), *tail))


def roman(text: str) -> int | None:
    """Tell the value of a Roman numeral below a hundred; None where it is none.

    >>> roman("VIII"), roman("XIV"), roman("VIP")
    (8, 14, None)
    """
    if not _IS_ROMAN.fullmatch(text):
        return None
    values = [_ROMAN[c] for c in text]
    return sum(-v if v < after else v for v, after in zip(values, [*values[1:], 0], strict=True))
