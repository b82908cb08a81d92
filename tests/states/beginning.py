"""A new statement, question by question; and how words are said."""

from functools import partial

from tests.states.table import STATES, state
from tests.states.visiting import LONG_NAME, page_of, sent
from tests.studios import PLAIN, TEXT


@state("home, empty")
def _(to):
    with to.studio.where(library=to.empty):
        one = to.visit(to.studio.somebody("Pam First"))
        one.go("/studio")
    return one


@state("text, new")
def _(to):
    return to.at("/studio/new")


@state("text, nothing given")
def _(to):
    return to.at("/studio/new", text="")


@state("text, a file that is no text")
def _(to):
    one = to.at("/studio/new")
    file = {"name": LONG_NAME, "mimeType": "text/plain", "buffer": b"\x7fELF" + bytes(99)}
    one.page.set_input_files("#file", file)
    return sent(one)


STATES["text, of a draft"] = partial(page_of, step="/text")
STATES["text, of a draft with headings, made"] = partial(
    page_of, step="/text", make="worked", args=("# Visit\n\nWe met.\n",), facts={"name": "v.md"}
)
STATES["recording, or a voice"] = partial(page_of, step="/recording")
STATES["recording, a text that nobody can read"] = partial(page_of, step="/recording", args=("",))
STATES["recording, one voice"] = partial(
    page_of, step="/recording", args=("Datganiad\n\nBore da.\n",), facts={"language": "cy"}
)
STATES["recording, no voice"] = partial(page_of, step="/recording", facts={"language": "tlh"})
STATES["recording, of what was made"] = partial(page_of, step="/recording", make="worked")
STATES["recording, a text of some minutes"] = partial(page_of, step="/recording", args=(TEXT * 20,))
STATES["recording, a text of one word"] = partial(page_of, step="/recording", args=("Diolch.",))
STATES["details, of a correction"] = partial(page_of, step="/details", facts={"note": "It was 28."})
STATES["details, of a correction, without a note"] = lambda to: sent(
    page_of(to, "/details", facts={"note": "It was 28."}), note=""
)
STATES["recording, there already"] = partial(page_of, step="/recording", make="recorded")


@state("recording, no file chosen")
def _(to):
    one = page_of(to, "/recording")
    return sent(one, "[data-upload] button:not(.upload__pause)")


@state("recording, a voice that is not there")
def _(to):
    one = page_of(to, "/recording")
    one.page.evaluate("document.querySelector('#voice').selectedOptions[0].value = 'none'")
    return sent(one)


def uploading(to):
    """A recording on its way, over a line that stands still."""
    one = page_of(to, "/recording")
    one.page.unroute_all()
    file = {"name": "visit.mp4", "mimeType": "video/mp4", "buffer": bytes(9_000)}
    one.page.set_input_files("#file", file)
    return one


@state("recording, on its way")
def _(to):
    one = uploading(to)
    one.page.route("**/studio/uploads/*", lambda _: None)
    one.page.click("text=Use this recording")
    one.page.wait_for_selector(".upload:not([hidden])")
    return one


@state("recording, on its way and paused")
def _(to):
    one = STATES["recording, on its way"](to)
    one.page.click("text=Pause")
    one.page.wait_for_selector("button:text-is('Go on')")
    return one


@state("recording, refused")
def _(to):
    one = uploading(to)
    one.page.evaluate(
        "Object.defineProperty(document.querySelector('#file').files[0], 'size', { value: 9e9 })"
    )
    one.page.click("text=Use this recording")
    refused = ".upload__words.govuk-error-message:has-text('9.0 GB')"
    one.page.wait_for_selector(refused)
    with one.page.expect_request("**/studio/uploads"):
        one.page.click("text=Use this recording")
    one.page.wait_for_selector(refused)
    return one


@state("recording, arrived, and none")
def _(to):
    one = uploading(to)
    with one.page.expect_navigation():
        one.page.click("text=Use this recording")
    one.page.wait_for_selector(".govuk-error-summary")
    return one


STATES["details, of what the text tells"] = partial(page_of, step="/details")
STATES["details, errors"] = partial(
    page_of, step="/details", title="", speaker="x" * 301, role="x" * 301, about="x" * 301,
    date="soon",
)  # fmt: skip


@state("details, a language that nobody speaks here")
def _(to):
    one = page_of(to, "/details", facts={"language": "tlh"})
    return sent(one, date="9 March 2026")


STATES["details, of what was made"] = partial(page_of, step="/details", make="worked")
STATES["words"] = partial(page_of, step="/words")
STATES["words, of what was made"] = partial(page_of, step="/words", make="worked")
STATES["words, none"] = partial(page_of, step="/words", args=(PLAIN,))
STATES["words, errors"] = partial(page_of, step="/words", said_0="?" * 300)


@state("sayings, none")
def _(to):
    return to.at("/studio/sayings")


@state("sayings")
def _(to):
    return to.at("/studio/sayings", written="Cwmbrân", said="Koom-brahn", button="main button")


@state("sayings, errors")
def _(to):
    return to.at("/studio/sayings", written="two words", said="x", button="form[novalidate] button")
