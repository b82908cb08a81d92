"""A backup made while work goes on is a whole site, and a site is made of it again."""

import tarfile
from contextlib import closing

import pytest
from sqlalchemy import text

from publisher.library import Library
from publisher.operating.archive import ArchiveDamaged
from publisher.operating.backup import SiteInUse, backup, restore
from publisher.operating.kept import kept_files
from publisher.operating.tables import dumped
from publisher.settings import Settings


def files(library):
    """Every finished file of a site, and its bytes."""
    root = library.store.root
    return {
        str(path.relative_to(root)): path.read_bytes()
        for room in ("files", "recipes")
        for path in (root / room).glob("*/*")
    }


def rows(library):
    """Every row, but for the number that only grows."""
    with library.engine.connect() as connection:
        return [line for line in dumped(connection) if not line.startswith(b'["site"')]


@pytest.fixture
def elsewhere(tmp_path):
    library = Library.open(Settings(data=tmp_path / "elsewhere"))
    yield library
    library.engine.dispose()


def test_a_restored_site_equals_the_old_one(public, elsewhere, tmp_path):
    public.publish("ashford")
    public.publish("ashford-cymraeg", to="ashford", language="cy")
    public.publish_film("fenmarch")
    public.draft("not-yet")
    old = public.library

    backup(old.engine, kept_files(old.store), tmp_path / "site.tar")
    restore(elsewhere.engine, kept_files(elsewhere.store), tmp_path / "site.tar")

    assert files(elsewhere) == files(old)
    assert rows(elsewhere) == rows(old)
    assert elsewhere.statement("ashford") == old.statement("ashford")
