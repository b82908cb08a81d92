"""A store in a bucket: on a server that checks signatures, behind one that fails."""

import hashlib
import os
import time
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlsplit
from urllib.request import Request, urlopen

import pytest

from media.errors import StoreAway
from media.store import Recipe
from tests.buckets import BUCKET, KEYS, Faults, in_front_of, nanio

pytest.importorskip("nanio", reason="the S3 server of the test extra is not installed")
pytest.importorskip("obstore", reason="the extra [s3] is not installed")

from media.store.bucket import PART, Bucket
from media.store.copies import Copies
from media.store.remote import RemoteStore
from media.store.signing import signed_again

LOUD = Recipe("shout", 1, {"text": "ab12"})
QUIET = Recipe("whisper", 1, {"text": "ab12"})
DAY = 86_400
PATIENCE = 1.5  # seconds
LARGE = PART * 2 + 12_345


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with nanio(tmp_path_factory.mktemp("buckets")) as address:
        yield address


@pytest.fixture(scope="module")
def front(server):
    faults = Faults()
    with in_front_of(server, faults) as address:
        yield address, faults


@pytest.fixture
def faults(front):
    _, faults = front
    yield faults
    faults.waiting.clear()
    faults.met.clear()


@pytest.fixture
def machine(front, tmp_path, monkeypatch, request):
    """Makes stores in one bucket, each as if on a machine of its own."""
    for name, value in (KEYS | {"AWS_ENDPOINT_URL": front[0]}).items():
        monkeypatch.setenv(name, value)
    prefix = hashlib.sha256(request.node.name.encode()).hexdigest()[:12]

    def make(name="here", room=10**9, patience=PATIENCE):
        return RemoteStore(tmp_path / name, Bucket(f"s3://{BUCKET}/{prefix}", patience), room)

    return make


def large(path):
    path.write_bytes(os.urandom(1000) * (LARGE // 1000) + b"e" * (LARGE % 1000))


def test_what_one_machine_made_another_finds(machine):
    kept = machine().keep_bytes(LOUD, lambda: b"HELLO")
    there = machine("there")

    assert there.find(LOUD) == kept
    assert there.read(kept) == b"HELLO"
    assert there.path(kept.digest).read_bytes() == b"HELLO"
    assert there.keep(LOUD, lambda _: pytest.fail("it was made again")) == kept


def test_what_nobody_made_is_not_found(machine):
    assert machine().find(LOUD) is None
    with pytest.raises(FileNotFoundError):
        machine().path("0" * 64)


def test_an_empty_file_is_a_file(machine):
    kept = machine().keep_bytes(LOUD, lambda: b"")
    assert machine("there").read(kept) == b""


def test_a_large_file_goes_in_parts_and_comes_back_the_same(machine):
    kept = machine().keep(LOUD, large)
    assert kept.size == LARGE
    with machine("there").open(kept.digest) as file:
        assert hashlib.file_digest(file, "sha256").hexdigest() == kept.digest


@pytest.mark.parametrize("how", [500, 503, "cut", "short", "silent"])
def test_a_large_file_comes_whole_though_the_server_fails(machine, faults, how):
    kept = machine().keep(LOUD, large)
    faults.plan("GET", kept.digest, how, times=2)

    with machine("there").open(kept.digest) as file:
        assert hashlib.file_digest(file, "sha256").hexdigest() == kept.digest
    assert len(faults.met) == 2


@pytest.mark.parametrize("how", [500, 503, "silent"])
def test_a_large_file_is_kept_though_the_server_fails(machine, faults, how):
    faults.plan("PUT", "partNumber", how, times=2)
    kept = machine().keep(LOUD, large)

    assert len(faults.met) == 2
    with machine("there").open(kept.digest) as file:
        assert hashlib.file_digest(file, "sha256").hexdigest() == kept.digest


def test_another_file_than_was_kept_is_never_used(machine, faults):
    kept = machine().keep_bytes(LOUD, lambda: b"HELLO")
    faults.plan("GET", kept.digest, "wrong", times=2)

    assert machine("there").read(kept) == b"HELLO"
    assert len(faults.met) == 2


def test_where_another_file_comes_each_time_nothing_is_left_of_it(machine, faults):
    kept = machine().keep_bytes(LOUD, lambda: b"HELLO")
    faults.plan("GET", kept.digest, "wrong", times=99)
    there = machine("there")

    with pytest.raises(StoreAway, match="not what was kept"):
        there.path(kept.digest)
    assert [p for p in there.root.glob("**/*") if p.is_file()] == []


def test_a_note_that_is_not_one_is_made_again(machine):
    store = machine()
    store.keep_bytes(LOUD, lambda: b"HELLO")
    (note,) = store.bucket.all("recipes")
    store.bucket.put(note.key, b'{"dig')

    assert store.find(LOUD) is None
    assert store.read(store.keep_bytes(LOUD, lambda: b"HELLO")) == b"HELLO"


def test_a_file_of_another_size_than_noted_is_made_again(machine):
    store = machine()
    kept = store.keep_bytes(LOUD, lambda: b"HELLO")
    store.bucket.put(f"files/{kept.digest[:2]}/{kept.digest}", b"HEL")

    assert store.find(LOUD) is None
    assert machine("there").read(store.keep_bytes(LOUD, lambda: b"HELLO")) == b"HELLO"


@pytest.mark.parametrize("how", [500, 503, "silent"])
def test_a_server_that_goes_on_failing_is_named_and_nothing_is_kept(machine, faults, how):
    store = machine(patience=0.3)
    faults.plan("PUT", "files/", how, times=99)
    with pytest.raises(StoreAway) as caught:
        store.keep_bytes(LOUD, lambda: b"HELLO")
    assert BUCKET in caught.value.place

    faults.waiting.clear()
    assert store.find(LOUD) is None
    assert [p for p in store.root.glob("**/*") if p.is_file()] == []


def test_a_server_that_is_not_there_is_named(machine, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    with pytest.raises(StoreAway):
        machine(patience=0.3).find(LOUD)


def test_a_bucket_that_is_not_there_is_named(machine, tmp_path):
    machine()
    store = RemoteStore(tmp_path / "x", Bucket("s3://nobodys", PATIENCE), 10**9)
    with pytest.raises(StoreAway, match="no such bucket"):
        store.keep_bytes(LOUD, lambda: b"HELLO")


def test_a_key_that_is_not_right_is_named(machine, monkeypatch):
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "another")
    with pytest.raises(StoreAway):
        machine().find(LOUD)


def test_collect_clears_what_nothing_reaches_and_spares_the_young(machine):
    store = machine()
    wanted = store.keep_bytes(LOUD, lambda: b"HELLO")
    store.keep_bytes(QUIET, lambda: b"psst")

    assert store.collect({wanted.digest}, older_than=DAY).files == 0
    cleared = store.collect({wanted.digest}, older_than=-DAY)

    assert (cleared.files, cleared.bytes) == (1, 4)
    assert store.find(QUIET) is None
    assert machine("there").read(wanted) == b"HELLO"
    assert len(list(store.bucket.all("files"))) == len(list(store.bucket.all("recipes"))) == 1


def test_collect_clears_notes_that_name_what_is_gone_or_nothing(machine):
    store = machine()
    kept = store.keep_bytes(LOUD, lambda: b"HELLO")
    store.bucket.delete([f"files/{kept.digest[:2]}/{kept.digest}"])
    store.bucket.put("recipes/00/0000", b"{")

    store.collect(set(), older_than=DAY)
    assert list(store.bucket.all("recipes")) == []


def test_a_file_found_again_is_young_again(machine, monkeypatch):
    store = machine()
    store.keep_bytes(LOUD, lambda: b"HELLO")
    time.sleep(1.1)  # a bucket tells time in seconds
    later = time.time()
    monkeypatch.setattr("media.store.remote.FRESH", timedelta(0))
    time.sleep(1)
    store.find(LOUD)

    assert store.collect(set(), older_than=time.time() - later).files == 0


def test_a_note_that_is_young_is_not_written_again(machine, faults):
    store = machine()
    store.keep_bytes(LOUD, lambda: b"HELLO")
    faults.asked.clear()
    store.find(LOUD)
    assert [method for method, _ in faults.asked] == ["GET", "HEAD"]


# Copies


def test_copies_used_longest_ago_make_room_and_can_be_had_again(machine):
    store = machine(room=2500)
    recipes = [Recipe("hum", number, {}) for number in range(5)]
    for recipe in recipes:
        store.keep_bytes(recipe, lambda recipe=recipe: bytes([recipe.version]) * 1000)

    copies = [p.stat().st_size for p in (store.root / "files").glob("*/*")]
    assert len(copies) == 2
    assert [store.read(store.find(r)) for r in recipes] == [bytes([n]) * 1000 for n in range(5)]


def test_copies_in_use_stay_until_their_block_of_work_ends(machine):
    store = machine(room=1500)
    first = store.keep_bytes(Recipe("hum", 1, {}), lambda: b"1" * 1000)
    with store.held():
        path = store.path(first.digest)
        for number in range(2, 5):
            store.keep_bytes(Recipe("hum", number, {}), lambda n=number: bytes([n]) * 1000)
        assert path.read_bytes() == b"1" * 1000
    store.keep_bytes(Recipe("hum", 9, {}), lambda: b"9" * 1000)
    assert not path.exists()


def test_a_file_that_takes_more_than_all_the_room_can_be_used(machine):
    kept = machine().keep_bytes(LOUD, lambda: b"HELLO" * 1000)
    there = machine("there", room=10)
    with there.held():
        assert there.path(kept.digest).read_bytes() == b"HELLO" * 1000
    assert there.read(kept) == b"HELLO" * 1000


def test_a_copy_in_use_by_another_process_stays(machine):
    store, other = machine(room=1500), machine(room=1500)
    first = store.keep_bytes(Recipe("hum", 1, {}), lambda: b"1" * 1000)
    with other.open(first.digest) as file:
        store.keep_bytes(Recipe("hum", 2, {}), lambda: b"2" * 1000)
        assert other.path(first.digest).exists()
        assert file.read() == b"1" * 1000


def test_a_copy_that_went_while_it_was_asked_for_is_not_given(tmp_path):
    copies = Copies(tmp_path, 10)
    assert copies.opened(tmp_path / "gone") is None


# Addresses


def fetched(address, **headers):
    with urlopen(Request(address, headers=headers)) as answer:  # noqa: S310 - our own, on loopback
        return answer.status, answer.read(), answer.headers


def test_anybody_may_fetch_a_signed_address_in_parts(machine):
    store = machine()
    kept = store.keep_bytes(LOUD, lambda: b"HELLO")
    address = store.address(kept.digest, "video/mp4", 'attachment; filename="a b.mp4"')

    assert fetched(address)[:2] == (HTTPStatus.OK, b"HELLO")
    status, body, headers = fetched(address, Range="bytes=1-3")
    assert (status, body) == (HTTPStatus.PARTIAL_CONTENT, b"ELL")
    assert headers["Content-Range"] == "bytes 1-3/5"
    asked = parse_qs(urlsplit(address).query)
    assert asked["response-content-type"] == ["video/mp4"]
    assert asked["response-content-disposition"] == ['attachment; filename="a b.mp4"']
    assert store.address(kept.digest, "video/mp4", 'attachment; filename="a b.mp4"') == address


@pytest.mark.parametrize(
    ("what", "other"), [("video", "text"), ("X-Amz-Expires=", "X-Amz-Expires=1")]
)
def test_an_address_that_somebody_changed_is_refused(machine, what, other):
    store = machine()
    kept = store.keep_bytes(LOUD, lambda: b"HELLO")
    address = store.address(kept.digest, "video/mp4", None)
    with pytest.raises(HTTPError) as refused:
        fetched(address.replace(what, other))
    assert refused.value.code == HTTPStatus.FORBIDDEN
    refused.value.close()


def test_an_address_is_signed_as_amazon_shows():
    """The example of "Authenticating Requests: Using Query Parameters" in the S3 API reference."""
    address = (
        "https://examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256"
        "&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20260101%2Fus-east-1%2Fs3%2Faws4_request"
        "&X-Amz-Date=20260101T120000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host"
        "&X-Amz-Signature=0"
    )
    secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
    again = signed_again(address, secret, {}, datetime(2013, 5, 24, tzinfo=UTC))
    assert again.endswith(
        "X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"
    )
