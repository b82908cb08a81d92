"""What the studio holds out against: markup in whatever people write, and cookies over TLS."""

import socket
import threading
from contextlib import contextmanager
from io import BytesIO

import pytest
from werkzeug.serving import make_server

from media.corrections import Correction
from publisher.library import Library
from publisher.settings import Settings
from tests.browser.conftest import HOME, WIDE, Visit
from tests.studios import PASSWORD, TEXT, Studio

pytestmark = pytest.mark.browser

NASTY = '"><img src=x onerror=alert(1)><script>alert(1)</script>'
NAME = "<img src=x onerror=alert(1)>"
THERE = "img[src=x], script:not([src])"  # what NASTY would make of a page


def opened(tmp_path, **settings):
    settings = Settings(data=tmp_path / "data", approval="same", **settings)
    return Studio(settings, Library.open(settings))


def uploaded(studio):
    """A recording with a nasty name, as it comes in parts."""
    sound = next(file for file in studio.spoken.files if file.name == "speech.mp3")
    data, counter = studio.library.store.path(sound.digest).read_bytes(), studio.site.counter
    upload = counter.begin(studio.people["author"].id, f"{NAME}.mp3", len(data))
    return counter.recording(counter.take(upload, 0, BytesIO(data)))


def filled(studio):
    """Markup wherever somebody can write. Gives the addresses of pages, and what shows there."""
    eve = studio.somebody(NAME, "reviewer")
    said = {"title": NASTY, "speaker": NASTY, "role": NASTY, "about": NASTY}
    text = f"{NASTY}\n\n{NASTY}: {NASTY}\n\n{TEXT}"
    heard = studio.recorded(
        text, who=eve.name, recording=uploaded(studio), unwritten=(NASTY,), note=NASTY, **said
    )
    unsaid = Correction("Nobody says this.", said=False)
    heard = studio.save(heard, who=eve.name, what=NASTY[:90], corrections=(unsaid,))
    public = studio.narrated(f"{TEXT}\n{NASTY}\n", note=NASTY, **said)
    studio.released(public)
    newer = studio.draft(text, slug=public.slug, voice="espeak", note=NASTY, **said)
    studio.released(studio.narrated(kept=newer))
    gone = studio.narrated(f"{TEXT}\n{NASTY}\n", **said)
    studio.released(gone)
    studio.library.withdraw(gone.slug, who=eve.name, reason=NASTY)
    studio.library.record(public.slug, who=eve.name, what="sent back", detail=NASTY)
    studio.site.sayings.tell("en", NAME.replace(" ", ""), NAME, who=eve.name)
    dropped = studio.draft(title=NASTY)
    studio.site.drawer.step(dropped.id, 1, "writing", "discarded")
    invited = studio.site.accounts.invite(eve.id, who="test")
    draft, statement = f"/studio/drafts/{heard.id}", f"/studio/statements/{public.slug}"
    yield from (
        ("/studio", NASTY),
        ("/studio/people", NAME),
        (f"/studio/people/{eve.id}", NAME),
        (f"/studio/people/{eve.id}/remove", NAME),
        (f"/studio/invitation/{invited}", NAME),
        ("/studio/sayings", NAME),
        ("/studio/log", NASTY),
        ("/studio/statements", NASTY),
        (statement, NASTY),
        (f"{statement}/compare", NASTY),
        (f"{statement}/withdraw", NASTY),
        (f"/studio/statements/{gone.slug}", NASTY),
        (draft, f"{NAME}.mp3"),
        (f"{draft}/text", ""),
        (f"{draft}/recording", f"{NAME}.mp3"),
        (f"{draft}/details", ""),
        (f"{draft}/words", ""),
        (f"{draft}/review", NASTY),
        (f"{draft}/review/2/words", ""),
        (f"{draft}/delivered", ""),
        (f"{draft}/captions", ""),
        (f"{draft}/publish", NASTY),
        (f"/preview/{studio.library.waiting(heard.slug).secret}", NASTY),
        ("/", NASTY),
        (f"/statements/{public.slug}", NASTY),
        (f"/statements/{public.slug}/revisions/1", NASTY),
        (f"/statements/{gone.slug}", NASTY),
    )


@contextmanager
def signed_in(chromium, studio, role="administrator", **setup):
    context = chromium.new_context(viewport=WIDE, **setup)
    context.set_default_timeout(30_000)
    context.add_cookies([studio.cookie(studio.people[role])])
    one = Visit(context, studio.address)
    one.page.on("dialog", lambda dialog: one.complaints.append(f"it ran: {dialog.message}"))
    yield one
    context.close()


def check_nothing_ran(one):
    assert not one.page.locator(THERE).count(), f"markup got through at {one.page.url}"
    wrong = [said for said in one.complaints if "status of 4" not in said]
    assert not wrong, f"at {one.page.url}: {wrong}"


def test_markup_that_people_write_is_text_on_every_page(chromium, tmp_path):
    with opened(tmp_path).serving() as studio:
        pages = list(filled(studio))
        with signed_in(chromium, studio) as one:
            for address, shown in pages:
                page = one.go(address)
                assert shown in page.inner_text("body"), address
                check_nothing_ran(one)
            one.go(next(address for address, _ in pages if address.endswith("/captions")))
            page.fill("#text-1", NASTY)
            page.wait_for_selector(".lost:not([hidden])")
            check_nothing_ran(one)
            page.click("#save")
            page.wait_for_selector("text=Captions saved.")
            assert "onerror=alert" in page.inner_text(".lost")
            check_nothing_ran(one)
            one.go("/studio/new")
            file = {
                "name": f"{NAME}.txt",
                "mimeType": "text/plain",
                "buffer": b"\x7fELF" + bytes(9),
            }
            page.set_input_files("#file", file)
            page.click("main form button")
            page.wait_for_selector(f".govuk-error-summary :text({NAME!r})")
            check_nothing_ran(one)


@contextmanager
def over_tls(app, door):
    """Serve a site by TLS, with a certificate of its own making."""
    host, port = door.getsockname()
    tls = {"ssl_context": "adhoc", "fd": door.fileno()}
    server = make_server(host, port, app, threaded=True, **tls)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield
    server.shutdown()
    thread.join()
    server.server_close()


def test_over_tls_the_cookie_is_held_to_this_host_and_works(chromium, tmp_path):
    door = socket.create_server(("127.0.0.1", 0))
    address = f"https://127.0.0.1:{door.getsockname()[1]}"
    studio = opened(tmp_path, base_url=address)
    with door, studio.serving(), over_tls(studio.app, door):
        ann = studio.people["author"]
        studio.site.accounts.set_password(ann.id, PASSWORD, who="test")
        context = chromium.new_context(viewport=WIDE, ignore_https_errors=True)
        context.set_default_timeout(30_000)
        one = Visit(context, address)
        page = one.go("/studio")
        page.fill("#email", ann.email)
        page.fill("#password", PASSWORD)
        page.click("main button")
        page.wait_for_url(HOME)
        (cookie,) = context.cookies()
        assert cookie["name"] == "__Host-studio"
        assert (cookie["secure"], cookie["httpOnly"], cookie["path"]) == (True, True, "/")
        assert (cookie["sameSite"], cookie["domain"]) == ("Lax", "127.0.0.1")
        assert page.evaluate("document.cookie") == ""
        one.go("/studio/sayings")
        page.fill("#written", "Cwmbrân")
        page.fill("#said", "Koom-brahn")
        page.click("text=Keep")
        page.wait_for_selector("text=“Cwmbrân” is kept.")
        page.click("text=Sign out")
        page.wait_for_url("**/sign-in")
        assert not one.complaints
        page = one.go("/studio/statements")
        assert page.inner_text("h1") == "Sign in"
        context.close()
