"""Forms to take away, each kept by the edition it was made of and by what made it."""

import json
from dataclasses import asdict, replace

from media.errors import FormAbsent, UnknownForm
from media.progress import Reporter, silent
from media.store import Artefact, Recipe, Store, digest_of
from media.takeaway import DOCUMENTS, RENDERED, lack
from media.takeaway.edition import Edition

FORMS = (*DOCUMENTS, *RENDERED)


def make(name: str, edition: Edition, store: Store, report: Reporter = silent) -> Artefact:
    """Make a form, or find it made.

    A form that gathers the others finds them in the edition's `files`. Raises UnknownForm,
    FormAbsent, FormFailed, EncodingFailed or StoreError.
    """
    recipe = _recipe(name, edition)
    if lacks := lack(name, edition):
        raise FormAbsent(name, lacks)
    if name in DOCUMENTS:
        return store.keep_bytes(recipe, lambda: DOCUMENTS[name].write(edition))
    return store.keep(recipe, lambda place: RENDERED[name].render(edition, place, report))


def find(name: str, edition: Edition, store: Store) -> Artefact | None:
    """A form of this very edition, if it was made before and is there still."""
    return store.find(_recipe(name, edition))


def _recipe(name: str, edition: Edition) -> Recipe:
    form = DOCUMENTS.get(name) or RENDERED.get(name)
    if form is None:
        raise UnknownForm(name, FORMS)
    facts = asdict(replace(edition, files={})) | {"date": edition.date.isoformat()}
    said = digest_of(json.dumps(facts, ensure_ascii=False, sort_keys=True).encode())
    files = {file: made.digest for file, made in edition.files.items()}
    return Recipe(f"form {name}", form.VERSION, {"edition": said, **files}, engine=form.identity())
