"""A backup made while work goes on is a whole site, and a site is made of it again."""

import io
import json
import os
import subprocess
import sys
import tarfile
import time
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from media.errors import BackupDamaged, BackupNewer, SiteNotEmpty
from publisher import database
from publisher.cli import main
from publisher.jobs import Desk, State
from publisher.library import Library
from publisher.operating.archive import parts, verify, writing
from publisher.operating.backup import Place, backup, restore
from publisher.operating.tables import dumped, filled
from publisher.requests import Request
from publisher.settings import Settings
from tests.buckets import BUCKET, KEYS, nanio
from tests.databases import postgres
from tests.workers import WORKER

ROOT = Path(__file__).parents[2]
LONGEST = 120  # seconds that any wait takes, on a busy machine


def here(tmp_path, name="data", **changes):
    return Settings(data=tmp_path / name, **changes)


def files(settings):
    """Every finished file of a site, and its bytes."""
    with Place.of(settings) as place:
        return {name: read(place, name) for name in place.files.names()}


def read(place, name):
    with place.files.open(name) as file:
        return file.read()


def rows(settings):
    """Every row of a site and of its jobs, but for those that are of a place and a moment."""
    with Place.of(settings) as place, place.site.connect() as site, place.jobs.connect() as jobs:
        told = [json.loads(line) for line in dumped(site)]
        told += [json.loads(line) for line in dumped(jobs, place.room)]
    return [row for row in told if row[0] not in {"site", "workers"}]


def copy(settings, path):
    with Place.of(settings) as place:
        return backup(place, path)


def put_back(settings, path, **how):
    with Place.of(settings) as place:
        return restore(place, path, **how)


@pytest.fixture
def site(public, tmp_path):
    """A site with a translation, a film, a draft and a job that waits."""
    public.publish("ashford")
    public.publish("ashford-cymraeg", to="ashford", language="cy")
    public.publish_film("fenmarch")
    public.draft("not-yet")
    settings = here(tmp_path)
    with closing(Desk.open(settings, public.library)) as desk:
        desk.submit(Request("later.txt", b"Later.\n\nMore will be said."), "ann")
    return settings


def test_a_restored_site_equals_the_old_one(site, tmp_path):
    copied = copy(site, tmp_path / "site.tar")
    restored = put_back(here(tmp_path, "new"), tmp_path / "site.tar")

    assert files(here(tmp_path, "new")) == files(site)
    assert rows(here(tmp_path, "new")) == rows(site)
    assert (restored.files, restored.bytes) == (copied.files, copied.bytes)
    old, new = (Library.open(s) for s in (site, here(tmp_path, "new")))
    assert new.published() == old.published()
    assert new.statement("fenmarch") == old.statement("fenmarch")
    assert new.version() > old.version(), "pages that were kept must be drawn anew"
    old.engine.dispose()
    new.engine.dispose()


def test_a_site_moves_to_postgresql_and_a_bucket_and_back(site, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    copy(site, tmp_path / "site.tar")
    with postgres() as server, nanio(tmp_path / "s3") as address:
        monkeypatch.setenv("AWS_ENDPOINT_URL", address)
        large = here(
            tmp_path, "large", postgresql=server.empty(), store=f"s3://{BUCKET}/plainspoken"
        )
        put_back(large, tmp_path / "site.tar")
        assert files(large) == files(site)
        library = Library.open(large)
        library.number(who="ann", slug="next")  # fails unless it comes after those restored
        library.engine.dispose()
        copy(large, tmp_path / "large.tar")
    put_back(here(tmp_path, "small"), tmp_path / "large.tar")
    assert files(here(tmp_path, "small")) == files(site)
    before = rows(site)
    added = [row for row in rows(here(tmp_path, "small")) if row not in before]
    assert [(table, facts["slug"]) for table, facts in added] == [("events", "next")]


def test_it_can_be_checked_without_this_program(site, tmp_path):
    copy(site, tmp_path / "site.tar")
    (tmp_path / "unpacked").mkdir()
    with tarfile.open(tmp_path / "site.tar") as tar:
        tar.extractall(tmp_path / "unpacked", filter="data")
    subprocess.run(
        ["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"],
        cwd=tmp_path / "unpacked",
        check=True,
    )
    assert (tmp_path / "site.tar").stat().st_mode & 0o777 == 0o600, "drafts are in it"


@pytest.mark.parametrize("share", [0.0, 0.3, 0.8])
def test_a_backup_that_was_cut_changes_nothing(site, tmp_path, share):
    copy(site, tmp_path / "site.tar")
    whole = (tmp_path / "site.tar").read_bytes()
    (tmp_path / "cut.tar").write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(BackupDamaged):
        put_back(here(tmp_path, "new"), tmp_path / "cut.tar")
    assert files(here(tmp_path, "new")) == {}


def test_a_changed_byte_is_seen_wherever_it_is(site, tmp_path):
    copy(site, tmp_path / "site.tar")
    whole = bytearray((tmp_path / "site.tar").read_bytes())
    with tarfile.open(tmp_path / "site.tar") as tar:
        places = [(m.name, m.offset_data) for m in tar if m.size and m.name != "SHA256SUMS"]
    for name, place in places:
        whole[place] ^= 1
        (tmp_path / "changed.tar").write_bytes(whole)
        whole[place] ^= 1
        with pytest.raises(BackupDamaged) as raised:
            verify(tmp_path / "changed.tar")
        assert raised.value.part == name


def test_what_is_there_is_put_away_only_when_told(site, tmp_path):
    copy(site, tmp_path / "site.tar")
    before = rows(site), files(site)
    with pytest.raises(SiteNotEmpty):
        put_back(site, tmp_path / "site.tar")
    library = Library.open(site)
    library.withdraw("ashford", who="ann", reason="a mistake")
    library.store.root.joinpath("files", "ab").mkdir(exist_ok=True)
    stray = library.store.root / "files" / "ab" / ("ab" + "0" * 62)
    stray.write_bytes(b"of no backup")
    put_back(site, tmp_path / "site.tar", overwrite=True)
    assert (rows(site), files(site)) == before
    library.engine.dispose()


def test_a_file_that_the_disk_changed_is_named(site, tmp_path):
    damaged = next(path for path in (site.store_folder / "files").glob("*/*"))
    damaged.write_bytes(b"not what was kept")
    copied = copy(site, tmp_path / "site.tar")
    assert copied.damaged == (damaged.relative_to(site.store_folder).as_posix(),)


def with_facts(path, **changes):
    """The same backup with other facts about it, and sums that hold."""
    other = path.with_name("other.tar")
    with writing(other) as archive:
        for name, stream in parts(path):
            data = stream.read()
            if name == "backup.json":
                data = json.dumps(json.loads(data) | changes).encode()
            if name != "SHA256SUMS":
                archive.add(name, io.BytesIO(data))
    return other


def test_a_backup_of_a_later_version_is_left_alone(site, tmp_path):
    copy(site, tmp_path / "site.tar")
    later = with_facts(tmp_path / "site.tar", schema="9999", made_by="7.0")
    with pytest.raises(BackupNewer) as raised:
        put_back(here(tmp_path, "new"), later)
    assert raised.value.made_by == "7.0"
    assert files(here(tmp_path, "new")) == {}


@pytest.mark.parametrize("version", database.versions())
def test_rows_of_any_version_are_brought_up_to_date(public, tmp_path, version):
    """What an older version wrote is put into tables as they were, and migrated there."""
    public.publish("ashford")
    library = public.library
    with library.engine.begin() as connection:
        database.alone(connection)
        database.migrate(connection, version)
        old = list(dumped(connection))
    engine = database.open_database(here(tmp_path, "new"))
    with engine.begin() as connection:
        database.alone(connection)
        database.migrate(connection, version)
        filled(connection, old)
        database.migrate(connection, database.versions()[-1])
    engine.dispose()
    restored = Library(engine, library.store)
    assert restored.statement("ashford").revision.text == "Hello."
    restored.engine.dispose()


TEXTS = [f"Statement {n}\n\nThis is what we found." for n in range(3)]


@contextmanager
def worker(settings):
    process = subprocess.Popen(
        [sys.executable, "-m", "publisher", *WORKER],
        env=os.environ | {"PLAINSPOKEN_DATA": str(settings.data), "PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
    )
    try:
        yield process
    finally:
        process.terminate()
        process.communicate()


def until(settings, enough):
    """Wait until the jobs of a site are as `enough` says; gives them."""
    library = Library.open(settings)
    give_up = time.monotonic() + LONGEST
    try:
        with closing(Desk.open(settings, library)) as desk:
            while not enough(jobs := desk.jobs()):
                assert time.monotonic() < give_up, jobs
                time.sleep(0.05)
            return jobs
    finally:
        library.engine.dispose()


def all_done(jobs):
    assert not [job for job in jobs if job.state == State.FAILED], jobs
    return all(job.state == State.DONE for job in jobs)


def public_files(settings):
    """What the public sees at each address, by the SHA-256 of each file."""
    library = Library.open(settings)
    found = {
        s.slug: {f.name: f.digest for f in library.statement(s.slug).files.values()}
        for s in library.published()
    }
    library.engine.dispose()
    return found


def test_a_backup_in_the_middle_of_work_loses_none_of_it(tmp_path):
    """The copy goes on where the site was, and ends with the same files as the site does."""
    old, new = here(tmp_path, "old"), here(tmp_path, "new")
    library = Library.open(old)
    first, *others = (Request("statement.txt", text.encode()) for text in TEXTS)
    with closing(Desk.open(old, library)) as desk, worker(old):
        desk.submit(first, "ann")
        until(old, all_done)
        for request in others:
            desk.submit(request, "ann")
        run = CliRunner().invoke(
            main, ["backup", str(tmp_path / "site.tar")], env={"PLAINSPOKEN_DATA": str(old.data)}
        )
        assert run.exit_code == 0, run.output
        until(old, all_done)
    library.engine.dispose()
    put_back(new, tmp_path / "site.tar")
    copied = files(new)
    assert copied.items() <= files(old).items(), "what was copied is what is there, byte for byte"
    assert len(public_files(new)) < len(TEXTS), "it was not in the middle of work"
    with worker(new):
        until(new, all_done)
    assert public_files(new) == public_files(old)
    assert len(public_files(old)) == len(TEXTS)
