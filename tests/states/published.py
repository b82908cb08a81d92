"""What is public, was, or will be; its versions and revisions; the log and the desk."""

from functools import partial

from tests.states.table import STATES, state
from tests.states.visiting import LATER, page_of, public, sent
from tests.studios import PLAIN, TEXT


@state("statements, none")
def _(to):
    with to.studio.where(library=to.empty):
        one = to.visit(to.studio.somebody("Pam First"))
        one.go("/studio/statements")
    return one


def statement(to, path="", who="reviewer", **facts):
    kept = public(to, **facts)
    return to.at(f"/studio/statements/{kept.slug}{path}", who)


STATES["statement, public"] = statement
STATES["statement, public, to an author"] = partial(statement, who="author")
STATES["statement, under embargo"] = partial(statement, at=LATER)
STATES["statement, under embargo, to an author"] = partial(statement, at=LATER, who="author")
STATES["statement, to correct"] = partial(statement, path="/correct")
STATES["statement, to correct for nothing"] = lambda to: sent(statement(to, "/correct"))
STATES["statement, to withdraw"] = partial(statement, path="/withdraw")
STATES["statement, to withdraw for nothing"] = lambda to: sent(statement(to, "/withdraw"))


def corrected(to, at=None):
    """A statement with a correction that is public, or will be."""
    first = public(to)
    draft = to.studio.draft(
        TEXT.replace("28", "29"), slug=first.slug, voice="espeak", note="There were 29.",
        title="Visit to Ashford Moor",
    )  # fmt: skip
    kept = to.studio.narrated(kept=draft)
    to.studio.released(kept, at)
    return f"/studio/statements/{first.slug}"


WELSH = (
    "Bore da i chi i gyd. Aethom yno i weld yr heddlu wrth eu gwaith, a diolch iddynt am hynny. "
    "Mae pobl y dref yn haeddu gwasanaeth y gallant ymddiried ynddo, ddydd a nos.\n"
)


def family(to):
    """A public statement and its Welsh version, which is public too."""
    first = public(to)
    welsh = to.studio.draft(
        WELSH, title="Ymweliad", language="cy", voice="espeak", translation_of=first.slug
    )
    to.studio.released(to.studio.narrated(kept=welsh))
    return first.slug, welsh.slug


@state("statement, with a version in another language")
def _(to):
    return to.at(f"/studio/statements/{family(to)[0]}", "reviewer")


@state("statement, with a version that was withdrawn, to an author")
def _(to):
    first, welsh = family(to)
    to.studio.library.withdraw(welsh, who="test", reason="Wrong.")
    return to.at(f"/studio/statements/{first}")


@state("version, to link")
def _(to):
    return to.at(f"/studio/statements/{public(to).slug}/versions/link", "reviewer")


@state("version, linked with none")
def _(to):
    return sent(to.at(f"/studio/statements/{public(to).slug}/versions/link", "reviewer"))


STATES["version, of a draft"] = partial(page_of, step="/version-of")


@state("version, of a draft in a language that is there")
def _(to):
    first, _ = family(to)
    draft = to.studio.draft(WELSH, language="cy", translation_of=first)
    return sent(to.at(f"/studio/drafts/{draft.id}/version-of"))


@state("text, of a version in another language")
def _(to):
    return to.at(f"/studio/new?version_of={public(to).slug}")


@state("details, of a text that seems to be in another language")
def _(to):
    return to.at(f"/studio/drafts/{to.studio.draft(WELSH, language='').id}/details")


@state("publish, a version in another language")
def _(to):
    first = public(to).slug
    draft = to.studio.draft(WELSH, language="cy", voice="espeak", translation_of=first)
    return to.at(f"/studio/drafts/{to.studio.narrated(kept=draft).id}/publish")


@state("publish, corrected to a language that another version has")
def _(to):
    first, _ = family(to)
    draft = to.studio.draft(WELSH, slug=first, language="cy", voice="espeak", note="In Welsh.")
    return to.at(f"/studio/drafts/{to.studio.narrated(kept=draft).id}/publish")


@state("publish, in a language that another version took meanwhile")
def _(to):
    first = public(to).slug
    said = {"language": "cy", "voice": "espeak", "translation_of": first}
    mine, other = (to.studio.narrated(kept=to.studio.draft(WELSH, **said)) for _ in range(2))
    one = to.at(f"/studio/drafts/{mine.id}/publish")
    to.studio.released(other)
    return sent(one, "#submit")


@state("version, of a draft in a language that is begun")
def _(to):
    first = public(to).slug
    to.studio.draft(WELSH, language="cy", translation_of=first)
    draft = to.studio.draft(WELSH, language="cy")
    one = to.at(f"/studio/drafts/{draft.id}/version-of")
    one.page.select_option("#of", first)
    return sent(one)


@state("statement, withdrawn")
def _(to):
    one = statement(to, "/withdraw")
    return sent(one, reason="It says 28, and there were 29.")


@state("statement, withdrawn, to correct")
def _(to):
    slug = public(to).slug
    to.studio.library.withdraw(slug, who="test", reason="Wrong.")
    return to.at(f"/studio/statements/{slug}/correct")


@state("statement, corrected")
def _(to):
    return to.at(corrected(to), "reviewer")


@state("statement, a correction under embargo")
def _(to):
    return to.at(corrected(to, LATER), "reviewer")


@state("statement, to withdraw, a correction under embargo")
def _(to):
    return to.at(f"{corrected(to, LATER)}/withdraw", "reviewer")


@state("statement, a correction begun")
def _(to):
    first = public(to)
    draft = to.studio.draft(slug=first.slug, note="More.", voice="espeak")
    to.studio.narrated(kept=draft)
    to.studio.library.number(who="Ann Author", slug=first.slug)
    return to.at(f"/studio/statements/{first.slug}")


@state("statements")
def _(to):
    return to.at("/studio/statements")


@state("compare")
def _(to):
    return to.at(f"{corrected(to)}/compare")


@state("compare, the same")
def _(to):
    return to.at(f"{corrected(to)}/compare?old=2&new=2")


@state("compare, with what is not published")
def _(to):
    first = public(to)
    to.studio.narrated(kept=to.studio.draft(PLAIN, slug=first.slug, voice="espeak", note="N."))
    return to.at(f"/studio/statements/{first.slug}/compare")


@state("log")
def _(to):
    for n in range(51):
        to.studio.library.record("ashford", who="Ann Author", what="sent back", detail=str(n))
    return to.at("/studio/log", "reviewer")


@state("log, further back, of one person")
def _(to):
    return to.at("/studio/log?before=9999&who=Ann+Author&slug=ashford", "reviewer")


@state("log, nothing that fits")
def _(to):
    return to.at("/studio/log?slug=none", "reviewer")


@state("home, with all of it")
def _(to):
    kept = to.studio.draft()
    one = to.at(f"/studio/drafts/{kept.id}")
    sent(one, "form[action$=discard] button")
    kept = to.studio.draft(title="")
    to.studio.site.drawer.step(kept.id, kept.version, "writing", "discarded")
    return to.at("/studio")
