"""Files that the store or nginx sends: where a reader is sent, and what stays with the site."""

import re
from http import HTTPStatus
from urllib.parse import parse_qs, urlsplit
from urllib.request import Request, urlopen

import pytest

pytest.importorskip("nanio", reason="the S3 server of the test extra is not installed")
pytest.importorskip("obstore", reason="the extra [s3] is not installed")

from media.store.bucket import Bucket
from media.store.remote import RemoteStore
from publisher.app import create_app
from publisher.library import Library
from publisher.playing import AS_GIVEN
from tests.buckets import BUCKET, KEYS, nanio
from tests.publisher.conftest import FILMS, Public, opened

FILM = "f" * 1_200_000
BEFORE = "/statements/ashford"


@pytest.fixture(scope="module")
def bucket(tmp_path_factory):
    with nanio(tmp_path_factory.mktemp("buckets")) as address:
        yield address


@pytest.fixture
def remote(bucket, tmp_path, monkeypatch):
    for name, value in (KEYS | {"AWS_ENDPOINT_URL": bucket}).items():
        monkeypatch.setenv(name, value)
    settings, library = opened(tmp_path, store=f"s3://{BUCKET}/site")
    public = Public(create_app(settings, library), library)
    public.publish_film(forms=FILMS | {"video-720.mp4": FILM})
    yield public
    library.engine.dispose()


@pytest.fixture
def behind_nginx(tmp_path):
    settings, library = opened(tmp_path, accel="/kept")
    public = Public(create_app(settings, library), library)
    public.publish_film()
    yield public
    library.engine.dispose()


def played(public, name):
    return re.search(rf"/files/[0-9a-f]{{64}}/{re.escape(name)}", public.get(BEFORE).text)[0]


def fetched(address, **headers):
    with urlopen(Request(address, headers=headers)) as answer:  # noqa: S310 - on loopback
        return answer.status, answer.read()


def test_a_film_is_fetched_from_the_store_in_parts(remote, bucket):
    answer = remote.get(played(remote, "video-720.mp4"), Range="bytes=5-8")

    assert answer.status_code == HTTPStatus.FOUND
    assert answer.data == b""
    assert answer.location.startswith(f"{bucket}/{BUCKET}/site/files/")
    assert fetched(answer.location, Range="bytes=5-8") == (HTTPStatus.PARTIAL_CONTENT, b"ffff")
    assert fetched(answer.location) == (HTTPStatus.OK, FILM.encode())


def test_the_store_says_what_a_film_is_and_what_it_is_saved_as(remote):
    shown = remote.get(played(remote, "video-720.mp4")).location
    saved = remote.get(f"{BEFORE}/video-720.mp4").location

    asked = parse_qs(urlsplit(shown).query)
    assert asked["response-content-type"] == ["video/mp4"]
    assert "response-content-disposition" not in asked
    (disposition,) = parse_qs(urlsplit(saved).query)["response-content-disposition"]
    assert disposition == 'attachment; filename="ashford-video-720.mp4"'
    assert fetched(saved) == (HTTPStatus.OK, FILM.encode())


def test_nobody_keeps_the_way_to_a_film_longer_than_it_can_be_gone(remote):
    for address in (played(remote, "video-720.mp4"), f"{BEFORE}/video-720.mp4"):
        answer = remote.get(address)
        lasts = int(parse_qs(urlsplit(answer.location).query)["X-Amz-Expires"][0])
        assert 0 < answer.cache_control.max_age < lasts / 10
        assert lasts < 8 * 3_600


def test_whoever_asks_for_no_more_than_the_size_is_answered_here(remote):
    answer = remote.client.head(played(remote, "video-720.mp4"))
    assert (answer.status_code, answer.content_length) == (HTTPStatus.OK, len(FILM))
    assert answer.headers["Content-Type"] == "video/mp4"


def test_captions_and_what_is_small_stay_with_the_site(remote):
    captions = remote.get(f"{BEFORE}/captions.vtt")
    assert (captions.status_code, captions.text) == (HTTPStatus.OK, "WEBVTT\n")
    assert remote.get(played(remote, "poster.jpg")).data == FILMS["poster.jpg"].encode()


def test_pages_may_show_what_the_store_sends_and_run_nothing_of_it(remote, bucket):
    rules = dict(
        rule.split(" ", 1)
        for rule in remote.get("/").headers["Content-Security-Policy"].split("; ")
    )
    assert rules["media-src"] == rules["img-src"] == f"'self' {bucket}"
    assert rules["script-src"] == rules["style-src"] == "'self'"


def test_a_draft_is_fetched_from_the_store_and_nobody_keeps_the_way(remote):
    secret = remote.draft("bexley", recording=FILM)
    page = remote.get(f"/preview/{secret}").text
    answer = remote.get(re.search(rf"/preview/{secret}/{AS_GIVEN}", page)[0])
    assert answer.headers["Cache-Control"] == "no-store"
    assert fetched(answer.location) == (HTTPStatus.OK, FILM.encode())


def test_a_withdrawn_film_is_no_longer_shown_the_way_to(remote):
    address = played(remote, "video-720.mp4")
    remote.library.withdraw("ashford", who="ann", reason="a mistake")
    assert remote.get(address).status_code == HTTPStatus.NOT_FOUND


def test_while_the_store_is_gone_only_what_needs_it_says_so(remote, monkeypatch, tmp_path):
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    away = RemoteStore(tmp_path / "new", Bucket(f"s3://{BUCKET}/site", patience=0.2), 10**9)
    library = Library(remote.library.engine, away)
    public = Public(create_app(remote.app.extensions["plainspoken"].settings, library), library)

    answer = public.get(BEFORE)
    assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert int(answer.headers["Retry-After"]) > 0
    assert public.get("/").status_code == HTTPStatus.OK


def test_nginx_is_told_where_a_file_lies_and_what_it_is(behind_nginx):
    address = played(behind_nginx, "video-720.mp4")
    digest = address.split("/")[2]

    shown = behind_nginx.get(address)
    saved = behind_nginx.get(f"{BEFORE}/video-720.mp4")

    for answer in (shown, saved):
        assert answer.headers["X-Accel-Redirect"] == f"/kept/{digest[:2]}/{digest}"
        assert answer.headers["Content-Type"] == "video/mp4"
        assert answer.data == b""
    assert saved.headers["Content-Disposition"] == 'attachment; filename="ashford-video-720.mp4"'
    assert "immutable" in shown.headers["Cache-Control"]
    assert behind_nginx.library.store.path(digest).is_file()
