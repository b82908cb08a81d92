"""Sentences to listen to, and what was said beside what is written."""

from functools import partial

from media.corrections import Correction
from media.timeline import Span
from publisher.drafts.review import Made
from tests.states.table import STATES, state
from tests.states.visiting import page_of, sent
from tests.studios import PLAIN, TEXT

STATES["review, recorded"] = partial(page_of, step="/review", make="recorded")
STATES["review, narrated"] = partial(page_of, step="/review", make="narrated")
STATES["review, narrated, one sentence"] = partial(
    page_of, step="/review", make="narrated", args=("A visit\n\nWe met 28. They were kind.\n",)
)
STATES["review, narrated, nothing to listen to"] = partial(
    page_of, step="/review", make="narrated", args=(PLAIN,)
)


@state("review, some of it said")
def _(to):
    kept = to.studio.recorded("Ann: Good morning to you all. We met 28 people.\n\nBob: Thanks.\n")
    said = (
        Correction("We met 28 people.", said=False),
        Correction("Good morning to you all.", span=Span(20, 1_500)),
    )
    kept = to.studio.save(kept, corrections=said, what="sentence 2: not said")
    return to.at(f"/studio/drafts/{kept.id}/review")


@state("review, all of it listened to")
def _(to):
    kept = to.studio.recorded()
    made = Made.of(kept, to.studio.library)
    said = tuple(Correction(p.text, p.nth, p.span) for p in made.passages())
    kept = to.studio.save(kept, corrections=said, what="sentence 2: right")
    return to.at(f"/studio/drafts/{kept.id}/review")


@state("review, undone, and the text changed")
def _(to):
    kept = to.studio.recorded()
    kept = to.studio.save(kept, text=f"{TEXT}\nMore.\n")
    kept = to.studio.save(kept, title="Other")
    to.studio.site.drawer.undo(kept.id, kept.version, who="Ann Author")
    return to.at(f"/studio/drafts/{kept.id}/review")


@state("review, a sentence that would end before it begins")
def _(to):
    one = page_of(to, "/review", make="recorded")
    one.page.evaluate("document.querySelector('[value=\"end-100\"]').value = 'end@0'")
    one.page.evaluate(
        "() => { const b = document.querySelector('[value=\"end@0\"]');"
        " const i = document.createElement('input'); i.type = 'hidden'; i.name = 'do';"
        " i.value = 'end@0'; b.form.append(i); b.form.submit(); }"
    )
    one.page.wait_for_selector(".govuk-error-summary")
    return one


STATES["review, the words of a sentence"] = partial(
    page_of, step="/review/2/words", make="recorded"
)


@state("review, the words of a sentence that cannot be changed here")
def _(to):
    kept = to.studio.recorded("Ann: Good morning to you all. We met 28 people.\n\nBob: Thanks.\n")
    one = to.at(f"/studio/drafts/{kept.id}/review/1/words")
    to.studio.save(kept, text="All of it is new.\n")
    return sent(one, words="Something else.")


STATES["delivered, narrated"] = partial(page_of, step="/delivered", make="narrated")
STATES["delivered, no difference"] = partial(
    page_of, step="/delivered", make="recorded", args=(PLAIN,)
)
STATES["delivered, differences"] = partial(
    page_of, step="/delivered", make="recorded", facts={"unwritten": ("",)}
)
STATES["delivered, what a recogniser heard, and before its films are made"] = partial(
    page_of,
    step="/delivered",
    make="recorded",
    facts={"unwritten": ("And thank you.",), "whole": False},
)
STATES["delivered, what nobody can tell, first of all"] = partial(
    page_of, step="/delivered", make="recorded", facts={"unsaid": (), "unverified": (0,)}
)


@state("delivered, chosen")
def _(to):
    kept = to.studio.recorded(unwritten=("And thank you.",))
    one = to.at(f"/studio/drafts/{kept.id}/delivered")
    sent(one, "text=Keep it as written")
    return sent(one, "text=Put these words in")


@state("delivered, no words to put in")
def _(to):
    one = page_of(to, "/delivered", make="recorded", facts={"unwritten": ("",)})
    one.page.fill("main textarea", "")
    return sent(one, "text=Put these words in")


@state("delivered, another changed it")
def _(to):
    kept = to.studio.recorded(unwritten=("And thank you.",))
    one = to.at(f"/studio/drafts/{kept.id}/delivered")
    to.studio.save(kept, text=f"{TEXT}\nMore.\n")
    return sent(one, "text=Take the sentence out")


@state("delivered, another took it out")
def _(to):
    kept = to.studio.recorded(unwritten=("And thank you.",))
    one = to.at(f"/studio/drafts/{kept.id}/delivered")
    to.studio.save(kept, text="All of it is new.\n")
    return sent(one, "text=Take the sentence out")
