"""Drafts made ready: everything is made, nothing is public, and times that hold are kept."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from media.corrections import Correction
from media.errors import Overtaken
from media.timeline import Span
from media.timing import Timing
from publisher import placed
from publisher.library import Library
from publisher.making.filming import Filming
from publisher.making.narrating import Narrating
from publisher.playing import AS_GIVEN
from publisher.publishing import settle
from publisher.requests import Request, handed_in, taken_up, with_kept_recording
from publisher.settings import Settings

TEXT = b"A visit\n\nThe force is good.\n\nHMICFRS was here. We will come back."
ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "publisher/sample/fenmarch.txt"
STATEMENTS = sorted((ROOT.parent / "shared/statements").glob("*.txt"))
ASKED = Request(
    "visit.txt", TEXT, slug="visit", speaker="Jo", date=date(2026, 3, 9), voice="espeak"
)


@pytest.fixture
def library(tmp_path):
    library = Library.open(Settings(data=tmp_path / "data"))
    yield library
    library.engine.dispose()


def making(library, asked=ASKED, number=1):
    settings = Settings()
    settled = settle(asked, settings, library)
    kind = Filming if settled.recording else Narrating
    return kind(settled, settings, library, "jo", number)


def text_of(library, file):
    with library.open_file(file.digest) as kept:
        return kept.read().decode()


def test_what_is_prepared_is_whole_and_no_public_address_knows_it(library):
    one = making(library)
    secret, found = one.prepare(one.narration())

    shown = library.preview(secret, lambda: True)
    assert shown.revision.details.speaker == "Jo"
    assert {"speech.mp3", "speech.opus", "captions.vtt", "manuscript.txt"} <= set(shown.files)
    assert library.published() == ()
    assert library.preview(secret) is None, "it is for editors"
    assert all(library.public_file(file.digest, file.name) is None for file in shown.files.values())
    assert library.prepared("visit") == (1, secret)
    assert found in library.reachable()
    again = placed.find(found, library.store)
    assert [t.timing for t in again.alignment.words] == [Timing.SPOKEN] * 11
    assert again.transcript == one.transcript
    assert again.waveform in library.reachable()
    assert len(drawn(library, again)) == shown.duration // 20


def drawn(library, found):
    with library.open_file(found.waveform) as file:
        return file.read()


def test_what_is_prepared_again_has_the_same_address_and_leaves_the_public_one_alone(library):
    one = making(library)
    one.publish(one.narration().new)
    public = library.statement("visit")
    captions = "WEBVTT\n\n00:00.000 --> 00:02.000\nEdited by hand.\n"

    edited = making(library, replace(ASKED, captions=captions), number=2)
    secret, _ = edited.prepare(edited.narration())
    later = making(library, replace(ASKED, captions=captions, role="Inspector"), number=3)
    assert later.prepare(later.narration())[0] == secret

    assert library.statement("visit") == public
    shown = library.preview(secret, lambda: True)
    assert shown.revision.number == 2
    for name in ("captions.vtt", "captions.srt", "captions.ttml"):
        assert "Edited by hand." in text_of(library, shown.files[name])
        assert "Edited" not in text_of(library, public.files[name])
    with pytest.raises(Overtaken):
        edited.prepare(edited.narration())


def test_a_language_that_is_not_said_is_told_from_the_text_and_then_kept(library):
    welsh = "Ymweliad\n\nBore da. Fe ddaethom i weld sut mae'r heddlu yn gwasanaethu'r bobl. " * 2
    plain = replace(ASKED, data=welsh.encode(), voice=None)
    one = making(library, plain)
    assert (one.request.language, one.request.voice) == ("cy", "espeak")
    assert making(library).request.language == "en-GB"
    assert making(library, replace(plain, language="fr")).request.language == "fr"

    one.publish(one.narration().new)
    assert making(library, replace(ASKED, voice=None), number=2).request.language == "cy"


@pytest.mark.parametrize("path", [*STATEMENTS, SAMPLE], ids=lambda path: path.name)
def test_the_statements_that_are_here_are_in_the_language_of_the_site(library, path):
    asked = Request(path.name, path.read_bytes())
    assert settle(asked, Settings(), library).language == "en-GB"


def test_today_is_told_by_the_clock_of_the_body(library):
    library.clock = lambda: datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
    asked = replace(ASKED, date=None)
    assert settle(asked, Settings(), library).date == date(2026, 7, 2)
    assert settle(asked, Settings(time_zone="UTC"), library).date == date(2026, 7, 1)


def test_a_saying_is_spoken_anew_only_where_the_word_stands(library):
    plain = making(library).spoken()
    told = making(library, replace(ASKED, sayings=(("HMICFRS", "the inspectorate"),))).spoken()

    same = [plain.steps[n] == told.steps[n] for n in plain.steps]
    assert same == [True, False, True]


def test_all_that_is_asked_comes_back_from_json(library):
    correction = Correction("The force is good.", 0, Span(100, 900))
    asked = replace(
        making(library).request,
        sayings=(("A14", "A fourteen"),),
        corrections=(correction, Correction("We will come back.", said=False)),
        captions="WEBVTT\n",
        before="0" * 64,
    )
    assert taken_up(handed_in(asked, library.store), library.store) == asked


def test_addresses_of_new_statements_are_their_own(library):
    assert [library.address("A visit") for _ in range(3)] == ["a-visit", "a-visit-2", "a-visit-3"]


def test_a_changed_sentence_is_looked_for_alone_and_what_was_corrected_stands(library, tmp_path):
    speech = tmp_path / "visit.mp3"
    narrated = making(library, replace(ASKED, voice="heart")).narration()
    mp3 = next(file for file in narrated.new.files if file.name == "speech.mp3")
    speech.write_bytes(library.store.path(mp3.digest).read_bytes())
    heard = with_kept_recording(replace(ASKED, voice=None, recording=speech), library.store)
    disguised = making(library, replace(heard, recording=replace(heard.recording, name="a.js")))
    secret, _ = disguised.prepare(disguised.heard(), films=False)  # no script of the site's own
    given = library.preview(secret, lambda: True).files[AS_GIVEN]
    assert given.media_type == "application/octet-stream"
    first = making(library, heard)
    secret, found = first.prepare(first.heard(), films=False)
    assert library.preview(secret, lambda: True).files[AS_GIVEN].media_type == "audio/mpeg"
    before = placed.find(found, library.store)
    spoken = placed.find(making(library, number=3).prepare(narrated)[1], library.store)
    for one in (before, spoken):  # the same sound: quiet at the start, then somebody speaks
        assert max(drawn(library, one)) == 255
        assert max(drawn(library, one)[:8]) < 20

    changed = TEXT.replace(b"HMICFRS was here.", b"The police were here.")
    moved = Correction("We will come back.", 0, Span(5_000, 6_000))
    asked = replace(heard, data=changed, before=found, corrections=(moved,))
    now = making(library, asked, number=2).heard()

    kept = before.alignment.words
    assert [t.span for t in now.heard.alignment.words[:4]] == [t.span for t in kept[:4]]
    assert [t.span for t in now.heard.alignment.words[-4:]] == [t.span for t in kept[-4:]]
    last = now.written.alignment.words[-4:]
    assert (last[0].span.start, last[-1].span.end) == (5_000, 6_000)
    assert {t.timing for t in last} == {Timing.CHECKED}


def test_what_was_prepared_of_a_discarded_draft_is_gone_and_the_public_sees_what_it_saw(library):
    before = making(library)
    before.publish(before.narration().new)
    public = library.statement(before.slug)
    again = making(library, number=2)
    secret, _ = again.prepare(again.narration())
    assert library.preview(secret, lambda: True)

    library.drop(again.slug, who="Jo")

    assert library.preview(secret, lambda: True) is None
    assert library.prepared(again.slug) is None
    assert library.statement(again.slug) == public
