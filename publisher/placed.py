"""A text whose words have their times, kept whole: what review, and the next making, begin from.

It is as it was found. What a person corrected is in the draft, and is put over it each time.
"""

import json
from dataclasses import dataclass
from typing import Any

from media import delivery, documents
from media.store import Artefact, Recipe, Store, digest_of
from media.timing import Alignment
from media.transcript import Transcript


@dataclass(frozen=True, slots=True)
class Placed:
    """A text, and when its words are said in `recording`, a digest; "" where a voice spoke it.

    `waveform` is the digest of how that looks (`media.peaks`); "" where it was not drawn.
    """

    transcript: Transcript
    alignment: Alignment
    recording: str = ""
    waveform: str = ""


def keep(placed: Placed, name: str, data: bytes, store: Store) -> Artefact:
    """Keep what a text came to; `name` and `data` are what it was read from. Raises StoreError."""
    text = placed.transcript
    facts = {
        "name": name,
        "text": data.decode(),
        "language": text.language,
        "recording": placed.recording,
        "waveform": placed.waveform,
        "words": len(text.words),
        "alignment": delivery.packed(placed.alignment, text).decode(),
    }
    packed = json.dumps(facts, ensure_ascii=False).encode()
    return store.keep_bytes(Recipe("placed", 1, {"is": digest_of(packed)}), lambda: packed)


def find(digest: str, store: Store) -> Placed | None:
    """What was kept under this digest; None where it was cleared away, or is read otherwise now."""
    try:
        with store.open(digest) as file:
            facts: dict[str, Any] = json.load(file)
    except FileNotFoundError:
        return None
    text = documents.read(facts["name"], facts["text"].encode(), facts["language"])
    if len(text.words) != facts["words"]:
        return None
    alignment = delivery.unpacked(facts["alignment"].encode(), text)
    return Placed(text, alignment, facts["recording"], facts.get("waveform", ""))


def again(digest: str, alignment: Alignment, store: Store) -> Artefact:
    """Keep the text of what lies under `digest` with its words placed anew. Raises StoreError."""
    with store.open(digest) as file:
        facts: dict[str, Any] = json.load(file)
    text = documents.read(facts["name"], facts["text"].encode(), facts["language"])
    placed = Placed(text, alignment, facts["recording"], facts.get("waveform", ""))
    return keep(placed, facts["name"], facts["text"].encode(), store)
