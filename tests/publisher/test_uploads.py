"""Recordings that come in parts, over lines that are cut."""

import hashlib
import io
import math
import wave
from array import array
from base64 import b64encode
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from media.errors import NotARecording, TooLong
from media.store import Store
from publisher.accounts.rights import Role
from publisher.database import open_database
from publisher.settings import Settings
from publisher.uploads import counter as counting
from publisher.uploads.counter import Counter
from publisher.uploads.values import Misplaced

TUS = {"Tus-Resumable": "1.0.0"}
PART = "application/offset+octet-stream"
SECOND = array("h", (round(9_000 * math.sin(n / 20)) for n in range(48_000))).tobytes()


class Cut(Exception):
    """The line is cut."""


class Line(io.BytesIO):
    """A line that is cut after so many bytes."""

    def __init__(self, data, cut):
        super().__init__(data)
        self.left = cut

    def read(self, count):
        piece = super().read(min(count, self.left))
        if not piece and self.left <= 0:
            raise Cut
        self.left -= len(piece)
        return piece


def sound(seconds):
    """A recording of so many seconds, as a WAV file of 96 kB a second."""
    whole = io.BytesIO()
    with wave.open(whole, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(48_000)
        for _ in range(seconds):
            file.writeframes(SECOND)
    return whole.getvalue()


@pytest.fixture
def counter(tmp_path):
    engine = open_database(Settings(data=tmp_path))
    yield Counter(engine, Store(tmp_path / "store"), 100_000_000)
    engine.dispose()


@pytest.fixture
def owner(public):
    accounts = public.app.extensions["plainspoken"].accounts
    return accounts.add("Ann", "ann@example.org", Role.AUTHOR, who="test").id


@pytest.fixture
def here(public):
    return public.app.extensions["plainspoken"].counter


def test_twenty_megabytes_cut_five_times_arrive_whole(here, owner, monkeypatch):
    monkeypatch.setattr(counting, "PIECE", 1_000_000)
    data = sound(210)
    assert len(data) > 20_000_000
    upload = here.begin(owner, "long.wav", len(data))
    for cut in (500_000, 3_200_000, 0, 7_777_777, 4_000_000):
        with pytest.raises(Cut):
            here.take(upload, upload.here, Line(data[upload.here :], cut))
        upload = here.find(upload.id, owner)
    assert upload.here == 14_000_000
    upload = here.take(upload, upload.here, io.BytesIO(data[upload.here :]))

    supplied = here.recording(upload)

    assert (supplied.digest, supplied.name) == (hashlib.sha256(data).hexdigest(), "long.wav")
    assert here.store.path(supplied.digest).read_bytes() == data


@settings(deadline=None, max_examples=30)
@given(data=st.binary(min_size=1, max_size=60), cuts=st.lists(st.integers(0, 70), max_size=8))
def test_however_it_is_cut_the_bytes_are_the_same(tmp_path_factory, data, cuts):
    folder = tmp_path_factory.mktemp("cut")
    engine = open_database(Settings(data=folder))
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO accounts (id, email, name, role) VALUES (1, 'a@b.c', 'Ann', 'author')"
        )
    counter = Counter(engine, Store(folder / "store"), 100)
    upload = counter.begin(1, "a.wav", len(data))
    for cut in cuts:
        upload = counter.take(upload, upload.here, io.BytesIO(data[upload.here :][:cut]))
    upload = counter.take(upload, upload.here, io.BytesIO(data[upload.here :] + b"more"))
    assert upload.whole
    with engine.connect() as connection:
        parts = connection.exec_driver_sql("SELECT digest FROM upload_parts ORDER BY start")
        assert b"".join(counter.store.path(p).read_bytes() for (p,) in parts) == data
    engine.dispose()


def test_a_part_in_the_wrong_place_is_refused_and_told_where(here, owner):
    upload = here.begin(owner, "a.wav", 10)
    two = here.take(upload, 0, io.BytesIO(b"12345"))
    for one, at in ((two, 3), (two, 7), (upload, 0)):  # the last: two scripts send the same file
        with pytest.raises(Misplaced) as met:
            here.take(one, at, io.BytesIO(b"xx"))
        assert met.value.here == 5


def test_what_is_too_large_or_no_recording_is_refused_and_what_is_left_is_forgotten(here, owner):
    with pytest.raises(TooLong):
        here.begin(owner, "a.wav", here.largest + 1)
    upload = here.take(here.begin(owner, "notes.txt", 5), 0, io.BytesIO(b"Hello"))
    with pytest.raises(NotARecording):
        here.recording(upload)
    (part,) = here.needed()
    assert here.forget(timedelta(days=1)) == 0
    assert here.forget(timedelta(0)) == 1
    assert here.needed() == set()
    assert here.store.path(part).exists(), "collect clears it away"


def test_a_name_is_a_name_and_no_path(here, owner):
    assert here.begin(owner, "a\x00b\n<script>.wav", 1).name == "ab<script>.wav"
    assert here.begin(owner, "", 1).name == "recording"


def test_a_script_sends_a_recording_as_tus_has_it(editor):
    ann = editor()
    data = sound(1)
    token = {"X-CSRFToken": ann.token}
    name = b64encode("Siân’s.wav".encode()).decode()
    offered = ann.client.options("/studio/uploads")
    assert offered.headers["Tus-Extension"] == "creation"
    assert offered.headers["Tus-Max-Size"] == "8000000000"

    made = ann.client.post(
        "/studio/uploads",
        headers=TUS | token | {"Upload-Length": len(data), "Upload-Metadata": f"filename {name}"},
    )
    assert made.status_code == 201
    address = made.headers["Location"]
    here = 0
    for piece in (data[:30_000], data[30_000:30_001], data[30_001:]):
        sent = ann.client.patch(
            address, data=piece, content_type=PART, headers=TUS | token | {"Upload-Offset": here}
        )
        here += len(piece)
        assert (sent.status_code, sent.headers["Upload-Offset"]) == (204, str(here))
    asked = ann.client.head(address, headers=TUS)
    assert asked.headers["Upload-Length"] == asked.headers["Upload-Offset"] == str(len(data))
    assert asked.headers["Cache-Control"] == "no-store"


def test_what_a_script_asks_wrongly_is_refused(editor):
    ann, bob = editor(), editor(name="Bob")
    token = {"X-CSRFToken": ann.token}

    def begin(**more):
        return ann.client.post("/studio/uploads", headers=TUS | token | more)

    assert begin(**{"Upload-Length": "-1"}).status_code == 400
    assert begin(**{"Upload-Length": "1", "Upload-Metadata": "filename %"}).status_code == 400
    assert begin(**{"Upload-Length": "9000000000"}).status_code == 413
    old = ann.client.post("/studio/uploads", headers={**token, "Tus-Resumable": "0.2.2"})
    assert (old.status_code, old.headers["Tus-Version"]) == (412, "1.0.0")
    address = begin(**{"Upload-Length": "5"}).headers["Location"]

    def send(who, kind=PART, at="0"):
        headers = TUS | {"X-CSRFToken": who.token, "Upload-Offset": at}
        return who.client.patch(address, data=b"1234", content_type=kind, headers=headers)

    assert send(bob).status_code == 404, "it is its owner's alone"
    assert bob.client.head(address, headers=TUS).status_code == 404
    assert send(ann, kind="text/plain").status_code == 415
    wrong = send(ann, at="3")
    assert (wrong.status_code, wrong.headers["Upload-Offset"]) == (409, "0")
    assert ann.client.patch(address, data=b"1", headers=TUS).status_code == 400, "no token"
    assert send(ann).status_code == 204
