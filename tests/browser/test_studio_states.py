"""Each page of the studio in each of its states: axe finds nothing, and nothing is cut off.

A state is a way that a template takes, so the last test fails where one was never looked at: a page
or a state that is new needs a line here.
"""

from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

import pytest
from axe_playwright_python.sync_playwright import Axe
from pyotp import TOTP

from media.corrections import Correction
from media.errors import StoreFull, VoiceFailed, WrongRecording
from media.formats import webvtt
from media.profiles import BROADCAST
from media.timeline import Span
from publisher.drafts.review import Made
from publisher.library import Library
from publisher.settings import Settings
from tests.branches import Branches
from tests.browser.conftest import NARROW, WIDE, Visit
from tests.seeing import check_nothing_lost
from tests.studios import PASSWORD, PLAIN, TEXT, TITLE, Standstill, Studio

pytestmark = pytest.mark.browser

# Each size and each set of colours once: all that axe knows of, then what may be otherwise there.
# The size of targets is of WCAG 2.2, and off in axe by itself; contrast is held to AA.
RULES = {"rules": {"target-size": {"enabled": True}, "color-contrast-enhanced": {"enabled": False}}}
LAYOUTS = (
    (WIDE, "light", RULES),
    (NARROW, "dark", RULES | {"runOnly": ["cat.color", "cat.forms", "cat.tables", "wcag22aa"]}),
)
AXE = "(rules) => axe.run({ resultTypes: ['violations'], ...rules })"
LATER = datetime(2099, 3, 27, 9, 30, tzinfo=UTC)
STATES = {}
LONG_NAME = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch-2026-03-09-final.docx"


def state(name):
    """Name a state; the function below gives a visit that has come to it."""

    def keep(story):
        assert name not in STATES
        STATES[name] = story
        return story

    return keep


class Looking:
    """The studio, and a browser for each of its people."""

    def __init__(self, studio, chromium):
        self.studio, self.chromium = studio, chromium
        self.visits, self.looked = {}, set()
        self.branches = Branches(
            studio.app, lambda name: name.startswith("studio/") or name == "layouts/studio.html"
        )

    def visit(self, account=None):
        """Somebody's browser; a new one for whoever is not signed in."""
        if account is None:
            self.close(None)
        if account not in self.visits:
            context = self.chromium.new_context(viewport=WIDE)
            context.set_default_timeout(30_000)
            if account:
                context.add_cookies([self.studio.cookie(account)])
            self.visits[account] = Visit(context, self.studio.address)
        return self.visits[account]

    def close(self, account):
        if account in self.visits:
            self.visits.pop(account).page.context.close()

    def at(self, address, who="author", **filled):
        """Go to an address; fill a form in, and send it, if `filled` says with what."""
        one = self.visit(self.studio.people[who] if who else None)
        one.go(address)
        return sent(one, **filled) if filled else one

    def look(self, one):
        """Hold the page to all that pages are held to, wide and narrow, in light and dark."""
        page = one.page
        for details in page.locator("details:not([open])").all():
            details.locator("summary").click()
        page.evaluate(Axe().axe_script)
        for size, colours, rules in LAYOUTS:
            page.set_viewport_size(size)
            page.emulate_media(color_scheme=colours)
            found = page.evaluate(AXE, rules)["violations"]
            assert not found, [(v["id"], [n["html"] for n in v["nodes"]]) for v in found]
        check_nothing_lost(page)
        page.emulate_media(color_scheme="light")
        complaints = [c for c in one.complaints if "status of 4" not in c]
        one.complaints.clear()
        assert not complaints
        self.branches.look()


def sent(one, button="main form button", **fields):
    """Fill in fields by their ids, and send the form."""
    page = one.page
    for field, value in fields.items():
        page.fill(f"#{field.replace('_', '-')}", value)
    with page.expect_navigation():
        page.click(f"{button} >> nth=0")
    return one


@pytest.fixture(scope="module")
def looking(tmp_path_factory, chromium):
    settings = Settings(
        data=tmp_path_factory.mktemp("states") / "data", body_name="Inspectorate of Public Safety"
    )
    with Studio(settings, Library.open(settings)).serving() as studio:
        here = Looking(studio, chromium)
        yield here
        for account in list(here.visits):
            here.close(account)


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    """A site on which nothing was done yet."""
    settings = Settings(data=tmp_path_factory.mktemp("empty") / "data")
    library = Library.open(settings)
    yield library
    library.engine.dispose()


@pytest.fixture(scope="module")
def working(looking):
    """A worker that stands still in the middle of its jobs."""
    with Standstill(looking.studio).working() as worker:
        yield worker


# People


@state("sign-in")
def _(to):
    return to.at("/studio/sign-in", None)


@state("sign-in, another provider")
def _(to):
    with to.studio.where(
        openid_issuer="https://id.example.org", openid_client="us", openid_secret="it"
    ):
        return to.at("/studio/sign-in", None)


@state("sign-in, wrong password")
def _(to):
    return to.at("/studio/sign-in", None, email="ann@example.org", password="wrong")


@state("sign-in, too many tries")
def _(to):
    for _ in range(10):
        to.studio.site.throttle.allows("eve@example.org", "127.0.0.1", known=False)
    return to.at("/studio/sign-in", None, email="eve@example.org", password="wrong")


@state("signed out")
def _(to):
    one = to.visit(to.studio.somebody("Cat Gone"))
    one.go("/studio")
    return sent(one, ".sign-out button")


def with_codes(studio, name):
    """Somebody with a password and one-time codes; and their recovery codes."""
    accounts, account = studio.site.accounts, studio.somebody(name)
    accounts.set_password(account.id, PASSWORD, who="test")
    now = TOTP(accounts.code_secret(account.id)).now()
    return accounts.find(account.id), accounts.turn_codes_on(account.id, now, who="test")


@state("one-time code")
def _(to):
    account, _ = with_codes(to.studio, "Dan Codes")
    return to.at("/studio/sign-in", None, email=account.email, password=PASSWORD)


@state("one-time code, wrong")
def _(to):
    account, _ = with_codes(to.studio, "Eva Codes")
    one = to.at("/studio/sign-in", None, email=account.email, password=PASSWORD)
    return sent(one, code="000000")


def invitation(to, name, **filled):
    account = to.studio.somebody(name)
    secret = to.studio.site.accounts.invite(account.id, who="test")
    return to.at(f"/studio/invitation/{secret}", None, **filled)


STATES["invitation"] = partial(invitation, name="Fay New")
STATES["invitation, too short a password"] = partial(
    invitation, name="Gus New", new="short", again="short"
)
STATES["invitation accepted"] = partial(invitation, name="Hal New", new=PASSWORD, again=PASSWORD)


@state("an address of the studio that is not there")
def _(to):
    return to.at("/studio/drafts/999999")


def own(to, path="", name="Ida Own", **filled):
    account = to.studio.somebody(name)
    if not account.has_password:
        to.studio.site.accounts.set_password(account.id, PASSWORD, who="test")
    one = to.visit(to.studio.site.accounts.find(account.id))
    one.go(f"/studio/account{path}")
    return sent(one, **filled) if filled else one


STATES["own account"] = own
STATES["own password"] = partial(own, path="/password")
STATES["own password, wrong"] = partial(own, path="/password", password="x", new="", again="")
STATES["own password, changed"] = partial(
    own, path="/password", name="Jan Own", password=PASSWORD, new=f"{PASSWORD}s",
    again=f"{PASSWORD}s",
)  # fmt: skip
STATES["one-time codes, turned on"] = partial(own, path="/codes")
STATES["one-time codes, wrong"] = partial(own, path="/codes", code="1", password="x")


@state("one-time codes, recovery codes")
def _(to):
    one = own(to, "/codes", "Kay Own")
    key = one.page.inner_text(".to-copy").replace(" ", "")
    return sent(one, code=TOTP(key).now(), password=PASSWORD)


@state("own account, with codes, and two browsers")
def _(to):
    account, _ = with_codes(to.studio, "Lea Codes")
    to.studio.cookie(account)
    return own(to, name="Lea Codes")


@state("one-time codes, turned off")
def _(to):
    with_codes(to.studio, "Max Codes")
    return own(to, "/codes", "Max Codes")


@state("own account, of another provider")
def _(to):
    one = to.visit(to.studio.somebody("Nia Elsewhere"))
    one.go("/studio/account")
    return one


@state("people")
def _(to):
    return to.at("/studio/people", "administrator")


@state("person to add")
def _(to):
    return to.at("/studio/people/add", "administrator")


@state("person to add, errors")
def _(to):
    return to.at("/studio/people/add", "administrator", name="", email="no")


@state("person to add, known")
def _(to):
    one = to.at("/studio/people/add", "administrator")
    one.page.check("#role")
    return sent(one, name="Ann", email=to.studio.people["author"].email)


@state("person added")
def _(to):
    one = to.at("/studio/people/add", "administrator")
    one.page.check("#role")
    return sent(one, name="Oli Ng", email="oli@example.org")


@state("person")
def _(to):
    return to.at(f"/studio/people/{to.studio.people['author'].id}", "administrator")


def of_the_last(to, path, click):
    boss = to.studio.people["administrator"]
    one = to.at(f"/studio/people/{boss.id}{path}", "administrator")
    if path == "":
        one.page.check("#role")
    return sent(one, click)


STATES["person, the last administrator"] = partial(of_the_last, path="", click="main button")
STATES["person to remove"] = lambda to: to.at(
    f"/studio/people/{to.studio.people['author'].id}/remove", "administrator"
)
STATES["person to remove, the last administrator"] = partial(
    of_the_last, path="/remove", click="#remove"
)


# A new statement


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


def page_of(to, step, make="draft", args=(), facts=None, **filled):
    kept = getattr(to.studio, make)(*args, **(facts or {}))
    return to.at(f"/studio/drafts/{kept.id}{step}", **filled)


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
    one.page.wait_for_selector(".upload__words:has-text('is too long')")
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


# Work


STATES["work, not made yet"] = partial(page_of, step="")
STATES["work, nothing known"] = partial(
    page_of, step="", args=("",),
    facts={"title": "", "speaker": "", "role": "", "about": "", "date": None},
)  # fmt: skip


def at_work(to, scene, *, make="draft", until=None, **facts):
    """A draft whose job is in the worker's hands."""
    kept = getattr(to.studio, make)(**facts)
    to.working.scenes[kept.id] = scene
    kept = to.studio.hand_in(to.studio.site.drawer.find(kept.id))
    address = f"/studio/drafts/{kept.id}"
    one = to.at(address)
    if until:
        one.page.wait_for_selector(f"main :text('{until}') >> visible=true")
        one.go(address)
    return one


@state("work, failed: another recording")
def _(to):
    scene = partial(Standstill.fails, error=WrongRecording(LONG_NAME, 0.11, 0.5))
    return at_work(to, scene, until="It could not be made")


@state("work, failed: a voice")
def _(to):
    scene = partial(Standstill.fails, error=VoiceFailed("heart", "Good morning.", "no reason"))
    return at_work(to, scene, until="It could not be made")


@state("work, under way: narrated")
def _(to):
    return at_work(to, Standstill.speaks, until="30%")


@state("work, under way: recorded, and to be read")
def _(to):
    to.recorded_at_work = at_work(to, Standstill.hears, make="again_recorded", until="25%")
    return to.recorded_at_work


@state("work, under way: not looked at again")
def _(to):
    one = to.recorded_at_work
    one.go(f"{one.page.url.removeprefix(one.site)}?still=1")
    return one


@state("work, under way: it waits for room on the disk")
def _(to):
    scene = partial(Standstill.lacks, error=StoreFull("/srv/plainspoken"))
    return at_work(to, scene, until="is full")


@state("work, queued")
def _(to):
    to.queued = at_work(to, Standstill.speaks)
    return to.queued


@state("work, cancelled")
def _(to):
    return sent(to.queued, "form[action$=cancel] button")


@state("work, not discarded: another changed it")
def _(to):
    kept = to.studio.draft()
    one = to.at(f"/studio/drafts/{kept.id}")
    to.studio.save(kept, title="Another title")
    return sent(one, "form[action$=discard] button")


STATES["work, ready: narrated"] = partial(page_of, step="", make="narrated")
STATES["work, ready: recorded"] = partial(page_of, step="", make="recorded")


@state("work, changed since")
def _(to):
    kept = to.studio.narrated()
    to.studio.site.drawer.mark(kept.id, kept.version, job="1-ended")
    to.studio.save(kept, title="Another title")
    return to.at(f"/studio/drafts/{kept.id}")


@state("work, submitted")
def _(to):
    kept = to.studio.narrated()
    to.studio.site.drawer.step(kept.id, kept.version, "writing", "submitted")
    return to.at(f"/studio/drafts/{kept.id}")


@state("trouble")
def _(to):
    kept = to.studio.draft("")
    one = to.at(f"/studio/drafts/{kept.id}")
    return sent(one, "form[action$=make] button")


@state("a form without its token")
def _(to):
    one = to.at("/studio/new")
    one.page.evaluate("document.querySelector('main [name=csrf_token]').value = 'x'")
    return sent(one, text="x")


# Two at once


def overtaken(to, step, theirs, **filled):
    kept = to.studio.draft(voice="espeak")
    one = to.at(f"/studio/drafts/{kept.id}{step}")
    to.studio.save(kept, **theirs)
    return sent(one, **filled)


STATES["conflict, of texts"] = partial(
    overtaken,
    step="/text",
    theirs={"text": TEXT.replace("28", "29")},
    text=TEXT.replace("28", "27") + "\nMine.\n",
)
STATES["conflict, of details"] = partial(
    overtaken, step="/details", theirs={"title": "Theirs", "role": ""}, title="Mine", role="Chief"
)


@state("conflict, nothing chosen")
def _(to):
    return sent(STATES["conflict, of texts"](to))


STATES["conflict, the same by now"] = partial(
    overtaken, step="/details", theirs={"title": "Mine"}, title="Mine"
)


# Looking it over


STATES["review, recorded"] = partial(page_of, step="/review", make="recorded")
STATES["review, narrated"] = partial(page_of, step="/review", make="narrated")
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


# Publishing


STATES["publish, what stands in the way"] = partial(
    page_of, step="/publish", facts={"title": "", "speaker": "", "role": "", "about": "",
    "date": None},
)  # fmt: skip
STATES["publish, too little found, and films to come"] = partial(
    page_of, step="/publish", make="recorded", facts={"sureness": 0.2, "whole": False}
)
STATES["publish, an author"] = partial(page_of, step="/publish", make="narrated")
STATES["publish, figures unheard, and overruled"] = partial(
    page_of, step="/publish", make="recorded", facts={"overruled": True, "sureness": 0.2}
)
STATES["publish, many figures unheard"] = partial(
    page_of, step="/publish", make="recorded", args=(TEXT.replace("very", "4 very"),)
)


@state("publish, alone")
def _(to):
    kept = to.studio.narrated(note="There were 28.")
    with to.studio.where(approval="same"):
        return to.at(f"/studio/drafts/{kept.id}/publish", "reviewer")


def submitted(to, **facts):
    kept = to.studio.narrated(**facts)
    one = to.at(f"/studio/drafts/{kept.id}/publish")
    return sent(one, "#submit"), f"/studio/drafts/{kept.id}/publish"


@state("publish, submitted")
def _(to):
    return submitted(to)[0]


@state("publish, to approve")
def _(to):
    return to.at(submitted(to)[1], "reviewer")


@state("publish, no moment chosen")
def _(to):
    return sent(to.at(submitted(to)[1], "reviewer"), "#publish")


def chosen(to, **filled):
    one = to.at(submitted(to)[1], "reviewer")
    one.page.check("#when-2")
    return sent(one, "#publish", **filled)


STATES["publish, at no day and no time"] = chosen
STATES["publish, at a time that is past"] = partial(
    chosen, public_day="1", public_month="2", public_year="2003", time="9am"
)


@state("publish, sent back for nothing")
def _(to):
    return sent(to.at(submitted(to)[1], "reviewer"), "form[action$=send-back] button")


@state("publish, sent back")
def _(to):
    one = to.at(submitted(to)[1], "reviewer")
    sent(one, "form[action$=send-back] button", note="Say how many.\n\nAnd who.")
    return to.at(one.page.url.removeprefix(one.site))


@state("publish, by nobody else")
def _(to):
    kept = to.studio.narrated()
    address = f"/studio/drafts/{kept.id}/publish"
    sent(to.at(address, "reviewer"), "#submit")
    return to.at(address, "reviewer")


@state("publish, changed meanwhile")
def _(to):
    kept = to.studio.narrated()
    one = to.at(f"/studio/drafts/{kept.id}/publish")
    to.studio.save(kept, title="Another")
    return sent(one, "#submit")


def public(to, at=None, **facts):
    kept = to.studio.narrated(**facts)
    to.studio.released(kept, at)
    return kept


@state("publish, another waits for its time")
def _(to):
    first = public(to, LATER)
    kept = to.studio.narrated(kept=to.studio.draft(slug=first.slug, voice="espeak", note="More."))
    with to.studio.where(approval="same"):
        one = to.at(f"/studio/drafts/{kept.id}/publish", "reviewer")
        one.page.check("#when")
        return sent(one, "#publish")


# What is public, was, or will be


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


@pytest.mark.parametrize("name", STATES)
def test_a_state_is_for_everyone(looking, empty, working, name):
    looking.empty, looking.working = empty, working
    one = STATES[name](looking)
    looking.look(one)
    looking.looked.add(name)


def test_no_page_and_no_state_is_left_out(looking):
    if looking.looked != STATES.keys():
        pytest.skip("not every state was looked at")
    missed = looking.branches.missed()
    assert not missed, "give each of these a state above: " + ", ".join(missed)
