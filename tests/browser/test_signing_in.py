"""People in the studio: signing in, by keyboard alone, and without script."""

import re

import pytest
from pyotp import TOTP

from publisher.accounts.register import Register
from publisher.accounts.rights import Role
from tests.browser.conftest import HOME
from tests.seeing import check_tab_stops

pytestmark = pytest.mark.browser

PASSWORD = "heron lamp quarry velvet"
PAGES = (
    "/studio",
    "/studio/account",
    "/studio/account/password",
    "/studio/account/codes",
    "/studio/people",
    "/studio/people/add",
    "/studio/people/1",
    "/studio/people/1/remove",
)
OWN = "http://127.0.0.1:8000"  # the settings' address of the site, in links that are shown


@pytest.fixture
def invited(published_site):
    """The address of a link that invites somebody new, each time."""
    register = Register(published_site.library.engine)
    number = len(register.everyone())
    account = register.add(f"Bob {number}", f"bob{number}@example.org", Role.AUTHOR, who="test")
    return f"/studio/invitation/{register.invite(account.id, who='test')}"


def type_into(page, **fields):
    """Go from where the focus is to each field by Tab, and type."""
    for field, typed in fields.items():
        for _ in range(40):
            page.keyboard.press("Tab")
            if page.evaluate("() => document.activeElement.id") == field:
                break
        else:
            raise AssertionError(f"{field} is not reached")
        page.keyboard.insert_text(typed)


def test_all_on_pages_of_people_is_reached_by_tab(editing):
    with editing("administrator") as one:
        for address in PAGES:
            page = one.go(address)
            check_tab_stops(page)


def test_all_on_pages_before_signing_in_is_reached_by_tab(visit, invited):
    with visit() as one:
        for address in ("/studio/sign-in", invited):
            page = one.go(address)
            check_tab_stops(page)


def test_what_a_form_got_wrong_is_met_first(editing):
    with editing("administrator") as one:
        page = one.go("/studio/people/add")
        page.click("main button")
        page.wait_for_url("**/people/add")
        assert page.title().startswith("Error: Add a person")
        assert page.evaluate("() => document.activeElement.className") == "govuk-error-summary"
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert page.evaluate("() => document.activeElement.id") == "role"


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_somebody_is_invited_and_comes_and_goes_by_keyboard_alone(editing, visit, script):
    with editing("administrator", java_script_enabled=script) as boss:
        page = boss.go("/studio/people/add")
        email = f"cat{script}@example.org"
        type_into(page, name="Cat Ng", email=email, role="")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.wait_for_selector("#link")
        link = page.inner_text("#link").removeprefix(OWN)
    with visit(java_script_enabled=script) as cat:
        page = cat.go(link)
        type_into(page, new=PASSWORD, again=PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(HOME)
        assert "You are signed in as Cat Ng, reviewer." in page.inner_text("main")
        for _ in range(20):
            page.keyboard.press("Tab")
            if page.evaluate("() => document.activeElement.textContent") == "Sign out":
                break
        page.keyboard.press("Enter")
        page.wait_for_url("**/sign-in")
        assert "You have signed out." in page.inner_text("main")
        type_into(page, email=email, password=PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(HOME)


def test_one_time_codes_are_turned_on_from_a_picture_that_an_app_can_read(visit, invited):
    with visit() as one:
        page = one.go(invited)
        email = re.search(r"sign in with (\S+)", page.inner_text("main"))[1]
        type_into(page, new=PASSWORD, again=PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(HOME)
        page = one.go("/studio/account/codes")
        one.until("document.querySelector('.qr').naturalWidth > 0")
        key = page.inner_text(".to-copy").replace(" ", "")
        app = TOTP(key)
        type_into(page, code=app.now(), password=PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_selector("text=Keep your recovery codes")
        recovery = page.inner_text(".to-copy li >> nth=0")
        page = one.go("/studio")
        page.click("text=Sign out")
        page.wait_for_url("**/sign-in")
        type_into(page, email=email, password=PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(r"/sign-in/code\?"))
        check_tab_stops(page)
        type_into(page, code=recovery)
        page.keyboard.press("Enter")
        page.wait_for_url(HOME)
        page = one.go("/studio/account/codes")
