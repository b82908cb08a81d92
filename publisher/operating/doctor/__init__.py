"""What is wrong with an installation, and how to mend it.

Each part is tried as it will be used. A part that cannot even be tried is ill as well, so this is
the one place that catches whatever comes.
"""

from collections.abc import Callable, Iterator

from media.errors import PlainspokenError
from publisher.errors import words_for
from publisher.operating.doctor import installed, keeping, running
from publisher.operating.doctor.finding import Finding, Parts, State, Unwell
from publisher.settings import Settings

PARTS: Parts = {**installed.PARTS, **keeping.PARTS, **running.PARTS}


def examined(settings: Settings | None = None) -> Iterator[Finding]:
    """Try every part; nothing is tried further where the settings cannot be read."""
    try:
        found = settings or Settings.from_environment()
    except ValueError as trouble:
        remedy = "Mend it where the service is started; docs/settings.md has them all."
        yield Finding("settings", State.ILL, f"{trouble}.", remedy)
        return
    yield Finding("settings", State.WELL, "All of them can be read.")
    for part, tried in PARTS.items():
        yield _tried(part, tried, found)


def _tried(part: str, tried: Callable[[Settings], str], settings: Settings) -> Finding:
    try:
        return Finding(part, State.WELL, tried(settings))
    except Unwell as trouble:
        return Finding(part, trouble.state, trouble.said, trouble.remedy)
    except PlainspokenError as trouble:
        return Finding(part, State.ILL, words_for(trouble))
    except Exception as trouble:  # noqa: BLE001 - whatever it is, it is wrong with this part
        said = f"It could not be tried: {type(trouble).__name__}: {trouble}"
        return Finding(part, State.ILL, said, "Send this to whoever looks after the program.")
