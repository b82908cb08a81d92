"""How words are said that a voice gets wrong: a list of the body's own, for every statement.

Kept for a language, by the written form of a word (`media.spoken.written_form`).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Engine, String, Text, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from media.spoken import written_form
from media.transcript import Transcript, Word
from publisher.models import Base, Moment
from publisher.phrases import primary

LONGEST = 100  # characters of a written form, and twice as many of how it is said
# What voices read letter by letter, or not at all as its bearers do.
DOUBTFUL = re.compile(r"[^\W\d_]*[A-Z][^\W\d_]*[A-Z]\w*|\w*\d\w*[^\W\d_]\w*|\w*[^\W\d_]\w*\d\w*")


COMMON = frozenset({"I'm", "I've", "I'd", "I'll", "Her", "His", "Majesty"})


class SayingRow(Base):
    """A word and how it is said."""

    __tablename__ = "sayings"

    language: Mapped[str] = mapped_column(String(35), primary_key=True)  # a primary subtag
    written: Mapped[str] = mapped_column(String(LONGEST), primary_key=True)
    said: Mapped[str] = mapped_column(String(2 * LONGEST))
    who: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Moment)


@dataclass(frozen=True, slots=True)
class Saying:
    """A word as it is written, and how `who` had it said since `at`."""

    language: str
    written: str
    said: str
    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Sayings:
    """The list of one body."""

    engine: Engine

    def all(self) -> tuple[Saying, ...]:
        """Every saying, by its written form."""
        query = select(SayingRow).order_by(SayingRow.written, SayingRow.language)
        with Session(self.engine) as session:
            return tuple(
                Saying(row.language, row.written, row.said, row.who, row.at)
                for row in session.scalars(query)
            )

    def of(self, language: str) -> dict[str, str]:
        """How words are said in a language (BCP 47), by their written forms."""
        return {one.written: one.said for one in self.all() if one.language == primary(language)}

    def tell(self, language: str, written: str, said: str, *, who: str) -> None:
        """Say how a word is said; "" leaves it to the voice again.

        Raises ValueError where `written` is no one word, or a voice could not say `said`.
        """
        form, said = written_form(written.strip()), " ".join(said.split())
        if not form or len(form) > LONGEST or " " in form or not form.isprintable():
            raise ValueError("no one word")
        if said and not _sayable(said):
            raise ValueError("nothing that can be said")
        key = {"language": primary(language), "written": form}
        with Session(self.engine) as session, session.begin():
            session.execute(delete(SayingRow).filter_by(**key))
            if said:
                session.add(SayingRow(**key, said=said, who=who, at=datetime.now(UTC)))


def _sayable(said: str) -> bool:
    return len(said) <= 2 * LONGEST and said.isprintable() and any(map(str.isalpha, said))


def doubtful(transcript: Transcript) -> Iterator[Word]:
    """Words that a voice may say wrong, each written form once: the first place where it stands.

    Abbreviations, figures with letters in them, and names: capitals inside a sentence, unless the
    text has the word in small letters too; or letters that English does not have.
    """
    met = {
        w.text.strip(".,;:").removesuffix("s").capitalize()
        for w in transcript.words
        if w.text.islower()
    }
    for sentence in transcript.sentences:
        for nth, word in enumerate(sentence.words):
            form = written_form(word.text)
            if form and form not in met | COMMON and _is_doubtful(form, first=nth == 0):
                met.add(form)
                yield word


def _is_doubtful(form: str, *, first: bool) -> bool:
    letters = [c for c in form if c.isalpha()]
    if not letters:
        return False
    named = form[0].isupper() and not first and len(letters) > 1
    return named or bool(DOUBTFUL.fullmatch(form)) or any(not c.isascii() for c in letters)
