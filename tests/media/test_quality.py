import pytest

from media.captioning import PROFILES
from media.quality import Rule, check
from media.timeline import Span
from media.timing import Alignment, TimedWord, Timing
from media.tracks import Cue, Line, Track
from media.transcript import Word

BROADCAST, STREAMING = PROFILES["broadcast"], PROFILES["streaming"]


def track(*cues):
    """Make a track of (start, end, line, ...)."""
    made = (Cue(Span(a, b), tuple(map(Line, lines))) for a, b, *lines in cues)
    return Track(tuple(made), "en")


def broken(profile, *cues):
    return [(f.cue, f.rule) for f in check(track(*cues), profile)]


def test_good_captions_have_no_findings():
    good = (
        (0, 2_000, "We went to see the force."),
        (2_000, 5_000, "It was better", "than before."),
    )
    assert broken(BROADCAST, *good) == []


@pytest.mark.parametrize(
    ("rule", "cue"),
    [
        (Rule.EMPTY, (0, 2_000, "We went.", " ")),
        (Rule.LINES, (0, 3_000, "We went", "to see", "the force.")),
        (Rule.LINE_LENGTH, (0, 6_000, "We went to see the force and the people.")),
        (Rule.READING_SPEED, (0, 1_400, "We went to see it.")),
        (Rule.SHORTEST, (0, 999, "We went.")),
        (Rule.LONGEST, (0, 7_001, "We went.")),
        (Rule.PARTED, (0, 3_000, "We saw some 3.2", "million of them.")),
        (Rule.PARTED, (0, 3_000, "This is what Sir", "Thomas said.")),
    ],
)
def test_each_rule_of_one_cue_is_found(rule, cue):
    assert broken(BROADCAST, cue) == [(1, rule)]


@pytest.mark.parametrize(
    ("profile", "gap", "rules"),
    [
        (BROADCAST, 0, []),
        (BROADCAST, 1, [(1, Rule.GAP)]),
        (BROADCAST, 999, [(1, Rule.GAP)]),
        (BROADCAST, 1_000, []),
        (BROADCAST, -1, [(1, Rule.OVERLAP)]),
        (STREAMING, 0, [(1, Rule.GAP)]),
        (STREAMING, 83, []),
        (STREAMING, 300, [(1, Rule.GAP)]),
        (STREAMING, 500, []),
    ],
)
def test_gaps_flicker_between_joined_and_apart(profile, gap, rules):
    cues = (0, 2_000, "We went there."), (2_000 + gap, 4_000 + gap, "We saw it.")
    assert broken(profile, *cues) == rules


def test_a_pair_is_parted_by_two_cues_as_well():
    cues = (0, 2_000, "It cost us £3.2"), (2_000, 4_000, "million in all.")
    assert broken(BROADCAST, *cues) == [(1, Rule.PARTED)]


def test_a_word_alone_is_an_orphan_unless_it_is_all_that_is_said():
    cues = (0, 2_000, "We went to see"), (2_000, 4_000, "them."), (4_000, 6_000, "Yes.")
    assert broken(BROADCAST, *cues) == [(2, Rule.ORPHAN)]


def test_a_finding_carries_what_was_measured_and_says_what_to_do():
    (found,) = check(track((0, 1_000, "This has far too much in it to be read.")), STREAMING)
    assert (found.cue, found.measured, found.limit) == (1, 39.0, 20)
    told = "Cue 1: 39.0 characters a second to read, where 20 can be. Show it"
    assert found.message.startswith(told)


def test_a_start_is_measured_against_its_first_word():
    alignment = Alignment(
        (
            TimedWord(Word(0, 5, "Hello"), Span(0, 900), Timing.HEARD),
            TimedWord(Word(6, 12, "there."), Span(1_500, 2_500), Timing.HEARD),
        )
    )
    late = track((0, 1_601, "[MUSIC]", "- Hello"), (1_601, 3_000, "there."))
    (found,) = [f for f in check(late, BROADCAST, alignment) if f.rule is Rule.START]
    assert (found.cue, found.measured, found.limit) == (2, 101, 100)
    assert "101 ms after its first word, “there.”" in found.message


def test_captions_of_other_words_are_not_measured_against_these():
    alignment = Alignment((TimedWord(Word(0, 5, "Hello"), Span(9_000, 9_900), Timing.HEARD),))
    assert check(track((0, 2_000, "Good morning.")), BROADCAST, alignment) == ()
