"""What an editor changes in a draft as she looks it over: a sentence's place, or its words."""

import re
from collections.abc import Callable
from dataclasses import replace

from media.corrections import Correction, named
from media.timeline import Span
from media.transcript import Paragraph, Transcript
from publisher.drafts.drawer import Drawer, Overtaken
from publisher.drafts.review import transcript_of
from publisher.drafts.values import Draft, Kept


def changed(
    drawer: Drawer,
    seen: int,
    kept: Kept,
    change: Callable[[Draft], Draft],
    touches: Callable[[Draft], object],
    *,
    who: str,
    what: str,
) -> Kept:
    """Save a change by somebody who had `seen` a version, over what others saved since.

    `touches` tells what of a draft the change is about: Overtaken where another changed that.
    """
    by_number = {version.version: version.draft for version in drawer.versions(kept.id)}
    base = by_number[seen]
    while True:
        now = drawer.find(kept.id)
        if now is None:
            raise LookupError(f"there is no draft {kept.id}")
        if touches(now.draft) != touches(base):
            raise Overtaken(now, change(base))
        try:
            return drawer.save(now.id, now.version, change(now.draft), who=who, what=what)
        except Overtaken:  # between the two lines above
            continue


def with_correction(draft: Draft, correction: Correction) -> Draft:
    """The same draft with a sentence corrected, in place of what was said of it before."""
    rest = tuple(c for c in draft.corrections if (c.sentence, c.nth) != _name(correction))
    return replace(draft, corrections=(*rest, correction))


def without_correction(draft: Draft, name: tuple[str, int]) -> Draft:
    """The same draft with nothing said of a sentence."""
    rest = tuple(c for c in draft.corrections if (c.sentence, c.nth) != name)
    return replace(draft, corrections=rest)


def correction_of(draft: Draft, name: tuple[str, int]) -> Correction | None:
    """What a draft says of a sentence."""
    return next((c for c in draft.corrections if (c.sentence, c.nth) == name), None)


def reworded_text(draft: Draft, made: Transcript, number: int, words: str) -> Draft | None:
    """The draft with other words for sentence `number`, from 0, of the text it was made of.

    Without words the sentence goes, and the space before it. None where the draft's text does not
    have the sentence as it stands: it was changed, or has marks in it; nor where it cannot go.
    """
    found = _found(draft, made, number)
    if not found:
        return None
    paragraph, sentence = found
    before, after = draft.text[: sentence.start], draft.text[sentence.end :]
    if words:
        return replace(draft, text=before + words + after)
    if paragraph.speaker and len(paragraph.sentences) == 1:
        return None  # the label that is left would be taken for the next paragraph's
    return replace(draft, text=_closed_up(before, after))


def with_words_after(draft: Draft, made: Transcript, number: int, words: str) -> Draft | None:
    """The draft with words put in after sentence `number`, from 0; before all where it is -1.

    None as in `reworded_text`.
    """
    found = _found(draft, made, max(0, number))
    if not found:
        return None
    _, sentence = found
    at = sentence.end if number >= 0 else sentence.start
    put = f" {words}" if number >= 0 else f"{words} "
    return replace(draft, text=draft.text[:at] + put + draft.text[at:])


def _found(draft: Draft, made: Transcript, number: int) -> tuple[Paragraph, Span] | None:
    """Where a sentence that something was made of stands in the draft's own text, in characters.

    A text with marks in it (Markdown) has it where it has those very letters.
    """
    now = transcript_of(draft, made.language)
    name = list(named(made))[number]
    if now is None or name not in (there := list(named(now))):
        return None
    places = [(p, s) for p in now.paragraphs for s in p.sentences]
    paragraph, sentence = places[there.index(name)]
    text, nth = name
    if now.text == draft.text:
        return paragraph, Span(sentence.start, sentence.end)
    starts = [m.start() for m in re.finditer(re.escape(text), draft.text)]
    if len(starts) != sum(one == text for one, _ in there):
        return None
    return paragraph, Span(starts[nth], starts[nth] + len(text))


def _closed_up(before: str, after: str) -> str:
    """Two halves of a text from between which a sentence was taken out."""
    left, right = before.rstrip(), after.lstrip()
    gaps = before[len(left) :] + after[: len(after) - len(right)]
    if not left or not right:
        return left + right + ("\n" if gaps.endswith("\n") and left else "")
    breaks = gaps.count("\n")
    return left + ("\n\n" if breaks > 1 else "\n" if breaks else " ") + right


def _name(correction: Correction) -> tuple[str, int]:
    return correction.sentence, correction.nth
