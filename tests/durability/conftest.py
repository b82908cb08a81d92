"""A site on SQLite whose processes are killed, and a film to hand in."""

import pytest

from publisher.settings import Settings
from tests.durability.trial import recordings
from tests.workers import Machine, opened


@pytest.fixture(scope="session")
def films(tmp_path_factory):
    """A recording: its text and its film."""
    return recordings(tmp_path_factory.mktemp("films"), 1)


@pytest.fixture
def site(tmp_path):
    """A site on SQLite: its library and desk, and a machine to run workers on."""
    settings = Settings(data=tmp_path / "data")
    machine = Machine(tmp_path / "log", PLAINSPOKEN_DATA=str(settings.data))
    with opened(settings) as (library, desk):
        yield library, desk, machine
        machine.end()
