"""Captions, edited."""

from dataclasses import replace
from functools import partial

from media.formats import webvtt
from media.profiles import BROADCAST
from media.timeline import Span
from publisher.drafts.review import Made
from tests.states.table import STATES, state
from tests.states.visiting import page_of, sent
from tests.studios import TEXT, TITLE

STATES["captions, as made"] = partial(page_of, step="/captions", make="recorded")
STATES["captions, before the films are made"] = partial(
    page_of, step="/captions", make="recorded", facts={"whole": False}
)


def cues(studio, kept):
    return Made.of(kept, studio.library).captions(BROADCAST, studio.library.store).track


def edited(studio, kept, cues, **more):
    track = replace(cues[0], cues=tuple(cues[1]))
    over = studio.site.drawer.find(kept.id).placed
    return studio.save(
        kept, captions=webvtt.write(track), captions_over=over, what="captions", **more
    )


@state("captions, edited, with findings and other words")
def _(to):
    kept = to.studio.recorded()
    one = to.at(f"/studio/drafts/{kept.id}/captions")
    words = "Far too many words for a caption that is on show for a moment only " * 3
    sent(one, "#save", text_1=words)
    one.page.wait_for_selector(".cues__mend li")
    return one


@state("publish, captions with other words")
def _(to):
    kept = to.studio.narrated()
    track = cues(to.studio, kept)
    kept = edited(to.studio, kept, (track, track.cues[:-1]))
    to.studio.site.drawer.mark(kept.id, kept.version, prepared=kept.version)
    return to.at(f"/studio/drafts/{kept.id}/publish")


@state("captions, with errors")
def _(to):
    one = page_of(to, "/captions", make="recorded")
    return sent(one, "#save", start_1="soon", end_1="", text_2="x" * 1_001)


@state("captions, another saved others")
def _(to):
    kept = to.studio.narrated()
    one = to.at(f"/studio/drafts/{kept.id}/captions")
    track = cues(to.studio, kept)
    edited(to.studio, kept, (track, track.cues[:-1]))
    return sent(one, "#save", text_1="Other words.")


def set_aside(to, text):
    kept = to.studio.narrated()
    track = cues(to.studio, kept)
    moved = tuple(replace(c, span=Span(c.span.start, c.span.end - 10)) for c in track.cues)
    kept = edited(to.studio, kept, (track, moved), text=text)
    to.studio.narrated(kept=kept)
    return to.at(f"/studio/drafts/{kept.id}/captions")


STATES["captions, some set aside"] = partial(set_aside, text=TEXT.replace("28", "29"))
STATES["captions, one kept"] = partial(
    set_aside, text=f"{TITLE}\n\nGood morning to you all. Another text.\n"
)
STATES["captions, all set aside"] = partial(set_aside, text="Another text.\n")


@state("captions, many")
def _(to):
    kept = to.studio.recorded()
    track = cues(to.studio, kept)
    many = [replace(track.cues[0], span=Span(n * 80, n * 80 + 80)) for n in range(51)]
    edited(to.studio, kept, (track, many))
    return to.at(f"/studio/drafts/{kept.id}/captions")
