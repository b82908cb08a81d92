"""Handing in work, and what becomes of it: for the web and the command.

Nothing here does any of the work, or waits for it.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from secrets import token_hex
from typing import Any

from dbos import DBOSClient, WorkflowStatus

from media.errors import PlainspokenError
from publisher.drafts.drawer import Drawer
from publisher.errors import words_for
from publisher.jobs.queues import FILMS, FORMS, HEARING, PLACES, RENDERINGS, WORDS, next_turn
from publisher.jobs.system import VERSION, client, prepare
from publisher.library import Library
from publisher.publishing import refuse_twice, settle
from publisher.requests import Request, handed_in, needed
from publisher.settings import Settings

PARTS = ("", f".{HEARING}", f".{FILMS}")  # what follows a job's id, in the order in which they come
QUEUES = {"": WORDS, f".{HEARING}": HEARING, f".{FILMS}": FILMS}
KEPT = timedelta(days=30)  # of a job that has ended
AT_ONCE = 0.001  # seconds that are waited for a note that may not be there


class State(StrEnum):
    """How far a job has come."""

    WAITING = "waiting"
    RUNNING = "under way"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


STATES = {
    "DELAYED": State.WAITING,
    "ENQUEUED": State.WAITING,
    "PENDING": State.RUNNING,
    "SUCCESS": State.DONE,
    "ERROR": State.FAILED,
    "MAX_RECOVERY_ATTEMPTS_EXCEEDED": State.FAILED,
    "CANCELLED": State.CANCELLED,
}
UNDER_WAY = ("DELAYED", "ENQUEUED", "PENDING")
UNKNOWN = (
    "Something went wrong that has no name here. Try again; if it happens again, tell whoever runs "
    "the service this job's number."
)
TOO_OFTEN = (
    "This was begun many times, and each time the worker ended in the middle of it. Tell whoever "
    "runs the service this job's number before you try again."
)


@dataclass(frozen=True, slots=True)
class Job:
    """What became of something that was handed in, by `who`, at `at` (in UTC).

    `stage` is what is done now, `share` how much of it is (0 to 1), and `trouble` why it failed or
    what it waits for, in words for people; `told` is what an editor is told of what it waits for.
    `preview` is the secret of its draft's address; `slug` and `revision` are where it is public.
    """

    id: str
    title: str
    who: str
    at: datetime
    state: State
    stage: str | None = None
    share: float | None = None
    trouble: str | None = None
    told: str | None = None
    preview: str | None = None
    slug: str | None = None
    revision: int | None = None


class Desk:
    """Where work is handed in. It holds connections until it is closed."""

    def __init__(self, settings: Settings, library: Library, jobs: DBOSClient) -> None:
        self._settings = settings
        self._library = library
        self._jobs = jobs

    @classmethod
    def open(cls, settings: Settings, library: Library) -> "Desk":
        """Open the desk of a site; its tables are made where there are none."""
        prepare(settings)
        return cls(settings, library, client(settings))

    def close(self) -> None:
        """Give back the connections."""
        self._jobs.destroy()

    def submit(self, request: Request, who: str, draft: tuple[int, int] | None = None) -> str:
        """Hand in a request: its files are kept, and a worker will do it. The job's id.

        Of a `draft`, its number and version, all is made and nothing is published; Overtaken of
        the drawer, where that is not its newest version.
        Refused at once is what can be seen at once: TranscriptError, VoiceError, RecordingError, or
        LanguageTaken of what is to be public; StoreError where it cannot be kept.
        """
        library = self._library
        settled = settle(request, self._settings, library)
        if not draft:
            refuse_twice(settled, library)
        facts = handed_in(request, library.store)
        number = library.number(who=who, slug=settled.slug or "")
        job = f"{number}-{token_hex(3)}"  # a number alone may come again after a restored backup
        order = {
            "id": job,
            "number": number,
            "who": who,
            "title": settled.title,
            "request": facts,
        }
        if draft:
            order["draft"] = list(draft)
            Drawer(library.engine).mark(*draft, job=job, slug=settled.slug)
        self._jobs.enqueue(
            {
                "workflow_name": WORDS,
                "queue_name": WORDS,
                "workflow_id": job,
                "priority": next_turn(self._jobs.list_workflows, WORDS, who),
                "authenticated_user": who,
                "app_version": VERSION,
            },
            order,
        )
        return job

    def status(self, job: str) -> Job | None:
        """What became of a job; None where there is none with this id."""
        return next(iter(self._jobs_of(self._heads(workflow_ids=[job]))), None)

    def error(self, job: str) -> PlainspokenError | None:
        """Why a job failed, where that has a name."""
        parts = self._parts([job])[job]
        error = parts[-1].error if parts else None
        return error if isinstance(error, PlainspokenError) else None

    def jobs(self, who: str | None = None, limit: int = 100) -> tuple[Job, ...]:
        """The jobs there are, the newest first; those of one person, or of all."""
        return tuple(self._jobs_of(self._heads(user=who, limit=limit, sort_desc=True)))

    def cancel(self, job: str) -> bool:
        """Stop a job; what was public stays so. False where there is nothing to stop."""
        found = self.status(job)
        if not found or found.state not in {State.WAITING, State.RUNNING}:
            return False
        self._jobs.cancel_workflow(job, cancel_children=True)
        return True

    def retry(self, job: str) -> bool:
        """Begin again what failed or was cancelled; what was made is found. False: neither."""
        found = self.status(job)
        if not found or found.state not in {State.FAILED, State.CANCELLED}:
            return False
        part = self._parts([job])[job][-1].workflow_id
        self._jobs.rewind_workflow(part, queue_name=QUEUES[part.removeprefix(job)])
        return True

    def waiting(self) -> dict[str, int]:
        """How many jobs wait in each queue."""
        rows = self._jobs.list_workflows(status="ENQUEUED", load_input=False, load_output=False)
        return dict.fromkeys(PLACES, 0) | Counter(row.queue_name or "" for row in rows)

    def needed(self) -> set[str]:
        """The digests of files that jobs which may yet be done were handed in with."""
        undone = [*UNDER_WAY, "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]
        rows = self._jobs.list_workflows(name=[WORDS, FILMS], status=undone, load_output=False)
        return {digest for row in rows for digest in needed(_order(row)["request"])}

    def forget(self, older_than: timedelta = KEPT) -> int:
        """Drop what is known of jobs and of forms that ended before; how many jobs they were."""
        before = (datetime.now(UTC) - older_than).isoformat()
        ended = self._heads(completed_before=before, load_output=False)
        parts = self._parts([head.workflow_id for head in ended])
        whole = [ps for ps in parts.values() if ps[-1].status not in UNDER_WAY]
        made = self._jobs.list_workflows(
            name=[FORMS, RENDERINGS], completed_before=before, load_input=False, load_output=False
        )
        gone = [*(part for ps in whole for part in ps), *made]
        self._jobs.delete_workflows([each.workflow_id for each in gone])
        return len(whole)

    def _heads(self, **which: Any) -> list[WorkflowStatus]:
        return self._jobs.list_workflows(name=WORDS, has_parent=False, **which)

    def _parts(self, jobs: list[str]) -> dict[str, list[WorkflowStatus]]:
        """The workflows that each job has been so far, in order."""
        ids = [job + part for job in jobs for part in PARTS]
        if not ids:  # to DBOS that means all there are
            return {}
        rows = {row.workflow_id: row for row in self._jobs.list_workflows(workflow_ids=ids)}
        return {job: [rows[job + part] for part in PARTS if job + part in rows] for job in jobs}

    def _jobs_of(self, heads: Iterable[WorkflowStatus]) -> Iterable[Job]:
        heads = list(heads)
        parts = self._parts([head.workflow_id for head in heads])
        return (self._job(head, parts[head.workflow_id]) for head in heads)

    def _job(self, head: WorkflowStatus, parts: list[WorkflowStatus]) -> Job:
        now = parts[-1]
        done = now.output or {}
        state = STATES[now.status]
        if state == State.DONE and "then" in done:
            state = State.WAITING  # between two parts
        progress = self._note(now, "progress") if state == State.RUNNING else {}
        total = progress.get("total")
        return Job(
            id=head.workflow_id,
            title=_order(head)["title"],
            who=head.authenticated_user or "",
            at=datetime.fromtimestamp((head.created_at or 0) / 1000, UTC),
            state=state,
            stage=progress.get("stage"),
            share=progress["done"] / total if total else None,
            trouble=_trouble(now) if state == State.FAILED else progress.get("waits"),
            told=progress.get("told"),
            preview=next((s for p in parts if (s := self._note(p, "preview"))), None),
            slug=done.get("slug"),
            revision=done.get("revision"),
        )

    def _note(self, part: WorkflowStatus, key: str) -> Any:
        return self._jobs.get_event(part.workflow_id, key, timeout_seconds=AT_ONCE) or {}


def _order(row: WorkflowStatus) -> dict[str, Any]:
    assert row.input  # noqa: S101 - it was asked for
    order: dict[str, Any] = row.input["args"][0]
    return order


def _trouble(row: WorkflowStatus) -> str:
    if row.status == "MAX_RECOVERY_ATTEMPTS_EXCEEDED":
        return TOO_OFTEN
    known = row.error if isinstance(row.error, PlainspokenError) else None
    return words_for(known) if known else UNKNOWN
