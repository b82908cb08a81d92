"""Settings are read once, and every one of them is documented."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from publisher.settings import Settings, variable

DOCUMENT = (Path(__file__).parents[2] / "docs" / "settings.md").read_text(encoding="utf-8")
DOCUMENTED = set(re.findall(r"^\| `(\w+)` \|", DOCUMENT, re.MULTILINE))


def test_every_setting_is_documented_and_nothing_else_is():
    assert {variable(f) for f in fields(Settings)} == DOCUMENTED


def test_defaults_are_documented_as_they_are():
    said = dict(re.findall(r"^\| `(\w+)` \| ([^|]*?) \|", DOCUMENT, re.MULTILINE))
    for f in fields(Settings):
        if isinstance(f.default, str | int):
            assert said[variable(f)] == (f"`{f.default}`" if f.default != "" else "none")


def test_a_setting_is_read_from_the_environment(tmp_path):
    settings = Settings.from_environment(
        {
            "PLAINSPOKEN_DATA": str(tmp_path),
            "PLAINSPOKEN_BODY_NAME": "The Inspectorate",
            "HOME": "/",
        }
    )
    assert settings.data == tmp_path
    assert settings.body_name == "The Inspectorate"


def test_a_whole_number_is_read_as_one():
    assert Settings.from_environment({"PLAINSPOKEN_COPIES": "5"}).copies == 5


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PLAINSPOKEN_COPIES", "lots"),
        ("PLAINSPOKEN_COPIES", "0"),
        ("PLAINSPOKEN_STORE", "/srv/store"),
        ("PLAINSPOKEN_STORE", "s3://bucket/"),
        ("PLAINSPOKEN_ACCEL", "kept/"),
        ("PLAINSPOKEN_PROFILE", "broadcst"),
        ("DATABASE_URL", "mysql://secret@db/site"),
    ],
)
def test_a_setting_that_cannot_be_is_named_and_no_password_is_told(name, value):
    with pytest.raises(ValueError, match=name) as caught:
        Settings.from_environment({name: value})
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_the_address_of_a_database_is_taken_as_hosting_services_give_it(scheme):
    settings = Settings.from_environment({"DATABASE_URL": f"{scheme}://a:b@db.example.org/site"})
    assert settings.database_url == "postgresql+psycopg://a:b@db.example.org/site"


def test_a_misspelt_setting_is_not_passed_over():
    with pytest.raises(ValueError, match="PLAINSPOKEN_BODYNAME"):
        Settings.from_environment({"PLAINSPOKEN_BODYNAME": "The Inspectorate"})


@pytest.mark.parametrize("url", ["www.example.org", "ftp://example.org", "https://example.org/"])
def test_a_base_address_that_would_make_broken_links_is_refused(url):
    with pytest.raises(ValueError, match="BASE_URL"):
        Settings(base_url=url)
