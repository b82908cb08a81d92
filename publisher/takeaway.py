"""Forms to take away of what is published are made from a revision, and offered with it.

A worker makes them soon after the words are public, and before the moment of those under embargo
(`publisher.jobs.forming`); so publishing stays quick. What is quick is also made when somebody asks
for it first, and everything by the command.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from media.errors import EncodingFailed, FormError
from media.production import takeaway
from media.progress import Progress, Reporter, silent
from media.store import Artefact
from media.takeaway import AT_ONCE
from media.takeaway.edition import Edition, Made
from publisher.editions import edition_of, kept
from publisher.library import Library
from publisher.library.unmade import EVERYTHING, terms
from publisher.media_types import media_type
from publisher.offers import OFFERED
from publisher.settings import Settings
from publisher.statements import File, Statement

GATHERED = (*(name for name in OFFERED if name != EVERYTHING), "words.json")
QUICK = tuple(name for name in takeaway.FORMS if name in AT_ONCE)
# What takes its time; that which gathers the others comes last.
SLOW = (*(name for name in takeaway.FORMS if name not in {*AT_ONCE, EVERYTHING}), EVERYTHING)


@dataclass(frozen=True, slots=True)
class MadeForms:
    """All forms of a revision that there are now, and for each that there is not the trouble."""

    files: tuple[File, ...]
    troubles: Mapping[str, FormError | EncodingFailed]


def revision_to_make(slug: str, number: int, library: Library) -> Statement | None:
    """This revision, if the public sees it or will at its moment."""
    seen, waits = library.statement(slug), library.waiting(slug)
    if seen and seen.revision.number == number:
        return seen
    if waits and waits.revision.published and waits.revision.number == number:
        return library.preview(waits.secret, lambda: True)  # for us, who show it to nobody
    return None


def make_now(name: str, statement: Statement, settings: Settings, library: Library) -> File:
    """Make a form that somebody waits for, and offer it from now on.

    Raises UnknownForm, FormAbsent, FormFailed or StoreError.
    """
    edition = edition_of(statement, settings, library)
    made = _file(name, takeaway.make(name, edition, library.store))
    _offer([made], statement, settings, library)
    return made


def make(
    names: Sequence[str],
    statement: Statement,
    settings: Settings,
    library: Library,
    report: Reporter = silent,
) -> MadeForms:
    """Make these forms, in this order, and offer them together once they are made.

    What is made already is found. What cannot be made is left out, and told. Raises StoreError.
    """
    troubles: dict[str, FormError | EncodingFailed] = {}

    def get(name: str, edition: Edition) -> Artefact | None:
        try:
            return takeaway.make(name, edition, library.store, report)
        except (FormError, EncodingFailed) as trouble:
            troubles[name] = trouble
            return None

    files = tuple(_forms(names, statement, settings, library, get))
    # A zip that came to the same is offered anew: it says under which terms the forms are.
    if any(file.name == EVERYTHING or statement.files.get(file.name) != file for file in files):
        _offer(files, statement, settings, library)
    return MadeForms(files, troubles)


def make_all(
    statement: Statement, settings: Settings, library: Library, report: Reporter = silent
) -> MadeForms:
    """Make every form, as `make` does: the quick ones together, each of the others by itself."""
    files: list[File] = []
    troubles: dict[str, FormError | EncodingFailed] = {}
    steps = (QUICK, *((name,) for name in SLOW))
    for done, names in enumerate(steps):
        report(Progress("Making forms", done, len(steps)))
        seen = replace(statement, files={**statement.files, **{file.name: file for file in files}})
        made = make(names, seen, settings, library, report)
        files += made.files
        troubles |= made.troubles
    report(Progress("Making forms", len(steps), len(steps)))
    return MadeForms(tuple(files), troubles)


def keep_made(statement: Statement, settings: Settings, library: Library) -> None:
    """Offer the forms that were made of this very text earlier: publishing it again keeps them."""

    def find(name: str, edition: Edition) -> Artefact | None:
        return takeaway.find(name, edition, library.store)

    if files := list(_forms((*QUICK, *SLOW), statement, settings, library, find)):
        _offer(files, statement, settings, library)


def _forms(
    names: Sequence[str],
    statement: Statement,
    settings: Settings,
    library: Library,
    get: Callable[[str, Edition], Artefact | None],
) -> Iterator[File]:
    """Each of these forms that `get` gives; one that gathers the others is given what is there."""
    edition = edition_of(statement, settings, library)
    files = {name: file.digest for name, file in statement.files.items()}
    for name in names:
        given = edition
        if name == EVERYTHING:
            given = replace(edition, files=dict(_gathered(edition, files, library)))
        if artefact := get(name, given):
            files[name] = artefact.digest
            yield _file(name, artefact)


def _gathered(
    edition: Edition, files: Mapping[str, str], library: Library
) -> Iterator[tuple[str, Made]]:
    """All there is of an edition: what is in `files`, and forms that are made and not offered."""
    for name in GATHERED:
        digest = files.get(name)
        if not digest and name in takeaway.FORMS:
            made = takeaway.find(name, edition, library.store)
            digest = made.digest if made else None
        if digest:
            yield name, kept(digest, library)


def _offer(
    files: Sequence[File], statement: Statement, settings: Settings, library: Library
) -> None:
    """Offer forms with their statement, unless it is another by now."""
    made_of = {f.digest for name, f in statement.files.items() if name not in takeaway.FORMS}
    number, under = statement.revision.number, terms(settings)
    library.offer(statement.slug, number, files, made_of=made_of, terms=under)


def _file(name: str, artefact: Artefact) -> File:
    return File(name, artefact.digest, artefact.size, media_type(name))
