"""Processes that end, are killed or stand beside others: none loses the work of any."""

import json
import os
import signal
import subprocess
from collections import Counter
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from publisher.jobs import State
from publisher.library import Library
from publisher.library.unmade import terms, unmade
from publisher.models import EventRow
from publisher.publishing import publish
from publisher.requests import Request
from publisher.settings import Settings
from publisher.takeaway import EVERYTHING, SLOW, make, make_all
from tests.durability.jobs import TEXT, done, spoken
from tests.workers import WORKER, kill, until


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
