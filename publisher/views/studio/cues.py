"""A page of cues as a form: how they are written into it, and read from it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from media.timeline import Span, read_clock
from media.tracks import Cue, Line, Track
from publisher.views.studio.made import short

A_PAGE = 50  # cues: as many as one looks through, and as a form holds
LONGEST = 1_000  # characters of a cue: as much as nobody could read


@dataclass(frozen=True, slots=True)
class Row:
    """A cue as it stands in the form: as it was typed, right or wrong."""

    number: int
    start: str
    end: str
    text: str
    voices: str

    @classmethod
    def of(cls, number: int, cue: Cue) -> "Row":
        """Write a cue; `number` counts from 1."""
        voices = "\n".join(line.speaker or "" for line in cue.lines)
        return cls(number, short(cue.span.start), short(cue.span.end), cue.text, voices)


@dataclass(frozen=True, slots=True)
class Typed:
    """The rows of a form, and the captions with them in place; `errors` where they are none."""

    rows: tuple[Row, ...]
    track: Track
    errors: Mapping[str, str]


def rows_of(track: Track, first: int) -> tuple[Row, ...]:
    """The rows of a page, from cue `first` on, counted from 1."""
    cues = track.cues[first - 1 : first - 1 + A_PAGE]
    return tuple(Row.of(n, cue) for n, cue in enumerate(cues, first))


def typed(form: Mapping[str, str], track: Track, first: int) -> Typed:
    """Read a form: its rows in place of those of the same page of `track`."""
    rows: list[Row] = []
    errors: dict[str, str] = {}
    for number in range(first, first + A_PAGE):
        if f"text-{number}" not in form:
            break
        fields = (form.get(f"{name}-{number}", "") for name in ("start", "end", "text", "voices"))
        rows.append(Row(number, *(field.replace("\r\n", "\n") for field in fields)))
    before, after = track.cues[: first - 1], track.cues[first - 1 + len(rows) :]
    cues: list[Cue] = []
    last = before[-1].span.start if before else 0
    for row in rows:
        if not row.text.strip():
            continue  # a caption that shows nothing is none
        found = dict(_wrong(row, last))
        errors |= found
        if not found:
            cues.append(_cue(row))
            last = cues[-1].span.start
    if after and cues and not errors and last > after[0].span.start:
        errors[f"start-{rows[-1].number}"] = (
            f"Caption {rows[-1].number} must start before the next, which starts at "
            f"{short(after[0].span.start)}"
        )
    whole = track if errors else replace(track, cues=(*before, *cues, *after))
    return Typed(tuple(rows), whole, errors)


def _wrong(row: Row, last: int) -> Iterator[tuple[str, str]]:
    """What stops a row from being a cue, where the one before it starts at `last`."""
    times = {}
    for edge, text in (("start", row.start), ("end", row.end)):
        try:
            times[edge] = read_clock(text)
        except ValueError:
            words = f"The {edge} of caption {row.number} must be a time, such as 1:02.500"
            yield f"{edge}-{row.number}", words
    if len(row.text) > LONGEST:
        yield f"text-{row.number}", f"Caption {row.number} must be {LONGEST:,} characters or fewer"
    if len(times) == 2:  # noqa: PLR2004 - both
        if times["end"] <= times["start"]:
            yield f"end-{row.number}", f"Caption {row.number} must end after it starts"
        if times["start"] < last:
            words = f"Caption {row.number} must start after the one before it, at {short(last)}"
            yield f"start-{row.number}", words


def _cue(row: Row) -> Cue:
    voices = row.voices.split("\n")
    texts = [" ".join(text.split()) for text in row.text.split("\n") if text.strip()]
    lines = tuple(
        Line(text, voices[min(n, len(voices) - 1)] or None) for n, text in enumerate(texts)
    )
    return Cue(Span(read_clock(row.start), read_clock(row.end)), lines)
