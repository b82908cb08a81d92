import pytest

from media.breaks import appeals, inseparable, shape


@pytest.mark.parametrize(
    "pair",
    ["£3.2 million", "28 April", "April 28", "per cent", "Dr Jones", "St. Mary", "HMI Zoë", "5 km",
     "Section 4", "28 Ebrill", "Chief Constable", "Mr O’Neill"],
)  # fmt: skip
def test_what_belongs_together_is_inseparable(pair):
    assert inseparable(*pair.split())


@pytest.mark.parametrize(
    "pair", ["million people", "2014, April", "12 may", "the constable", "dr jones", "sir said"]
)
def test_what_is_not_certain_may_be_parted(pair):
    assert not inseparable(*pair.split())


def appeal(text, before, language="en", pause=0):
    words = text.split()
    at = words.index(before) - 1
    pauses = [pause if n == at else 0 for n in range(len(words))]
    ends = [n == len(words) - 1 for n in range(len(words))]
    return appeals(words, ends, pauses, language)[at]


def test_a_break_before_a_preposition_appeals_more_than_one_after_it():
    text = "we looked carefully at the evidence"
    assert appeal(text, "at").line > appeal(text, "the").line > appeal(text, "evidence").line


def test_a_comma_before_a_conjunction_appeals_most():
    text = "they looked at it carefully, and we found nothing"
    assert max(text.split()[1:], key=lambda word: appeal(text, word).cue) == "and"


def test_a_pause_makes_a_cue_end():
    text = "we looked at the old evidence"
    assert appeal(text, "at", pause=900).cue > appeal(text, "at").cue + 2


def test_so_stays_with_what_was_done():
    text = "and it did so while its budget fell"
    assert appeal(text, "while").line > appeal(text, "so").line + 2
    assert appeal("it was dark so they went", "so").line > appeal(text, "so").line + 1


@pytest.mark.parametrize("pair", ["had been", "will have", "must be", "hasn’t been"])
def test_an_auxiliary_stays_with_its_verb(pair):
    text = f"the oldest {pair} there for years"
    first, second = pair.split()
    assert appeal(text, first).line > appeal(text, second).line + 1


def test_welsh_has_its_own_small_words():
    text = "rydym yn gwella y gwasanaeth"
    assert appeal(text, "gwasanaeth", "cy").line < appeal(text, "gwasanaeth", "de").line


def test_a_language_without_lists_has_its_punctuation():
    text = "wir sahen es, und gingen"
    assert appeal(text, "und", "de").cue > appeal(text, "es,", "de").cue


def test_two_lines_of_like_length_are_liked_best():
    assert shape(0.7, 0.75) > shape(0.95, 0.5)
    assert shape(0.75, 0.7) > shape(0.4, 1.0)
