"""What is wrong with an installation, and how to mend it.

Each part is tried as it will be used. A part that cannot even be tried is ill as well, so this is
the one place that catches whatever comes.
"""

import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from sqlalchemy import func, inspect, select, text

from media import documents, ffmpeg
from media.engines import VOICES, voice_for
from media.engines.recogniser import is_here
from media.errors import PlainspokenError
from media.narration import Utterance
from media.store import Recipe
from publisher.assets import FOLDER, Assets
from publisher.database import reach_database, version
from publisher.errors import words_for
from publisher.library import Library
from publisher.models import HEAD, EventRow
from publisher.operating.kept import kept_files
from publisher.operating.workers import seen_at_work
from publisher.settings import Settings
from publisher.storing import open_store

GB = 1_000_000_000
ENOUGH = 5 * GB  # bytes of disk: a recording of an hour, and what is made of it
LITTLE = 1 * GB
CLOCK = timedelta(minutes=2)  # what is written then looks as if it came from the future


class State(StrEnum):
    """How a part is."""

    WELL = "well"
    UNUSUAL = "unusual"  # works, and is perhaps not what was meant
    ILL = "ill"


MARKS: Mapping[State, str] = {State.WELL: "well", State.UNUSUAL: "look", State.ILL: "WRONG"}


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of a part; `remedy` is what to do, where there is something."""

    part: str
    state: State
    said: str
    remedy: str = ""

    @property
    def well(self) -> bool:
        """Whether it stands in nobody's way."""
        return self.state is not State.ILL


class Unwell(Exception):
    """A part that is not as it should be."""

    def __init__(self, said: str, remedy: str, state: State = State.ILL) -> None:
        super().__init__(said)
        self.said, self.remedy, self.state = said, remedy, state


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


def _python(_: Settings) -> str:
    return f"{sys.version_info.major}.{sys.version_info.minor}, {sys.executable}"


def _address(settings: Settings) -> str:
    host = urlsplit(settings.base_url).hostname
    if host in {"127.0.0.1", "localhost", "::1"}:
        raise Unwell(
            f"{settings.base_url} can be reached from this machine alone.",
            "Set PLAINSPOKEN_BASE_URL to the address that the public uses.",
            State.UNUSUAL,
        )
    if not settings.secure:
        raise Unwell(
            f"{settings.base_url} is not encrypted.",
            "Put a web server with TLS before it, and let PLAINSPOKEN_BASE_URL begin with https.",
            State.UNUSUAL,
        )
    return settings.base_url


def _folder(settings: Settings) -> str:
    settings.data.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=settings.data) as folder:
        tried = Path(folder) / "tried"
        tried.write_bytes(b"well")
        tried.replace(tried.with_name("moved"))
    return f"{settings.data} can be written."


def _room(settings: Settings) -> str:
    free = shutil.disk_usage(settings.data).free
    if free < ENOUGH:
        raise Unwell(
            f"{free / GB:.1f} GB are free where {settings.data} is.",
            "Make room: `plainspoken collect` clears what no statement needs.",
            State.ILL if free < LITTLE else State.UNUSUAL,
        )
    return f"{free / GB:.0f} GB are free."


def _database(settings: Settings) -> str:
    what = "PostgreSQL" if settings.postgresql else str(settings.database)
    engine = reach_database(settings)
    try:
        with engine.connect() as connection:
            if connection.dialect.name == "sqlite":
                said = connection.exec_driver_sql("PRAGMA quick_check").scalar()
                if said != "ok":
                    raise Unwell(f"{what} is damaged: {said}", "Restore the last backup.")
            if not inspect(connection).has_table("alembic_version"):
                return f"{what} is empty; the first start makes the tables."
            at = version(connection)
    finally:
        engine.dispose()
    if at > HEAD:
        raise Unwell(
            f"{what} is of a later version: its tables are at {at}, this knows up to {HEAD}.",
            f"Install the later version, or run `plainspoken migrate {HEAD}` with it.",
        )
    if at < HEAD:
        return f"{what} is at {at}; the next start brings it to {HEAD}."
    return f"{what} is at {at}."


def _store(settings: Settings) -> str:
    store = open_store(settings)
    said = datetime.now(UTC).isoformat().encode()
    recipe = Recipe("doctor", 1, {}, {"at": said.decode()})
    digest = store.keep_bytes(recipe, lambda: said).digest
    files, place = kept_files(store), f"files/{digest[:2]}/{digest}"
    with files.open(place) as file:
        came = file.read()
    files.clear([f"recipes/{recipe.key[:2]}/{recipe.key}", place])
    if came != said:
        raise Unwell(
            "What was kept came back as something else.", "Look after the disk, or the bucket."
        )
    return f"{settings.store or settings.store_folder}: a file was kept, read again and deleted."


def _files(settings: Settings) -> str:
    library = Library.open(settings)
    try:
        needed = library.reachable()
        there = {Path(name).name for name in kept_files(library.store).names()}
    finally:
        library.engine.dispose()
    if missing := needed - there:
        raise Unwell(
            f"{len(missing)} of {len(needed)} files that statements need are gone.",
            "Restore the last backup, or publish each statement again: that makes them anew.",
        )
    return f"All {len(needed)} that statements need are there."


def _worker(settings: Settings) -> str:
    library = Library.open(settings)
    try:
        if not seen_at_work(settings, library.engine):
            raise Unwell(
                "Nobody does what is handed in.",
                "Start `plainspoken worker`, or `plainspoken serve`, which brings one.",
                State.UNUSUAL,
            )
    finally:
        library.engine.dispose()
    return "At work."


def _clock(settings: Settings) -> str:
    library = Library.open(settings)
    try:
        with library.engine.connect() as connection:
            last = connection.scalar(select(func.max(EventRow.at)))
            there = connection.scalar(text("SELECT CURRENT_TIMESTAMP"))
    finally:
        library.engine.dispose()
    now = datetime.now(UTC)
    if last and last > now + CLOCK:
        raise Unwell(
            f"It is {now:%Y-%m-%d %H:%M} UTC here, and something was published at "
            f"{last:%Y-%m-%d %H:%M}.",
            "Let the machine's clock be set by NTP.",
        )
    if isinstance(there, datetime) and abs(there - now) > CLOCK:
        raise Unwell(
            f"It is {now:%H:%M} UTC here, and {there.astimezone(UTC):%H:%M} at the database.",
            "Let the clocks of both machines be set by NTP.",
        )
    return f"{now:%Y-%m-%d %H:%M} UTC"


def _ffmpeg(_: Settings) -> str:
    with TemporaryDirectory() as folder:
        sound = ffmpeg.wav(Path(folder) / "sound.wav", bytes(16_000), 8_000)
        made = Path(folder) / "sound.opus"
        ffmpeg.run((*ffmpeg.source(sound), "-c:a", "libopus"), made)
        if not made.stat().st_size:
            raise Unwell("It encoded nothing.", "Install imageio-ffmpeg again.")
    return f"{ffmpeg.identity()} encodes."


def _voice(settings: Settings) -> str:
    greeting = documents.read("greeting.txt", b"Good morning.", settings.language)
    voice = voice_for(settings.language, settings.voice or None)
    if not voice.local:
        return f"{voice.name} is on the network: texts leave this machine."
    voice.speak(Utterance.of(greeting, greeting.paragraphs[0].sentences[0]))
    others = sum(not v.remedy and v.local for v in VOICES.values()) - 1
    return f"{voice.name} speaks {settings.language}; {others} more are here."


def _listening(_: Settings) -> str:
    from media.engines.aligners import ALIGNERS  # noqa: PLC0415 - a second to import

    drafts = "" if is_here() else ", without drafts of unscripted speech ([recognise])"
    return f"{', '.join(ALIGNERS)} can listen{drafts}."


def _front_end(_: Settings) -> str:
    try:
        assets = Assets()
    except FileNotFoundError as trouble:
        raise Unwell("Its styles were not built.", "Install again: `scripts/setup`.") from trouble
    if not any((FOLDER / "vendor").glob("*.woff2")):
        raise Unwell("Its type is not there.", "Install again: `scripts/setup`.")
    return f"release {assets.release}"


PARTS: Mapping[str, Callable[[Settings], str]] = {
    "Python": _python,
    "address": _address,
    "data folder": _folder,
    "disk": _room,
    "database": _database,
    "store": _store,
    "files": _files,
    "worker": _worker,
    "clock": _clock,
    "ffmpeg": _ffmpeg,
    "voice": _voice,
    "listening": _listening,
    "front end": _front_end,
}
