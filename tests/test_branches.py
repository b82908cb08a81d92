"""Whoever says that every branch was looked at must notice one that was not."""

from flask import Flask, render_template
from jinja2 import DictLoader

from tests.branches import Branches

PAGES = {
    "page.html": (
        "{% extends 'frame.html' %}\n"
        "{% block main %}{% for one in all %}{{ one }}{% endfor %}\n"
        "{% if late %}late{% elif ill %}ill{% endif %}\n"
        "{{ 'Sent' if sent else 'Kept' }}{% endblock %}"
    ),
    "frame.html": "<{% block main %}{% endblock %}>",
    "forgotten.html": "",
}


def test_what_was_drawn_and_not_looked_at_is_missed():
    app = Flask("branches")
    app.jinja_options = {"loader": DictLoader(PAGES)}
    branches = Branches(app, lambda name: name != "frame.html")
    with app.app_context():
        assert render_template("page.html", all=[1], late=True) == "<1\nlate\nKept>"
        branches.look()
        assert render_template("page.html", sent=True) == "<\n\nSent>"
        missed = ["page.html:3 else", "page.html:3 if’", "page.html:4 if, in line"]
        assert branches.missed() == ["forgotten.html", *missed]
        render_template("page.html", ill=True, sent=True)
        branches.look()
        assert branches.missed() == ["forgotten.html", "page.html:3 else"]
