"""The doctor finds what is wrong, and says how to mend it."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import text, update

from publisher import database
from publisher.cli import main
from publisher.database import log_opened
from publisher.library import Library
from publisher.models import EventRow
from publisher.operating import doctor
from publisher.operating.doctor import examined, keeping
from publisher.operating.doctor.finding import State
from publisher.settings import Settings


@pytest.fixture
def settings(tmp_path):
    return Settings(data=tmp_path / "data", base_url="https://statements.example.org")


@pytest.fixture
def library(settings):
    library = Library.open(settings)
    yield library
    library.engine.dispose()


def found(settings, part):
    """What the doctor says of one part."""
    tried = {part: doctor.PARTS[part]}
    return next(doctor._tried(name, one, settings) for name, one in tried.items())


def test_a_sound_installation_is_well(settings):
    states = {finding.part: finding.state for finding in examined(settings)}
    assert states.pop("worker") == State.UNUSUAL, "nobody works here"
    assert set(states.values()) == {State.WELL}
    assert states.keys() == {"settings", *doctor.PARTS} - {"worker"}


@pytest.mark.usefixtures("library")
def test_every_trouble_comes_with_a_remedy(settings, monkeypatch):
    monkeypatch.setattr(keeping, "ENOUGH", 10**18)
    for part in ("disk", "worker"):
        finding = found(settings, part)
        assert finding.state != State.WELL
        assert finding.remedy.endswith(".")


def test_settings_that_cannot_be_read_are_said_and_nothing_else_is_tried(monkeypatch):
    monkeypatch.setenv("PLAINSPOKEN_VIOCE", "emma")
    run = CliRunner().invoke(main, ["doctor", "--json"])
    assert run.exit_code == 1
    told = json.loads(run.stdout)
    assert [part["part"] for part in told["parts"]] == ["settings"]
    assert "PLAINSPOKEN_VIOCE" in told["parts"][0]["said"]


def test_an_address_nobody_can_reach_is_worth_a_look():
    assert found(Settings(), "address").state == State.UNUSUAL
    assert found(Settings(base_url="http://example.org"), "address").state == State.UNUSUAL


def test_a_data_folder_that_is_a_file_is_ill(tmp_path):
    (tmp_path / "file").write_text("")
    finding = found(Settings(data=tmp_path / "file"), "data folder")
    assert finding.state == State.ILL


@pytest.mark.usefixtures("library")
def test_a_full_disk_is_ill(settings, monkeypatch):
    monkeypatch.setattr(keeping, "LITTLE", 10**18)
    monkeypatch.setattr(keeping, "ENOUGH", 10**18)
    finding = found(settings, "disk")
    assert finding.state == State.ILL
    assert "collect" in finding.remedy


def test_a_later_database_is_named_with_the_way_back(settings, library):
    with library.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    finding = found(settings, "database")
    assert finding.state == State.ILL
    assert "9999" in finding.said
    assert f"plainspoken migrate {database.HEAD}" in finding.remedy


def test_a_damaged_database_is_seen(settings, library):
    library.engine.dispose()
    with settings.database.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 8192)
    assert found(settings, "database").state == State.ILL


def test_looking_changes_nothing_in_an_older_database(settings, library):
    with library.engine.begin() as connection:
        database.alone(connection)
        database.migrate(connection, "0002")
    finding = found(settings, "database")
    assert (finding.state, "0002" in finding.said) == (State.WELL, True)
    with library.engine.connect() as connection:
        assert database.version(connection) == "0002"


def test_files_that_are_gone_are_counted(public):
    public.publish("ashford")
    library = public.library
    gone = library.statement("ashford").files["speech.mp3"]
    library.store.path(gone.digest).unlink()
    finding = found(Settings(data=library.store.root.parent), "files")
    assert finding.state == State.ILL
    assert finding.said.startswith("1 of ")


def test_a_clock_that_went_back_is_seen(settings, library):
    library.record("ashford", who="ann", what="seen", detail="")
    ahead = datetime.now(UTC) + timedelta(days=1)
    with library.engine.begin() as connection, log_opened(connection):
        connection.execute(update(EventRow).values(at=ahead))
    finding = found(settings, "clock")
    assert finding.state == State.ILL
    assert "NTP" in finding.remedy


def test_a_voice_that_is_not_here_is_ill_in_the_words_of_the_voice(settings):
    finding = found(Settings(data=settings.data, language="xx"), "voice")
    assert finding.state == State.ILL
    assert "No voice on this machine speaks xx" in finding.said


def test_the_store_is_left_as_it_was(settings, library):
    assert found(settings, "store").state == State.WELL
    assert not [path for path in library.store.root.rglob("*") if path.is_file()]


def test_the_command_prints_a_line_a_part_and_says_by_its_code(settings, monkeypatch):
    monkeypatch.setenv("PLAINSPOKEN_DATA", str(settings.data))
    monkeypatch.setattr(doctor, "PARTS", {"Python": doctor.PARTS["Python"]})
    run = CliRunner().invoke(main, ["doctor"])
    assert run.exit_code == 0
    assert [line.split()[:2] for line in run.stdout.splitlines()] == [
        ["well", "settings:"],
        ["well", "Python:"],
    ]
