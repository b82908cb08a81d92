"""Every address and method of the site, tried by everybody who has no right to it.

It walks the whole route map: an address that is in no table here fails, so that none is forgotten.
"""

import re

import pytest
from flask import Blueprint, Flask

from publisher.accounts.rights import RIGHTS, Right, Role
from publisher.views.studio.access import guarded, inside

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
SAFE = {"GET", "HEAD", "OPTIONS"}
PUBLIC = {  # what anybody may read; none of it changes anything
    "/healthz",
    "/metrics",  # to who has its token
    "/readyz",
    "/",
    "/<language:language>/",
    "/<language:language>/accessibility",
    "/<language:language>/contact",
    "/accessibility",
    "/contact",
    "/files/<digest>/<name>",
    "/preview/<secret>",
    "/preview/<secret>/<name>",
    "/robots.txt",
    "/statements/<slug>",
    "/statements/<slug>/<name>",
    "/statements/<slug>/revisions/<int(max=2147483647):number>",
    "/static/<release>/<path:name>",
}
DOOR = {  # what is for those who are about to sign in
    "/studio/invitation/<secret>",
    "/studio/sign-in",
    "/studio/sign-in/code",
    "/studio/sign-in/openid",
    "/studio/sign-in/openid/back",
}
EVERYBODY = (None, *Role)


def address_of(rule):
    """An address that the rule is for."""
    filled = re.sub(r"<language:\w+>", "cy", rule.rule)
    return re.sub(r"<(?:\w+(?:\([^)]*\))?:)?\w+>", "1", filled)


def may(role, right):
    return role is not None and right in RIGHTS[role]


@pytest.fixture
def reached(public, monkeypatch):
    """Which views were run: each is replaced by one that only says so."""
    run = []
    views = public.app.view_functions

    def stand_in(endpoint, view):
        def noted(**_):
            run.append(endpoint)
            return "reached"

        if hasattr(view, "right"):
            noted.right = view.right
        return noted

    for endpoint, view in list(views.items()):
        monkeypatch.setitem(views, endpoint, stand_in(endpoint, view))
    return run


def rules(app):
    return sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule)


def test_every_address_is_public_or_the_door_or_needs_a_right(public):
    for rule in rules(public.app):
        needed = getattr(public.app.view_functions[rule.endpoint], "right", None)
        if rule.rule in PUBLIC:
            assert rule.methods <= SAFE, f"{rule} is public, and changes something"
        elif rule.rule in DOOR:
            assert needed is None
        else:
            assert needed in set(Right), (
                f"{rule} is new: give its view a right, or put it into PUBLIC or DOOR here"
            )


@pytest.mark.parametrize("role", EVERYBODY)
def test_whoever_has_no_right_is_sent_to_sign_in_or_finds_nothing(public, editor, reached, role):
    somebody = editor(role)
    for rule in rules(public.app):
        needed = getattr(public.app.view_functions[rule.endpoint], "right", None)
        for method in METHODS:
            if rule.rule in PUBLIC | DOOR or may(role, needed):
                continue
            answer = somebody.client.open(address_of(rule), method=method)
            signs_in = answer.headers.get("Location", "").startswith("/studio/sign-in")
            assert answer.status_code == 404 or signs_in, f"{method} {rule} as {role}: {answer}"
    assert reached == []


@pytest.mark.parametrize("role", EVERYBODY)
def test_no_change_is_made_without_the_token_of_a_page(public, editor, reached, role):
    somebody = editor(role)
    tried = 0
    for rule in rules(public.app):
        for method in rule.methods - SAFE:
            needed = getattr(public.app.view_functions[rule.endpoint], "right", None)
            if needed is not None and not may(role, needed):
                continue
            for headers in ({}, {"X-CSRFToken": "made up"}):
                answer = somebody.client.open(address_of(rule), method=method, headers=headers)
                assert answer.status_code == 400, f"{method} {rule} as {role}: {answer}"
            tried += 1
    assert tried
    assert reached == []


def test_a_view_that_says_no_right_stops_the_site_from_starting():
    app, pages = Flask("one"), Blueprint("studio", __name__)
    pages.add_url_rule("/studio/new", "new", lambda: "new")
    app.register_blueprint(pages)

    with pytest.raises(LookupError, match=r"say which right studio\.new needs"):
        guarded(app)


def test_what_is_not_there_is_told_to_an_editor_within_the_studio(editor):
    ann, nobody = editor("author"), editor(None)
    for address in ("/studio/nowhere", "/studio/drafts/99", "/studio/people"):
        page = ann.get(address)
        assert page.status_code == 404
        assert "This page is not here" in page.text
        assert "Sign out" in page.text
        assert page.headers["Cache-Control"] == "no-store"
    assert "Sign out" not in ann.get("/nowhere").text
    assert "Sign out" not in nobody.get("/studio/nowhere").text


@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_a_change_that_another_site_asks_for_is_refused(editor, method):
    ann = editor("administrator")
    headers = {"X-CSRFToken": ann.token, "Origin": "https://elsewhere.example"}

    answer = ann.client.open("/studio/sign-out", method=method, headers=headers)

    assert answer.status_code == (400 if method == "POST" else 404)
    assert ann.get("/studio").status_code == 200


def test_a_page_that_was_open_too_long_says_what_to_do(editor):
    answer = editor("author").client.post("/studio/sign-out", data={"csrf_token": "old"})

    assert answer.status_code == 400
    assert "Nothing was changed." in answer.text


def test_a_script_sends_the_token_as_a_header(editor):
    ann = editor("author")

    answer = ann.client.post("/studio/sign-out", headers={"X-CSRFToken": ann.token})

    assert answer.headers["Location"] == "/studio/sign-in"
    assert ann.get("/studio").status_code == 303


def test_what_came_from_a_page_after_its_session_is_said_not_to_be_saved(editor):
    somebody, text = editor(None), {"text": "Good morning."}
    referrer = {"Referer": "http://localhost/studio/new"}
    answer = somebody.client.post("/studio/new", data=text, headers=referrer)
    assert answer.headers["Location"] == "/studio/sign-in?then=/studio/new"
    assert "nothing was saved" in somebody.get(answer.headers["Location"]).text
    assert "nothing was saved" not in somebody.get("/studio/sign-in").text


def test_whoever_signs_in_goes_on_to_where_they_wanted_and_to_no_other_site(editor):
    somebody = editor(None)
    asked = somebody.get("/studio/people?sort=name")
    assert asked.headers["Location"] == "/studio/sign-in?then=/studio/people?sort%3Dname"
    for elsewhere in ("https://evil.example", "//evil.example", "/studio/\\evil", "/studiox", "/"):
        assert inside(elsewhere) == "/studio"


def test_pages_of_the_studio_are_kept_nowhere_and_told_to_nobody(editor):
    for answer in (editor("author").get("/studio"), editor(None).get("/studio/sign-in")):
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert "ETag" not in answer.headers
    assert "Ann" not in editor(None).get("/studio", follow_redirects=True).text


def test_public_pages_say_nothing_of_the_studio_even_to_editors(public, editor):
    public.publish()
    ann = editor("author")
    for address in ("/", "/statements/ashford", "/nothing"):
        answer = ann.get(address)
        assert "studio" not in answer.text
        assert "Set-Cookie" not in answer.headers
        assert answer.text == public.get(address).text


def test_the_cookie_is_for_this_site_alone_and_no_script(public, secure):
    said = public.get("/studio/sign-in").headers["Set-Cookie"]
    assert said.startswith("studio=")
    assert said.endswith("; HttpOnly; Path=/; SameSite=Lax")

    said = secure.get("/studio/sign-in").headers["Set-Cookie"]
    assert said.startswith("__Host-studio=")
    assert said.endswith("; Secure; HttpOnly; Path=/; SameSite=Lax")
