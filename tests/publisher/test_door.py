"""What is taken in before the site is asked: much from editors, from others next to nothing."""

import socket
from urllib.parse import urlsplit

import pytest
from flask import url_for

from publisher import door as doors
from publisher.accounts.sessions import LONGEST
from publisher.door import RECORDING, Door
from tests.serving import served

LARGEST = 3_000_000
FORM = 400_000
HERE = "/studio/drafts/1/recording"


@pytest.fixture
def address(public, monkeypatch):
    monkeypatch.setattr(doors, "FORM", FORM)
    monkeypatch.setattr(doors, "AROUND", 0)
    with served(public.app, Door(public.app, LARGEST)) as address:
        yield urlsplit(address)


@pytest.fixture
def cookie(editor):
    ann = editor()
    return "studio=" + ann.client.get_cookie("studio").value


class Line:
    """A line to the server, on which a request is sent as one likes."""

    def __init__(self, address, path, *headers, method="POST"):
        self.socket = socket.create_connection((address.hostname, address.port), timeout=20)
        head = [f"{method} {path} HTTP/1.1", f"Host: {address.netloc}", *headers, "", ""]
        self.socket.sendall("\r\n".join(head).encode())

    def send(self, count):
        self.socket.sendall(b"x" * count)

    def answer(self):
        """The status of the answer, and all that comes with it."""
        said = self.socket.recv(100)
        while more := self.socket.recv(100_000):
            said += more
        self.socket.close()
        return int(said.split()[1]), said.decode()


@pytest.mark.parametrize("path", [HERE, "/studio/sign-in", "/", "/studio/uploads/x"])
def test_a_stranger_is_refused_before_a_byte_is_read(address, path):
    for count in (LARGEST, 65_000, 10**15):
        line = Line(address, path, f"Content-Length: {count}")
        assert line.answer()[0] == 413


def test_a_stranger_who_does_not_say_how_much_is_refused_soon(address):
    line = Line(address, "/", "Transfer-Encoding: chunked")
    with line.socket, pytest.raises(OSError, match=r"reset|pipe"):  # noqa: PT012 - somewhere in it
        for _ in range(400):
            line.socket.sendall(b"2710\r\n" + b"x" * 10_000 + b"\r\n")
        line.answer()


def test_a_cookie_of_their_own_making_is_none(address, public, cookie, monkeypatch):
    for wrong in ("studio=x", cookie + "x", "studio=", cookie.replace("studio", "other")):
        line = Line(address, HERE, "Content-Length: 65000", f"Cookie: {wrong}")
        assert line.answer()[0] == 413
    monkeypatch.setattr(doors, "LONGEST", -LONGEST)
    line = Line(address, HERE, "Content-Length: 65000", f"Cookie: {cookie}")
    assert line.answer()[0] == 413, "it is long ago"
    anonymous = public.app.test_client()
    anonymous.get("/studio/sign-in")
    unknown = "studio=" + anonymous.get_cookie("studio").value
    line = Line(address, HERE, "Content-Length: 65000", f"Cookie: {unknown}")
    assert line.answer()[0] == 413, "it was given to somebody who is not signed in"


@pytest.mark.parametrize(("path", "most"), [(HERE, LARGEST), ("/studio/new", FORM)])
def test_an_editor_sends_what_the_form_is_for_and_is_told_of_more(address, cookie, path, most):
    asked = (f"Cookie: {cookie}", "Connection: close")
    line = Line(address, path, f"Content-Length: {most}", *asked)
    line.send(most)
    assert line.answer()[0] == 400, "the site hears of it, and finds no token"

    line = Line(address, path, f"Content-Length: {most + 1}", *asked)
    line.send(most)
    line.send(1)
    status, said = line.answer()
    assert (status, doors.REFUSED in said) == (413, True)


def test_who_asks_first_is_answered_before_anything_is_sent(address, cookie):
    asked = (f"Cookie: {cookie}", "Expect: 100-continue", f"Content-Length: {LARGEST + 1}")
    assert Line(address, HERE, *asked).answer()[0] == 413


def test_the_form_of_a_recording_is_the_one_that_may_be_large(public):
    with public.app.test_request_context():
        assert RECORDING.fullmatch(url_for("studio.recording.answer", number=12))
    for other in ("/studio/drafts/1/recording/x", "/studio/drafts/x/recording", "/recording"):
        assert not RECORDING.fullmatch(other)
