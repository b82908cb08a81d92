"""Forms to take away of what is published: made from a revision, and offered with it.

What is quick is made when somebody first asks for it; what takes longer is made by `make_all`, from
the command or by a worker. Either way the words are public first, and publishing stays quick.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

from media.errors import EncodingFailed, FormError, Lack
from media.production import takeaway
from media.progress import Progress, Reporter, silent
from media.store import Artefact
from media.takeaway import AT_ONCE, lack
from media.takeaway.edition import Edition, Made
from publisher.library import Library
from publisher.media_types import media_type
from publisher.phrases import Phrases, phrases_for
from publisher.settings import Settings
from publisher.statements import File, Statement

EVERYTHING = "everything.zip"
OFFERED = (  # what a statement is taken away as: text first
    "transcript.txt",
    "transcript.html",
    "transcript.docx",
    "transcript.odt",
    "transcript.pdf",
    "transcript-large-print.pdf",
    "transcript-grade-1.brf",
    "transcript-grade-2.brf",
    "transcript-times.txt",
    "manuscript.txt",
    "statement.epub",
    "video-with-captions.mp4",
    "social-square.mp4",
    "social-portrait.mp4",
    "speech.mp3",
    "speech.opus",
    "chapters.mp3",
    "statement.m4b",
    "captions.vtt",
    "captions.srt",
    "captions.ttml",
    EVERYTHING,
)
GATHERED = (*(name for name in OFFERED if name != EVERYTHING), "words.json")
_OURS = "form."


@dataclass(frozen=True, slots=True)
class Offer:
    """A form on the page. `file` is None where it is not made yet, `lacks` why it cannot be."""

    name: str
    file: File | None
    lacks: Lack | None = None


@dataclass(frozen=True, slots=True)
class MadeForms:
    """All forms of a revision that there are now, and for each that there is not the trouble."""

    files: tuple[File, ...]
    troubles: Mapping[str, FormError | EncodingFailed]


def offers(
    statement: Statement, settings: Settings, library: Library, *, public: bool
) -> list[Offer]:
    """The forms to show: those that are made and, in public, all that is made when somebody asks.

    What cannot be made here is shown with the reason, save sound of what has none; of what takes
    longer, there is no word until it is made.
    """
    made = [(name, statement.files.get(name)) for name in OFFERED]
    if not public:
        return [Offer(name, file) for name, file in made if file]
    edition = edition_of(statement, settings, library)
    shown = [
        Offer(name, file, None if file else lack(name, edition))
        for name, file in made
        if file or name in AT_ONCE
    ]
    return [offer for offer in shown if offer.lacks not in {Lack.SOUND, Lack.TIMES}]


def make_now(name: str, statement: Statement, settings: Settings, library: Library) -> File:
    """Make a form that somebody waits for, and offer it from now on.

    Raises UnknownForm, FormAbsent, FormFailed or StoreError.
    """
    edition = edition_of(statement, settings, library)
    made = _file(name, takeaway.make(name, edition, library.store))
    library.offer(statement.slug, statement.revision.number, [made])
    return made


def make_all(
    statement: Statement, settings: Settings, library: Library, report: Reporter = silent
) -> MadeForms:
    """Make every form of a public statement, and offer each as soon as it is made.

    What is made already is found. What cannot be made is left out, and told. Raises StoreError.
    """
    troubles: dict[str, FormError | EncodingFailed] = {}
    done = 0

    def make(name: str, edition: Edition) -> Artefact | None:
        nonlocal done
        report(Progress("Making forms", done, len(takeaway.FORMS)))
        done += 1
        try:
            return takeaway.make(name, edition, library.store, report)
        except (FormError, EncodingFailed) as trouble:
            troubles[name] = trouble
            return None

    files = []
    for file in _forms(statement, settings, library, make):
        library.offer(statement.slug, statement.revision.number, [file])
        files.append(file)
    report(Progress("Making forms", done, done))
    return MadeForms(tuple(files), troubles)


def keep_made(statement: Statement, settings: Settings, library: Library) -> None:
    """Offer the forms that were made of this very text earlier: publishing it again keeps them."""

    def find(name: str, edition: Edition) -> Artefact | None:
        return takeaway.find(name, edition, library.store)

    if files := list(_forms(statement, settings, library, find)):
        library.offer(statement.slug, statement.revision.number, files)


def edition_of(statement: Statement, settings: Settings, library: Library) -> Edition:
    """A public statement as forms are made of it, with the files that publishing made."""
    revision, details = statement.revision, statement.revision.details
    phrases = phrases_for(details.language, settings.language)
    return Edition(
        title=details.title,
        speaker=details.speaker,
        role=details.role,
        about=details.about,
        date=details.date,
        day=phrases.date(details.date),
        language=details.language,
        paragraphs=statement.paragraphs,
        duration=statement.duration,
        voice=details.voice,
        number=revision.number,
        digest=revision.digest,
        body=settings.body_name,
        licence=settings.licence,
        licence_url=settings.licence_url,
        address=f"{settings.base_url}/statements/{statement.slug}",
        words=form_words(phrases),
        words_language=phrases.language,
        picture=statement.picture,
        files={
            name: _kept(file.digest, library)
            for name, file in statement.files.items()
            if name not in takeaway.FORMS
        },
    )


def _forms(
    statement: Statement,
    settings: Settings,
    library: Library,
    get: Callable[[str, Edition], Artefact | None],
) -> Iterator[File]:
    """Each form that `get` gives; the one that gathers the others comes last, and is given them."""
    edition = edition_of(statement, settings, library)
    files = dict(edition.files)
    for name in sorted(takeaway.FORMS, key=EVERYTHING.__eq__):
        if name == EVERYTHING:
            gathered = {n: files[n] for n in GATHERED if n in files}
            artefact = get(name, replace(edition, files=gathered))
        else:
            artefact = get(name, edition)
        if artefact:
            files[name] = _kept(artefact.digest, library)
            yield _file(name, artefact)


def _kept(digest: str, library: Library) -> Made:
    return Made(digest, partial(library.store.path, digest))


def _file(name: str, artefact: Artefact) -> File:
    return File(name, artefact.digest, artefact.size, media_type(name))


def form_words(phrases: Phrases) -> Mapping[str, str]:
    """The fixed phrases of forms: those under `form.`, without it; and what files are called."""
    return {
        name.removeprefix(_OURS): words
        for name, words in phrases.words.items()
        if name.startswith((_OURS, "take."))
    }
