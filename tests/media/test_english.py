"""English is pronounced as hibari pronounces it, though little of its tables is ever parsed."""

from pathlib import Path

import pytest
from hibari.g2p import G2P

from media.engines.english import English

SAMPLE = Path(__file__).parents[2] / "publisher" / "sample" / "fenmarch.txt"
TEXT = 'Zoë read what "I’ve read", U.S. and gnarlbury: re-live, live; £5 (10am) {"a":{"b"}} \\ 3-D.'


@pytest.fixture(scope="module", params=[True, False], ids=["British", "American"])
def both(request: pytest.FixtureRequest) -> tuple[English, G2P]:
    return English(british=request.param), G2P(british=request.param)


def test_every_entry_of_every_table_is_the_one_that_hibari_has(both: tuple[English, G2P]) -> None:
    ours, theirs = both
    for entries, whole in (
        (ours.lexicon.golds.d, theirs.lexicon.golds.d),
        (ours.lexicon.silvers.d, theirs.lexicon.silvers.d),
        (ours.tagger.weights, theirs.tagger.weights),
    ):
        assert {key: entries.get(key) for key in whole} == whole
        assert entries.get("no word of any table") is None
    assert ours.tagger.tagdict == theirs.tagger.tagdict
    assert ours.tagger.vocab == theirs.tagger.vocab
    assert ours.tagger.tags == theirs.tagger.tags


def test_texts_come_out_in_the_same_phones(both: tuple[English, G2P]) -> None:
    ours, theirs = both
    for text in (SAMPLE.read_text(encoding="utf-8"), TEXT):
        assert ours(text) == theirs(text)
