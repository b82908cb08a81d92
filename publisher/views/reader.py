"""The public pages: the list, a statement, and what the footer leads to."""

from collections.abc import Callable, Sequence
from itertools import pairwise

from flask import Blueprint, Response, abort, redirect, request
from werkzeug.wrappers import Response as Answer

from media.paragraphs import ranks, speakers_shown
from publisher.differences import paragraphs
from publisher.moments import numbered, read_moment, sentence_at, show_moment, write_moment
from publisher.offers import offers
from publisher.phrases import Phrases, phrases_for, primary
from publisher.playing import AS_GIVEN, SOUND, Source, qualities, sources
from publisher.site import draw, in_other_languages, own_name, site, site_phrases
from publisher.statements import Statement, Summary
from publisher.views.absent import absent

reader = Blueprint("reader", __name__)

LONGEST_SEARCH = 200  # characters: more than a title has


@reader.get("/", defaults={"language": None})
@reader.get("/<language:language>/")
def statements(language: str | None) -> str:
    """The list, newest first, or what a search finds in it."""
    phrases = phrases_for(language) if language else site_phrases()
    search = request.args.get("q", "").replace("\0", "").strip()[:LONGEST_SEARCH]
    found = site().library.published(search or None)
    languages = _languages(found)
    asked = request.args.get("language", "")
    spoken = asked if asked in languages else ""  # none is in it: what there is, then
    return draw(
        "reader/list.html",
        phrases,
        statements=[s for s in found if not spoken or primary(s.details.language) == spoken],
        search=search,
        languages=languages,
        spoken=spoken,
        others=in_other_languages(phrases, ""),
    )


def _languages(found: Sequence[Summary]) -> list[str]:
    return sorted({primary(summary.details.language) for summary in found})


@reader.get("/statements/<slug>")
def statement(slug: str) -> str | Response:
    """A statement, perhaps at a moment of it."""
    found = site().library.statement(slug)
    if found is None:
        return absent(slug)
    return statement_page(
        found,
        play=lambda name: f"/files/{found.files[name].digest}/{name}",
        take=lambda name: f"/statements/{slug}/{name}",
    )


@reader.get("/statements/<slug>/revisions/<int(max=2147483647):number>")
def revision(slug: str, number: int) -> str | Response | Answer:
    """The text of a revision as it was, once it has been corrected."""
    found = site().library.statement(slug)
    if found is None:
        return absent(slug)
    if number == found.revision.number:
        return redirect(f"/statements/{slug}")
    pairs = pairwise(found.history)
    after, old = next((two for two in pairs if two[1].number == number), None) or abort(404)
    return draw(
        "reader/revision.html",
        phrases_for(old.details.language, site().settings.language),
        statement=found,
        old=old,
        next=after,
        paragraphs=paragraphs(old.text),
    )


def statement_page(
    found: Statement,
    *,
    play: Callable[[str], str],
    take: Callable[[str], str],
    preview: bool = False,
    back: str | None = None,
) -> str:
    """Draw a statement; `play` and `take` give the address of a file by its name.

    `back` leads an editor from a preview to the studio.
    """
    moment = read_moment(request.args.get("t"))
    if moment is not None and moment > found.duration:
        moment = None
    here = site()
    details = found.revision.details
    phrases = phrases_for(details.language, here.settings.language)
    offered = list(sources(found))
    return draw(
        "reader/statement.html",
        phrases,
        statement=found,
        details=details,
        text=list(zip(numbered(found.paragraphs), ranks(found.paragraphs, below=2), strict=True)),
        speakers=list(speakers_shown(found.paragraphs)),
        moment=moment,
        current=None if moment is None else sentence_at(found.paragraphs, moment),
        sources=offered,
        qualities=_choices(offered, phrases),
        forms=offers(found, here.settings, here.library, public=not preview),
        play=play,
        take=take,
        preview=preview,
        back=back,
        being_made=AS_GIVEN in found.files,
        show_moment=show_moment,
        write_moment=write_moment,
        others=[
            (t.language, f"/statements/{t.slug}", own_name(t.language, phrases))
            for t in found.translations
        ],
    )


def _choices(offered: list[Source], phrases: Phrases) -> list[dict[str, str]]:
    """What a reader may choose between, each with its size, which somebody may pay for."""
    return [
        {
            "value": source.quality,
            "text": phrases.say(
                "player.quality.sound" if source.quality == SOUND else "player.quality.film",
                side=source.quality,
                size=phrases.size(source.file.size),
            ),
        }
        for source in qualities(offered)
    ]


@reader.get("/accessibility", defaults={"language": None})
@reader.get("/<language:language>/accessibility")
def accessibility(language: str | None) -> str:
    """How far the site can be used by everyone, and what to do where it cannot."""
    return _plain("accessibility", language)


@reader.get("/contact", defaults={"language": None})
@reader.get("/<language:language>/contact")
def contact(language: str | None) -> str:
    """How to reach whoever publishes."""
    return _plain("contact", language)


def _plain(name: str, language: str | None) -> str:
    phrases = phrases_for(language) if language else site_phrases()
    return draw(f"reader/{name}.html", phrases, others=in_other_languages(phrases, name))


@reader.get("/robots.txt")
def robots() -> Response:
    """Everything here is public."""
    return Response("User-agent: *\nAllow: /\n", mimetype="text/plain")
