import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media import documents
from media.errors import EmptyTranscript, NothingToSay, NotText, TooLong, UnknownDocument
from media.transcript import Transcript

SHARED = Path(__file__).parents[2].parent / "shared"


def txt(written: str, language: str = "en") -> Transcript:
    return documents.read("statement.txt", written.encode(), language)


def md(written: str) -> Transcript:
    return documents.read("statement.md", written.encode(), "en")


def paragraphs(transcript: Transcript) -> list[str]:
    return [transcript.text[p.start : p.end] for p in transcript.paragraphs]


def turns(transcript: Transcript) -> list[tuple[str | None, str]]:
    return [(p.speaker, transcript.text[p.start : p.end]) for p in transcript.paragraphs]


def sentences(transcript: Transcript) -> list[str]:
    return [transcript.text[s.start : s.end] for s in transcript.sentences]


def sounds(transcript: Transcript) -> list[str]:
    return [transcript.text[s.start : s.end] for s in transcript.sentences if s.sound]


def words(transcript: Transcript) -> list[str]:
    return [w.text for w in transcript.words]


# The file


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"],
)
def test_the_encoding_is_found(encoding: str) -> None:
    data = "Siân said: “It’s £3 – or €4.”\r\nThen she left.".encode(encoding)
    text = documents.read("a.txt", data, "en").text
    assert text == "Siân said: “It’s £3 – or €4.”\nThen she left."


def test_accents_are_composed_so_that_a_letter_is_one_character() -> None:
    assert txt(unicodedata.normalize("NFD", "Zoë ŵyn")).text == "Zoë ŵyn"


@pytest.mark.parametrize(
    ("data", "looks_like"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "a PNG picture"),
        (b"%PDF-1.7 Hello.", "a PDF document"),
        (b"PK\x03\x04" + bytes(50), "a ZIP archive, or a Word or OpenDocument file"),
        (b"ID3\x04\x00" + bytes(50), "an MP3 recording"),
        (b"\x00\x00\x00\x18ftypmp42", "an MP4 film or recording"),
        (b"000\x00", "data, or text in an encoding that is not known here"),
        (b"Hello\x00world", "data, or text in an encoding that is not known here"),
        (bytes(range(256)) * 9, "data, or text in an encoding that is not known here"),
        ("今日は。".encode("shift_jis"), "data, or text in an encoding that is not known here"),
        (b"\xff\xfeH", "damaged UTF-16 text"),
    ],
)
def test_what_is_no_text_is_named_for_what_it_looks_like(data: bytes, looks_like: str) -> None:
    with pytest.raises(NotText) as refused:
        documents.read("statement.txt", data, "en")
    assert (refused.value.name, refused.value.looks_like) == ("statement.txt", looks_like)


def test_more_than_a_statement_can_have_is_refused_before_it_is_read() -> None:
    with pytest.raises(TooLong) as bytes_:
        documents.read("a.txt", b"a" * 4_000_001, "en")
    assert (bytes_.value.size, bytes_.value.limit, bytes_.value.unit) == (
        4_000_001, 4_000_000, "bytes",
    )  # fmt: skip
    with pytest.raises(TooLong) as characters:
        documents.read("a.txt", b"a" * 1_000_001, "en")
    assert characters.value.unit == "characters"


@pytest.mark.parametrize("written", ["", " \n\t\n", "* * *\n\n—", "🙂", "\ufeff", "====="])
def test_a_file_without_a_word_is_empty(written: str) -> None:
    with pytest.raises(EmptyTranscript):
        txt(written)


@pytest.mark.parametrize("written", ["[Music]", "[Music]\n\n(Applause)\n\n♪ La la la ♪", "♪"])
def test_sounds_alone_leave_nothing_to_say(written: str) -> None:
    with pytest.raises(NothingToSay):
        txt(written)


def test_other_kinds_of_file_are_not_read() -> None:
    with pytest.raises(UnknownDocument) as unknown:
        documents.read("statement.pdf", b"", "en")
    assert {".txt", ".docx"} < set(unknown.value.known)


# Title and paragraphs


def test_a_short_first_line_that_stands_alone_is_the_title() -> None:
    transcript = txt("HMI Zoë Billingham’s assessment – Transcript\n\nHello. I am Zoë.")
    assert transcript.title == "HMI Zoë Billingham’s assessment – Transcript"
    assert paragraphs(transcript) == ["Hello. I am Zoë."]


def test_an_underlined_title_is_a_title() -> None:
    transcript = txt("Our assessment\n==============\n\nHello.")
    assert (transcript.title, words(transcript)) == ("Our assessment", ["Hello."])


@pytest.mark.parametrize(
    "written",
    [
        "Hello.\n\nI am Zoë Billingham.",
        "Are we safe?\n\nMostly.",
        "Our assessment\nHello.",
        "Our assessment",
        "Our assessment\n\n[Music]",
        "Dear all,\n\nThank you.",
        "Zoë Billingham: Hello\n\nThank you.",
        "[Music]\n\nHello.",
        "long " * 30 + "\n\nHello.",
    ],
)
def test_other_first_lines_are_text(written: str) -> None:
    try:
        transcript = txt(written)
    except NothingToSay:
        pytest.fail("a title was taken from a text that has nothing else")
    assert transcript.title is None


def test_lines_wrapped_by_hand_are_one_paragraph() -> None:
    wrapped = (
        "I am satisfied with some aspects of the performance of the force in\n"
        "keeping people safe, but there are also areas in need of improvement if\n"
        "the force is to provide a good service.\n"
    )
    assert paragraphs(txt(wrapped + "\n" + wrapped)) == [wrapped.strip()] * 2
    assert sentences(txt(wrapped)) == [wrapped.strip()]


def test_a_file_without_blank_lines_has_a_paragraph_a_line() -> None:
    lines = [
        "I am satisfied with some aspects of how the force keeps people safe and reduces crime.",
        "Thank you.",
        "The force has done well: it has a plan, and people who carry it out every day.",
        "It must do better.",
    ]
    assert paragraphs(txt("\n".join(lines))) == lines


def test_list_items_and_short_lines_stay_apart() -> None:
    lines = ["- prevent crime", "- help victims", "1. Act", "2. Listen"]
    assert paragraphs(txt("We must:\n" + "\n".join(lines))) == ["We must:", *lines]


def test_a_row_of_asterisks_belongs_to_the_paragraph_before_it() -> None:
    transcript = txt("One.\n\n* * *\n\nTwo.\n\n🙂")
    assert paragraphs(transcript) == ["One.\n\n* * *", "Two.\n\n🙂"]
    assert words(transcript) == ["One.", "Two."]


# Speakers


def test_labels_become_speakers_and_leave_the_text() -> None:
    transcript = txt(
        "Zoë Billingham: Thank you for coming.\nQ: Why now?\nA: Because we must.\n\n"
        "ZB: um, yes.\n\nAnd more.\n\nJK - “That is right.”"
    )
    assert turns(transcript) == [
        ("Zoë Billingham", "Thank you for coming."),
        ("Q", "Why now?"),
        ("A", "Because we must."),
        ("ZB", "um, yes."),
        ("ZB", "And more."),
        ("JK", "“That is right.”"),
    ]
    assert transcript.speakers == ("Zoë Billingham", "Q", "A", "ZB", "JK")


def test_a_label_may_stand_alone_above_what_is_said() -> None:
    transcript = txt("CHIEF CONSTABLE HALL:\n\nGood morning.\n\nO’Brien (HMI):\nGood morning.")
    assert turns(transcript) == [
        ("CHIEF CONSTABLE HALL", "Good morning."),
        ("O’Brien (HMI)", "Good morning."),
    ]


@pytest.mark.parametrize(
    "written",
    [
        "We found three things: Staff, time and money.",
        "Note: This was written in 2016.",
        "10:30 is late.",
        "https://example.org: A site.",
        "Our view: the force must act.",
        "Recommendation 1: Act now.",
        "Kent – the garden of England.",
        "The chief constable said: “Yes.”",
        "Q: …",
        "Zoë Billingham:",
    ],
)
def test_a_sentence_with_a_colon_or_a_dash_names_nobody(written: str) -> None:
    assert turns(txt(written)) == [(None, written)]


def test_a_heading_ends_a_turn_and_a_sound_does_not() -> None:
    transcript = md("Ann: One.\n\n[Music]\n\nTwo.\n\n## Next\n\nThree.")
    assert turns(transcript) == [
        ("Ann", "One."), (None, "[Music]"), ("Ann", "Two."), (None, "Next"), (None, "Three."),
    ]  # fmt: skip


# Sounds


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        ("[Music]\n\nHello.", ["[Music]"]),
        ("(Intro music)\nHello there.\nThank you.", ["(Intro music)"]),
        ("Thank you. [Applause] Now to work.", ["[Applause]"]),
        ("Diolch. (Cymeradwyaeth)", ["(Cymeradwyaeth)"]),
        ("♪ God save the Queen ♪ Good evening.", ["♪ God save the Queen ♪"]),
        ("Zoë: [Laughs] Yes.", ["[Laughs]"]),
        ("Her Majesty’s inspectorate (HMIC) is here. (It is small.)", []),
        ("He said [the force] must act. [Sic] was not said by him [we think].", []),
        ("[We cut a question here.] Go on.", []),
    ],
)
def test_sounds_are_told_from_text_in_brackets(written: str, heard: list[str]) -> None:
    assert sounds(txt(written)) == heard


def test_a_sound_inside_a_sentence_is_shown_in_it_and_not_spoken() -> None:
    transcript = txt("And then [laughs] we [all] left.")
    assert sentences(transcript) == ["And then [laughs] we [all] left."]
    assert words(transcript) == ["And", "then", "we", "[all]", "left."]


# Words


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("“Hello,” she said – twice …", "“Hello,”|she|said|twice"),
        ("£3.2 & 43% + 1 = ? @ home", "£3.2|&|43%|+|1|=|@|home"),
        ("We must improve—and soon", "We|must|improve—|and|soon"),
        ("a 🙂 b🙂 ===== c", "a|b🙂|c"),
        ("今天，「很好」。OK了", "今|天，|「很|好」。|OK|了"),
        ("ไม่ดี", "ไ|ม่|ดี"),
        ("x" * 5_000, "x" * 5_000),
    ],
)
def test_words_are_what_is_said_with_the_punctuation_that_touches_it(
    written: str, found: str
) -> None:
    assert words(txt(written)) == found.split("|")


# Markdown


def test_markdown_is_read_for_its_words() -> None:
    transcript = md(
        "# Our *assessment*\n\nI am **satisfied** with [the force](https://example.org/a_b)\n"
        "& `HMIC`. <script>alert(1)</script>\n\n> Quoted.\n\n---\n\n## What next?\n\n"
        "- prevent crime\n- help victims\n\n![A chart](chart.png)\n\n```\ncode\n```\n"
    )
    assert transcript.title == "Our assessment"
    assert [(p.heading, transcript.text[p.start : p.end]) for p in transcript.paragraphs] == [
        (0, "I am satisfied with the force\n& HMIC. <script>alert(1)</script>"),
        (0, "Quoted."),
        (2, "What next?"),
        (0, "prevent crime"),
        (0, "help victims"),
        (0, "A chart"),
        (0, "code"),
    ]
    assert transcript.text.startswith("Our assessment\n\nI am satisfied")


def test_labels_in_bold_name_speakers_in_markdown() -> None:
    assert turns(md("**Zoë:** Hello.\n**Q:** Why?")) == [("Zoë", "Hello."), ("Q", "Why?")]


# What always holds

PIECES = (
    "Dr. Hall", "We act.", "e.g.", "3.2", "[Music]", "(applause)", "♪", "Zoë:", "JK - “", "”", "…",
    "# ", "- ", "***", "\n", "\n\n", " ", "？", "。", "今天", "ไม่", "🙂", "--", "—", "&", "<b>",
    "Q:", "[", "]", "(", ")", "no. 5", "U.K.", "؟", "مرحبا", "`", "_", "a", "B",
)  # fmt: skip
letters = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
texts = st.lists(
    st.one_of(st.sampled_from(PIECES), st.text(letters, max_size=4)),
    max_size=25,
).map("".join)


@given(texts, st.sampled_from(["a.txt", "a.md"]), st.sampled_from(["en-GB", "cy", "ja", "el"]))
def test_whatever_is_written_is_read_whole_and_unaltered(
    written: str, name: str, language: str
) -> None:
    try:
        transcript = documents.read(name, written.encode(), language)
    except (EmptyTranscript, NothingToSay, NotText):
        return
    text = transcript.text
    if name == "a.txt":
        assert text.split() == unicodedata.normalize("NFC", written).split()
        assert documents.read(name, text.encode(), language) == transcript
    left = " ".join(text[a:b] for a, b in _between(transcript))
    for told in [transcript.title or "", *(p.speaker or "" for p in transcript.paragraphs)]:
        left = left.replace(told, "", 1)
    assert not any(c.isalnum() for c in left)


def _between(transcript: Transcript) -> list[tuple[int, int]]:
    starts = [p.start for p in transcript.paragraphs]
    ends = [p.end for p in transcript.paragraphs]
    return list(zip([0, *ends], [*starts, len(transcript.text)], strict=True))


def test_an_inspector_s_transcript_is_read_word_for_word() -> None:
    file = SHARED / "statements" / "northamptonshire.txt"
    if not file.exists():
        pytest.skip("the shared statements are not beside the repository")
    written = file.read_text()
    transcript = documents.read(file.name, file.read_bytes(), "en-GB")
    assert transcript.title == written.splitlines()[0]
    assert len(transcript.paragraphs) == 8
    spoken = written.split("\n", 1)[1].split()
    assert words(transcript) == [word for word in spoken if word != "–"]
    assert sentences(transcript)[0] == "Hello."
    assert len(sentences(transcript)) == 19
