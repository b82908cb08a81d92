"""Every trouble has its words, and they say what to do next."""

import pickle
import re
from dataclasses import fields
from datetime import UTC, datetime

import pytest

from media import errors as trouble
from publisher.errors import IN_STUDIO, WORDS, status_for, words_for


def leaves(kind):
    below = kind.__subclasses__()
    return [leaf for k in below for leaf in leaves(k)] if below else [kind]


def example(kind):
    """An error with a plausible fact in each field."""
    facts = {
        int: 7,
        float: 0.5,
        bool: True,
        str: "thing",
        tuple[str, ...]: ("one", "two"),
        str | None: "other",
        int | None: 3,
        trouble.Lack: trouble.Lack.SOUND,
        datetime: datetime(2026, 3, 9, 9, 30, tzinfo=UTC),
    }
    return kind(*(facts[f.type] for f in fields(kind)))


@pytest.mark.parametrize("kind", leaves(trouble.PlainspokenError), ids=lambda k: k.__name__)
def test_every_trouble_has_words_that_say_what_to_do(kind):
    error = example(kind)

    said = words_for(error)

    assert re.search(
        r"\b(Call|Check|Choose|Leave|Make|Mend|Name|Save|Say|Try|To bring|Use|End|Stop)\b", said
    )
    assert said[-1] == "."
    assert 400 <= status_for(error) <= 599


@pytest.mark.parametrize("kind", IN_STUDIO, ids=lambda k: k.__name__)
def test_an_editor_is_told_of_no_option_command_or_folder(kind):
    said = words_for(example(kind), studio=True)
    assert not re.search(r"--|`|PLAINSPOKEN|folder|disk", said)
    assert said[-1] == "."


def test_how_much_is_too_much_is_told_as_people_say_it():
    assert "9.0 GB, and a statement may have 8.0 GB" in words_for(
        trouble.TooLong("film.mp4", 9_000_000_000, 8_000_000_000, "bytes")
    )
    assert "2.5 MB, and a statement may have 1.0 MB" in words_for(
        trouble.TooLong("a.txt", 2_500_000, 1_000_000, "bytes")
    )
    assert "1,001 characters" in words_for(trouble.TooLong("a.txt", 1_001, 1_000, "characters"))


@pytest.mark.parametrize("kind", leaves(trouble.PlainspokenError), ids=lambda k: k.__name__)
def test_every_trouble_keeps_its_facts_through_pickling(kind):
    error = example(kind)
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


def test_the_tree_at_the_top_of_the_file_names_every_trouble():
    drawn = set(re.findall(r"[─ ]([A-Z]\w+)", trouble.__doc__))
    assert {k.__name__ for k in leaves(trouble.PlainspokenError)} <= drawn
    assert set(WORDS) == set(leaves(trouble.PlainspokenError))
