"""Files to take away and to play: whole, in part, unchanged; and how pages are kept."""

import gzip
import re

import pytest

from publisher.pages import Forms, KeptPages

STABLE = "/statements/ashford/speech.mp3"


@pytest.fixture
def statement(public):
    public.publish()
    return public


def by_content(public, name):
    page = public.get("/statements/ashford").text
    return re.search(rf"/files/[0-9a-f]{{64}}/{re.escape(name)}", page)[0]


def test_a_form_is_saved_under_a_name_that_tells_what_it_is(statement):
    answer = statement.get("/statements/ashford/captions.vtt")

    assert answer.text == "WEBVTT\n"
    assert answer.headers["Content-Type"] == "text/vtt; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="ashford-captions.vtt"'
    assert answer.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert answer.last_modified == statement.library.statement(
        "ashford"
    ).revision.published.replace(microsecond=0)


def test_a_file_by_its_content_is_played_from_anywhere_and_kept_for_ever(statement):
    answer = statement.get(by_content(statement, "speech.mp3"))

    assert answer.data == b"m" * 1000
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Content-Disposition"].startswith("inline")
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "Last-Modified" not in answer.headers
    assert answer.headers["ETag"].strip('"') in by_content(statement, "speech.mp3")


def test_what_is_withdrawn_or_was_never_public_is_not_served(statement):
    address = by_content(statement, "speech.mp3")
    digest = address.split("/")[2]

    assert statement.get(address.replace("speech.mp3", "other.mp3")).status_code == 404
    assert statement.get(address.replace(digest, "0" * 64)).status_code == 404
    statement.library.withdraw("ashford", who="ann", reason="a mistake")
    assert statement.get(address).status_code == 404
    assert statement.get(STABLE).status_code == 410


def test_nothing_outside_the_store_can_be_named(statement):
    for address in (
        "/files/../../plainspoken.sqlite3/speech.mp3",
        "/files/%2e%2e%2f%2e%2e/speech.mp3",
        "/statements/ashford/..%2f..%2fplainspoken.sqlite3",
        "/static/x/../__init__.py",
        "/static/x/%2e%2e/settings.py",
    ):
        assert statement.get(address).status_code == 404


@pytest.mark.parametrize(
    ("asked", "status", "length", "told"),
    [
        ("bytes=0-99", 206, 100, "bytes 0-99/1000"),
        ("bytes=900-", 206, 100, "bytes 900-999/1000"),
        ("bytes=-100", 206, 100, "bytes 900-999/1000"),
        ("bytes=0-9999", 206, 1000, "bytes 0-999/1000"),
        ("bytes=1000-", 416, None, "bytes */1000"),
        ("bytes=-0", 416, None, "bytes */1000"),
        ("bytes=0-1,5-6", 200, 1000, None),  # several: answered whole
        ("bytes=5-2", 200, 1000, None),  # against the rules: ignored
        ("bytes=abc", 200, 1000, None),
        ("lines=0-5", 200, 1000, None),
        (f"bytes={'9' * 5000}-", 200, 1000, None),
    ],
)
def test_parts(statement, asked, status, length, told):
    answer = statement.get(STABLE, Range=asked)

    assert answer.status_code == status
    assert answer.headers.get("Content-Range") == told
    assert length is None or len(answer.data) == answer.content_length == length


def test_a_part_is_the_part_that_was_asked_for(public):
    public.publish(text="x")
    whole = public.get("/statements/ashford/manuscript.txt").data

    assert public.get("/statements/ashford/manuscript.txt", Range="bytes=5-11").data == whole[5:12]


def test_a_range_means_nothing_to_head(statement):
    answer = statement.client.head(STABLE, headers={"Range": "bytes=0-9"})

    assert (answer.status_code, answer.content_length, answer.data) == (200, 1000, b"")
    assert answer.headers["Accept-Ranges"] == "bytes"


def test_a_part_of_a_file_that_has_changed_is_answered_whole(statement):
    tag = statement.get(STABLE).headers["ETag"]

    def status(if_range):
        return statement.get(STABLE, Range="bytes=0-9", If_Range=if_range).status_code

    assert status(tag) == 206
    assert status('"other"') == 200
    assert status(f"W/{tag}") == 200  # a weak tag proves no equal bytes


def test_a_reader_that_has_the_file_is_told_so_even_if_it_asks_for_a_part(statement):
    answer = statement.get(STABLE)
    tag, day = answer.headers["ETag"], answer.headers["Last-Modified"]

    def status(**headers):
        return statement.get(STABLE, **headers).status_code

    assert status(If_None_Match=tag) == 304
    assert status(If_None_Match=f"W/{tag}, " + '"x"') == 304
    assert status(If_None_Match=tag, Range="bytes=0-9") == 304
    assert status(If_Modified_Since=day) == 304
    assert status(If_None_Match='"x"', If_Modified_Since=day) == 200
    assert status(If_Match='"x"') == 412
    assert statement.get(STABLE, If_None_Match=tag).data == b""


def test_a_page_is_unchanged_until_the_site_changes(statement):
    tag = statement.get("/statements/ashford").headers["ETag"]
    assert not tag.startswith("W/")

    unchanged = statement.get("/statements/ashford", If_None_Match=tag)
    assert (unchanged.status_code, unchanged.data) == (304, b"")

    statement.publish(text="Hello again.", title="Another title")
    assert statement.get("/statements/ashford", If_None_Match=tag).status_code == 200


def test_a_page_is_sent_compressed_to_whoever_takes_it_with_a_tag_of_its_own(statement):
    plain = statement.get("/statements/ashford")
    small = statement.get("/statements/ashford", Accept_Encoding="gzip, br")
    refused = statement.get("/statements/ashford", Accept_Encoding="gzip;q=0")

    assert gzip.decompress(small.data) == plain.data == refused.data
    assert small.headers["ETag"] != plain.headers["ETag"]
    assert small.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"
    again = statement.get(
        "/statements/ashford", Accept_Encoding="gzip", If_None_Match=small.headers["ETag"]
    )
    assert again.status_code == 304


def served(kept, path="/a", method="GET", **headers):
    """What an app answers to one request: its status, its headers and its bytes."""
    environ = {"REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": "", **headers}
    said = []
    body = b"".join(kept(environ, lambda *start: said.extend(start)))
    return said[0], dict(said[1]), body


class Drawing:
    """An app of one page, that knows what it was asked to draw."""

    def __init__(self, kind="text/html; charset=utf-8"):
        self.kind = kind
        self.drawn = []

    def __call__(self, environ, start_response):
        self.drawn.append(environ["PATH_INFO"])
        start_response("200 OK", [("Content-Type", self.kind), ("X-Careful", "yes")])
        return [environ["PATH_INFO"].encode() * 1000]


def test_a_page_is_drawn_once_for_each_version_of_the_site():
    app, version = Drawing(), [1]
    kept = KeptPages(app, lambda: version[0])

    first = served(kept)
    assert served(kept) == first
    assert first[1]["X-Careful"] == "yes"
    assert served(kept, method="HEAD") == (first[0], first[1], b"")
    assert app.drawn == ["/a"]

    version[0] = 2
    served(kept)
    version[0] = 1  # a reader that asked before the change: answered, and nothing is kept
    served(kept)
    served(kept)
    assert len(app.drawn) == 4


def test_the_pages_used_last_are_kept():
    app = Drawing()
    kept = KeptPages(app, lambda: 1, room=Forms.of(b"/a" * 1000, []).size * 2)

    for path in ("/a", "/b", "/a", "/c", "/a", "/b"):
        served(kept, path)

    assert app.drawn == ["/a", "/b", "/c", "/b"]


def test_what_is_no_page_passes_through_untouched():
    app = Drawing("audio/mpeg")
    kept = KeptPages(app, lambda: 1)

    status, headers, body = served(kept)
    served(kept)

    assert (status, body) == ("200 OK", b"/a" * 1000)
    assert headers == {"Content-Type": "audio/mpeg", "X-Careful": "yes"}
    assert app.drawn == ["/a", "/a"]


def test_styles_scripts_and_fonts_are_kept_for_ever_under_the_release_that_has_them(statement):
    page = statement.get("/").text

    for address in re.findall(r"/static/[^\"]+", page):
        answer = statement.get(address)
        assert answer.status_code == 200, address
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        older = statement.get(re.sub(r"/static/\w+", "/static/older", address))
        assert older.headers["Cache-Control"] == "no-store"


def test_a_style_sheet_names_only_files_that_are_there(statement):
    assets = statement.app.extensions["plainspoken"].assets
    named = re.findall(r'url\("([^"]+)"\)', assets.get("theme.css").body.decode())

    assert named
    assert all(assets.get(name) for name in named)


def test_neither_gds_transport_nor_the_crown_is_in_the_styles(statement):
    style = statement.app.extensions["plainspoken"].assets.get("vendor/govuk.css").body.decode()

    assert "Transport" not in style
    assert "crown" not in re.sub(r"/\*.*?\*/", "", style)


def test_only_a_site_reached_by_https_asks_for_https(public, secure):
    assert "Strict-Transport-Security" not in public.get("/").headers
    assert secure.get("/").headers["Strict-Transport-Security"] == "max-age=31536000"
