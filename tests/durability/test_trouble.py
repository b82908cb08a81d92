"""What may go wrong with the machine, and that the work waits, or fails plainly, and goes on."""

import json
import os
import shutil
import signal
import subprocess
import time
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from media.ffmpeg import run as ffmpeg
from media.store import Recipe, digest_of
from publisher.jobs import State
from publisher.library import Library
from publisher.library.unmade import terms, unmade
from publisher.models import EventRow
from publisher.publishing import publish
from publisher.requests import Request
from publisher.settings import Settings
from publisher.takeaway import EVERYTHING, SLOW, make, make_all
from tests.buckets import BUCKET, KEYS, Faults, in_front_of, nanio
from tests.databases import postgres
from tests.durability.trial import recordings
from tests.workers import WORKER, Machine, kill, opened, until

TEXT = "Visit to Fenmarch\n\nGood morning. The force saved £3.2 million in 2017/18.\n"


@pytest.fixture(scope="module")
def films(tmp_path_factory):
    """A recording: its text and its film."""
    return recordings(tmp_path_factory.mktemp("films"), 1)


def spoken(slug="fenmarch", text=TEXT, **changes):
    said = {"slug": slug, "voice": "heart", "date": date(2024, 5, 1), **changes}
    return Request(f"{slug}.txt", text.encode(), **said)


@pytest.fixture
def site(tmp_path):
    """A site on SQLite: its library and desk, and a machine to run workers on."""
    settings = Settings(data=tmp_path / "data")
    machine = Machine(tmp_path / "log", PLAINSPOKEN_DATA=str(settings.data))
    with opened(settings) as (library, desk):
        yield library, desk, machine
        machine.end()


def done(desk, *jobs):
    """Wait until all of these are done."""
    found = until(lambda: all_ended(desk, jobs))
    assert [(job.state, job.trouble) for job in found] == [(State.DONE, None)] * len(jobs)
    return found


def all_ended(desk, jobs):
    found = [desk.status(job) for job in jobs]
    return found if all(j.state not in {State.WAITING, State.RUNNING} for j in found) else None


def waiting_for(desk, job, *words):
    found = desk.status(job)
    return found if found.trouble and all(word in found.trouble for word in words) else None


def test_a_disk_that_fills_holds_the_work_up_until_there_is_room(tmp_path):
    data = tmp_path / "disk"
    data.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "none", data], check=False)
    if mounted.returncode:
        pytest.skip("needs the right to mount a small disk")
    try:
        machine = Machine(tmp_path / "log", PLAINSPOKEN_DATA=str(data))
        with opened(Settings(data=data)) as (library, desk):
            job = desk.submit(spoken(), "ann")
            fill(data / "filler")
            machine.start(*WORKER)
            until(lambda: "full" in machine.said())  # it tries, and may end of it
            assert desk.status(job).state in {State.WAITING, State.RUNNING}
            assert library.published() == ()
            (data / "filler").unlink()
            machine.end()
            machine.start(*WORKER)
            done(desk, job)
            machine.end()
    finally:
        subprocess.run(["umount", "-l", data], check=True)


def fill(path):
    with path.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            pass


def test_a_store_that_is_full_is_told_of_and_the_worker_goes_on_by_itself(site, tmp_path):
    library, desk, machine = site
    store = library.store.root
    job = desk.submit(spoken(), "ann")
    kept = tmp_path / "kept"
    shutil.copytree(store, kept)
    shutil.rmtree(store)
    store.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=200k", "none", store], check=False
    ).returncode:
        pytest.skip("needs the right to mount a small disk")
    try:
        shutil.copytree(kept, store, dirs_exist_ok=True)
        machine.start(*WORKER)

        until(lambda: waiting_for(desk, job, "full"))

        assert library.published() == ()
        subprocess.run(["mount", "-o", "remount,size=50m", store], check=True)
        done(desk, job)
        assert json.loads(library.store.read(_page(library)))["paragraphs"]
        machine.end()
    finally:
        subprocess.run(["umount", "-l", store], check=True)


def _page(library):
    return next(f for f in library.statement("fenmarch").files.values() if f.name == "reading.json")


def test_a_database_that_is_away_is_waited_for(tmp_path):
    with postgres() as server:
        url = server.empty()
        settings = Settings(data=tmp_path / "data", postgresql=url)
        own = {"PLAINSPOKEN_DATA": str(settings.data), "DATABASE_URL": url}
        machine = Machine(tmp_path / "log", **own)
        try:
            machine.start(*WORKER)
            with opened(settings) as (library, desk):
                jobs = [desk.submit(spoken(f"s{n}"), "ann") for n in range(3)]
                until(lambda: desk.status(jobs[0]).state == State.RUNNING)
                server.stop()
                until(lambda: "no beat" in machine.said())  # it has seen that there is none
                server.start()
                library.engine.dispose()
                found = until(lambda: _asked(lambda: all_ended(desk, jobs)))
                assert [job.state for job in found] == [State.DONE] * 3
                assert len(library.published()) == 3
        finally:
            machine.end()


def _asked(question):
    try:
        return question()
    except Exception:  # noqa: BLE001 - connections of before are noticed to be gone as they are used
        return None


def test_a_store_that_answers_errors_and_half_answers_is_asked_again(tmp_path, monkeypatch, films):
    faults = Faults()
    with (
        nanio(tmp_path / "bucket") as address,
        in_front_of(address, faults) as front,
    ):
        for name, value in (KEYS | {"AWS_ENDPOINT_URL": front}).items():
            monkeypatch.setenv(name, value)
        settings = Settings(data=tmp_path / "data", store=f"s3://{BUCKET}/site")
        machine = Machine(
            tmp_path / "log", PLAINSPOKEN_DATA=str(settings.data), PLAINSPOKEN_STORE=settings.store
        )
        with opened(settings) as (library, desk):
            text, film = films[0]
            request = Request(text.name, text.read_bytes(), slug="film", recording=film)
            jobs = [desk.submit(spoken(), "ann"), desk.submit(request, "ann")]
            for how in (500, "cut", 503, 403):
                faults.plan("GET", "/files/", how, times=6)
                faults.plan("PUT", "/files/", 500, times=6)
            shutil.rmtree(settings.store_folder)  # what was copied here: all is to be asked for
            machine.start(*WORKER)
            done(desk, *jobs)
            assert len(faults.met) >= 10
            for slug in ("fenmarch", "film"):
                for file in library.statement(slug).files.values():
                    assert digest_of(library.store.read(file)) == file.digest
        machine.end()


CLOCK = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <sys/time.h>
#include <time.h>
/* The wall's clock goes back by an hour, five seconds after whoever asks began. */
static int (*real)(clockid_t, struct timespec *);
static time_t began;
int clock_gettime(clockid_t which, struct timespec *now) {
    if (!real) real = dlsym(RTLD_NEXT, "clock_gettime");
    int status = real(which, now);
    if (which == CLOCK_REALTIME) {
        if (!began) began = now->tv_sec;
        if (now->tv_sec > began + 5) now->tv_sec -= 3600;
    }
    return status;
}
int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    struct timespec exact;
    clock_gettime(CLOCK_REALTIME, &exact);
    now->tv_sec = exact.tv_sec, now->tv_usec = exact.tv_nsec / 1000;
    return 0;
}
time_t time(time_t *kept) {
    struct timespec exact;
    clock_gettime(CLOCK_REALTIME, &exact);
    if (kept) *kept = exact.tv_sec;
    return exact.tv_sec;
}
"""


def test_a_clock_that_steps_back_holds_nothing_up(site, tmp_path):
    if not shutil.which("cc"):
        pytest.skip("needs a C compiler, to turn a clock back for one process")
    source, shim = tmp_path / "clock.c", tmp_path / "clock.so"
    source.write_text(CLOCK, encoding="utf-8")
    subprocess.run(["cc", "-shared", "-fPIC", "-o", shim, source, "-ldl"], check=True)
    library, desk, machine = site
    before = desk.submit(spoken("before"), "ann")
    worker = machine.start(*WORKER, LD_PRELOAD=str(shim))
    done(desk, before)
    time.sleep(5)  # now it is an hour ago
    kill(worker)

    machine.start(*WORKER, LD_PRELOAD=str(shim))
    during = [desk.submit(spoken(f"during-{n}"), "ann") for n in range(2)]
    done(desk, *during)
    time.sleep(5)
    done(desk, desk.submit(spoken("after"), "ann"))

    assert len(library.published()) == 4


def test_a_worker_that_is_told_to_stop_in_mid_stage_leaves_the_stage_to_the_next(site, films):
    library, desk, machine = site
    text, film = films[0]
    job = desk.submit(Request(text.name, text.read_bytes(), slug="film", recording=film), "ann")
    worker = machine.start(*WORKER)
    until(lambda: desk.status(job).stage in {"hear", "film"})

    worker.send_signal(signal.SIGTERM)

    assert worker.wait(120) == 0
    assert desk.status(job).state in {State.RUNNING, State.WAITING}
    assert library.published() == ()
    machine.start(*WORKER)
    (ended,) = done(desk, job)
    assert (ended.slug, ended.revision) == ("film", 1)


STAGES = {"settle", "examine", "hear", "draft", "turn", "plan", "film", "finish", "publish"}


def test_killed_as_each_stage_is_in_hand_the_next_worker_goes_on_there(site, films):
    library, desk, machine = site
    text, film = films[0]
    job = desk.submit(Request(text.name, text.read_bytes(), slug="film", recording=film), "ann")
    killed = []
    while len(killed) < len(STAGES):
        worker = machine.start(*WORKER)
        killed.append(
            until(lambda: next(iter(told(machine, "begins").keys() - set(killed)), None), 120)
        )
        kill(worker)
    machine.start(*WORKER)
    (ended,) = done(desk, job)

    assert set(killed) == STAGES
    assert (ended.slug, ended.revision) == ("film", 1)
    again = told(machine, "ends")
    assert {stage for stage in STAGES - {"film"} if again[stage] > 2} == set()
    with Session(library.engine) as session:
        assert len(session.scalars(select(EventRow).where(EventRow.what == "published")).all()) == 1


def test_forms_are_made_of_whatever_is_published_though_workers_are_killed_over_it(site, tmp_path):
    """Published by the command, with no job; and another, whose sound was damaged on the disk."""
    library, _, machine = site
    wanted = _forms_of(Settings(data=tmp_path / "undisturbed"))
    settings = Settings(data=library.store.root.parent)
    publish(spoken("damaged", "Good morning.\n"), settings, library, who="ann")
    sound = library.statement("damaged").files["speech.mp3"]
    library.store.path(sound.digest).write_bytes(b"This is no sound.")
    publish(spoken(text="Good evening.\n"), settings, library, who="ann")
    killed = []
    while len(killed) < 3:  # the quick ones, a sound and a film
        worker = machine.start("worker")
        killed.append(
            until(lambda: next(iter(told(machine, "begins").keys() - set(killed)), None), 120)
        )
        kill(worker)

    machine.start("worker")

    until(lambda: not unmade(library, terms(settings)))
    assert killed[0] == "forms"
    assert {n: f.digest for n, f in library.statement("fenmarch").files.items()} == wanted
    damaged = library.statement("damaged").files
    assert wanted.keys() - damaged.keys() == {*SLOW} - {EVERYTHING}
    failed = told(machine, "failed")
    assert failed.keys() == {*SLOW} - {EVERYTHING}


def _forms_of(settings):
    """What all the files come to where nothing goes wrong."""
    library = Library.open(settings)
    try:
        publish(spoken(text="Good evening.\n"), settings, library, who="ann")
        make_all(library.statement("fenmarch"), settings, library)
        return {n: f.digest for n, f in library.statement("fenmarch").files.items()}
    finally:
        library.engine.dispose()


def test_forms_that_others_make_under_other_terms_are_made_again_once(site):
    library, _, machine = site
    others = Settings(data=library.store.root.parent, licence="Another licence")

    def zipped():
        return library.statement("fenmarch").files.get(EVERYTHING)

    def make_zip():
        make((EVERYTHING,), library.statement("fenmarch"), others, library)
        assert zipped() != ours
        return zipped()

    publish(spoken(text="Good evening.\n"), Settings(data=others.data), library, who="ann")
    machine.start("worker")
    ours = until(zipped)
    make_zip()
    until(lambda: zipped() == ours)
    theirs = make_zip()

    until(lambda: "forms left as others make them" in machine.said())

    assert zipped() == theirs


def told(machine, what):
    """How often each stage is said to have begun, or ended."""
    lines = [line for line in machine.said().splitlines() if f'"stage {what}"' in line]
    return Counter(json.loads(line)["stage"] for line in lines if line.endswith("}"))


def test_a_second_worker_on_sqlite_is_refused_and_the_first_goes_on(site):
    _, desk, machine = site
    first = machine.start(*WORKER)
    until(lambda: "Ready" in machine.said())

    second = machine.start(*WORKER)

    assert second.wait(120) == 2
    assert "there can be only one" in machine.said()
    assert first.poll() is None
    done(desk, desk.submit(spoken(), "ann"))


def test_a_command_goes_on_by_itself_where_the_worker_that_does_its_work_is_killed(site, tmp_path):
    library, _, machine = site
    text = tmp_path / "visit.txt"
    text.write_text(TEXT + "\n\n".join(f"This is finding number {n}." for n in range(30)))
    worker = machine.start(*WORKER)
    until(lambda: "Ready" in machine.said())

    command = machine.start("publish", text, "--slug", "fenmarch", "--voice", "heart")
    until(lambda: "errand begins" in machine.said())
    kill(worker)

    assert command.wait() == 0
    assert "errand done" not in machine.said()
    assert library.statement("fenmarch").revision.text == text.read_text(encoding="utf-8")


def test_serve_starts_its_worker_again_and_takes_it_along_when_it_ends(site):
    _, desk, machine = site
    job = desk.submit(spoken(), "ann")
    web = machine.start("serve", "--port", 0)
    (first,) = until(lambda: children(web.pid))
    os.kill(first, signal.SIGKILL)
    (again,) = until(lambda: [pid for pid in children(web.pid) if pid != first])
    done(desk, job)

    web.send_signal(signal.SIGTERM)

    assert web.wait(120) == 0
    assert not alive(again)

    web = machine.start("serve", "--port", 0)
    (orphan,) = until(lambda: children(web.pid))
    kill(web)
    until(lambda: not alive(orphan))  # it does not outlive the web, however that died


def children(pid):
    listed = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, check=False)
    return [int(line) for line in listed.stdout.split()]


def alive(pid):
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
        return stat.rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_what_cannot_be_published_fails_in_words_once_and_can_be_tried_again(site, films):
    library, desk, machine = site
    (_, film), heron = films[0], b"The heron\n\nA grey heron stood beside the quiet river bank.\n"
    job = desk.submit(Request("heron.txt", heron, recording=film, date=date(2024, 5, 1)), "ann")
    machine.start(*WORKER)

    failed = until(lambda: all_ended(desk, [job]))[0]

    assert failed.state == State.FAILED
    assert failed.trouble.startswith("The recording and the text do not match")
    assert library.published() == ()
    lines = map(json.loads, filter(lambda line: line[0] == "{", machine.said().splitlines()))
    begun = [line.get("stage") for line in lines if line["event"] == "stage begins"]
    assert begun == ["settle", "examine", "hear"]
    assert desk.retry(job)
    assert until(lambda: all_ended(desk, [job]))[0].trouble == failed.trouble
    assert not desk.cancel(job)


def test_a_job_that_is_cancelled_never_becomes_public(site):
    library, desk, machine = site
    stopped = desk.submit(spoken("stopped"), "ann")
    assert desk.cancel(stopped)
    machine.start(*WORKER)
    done(desk, desk.submit(spoken("other"), "bob"))

    assert desk.status(stopped).state == State.CANCELLED
    assert [summary.slug for summary in library.published()] == ["other"]
    assert desk.retry(stopped)
    done(desk, stopped)
    assert not desk.retry(stopped)


def test_a_film_that_is_cancelled_while_it_is_made_is_made_no_further(site, films, tmp_path):
    library, desk, machine = site
    text, film = films[0]
    long = tmp_path / "long.mp4"
    picture = ("-f", "lavfi", "-i", "testsrc2=size=1920x1080:rate=25:duration=20")
    sound = ("-i", f"file:{film}", "-map", "0:v", "-map", "1:a", "-af", "apad=whole_dur=20")
    how = ("-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac", "-f", "mp4")
    ffmpeg((*picture, *sound, *how), long)
    job = desk.submit(Request(text.name, text.read_bytes(), slug="film", recording=long), "ann")
    machine.start(*WORKER)
    until(lambda: desk.status(job).stage == "film" and desk.status(job).share)

    assert desk.cancel(job)

    until(lambda: '"stage failed"' in machine.said())  # so its encoder was ended
    done(desk, desk.submit(spoken("other"), "bob"))
    assert desk.status(job).state == State.CANCELLED
    assert desk.status(job).preview
    assert [summary.slug for summary in library.published()] == ["other"]


def test_a_later_text_is_not_undone_by_an_earlier_one_that_took_longer(site):
    library, desk, machine = site
    earlier = desk.submit(spoken(), "ann")
    corrected = Request("f.txt", TEXT.replace("saved", "lost").encode(), slug="fenmarch",
                        voice="heart", date=date(2024, 5, 1))  # fmt: skip
    publish(corrected, Settings(data=library.store.root.parent), library, who="bob")
    machine.start(*WORKER)

    failed = until(lambda: all_ended(desk, [earlier]))[0]

    assert "a later version of “fenmarch” was published" in failed.trouble
    assert "lost" in library.statement("fenmarch").revision.text


def test_one_statement_does_not_wait_for_somebody_elses_many(site):
    library, desk, machine = site
    many = [desk.submit(spoken(f"many-{n}"), "ann") for n in range(6)]
    one = desk.submit(spoken("one"), "bob")
    machine.start(*WORKER)
    done(desk, one, *many)

    with Session(library.engine) as session:
        published = select(EventRow.slug).where(EventRow.what == "published").order_by(EventRow.id)
        assert session.scalars(published).all().index("one") <= 2


def test_files_of_jobs_that_are_not_done_are_not_cleared_away(site):
    library, desk, machine = site
    job = desk.submit(spoken(), "ann")
    library.store.keep_bytes(Recipe("orphan", 1, {}), lambda: b"nobody needs this")

    cleared = library.store.collect(library.reachable() | desk.needed(), older_than=0)

    assert cleared.files == 1
    machine.start(*WORKER)
    done(desk, job)
    with Session(library.engine) as session:
        told = session.scalars(select(EventRow.what).where(EventRow.job.is_not(None))).all()
    assert told == ["published"]


def test_what_ended_long_ago_is_forgotten(site):
    _, desk, machine = site
    machine.start(*WORKER)
    job = desk.submit(spoken(), "ann")
    done(desk, job)

    assert desk.forget() == 0
    assert desk.forget(timedelta(days=-1)) == 1
    assert desk.jobs() == ()
