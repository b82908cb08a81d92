import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ttconv.imsc import reader
from ttconv.isd import ISD

from media import formats
from media.errors import UnknownFormat, UnreadableCaptions
from media.formats import FORMATS, srt, ttml, webvtt
from media.timeline import Span
from media.tracks import Cue, Line, Track

NASTY = (
    "<b>", "</i>", "<String>", "a<b", "<v Bob>", "<00:00:01.000>", "&amp;", "&lt;b&gt;", "&#10;",
    "&", "-->", "a --> b", "00:00:01,000 --> 00:00:02,000", "00:01.000 --> 00:02.000", "{\\an8}",
    "{\\", "{", "\u2060", "<\u2060b>", "--\u2060>", "NOTE", "NOTE x", "STYLE", "REGION", "WEBVTT",
    "12", "- Hello", "\u200f", "مرحبا", "🙂", "👩\u200d👧", "]]>", "<!--", "ŵ", "“£3.2”",
    "\ufeff", "  ",
)  # fmt: skip
plain = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")
lines = (
    st.lists(st.one_of(st.sampled_from(NASTY), st.text(plain, max_size=5)), min_size=1, max_size=4)
    .map(lambda pieces: "".join(pieces).strip())
    .filter(bool)
)
names = st.one_of(st.none(), lines.map(lambda name: " ".join(name.split())))
times = st.lists(st.integers(0, 500 * 3_600_000), min_size=2, max_size=8, unique=True).map(sorted)


@st.composite
def tracks(draw: st.DrawFn) -> Track:
    edges = draw(times)
    cues = [
        Cue(
            Span(start, end),
            tuple(Line(draw(lines), draw(names)) for _ in range(draw(st.integers(1, 3)))),
        )
        for start, end in zip(edges[::2], edges[1::2], strict=False)
    ]
    return Track(tuple(cues), draw(st.sampled_from(["en-GB", "cy", "ar", "und"])))


def without_speakers(track: Track) -> Track:
    cues = (Cue(cue.span, tuple(Line(line.text) for line in cue.lines)) for cue in track.cues)
    return Track(tuple(cues), "und")


@given(tracks())
def test_whatever_is_written_reads_back_the_same(track: Track) -> None:
    assert webvtt.read(webvtt.write(track)) == track
    assert ttml.read(ttml.write(track)) == track
    assert srt.read(srt.write(track)) == without_speakers(track)


@given(tracks())
def test_a_file_may_have_a_byte_order_mark_and_windows_line_ends(track: Track) -> None:
    for form in FORMATS.values():
        text = form.write(track)
        assert form.read("\ufeff" + text.replace("\n", "\r\n"), "x") == form.read(text, "x")


def shown(start: int, end: int, *lines: str, speaker: str | None = None) -> Cue:
    return Cue(Span(start, end), tuple(Line(line, speaker) for line in lines))


def test_webvtt_escapes_what_a_browser_would_take_for_markup() -> None:
    track = Track((shown(0, 1_000, "a < b --> R&D", speaker="Q & <A> --"),), "en")
    assert webvtt.write(track).splitlines()[4:6] == [
        "00:00:00.000 --> 00:00:01.000",
        "<v Q &amp; &lt;A&gt; -&#45;>a &lt; b --&gt; R&amp;D</v>",
    ]


@pytest.mark.parametrize("form", FORMATS.values())
def test_hour_101_and_the_last_millisecond_of_a_minute_print_right(form: formats.Format) -> None:
    track = Track((shown(59_999, 101 * 3_600_000 + 1, "Long."),), "en")
    written = form.write(track).replace(",", ".")
    assert "00:00:59.999" in written
    assert "101:00:00.001" in written


def test_a_foreign_webvtt_file_is_read_for_its_words_times_and_voices() -> None:
    track = webvtt.read(
        "\ufeffWEBVTT - made elsewhere\r\nKind: captions\r\nLanguage: cy\r\n\r\n"
        "STYLE\r\n::cue { color: red }\r\n\r\nREGION\r\nid:r\r\n\r\nNOTE 1 --> 2 is no time\r\n\r\n"
        "two\r\n00:05.000 --> 00:07.500 line:0 align:start\r\n<v.loud Siân Rees>"
        "Mae <i>hyn</i> yn\r\n<c.yellow>dda</c> &amp; <00:06.000>clir.</v>\r\n\r\n"
        "00:01.000 --> 00:06.000\r\n<v Huw>Helo.\r\n"
    )
    assert track.language == "cy"
    assert track.cues == (
        shown(1_000, 6_000, "Helo.", speaker="Huw"),
        shown(5_000, 7_500, "Mae hyn yn", "dda & clir.", speaker="Siân Rees"),
    )


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("1\n00:00:01,000 --> 00:00:02,000\nHello.\n", 1),
        ("WEBVTT\n\n00:00:01,000 --> 00:00:02,000\nHello.\n", 3),
        ("WEBVTT\n\n00:02.000 --> 00:01.000\nHello.\n", 3),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\nHello.\n\n00:61.000 --> 01:02.000\nNo.\n", 6),
    ],
)
def test_webvtt_that_a_browser_would_drop_is_refused_by_its_line(text: str, line: int) -> None:
    with pytest.raises(UnreadableCaptions) as refused:
        webvtt.read(text, "a.vtt")
    assert (refused.value.name, refused.value.line) == ("a.vtt", line)


def test_a_foreign_srt_file_may_be_untidy() -> None:
    track = srt.read(
        "\n\n1\r\n0:00:05.000 --> 00:00:06,5\r\n<font color='red'>Five</font> &amp; {\\an8}six\r\n"
        "\r\n\r\n00:00:01,000 --> 00:00:02,000 X1:0\r\n\r\nOne\r\n\r\nstill one\r\n"
        "7\r\n\r\n\r\n9\r\n00:00:03,000 --> 00:00:04,000\r\n12\r\n"
    )
    assert track.cues == (
        shown(1_000, 2_000, "One", "still one", "7"),
        shown(3_000, 4_000, "12"),
        shown(5_000, 6_005, "Five & six"),
    )


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Hello.\n", None),
        ("1\n00:00:01,000 -> 00:00:02,000\nHello.\n", None),
        ("1\n00:00:02,000 --> 00:00:01,000\nHello.\n", 2),
        ("1\n00:00:01,000 --> 00:00:02,000\nHi.\n\n2\n00:00:03 --> 00:00:04\nHello.\n", 6),
    ],
)
def test_srt_without_good_times_is_refused(text: str, line: int | None) -> None:
    with pytest.raises(UnreadableCaptions) as refused:
        srt.read(text, "a.srt")
    assert (refused.value.name, refused.value.line) == ("a.srt", line)


# EBU Tech 3380: which attributes each element may have, besides those in brackets that it must.
EBU_TT_D = {
    "tt": "[xml:lang] [ttp:timeBase] ttp:cellResolution xml:space",
    "head": "",
    "metadata": "",
    "ebuttm:documentMetadata": "",
    "ebuttm:conformsToStandard": "",
    "ttm:agent": "[xml:id] [type]",
    "ttm:name": "[type]",
    "styling": "",
    "style": "[xml:id] tts:direction tts:fontFamily tts:fontSize tts:lineHeight tts:textAlign"
    " tts:color tts:backgroundColor tts:fontStyle tts:fontWeight tts:textDecoration"
    " tts:unicodeBidi tts:wrapOption ebutts:multiRowAlign ebutts:linePadding",
    "layout": "",
    "region": "[xml:id] [tts:origin] [tts:extent] style tts:displayAlign tts:padding"
    " tts:writingMode tts:showBackground tts:overflow",
    "body": "style ttm:agent ttm:role",
    "div": "xml:id region style ttm:agent ttm:role xml:lang",
    "p": "[xml:id] xml:space xml:lang region style begin end ttm:agent ttm:role",
    "span": "xml:id xml:space xml:lang style begin end ttm:agent ttm:role",
    "br": "",
}
PREFIXES = {
    "http://www.w3.org/ns/ttml": "",
    "http://www.w3.org/ns/ttml#parameter": "ttp:",
    "http://www.w3.org/ns/ttml#styling": "tts:",
    "http://www.w3.org/ns/ttml#metadata": "ttm:",
    "http://www.w3.org/XML/1998/namespace": "xml:",
    "urn:ebu:tt:metadata": "ebuttm:",
    "urn:ebu:tt:style": "ebutts:",
}


def short(name: str) -> str:
    return re.sub(r"\{(.+)\}", lambda m: PREFIXES[m[1]], name)


@given(tracks())
def test_ttml_keeps_to_ebu_tt_d(track: Track) -> None:
    root = ET.fromstring(ttml.write(track))  # noqa: S314  # our own
    ids: list[str] = []
    for element in root.iter():
        attributes = {short(name): value for name, value in element.attrib.items()}
        rules = EBU_TT_D[short(element.tag)].split()
        assert attributes.keys() >= {rule[1:-1] for rule in rules if rule[0] == "["}
        assert attributes.keys() <= {rule.strip("[]") for rule in rules}
        if "xml:id" in attributes:
            ids.append(attributes["xml:id"])
        for time in {"begin", "end"} & attributes.keys():
            assert re.fullmatch(r"\d\d+:[0-5]\d:[0-5]\d\.\d{3}", attributes[time])
    assert len(set(ids)) == len(ids)
    for element in root.iter():
        for name, value in element.attrib.items():
            if short(name) in ("style", "region", "ttm:agent"):
                assert value in ids
    assert [short(child.tag) for child in root] == ["head", "body"]
    assert [short(child.tag) for child in root[0]] == ["metadata", "styling", "layout"]


def test_another_reader_shows_the_same_lines_at_the_same_times() -> None:
    track = Track((shown(0, 1_500, "One & <two>", "three"), shown(2_000, 3_000, "four")), "cy")
    root = ET.fromstring(ttml.write(track))  # noqa: S314  # our own
    document = reader.to_model(ET.ElementTree(root))
    assert document.get_lang() == "cy"
    seen = []
    for at, isd in ISD.generate_isd_sequence(document):
        text = "".join(
            "\n" if type(e).__name__ == "Br" else getattr(e, "get_text", str)()
            for region in isd.iter_regions()
            for e in region.dfs_iterator()
            if type(e).__name__ in ("Br", "Text")
        )
        seen.append((float(at), text))
    assert seen == [(0, "One & <two>\nthree"), (1.5, ""), (2, "four"), (3, "")]


def test_foreign_ttml_counts_times_from_those_around_and_in_other_units() -> None:
    track = ttml.read(
        '<tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttm="http://www.w3.org/ns/ttml#metadata"'
        ' xmlns:ttp="http://www.w3.org/ns/ttml#parameter" ttp:frameRate="25" xml:lang="en">'
        '<head><metadata><ttm:agent xml:id="a" type="person"><ttm:name type="full">Ann</ttm:name>'
        '</ttm:agent></metadata></head><body begin="10s"><div>'
        '<p begin="00:00:02:05" dur="1s">  It is\n   <span>late</span>.</p>'
        '<p end="2s" ttm:agent="a">Good<br/>morning.</p>'
        '<p><span begin="5s" end="6s">Five.</span> <span begin="6s" end="7s">Six.</span></p>'
        "</div></body></tt>"
    )
    assert track.language == "en"
    assert track.cues == (
        shown(10_000, 12_000, "Good", "morning.", speaker="Ann"),
        shown(12_200, 13_200, "It is late."),
        shown(15_000, 16_000, "Five."),
        shown(16_000, 17_000, "Six."),
    )


DEEP = "<div>" * 3_000 + "</div>" * 3_000


@pytest.mark.parametrize(
    "text",
    [
        "<tt",
        "<p/>",
        '<tt xmlns="http://www.w3.org/ns/ttml"/>',
        '<tt xmlns="http://www.w3.org/ns/ttml"><body><div><p>Always.</p></div></body></tt>',
        '<tt xmlns="http://www.w3.org/ns/ttml"><body begin="soon"/></tt>',
        '<!DOCTYPE tt [<!ENTITY a SYSTEM "file:///etc/passwd">]><tt>&a;</tt>',
        f'<tt xmlns="http://www.w3.org/ns/ttml"><body>{DEEP}</body></tt>',
    ],
)
def test_ttml_that_cannot_be_timed_or_parsed_is_refused(text: str) -> None:
    with pytest.raises(UnreadableCaptions):
        ttml.read(text, "a.ttml")


def test_a_control_character_does_not_break_the_xml() -> None:
    track = Track((shown(0, 1_000, "a\x02b"),), "en")
    assert ttml.read(ttml.write(track)).cues[0].text == "a\ufffdb"


def test_a_caption_file_is_told_by_its_suffix_and_may_be_windows_1252() -> None:
    written = srt.write(Track((shown(0, 1_000, "Zoë – “yes”"),), "und"))
    assert formats.read("old.SRT", written.encode("cp1252")).cues[0].text == "Zoë – “yes”"
    with pytest.raises(UnknownFormat) as unknown:
        formats.read("film.sub", b"")
    assert unknown.value.known == (".vtt", ".srt", ".ttml")
