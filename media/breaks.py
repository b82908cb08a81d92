"""Where people break a subtitle: how readily a line or a cue ends between two words.

What stands on either side of a place, as a kind of word or of punctuation, has a weight in
`media/breakweights.py`, learned from subtitles that people made. The sum of the weights is the
logarithm of how much likelier a break is there than none. Two rules are no matter of likelihood:
a number stays with its unit and a name with its title (`inseparable`).

Words are told apart by lists of the closed classes (articles, prepositions and the like) and, in
English, by their endings. A language without lists has its punctuation and the balance of lines.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from media.breakweights import CUE, LINE, SHAPE

PARTED = -30.0  # what belongs together comes apart only where nothing else fits
_EDGE = -2.0  # no sentence leaves its first word behind, or its last one over
_VERBS = [["aux |", "| be"], ["aux |", "| aux"]]  # "had been", "will have": as little parted
_PAUSE = 3.0  # weight of a second's silence before the next word
_PAUSE_HEARD = 80  # ms: shorter silences are gaps between sounds, not pauses
_PAUSE_COUNTED = 4_000  # ms: longer silences weigh no more

_ENGLISH = {
    "det": """a an the this that these those my your his her its our their every each some any no
        all both another such either neither whatever""",
    "to": "to",
    "of": "of",
    "prep": """in on at by for with from into onto about over under between through during before
        after across against around near behind beyond within without towards toward among along as
        per via upon off out up down inside outside throughout despite above below beside""",
    "coord": "and but or nor so yet plus",
    "sub": """because if when while although though unless until since whether than where how why
        once whereas""",
    "rel": "who which whom whose what",
    "pron": """i you he she it we they there someone something everyone everybody anyone anything
        people nobody one""",
    "clause": """i'm you're he's she's it's we're they're i've you've we've they've i'd you'd he'd
        she'd we'd they'd i'll you'll he'll she'll it'll we'll they'll there's that's here's what's
        let's who's""",
    "be": "is are was were be been being am isn't aren't wasn't weren't",
    "aux": """do does did have has had will would can could may might must shall should don't
        doesn't didn't haven't hasn't hadn't won't wouldn't can't couldn't shouldn't mustn't cannot
        gonna""",
    "adv": """not never always also just really only even actually still already often now then
        again probably maybe perhaps""",
    "obj": """me him us them myself yourself himself herself itself ourselves themselves""",
    "degree": """very too quite more most less least much many few several almost about here
        well""",
    "num": """two three four five six seven eight nine ten hundred thousand million billion first
        second third""",
}
_WELSH = {
    "det": "y yr 'r fy dy ei ein eich eu pob rhai unrhyw",
    "of": "o",
    "prep": """i ar at am gan yn wrth dros drwy trwy heb hyd rhwng dan tan mewn efo gyda gydag er
        ers cyn ger erbyn ymhlith oddi rhag""",
    "coord": "a ac ond neu nac na felly",
    "sub": "os pan achos oherwydd bod fod fel lle sut pam tra oni pe wedi",
    "rel": "sy sydd pwy beth",
    "pron": "fi ti ef hi ni chi nhw rydw rydym maent mi fe",
    "be": "mae oedd yw ydy roedd bydd byddai oes ydyn ydynt",
    "adv": "nid ddim hefyd dim eto nawr wedyn iawn",
    "num": "un dau dwy tri tair pedwar pedair pump chwech saith wyth naw deg cant mil miliwn",
}


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_KINDS = {
    language: {word: kind for kind, words in kinds.items() for word in words.split()}
    for language, kinds in (("en", _ENGLISH), ("cy", _WELSH))
}
_ENDINGS = (
    ("ing", re.compile(r"\w{2,}ing")),
    ("ly", re.compile(r"\w{3,}ly")),
    ("ed", re.compile(r"\w{3,}ed")),
    ("noun", re.compile(r"\w+(tion|ment|ness|ity|ance|ence|ism|ship|ions|ments|ities|ers|ors)")),
    ("adj", re.compile(r"\w{3,}(al|ful|ous|ive|ic|able|ible|less|ary|ish)")),
    ("plural", re.compile(r"\w{2,}[^s]s")),
)
# Words common enough before a break, or after one, to have a weight of their own.
_WEIGHED = _words(
    "that and or but so if is are of for in with as to from on at by where because than when"
)

_MARKS = "\"“”‘’'.,;:!?()[]…-–— "
_NUMBER = re.compile(r"[£$€]?\d[\d.,/]*(st|nd|rd|th)?")
_UNITS = _words(
    """hundred thousand million billion trillion m bn k % per percent pence p pounds dollars euros
    km kg g mg cm mm mph miles metres kilometres ms seconds minutes hours am pm a.m p.m
    january february march april may june july august september october november december
    ionawr chwefror mawrth ebrill mai mehefin gorffennaf awst medi hydref tachwedd rhagfyr
    miliwn biliwn mil y"""
)
_MONTHS = _words(
    """january february march april may june july august september october november december
    ionawr chwefror mawrth ebrill mai mehefin gorffennaf awst medi hydref tachwedd
    rhagfyr"""
)
_NUMBERED = _words(
    "section page chapter figure paragraph appendix table part no number adran tudalen"
)
_TITLES = _words(
    """mr mrs ms miss mx dr prof professor sir dame lord lady baroness rev revd reverend st saint hm
    hmi hmci cllr councillor president pc ps di ds dci dcs supt superintendent sergeant inspector
    constable chief captain major colonel general judge justice king queen prince princess
    syr arglwydd arglwyddes athro"""
)


_DONE_SO = _words("do does did done doing say says said think thinks thought hope hopes")


class Appeal(NamedTuple):
    """How much likelier than not a break is after a word, as logarithms."""

    line: float
    cue: float


def inseparable(before: str, after: str) -> bool:
    """Whether two words certainly belong on one line: number and unit, title and name.

    >>> inseparable("£3.2", "million"), inseparable("Sir", "Thomas"), inseparable("we", "saw")
    (True, True, False)
    """
    if before[-1:] in ",;:!?":
        return False
    one, other = _bare(before), _bare(after)
    if _NUMBER.fullmatch(one):
        return other in _UNITS and not (other == "may" and after[0].islower())
    if _NUMBER.fullmatch(other):
        return (one in _MONTHS or one in _NUMBERED) and (one not in ("may", "no") or before != one)
    if (one, other) == ("per", "cent"):
        return True
    return one in _TITLES and before[0].isupper() and after.lstrip(_MARKS)[:1].isupper()


def appeals(
    words: Sequence[str], ends: Sequence[bool], pauses: Sequence[int], language: str
) -> tuple[Appeal, ...]:
    """How readily a line and a cue may end after each word.

    `words` are as shown, with their punctuation; `ends` says which of them end a sentence;
    `pauses` is the silence after each in milliseconds. All three have one item a word.
    """
    found = []
    edges = [a or b for a, b in zip((True, *ends[:-1]), (*ends[1:], True), strict=True)]
    for before, after, edge, parts, pause in zip(
        words, (*words[1:], ""), edges, features(words, ends, language), pauses, strict=True
    ):
        line = LINE["always"] + sum(LINE.get(part, 0.0) for part in parts)
        cue = CUE["always"] + sum(LINE.get(part, 0.0) + CUE.get(part, 0.0) for part in parts)
        silence = _PAUSE * max(0, min(pause, _PAUSE_COUNTED) - _PAUSE_HEARD) / 1000
        if after and inseparable(before, after):
            line, cue = line + PARTED, cue + PARTED
        if (edge and parts != ["end"]) or parts[:2] in _VERBS:
            line, cue = line + _EDGE, cue + _EDGE
        found.append(Appeal(line + silence / 3, cue + silence))
    return tuple(found)


def features(words: Sequence[str], ends: Sequence[bool], language: str) -> Iterator[list[str]]:
    """Name what stands on either side of the place after each word: the keys of the weights."""
    kinds = _KINDS.get(language.partition("-")[0].lower(), {})
    english = kinds is _KINDS["en"]
    marks = [_mark(word, end) for word, end in zip(words, ends, strict=True)]
    sides = [
        _kind(word, kinds, english=english, opening=opening)
        for word, opening in zip(words, (True, *ends[:-1]), strict=True)
    ]
    if english:  # "it did so while …": no conjunction, though "so" mostly is one
        done = (a.word in _DONE_SO and b.word == "so" for a, b in pairwise(sides))
        sides[1:] = [_SO if so else side for so, side in zip(done, sides[1:], strict=True)]
    for mark, left, right in zip(marks, sides, (*sides[1:], None), strict=True):
        if right is None or mark == "end":
            yield ["end"]
        elif mark:
            yield [mark, f"{mark} {right.kind}"]
        else:
            heard = [f"| {right.word}"] if right.word in _WEIGHED and english else []
            yield [f"{left.kind} |", f"| {right.kind}", *heard]


def shape(first: float, second: float | None = None) -> float:
    """How people like a cue of one line or two, each given as a share of the line's full length."""
    return sum(SHAPE[name] * value for name, value in form(first, second))


def form(first: float, second: float | None) -> tuple[tuple[str, float], ...]:
    """Measure a cue's outline: the values that the weights of `shape` multiply."""
    if second is None:
        return ("one", 1.0), ("one length", first), ("one length²", first * first)
    whole = (first + second) / 2
    lean = (first - second) / (first + second)
    return (
        ("two", 1.0),
        ("two length", whole),
        ("two length²", whole * whole),
        ("uneven", abs(lean)),
        ("uneven²", lean * lean),
        ("top longer", max(0.0, lean)),
    )


class _Side(NamedTuple):
    """A word beside a break: in lower case without its marks, and its kind."""

    word: str
    kind: str


_SO = _Side("", "obj")  # what was done, as "it" is


def _kind(word: str, kinds: dict[str, str], *, english: bool, opening: bool) -> _Side:
    bare = _bare(word)
    kind = kinds.get(bare) or (kinds.get(bare[:-2]) if bare.endswith("'r") else None)
    if kind is None and _NUMBER.match(bare):
        kind = "num"
    if kind is None and not opening and word.lstrip(_MARKS)[:1].isupper():
        kind = "name"
    if kind is None and english:
        kind = next((name for name, ending in _ENDINGS if ending.fullmatch(bare)), None)
    return _Side(bare, kind or "other")


def _mark(word: str, end: bool) -> str:
    """Name the punctuation that closes a word; what would end a sentence inside one is a comma."""
    if end:
        return "end"
    if word[-1:] in "-–—":
        return "dash"
    last = word.rstrip("\"”’')]»")[-1:]
    if last in ",!?…،、，":
        return "comma"
    return "colon" if last in ";:；：؛" else ""


def _bare(word: str) -> str:
    return word.lower().replace("’", "'").strip(_MARKS)
