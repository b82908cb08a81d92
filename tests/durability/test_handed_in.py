"""What becomes of work that is handed in: it fails in words, is stopped, waits for its turn."""

import json
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from media.ffmpeg import run as ffmpeg
from media.store import Recipe
from publisher.jobs import State
from publisher.models import EventRow
from publisher.publishing import publish
from publisher.requests import Request
from publisher.settings import Settings
from tests.durability.jobs import TEXT, all_ended, done, spoken
from tests.workers import WORKER, until


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
