"""Work that is killed again and again, and what must hold at the end.

    python -m tests.durability.trial [--jobs 40] [--kills 200] [--seed 1] [--on sqlite|postgresql]

`sqlite`: worker, web and whoever hands in are killed with -9 at random moments and started again.
`postgresql`: three workers on PostgreSQL and S3, of which two die for good in the middle of a job.
Every job must end as if nothing had happened, and every form to take away be made. Both files and
forms are compared byte for byte with those of a site where nothing was killed.

Tests leave the forms out, for they take as long as all else.
"""

import argparse
import hashlib
import json
import os
import random
import sys
import tempfile
import time
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from click.testing import CliRunner
from sqlalchemy import select
from sqlalchemy.orm import Session

from media.ffmpeg import run as ffmpeg
from publisher.cli import main as command
from publisher.jobs import State
from publisher.library import Library
from publisher.library.unmade import terms, unmade
from publisher.models import EventRow
from publisher.publishing import publish
from publisher.requests import Request
from publisher.settings import Settings
from publisher.takeaway import make_all
from tests.buckets import BUCKET, KEYS, free_port, nanio
from tests.databases import postgres
from tests.workers import WORKER, Machine, kill, opened, until

WORKERS, DYING = 3, 2  # on PostgreSQL
ALL = 10_000  # jobs, and more than there are
KILLED_WHILE_HANDING_IN = 0.2
FILMS = 3  # unlike recordings; each is published under several titles
ONE_FILM_IN = 5  # jobs
PATIENCE = 3_600  # seconds after the last kill: a job that has not ended by then is lost
LONG = 30  # seconds for a worker to begin, or to do a stage
BEGUN = "Ready for work"  # as a worker says
DAY = date(2024, 5, 1)
REPEATABLE = "heart"  # speaks alike each time; espeak-ng goes on from the phase of its last wave
WORDS = ("The force", "Every station", "A new team", "The council", "Each custody suite")
DEEDS = ("has improved its records", "must answer sooner", "saved £3.2 million", "did good work")


@dataclass
class Counts:
    """What a trial came to."""

    jobs: int = 0
    films: int = 0
    worker_kills: int = 0
    web_kills: int = 0
    submit_kills: int = 0
    done: int = 0
    taken_over: int = 0
    files: int = 0
    orphans: int = 0
    troubles: list = field(default_factory=list)

    @property
    def kills(self):
        return self.worker_kills + self.web_kills + self.submit_kills


def recordings(folder, count):
    """Short films, each of its own text, spoken by espeak."""
    made = []
    for n in range(count):
        text = folder / f"film-{n}.txt"
        text.write_text(_text(f"A film, number {n + 1}", n), encoding="utf-8")
        sound, film = folder / f"film-{n}.mp3", folder / f"film-{n}.mp4"
        run = CliRunner().invoke(
            command, ["narrate", str(text), "-o", str(sound), "--voice", "espeak"],
            env={"PLAINSPOKEN_DATA": str(folder / "speech")}, catch_exceptions=False,
        )  # fmt: skip
        assert run.exit_code == 0, run.output
        ffmpeg(
            ("-f", "lavfi", "-i", f"testsrc=size=320x{180 + 4 * n}:rate=15", "-i", f"file:{sound}",
             "-shortest", "-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac", "-f", "mp4"),
            film,
        )  # fmt: skip
        made.append((text, film))
    return made


def _text(title, n):
    chosen = random.Random(n)
    said = " ".join(f"{chosen.choice(WORDS)} {chosen.choice(DEEDS)}." for _ in range(4))
    return f"{title}\n\n{said}\n"


def requests(jobs, folder):
    """What is handed in: statements to be spoken, and among them some that were recorded."""
    films = recordings(folder, min(FILMS, 1 + jobs // ONE_FILM_IN))
    for n in range(jobs):
        known = {"date": DAY, "speaker": "Siân Reeve", "slug": f"statement-{n}"}
        if n % ONE_FILM_IN == 1:
            text, film = films[n // ONE_FILM_IN % len(films)]
            title = f"Film {n}"
            yield Request(text.name, text.read_bytes(), title=title, recording=film, **known)
        else:
            text = _text(f"Statement {n}", n).encode()
            yield Request(f"{n}.txt", text, voice=REPEATABLE, **known)


def undisturbed(asked, folder, *, forms):
    """What each statement's files are when nothing goes wrong: digests by name, by address."""
    settings = Settings(data=folder)
    library = Library.open(settings)
    try:
        found = {}
        for request in asked:
            slug = publish(request, settings, library, who="t").slug
            if forms:
                make_all(library.statement(slug), settings, library)
            files = library.statement(slug).files
            found[slug] = {name: file.digest for name, file in files.items()}
        return found
    finally:
        library.engine.dispose()


def submitting(machine, request, folder):
    """Hand in a request by the command, in a process that can be killed."""
    text = folder / request.name
    text.write_bytes(request.data)
    options = ["--slug", request.slug, "--speaker", request.speaker, "--date", DAY.isoformat()]
    if request.recording:
        options += ["--recording", request.recording, "--title", request.title]
    else:
        options += ["--voice", request.voice]
    return machine.start("submit", text, *options)


def on_sqlite(jobs, kills, seed, folder, *, forms=False):
    """Kill worker, web and whoever hands in, again and again; give the counts."""
    chance = random.Random(seed)
    settings = Settings(data=folder / "data")
    asked = list(requests(jobs, folder))
    wanted = undisturbed(asked, folder / "undisturbed", forms=forms)
    machine = Machine(folder / "log", PLAINSPOKEN_DATA=str(settings.data))
    counts = Counts(jobs=jobs, films=sum(r.recording is not None for r in asked))
    port = free_port()
    with ExitStack() as stack, opened(settings) as (library, desk):
        stack.callback(machine.end)
        working = ("worker",) if forms else WORKER
        worker, web = machine.start(*working), machine.start("web", "--port", port)
        begun = 0
        waiting = list(reversed(asked))
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if waiting:
                _hand_in(machine, waiting.pop(), desk, chance, counts, folder)
            ended = not waiting and _ended(settings, library, desk, forms)
            if counts.kills < kills:
                _live(machine, begun, chance)
                kill(worker)
                begun = machine.said().count(BEGUN)
                worker = machine.start(*working)
                counts.worker_kills += 1
                if chance.random() < 0.8:
                    kill(web)
                    web = machine.start("web", "--port", port)
                    counts.web_kills += 1
                end = time.monotonic() + PATIENCE
                if ended:  # more to kill than there was work
                    waiting.append(asked[chance.randrange(jobs)])
            elif ended:
                break
            elif not waiting:
                time.sleep(1)
        _look(settings, library, desk, wanted, counts, port)
    return counts


def _ended(settings, library, desk, forms):
    """Whether all that was handed in is done and, if they are wanted, all forms are made."""
    jobs = all(job.state == State.DONE for job in desk.jobs(limit=ALL))
    return jobs and not (forms and unmade(library, terms(settings)))


def _live(machine, begun, chance):
    """How long a worker lives: not until it begins; some moments; or until it has done a stage.

    So many had begun before it.
    """
    life = chance.random()
    if life < 0.2:
        time.sleep(chance.expovariate(1.0))
        return
    with suppress(AssertionError):  # there may be nothing to do
        until(lambda: machine.said().count(BEGUN) > begun, LONG)
        if life > 0.8:
            ended = machine.said().count("stage ends")
            until(lambda: machine.said().count("stage ends") > ended, LONG)
    time.sleep(chance.expovariate(0.5))


def _hand_in(machine, request, desk, chance, counts, folder):
    """Hand in a request. Now and then whoever does is killed in the middle, and does it again."""
    if chance.random() < KILLED_WHILE_HANDING_IN:
        process = submitting(machine, request, folder)
        time.sleep(chance.uniform(0.5, 3.0))
        counts.submit_kills += process.poll() is None
        kill(process)
        if process.returncode == 0:
            return
    desk.submit(request, "trial")


def on_postgresql(jobs, seed, folder, *, forms=False):
    """Let two of three workers die for good; give the counts."""
    chance = random.Random(seed)
    asked = list(requests(jobs, folder))
    wanted = undisturbed(asked, folder / "undisturbed", forms=forms)
    counts = Counts(jobs=jobs, films=sum(r.recording is not None for r in asked))
    with ExitStack() as stack:
        address = stack.enter_context(nanio(folder / "bucket"))
        url = stack.enter_context(postgres()).empty()
        environment = {**KEYS, "AWS_ENDPOINT_URL": address}
        os.environ |= environment
        settings = Settings(data=folder / "data", postgresql=url, store=f"s3://{BUCKET}/site")
        library, desk = stack.enter_context(opened(settings))
        environment |= {"DATABASE_URL": url, "PLAINSPOKEN_STORE": settings.store}
        machines = [
            Machine(folder / f"log-{n}", PLAINSPOKEN_DATA=str(folder / f"own-{n}"), **environment)
            for n in range(WORKERS)
        ]
        for machine in machines:
            stack.callback(machine.end)
        workers = [machine.start(*(("worker",) if forms else WORKER)) for machine in machines]
        for request in asked:
            desk.submit(request, f"editor {chance.randrange(3)}")
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            found = desk.jobs(limit=jobs)
            if counts.worker_kills < DYING and any(job.state == State.RUNNING for job in found):
                time.sleep(chance.uniform(0.0, 1.5))
                kill(workers[counts.worker_kills])
                counts.taken_over += _left_behind(machines[counts.worker_kills], desk)
                counts.worker_kills += 1
            if _ended(settings, library, desk, forms):
                break
            time.sleep(0.3)
        _look(settings, library, desk, wanted, counts)
    return counts


def _left_behind(machine, desk):
    """How many jobs a worker that is no more was in the middle of."""
    facts = [json.loads(line) for line in machine.said().splitlines() if line.startswith("{")]
    dead = [fact["worker"] for fact in facts if fact["event"] == "worker begins"]
    return len(desk._jobs.list_workflows(status="PENDING", executor_id=dead)) if dead else 0


def _look(settings, library, desk, wanted, counts, port=None):
    """See what the public sees, and what lies in the store, and note whatever is not right."""
    trouble = counts.troubles.append
    found = desk.jobs(limit=ALL)
    counts.done = sum(job.state == State.DONE for job in found)
    for job in found:
        if job.state != State.DONE:
            trouble(f"{job.id} is {job.state}: {job.trouble}")
    if {s.slug for s in library.published()} != set(wanted):
        trouble("what is public is not what was handed in")
    for slug, files in wanted.items():
        seen = library.statement(slug)
        if seen:
            _statement(library, seen, files, counts)
        if port:
            _page(port, slug, trouble)
    with Session(library.engine) as session:
        events = session.scalars(select(EventRow).where(EventRow.what == "published")).all()
    if len({event.job for event in events}) != len(events) or len(events) != counts.done:
        trouble(f"{len(events)} events of {counts.done} jobs")
    _collect(settings, library, desk, counts)


def _statement(library, seen, files, counts):
    ours = {n: f.digest for n, f in seen.files.items()}
    unlike = [n for n in files.keys() | ours.keys() if files.get(n) != ours.get(n)]
    if unlike:
        counts.troubles.append(f"{seen.slug} is not as undisturbed: {sorted(unlike)}")
    if len(seen.history) != 1:
        counts.troubles.append(f"{seen.slug} was published {len(seen.history)} times")
    for file in seen.files.values():
        counts.files += 1
        with library.store.open(file.digest) as whole:
            if hashlib.file_digest(whole, "sha256").hexdigest() != file.digest:
                counts.troubles.append(f"{seen.slug}: {file.name} is not whole")


def _page(port, slug, trouble):
    for _ in range(100):
        try:
            with urlopen(f"http://127.0.0.1:{port}/statements/{slug}") as page:
                page.read()
                return
        except URLError:
            time.sleep(0.1)  # it was just killed
    trouble(f"the page of {slug} does not answer")


def _collect(settings, library, desk, counts):
    """Nothing that is needed is cleared away, and nothing else is left."""
    needed = library.reachable() | desk.needed()
    counts.orphans = library.store.collect(needed, older_than=0).files
    if not settings.store:
        left = {
            path.name for path in (settings.store_folder / "files").rglob("*") if path.is_file()
        }
        if left != needed:
            counts.troubles.append(f"{len(left - needed)} orphans left, {len(needed - left)} lost")
        if any((settings.store_folder / "making").iterdir()):
            counts.troubles.append("unfinished files are left")
    again = library.store.collect(needed, older_than=0).files
    if again:
        counts.troubles.append(f"{again} more files found by a second look")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=40)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--on", choices=("sqlite", "postgresql"))
    asked = parser.parse_args()
    failed = False
    for where in (asked.on,) if asked.on else ("sqlite", "postgresql"):
        with tempfile.TemporaryDirectory() as folder:
            began = time.monotonic()
            if where == "sqlite":
                counts = on_sqlite(asked.jobs, asked.kills, asked.seed, Path(folder), forms=True)
            else:
                jobs = max(3, asked.jobs // 3)
                counts = on_postgresql(jobs, asked.seed, Path(folder), forms=True)
            print(f"{where}: {counts}, in {time.monotonic() - began:.0f} s", flush=True)
            failed |= bool(counts.troubles)
    sys.exit(failed)


if __name__ == "__main__":
    main()
