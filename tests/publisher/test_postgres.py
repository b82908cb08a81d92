"""On PostgreSQL: first starts, servers that go and come back, and tables brought up and back."""

from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect, text

from media.errors import StoreAway
from publisher.accounts.rights import Role
from publisher.app import create_app
from publisher.database import bring_up_to_date, migrate, open_database, versions
from publisher.library import Library
from publisher.models import HEAD, Base
from publisher.settings import Settings
from tests.publisher.conftest import Editor, Public, opened


@pytest.fixture
def settings(server, tmp_path):
    return Settings(data=tmp_path / "data", postgresql=server.empty())


@pytest.fixture
def public(server, tmp_path):
    settings, library = opened(tmp_path, postgresql=server.empty())
    yield Public(create_app(settings, library), library)
    library.engine.dispose()


def test_of_many_first_starts_at_once_one_makes_the_tables(settings):
    with ThreadPoolExecutor(6) as machines:
        engines = list(machines.map(open_database, [settings] * 6))
    for engine in engines:
        with engine.connect() as connection:
            assert connection.scalar(text("SELECT count(*) FROM site")) == 1
            assert connection.scalar(text("SELECT version_num FROM alembic_version")) == HEAD
        engine.dispose()


def test_a_site_is_read_and_played_as_on_sqlite(public):
    public.publish()
    assert public.get("/?q=ashford+SIAN").status_code == HTTPStatus.OK
    assert "Thank you for coming." in public.get("/statements/ashford").text
    assert public.get("/statements/ashford/speech.mp3", Range="bytes=0-3").data == b"mmmm"


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/?q=ash%00ford", HTTPStatus.OK),
        ("/statements/%00", HTTPStatus.NOT_FOUND),
        ("/statements/ashford/%00", HTTPStatus.NOT_FOUND),
        ("/files/%00/speech.mp3", HTTPStatus.NOT_FOUND),
        ("/preview/%00", HTTPStatus.NOT_FOUND),
        ("/studio/statements/%00", HTTPStatus.NOT_FOUND),
        ("/studio/new?version_of=%00", HTTPStatus.OK),
        ("/studio/log?before=9999999999", HTTPStatus.OK),
    ],
)
def test_what_postgresql_does_not_take_is_no_fault_of_the_site(public, address, status):
    accounts = public.app.extensions["plainspoken"].accounts
    ann = Editor(public, accounts.add("Ann", "ann@example.org", Role.ADMINISTRATOR, who="test"))
    assert ann.get(address).status_code == status


def test_connections_that_were_cut_are_made_anew(public):
    public.publish()
    with public.library.engine.connect() as connection:
        others = text(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        public.library.version()  # another connection of the pool
        assert connection.execute(others).all() == [(True,)]
    assert public.get("/statements/ashford").status_code == HTTPStatus.OK
    public.publish("bexley")


def cut_off_in_a_change(library, server):
    with library._changing() as session:
        session.execute(text("UPDATE site SET version = version + 1"))
        own = session.scalar(text("SELECT pg_backend_pid()"))
        with psycopg.connect(server.url("postgres")) as other:
            other.execute("SELECT pg_terminate_backend(%s, 5000)", [own])


def test_a_change_whose_connection_is_lost_changes_nothing_and_can_be_made_again(public, server):
    public.publish()
    before = public.library.version()
    with pytest.raises(StoreAway):
        cut_off_in_a_change(public.library, server)
    assert public.library.version() == before
    public.publish("bexley")
    assert public.library.version() > before


def test_while_the_database_is_gone_pages_say_so_and_come_back_by_themselves(public, server):
    public.publish()
    assert public.get("/statements/ashford").status_code == HTTPStatus.OK
    server.stop()
    try:
        for address in ("/", "/statements/ashford", "/statements/ashford/speech.mp3"):
            answer = public.get(address)
            assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
            assert int(answer.headers["Retry-After"]) > 0
            assert "Try again in a minute" in answer.text
        assert public.get("/accessibility").status_code == HTTPStatus.OK
        with pytest.raises(StoreAway):
            public.publish("bexley")
    finally:
        server.start()
    assert public.get("/statements/ashford").status_code == HTTPStatus.OK
    public.publish("bexley")
    assert public.get("/statements/bexley").status_code == HTTPStatus.OK


def test_a_server_that_is_not_there_is_named_without_the_password(tmp_path):
    with pytest.raises(StoreAway) as caught:
        open_database(Settings(data=tmp_path, postgresql="postgresql://a:secret@127.0.0.1:9/b"))
    assert "secret" not in str(caught.value)


# Migrations, on both


@pytest.fixture
def engine(database, tmp_path):
    tmp_path.joinpath("data").mkdir()
    url = Settings(data=tmp_path / "data", postgresql=database).database_url
    engine = create_engine(url)
    yield engine
    engine.dispose()


def differences(connection):
    found = compare_metadata(
        MigrationContext.configure(connection, opts={"compare_type": True}), Base.metadata
    )
    return [d for d in found if not (d[0] == "remove_table" and d[1].name == "alembic_version")]


def test_tables_brought_up_step_by_step_are_those_of_the_models(engine):
    for version in versions():
        with engine.begin() as connection:
            migrate(connection, version)
    with engine.connect() as connection:
        assert differences(connection) == []


def test_statements_outlive_every_step_down_and_up_again(database, tmp_path):
    settings, library = opened(tmp_path, postgresql=database)
    public = Public(create_app(settings, library), library)
    public.publish()
    public.draft("bexley")
    before = library.statement("ashford"), library.reachable(), library.version()

    for version in reversed(versions()):
        with library.engine.begin() as connection:
            migrate(connection, version)
    with library.engine.begin() as connection:
        assert "sought" not in {c["name"] for c in inspect(connection).get_columns("revisions")}
        bring_up_to_date(connection)

    again = Library.open(settings)
    assert (again.statement("ashford"), again.reachable(), again.version()) == before
    assert [s.slug for s in again.published("SIAN")] == ["ashford"]
    for one in (library, again):
        one.engine.dispose()
