"""Forms to take away of what is published: made from a revision, and offered with it."""

from collections.abc import Mapping

from publisher.phrases import Phrases

_OURS = "form."


def form_words(phrases: Phrases) -> Mapping[str, str]:
    """The fixed phrases of forms: those under `form.`, without it."""
    return {k.removeprefix(_OURS): v for k, v in phrases.words.items() if k.startswith(_OURS)}
