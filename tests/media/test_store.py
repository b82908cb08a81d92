"""Derived files are there whole or not at all, and are made once."""

import errno
import os
import time

import pytest

from media.errors import StoreFull, StoreUnwritable
from media.store import Recipe, Store

LOUD = Recipe("shout", 1, {"text": "ab12"}, {"volume": 11}, {"engine": "megaphone"})
DAY = 86_400


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "store")


def test_what_was_made_once_is_found_again(store):
    made = []

    def shout():
        made.append(1)
        return b"HELLO"

    first = store.keep_bytes(LOUD, shout)
    again = store.keep_bytes(LOUD, shout)

    assert store.read(again) == b"HELLO"
    assert first == again
    assert len(made) == 1


@pytest.mark.parametrize(
    "other",
    [
        Recipe("whisper", 1, {"text": "ab12"}, {"volume": 11}, {"engine": "megaphone"}),
        Recipe("shout", 2, {"text": "ab12"}, {"volume": 11}, {"engine": "megaphone"}),
        Recipe("shout", 1, {"text": "cd34"}, {"volume": 11}, {"engine": "megaphone"}),
        Recipe("shout", 1, {"text": "ab12"}, {"volume": 3}, {"engine": "megaphone"}),
        Recipe("shout", 1, {"text": "ab12"}, {"volume": 11}, {"engine": "horn"}),
    ],
)
def test_anything_that_changes_the_result_changes_the_key(other):
    assert other.key != LOUD.key


def test_the_order_in_which_facts_are_given_does_not_matter():
    one = Recipe("s", 1, {"a": "1", "b": "2"})
    other = Recipe("s", 1, {"b": "2", "a": "1"})
    assert one.key == other.key


def test_a_maker_that_fails_leaves_nothing(store):
    def half(path):
        path.write_bytes(b"HEL")
        raise RuntimeError("cut")

    with pytest.raises(RuntimeError):
        store.keep(LOUD, half)

    assert store.find(LOUD) is None
    assert [p for p in store.root.glob("**/*") if p.is_file()] == []


def test_a_file_cut_short_by_a_crash_is_made_again(store):
    kept = store.keep_bytes(LOUD, lambda: b"HELLO")
    store.path(kept.digest).write_bytes(b"HEL")

    assert store.find(LOUD) is None
    again = store.keep_bytes(LOUD, lambda: b"HELLO")
    assert store.read(again) == b"HELLO"


def test_a_recipe_cut_short_by_a_crash_is_made_again(store):
    store.keep_bytes(LOUD, lambda: b"HELLO")
    (note,) = (p for p in (store.root / "recipes").glob("**/*") if p.is_file())
    note.write_text('{"dig')

    assert store.read(store.keep_bytes(LOUD, lambda: b"HELLO")) == b"HELLO"


def test_of_what_is_made_together_only_what_is_missing_is_made(store):
    whisper = Recipe("whisper", 1, {"text": "ab12"})
    murmur = Recipe("murmur", 1, {"text": "ab12"})
    there = store.keep_bytes(LOUD, lambda: b"HELLO")
    asked = []

    def both(paths):
        asked.extend(paths)
        for key, path in paths.items():
            path.write_text(key)

    kept = store.keep_all((whisper, LOUD, murmur), both)

    assert asked == [whisper.key, murmur.key]
    assert kept[1] == there
    assert store.read(kept[0]).decode() == whisper.key
    assert store.find(murmur) == kept[2]


def test_of_what_is_made_together_nothing_is_kept_where_one_fails(store):
    def one(paths):
        paths[LOUD.key].write_bytes(b"HELLO")
        raise RuntimeError("cut")

    with pytest.raises(RuntimeError):
        store.keep_all((LOUD, Recipe("murmur", 1, {})), one)
    assert store.find(LOUD) is None
    assert [p for p in store.root.glob("**/*") if p.is_file()] == []


def test_a_full_disk_has_its_name_and_keeps_nothing(store):
    def overflow(path):
        path.write_bytes(b"HEL")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with pytest.raises(StoreFull):
        store.keep(LOUD, overflow)
    assert store.find(LOUD) is None


def test_a_makers_own_trouble_is_not_blamed_on_the_store(store):
    def reads_what_has_gone(path):
        path.write_bytes((store.root / "gone.txt").read_bytes())

    with pytest.raises(FileNotFoundError):
        store.keep(LOUD, reads_what_has_gone)


def test_a_place_that_cannot_be_a_folder_is_named(tmp_path):
    (tmp_path / "file").write_text("I am a file")
    with pytest.raises(StoreUnwritable) as caught:
        Store(tmp_path / "file" / "store").keep_bytes(LOUD, lambda: b"HELLO")
    assert "file" in caught.value.folder


def test_collect_clears_what_nothing_reaches_and_spares_the_young(store):
    wanted = store.keep_bytes(LOUD, lambda: b"HELLO")
    quiet = Recipe("whisper", 1, {})
    old = store.keep_bytes(quiet, lambda: b"psst")
    yesterday = time.time() - 2 * DAY
    os.utime(store.path(old.digest), (yesterday, yesterday))
    os.utime(store.path(wanted.digest), (yesterday, yesterday))
    young = store.keep_bytes(Recipe("hum", 1, {}), lambda: b"mmm")

    cleared = store.collect({wanted.digest}, older_than=DAY)

    assert (cleared.files, cleared.bytes) == (1, 4)
    assert store.find(quiet) is None
    assert store.read(wanted) == b"HELLO"
    assert store.read(young) == b"mmm"
    assert len([p for p in (store.root / "recipes").glob("**/*") if p.is_file()]) == 2


def test_a_file_that_is_used_again_is_young_again(store):
    kept = store.keep_bytes(LOUD, lambda: b"HELLO")
    long_ago = time.time() - 9 * DAY
    os.utime(store.path(kept.digest), (long_ago, long_ago))

    store.find(LOUD)

    assert store.collect(set(), older_than=DAY).files == 0
