import fcntl

import pytest
from hypothesis import HealthCheck, settings

from tests.editions import Editions

# The longest, which mostly wait for processes of their own: begun last, one would run on alone.
FIRST = "tests/durability/"

# A clock says nothing of what is right.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: not item.nodeid.startswith(FIRST))


@pytest.fixture(scope="session")
def shared(tmp_path_factory, worker_id):
    """A folder that all of pytest's workers have in common."""
    own = tmp_path_factory.getbasetemp()
    return own if worker_id == "master" else own.parent


@pytest.fixture(scope="session")
def once(shared):
    """Fill a folder once for all of pytest's workers: whoever comes second waits for the first."""

    def filled(name, fill):
        folder, making = shared / name, shared / f"{name}-making"
        with (shared / f"{name}-lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not folder.exists():
                making.mkdir()
                fill(making)
                making.rename(folder)
        return folder

    return filled


@pytest.fixture(scope="session")
def editions(shared):
    return Editions(shared / "editions")
