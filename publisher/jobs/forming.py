"""Forms to take away, made of what is published: work of its own, on which nothing waits.

Nobody hands it in. A worker looks for revisions that have not all of their forms: it so comes by
whatever made them public, the command, a job, an editor's word, a moment that is set, or an earlier
version of this program. Two workers that see the same hand in the same, which is done once.
"""

import threading
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from typing import Any

from dbos import DBOS
from sqlalchemy.exc import SQLAlchemyError

from media.errors import EncodingFailed, FormAbsent, FormError, StoreAway
from media.progress import Reporter
from publisher.jobs.queues import FORMS, RENDERINGS, latest_first
from publisher.jobs.stages import Stages
from publisher.jobs.system import VERSION
from publisher.library import Library
from publisher.library.unmade import Unmade, terms, unmade
from publisher.operating.logs import kind, log
from publisher.settings import Settings

Order = dict[str, Any]
"""A publication as DBOS keeps it: `id`, `slug`, the revision's `number`, and the `event` of it.

One for what takes its time has the `names` of the forms: stages stay as they are while it is under
way, though the next version of this program may know others.
"""

EVERY = 2.0  # seconds between two looks
AT_A_LOOK = 100  # handed in: a site of thousands that is new to this gives nobody a pause


class Forming:
    """Makes forms, stage by stage, until `ending`."""

    def __init__(self, settings: Settings, library: Library, ending: threading.Event) -> None:
        self._settings = settings
        self._library = library
        self._ending = ending

    def quick(self, order: Order) -> None:
        """Make what takes a second or two; then leave the rest to whoever has the time."""
        from publisher.takeaway import QUICK, SLOW  # noqa: PLC0415 - what makes forms loads slowly

        self._make("forms", QUICK, order)
        rest = {**order, "id": f"{order['id']}.{RENDERINGS}", "names": SLOW}
        _hand_in(RENDERINGS, rest)

    def slow(self, order: Order) -> None:
        """Make each of the others."""
        for name in order["names"]:
            self._make(name, (name,), order)

    def _make(self, stage: str, names: tuple[str, ...], order: Order) -> None:
        """Make some forms, in a stage. One that fails is told in the log, and hinders no other."""
        from publisher.takeaway import make, revision_to_make  # noqa: PLC0415

        def made(report: Reporter) -> None:
            found = revision_to_make(order["slug"], order["number"], self._library)
            if not found:
                return  # corrected or withdrawn meanwhile
            troubles = make(names, found, self._settings, self._library, report).troubles
            failed = {n: t for n, t in troubles.items() if not isinstance(t, FormAbsent)}
            for name, trouble in failed.items():
                log("form not made", form=name, error=kind(trouble))
            for trouble in failed.values():
                raise trouble  # so that it counts as failed, and an encoder is tried once more

        with suppress(FormError, EncodingFailed):
            Stages(order["id"], order["slug"], self._library, self._ending).run(stage, made)


@dataclass(slots=True)
class Lookout:
    """Sees what has no forms yet, or has them under other terms, and hands it in.

    Terms change with the settings, which a process reads once. So forms that came to other terms
    again were made by somebody whose settings are others: they are left, or it would never end.
    """

    library: Library
    settings: Settings
    _seen: int = -1
    _handed_in: set[Unmade] = field(default_factory=set)
    _made_anew: set[tuple[str, int, int]] = field(default_factory=set)

    def watch(self, stop: threading.Event) -> None:
        """Look again and again, until `stop`."""
        while not stop.wait(EVERY):
            try:
                self.look()
            except (SQLAlchemyError, StoreAway) as trouble:
                log("no look for forms", error=kind(trouble))

    def look(self) -> None:
        """Look once, if the site has changed since."""
        version = self.library.version()
        if version == self._seen:
            return
        found = unmade(self.library, terms(self.settings))
        self._handed_in &= set(found)
        new = [one for one in found if one not in self._handed_in]
        for one in new[:AT_A_LOOK]:
            if one.publication in self._made_anew:
                log("forms left as others make them", statement=one.slug)
            else:
                name = f"{one.slug}.{one.number}.{one.event}.{one.zipped}.{FORMS}"
                _hand_in(FORMS, {"id": name, **asdict(one)})
                if one.zipped:
                    self._made_anew.add(one.publication)
            self._handed_in.add(one)
        if len(new) <= AT_A_LOOK:
            self._seen = version


def _hand_in(queue: str, order: Order) -> None:
    """Have it done, unless it was handed in before; workflows are called what their queues are."""
    DBOS.enqueue_workflow_with_options(
        {
            "workflow_name": queue,
            "queue_name": queue,
            "workflow_id": order["id"],
            "priority": latest_first(order["event"]),
            "app_version": VERSION,
        },
        order,
    )
