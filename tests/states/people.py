"""Signing in, one's own account, and who works here."""

from functools import partial

from pyotp import TOTP

from tests.states.table import STATES, state
from tests.states.visiting import sent
from tests.studios import PASSWORD


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


def used_link(to, name, who=None):
    accounts = to.studio.site.accounts
    secret = accounts.invite(to.studio.somebody(name).id, who="test")
    accounts.accept(secret, PASSWORD)
    return to.at(f"/studio/invitation/{secret}", who)


STATES["invitation, used"] = partial(used_link, name="Ida New")
STATES["invitation, used, signed in"] = partial(used_link, name="Jo New", who="author")


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
