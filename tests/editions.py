"""Editions to make forms of: real statements, one as hard as they come, and one very long."""

from dataclasses import replace
from datetime import date
from functools import cached_property, partial
from pathlib import Path

import pytest

from media import documents
from media.engines import VOICES
from media.paragraphs import ReadParagraph, ReadSentence, read_paragraphs, reading
from media.production.narrated import encoded, speak
from media.production.written import write
from media.profiles import PROFILES
from media.renditions import RENDITIONS, Tags
from media.store import Store
from media.takeaway.edition import Edition, Made
from publisher.editions import form_words
from publisher.phrases import phrases_for

SHARED = Path(__file__).parent.parent.parent / "shared" / "statements"
WELSH = """Datganiad ar Heddlu Dyffryn Elai

Bore da. Siân Reeve ydw i, ac rwy’n arolygydd. Gwelsom fod yr heddlu’n ateb galwadau’n gyflym.

Mae’r tŷ a’r dŵr yn ddiogel. Ar 28 Ebrill 2018 cofnododd yr heddlu 1,200 o droseddau."""
HARD = """Reeve & Huw on <Ashford Vale>: what was said

Siân Reeve: Good morning. [Applause] We visited on 28 April 2018, and found £3.2 million & 10% of
it unspent. “Will you act?” she asked; ‘not yet’, they said.

Rhodri Huw: If a < b --> stop. That is <b>bold</b> & &amp; <script>alert("1")</script>. Smile 😀
and wave 👩‍👩‍👧. Diolch i’r tŷ ac i’r dŵr.

Rhodri Huw: A *star*, a _line_, a `tick`, a $sum$ and a #hash; 100 \\ 7 {braces} @home ~ now.

السلام عليكم ورحمة الله said the door in 2018, then هذا تقرير عن الشرطة went on.

Siân Reeve: The word سلام means peace. (Music) Thank you."""
LONG = (
    "Chief Constable Hall’s force answered 1,240 calls “in time” on 28 April, which we welcome.",
    "However, £3.2 million of savings (10% of the whole) were not found, and so victims wait.",
    "We will look again in the spring; until then, officers should record every crime they see.",
)
MANY = 20_000  # words
DIGEST = "5e" * 32


class Editions:
    """Each edition made once, when it is asked for, in one folder."""

    def __init__(self, folder: Path) -> None:
        self._store = Store(folder)

    @cached_property
    def northamptonshire(self) -> Edition:
        path = SHARED / "northamptonshire.txt"
        if not path.exists():
            pytest.skip("the statement of Northamptonshire is not on this machine")
        return self.narrated(
            path.read_text(encoding="utf-8"),
            "en-GB",
            speaker="Zoë Billingham",
            role="Her Majesty’s Inspector of Constabulary",
            about="Northamptonshire Police",
        )

    @cached_property
    def welsh(self) -> Edition:
        return self.narrated(WELSH, "cy", speaker="Siân Reeve", about="Heddlu Dyffryn Elai")

    @cached_property
    def hard(self) -> Edition:
        return self.narrated(
            HARD,
            "en-GB",
            speaker="Siân Reeve, Rhodri Huw",
            about="Ashford & Vale <Constabulary>",
        )

    @cached_property
    def long(self) -> Edition:
        """Twenty thousand words, two speakers by turns, a heading now and then; no sound."""
        paragraphs, words, at = [], 0, 0
        while words < MANY:
            heading = len(paragraphs) % 20 == 0
            said = [LONG[0][:40]] if heading else [s for _ in range(3) for s in LONG]
            sentences = []
            for text in said:
                lasts = 375 * len(text.split())  # ms: 160 words a minute
                sentences.append(ReadSentence(text, at, at + lasts, sound=False, glue=" "))
                words, at = words + len(text.split()), at + lasts + 300
            sentences[-1] = replace(sentences[-1], glue="")
            speaker = None if heading else ("Siân Reeve", "Rhodri Huw")[len(paragraphs) // 5 % 2]
            paragraphs.append(ReadParagraph(tuple(sentences), speaker, int(heading)))
        return edition("A long statement", "en-GB", tuple(paragraphs), at, voice="")

    @property
    def all(self) -> dict[str, Edition]:
        return {
            "northamptonshire": self.northamptonshire,
            "welsh": self.welsh,
            "hard": self.hard,
            "long": self.long,
        }

    def narrated(self, text: str, language: str, **said: str) -> Edition:
        """A text spoken by espeak, which is quick, with all that publishing makes of it."""
        transcript = documents.read("statement.txt", text.encode(), language)
        voice = VOICES["espeak"]
        spoken = speak(transcript, voice, voice, self._store)
        alignment = spoken.narration.alignment
        files = write(transcript, alignment, PROFILES["broadcast"], self._store).files
        title = transcript.title or "Untitled"
        tags = Tags(title, "", "2018-02-01", language, DIGEST)
        sounds = encoded(spoken, tuple(RENDITIONS), tags, self._store)
        files |= {f"speech.{suffix}": sound for suffix, sound in sounds.files.items()}
        return edition(
            title,
            language,
            read_paragraphs(reading(transcript, alignment)),
            spoken.narration.duration,
            voice=spoken.voice,
            files={
                n: Made(a.digest, partial(self._store.path, a.digest)) for n, a in files.items()
            },
            **said,
        )


def edition(
    title: str,
    language: str,
    paragraphs: tuple[ReadParagraph, ...],
    duration: int,
    **changes: object,
) -> Edition:
    phrases = phrases_for(language)
    facts = {
        "speaker": "",
        "role": "",
        "about": "",
        "date": date(2018, 2, 1),
        "voice": "espeak",
        "number": 2,
        "digest": DIGEST,
        "body": "The Inspectorate",
        "licence": "Open Government Licence v3.0",
        "licence_url": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
        "address": "https://example.org/statements/a-statement",
    }
    return Edition(
        title=title,
        language=language,
        paragraphs=paragraphs,
        duration=duration,
        day=phrases.date(date(2018, 2, 1)),
        words=form_words(phrases),
        words_language=phrases.language,
        **facts | changes,
    )


def said(made_of: Edition) -> list[str]:
    """Every word a form must have, in order: names where they are shown, and what is said."""
    found, last = [], None
    for paragraph in made_of.paragraphs:
        if paragraph.speaker and paragraph.speaker != last:
            found += paragraph.speaker.split()
        last = paragraph.speaker
        found += paragraph.text.split()
    return found
