"""Whether what the service stands on is there."""

from collections.abc import Callable, Collection, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

from publisher.operating.logs import kind, log

PATIENCE = 2.0  # seconds: whoever asks for health asks again soon

Check = Callable[[], object]
"""Returns where all is well; raises where it is not."""


@dataclass(frozen=True, slots=True)
class Health:
    """Which parts are there, by name."""

    parts: Mapping[str, bool]

    @property
    def well(self) -> bool:
        """Whether all are."""
        return all(self.parts.values())


class Checks:
    """Tries parts side by side, and waits for none of them longer than `patience` seconds.

    A part that hangs holds one thread for as long as it hangs, however often it is asked for.
    """

    def __init__(self, checks: Mapping[str, Check], patience: float = PATIENCE) -> None:
        self._checks = checks
        self._patience = patience
        self._threads = ThreadPoolExecutor(len(checks), thread_name_prefix="health")
        self._asked: dict[str, Future[object]] = {}

    def health(self, *, spare: Collection[str] = ()) -> Health:
        """Try all parts but those that are spared."""
        names = [name for name in self._checks if name not in spare]
        for name in names:
            before = self._asked.get(name)
            if before is None or before.done():
                self._asked[name] = self._threads.submit(self._checks[name])
        asked = {name: self._asked[name] for name in names}
        wait(asked.values(), timeout=self._patience)
        return Health({name: _answered(name, future) for name, future in asked.items()})


def _answered(name: str, future: Future[object]) -> bool:
    if not future.done():
        log("part missing", part=name, error="no answer")
        return False
    trouble = future.exception()
    if trouble:
        log("part missing", part=name, error=kind(trouble))
    return trouble is None
