"""Handing in by the command: what is refused at once, what waits, and what can be done with it."""

import json

import pytest
from click.testing import CliRunner

from publisher.cli import main


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("PLAINSPOKEN_DATA", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "statement.txt").write_text("Visit to Fenmarch\n\nHello.\n", encoding="utf-8")
    return lambda *arguments: CliRunner(mix_stderr=False).invoke(main, [str(a) for a in arguments])


def test_what_is_handed_in_waits_and_needs_its_files_no_more(run, tmp_path):
    job = run("submit", "statement.txt", "--speaker", "Siân Reeve").stdout.strip()
    (tmp_path / "statement.txt").unlink()

    (told,) = json.loads(run("jobs", "--json").stdout)["jobs"]

    assert (told["id"], told["state"], told["title"]) == (job, "waiting", "Visit to Fenmarch")
    assert run("jobs").stdout == f"{job}  waiting  Visit to Fenmarch\n"


def test_a_job_is_stopped_and_begun_again(run):
    job = json.loads(run("submit", "statement.txt", "--json").stdout)["job"]

    assert run("jobs", "retry", job).exit_code == 2
    assert run("jobs", "cancel", job).stderr == f"Job {job} is stopped.\n"
    assert "cancelled" in run("jobs").stdout
    again = run("jobs", "cancel", job)
    assert again.exit_code == 2
    assert f"There is nothing to stop: job {job} is cancelled." in again.stderr
    assert run("jobs", "retry", job).exit_code == 0
    assert "waiting" in run("jobs").stdout
    assert "Check its number" in run("jobs", "retry", "99-none").stderr


@pytest.mark.parametrize("slug", ["a/b", "..", "Visit", "ŵyl", "a b", "-a", "x" * 101])
def test_an_address_that_nobody_could_come_to_is_refused(run, slug):
    refused = run("submit", "statement.txt", f"--slug={slug}")
    assert refused.exit_code == 2
    assert "such as visit-to-fenmarch" in refused.stderr
    assert run("submit", "statement.txt", "--slug", "visit-2").exit_code == 0


def test_a_worker_for_a_queue_that_there_is_not_is_refused(run):
    refused = run("worker", "--only", "words", "--only", "wrods")

    assert refused.exit_code == 2
    assert "There is no queue “wrods”. Choose among words, hearing, films," in refused.stderr


@pytest.mark.parametrize(
    ("name", "data", "options", "said"),
    [
        ("empty.txt", b"", [], "has no words in it"),
        ("picture.txt", b"\x89PNG\r\n\x1a\n" + bytes(50), [], "is not text"),
        ("statement.txt", None, ["--voice", "nobody"], "No voice is called"),
        ("statement.txt", None, ["--recording", "statement.txt"], "is not a sound or video"),
    ],
)
def test_what_can_be_seen_to_be_wrong_is_refused_at_once(run, tmp_path, name, data, options, said):
    if data is not None:
        (tmp_path / name).write_bytes(data)

    refused = run("submit", name, *options)

    assert refused.exit_code == 2
    assert said in refused.stderr
    assert run("jobs", "--all").stdout == ""
