"""`plainspoken forms`: every form made, offered and copied out."""

import json
from zipfile import ZipFile

import pytest
from click.testing import CliRunner

from media.errors import FormFailed
from media.takeaway import DOCUMENTS, RENDERED
from publisher.cli import main
from publisher.library import Library
from publisher.settings import Settings

STATEMENT = """Visit to Fenmarch

Hello. I am Siân Adébáyò, and this is what we found.
"""
QUICK = ("transcript.txt", "transcript.docx", "statement.epub", "everything.zip")


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run `plainspoken` in a folder of its own, where a statement is published."""
    monkeypatch.setenv("PLAINSPOKEN_DATA", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)

    def plainspoken(*arguments):
        return CliRunner(mix_stderr=False).invoke(main, [str(a) for a in arguments])

    (tmp_path / "statement.txt").write_text(STATEMENT, encoding="utf-8")
    assert plainspoken("publish", "statement.txt", "--voice", "espeak").exit_code == 0
    return plainspoken


@pytest.fixture
def library(tmp_path):
    library = Library.open(Settings(data=tmp_path / "data"))
    yield library
    library.engine.dispose()


def test_every_form_is_made_offered_and_copied_out(run, library, tmp_path):
    result = run("forms", "http://127.0.0.1:8000/statements/visit-to-fenmarch", "-o", "out")

    assert result.exit_code == 0, result.output
    made = dict(line.split(maxsplit=1) for line in result.stdout.splitlines())
    assert set(QUICK) <= set(made) <= {*DOCUMENTS, *RENDERED}
    assert made["transcript.txt"].endswith(" B")
    offered = library.statement("visit-to-fenmarch").files
    assert set(made) <= set(offered)
    copied = {path.name: path.stat().st_size for path in (tmp_path / "out").iterdir()}
    assert set(copied) == {*made, *(n for n in offered if n in copied)}
    assert {"captions.vtt", "speech.mp3", "manuscript.txt"} <= set(copied)
    assert all(offered[name].size == size for name, size in copied.items())
    with ZipFile(tmp_path / "out" / "everything.zip") as everything:
        assert set(everything.namelist()) == {"index.html", *copied} - {"everything.zip"}
    for form in {*DOCUMENTS, *RENDERED} - set(made):
        assert f"{form} cannot be made: " in result.stderr


def test_what_is_made_is_found_the_next_time_and_kept_when_published_again(run, library):
    first = json.loads(run("forms", "visit-to-fenmarch", "--json").stdout)

    run("publish", "statement.txt")

    kept = {n: f.digest for n, f in library.statement("visit-to-fenmarch").files.items()}
    assert {n: f["digest"] for n, f in first["files"].items()}.items() <= kept.items()
    assert json.loads(run("forms", "visit-to-fenmarch", "--json").stdout) == first


class Refusing:
    VERSION = 1

    def identity(self):
        return {}

    def write(self, _edition):
        raise FormFailed("transcript.docx", "out of ink")


def test_a_form_that_fails_is_told_and_the_others_are_made(run, library, monkeypatch):
    monkeypatch.setitem(DOCUMENTS, "transcript.docx", Refusing())

    result = run("forms", "visit-to-fenmarch")

    assert result.exit_code == 1
    assert "transcript.docx could not be made: out of ink. Try again" in result.stderr
    files = library.statement("visit-to-fenmarch").files
    assert "transcript.docx" not in files
    assert "everything.zip" in files


def test_what_is_not_public_has_no_forms(run):
    result = run("forms", "visit-to-nowhere")

    assert result.exit_code == 2
    assert "No public statement is called “visit-to-nowhere”." in result.stderr


def test_a_folder_that_cannot_be_written_is_told(run, tmp_path):
    (tmp_path / "out").write_text("a file", encoding="utf-8")

    result = run("forms", "visit-to-fenmarch", "-o", "out")

    assert result.exit_code == 2
    assert "cannot be written" in result.stderr
