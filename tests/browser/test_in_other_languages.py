"""A version in another language, begun and linked by keyboard, with nothing in anybody's way."""

import os

import pytest

from publisher.drafts.drawer import Drawer
from tests.seeing import check_nothing_lost, check_tab_stops

pytestmark = pytest.mark.browser

POLISH = (
    "Oświadczenie o policji\n\nDzień dobry. Odwiedziliśmy komisariat i rozmawialiśmy z ludźmi, "
    "którzy tam pracują na co dzień, a także z mieszkańcami.\n"
)


def looked_at(one, name):
    if folder := os.environ.get("PICTURES"):
        one.page.screenshot(path=f"{folder}/{name}.png", full_page=True)
    one.check_with_axe()
    check_nothing_lost(one.page)


def test_a_version_is_begun_at_its_statement(editing, published_site):
    with editing("reviewer") as one:
        page = one.go("/studio/statements/fenmarch")
        assert page.inner_text("main").count("Datganiad ar Heddlu Fenmarch") == 1
        looked_at(one, "statement")
        page.click("text=Add a version in another language")
        looked_at(one, "text")
        page.fill("#text", POLISH)
        page.click("main button")
        page.click("text=Let a voice read it")
        assert page.input_value("#language") == "pl"
        assert page.input_value("#speaker") == "Siân Adébáyò"
        looked_at(one, "details")
        page.select_option("#language", "cy")
        page.click("main button")
        page.wait_for_selector("text=is in Welsh already")
        looked_at(one, "details-error")

        kept = Drawer(published_site.library.engine).open()[0]
        page = one.go(f"/studio/drafts/{kept.id}")
        page.click("a[href$=version-of]")
        check_tab_stops(page)
        looked_at(one, "version-of")
        page.select_option("#of", "")
        page.click("main button")
        page.wait_for_selector("text=No other statement")
        looked_at(one, "draft")
