"""A statement that is published, as forms to take away are made of it."""

from collections.abc import Mapping
from functools import partial

from media.production import takeaway
from media.takeaway.edition import Edition, Made
from publisher.library import Library
from publisher.phrases import Phrases, phrases_for
from publisher.settings import Settings
from publisher.statements import Statement

_OURS = "form."


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
        address=settings.address(statement.slug),
        words=form_words(phrases),
        words_language=phrases.language,
        picture=statement.picture,
        files={
            name: kept(file.digest, library)
            for name, file in statement.files.items()
            if name not in takeaway.FORMS
        },
    )


def form_words(phrases: Phrases) -> Mapping[str, str]:
    """The fixed phrases of forms: those under `form.`, without it; and what files are called."""
    return {
        name.removeprefix(_OURS): words
        for name, words in phrases.words.items()
        if name.startswith((_OURS, "take."))
    }


def kept(digest: str, library: Library) -> Made:
    """A derived file that is in the store."""
    return Made(digest, partial(library.store.path, digest))
