import pytest

from tests.editions import Editions


@pytest.fixture(scope="session")
def editions(tmp_path_factory):
    return Editions(tmp_path_factory.mktemp("editions"))
