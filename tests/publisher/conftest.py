"""A public site of one's own: a data folder with statements in it, and a client that checks."""

import json
from datetime import date
from pathlib import PurePath

import pytest

from media.store import Recipe
from publisher.app import create_app
from publisher.library import Library, NewRevision
from publisher.pages import KeptPages
from publisher.publishing import MEDIA_TYPES
from publisher.reading import READING
from publisher.settings import Settings
from publisher.site import Site
from publisher.statements import Details, File
from tests.page_rules import CarefulClient

FORMS = {  # what a statement is taken away as, and bytes that stand for it
    "transcript.txt": "Good morning.",
    "speech.mp3": "m" * 1000,
    "speech.opus": "o" * 500,
    "captions.vtt": "WEBVTT\n",
    "captions.srt": "1\n",
    "captions.ttml": "<tt/>",
}
# A sentence a second. Each paragraph is a speaker, a heading's rank, and its sentences.
TALK = [
    (None, 1, ["What we found."]),
    ("Siân Reeve", 0, ["Good morning.", "Thank you for coming."]),
    ("Siân Reeve", 0, ["[Music]", "We visited on 28 April."]),
    ("Rhodri Huw", 0, ["Diolch."]),
]


def paragraphs(talk):
    """A talk as it is kept for the page; a sound takes no time and says nothing."""
    second = 0
    for speaker, heading, sentences in talk:
        said = []
        for text in sentences:
            sound = text.startswith("[")
            start, end = (None, None) if sound else (second * 1000, second * 1000 + 800)
            said.append({"text": text, "start": start, "end": end, "sound": sound, "glue": " "})
            second += not sound
        said[-1]["glue"] = ""
        yield {"speaker": speaker, "heading": heading, "sentences": said}


class Public:
    """A site, and what an editor does to it."""

    def __init__(self, app, library):
        self.app = app
        self.library = library
        self.app.test_client_class = CarefulClient
        self.client = self.app.test_client()

    def publish(self, slug="ashford", *, talk=TALK, text="Hello.", to=None, note=None, **changes):
        said = {
            "title": "Inspection of Ashford Vale",
            "speaker": "Siân Reeve",
            "role": "Inspector",
            "about": "Ashford Vale Constabulary",
            "date": date(2018, 2, 1),
            "language": "en-GB",
            "voice": "heart",
        }
        reading = json.dumps({"paragraphs": list(paragraphs(talk))})
        files = [self._file(*form) for form in (FORMS | {READING: reading}).items()]
        new = NewRevision(Details(**said | changes), text, files, [], 6_000, note)
        return self.library.publish(slug, new, who="ann", translation_of=to)

    def _file(self, name, content):
        data = content.encode()
        kept = self.library.store.keep_bytes(Recipe(name, 1, {"is": content}), lambda: data)
        return File(name, kept.digest, kept.size, MEDIA_TYPES[PurePath(name).suffix])

    def get(self, address, **headers):
        return self.client.get(
            address, headers={k.replace("_", "-"): v for k, v in headers.items()}
        )


def opened(tmp_path, **changes):
    settings = Settings(data=tmp_path / "data", body_name="The Inspectorate", **changes)
    return settings, Library.open(settings)


@pytest.fixture(scope="session")
def app(tmp_path_factory):
    """One app for all tests, so that each template is compiled once; `public` fills it anew."""
    settings, library = opened(tmp_path_factory.mktemp("app"))
    yield create_app(settings, library)
    library.engine.dispose()


@pytest.fixture
def public(app, tmp_path):
    settings, library = opened(tmp_path)
    app.extensions["plainspoken"] = Site(
        settings, library, assets=app.extensions["plainspoken"].assets
    )
    app.wsgi_app = KeptPages(app.wsgi_app.app, library.version)
    yield Public(app, library)
    library.engine.dispose()


@pytest.fixture
def secure(tmp_path):
    settings, library = opened(tmp_path / "secure", base_url="https://example.org")
    yield Public(create_app(settings, library), library)
    library.engine.dispose()
