"""Who may work in the studio, for administrators."""

from flask import Blueprint, abort, redirect, request, url_for
from werkzeug.wrappers import Response

from publisher.accounts.people import (
    Account,
    EmailTaken,
    LastAdministrator,
    tidy_email,
    tidy_name,
)
from publisher.accounts.rights import Right, Role
from publisher.site import site
from publisher.views.studio.access import me, right
from publisher.views.studio.pages import page, tell

pages = Blueprint("people", __name__, url_prefix="/people")

Answer = str | Response

NUMBER = "<int(max=2147483647):number>"  # what a column of PostgreSQL holds
THE_LAST = "There must be an administrator. Make somebody else one first"


@pages.get("")
@right(Right.PEOPLE)
def everyone() -> Answer:
    """List them."""
    return page("studio/people.html", people=site().accounts.everyone())


@pages.get("/add")
@right(Right.PEOPLE)
def ask() -> Answer:
    """Ask who it is."""
    return page("studio/people-add.html")


@pages.post("/add")
@right(Right.PEOPLE)
def add() -> Answer:
    """Open an account, and show the link for whoever it is for."""
    given = {field: request.form.get(field, "") for field in ("name", "email", "role")}
    errors = {}
    for field, check, words in (
        ("name", tidy_name, "Enter their name"),
        ("email", tidy_email, "Enter an e-mail address, such as name@example.org"),
        ("role", Role, "Choose what they may do"),
    ):
        try:
            check(given[field])
        except ValueError:
            errors[field] = words
    if not errors:
        try:
            new = site().accounts.add(
                given["name"], given["email"], Role(given["role"]), who=me().name
            )
        except EmailTaken:
            errors["email"] = "Somebody has an account with this e-mail address already"
        else:
            return _invite(new)
    return page("studio/people-add.html", errors=errors, given=given)


@pages.get(f"/{NUMBER}")
@right(Right.PEOPLE)
def person(number: int) -> Answer:
    """One of them."""
    return _person(_whom(number))


@pages.post(f"/{NUMBER}/role")
@right(Right.PEOPLE)
def give_role(number: int) -> Answer:
    """Change what somebody may do."""
    whom = _whom(number)
    given = request.form.get("role", "")
    if given not in set(Role):
        return _person(whom, role="Choose what they may do")
    try:
        site().accounts.give_role(number, Role(given), who=me().name)
    except LastAdministrator:
        return _person(whom, role=THE_LAST)
    tell(f"{whom.name} is now: {given}.")
    return redirect(url_for("studio.home" if whom.id == me().id else ".everyone"))


@pages.post(f"/{NUMBER}/invite")
@right(Right.PEOPLE)
def invite(number: int) -> Answer:
    """Show a new link, for whoever lost the first, or the password, or the telephone."""
    return _invite(_whom(number))


@pages.post(f"/{NUMBER}/end-sessions")
@right(Right.PEOPLE)
def end_sessions(number: int) -> Answer:
    """Sign somebody out everywhere."""
    whom = _whom(number)
    site().sessions.end_all(whom, who=me().name)
    tell(f"{whom.name} is signed out everywhere.")
    return redirect(url_for(".everyone"))


@pages.get(f"/{NUMBER}/remove")
@right(Right.PEOPLE)
def ask_remove(number: int) -> Answer:
    """Ask whether that is meant."""
    return page("studio/people-remove.html", person=_whom(number))


@pages.post(f"/{NUMBER}/remove")
@right(Right.PEOPLE)
def remove(number: int) -> Answer:
    """Close somebody's account."""
    whom = _whom(number)
    try:
        site().accounts.remove(number, who=me().name)
    except LastAdministrator:
        return page("studio/people-remove.html", person=whom, errors={"remove": THE_LAST})
    tell(f"{whom.name} can no longer sign in.")
    return redirect(url_for(".everyone"))


def _whom(number: int) -> Account:
    return site().accounts.find(number) or abort(404)


def _invite(whom: Account) -> str:
    secret = site().accounts.invite(whom.id, who=me().name)
    path = url_for("studio.signing_in.invited", secret=secret)
    return page("studio/people-invited.html", person=whom, link=f"{site().settings.base_url}{path}")


def _person(whom: Account, **errors: str) -> str:
    return page("studio/person.html", person=whom, errors=errors)
