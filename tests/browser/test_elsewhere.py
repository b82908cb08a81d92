"""The player with a film that is in a bucket, on another origin than the page."""

import sqlite3
from dataclasses import replace

import pytest

from publisher.app import create_app
from publisher.library import Library
from publisher.operating.kept import kept_files
from tests.browser.conftest import served
from tests.buckets import BUCKET, KEYS, nanio

pytestmark = pytest.mark.browser

FILM = "/statements/perspectives"


@pytest.fixture(scope="module")
def elsewhere(published_site, tmp_path_factory):
    """The published site, its files moved to a bucket: its address, and the bucket's."""
    pytest.importorskip("nanio", reason="the S3 server of the test extra is not installed")
    pytest.importorskip("obstore", reason="the extra [s3] is not installed")
    folder = tmp_path_factory.mktemp("elsewhere")
    settings = replace(published_site.settings, data=folder, store=f"s3://{BUCKET}")
    copy = sqlite3.connect(settings.database)
    was = sqlite3.connect(published_site.settings.database)
    was.backup(copy)
    was.close()
    copy.close()
    with nanio(folder / "buckets") as bucket, pytest.MonkeyPatch.context() as environment:
        for name, value in (KEYS | {"AWS_ENDPOINT_URL": bucket}).items():
            environment.setenv(name, value)
        library = Library.open(settings)
        here, there = kept_files(published_site.library.store), kept_files(library.store)
        for name in here.names():
            with here.open(name) as file:
                there.put(name, file)
        with served(create_app(settings, library)) as address:
            yield address, bucket
        library.engine.dispose()


def test_a_film_comes_from_the_bucket_and_its_captions_from_the_site(
    visit, published_site, elsewhere
):
    address, bucket = elsewhere
    with visit(site=address) as one:
        came = []
        one.page.on("response", lambda answer: came.append((answer.url, answer.status)))
        one.film()
        one.check_cues(published_site.words[FILM], 4)

    films = [status for url, status in came if url.startswith(bucket)]
    assert films
    assert set(films) <= {200, 206}
    assert any(url.startswith(address) and url.endswith("captions.vtt") for url, _ in came)
