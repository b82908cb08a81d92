"""What every page must satisfy. Each page that any test fetches is held to it.

`CarefulClient` is Flask's test client with the rules built in; a failure says what to do.
"""

import re
from collections import Counter, defaultdict
from itertools import pairwise
from typing import Any

from flask.testing import FlaskClient
from justhtml import JustHTML, StrictModeError

HEADERS = (
    "Content-Security-Policy",
    "Cross-Origin-Opener-Policy",
    "Cross-Origin-Resource-Policy",
    "Permissions-Policy",
    "Referrer-Policy",
    "X-Content-Type-Options",
)
BROKEN = 400  # from here on an answer may be the public site's: no such page
LANDMARKS = ("header", "main", "footer")
LABELLED = ("input", "select", "textarea")
LOADING = {"img": "src", "link": "href", "script": "src", "source": "src", "track": "src"}


class CarefulClient(FlaskClient):
    """Checks every answer before the test sees it."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        response = super().open(*args, **{**kwargs, "buffered": True})
        check_headers(response, response.request.path)
        plain = not response.content_encoding and "Location" not in response.headers
        saved = "Content-Disposition" in response.headers
        if response.mimetype == "text/html" and response.data and plain and not saved:
            check_page(response.text)
        return response


def check_headers(response: Any, path: str) -> None:
    """Every answer, whatever it is."""
    for name in HEADERS:
        assert name in response.headers, f"no {name}: publisher/headers.py puts it on every answer"
    policy = response.headers["Content-Security-Policy"]
    assert "unsafe" not in policy, f"the policy allows too much: {policy}"
    if path.split("/")[1] in {"studio", "preview"}:  # for some alone
        kept = response.headers.get("Cache-Control") != "no-store"
        assert response.status_code >= BROKEN or not kept, "keep nothing that is for some alone"
        return
    assert "Set-Cookie" not in response.headers, "public pages set no cookie: find what opened one"
    assert "Cookie" not in response.headers.get("Vary", ""), "a public page depends on no cookie"


def check_page(text: str) -> None:
    """Everything that can be told from a page's source alone."""
    page = Page(text)
    _check_head(page)
    _check_headings(page)
    _check_ids(page)
    _check_controls(page)
    _check_nothing_in_line(page)
    _check_type(page)


class Page:
    """The elements of a page, in order: all of them, and those of each name.

    They are found in one walk, as thousands of pages are looked at in some thirty ways each.
    """

    def __init__(self, text: str) -> None:
        try:
            whole = JustHTML(text, strict=True, sanitize=False)
        except StrictModeError as broken:
            raise AssertionError(f"mend the template: the HTML is not valid: {broken}") from None
        self.elements = whole.query("*")
        self._named: defaultdict[str, list[Any]] = defaultdict(list)
        for element in self.elements:
            self._named[element.name].append(element)

    def named(self, *names: str) -> list[Any]:
        """Elements with any of these names; those of one name after those of another."""
        return [element for name in names for element in self._named[name]]

    def having(self, attribute: str, *names: str) -> list[Any]:
        """Elements, of these names if any are given, that have an attribute."""
        among = self.named(*names) if names else self.elements
        return [element for element in among if attribute in element.attrs]


def _check_head(page: Page) -> None:
    assert page.having("lang", "html"), "say the page's language: <html lang>"
    title, heading = page.named("title"), page.named("h1")
    assert len(heading) == 1, f"a page has one h1, not {len(heading)}"
    classes = [name for e in page.having("class") for name in e.attrs["class"].split()]
    errors = "Error: " if "govuk-error-summary" in classes else ""
    assert _text(title[0]).startswith(errors + _text(heading[0])), (
        f"begin the title with the h1, and with “Error: ” where there are any: "
        f"{_text(title[0])!r} and {_text(heading[0])!r}"
    )
    for name in LANDMARKS:
        assert any(_outermost(element) for element in page.named(name)), f"no <{name}>"
    navs = [n.attrs.get("aria-label") or n.attrs.get("aria-labelledby") for n in page.named("nav")]
    assert all(navs), "name each <nav> with aria-label or aria-labelledby"
    assert len(set(navs)) == len(navs), f"two <nav> have one name: {navs}"


def _outermost(element: Any) -> bool:
    around = element.parent
    return around.name == "body" or (around.name == "div" and around.parent.name == "body")


def _check_headings(page: Page) -> None:
    ranks = [int(e.name[1]) for e in page.elements if re.fullmatch("h[1-6]", e.name)]
    for before, after in pairwise(ranks):
        assert after <= before + 1, f"an h{after} follows an h{before}: leave no rank out"


def _check_ids(page: Page) -> None:
    ids = Counter(e.attrs["id"] for e in page.having("id"))
    twice = [name for name, count in ids.items() if count > 1]
    assert not twice, f"these ids are used twice: {twice}"
    for link in page.having("href", "a"):
        target = link.attrs["href"]
        assert not target.startswith("#") or target[1:] in ids, f"{target} leads nowhere"
    for name in ("aria-labelledby", "aria-describedby", "aria-controls"):
        for element in page.having(name):
            for wanted in element.attrs[name].split():
                assert wanted in ids, f"{name} names {wanted!r}, and there is no such id"


def _check_controls(page: Page) -> None:
    labels = {label.attrs.get("for") for label in page.named("label")}
    for control in page.named(*LABELLED):
        if control.attrs.get("type") == "hidden":
            continue
        assert control.attrs.get("id") in labels, f"give this a <label for>: {control.attrs}"
        assert control.attrs.get("name") != "", f"name this, or leave name out: {control.attrs}"
    for image in page.named("img"):
        assert "alt" in image.attrs, f"give this picture an alt, if an empty one: {image.attrs}"
    for button in page.named("button"):
        assert _text(button) or button.attrs.get("aria-label"), "say what each button does"
    for link in page.having("href", "a"):
        assert _text(link) or link.attrs.get("aria-label"), f"say where this leads: {link.attrs}"


def _check_nothing_in_line(page: Page) -> None:
    assert not page.named("style"), "move <style> to a file: the policy refuses it"
    for element in page.elements:
        for name in element.attrs:
            assert not re.match("style$|on", name), (
                f"move {name} of <{element.name}> to a file: the policy refuses it"
            )
    for script in page.named("script"):
        assert script.attrs.get("src"), "move the script to a file: the policy refuses it in line"
    for name, attribute in LOADING.items():
        for element in page.having(attribute, name):
            address = element.attrs[attribute]
            if element.attrs.get("rel") not in {"canonical", "alternate"}:
                assert address.startswith("/"), f"serve {address} from here"


def _check_type(page: Page) -> None:
    for paragraph in page.named("h1", "h2", "h3", "p", "li", "dd", "td", "button", "label"):
        said = _text(paragraph)
        assert "'" not in said, f"use ’ for ' in {said!r}"
        assert '"' not in said, f"use “ and ” in {said!r}"


def _text(element: Any) -> str:
    return " ".join(element.to_text().split())
