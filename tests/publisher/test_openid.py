"""Signing in by a provider: a real one, on loopback, in a process of its own."""

import json
import os
import socket
import subprocess
import sys
import time

import pytest
import requests

from publisher.accounts.register import Register
from publisher.accounts.rights import Role
from publisher.app import create_app
from publisher.library import Library
from publisher.settings import Settings
from publisher.views.studio.openid import AWAY, REFUSED
from tests.page_rules import CarefulClient

BACK = "http://127.0.0.1:8000/studio/sign-in/openid/back"
PEOPLE = (
    {"sub": "1", "email": "Ann@example.org", "email_verified": True},
    {"sub": "2", "email": "ann@example.org", "email_verified": True},  # given Ann's address later
    {"sub": "3", "email": "bob@example.org", "email_verified": False},
    {"sub": "4", "email": "nobody@example.org", "email_verified": True},
)


@pytest.fixture(scope="module")
def provider():
    """The address of a provider that wants clients to be registered and nonces to be sent."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    people = [part for one in PEOPLE for part in ("--user-claims", json.dumps(one))]
    command = [sys.executable, "-m", "oidc_provider_mock", "-p", str(port), "-r", "-n", *people]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdout=quiet, stderr=quiet, env=dict(os.environ)) as process:
        address = f"http://127.0.0.1:{port}"
        for _ in range(300):
            assert process.poll() is None, "the provider did not start"
            try:
                requests.get(f"{address}/jwks", timeout=5)
                break
            except requests.ConnectionError:
                time.sleep(0.1)
        yield address
        process.terminate()


@pytest.fixture
def joined(provider, tmp_path):
    """Make a site that the provider knows; `changes` are further settings."""
    made = []

    def join(**changes):
        known = requests.post(
            f"{provider}/oauth2/clients", json={"redirect_uris": [BACK]}, timeout=5
        ).json()
        settings = Settings(
            **{
                "data": tmp_path,
                "openid_issuer": provider,
                "openid_client": known["client_id"],
                "openid_secret": known["client_secret"],
                **changes,
            }
        )
        library = Library.open(settings)
        made.append(library)
        app = create_app(settings, library)
        app.test_client_class = CarefulClient
        return app, Register(library.engine)

    yield join
    for library in made:
        library.engine.dispose()


def sign_in(browser, sub, then="/studio"):
    """Go to the provider as a browser does, say there who one is, and come back."""
    sent = browser.get("/studio/sign-in/openid", query_string={"then": then})
    answer = requests.post(
        sent.headers["Location"], data={"sub": sub}, allow_redirects=False, timeout=5
    )
    address = answer.headers["Location"]
    assert address.startswith(BACK)
    return browser.get(address.removeprefix("http://127.0.0.1:8000"))


def test_somebody_whom_the_provider_knows_signs_in_with_a_role_of_ours(joined):
    app, people = joined()
    people.add("Ann Lee", "ann@example.org", Role.REVIEWER, who="test")
    browser = app.test_client()
    assert "Sign in with your organisation’s account" in browser.get("/studio/sign-in").text

    answer = sign_in(browser, "1", then="/studio/account")

    assert answer.headers["Location"] == "/studio/account"
    page = browser.get("/studio/account").text
    assert "Reviewer" in page
    assert "One-time codes" not in page  # the provider asks for those
    assert browser.get("/studio/account/codes").status_code == 404


def test_an_account_stays_with_whom_it_joined(joined):
    app, people = joined()
    people.add("Ann Lee", "ann@example.org", Role.REVIEWER, who="test")
    assert sign_in(app.test_client(), "1").status_code == 302
    for _ in range(2):
        assert REFUSED in sign_in(app.test_client(), "2").text
    assert sign_in(app.test_client(), "1").status_code == 302


@pytest.mark.parametrize("sub", ["3", "4"])
def test_nobody_is_let_in_without_a_verified_address_and_an_account(joined, sub):
    app, people = joined()
    people.add("Bob Oh", "bob@example.org", Role.AUTHOR, who="test")
    browser = app.test_client()

    page = sign_in(browser, sub)

    assert REFUSED in page.text
    assert browser.get("/studio").status_code == 303
    assert len(people.everyone()) == 1


def test_an_answer_that_was_not_asked_for_is_refused(joined):
    app, people = joined()
    people.add("Ann Lee", "ann@example.org", Role.REVIEWER, who="test")
    browser, other = app.test_client(), app.test_client()
    sent = browser.get("/studio/sign-in/openid").headers["Location"]
    answer = requests.post(sent, data={"sub": "1"}, allow_redirects=False, timeout=5)
    back = answer.headers["Location"].removeprefix("http://127.0.0.1:8000")

    assert REFUSED in other.get(back).text  # in a browser that did not ask
    assert browser.get(back).headers["Location"] == "/studio"
    assert REFUSED in browser.get(back).text  # once more
    assert REFUSED in other.get("/studio/sign-in/openid/back?error=access_denied").text
    assert REFUSED in other.get("/studio/sign-in/openid/back").text


def test_a_secret_that_is_wrong_lets_nobody_in(joined):
    app, people = joined(openid_secret="wrong")
    people.add("Ann Lee", "ann@example.org", Role.REVIEWER, who="test")
    assert REFUSED in sign_in(app.test_client(), "1").text


def test_a_provider_that_is_away_is_said_to_be(joined):
    app, _ = joined(openid_issuer="http://127.0.0.1:1")
    page = app.test_client().get("/studio/sign-in/openid")
    assert AWAY in page.text


def test_without_a_provider_there_is_nothing_of_it(public):
    assert "organisation" not in public.get("/studio/sign-in").text
    for address in ("/studio/sign-in/openid", "/studio/sign-in/openid/back"):
        assert public.get(address).status_code == 404
