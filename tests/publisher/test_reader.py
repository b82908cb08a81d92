"""What people see: the list, a statement, a moment of it, and where the footer leads."""

import hashlib
import re
from datetime import date
from pathlib import Path

import pytest
from justhtml import JustHTML

from publisher.phrases import FOLDER, PHRASES
from tests.page_rules import check_page

TEMPLATES = Path(__file__).parents[2] / "templates"


def texts(response, selector):
    page = JustHTML(response.text, sanitize=False)
    return [" ".join(words(e).split()) for e in page.query(selector)]


def words(element):
    """Its text as it stands, with nothing put between what its markup divides."""
    return element.to_text(separator="", strip=False)


def test_the_list_is_newest_first_and_tells_what_each_has(public):
    public.publish("old", title="An old one", date=date(2016, 1, 5))
    public.publish("new", title="A new one", date=date(2019, 1, 5))

    page = public.get("/")

    assert texts(page, "h2 a") == ["A new one", "An old one"]
    assert "5 January 2019" in page.text
    assert "6 sec" in page.text
    assert "Captions" in page.text


def test_an_empty_site_says_so(public):
    assert "Nothing has been published yet." in public.get("/").text


def test_search_finds_words_of_the_title_and_says_what_it_found(public):
    public.publish("one", title="On Ashford Vale")
    public.publish("two", title="On Fenmarch", about="Fenmarch", text="Bye.")

    page = public.get("/?q=Fenmarch")

    assert texts(page, "h2 a") == ["On Fenmarch"]
    assert "Statements with “Fenmarch” in them: 1" in page.text
    assert JustHTML(page.text, sanitize=False).query("#q")[0].attrs["value"] == "Fenmarch"


def test_a_search_for_markup_is_shown_as_it_was_typed(public):
    page = public.get("/?q=<script>alert(1)</script>")

    assert "<script>alert" not in page.text
    assert "No statement has “<script>alert(1)</script>” in it" in " ".join(texts(page, "p"))


def test_there_is_a_filter_only_where_there_is_something_to_filter(public):
    public.publish("one")
    assert "In which language" not in public.get("/").text

    public.publish("two", language="cy", title="Yn Gymraeg", text="Bore da.")

    assert texts(public.get("/"), ".filter a") == ["Any language", "Welsh", "English"]
    assert texts(public.get("/?language=cy"), "h2 a") == ["Yn Gymraeg"]


def test_a_language_that_nothing_is_in_leaves_what_there_is(public):
    public.publish("one", title="On Ashford Vale")

    page = public.get("/?language=cy")

    assert texts(page, "h2 a") == ["On Ashford Vale"]
    assert "Nothing has been published" not in page.text


def test_a_welsh_address_that_leads_nowhere_says_so_in_welsh(public):
    page = public.get("/cy/nothing")

    assert page.status_code == 404
    assert '<html lang="cy"' in page.text
    assert texts(page, "main a") == [PHRASES["cy"].say("error.list")]


def test_a_statement_says_who_speaks_about_whom_and_when(public):
    public.publish()

    page = public.get("/statements/ashford")

    assert texts(page, "h1") == ["Inspection of Ashford Vale"]
    assert texts(page, ".heading__line") == [
        "Siân Reeve, Inspector",
        "About Ashford Vale Constabulary",
        "1 February 2018",
    ]
    assert texts(page, ".heading__badges li") == ["Captions", "Narrated by a synthetic voice"]


def test_what_is_not_known_of_a_statement_leaves_no_gap(public):
    public.publish(speaker="", role="", about="")

    assert texts(public.get("/statements/ashford"), ".heading__line") == ["1 February 2018"]


def test_every_sentence_stands_in_order_and_unaltered(public):
    hard = "“£3.2m” <b>&amp;</b> --> ŵ ŷ é"
    public.publish(talk=[(None, 0, ["Good morning.", hard]), (None, 0, ["Bye."])])

    page = JustHTML(public.get("/statements/ashford").text, sanitize=False)

    said = " ".join(words(p) for p in page.query(".transcript > p"))
    assert said.split() == f"Good morning. {hard} Bye.".split()
    assert not page.query(".transcript b")


def test_speakers_are_named_where_they_change_and_sounds_are_no_links(public):
    public.publish()

    page = public.get("/statements/ashford")

    assert texts(page, ".speaker") == ["Siân Reeve", "Rhodri Huw"]
    assert texts(page, ".noise") == ["[Music]"]
    assert texts(page, ".transcript h3") == ["What we found."]
    assert "[Music]" not in texts(page, ".transcript a")


def test_headings_leave_no_rank_out_whatever_the_author_wrote(public):
    public.publish(talk=[(None, 4, ["Deep."]), (None, 6, ["Deeper."]), (None, 1, ["Up."])])

    page = JustHTML(public.get("/statements/ashford").text, sanitize=False)

    assert [h.name for h in page.query(".transcript > *")] == ["h3", "h4", "h3"]


@pytest.mark.parametrize("moment", ["2.5", "2.5s", "0m2.5s"])
def test_a_link_to_a_moment_sets_the_player_and_marks_the_sentence(public, moment):
    public.publish()

    page = JustHTML(public.get(f"/statements/ashford?t={moment}").text, sanitize=False)

    marked = page.query("[aria-current=true]")
    assert [m.to_text() for m in marked] == ["Thank you for coming."]
    assert marked[0].attrs["href"] == "?t=2#" + marked[0].attrs["id"]
    assert all(s.attrs["src"].endswith("#t=2.501") for s in page.query("source"))


@pytest.mark.parametrize("moment", ["soon", "-1", "1e9", "99999", "", "٣", "1:2:3:4", "9" * 5000])
def test_a_moment_that_is_none_is_the_page_itself(public, moment):
    public.publish()

    page = public.get("/statements/ashford", query_string=None)
    odd = public.client.get("/statements/ashford", query_string={"t": moment})

    assert odd.text == page.text


def test_sentences_are_links_that_work_without_script(public):
    public.publish()

    page = JustHTML(public.get("/statements/ashford").text, sanitize=False)
    for link in page.query(".transcript a"):
        address = link.attrs["href"].partition("#")[0]
        there = public.get("/statements/ashford" + address)
        marked = JustHTML(there.text, sanitize=False).query("[aria-current=true]")
        assert [m.attrs["id"] for m in marked] == [link.attrs["id"]]


def test_the_player_has_native_controls_sound_in_two_forms_and_captions_on(public):
    public.publish()

    page = JustHTML(public.get("/statements/ashford").text, sanitize=False)

    (video,) = page.query("video")
    assert "controls" in video.attrs
    assert [s.attrs["type"] for s in page.query("source")] == [
        "audio/ogg; codecs=opus",
        "audio/mpeg",
    ]
    (track,) = page.query("track")
    assert track.attrs["kind"] == "captions"
    assert track.attrs["srclang"] == "en-GB"
    assert "default" in track.attrs
    for address in [e.attrs["src"].partition("#")[0] for e in page.query("source, track")]:
        assert public.get(address).status_code == 200


def test_it_is_taken_away_text_first_each_with_its_size(public):
    public.publish()

    page = public.get("/statements/ashford")

    sizes = dict(
        zip(
            texts(page, ".take th[scope=row]"),
            texts(page, ".take tbody td:last-child"),
            strict=True,
        )
    )
    assert next(iter(sizes)) == "Plain text"
    assert sizes["Text as written"] == "13 B"
    assert sizes["Sound, MP3"] == "1 kB"
    assert sizes["Sound, Opus"] == "500 B"
    assert "Film, MP4" not in sizes
    for link in JustHTML(page.text, sanitize=False).query(".take a"):
        assert public.get(link.attrs["href"]).status_code == 200


def test_a_correction_shows_at_once_with_its_note(public):
    public.publish()
    public.get("/statements/ashford")
    public.publish(text="Hello again.", title="Inspection of Ashford", note="The title was wrong")

    page = public.get("/statements/ashford")

    assert texts(page, "h1") == ["Inspection of Ashford"]
    assert any(badge.startswith("Corrected ") for badge in texts(page, ".heading__badges li"))
    assert texts(page, ".about ol li")[0].endswith(": The title was wrong")
    assert len(texts(page, ".about ol li")) == 2


def test_a_statement_that_is_withdrawn_is_gone(public):
    public.publish()
    assert public.get("/statements/ashford").status_code == 200
    public.library.withdraw("ashford", who="ann", reason="a mistake")

    page = public.get("/statements/ashford")

    assert page.status_code == 410
    assert "This statement was withdrawn" in page.text
    assert "a mistake" in page.text


def test_versions_in_two_languages_lead_to_each_other(public):
    public.publish()
    public.publish("ashford-cy", language="cy", title="Arolygiad", text="Bore da.", to="ashford")

    english, welsh = public.get("/statements/ashford"), public.get("/statements/ashford-cy")

    assert "Also in Welsh" in english.text
    assert 'href="/statements/ashford-cy" hreflang="cy"' in english.text
    assert 'href="/statements/ashford" hreflang="en-GB"' in welsh.text
    assert '<html lang="cy"' in welsh.text
    assert "1 Chwefror 2018" in welsh.text


def test_a_translation_is_named_even_where_the_pages_do_not_speak_its_language(public):
    public.publish()
    public.publish("ashford-pl", language="pl", title="Inspekcja", text="Cześć.", to="ashford")

    page = public.get("/statements/ashford")

    assert texts(page, "header nav li") == ["Polish"]
    assert "Also in Polish" in page.text


def test_a_language_the_pages_do_not_speak_is_marked_and_the_page_speaks_the_sites_own(public):
    public.publish(language="ar", title="بيان", talk=[(None, 0, ["صباح الخير."])])

    page = public.get("/statements/ashford")

    assert '<html lang="en"' in page.text
    assert '<h1 class="govuk-heading-xl" lang="ar" dir="auto">' in page.text
    assert '<div class="transcript" lang="ar" dir="auto">' in page.text


@pytest.mark.parametrize(
    "address",
    ["/accessibility", "/cy/accessibility", "/contact", "/cy/contact", "/cy/", "/robots.txt"],
)
def test_the_other_pages_are_there(public, address):
    assert public.get(address).status_code == 200


@pytest.mark.parametrize(
    "address", ["/nothing", "/statements/none", "/statements/ashford/none", "/xx/", "/static/x/y"]
)
def test_what_is_not_there_says_so_in_the_same_layout(public, address):
    public.publish()

    page = public.get(address)

    assert page.status_code == 404
    assert texts(page, "h1") == ["There is no such page"]


def test_a_fault_of_ours_says_so_and_gives_nothing_away(public, caplog):
    public.publish()
    for path in (public.library.store.root / "files").rglob("*"):
        if path.is_file():
            path.unlink()

    page = public.get("/statements/ashford")

    assert page.status_code == 500
    assert texts(page, "h1") == ["Something went wrong here"]
    assert "Traceback" not in page.text
    assert "FileNotFoundError" in caplog.text


def test_pages_are_held_to_the_rules():
    whole = '<!DOCTYPE html><html lang="en"><title>One</title><header></header><main><h1>One</h1>'
    check_page(f"{whole}</main><footer></footer>")
    for broken in (
        "<h1>Two</h1>",
        "<h3>Deep</h3>",
        "<p id=a></p><p id=a></p>",
        "<p style='color: red'>Red</p>",
        "<script>1</script>",
        "<img src=/a.png>",
        "<input id=a>",
        '<a href="#none">Nowhere</a>',
        "<p>It's straight</p>",
        "<p><div></p>",
    ):
        with pytest.raises(AssertionError):
            check_page(f"{whole}{broken}</main><footer></footer>")


def test_every_language_says_everything_with_the_same_facts():
    def facts(words):
        return {name: sorted(re.findall(r"{\w+}", said)) for name, said in words.items()}

    english = facts(PHRASES["en"].words)
    for language, phrases in PHRASES.items():
        assert facts(phrases.words) == english, f"{FOLDER / language}.json differs from en.json"


# The accessibility statement cannot change without its date: change both, then the digest here.
SAID = {
    "cy": ("23 Tachwedd 2026", "bfc500006e5fe784"),
    "en": ("23 November 2026", "cff18b14a298f884"),
}


@pytest.mark.parametrize("language", SAID)
def test_the_accessibility_statement_changes_with_its_date(language):
    day, digest = SAID[language]
    source = (TEMPLATES / f"reader/accessibility.{language}.html").read_bytes()

    assert f">{day}</time>" in source.decode()
    assert hashlib.sha256(source).hexdigest()[:16] == digest, (
        "the statement has changed: set its date to the day, and the new digest here"
    )
