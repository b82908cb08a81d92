"""What is written of a text whose words have times: captions in every format, and the times."""

import json
from dataclasses import dataclass

from media import wordtimes
from media.captioning import caption
from media.formats import FORMATS
from media.profiles import CaptionProfile
from media.quality import Finding, check
from media.store import Artefact, Recipe, Store, digest_of
from media.timing import Alignment
from media.tracks import Track
from media.transcript import Transcript


@dataclass(frozen=True, slots=True)
class Written:
    """Captions, and what is to be said of them; `files` by name."""

    alignment: Alignment
    track: Track
    findings: tuple[Finding, ...]
    files: dict[str, Artefact]


def write(
    transcript: Transcript,
    alignment: Alignment,
    profile: CaptionProfile,
    store: Store,
    *,
    edited: Track | None = None,
) -> Written:
    """Caption a text, and keep the captions in every format, the word times and the text itself.

    `edited` captions, which somebody made of ours, stand in place of those that would be made. The
    text is kept as its author wrote it; forms to be read are made of it later, `takeaway`.
    """
    track = edited or caption(transcript, alignment, profile)
    files = {"manuscript.txt": transcript.text, "words.json": timed_words(transcript, alignment)}
    files |= {f"captions{suffix}": form.write(track) for suffix, form in FORMATS.items()}
    return Written(
        alignment=alignment,
        track=track,
        findings=check(track, profile, alignment),
        files={name: keep_text(name, text, store) for name, text in files.items()},
    )


def timed_words(transcript: Transcript, alignment: Alignment) -> str:
    """The words of a text and their times, as JSON, an entry a line."""
    entries = wordtimes.entries(alignment, transcript)
    lines = ",\n".join(json.dumps(entry, ensure_ascii=False) for entry in entries)
    return f"[\n{lines}\n]\n"


def keep_text(name: str, text: str, store: Store) -> Artefact:
    """Keep a text that was made at once: its recipe is itself."""
    data = text.encode()
    return store.keep_bytes(Recipe(f"text {name}", 1, {"text": digest_of(data)}), lambda: data)
