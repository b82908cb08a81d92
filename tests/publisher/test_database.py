"""A database that was upgraded is the same as a new one."""

import re

import pytest
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text

from media.errors import StoreUnwritable
from publisher.database import MIGRATIONS, migrate, open_database
from publisher.models import HEAD
from publisher.settings import Settings


def schema(engine):
    """Each table and index, its parts sorted: columns and constraints may stand in any order."""
    query = "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"
    with engine.connect() as connection:
        rows = connection.execute(text(query)).all()
    return sorted(
        (kind, name, sorted(_parts(sql.replace('"', ""))))
        for kind, name, sql in rows
        if name != "alembic_version"
    )


def _parts(sql):
    whole = " ".join(sql.split())
    return [part.strip(" ()") for part in re.split(r",(?![^()]*\))", whole.replace("(", "(,", 1))]


@pytest.fixture
def new(tmp_path):
    engine = open_database(Settings(data=tmp_path))
    yield engine
    engine.dispose()


@pytest.fixture
def upgraded(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path / 'old.sqlite3'}")
    with engine.begin() as connection:
        migrate(connection, "head")
    yield engine
    engine.dispose()


def test_a_new_database_and_an_upgraded_one_are_the_same(new, upgraded):
    assert schema(new) == schema(upgraded)
    assert len(schema(new)) > 10


def test_both_say_that_they_are_up_to_date(new, upgraded):
    for engine in (new, upgraded):
        with engine.connect() as connection:
            assert MigrationContext.configure(connection).get_current_heads() == (HEAD,)
            assert connection.scalar(text("SELECT count(*) FROM site")) == 1


def test_the_head_that_the_code_names_is_the_newest_migration():
    assert ScriptDirectory(str(MIGRATIONS)).get_current_head() == HEAD


def test_an_older_database_is_brought_up_to_date_when_it_is_opened(tmp_path):
    settings = Settings(data=tmp_path)
    engine = create_engine(settings.database_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
    engine.dispose()

    engine = open_database(settings)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT version FROM site")) == 1
    engine.dispose()


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(StoreUnwritable):
        open_database(Settings(data=tmp_path / "file" / "data"))


def test_a_file_that_is_no_database_is_named(tmp_path):
    settings = Settings(data=tmp_path)
    settings.database.write_bytes(b"I am not a database" * 100)
    with pytest.raises(StoreUnwritable) as caught:
        open_database(settings)
    assert caught.value.folder == str(tmp_path)
