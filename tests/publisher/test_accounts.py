"""People: invited, signing in, kept out, and coming back in."""

import os
import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Barrier, BrokenBarrierError

import pyotp
import pytest
import requests
from click.testing import CliRunner
from flask import request
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, select, text
from sqlalchemy.orm import Session as Transaction

from publisher.accounts import passwords, register, rights
from publisher.accounts.people import EmailTaken, LastAdministrator, tidy_email
from publisher.accounts.register import Register
from publisher.accounts.rights import Right, Role
from publisher.accounts.sessions import IDLE, LONGEST, Sessions
from publisher.accounts.throttle import PER_ACCOUNT, PER_ADDRESS, STRETCH, Throttle
from publisher.app import create_app
from publisher.cli import main
from publisher.cli.service import listening
from publisher.database import open_database
from publisher.library import Library
from publisher.models import EventRow
from publisher.secret_key import secret_key
from publisher.settings import Settings
from publisher.views.studio.signing_in import TOO_OFTEN, WRONG, WRONG_CODE
from tests.serving import running

GOOD = "heron lamp quarry velvet"
BETTER = "otter plum stair umbrella"


@pytest.fixture
def people(public):
    return Register(public.library.engine)


@pytest.fixture
def ann(people):
    """An administrator with a password."""
    account = people.add("Ann Lee", "ann@example.org", Role.ADMINISTRATOR, who="test")
    people.set_password(account.id, GOOD, who="test")
    return people.find(account.id)


@pytest.fixture
def somebody(editor):
    """A browser of somebody who is not signed in."""
    return editor(None)


def sign_in(browser, email="ann@example.org", password=GOOD, **more):
    return browser.post("/studio/sign-in", {"email": email, "password": password}, **more)


def said(public):
    """The log: who did what."""
    with Transaction(public.library.engine) as session:
        rows = session.scalars(select(EventRow).order_by(EventRow.id))
        return [(row.who, row.what, row.detail) for row in rows]


# Passwords


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("", "short"),
        ("Inspect0rate!", "short"),
        ("aaaaaaaaaaaaaaaaaaaa", "common"),
        ("123456789012345", "common"),
        ("qwertyuiopasdfghjkl", "common"),
        ("ann.lee@example.org", "common"),
        ("Inspectorate2026", "common"),
        ("x" * 201, "long"),
        (GOOD, None),
        ("ŵyth deg a thri heron", None),
        ("no rules of composition", None),
    ],
)
def test_a_password_is_long_and_hard_to_guess_and_needs_nothing_else(password, fault):
    about = ("Ann Lee", "ann.lee@example.org", "The Inspectorate")
    assert passwords.fault(password, about) == fault


def test_a_password_is_kept_as_nobody_can_read_it(people, ann, public):
    with public.library.engine.connect() as connection:
        kept = connection.scalar(text("SELECT password FROM accounts"))
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert GOOD not in kept
    assert people.with_password("ANN@example.org ", GOOD) == ann
    assert people.with_password("ann@example.org", GOOD + " ") is None


def test_a_password_is_the_same_however_its_letters_are_composed():
    kept = passwords.hashed("caf\u00e9 heron lamp stair")
    assert passwords.matches(kept, "cafe\u0301 heron lamp stair")


@pytest.mark.usefixtures("ann")
def test_nobody_is_checked_for_as_long_as_somebody(people, monkeypatch):
    hashes = []
    verify = passwords._hasher.verify

    class Counted:
        hash = passwords._hasher.hash

        def verify(self, kept, password):
            hashes.append(kept.rpartition("$")[0].rpartition("$")[0])
            return verify(kept, password)

    monkeypatch.setattr(passwords, "_hasher", Counted())
    people.add("Bob Oh", "bob@example.org", Role.AUTHOR, who="test")  # has chosen none yet
    for email in ("ann@example.org", "bob@example.org", "nobody@example.org", ""):
        assert people.with_password(email, "wrong") is None
    assert hashes == ["$argon2id$v=19$m=19456,t=2,p=1"] * 4


# Who there is


@pytest.mark.usefixtures("ann")
def test_an_address_is_one_persons(people):
    with pytest.raises(EmailTaken):
        people.add("Another", " Ann@Example.ORG", Role.AUTHOR, who="test")
    for wrong in ("ann", "ann@", "@b.c", "a b@c.d", "a@b", "a@b.c\x07", "a" * 251 + "@b.c"):
        with pytest.raises(ValueError, match="no e-mail address"):
            tidy_email(wrong)


@given(st.text(max_size=300))
def test_whatever_is_typed_is_an_address_or_is_refused(typed):
    try:
        tidy = tidy_email(typed)
    except ValueError:
        return
    assert tidy == tidy_email(tidy)


def test_there_is_always_an_administrator(people, ann):
    for change in (
        lambda: people.remove(ann.id, who="test"),
        lambda: people.give_role(ann.id, Role.AUTHOR, who="test"),
    ):
        with pytest.raises(LastAdministrator):
            change()
    assert people.find(ann.id) == ann
    people.add("Bob Oh", "bob@example.org", Role.ADMINISTRATOR, who="test")
    people.remove(ann.id, who="test")
    assert [p.name for p in people.everyone()] == ["Bob Oh"]


def test_of_two_administrators_who_leave_at_once_one_stays(database, tmp_path, monkeypatch):
    engine = open_database(Settings(data=tmp_path, postgresql=database))
    people, both = Register(engine), Barrier(2)
    ids = [people.add(n, f"{n}@b.org", Role.ADMINISTRATOR, who="test").id for n in ("ann", "bob")]
    look = register._some_administrator

    def together(session):
        session.flush()
        with suppress(BrokenBarrierError):  # where one waits for the other
            both.wait(1)
        look(session)
        with suppress(BrokenBarrierError):
            both.wait(1)

    def leave(number):
        try:
            people.give_role(number, Role.AUTHOR, who="test")
        except LastAdministrator:
            return "stays"
        return "left"

    monkeypatch.setattr(register, "_some_administrator", together)
    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(leave, ids)) == ["left", "stays"]
    assert [person.role for person in people.everyone()].count(Role.ADMINISTRATOR) == 1
    engine.dispose()


def test_every_role_says_what_it_may_do():
    assert set(rights.RIGHTS) == set(Role)
    assert rights.RIGHTS[Role.ADMINISTRATOR] == set(Right)
    assert rights.RIGHTS[Role.AUTHOR] < rights.RIGHTS[Role.REVIEWER]


# Signing in


def test_signing_in_and_out(public, somebody, ann):
    answer = sign_in(somebody)
    assert answer.headers["Location"] == "/studio"
    assert "signed in as Ann Lee, administrator" in somebody.get("/studio").text

    somebody.account = ann
    cookie = somebody.client.get_cookie("studio").value
    page = somebody.post("/studio/sign-out", follow_redirects=True)

    assert "You have signed out." in page.text
    somebody.client.set_cookie("studio", cookie)  # whoever kept it
    assert somebody.get("/studio").status_code == 303
    assert ("Ann Lee", "signed in", None) in said(public)


@pytest.mark.usefixtures("ann")
def test_signing_in_forgets_what_the_browser_held_before(somebody):
    before = somebody.token
    sign_in(somebody)
    stale = somebody.client.post("/studio/sign-out", data={"csrf_token": before})
    assert stale.status_code == 400


@pytest.mark.parametrize(
    ("email", "password"),
    [("ann@example.org", "wrong"), ("nobody@example.org", GOOD), ("", ""), ("ann@example.org", "")],
)
@pytest.mark.usefixtures("ann")
def test_whoever_is_refused_is_told_the_same(somebody, email, password):
    page = sign_in(somebody, email, password)
    assert page.status_code == 200
    assert page.text.count(WRONG) == 2  # in the summary and at the field
    assert "<title>Error: Sign in" in page.text
    assert 'type="password" value=""' in page.text


@pytest.mark.usefixtures("ann")
def test_what_is_typed_never_runs(somebody, editor):
    page = sign_in(somebody, '"><script>alert(1)</script>', "x")
    assert "<script>alert" not in page.text
    named = editor("administrator", name="<script>alert(1)</script>")
    for address in ("/studio", "/studio/people", f"/studio/people/{named.account.id}"):
        assert "<script>alert" not in named.get(address).text


@pytest.mark.usefixtures("ann")
def test_an_account_that_is_closed_is_signed_out_at_once(people, editor):
    bob = editor("author")
    assert bob.get("/studio").status_code == 200
    people.remove(bob.account.id, who="test")
    assert bob.get("/studio").status_code == 303


def test_a_role_that_is_taken_away_is_gone_at_once(editor):
    boss, other = editor("administrator"), editor("administrator", name="Bea")
    assert other.get("/studio/people").status_code == 200
    boss.post(f"/studio/people/{other.account.id}/role", {"role": "author"})
    assert other.get("/studio/people").status_code == 404


def test_a_stranger_cannot_send_much(somebody):
    assert sign_in(somebody, password="x" * 100_000).status_code == 413


# Tries


@pytest.mark.usefixtures("ann")
def test_too_many_tries_are_refused_even_with_the_right_password(somebody):
    for _ in range(PER_ACCOUNT):
        assert sign_in(somebody, password="wrong").status_code == 200
    page = sign_in(somebody)
    assert page.status_code == 429
    assert TOO_OFTEN in page.text


@pytest.mark.usefixtures("ann")
def test_a_stranger_meets_the_same_limit_where_there_is_no_account(somebody):
    for _ in range(PER_ACCOUNT):
        sign_in(somebody, "nobody@example.org")
    assert sign_in(somebody, "nobody@example.org").status_code == 429


@pytest.mark.usefixtures("ann")
def test_whoever_is_tried_from_elsewhere_still_gets_in_from_where_they_were(editor):
    home, elsewhere = editor(None), editor(None)
    sign_in(home)
    for _ in range(PER_ACCOUNT + 1):
        refused = sign_in(elsewhere, password="x", environ_base={"REMOTE_ADDR": "203.0.113.9"})
    assert refused.status_code == 429
    assert sign_in(editor(None)).headers["Location"] == "/studio"


def test_nobody_is_locked_out_for_ever_and_counts_are_shared(public):
    now = datetime(2026, 3, 9, 12, tzinfo=UTC)
    other = create_engine(public.library.engine.url)  # another process
    one, two = Throttle(public.library.engine), Throttle(other)
    tries = [
        door.allows("a@b.c", "192.0.2.1", known=False, now=now)
        for _ in range(PER_ACCOUNT)
        for door in (one, two)
    ]
    assert tries == [True] * PER_ACCOUNT + [False] * PER_ACCOUNT
    assert two.allows("a@b.c", "192.0.2.1", known=False, now=now + STRETCH)
    other.dispose()


@pytest.mark.parametrize("seconds", [-3600, -1, 0, 1, 899])
def test_tries_are_counted_over_the_striking_of_the_clock(public, seconds):
    throttle, noon = Throttle(public.library.engine), datetime(2026, 3, 9, 12, tzinfo=UTC)
    began = noon + timedelta(seconds=seconds)
    times = [began + n * STRETCH / (PER_ACCOUNT + 1) for n in range(PER_ACCOUNT + 2)]
    tries = [throttle.allows("a@b.c", "192.0.2.1", known=False, now=at) for at in times]
    assert tries == [True] * PER_ACCOUNT + [False, True]


def test_a_clock_that_is_put_back_an_hour_shuts_nobody_out_for_it(public):
    throttle, noon = Throttle(public.library.engine), datetime(2026, 3, 9, 12, tzinfo=UTC)
    for _ in range(PER_ACCOUNT):
        throttle.allows("a@b.c", "192.0.2.1", known=False, now=noon)
    before = noon - timedelta(hours=1)
    assert throttle.allows("a@b.c", "192.0.2.1", known=False, now=before)


def test_tries_at_the_same_moment_are_all_counted_on_either_database(database, tmp_path):
    engine = open_database(Settings(data=tmp_path, postgresql=database))
    now = datetime(2026, 3, 9, 12, tzinfo=UTC)

    def allowed(_):
        return Throttle(engine).allows("a@b.c", "192.0.2.1", known=False, now=now)

    with ThreadPoolExecutor(6) as hurried:
        tries = list(hurried.map(allowed, range(3 * PER_ACCOUNT)))
    assert tries.count(True) == PER_ACCOUNT
    engine.dispose()


def test_one_address_cannot_try_everybody(public):
    throttle = Throttle(public.library.engine)
    tries = [
        throttle.allows(f"{n}@b.c", "2001:db8::" + str(n % 9), known=False)
        for n in range(PER_ADDRESS + 1)
    ]
    assert tries == [True] * PER_ADDRESS + [False]


def test_behind_a_proxy_it_is_the_readers_address_that_counts(tmp_path):
    settings = Settings(data=tmp_path, proxies=1)
    library = Library.open(settings)
    app = create_app(settings, library)
    seen = []
    app.before_request(lambda: seen.append(request.remote_addr))
    asked = {"X-Forwarded-For": "198.51.100.7, 203.0.113.5"}
    app.test_client().get("/", headers=asked)
    with running(listening(app, settings, "127.0.0.1", 0)) as address:  # by the server, too
        requests.get(f"{address}/contact", headers=asked, timeout=10)
    assert seen == ["203.0.113.5", "203.0.113.5"]
    library.engine.dispose()


# Sessions


def test_sessions_have_an_end(public, ann):
    sessions = Sessions(public.library.engine)
    token, now = sessions.begin(ann, "192.0.2.1"), datetime.now(UTC)

    assert sessions.find(token, now + IDLE + timedelta(minutes=1)) is None
    for hours in range(0, int(LONGEST.total_seconds()) // 3600, 12):
        assert sessions.find(token, now + timedelta(hours=hours)).account == ann
    assert sessions.find(token, now + LONGEST) is None
    assert sessions.find("made up") is None


def test_a_token_is_not_to_be_read_from_the_database(public, ann):
    token = Sessions(public.library.engine).begin(ann, "192.0.2.1")
    dump = "\n".join(public.library.engine.raw_connection().iterdump())
    assert token not in dump


def test_somebody_signs_out_everywhere_but_here(editor):
    here, there = editor("author"), editor("author")
    assert here.get("/studio/account").text.count("127.0.0.1") == 2

    page = here.post("/studio/account/end-sessions", follow_redirects=True)

    assert "You are signed out everywhere but here." in page.text
    assert page.text.count("127.0.0.1") == 1
    assert there.get("/studio").status_code == 303


def test_changing_the_password_signs_out_everywhere_else(somebody, ann, editor):
    other = editor(None)
    sign_in(somebody)
    sign_in(other)
    somebody.account = ann
    form = {"password": GOOD, "new": BETTER, "again": BETTER}

    for wrong, words in (
        ({"password": "x"}, "This is not your password"),
        ({"new": "short"}, "15 characters or more"),
        ({"again": GOOD}, "The two passwords are not the same"),
    ):
        assert words in somebody.post("/studio/account/password", form | wrong).text
    page = somebody.post("/studio/account/password", form, follow_redirects=True)

    assert "Your password is changed." in page.text
    assert other.get("/studio").status_code == 303
    assert WRONG in sign_in(other).text
    assert sign_in(other, password=BETTER).status_code == 302


def test_somebody_comes_and_goes_on_either_database(database, tmp_path):
    engine = open_database(Settings(data=tmp_path, postgresql=database))
    people, sessions = Register(engine), Sessions(engine)
    boss = people.add("Ann Lee", "ann@example.org", Role.ADMINISTRATOR, who="test")
    with pytest.raises(EmailTaken):
        people.add("Ann Lee", "ann@example.org", Role.ADMINISTRATOR, who="test")
    assert people.accept(people.invite(boss.id, who="test"), GOOD).has_password
    token = sessions.begin(people.with_password("ann@example.org", GOOD), "192.0.2.1")
    assert sessions.knows("ann@example.org", "192.0.2.1")
    assert [one.current for one in sessions.of(boss, token)] == [True]
    app = pyotp.TOTP(people.code_secret(boss.id))
    assert len(people.turn_codes_on(boss.id, app.now(), who="test")) == 8
    assert people.with_openid("issuer sub", "ann@example.org").codes
    assert people.with_password("ann\0@example.org\0", "\0") is None
    assert people.with_password("\0ann@example.org", GOOD)
    sessions.end_all(boss, who="test")
    assert sessions.find(token) is None
    with pytest.raises(LastAdministrator):
        people.remove(boss.id, who="test")
    people.add("Bea Oh", "bea@example.org", Role.ADMINISTRATOR, who="test")
    people.remove(boss.id, who="test")
    assert [one.name for one in people.everyone()] == ["Bea Oh"]
    engine.dispose()


# Invitations


def test_an_administrator_invites_by_a_link_that_works_once(public, editor):
    boss, guest = editor("administrator"), editor(None)
    form = {"name": " Bob  Oh ", "email": "Bob@Example.org", "role": "reviewer"}
    page = boss.post("/studio/people/add", form)
    link = re.search(r"http://127.0.0.1:8000(/studio/invitation/[\w-]{43})<", page.text)[1]

    assert "This is for Bob Oh." in guest.get(link).text
    assert "15 characters or more" in guest.post(link, {"new": "short", "again": "short"}).text
    page = guest.post(link, {"new": GOOD, "again": GOOD}, follow_redirects=True)

    assert "you are signed in" in page.text
    assert "Bob Oh, reviewer" in page.text
    page = guest.get(link)
    assert page.status_code == 404
    assert "You are signed in." in page.text
    page = editor(None).get(link)
    assert "This link does not work any more" in page.text
    assert "ask an administrator of your body for a new link" in page.text
    assert sign_in(editor(None), "bob@example.org").headers["Location"] == "/studio"
    told = said(public)
    assert ("Ann Administrator", "account opened", "Bob Oh, bob@example.org, reviewer") in told
    assert ("Bob Oh", "password chosen", None) in told
    assert GOOD not in str(told)


def test_an_invitation_is_forgotten_in_time_and_replaced_by_the_next(public, people, ann):
    first, second = (people.invite(ann.id, who="test") for _ in range(2))
    assert people.invited(first) is None
    with public.library.engine.begin() as connection:
        past = datetime.now(UTC).replace(tzinfo=None) - timedelta(seconds=1)
        connection.execute(text("UPDATE invitations SET until = :past"), {"past": past})
    assert people.accept(second, BETTER) is None
    assert people.with_password("ann@example.org", GOOD)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": " "}, "Enter their name"),
        ({"email": "bob"}, "Enter an e-mail address, such as name@example.org"),
        ({"role": "king"}, "Choose what they may do"),
        ({"email": "ann.administrator@example.org"}, "Somebody has an account with this"),
    ],
)
def test_a_person_is_added_only_whole(editor, wrong, words):
    form = {"name": "Bob Oh", "email": "bob@example.org", "role": "author"} | wrong
    page = editor("administrator").post("/studio/people/add", form)
    assert words in page.text
    assert "<title>Error: Add a person" in page.text


def test_administrators_change_and_remove_people_but_not_the_last_of_themselves(editor):
    boss, bob = editor("administrator"), editor("author")
    page = boss.post(f"/studio/people/{bob.account.id}/end-sessions", follow_redirects=True)
    assert "Ann Author is signed out everywhere." in page.text
    assert bob.get("/studio").status_code == 303
    page = boss.post(f"/studio/people/{bob.account.id}/remove", follow_redirects=True)
    assert "Ann Author can no longer sign in." in page.text
    assert boss.get(f"/studio/people/{bob.account.id}").status_code == 404
    mine = f"/studio/people/{boss.account.id}"
    assert "There must be an administrator" in boss.post(f"{mine}/remove").text
    assert "There must be an administrator" in boss.post(f"{mine}/role", {"role": "author"}).text
    assert "Choose what they may do" in boss.post(f"{mine}/role", {"role": "king"}).text
    assert boss.get("/studio/people/99999999999999999999").status_code == 404


# One-time codes


def codes_turned_on(browser, account):
    """Turn codes on as somebody would; gives their app, and the recovery codes."""
    browser.account = account
    page = browser.get("/studio/account/codes")
    key = re.search(r'class="to-copy">([A-Z2-7 ]+)<', page.text)[1].replace(" ", "")
    app = pyotp.TOTP(key)
    picture = browser.get("/studio/account/codes.svg")
    assert picture.mimetype == "image/svg+xml"
    assert b"<style" not in picture.data
    form = {"password": GOOD, "code": "000000" if app.now() != "000000" else "111111"}
    assert "This code is not right." in browser.post("/studio/account/codes", form).text
    page = browser.post("/studio/account/codes", {"password": GOOD, "code": app.now()})
    return app, re.findall(r"<li>((?:[a-z2-7]{4}-?){4})</li>", page.text)


def test_a_code_is_asked_for_once_it_is_turned_on_and_is_good_once(public, somebody, ann, editor):
    sign_in(somebody)
    app, recovery = codes_turned_on(somebody, ann)
    assert len(recovery) == 8
    assert somebody.get("/studio/account/codes.svg").status_code == 404

    other = editor(None)
    answer = sign_in(other)
    assert answer.headers["Location"] == "/studio/sign-in/code?then=/studio"
    assert other.get("/studio").status_code == 303  # half signed in is not signed in
    code = app.at(datetime.now(UTC) + timedelta(seconds=30))  # the next is good too, and unused
    assert WRONG_CODE in other.post("/studio/sign-in/code", {"code": "12345"}).text
    answer = other.post("/studio/sign-in/code", {"code": f"{code[:3]} {code[3:]}"})
    assert answer.headers["Location"] == "/studio"
    assert other.get("/studio").status_code == 200

    third = editor(None)
    sign_in(third)
    assert WRONG_CODE in third.post("/studio/sign-in/code", {"code": code}).text
    assert third.post("/studio/sign-in/code", {"code": recovery[0].upper()}).status_code == 302
    fourth = editor(None)
    sign_in(fourth)
    assert WRONG_CODE in fourth.post("/studio/sign-in/code", {"code": recovery[0]}).text
    assert ("Ann Lee", "recovery code used", None) in said(public)


def test_codes_are_tried_only_so_often(somebody, ann, editor):
    sign_in(somebody)
    codes_turned_on(somebody, ann)
    other = editor(None)
    sign_in(other, environ_base={"REMOTE_ADDR": "203.0.113.9"})
    for _ in range(PER_ACCOUNT):
        answer = other.post(
            "/studio/sign-in/code", {"code": "x"}, environ_base={"REMOTE_ADDR": "203.0.113.9"}
        )
    assert answer.status_code == 429


def test_codes_are_turned_off_with_the_password_or_by_a_new_link(somebody, ann, people):
    sign_in(somebody)
    codes_turned_on(somebody, ann)
    assert "This is not your password" in somebody.post("/studio/account/codes").text
    page = somebody.post("/studio/account/codes", {"password": GOOD}, follow_redirects=True)
    assert "One-time codes are off." in page.text
    codes_turned_on(somebody, ann)
    assert people.find(ann.id).codes
    people.accept(people.invite(ann.id, who="test"), BETTER)
    assert people.find(ann.id) == replace(ann, codes=False)
    assert people.right_code(ann.id, "123456") is False


def test_a_form_that_is_sent_twice_does_not_turn_codes_off_again(somebody, ann, people):
    sign_in(somebody)
    app, _ = codes_turned_on(somebody, ann)
    form = {"password": GOOD, "code": app.now()}
    page = somebody.post("/studio/account/codes", form, follow_redirects=True)
    assert "One-time codes are on already." in page.text
    assert people.find(ann.id).codes


@pytest.mark.usefixtures("ann")
def test_nobody_comes_to_the_code_without_the_password(somebody):
    assert somebody.get("/studio/sign-in/code").headers["Location"] == "/studio/sign-in"
    answer = somebody.post("/studio/sign-in/code", {"code": "123456"})
    assert answer.headers["Location"] == "/studio/sign-in"


# The key


def test_the_key_is_made_once_for_its_owner_alone_or_given(tmp_path):
    settings = Settings(data=tmp_path / "data")
    key = secret_key(settings)
    assert len(key) >= 32
    assert secret_key(settings) == key
    assert (settings.data / "secret-key").stat().st_mode & 0o777 == 0o600
    assert secret_key(replace(settings, secret_key="k" * 32)) == "k" * 32
    with pytest.raises(ValueError, match="SECRET_KEY"):
        Settings(secret_key="short")


def test_the_key_is_on_the_disk_before_it_has_its_name(tmp_path, monkeypatch):
    done, link = [], os.link
    monkeypatch.setattr(os, "fsync", lambda _: done.append("written"))
    monkeypatch.setattr(os, "link", lambda *names: done.append("named") or link(*names))
    secret_key(Settings(data=tmp_path))
    assert done == ["written", "named"]


def test_a_number_that_is_none_is_refused_when_settings_are_read():
    with pytest.raises(ValueError, match="PLAINSPOKEN_PROXIES is no whole number"):
        Settings.from_environment({"PLAINSPOKEN_PROXIES": "one"})
    with pytest.raises(ValueError, match="go together"):
        Settings(openid_issuer="https://login.example.org")


# The command


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("PLAINSPOKEN_DATA", str(tmp_path / "command"))

    def plainspoken(*arguments, typed=None):
        runner = CliRunner(mix_stderr=False)
        return runner.invoke(main, ["people", *arguments], input=typed)

    return plainspoken


def test_the_first_administrator_is_added_by_the_command(run):
    added = run("add", "Siân Adébáyò", "sian@example.org", "--role", "administrator")
    assert re.fullmatch(r"http://127.0.0.1:8000/studio/invitation/[\w-]{43}\n", added.stdout)
    again = run("add", "Another", "SIAN@example.org", "--role", "author")
    assert again.exit_code == 2
    assert "people link SIAN@example.org" in again.stderr
    assert run("link", "sian@example.org").stdout != added.stdout
    assert run("list").stdout == "Siân Adébáyò <sian@example.org>, administrator\n"
    assert '"role": "administrator"' in run("list", "--json").stdout
    assert "is signed out everywhere" in run("end-sessions", "sian@example.org").stderr
    assert "only administrator" in run("remove", "sian@example.org").stderr
    assert "Nobody has an account as x@y.z" in run("remove", "x@y.z").stderr


def test_the_command_asks_for_a_password_and_refuses_a_weak_one(run):
    typed = ("add", "Ann Lee", "ann@example.org", "--role", "administrator", "--password")
    assert "easy to guess" in run(*typed, typed="passwordpassword\n" * 2).stderr
    done = run(*typed, typed=f"{GOOD}\n{GOOD}\n")
    assert done.exit_code == 0
    assert "can sign in at http://127.0.0.1:8000/studio" in done.stderr
    assert GOOD not in done.output
    assert "Give a name" in run("add", "Bob", "bob", "--role", "author").stderr
    assert "Nobody yet" not in run("list").stderr
