"""What an editor hands in, and the same as small facts once its files are safe in the store."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import date as Day  # noqa: N812 - a field is called date
from pathlib import Path
from typing import Any

from media.corrections import Correction
from media.store import Artefact, Recipe, Store, digest_of
from media.timeline import Span
from publisher.statements import Supplied


@dataclass(frozen=True, slots=True)
class Request:
    """What an editor hands in. A detail that is None is as last time, or found in the text.

    `name` and `data` are the transcript's file; `source` is where it lies, if it will be
    published from there again; `slug` asks for an address. A `recording` is a file, or lies in
    the store; `poster_at` is the moment of its still picture in ms, and `overruled_by` is who
    takes it upon themselves that too little of the text was found in it.

    A draft says more. `sayings` are written forms and how a voice says them, `corrections` what
    an editor heard in the recording, and `captions` hers as WebVTT; `captions_over` is the digest
    of what they were edited over, and `before` of what an earlier text came to (see `placed`).
    """

    name: str
    data: bytes
    source: str | None = None
    slug: str | None = None
    title: str | None = None
    speaker: str | None = None
    role: str | None = None
    about: str | None = None
    date: Day | None = None
    language: str | None = None
    voice: str | None = None
    note: str | None = None
    translation_of: str | None = None
    recording: Path | Supplied | None = None
    poster_at: int | None = None
    overruled_by: str | None = None
    sayings: tuple[tuple[str, str], ...] = ()
    corrections: tuple[Correction, ...] = ()
    captions: str | None = None
    captions_over: str = ""
    before: str | None = None


Facts = Mapping[str, Any]
"""A request as JSON has it: its files by their digests."""


def with_kept_recording(request: Request, store: Store) -> Request:
    """The same request, its recording in the store. Raises StoreError."""
    if not isinstance(request.recording, Path):
        return request
    from media.production.supplied import keep_recording  # noqa: PLC0415 - narrations do without

    kept = keep_recording(request.recording, store)
    return replace(request, recording=Supplied(kept.digest, request.recording.name))


def handed_in(request: Request, store: Store) -> Facts:
    """Keep the files of a request; what is left of it is small. Raises StoreError."""
    kept = with_kept_recording(request, store)
    text = store.keep_bytes(
        Recipe("as handed in", 1, {"text": digest_of(request.data)}), lambda: request.data
    )
    facts = {field.name: getattr(kept, field.name) for field in fields(Request)}
    supplied = facts["recording"]
    return facts | {
        "data": [text.digest, text.size],
        "date": kept.date and kept.date.isoformat(),
        "recording": supplied and [supplied.digest, supplied.name],
        "sayings": [list(saying) for saying in kept.sayings],
        "corrections": [asdict(correction) for correction in kept.corrections],
    }


def taken_up(facts: Facts, store: Store) -> Request:
    """The request that was handed in. Raises StoreError."""
    day, recording = facts["date"], facts["recording"]
    return Request(
        **{
            **facts,
            "data": store.read(Artefact(*facts["data"])),
            "date": day and Day.fromisoformat(day),
            "recording": recording and Supplied(*recording),
            "sayings": tuple((written, said) for written, said in facts.get("sayings", ())),
            "corrections": tuple(map(_correction, facts.get("corrections", ()))),
        }
    )


def needed(facts: Facts) -> frozenset[str]:
    """The digests of the files that a request cannot be taken up without."""
    recording = facts["recording"]
    others = {
        facts.get("before"),
        facts.get("captions_over"),
        *(recording[:1] if recording else ()),
    }
    return frozenset({facts["data"][0], *filter(None, others)})


def _correction(facts: Mapping[str, Any]) -> Correction:
    span = facts["span"]
    return Correction(**{**facts, "span": span and Span(**span)})
