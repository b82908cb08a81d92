"""A statement with a recording of its own: what plays, what is said of it, and its preview."""

import gzip
import re

import pytest
from justhtml import JustHTML

from publisher.playing import qualities, sources

UNSAID = "(Unsaid) Nobody heard this."


def parsed(response):
    return JustHTML(response.text, sanitize=False)


def texts(response, selector):
    return [" ".join(e.to_text().split()) for e in parsed(response).query(selector)]


def about(response):
    return dict(zip(texts(response, ".about dt"), texts(response, ".about dd"), strict=True))


def test_a_film_has_native_controls_its_own_shape_and_captions_on(public):
    public.publish_film()

    page = parsed(public.get("/statements/ashford"))

    (video,) = page.query("video")
    assert {"controls", "playsinline", "width", "height", "poster"} <= set(video.attrs)
    assert (video.attrs["width"], video.attrs["height"]) == ("1920", "1080")
    assert video.attrs["aria-label"] == "Inspection of Ashford Vale, film"
    assert len(page.query("track[default]")) == 1
    given = [e.attrs["src"] for e in page.query("source, track")] + [video.attrs["poster"]]
    assert [public.get(address).status_code for address in given] == [200] * len(given)


def test_without_script_a_usual_screen_gets_720_and_a_narrow_one_the_smallest(public):
    public.publish_film()

    offered = [
        (re.search(r"[^/]+$", s.attrs["src"])[0], s.attrs.get("media"))
        for s in parsed(public.get("/statements/ashford")).query("source")
    ]

    assert offered == [
        ("video-360.mp4", "(max-width: 40rem)"),
        ("video-720.mp4", None),
        ("video-1080.mp4", None),
        ("speech.opus", None),  # whoever can play none of them hears it still
        ("speech.mp3", None),
    ]


@pytest.mark.parametrize(
    ("sides", "offered"),
    [
        ([], []),
        ([240], [("240", False)]),
        ([360, 720], [("360", True), ("720", False)]),
        ([360, 480], [("360", True), ("480", False)]),
        ([1080], [("1080", False)]),
        ([360, 1080], [("360", False), ("1080", False)]),
    ],
)
def test_what_is_offered_first_suits_the_screen(public, sides, offered):
    public.publish_film(forms={f"video-{side}.mp4": "f" * side for side in sides})

    found = list(sources(public.library.statement("ashford")))

    assert [(s.quality, s.narrow) for s in found if s.quality != "sound"] == offered
    assert [s.quality for s in qualities(found)] == [
        *map(str, sorted(sides, reverse=True)),
        *(["sound"] if sides else []),
    ]


def test_qualities_are_chosen_by_their_size(public):
    public.publish_film()

    page = public.get("/statements/ashford")

    assert texts(page, "#quality option") == [
        "1080p, 10 kB",
        "720p, 7 kB",
        "360p, 3 kB",
        "Sound only, 500 B",
    ]
    public.publish("spoken", title="Another")
    assert not parsed(public.get("/statements/spoken")).query("#quality")


def test_a_recording_that_is_only_sound_is_as_a_narration_but_for_what_is_said_of_it(public):
    public.publish_film(forms={}, picture=None)

    page = public.get("/statements/ashford")

    assert parsed(page).query("video.sound")
    assert not parsed(page).query("#quality, video[poster], video[width]")
    assert "Inspector’s own recording" in texts(page, ".heading__badges li")
    assert texts(page, "#listen") == ["Listen"]


def test_it_says_whose_recording_it_is_and_how_sure_the_captions_are(public):
    public.publish_film(talk=[(None, 0, ["Good morning.", UNSAID, "Thank you."])])

    page = public.get("/statements/ashford")

    assert texts(page, ".heading__badges li") == ["Captions", "Inspector’s own recording"]
    told = about(page)
    assert told["Captions"] == (
        "The captions were placed by listening to the recording; 98% of the words were found."
    )
    assert "Narration" not in told
    assert "synthetic" not in page.text


def test_what_is_wholly_found_is_said_to_be_and_what_is_not_never(public):
    for slug, sureness, told in (("a", 1.0, "every word was found"), ("b", 0.9999, "99%")):
        public.publish_film(slug, sureness=sureness)
        assert told in about(public.get(f"/statements/{slug}"))["Captions"]


def test_it_is_said_in_welsh_too(public):
    public.publish_film(language="cy", talk=[(None, 0, ["Bore da.", UNSAID])])

    page = public.get("/statements/ashford")

    assert "Recordiad yr arolygydd" in texts(page, ".heading__badges li")
    assert "canfuwyd 98% o’r geiriau" in about(page)["Capsiynau"]
    assert texts(page, ".unsaid") == ["(nid yw yn y recordiad)"]


def test_a_sentence_that_was_not_said_is_there_and_no_link(public):
    public.publish_film(talk=[(None, 0, ["Good morning.", UNSAID, "Thank you."])])

    page = public.get("/statements/ashford")

    assert texts(page, ".transcript a") == ["Good morning.", "Thank you."]
    assert texts(page, ".transcript p") == [
        f"Good morning. {UNSAID} (not in the recording) Thank you."
    ]
    assert texts(page, ".unsaid") == ["(not in the recording)"]


def test_a_film_is_taken_away_after_the_text_with_its_captions(public):
    public.publish_film()

    page = public.get("/statements/ashford")

    forms = texts(page, ".take th[scope=row]")
    assert forms.index("Plain text") < forms.index("Film, MP4") < forms.index("Sound, MP3")
    assert "Watching anywhere, captions inside" in texts(page, ".take tbody td")
    (link, *_) = (
        a for a in parsed(page).query(".take a") if a.attrs["href"].endswith("captions.mp4")
    )
    answer = public.get(link.attrs["href"])
    assert answer.headers["Content-Type"] == "video/mp4"
    assert "attachment" in answer.headers["Content-Disposition"]


def test_a_draft_is_seen_only_at_its_secret_address(public):
    secret = public.draft()

    page = public.get(f"/preview/{secret}")

    assert page.status_code == 200
    assert texts(page, "h1") == ["Inspection of Ashford Vale"]
    assert texts(page, "title") == ["Inspection of Ashford Vale – Preview – The Inspectorate"]
    (said,) = texts(page, ".govuk-notification-banner")
    assert "This page is not public." in said
    assert "Films for the web are being made." in said
    assert not parsed(page).query("link[rel=canonical]")
    assert about(page)["Revision"] == "1, not published yet"
    for address in ("/preview/" + "0" * 43, f"/preview/{secret[:-1]}", "/statements/ashford"):
        assert public.get(address).status_code == 404
    assert "Ashford" not in public.get("/").text


def test_a_preview_plays_the_recording_as_it_was_given(public):
    secret = public.draft()
    page = public.get(f"/preview/{secret}")

    (source,) = parsed(page).query("source")
    assert "type" not in source.attrs  # a browser may play more than it says it can
    answer = public.get(source.attrs["src"], Range="bytes=0-9")
    assert (answer.status_code, answer.data) == (206, b"r" * 10)
    assert answer.headers["Content-Type"] == "video/quicktime"
    named = [e.attrs.get("src") or e.attrs["href"] for e in parsed(page).query("track, .take a")]
    assert len(named) == 5
    assert {public.get(address).status_code for address in named} == {200}
    assert not parsed(page).query("#quality")


def test_a_preview_leaves_no_trace(public):
    secret = public.draft()

    for address in ("", "/captions.vtt", "/as-given", "/nothing.vtt"):
        answer = public.get(f"/preview/{secret}{address}", Accept_Encoding="gzip")
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    answer = public.client.head(f"/preview/{secret}")
    assert (answer.status_code, answer.data) == (200, b"")
    assert not public.app.wsgi_app.app._pages, "a preview was kept"


def test_a_drafts_files_are_nowhere_else(public):
    secret = public.draft()
    given = public.library.preview(secret).files["as-given"]

    assert public.get(f"/files/{given.digest}/as-given").status_code == 404
    assert public.get("/statements/ashford/as-given").status_code == 404
    assert public.get(f"/preview/{'0' * 43}/as-given").status_code == 404


def test_a_preview_ends_when_its_statement_is_published(public):
    secret = public.draft()
    assert public.get(f"/preview/{secret}").status_code == 200

    public.publish_film()

    assert public.get(f"/preview/{secret}").status_code == 404
    assert public.get(f"/preview/{secret}/as-given").status_code == 404
    assert public.get("/statements/ashford").status_code == 200


def test_a_draft_of_a_correction_leaves_the_public_page_as_it_was(public):
    public.publish_film()
    before = public.get("/statements/ashford").text
    secret = public.draft(text="Hello again.", title="A better title")

    page = public.get(f"/preview/{secret}")

    assert texts(page, "h1") == ["A better title"]
    assert about(page)["Revision"] == "2, not published yet"
    assert not any("Corrected" in badge for badge in texts(page, ".heading__badges li"))
    assert public.get("/statements/ashford").text == before


def test_a_moment_of_a_preview_works_too(public):
    secret = public.draft()

    page = parsed(public.get(f"/preview/{secret}?t=2.5"))

    assert [m.to_text() for m in page.query("[aria-current=true]")] == ["Thank you for coming."]
    assert page.query("source")[0].attrs["src"].endswith("/as-given#t=2.501")


def test_an_ordinary_page_is_still_compressed_and_kept(public):
    public.publish_film()

    answer = public.get("/statements/ashford", Accept_Encoding="gzip")

    assert b"video-720.mp4" in gzip.decompress(answer.data)
    assert public.app.wsgi_app.app._pages
