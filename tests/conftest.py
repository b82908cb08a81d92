"""Property tests try the same examples each time, so that a run says what the change did."""

import pytest
from hypothesis import settings

from tests.editions import Editions

settings.register_profile("same", derandomize=True)
settings.load_profile("same")


@pytest.fixture(scope="session")
def editions(tmp_path_factory):
    return Editions(tmp_path_factory.mktemp("editions"))
