"""Forms to take away: offered, made at first demand, kept, and made anew when a word changes."""

import re
from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document
from justhtml import JustHTML

from media.errors import Lack
from media.production import takeaway as production
from media.takeaway import AT_ONCE, DOCUMENTS, RENDERED
from publisher import takeaway
from publisher.media_types import media_type
from publisher.offers import OFFERED
from publisher.phrases import PHRASES
from tests.publisher.conftest import FORMS
from tests.publisher.test_reader import texts

WORD = "/statements/ashford/transcript.docx"


@pytest.fixture
def statement(public):
    public.publish()
    return public


def rows(public, address="/statements/ashford"):
    """The table of forms: what stands in the last cell, by the form's name."""
    page = public.get(address)
    cells = texts(page, ".take tbody td:last-child")
    return dict(zip(texts(page, ".take th[scope=row]"), cells, strict=True))


def forms_of(public):
    return {n: f.digest for n, f in public.library.statement("ashford").files.items()}


def test_a_document_is_made_when_it_is_first_asked_for_and_kept(statement):
    assert rows(statement)["Word"] == "Made when you ask for it"

    first = statement.get(WORD)

    assert first.status_code == 200
    assert first.headers["Content-Disposition"] == 'attachment; filename="ashford-transcript.docx"'
    assert first.headers["ETag"].strip('"') == forms_of(statement)["transcript.docx"]
    assert first.last_modified
    assert re.fullmatch(r"\d+ kB", rows(statement)["Word"])
    assert statement.get(WORD, If_None_Match=first.headers["ETag"]).status_code == 304
    assert statement.get(WORD).data == first.data


def test_what_is_asked_for_is_the_statement_with_all_that_is_said_of_it(statement):
    document = Document(BytesIO(statement.get(WORD).data))

    properties = document.core_properties
    assert properties.title == "Inspection of Ashford Vale"
    assert properties.author == "Siân Reeve"
    assert properties.language == "en-GB"
    said = [p.text for p in document.paragraphs]
    assert said[:4] == [
        "Inspection of Ashford Vale",
        "Siân Reeve, Inspector",
        "About Ashford Vale Constabulary",
        "1 February 2018",
    ]
    digest = statement.library.statement("ashford").revision.digest
    assert f"Fingerprint of the text (SHA-256): {digest}" in said
    assert "Published by: The Inspectorate" in said
    assert "Address: http://127.0.0.1:8000/statements/ashford" in said


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_document_has_its_type_and_a_sensible_name(statement, name):
    answer = statement.get(f"/statements/ashford/{name}")

    if name.endswith(".brf") and answer.status_code == 404:
        pytest.skip("liblouis is not installed here")
    assert answer.headers["Content-Type"] == media_type(name)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="ashford-{name}"'
    assert answer.headers.getlist("ETag") == [f'"{forms_of(statement)[name]}"']
    assert answer.content_length == len(answer.data) > 100


def test_a_changed_word_makes_every_form_anew(statement):
    before = statement.get(WORD)
    statement.publish(text="Hello again.", talk=[("Siân Reeve", 0, ["Hello again."])])

    after = statement.get(WORD, If_None_Match=before.headers["ETag"])

    assert after.status_code == 200
    assert "Hello again." in [p.text[-12:] for p in Document(BytesIO(after.data)).paragraphs]


def test_the_same_words_published_again_keep_the_forms_that_still_hold(statement):
    before = statement.get(WORD).headers["ETag"]
    settings = statement.app.extensions["plainspoken"].settings
    statement.publish()
    assert "transcript.docx" not in forms_of(statement)

    takeaway.keep_made(statement.library.statement("ashford"), settings, statement.library)

    assert f'"{forms_of(statement)["transcript.docx"]}"' == before
    assert "transcript.odt" not in forms_of(statement)  # it was never made


def test_a_form_of_a_revision_that_was_corrected_meanwhile_is_not_offered(statement):
    old = statement.library.statement("ashford")
    statement.publish(text="Corrected.")
    version = statement.library.version()

    settings = statement.app.extensions["plainspoken"].settings
    takeaway.make_now("transcript.txt", old, settings, statement.library)

    assert "transcript.txt" not in forms_of(statement)
    assert statement.library.version() == version


def test_forms_of_files_that_were_changed_meanwhile_are_not_offered(statement):
    """Published again with the same words and other captions, it is another to make forms of."""
    old = statement.library.statement("ashford")
    statement.publish(forms=FORMS | {"captions.vtt": "WEBVTT\n\nNOTE Edited\n"})
    settings = statement.app.extensions["plainspoken"].settings

    takeaway.make(("transcript.txt",), old, settings, statement.library)

    new = statement.library.statement("ashford")
    assert new.revision.number == old.revision.number
    assert "transcript.txt" not in new.files
    takeaway.make(("transcript.txt",), new, settings, statement.library)
    assert "transcript.txt" in statement.library.statement("ashford").files


def test_once_all_is_made_the_page_says_every_size_and_is_silent_of_what_failed(statement):
    found = statement.library.statement("ashford")
    settings = statement.app.extensions["plainspoken"].settings

    made = takeaway.make_all(found, settings, statement.library)

    assert {"statement.m4b", "social-square.mp4", "social-portrait.mp4"} <= set(made.troubles)
    told = rows(statement)
    assert re.fullmatch(r"\d+ kB", told["Everything, in one zip"])
    assert re.fullmatch(r"\d+ kB", told["E-book with sound"])
    assert "Square film" not in told
    assert "Audiobook, M4B" not in told
    assert "Not ready yet" not in told.values()
    with ZipFile(BytesIO(statement.get("/statements/ashford/everything.zip").data)) as zipped:
        assert set(zipped.namelist()) >= {"transcript.docx", "statement.epub", "speech.mp3"}


def test_the_zip_has_forms_that_are_made_and_not_offered(statement):
    """As where it was published again while they were made."""
    settings = statement.app.extensions["plainspoken"].settings
    statement.get(WORD)
    statement.publish()
    seen = statement.library.statement("ashford")
    assert "transcript.docx" not in seen.files

    takeaway.make((takeaway.EVERYTHING,), seen, settings, statement.library)

    with ZipFile(BytesIO(statement.get("/statements/ashford/everything.zip").data)) as zipped:
        assert "transcript.docx" in zipped.namelist()


def test_long_work_is_never_done_inside_a_request_and_said_to_come(statement):
    for name in RENDERED.keys() - AT_ONCE:
        assert statement.get(f"/statements/ashford/{name}").status_code == 404
    assert rows(statement)["Everything, in one zip"] == "Not ready yet"
    assert "Everything, in one zip" not in texts(statement.get("/statements/ashford"), ".take a")


def test_nothing_is_made_of_what_is_not_public(statement):
    statement.library.withdraw("ashford", who="ann", reason="a mistake")

    assert statement.get(WORD).status_code == 410
    assert statement.get("/statements/nowhere/transcript.docx").status_code == 404
    assert statement.get("/statements/ashford/transcript.doc").status_code == 410


def test_a_draft_offers_what_is_made_and_makes_nothing(public):
    secret = public.draft()

    page = public.get(f"/preview/{secret}")

    assert "Word" not in texts(page, ".take th[scope=row]")
    assert "Text as written" in texts(page, ".take th[scope=row]")
    assert public.get(f"/preview/{secret}/transcript.docx").status_code == 404


class Unmakeable:
    """A form that a machine lacks the program for."""

    VERSION = 1

    def identity(self):
        return {}

    def lacks(self, _edition):
        return Lack.LIBLOUIS

    def write(self, edition):
        raise AssertionError(f"{edition.title}: nothing can be written")


def test_where_there_is_no_braille_the_page_says_so(statement, monkeypatch):
    monkeypatch.setitem(DOCUMENTS, "transcript-grade-1.brf", Unmakeable())

    page = statement.get("/statements/ashford")

    told = rows(statement)["Braille, uncontracted"]
    assert told.startswith("Not on this site: the program that makes braille is not installed.")
    links = JustHTML(page.text, sanitize=False).query(".take a")
    assert not [a for a in links if a.attrs["href"].endswith("grade-1.brf")]
    assert statement.get("/statements/ashford/transcript-grade-1.brf").status_code == 404


def test_every_form_has_its_words_its_type_and_its_place_on_the_page():
    assert set(production.FORMS) <= set(OFFERED)
    for name in OFFERED:
        assert media_type(name)
        for phrases in PHRASES.values():
            assert phrases.say(f"take.{name}")
            assert phrases.say(f"take.{name}.use")
    for lacks in (Lack.LIBLOUIS, Lack.BRAILLE, Lack.TYPE):  # what a document may have to do without
        assert all(phrases.say(f"take.lacks.{lacks}") for phrases in PHRASES.values())


def test_a_statement_in_a_language_without_pages_says_whose_words_are_whose(public):
    public.publish(language="pl", title="Oświadczenie", talk=[(None, 0, ["Dzień dobry."])])

    page = JustHTML(public.get("/statements/ashford/transcript.html").text, sanitize=False)

    assert page.query("html")[0].attrs["lang"] == "pl"
    assert page.query("footer")[0].attrs["lang"] == "en"
