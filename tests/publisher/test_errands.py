"""A command has a worker do its work where one runs, and does it by itself where none does."""

import json
import logging
import socket
import stat
import threading
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from publisher.cli import main
from publisher.cli.errands import by_worker
from publisher.jobs.errands import Errands
from publisher.library import Library
from publisher.requests import Request
from publisher.settings import Settings
from publisher.wire import Line, door
from tests.workers import PATIENCE, until

DONE = ["errand begins", "errand done"]
TEXT = "Visit to Fenmarch\n\nHello. I am Siân Reeve.\n"


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("PLAINSPOKEN_DATA", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    Path("statement.txt").write_text(TEXT, encoding="utf-8")
    return tmp_path


@pytest.fixture
def said(caplog):
    """What was logged of errands, so far."""
    caplog.set_level(logging.INFO, "plainspoken")
    return lambda: [r.message for r in caplog.records if "errand" in r.message]


def answers(place):
    """Whether anybody listens there: a socket may lie there that nobody has."""
    with socket.socket(socket.AF_UNIX) as visitor:
        return not visitor.connect_ex(place)


def run(*arguments, voice="espeak"):
    return CliRunner(mix_stderr=False).invoke(main, ["publish", "--voice", voice, *arguments])


@contextmanager
def listening(**settings):
    """A worker that does errands, as the worker runs it; the library it publishes to."""
    configured = Settings(data=Path("data").absolute(), **settings)
    library, stop = Library.open(configured), threading.Event()
    thread = threading.Thread(target=Errands(configured, library).listen, args=(stop,))
    thread.start()
    until(lambda: answers(door(configured)))
    try:
        yield library
    finally:
        stop.set()
        thread.join()
        library.engine.dispose()


def test_what_a_worker_publishes_is_what_the_command_would_have_published(home, said):
    alone = json.loads(run("statement.txt", "--json", voice="heart").stdout)
    (home / "data").rename(home / "apart")

    with listening():
        result = run("statement.txt", "--json", voice="heart")

    assert said() == DONE
    assert json.loads(result.stdout) == alone
    assert alone["address"] == "http://127.0.0.1:8000/statements/visit-to-fenmarch"


def test_what_nobody_set_for_the_command_is_as_the_site_has_it(said):
    with listening(base_url="https://fenmarch.example"):
        result = run("statement.txt")

    assert said() == DONE
    assert result.stdout == "https://fenmarch.example/statements/visit-to-fenmarch\n"


def test_a_command_with_settings_of_its_own_does_its_own_work(said, monkeypatch):
    monkeypatch.setenv("PLAINSPOKEN_PROFILE", "streaming")

    with listening():
        result = run("statement.txt")

    assert result.exit_code == 0
    assert said() == []


def test_the_command_sees_how_far_the_worker_is(home):
    stages = []
    with listening() as library:
        request = Request("statement.txt", TEXT.encode(), voice="espeak")
        configured = Settings(data=home / "data")
        by_worker(request, configured, who="ann", report=stages.append, previewed=print)
        (summary,) = library.published()

    assert {"Speaking", "Encoding"} <= {now.stage for now in stages}
    assert stages[-1].done == stages[-1].total
    assert summary.slug == "visit-to-fenmarch"


def test_what_is_wrong_with_a_text_is_said_as_ever(said):
    Path("empty.txt").write_bytes(b"")

    with listening() as library:
        result = run("empty.txt")
        assert library.published() == ()

    assert result.exit_code == 2
    assert "has no words in it" in result.stderr
    assert said() == ["errand begins", "errand refused"]


def test_a_command_that_is_stopped_stops_the_worker_and_nothing_is_published(home, said):
    def stop(_now):
        raise KeyboardInterrupt

    long = TEXT + "\n\n".join(f"This is sentence number {n}." for n in range(200))
    with listening() as library:
        with pytest.raises(KeyboardInterrupt):
            by_worker(
                Request("statement.txt", long.encode(), voice="espeak"),
                Settings(data=home / "data"),
                who="ann",
                report=stop,
                previewed=print,
            )
        until(lambda: len(said()) > 1)
        assert library.published() == ()

    assert said() == ["errand begins", "errand given up"]


@pytest.mark.parametrize("messages", [[], [{"begun": True}, {"progress": ["Speaking", 1, 2]}]])
def test_the_command_goes_on_by_itself_where_a_worker_dies(messages):
    Path("data").mkdir()
    with socket.socket(socket.AF_UNIX) as dying:
        dying.bind(door(Settings(data=Path("data"))))
        dying.listen()
        dying.settimeout(PATIENCE)

        def die():
            connection, _ = dying.accept()
            with Line(connection) as line:
                next(iter(line))
                for message in messages:
                    line.say(**message)

        thread = threading.Thread(target=die)
        thread.start()
        result = run("statement.txt")
        thread.join()

    assert result.exit_code == 0, result.stderr
    assert result.stdout.endswith("/statements/visit-to-fenmarch\n")


def test_a_socket_that_a_killed_worker_left_hinders_nobody(said):
    Path("data").mkdir()
    place = Path(door(Settings(data=Path("data"))))
    with socket.socket(socket.AF_UNIX) as killed:
        killed.bind(str(place))
        killed.listen()

    assert run("statement.txt").exit_code == 0
    with listening():
        assert run("statement.txt").exit_code == 0
        assert stat.S_IMODE(place.stat().st_mode) == 0o600

    assert said() == DONE


def test_a_second_worker_leaves_the_first_its_errands(home, said):
    with listening() as library:
        Errands(Settings(data=home / "data"), library).listen(threading.Event())
        assert said() == ["no errands"]
        run("statement.txt")

    assert said() == ["no errands", *DONE]
