"""Running text cut into sentences by offset.

Rules and lists, no model: a break costs a pause in the voice and an edge in the captions, so what
goes wrong must be findable. What libraries make of the same cases is in
`docs/decisions/0005-sentences.md`.
"""

import re
from collections.abc import Iterator

from media import sounds
from media.transcript import Sentence, Word
from media.words import NOTE, words

_CLOSERS = r"\"'”’»›)\]}）】」』〉》］｝"
_OPENERS = r"\"'“‘«‹„‚(\[{¿¡（【「『〈《［｛"
_MARKS = rf"(?:\s?{NOTE})*+"  # of notes: they belong to the sentence that they follow
# What may end a sentence before a space, and what ends one without a space.
_LATIN_END = rf"(?:[.!?…؟۔।॥։።။៕‽]++[{_CLOSERS}]*+)++{_MARKS}(?=\s|$)"
_WIDE_END = rf"[。！？｡]++[{_CLOSERS}]*+"
_END = re.compile(f"{_LATIN_END}|{_WIDE_END}")
_ENDS = {
    "el": re.compile(rf"{_LATIN_END}|;[{_CLOSERS}]*+{_MARKS}(?=\s|$)"),  # ";" asks
    "fr": re.compile(
        rf"[.!?…]++(?:[{_CLOSERS}]|\s»)*+{_MARKS}(?=\s|$)"
    ),  # a space stands before "»"
}
_QUOTE_GOES_ON = re.compile(
    r"[とっなはがをにでもだ]"
)  # 「…。」と: said so, and the sentence goes on
_FOLLOWING = re.compile(rf"[\s{_OPENERS}–—-]*+([^\s\"“”()\[\]«»]*)")
_LAST = re.compile(r"[^\s\"“”‘«»()\[\]–—/]{1,24}$")
_LIST_NUMBER = re.compile(r"(?:^|:\s)\s*\(?\d{1,3}$")
_DOTTED = re.compile(r"(?:[^\W\d_]{1,2}\.)+[^\W\d_]{1,2}")  # U.K, Ph.D


def _listed(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


# What they shorten always leads on to something: a name, an example, a year.
_LEADING = _listed(
    "dr mr mrs ms mx messrs prof rev revd fr hon cllr sgt insp supt det cpl capt maj lt col gen"
    " parch brig adm cmdr gov sen rep pres mt ft e.g i.e viz cf c ca h.y e.e z.b d.h np p.ex"
)
# Before a figure: "No. 5", "pp. 3–5", "tud. 4". Elsewhere they are words, or end a sentence.
_BEFORE_FIGURES = _listed(
    "no nos fig figs para paras p pp vol ch chap sec sect art app ref rec recs approx max min est"
    " tel ext pt v ver tud rhif rh t jan feb mar apr jun jul aug sep sept oct nov dec"
)
# They end a sentence where it is plain that another begins.
_PERHAPS_LAST = _listed(
    "st ave rd vs dept govt assn univ approx jan feb mar apr jun jul aug sep sept oct nov dec"
    " mon tue tues wed thu thur thurs fri sat sun"
)
_AFTER_A_BANG = _listed("ltd inc plc co corp llc llp")  # Jeopardy! Ltd
_DATES = _listed(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may"
    " june july august september october november december gmt bst"
)
# Words that open sentences and, capitalised, are hardly ever part of a name.
_STARTERS = _listed(
    "the it he she we they this that these those there here in on at by to from with but and or so"
    " if when while as for not no yes what why how who where which i i'm i've i'd i'll you our my"
    " your their his her its however after before since both each all some many most more also"
    " then now nobody nothing it's that's we've we're they're there's can could should will would"
    " do does did is are was were has have had let please today overall"
    " mae y yr nid ond ac a rydym roedd maen dyma hefyd yn o ar wrth pan os felly ni fe mi dim"
)


def sentences(text: str, start: int, end: int, language: str) -> tuple[Sentence, ...]:
    """Cut `text[start:end]`, one paragraph in `language` (BCP 47), into sentences and sounds.

    What holds no word (a lone dash or emoji) joins the sentence beside it; empty where there is
    neither word nor sound.

    >>> said = "Dr. Owusu spoke. [Applause] “Will you act?” she asked."
    >>> [said[s.start : s.end] for s in sentences(said, 0, len(said), "en")]
    ['Dr. Owusu spoke.', '[Applause]', '“Will you act?” she asked.']
    """
    stretch = text[start:end]
    found: list[Sentence] = []
    begun = 0
    muted: list[tuple[int, int]] = []
    for a, b, alone in sounds.in_stretch(stretch):
        if alone:
            found += _spoken(stretch, begun, a, muted, language)
            found.append(Sentence(a, b, (), sound=True))
            begun, muted = b, []
        else:
            muted.append((a, b))
    found += _spoken(stretch, begun, len(stretch), muted, language)
    return tuple(_moved(sentence, start) for sentence in found)


def _moved(sentence: Sentence, by: int) -> Sentence:
    placed = tuple(Word(w.start + by, w.end + by, w.text) for w in sentence.words)
    return Sentence(sentence.start + by, sentence.end + by, placed, sentence.sound)


def _spoken(
    text: str, start: int, end: int, muted: list[tuple[int, int]], language: str
) -> list[Sentence]:
    """Sentences of a stretch without sounds that stand alone; `muted` are those inside one."""
    made: list[Sentence] = []
    begun = start
    for stop in _ends(text, start, end, language):
        kept = tuple(
            w
            for w in words(text, begun, stop)
            if not any(a < w.end and w.start < b for a, b in muted)
        )
        if kept:
            made.append(Sentence(*_trimmed(text, begun, stop), kept))
            begun = stop
        elif made and text[begun:stop].strip():
            made[-1] = Sentence(made[-1].start, _trimmed(text, begun, stop)[1], made[-1].words)
            begun = stop
    return made


def _overlaps(word: Word, places: list[tuple[int, int]]) -> bool:
    return any(start < word.end and word.start < end for start, end in places)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())


def _ends(text: str, start: int, end: int, language: str) -> Iterator[int]:
    """Where the sentences of a stretch end; the end of the stretch is the last."""
    begun = start
    pattern = _ENDS.get(language.partition("-")[0].lower(), _END)
    for found in pattern.finditer(text, start, end):
        if not _goes_on(text, begun, found, end):
            yield found.end()
            begun = found.end()
    yield end


def _goes_on(text: str, begun: int, mark: re.Match[str], end: int) -> bool:
    """Whether the sentence begun at `begun` goes on after what looks like its end."""
    if mark[0][0] in "。！？｡":
        return mark[0][-1] in "」』" and bool(_QUOTE_GOES_ON.match(text, mark.end(), end))
    upcoming = _FOLLOWING.match(text, mark.end(), end)[1]  # type: ignore[index]  # matches anything
    if upcoming[:1].islower():
        # eBay and iPhones open sentences as they are; e.g. does not.
        return not any(c.isupper() for c in upcoming)
    following = upcoming.rstrip(".,;:!?…’'").replace("’", "'").lower()
    if mark[0][0] != ".":
        return following in _AFTER_A_BANG
    if mark[0].startswith("..") or not following:
        return False
    return _is_shortened(text[max(begun, mark.start() - 40) : mark.start()], following)


def _is_shortened(before: str, following: str) -> bool:
    """Whether the full stop after `before` shortens a word or numbers an item, and ends nothing."""
    last = _LAST.search(before)
    if last is None or _LIST_NUMBER.search(before):
        return last is not None
    word = last[0].lower()
    if len(word) == 1 and last[0].isupper() and word != "i":  # an initial
        return following not in _STARTERS
    if word in _LEADING or (word in _BEFORE_FIGURES and following[0].isdigit()):
        return True
    if word in ("a.m", "p.m"):
        return following in _DATES
    dotted = word in _PERHAPS_LAST or _DOTTED.fullmatch(word)
    return bool(dotted) and following not in _STARTERS
