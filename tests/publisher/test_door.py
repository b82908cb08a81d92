"""What is taken in before the site is asked: much from editors, from others next to nothing."""

import re
import socket
from urllib.parse import urlsplit

import pytest
from flask import url_for
from waitress.receiver import FixedStreamReceiver

from publisher import door as doors
from publisher.accounts.sessions import LONGEST
from publisher.door import RECORDING, Door
from tests.page_rules import check_page
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


@pytest.fixture
def taken_in(monkeypatch):
    """How many bytes of bodies waitress kept."""
    counts = []
    keep = FixedStreamReceiver.received

    def counted(receiver, data):
        counts.append(len(data))
        return keep(receiver, data)

    monkeypatch.setattr(FixedStreamReceiver, "received", counted)
    return counts


def is_our_page(said):
    """Whether an answer is the site's own page that says what to do, with its headers."""
    head, _, page = said.partition("\r\n\r\n")
    check_page(page)
    assert "Content-Security-Policy: default-src 'none'" in head
    assert "Content-Type: text/html; charset=utf-8" in head
    return '<h1 class="govuk-heading-xl">Too much was sent</h1>' in page and "sign in" in page


@pytest.mark.parametrize("path", [HERE, "/studio/sign-in", "/", "/studio/uploads/x"])
@pytest.mark.parametrize("count", [65_000, FORM])
def test_what_a_stranger_sends_is_kept_nowhere_and_answered_with_a_page(
    address, path, count, taken_in
):  # fmt: skip
    line = Line(address, path, f"Content-Length: {count}", "Connection: close")
    line.send(count)
    status, said = line.answer()
    assert (status, is_our_page(said), sum(taken_in)) == (413, True, 0)


@pytest.mark.parametrize("path", [HERE, "/studio/sign-in", "/", "/studio/uploads/x"])
@pytest.mark.parametrize("count", [FORM + 1, 10**15])
def test_of_more_than_any_form_a_stranger_sends_nothing(address, path, count):
    status, said = Line(address, path, f"Content-Length: {count}").answer()
    assert (status, is_our_page(said)) == (413, True)
    assert "Connection: close" in said


def test_the_line_goes_on_with_what_comes_next(address):
    line = Line(address, "/", f"Content-Length: {FORM}")
    line.send(FORM)
    line.socket.sendall(b"GET /contact HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    _, said = line.answer()
    assert re.findall(r"HTTP/1.1 (\d+)", said) == ["413", "200"]


def test_a_stranger_who_does_not_say_how_much_is_refused_soon(address):
    line = Line(address, "/", "Transfer-Encoding: chunked")
    with line.socket, pytest.raises(OSError, match=r"reset|pipe"):  # noqa: PT012 - somewhere in it
        for _ in range(400):
            line.socket.sendall(b"2710\r\n" + b"x" * 10_000 + b"\r\n")
        line.answer()


def test_a_cookie_of_their_own_making_is_none(address, public, cookie, monkeypatch):
    for wrong in ("studio=x", cookie + "x", "studio=", cookie.replace("studio", "other")):
        assert status_of(address, wrong) == 413
    monkeypatch.setattr(doors, "LONGEST", -LONGEST)
    assert status_of(address, cookie) == 413, "it is long ago"
    anonymous = public.app.test_client()
    anonymous.get("/studio/sign-in")
    unknown = "studio=" + anonymous.get_cookie("studio").value
    assert status_of(address, unknown) == 413, "it was given to somebody who is not signed in"


def status_of(address, cookie):
    """What is answered to a large form with this cookie."""
    line = Line(address, HERE, "Content-Length: 65000", f"Cookie: {cookie}", "Connection: close")
    line.send(65_000)
    return line.answer()[0]


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
    assert (status, is_our_page(said)) == (413, True)


def test_who_asks_first_is_answered_before_anything_is_sent(address, cookie):
    asked = (f"Cookie: {cookie}", "Expect: 100-continue", f"Content-Length: {LARGEST + 1}")
    status, said = Line(address, HERE, *asked).answer()
    assert (status, is_our_page(said)) == (413, True)
    assert "Connection: close" in said


def test_the_form_of_a_recording_is_the_one_that_may_be_large(public):
    with public.app.test_request_context():
        assert RECORDING.fullmatch(url_for("studio.recording.answer", number=12))
    for other in ("/studio/drafts/1/recording/x", "/studio/drafts/x/recording", "/recording"):
        assert not RECORDING.fullmatch(other)
