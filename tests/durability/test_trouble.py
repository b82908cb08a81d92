"""What may go wrong with the machine, and that the work waits, or fails plainly, and goes on."""

import json
import shutil
import subprocess
import time

import pytest

from media.store import digest_of
from publisher.jobs import State
from publisher.requests import Request
from publisher.settings import Settings
from tests.buckets import BUCKET, KEYS, Faults, in_front_of, nanio
from tests.databases import postgres
from tests.durability.jobs import all_ended, done, spoken, waiting_for
from tests.workers import WORKER, Machine, kill, opened, until


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
