import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from media import documents
from media.captioning import PROFILES, caption
from media.quality import Rule, check
from media.reading import width
from media.timeline import Span
from media.timing import Alignment, TimedWord, Timing
from media.tracks import Cue, Track
from media.transcript import Paragraph, Sentence, Transcript, Word

BROADCAST, STREAMING = PROFILES["broadcast"], PROFILES["streaming"]
STATEMENT = Path(__file__).parents[2] / ".." / "shared" / "statements" / "northamptonshire.txt"

_SENTENCE = re.compile(r"\[[^\]]*\]|[^\[]+?(?:[.!?…]+[”\"]*(?=\s|$)|。|(?=\[)|$)")
_WORD = re.compile(r"[一-鿿][，。]?|[^\s一-鿿]*\w[^\s一-鿿]*")


def said(*turns, word=400, pause=600, start=0, language="en-GB", unsaid=()):
    """Make a transcript and its times: a paragraph a turn, `word` ms a word, `pause` ms between
    sentences. A turn is a text, or a speaker and a text.
    """
    text, paragraphs, times, now, number = "", [], [], start, -1
    for turn in turns:
        speaker, spoken = turn if isinstance(turn, tuple) else (None, turn)
        text += f"{speaker}: " * bool(speaker)
        sentences = []
        for found in _SENTENCE.finditer(spoken):
            if not found[0].strip():
                continue
            number += 1
            begin = len(text) + found.start() + len(found[0]) - len(found[0].lstrip())
            end = begin + len(found[0].strip())
            if found[0].strip().startswith("["):
                sentences.append(Sentence(begin, end, (), sound=True))
                continue
            words = tuple(
                Word(begin + w.start(), begin + w.end(), w[0])
                for w in _WORD.finditer(found[0].strip())
            )
            sentences.append(Sentence(begin, end, words))
            if number in unsaid:
                continue
            for each in words:
                times.append(TimedWord(each, Span(now, now + word), Timing.SPOKEN))
                now += word
            now += pause
        paragraphs.append(
            Paragraph(sentences[0].start, sentences[-1].end, tuple(sentences), speaker)
        )
        text += spoken + "\n\n"
    return Transcript(text, language, tuple(paragraphs)), Alignment(tuple(times), unsaid=unsaid)


def shown(track: Track) -> list[str]:
    return [" / ".join(line.text for line in cue.lines) for cue in track.cues]


def test_a_sentence_that_fits_is_one_cue_from_its_first_word_until_it_is_read():
    track = caption(*said("We inspected the force."), BROADCAST)
    assert shown(track) == ["We inspected the force."]
    assert track.cues[0].span == Span(0, 1_600)
    assert track.language == "en-GB"


def test_a_long_sentence_breaks_where_people_would_break_it():
    track = caption(
        *said("This means that offenders may not be brought to justice quickly enough,"
              " and victims may lose faith in the system.", word=350),
        STREAMING,
    )  # fmt: skip
    assert shown(track)[-1].startswith("and victims may lose faith")
    assert all(not cue.endswith((" the", " a", " to", " of", " may")) for cue in shown(track))


@pytest.mark.parametrize("name", PROFILES)
@pytest.mark.parametrize(
    "kept", ["£3.2 million", "28 April", "Sir Thomas", "HMI Zoë", "12 per cent", "Section 12"]
)
def test_a_number_stays_with_its_unit_and_a_name_with_its_title(name, kept):
    for words in range(1, 24):
        before = " ".join(["again"] * words)
        track = caption(*said(f"We {before} {kept} and went on with it then."), PROFILES[name])
        assert any(kept in line.text for cue in track.cues for line in cue.lines)


def test_hasty_words_find_company():
    track = caption(*said("Yes. It is. We went there to see it.", word=200, pause=100), BROADCAST)
    assert not check(track, BROADCAST)
    assert shown(track) == ["Yes. It is. We went there to see it."]


def test_dashes_quotes_and_ellipses_between_words_are_kept():
    text = "“ Well – it was, … as they say - fine ”."
    track = caption(*said(text), STREAMING)
    assert " ".join(shown(track)).replace(" / ", " ") == text


def test_figures_symbols_and_repeated_words_are_shown_once_each():
    track = caption(*said("In 2014 it was £13.60, very very very much & more."), STREAMING)
    assert " ".join(shown(track)).replace(" / ", " ").count("very") == 3
    assert "£13.60," in shown(track)[0]


def test_a_voice_that_starts_late_is_captioned_late():
    track = caption(*said("Good morning to you all.", start=14_000), BROADCAST)
    assert track.cues[0].span.start == 14_000


def test_one_speaker_needs_no_label():
    track = caption(*said(("Zoë", "Hello to you."), ("Zoë", "I inspect forces.")), BROADCAST)
    assert shown(track) == ["Hello to you.", "I inspect forces."]
    assert {line.speaker for cue in track.cues for line in cue.lines} == {"Zoë"}


def test_a_label_stands_at_a_change_of_speaker_only():
    track = caption(
        *said(
            ("Zoë", "What did you find when you came to the force?"),
            ("Mohsin", "We found that the officers knew their streets."),
            ("Mohsin", "And that the people there trusted them."),
            word=450,
        ),
        BROADCAST,
    )
    starts = [cue.lines[0].text for cue in track.cues]
    assert starts[0].startswith("ZOË: What")
    assert [text.startswith("MOHSIN:") for text in starts[1:]].count(True) == 1
    assert {line.speaker for line in track.cues[-1].lines} == {"Mohsin"}


def test_a_label_does_not_keep_the_first_word_of_a_turn_from_the_others():
    turns = (
        (
            "Inspector Jones",
            "Good morning and welcome to all of you who came here today. It was so.",
        ),
        ("Mayor", "Thank you for that."),
    )
    track = caption(*said(*turns, word=310, pause=400), BROADCAST)
    assert shown(track)[0].startswith("INSPECTOR JONES: Good morning / ")


def test_two_short_turns_share_a_cue_with_hyphens():
    track = caption(*said(("A", "Ready?"), ("B", "Yes."), word=300, pause=150), BROADCAST)
    assert shown(track) == ["- A: Ready? / - B: Yes."]
    assert [line.speaker for line in track.cues[0].lines] == ["A", "B"]


def test_a_label_longer_than_a_line_loses_nothing():
    name = "His Majesty's Chief Inspector of Constabulary and of Fire and Rescue Services"
    track = caption(*said((name, "Thank you."), ("B", "No, thank you.")), BROADCAST)
    assert " ".join(shown(track)).replace(" / ", " ").startswith(f"{name.upper()}: Thank you.")
    assert all(width(line.text) <= 37 for cue in track.cues for line in cue.lines)


def test_a_sound_stands_in_the_silence_in_capitals_for_broadcast():
    transcript, times = said("[Quiet music] Good morning to you all.", start=5_000)
    assert shown(caption(transcript, times, BROADCAST))[0] == "[QUIET MUSIC]"
    track = caption(transcript, times, STREAMING)
    assert shown(track)[0] == "[Quiet music]"
    assert track.cues[1].span.start == 5_000


def test_a_sound_without_room_joins_its_neighbour_as_a_line():
    track = caption(*said("We begin at nine. [Cough] Then we go on.", pause=300), BROADCAST)
    assert any("[COUGH]" in (line.text for line in cue.lines) for cue in track.cues)
    assert not check(track, BROADCAST)
    assert len(track.cues) == 2


def test_sounds_without_room_share_a_line():
    track = caption(*said("We begin at nine. [Cough] [Bell] Then we go on.", pause=300), STREAMING)
    assert any(line.text == "[Cough] [Bell]" for cue in track.cues for line in cue.lines)


def test_a_sound_between_turns_stands_with_the_turn_it_opens():
    turns = ("A", "We begin now."), ("B", "[laughs] So do we.")
    track = caption(*said(*turns, pause=200), BROADCAST)
    assert shown(track) == ["A: We begin now.", "[LAUGHS] / B: So do we."]


def test_a_text_of_nothing_but_sounds_is_captioned_too():
    transcript, times = said("[Music] [Applause]")
    assert shown(caption(transcript, times, STREAMING)) == ["[Music]", "[Applause]"]


def test_what_was_not_said_gets_no_cue():
    track = caption(*said("We start. This was cut. We end here.", unsaid=(1,)), BROADCAST)
    assert " ".join(shown(track)) == "We start. We end here."


def test_an_address_longer_than_a_line_is_broken_where_it_has_a_mark():
    address = "www.fenmarchconstabulary.example/policing"
    track = caption(*said(f"See {address} now.", word=1_000), BROADCAST)
    assert shown(track) == ["See www.fenmarchconstabulary.example/ / policing now."]


@pytest.mark.parametrize("letters", [60, 5_000])
def test_a_word_longer_than_a_line_is_broken_and_loses_nothing(letters):
    address = "https://example.org/" + "x" * letters
    track = caption(*said(f"See {address} now.", word=2_000), STREAMING)
    assert "".join(shown(track)).replace(" / ", "").replace(" ", "") == f"See{address}now."
    assert all(width(line.text) <= 42 for cue in track.cues for line in cue.lines)


def test_wide_characters_count_twice_and_get_no_spaces():
    text = "今天天气很好，我们去公园散步，然后回家吃饭，晚上再看一部很长的电影。"
    track = caption(*said(text, word=220, language="zh"), BROADCAST)
    assert "".join(shown(track)).replace(" / ", "") == text
    assert all(width(line.text) <= 37 for cue in track.cues for line in cue.lines)
    assert not check(track, BROADCAST)


def test_text_from_right_to_left_is_shown_as_written():
    text = "صباح الخير، نحن هنا اليوم لنتحدث عن عمل الشرطة في هذه المدينة."
    track = caption(*said(text, language="ar"), BROADCAST)
    assert " ".join(shown(track)).replace(" / ", " ") == text


def test_welsh_does_not_end_a_line_with_its_article():
    text = "Mae'r heddlu wedi gwella y ffordd y mae yn delio â throseddau yn yr ardal."
    for cue in caption(*said(text, language="cy"), BROADCAST).cues:
        assert all(not line.text.endswith((" y", " yr", " yn", " wedi")) for line in cue.lines)


def test_a_sentence_of_five_thousand_words_without_a_mark_is_captioned():
    text = " ".join(["and", "then", "we", "went", "there"] * 1_000)
    track = caption(*said(text), BROADCAST)
    assert " ".join(shown(track)).replace(" / ", " ") == text
    assert not check(track, BROADCAST)


def test_words_all_at_one_moment_are_shown_one_cue_after_the_other():
    track = caption(
        *said("All of this is said at once. How can it be so?", word=0, pause=0), STREAMING
    )
    assert all(a.span.end <= b.span.start for a, b in pairwise(track.cues))


@pytest.mark.parametrize("name", PROFILES)
def test_a_speaker_too_fast_to_be_read_is_reported_as_such(name):
    transcript, times = said("We went there again. " * 9, word=110, pause=0)
    found = check(caption(transcript, times, PROFILES[name]), PROFILES[name], times)
    assert Rule.READING_SPEED in {f.rule for f in found} <= {Rule.READING_SPEED, Rule.SHORTEST}
    found = [f for f in found if f.rule is Rule.READING_SPEED]
    assert all("faster than this can be read" in f.message for f in found)


def test_hasty_words_before_a_silence_are_shown_until_they_are_read():
    transcript, times = said("We went everywhere and nobody understood it.", word=150)
    track = caption(transcript, times, BROADCAST)
    assert check(track, BROADCAST, times) == ()
    assert track.cues[0].span == Span(0, 2_450)  # 0.35 s a word


@pytest.mark.parametrize("name", PROFILES)
@pytest.mark.parametrize("pause", [120, 450, 700, 1_100, 2_500])
@pytest.mark.parametrize("word", [330, 360, 420])
def test_a_real_statement_keeps_every_rule(name, word, pause):
    if not STATEMENT.exists():
        pytest.skip("the example statement is not beside the repository")
    read = documents.read(STATEMENT.name, STATEMENT.read_bytes(), "en-GB")
    now, times = 0, []
    for sentence in read.sentences:
        for each in sentence.words:
            long = word * (4 + len(each.text)) // 9
            times.append(TimedWord(each, Span(now, now + long), Timing.SPOKEN))
            now += long
        now += pause
    alignment = Alignment(tuple(times))
    track = caption(read, alignment, PROFILES[name])
    assert check(track, PROFILES[name], alignment) == ()
    assert " ".join(shown(track)).replace(" / ", " ").split() == [
        item for s in read.sentences for item in read.text[s.start : s.end].split()
    ]


texts = st.lists(
    st.tuples(
        st.sampled_from([None, "Zoë", "Jo"]),
        st.lists(
            st.text("abIwŵé'’“”,;–-&<>天气א ", min_size=1, max_size=60)
            .map(str.strip)
            .filter(lambda t: any(mark.isalnum() for mark in t))
            .map(lambda t: t + ".")
            | st.just("[Quiet music]"),
            min_size=1,
            max_size=4,
        ).map(" ".join),
    ),
    min_size=1,
    max_size=4,
)


@given(
    turns=texts,
    word=st.integers(0, 900),
    pause=st.integers(0, 3_000),
    name=st.sampled_from(list(PROFILES)),
)
@example(turns=[("Zoë", "- I. [Quiet music]")], word=0, pause=0, name="broadcast")
@settings(max_examples=150, deadline=None)
def test_nothing_is_lost_and_no_line_is_too_long(turns, word, pause, name):
    profile = PROFILES[name]
    transcript, times = said(*turns, word=word, pause=pause)
    track = caption(transcript, times, profile)
    written = "".join(transcript.text[s.start : s.end] for s in transcript.sentences)
    added = re.compile("|".join(f"{s.upper()}:" for s in transcript.speakers) or "$^")
    lines = [line.text for cue in track.cues for line in cue.lines]
    shown_text = added.sub("", "".join(_without_turn_marks(track)).replace(" ", ""))
    assert shown_text.upper() == "".join(written.upper().split())
    assert all(width(line) <= profile.line_length for line in lines)
    assert all(len(cue.lines) <= profile.lines for cue in track.cues)
    assert all(a.span.end <= b.span.start for a, b in pairwise(track.cues))
    if word:
        assert not [f for f in check(track, profile, times) if f.rule is Rule.START]


def _without_turn_marks(track: Track) -> list[str]:
    """A hyphen was added to both lines of a cue where they are of two turns."""

    def marked(cue: Cue) -> bool:
        speakers = {line.speaker for line in cue.lines}
        return len(speakers) > 1 and all(line.text.startswith("- ") for line in cue.lines)

    return [
        line.text.removeprefix("- ") if marked(cue) else line.text
        for cue in track.cues
        for line in cue.lines
    ]
