from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from media import documents
from media.review import LEAST, MOST, Why, heard_with, place_of, to_review
from media.timeline import Span
from media.timing import Alignment, TimedWord, Timing


def text(*sentences):
    return documents.read("a.txt", " ".join(sentences).encode(), "en-GB")


def found(transcript, sureness, *, unsaid=(), unverified=(), timing=Timing.HEARD):
    """Each word takes 100 ms; sentences that were not said have no times."""
    missing = {*unsaid, *unverified}
    words = [
        TimedWord(word, Span(at, at + 100), timing)
        for at, word in (
            (100 * n, word)
            for n, (k, word) in enumerate(
                (k, w) for k, s in enumerate(transcript.sentences) for w in s.words
            )
            if k not in missing
        )
    ]
    return Alignment(tuple(words), unsaid, unverified, sureness=tuple(sureness))


def why(looks):
    return [(look.sentence, *look.why) for look in looks]


PLAIN = [f"We go on in {way} ways." for way in ("good", "fair", "old", "new", "dull", "odd", "six")]


def test_what_was_perhaps_not_said_comes_first_then_the_least_sure():
    said = text(*PLAIN)
    alignment = found(said, [0.9, 0.2, None, 0.5, 0.8, None, 0.7], unverified=(2,), unsaid=(5,))

    assert why(to_review(said, alignment)) == [
        (5, Why.UNSAID), (2, Why.UNVERIFIED), (1, Why.UNSURE), (3, Why.UNSURE), (6,),
    ]  # fmt: skip


def test_five_are_heard_even_where_all_is_well_and_no_more_than_there_are():
    said = text(*PLAIN)
    assert [n for n, *_ in why(to_review(said, found(said, [0.9] * 7)))] == [0, 1, 2, 3, 4]
    short = text(*PLAIN[:2])
    assert len(to_review(short, found(short, [0.9, 0.9]))) == 2


def test_figures_and_names_are_always_among_them_and_a_name_is_heard_once():
    said = text(
        *PLAIN,
        "We spent £3.2 million.",
        "Then Zoë Billingham came.",
        "We thanked Zoë Billingham’s team.",
        "I’m glad that I came.",
    )
    looks = why(to_review(said, found(said, [0.9] * 5 + [0.95] * 6)))
    assert looks[LEAST:] == [(7, Why.FIGURE), (8, Why.NAME)]


def test_of_what_a_voice_spoke_only_figures_and_names_are_to_be_heard():
    said = text("Good morning.", "We met 12 people.", "They came with Ann.", "[Music]")
    spoken = found(said, [], timing=Timing.SPOKEN)
    assert why(to_review(said, spoken)) == [(1, Why.FIGURE), (2, Why.NAME)]


def test_times_that_were_guessed_are_told():
    said = text("Good morning.")
    looks = to_review(said, found(said, [0.9], timing=Timing.GUESSED))
    assert why(looks) == [(0, Why.GUESSED)]


def test_a_sentence_is_heard_with_a_second_around_it_that_ends_with_the_recording():
    assert heard_with(Span(400, 900), 1_500) == Span(0, 1_500)
    assert heard_with(Span(4_000, 5_000), 60_000) == Span(3_000, 6_000)


def test_what_was_not_said_is_looked_for_between_its_neighbours():
    said = text("Good morning.", "Nobody says this.", "Thank you.")
    alignment = found(said, [0.9, None, 0.9], unsaid=(1,))
    assert place_of(said, alignment, 0, 9_000) == Span(0, 200)
    assert place_of(said, alignment, 1, 9_000) == Span(200, 500)
    none = Alignment((), unsaid=(0, 1, 2))
    assert place_of(said, none, 1, 9_000) == Span(0, 9_000)


@settings(deadline=None)  # a clock says nothing of what is right
@given(st.lists(st.none() | st.floats(0, 1), min_size=1, max_size=60))
def test_each_is_listed_once_in_order_of_doubt_and_the_doubtful_are_few(sureness):
    said = text(*(f"We go on for {'very ' * n}long." for n in range(len(sureness))))
    unsaid = tuple(n for n, sure in enumerate(sureness) if sure is None)
    looks = to_review(said, found(said, sureness, unsaid=unsaid))

    numbers = [look.sentence for look in looks]
    assert len({*numbers}) == len(numbers)
    assert {*unsaid} <= {*numbers}
    if len(unsaid) < len(sureness):
        assert min(LEAST, len(sureness)) <= len(looks) <= max(MOST, len(unsaid))
    sure = [look.sureness for look in looks if look.sureness is not None]
    assert all(one <= other for one, other in pairwise(sure))
