"""hibari's way from English text to phones, each entry of its tables parsed when it is asked for.

Parsed whole, as hibari does it, they are half of what a voice takes to load, and a sentence needs
a thousandth of them.
"""

import gzip
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
from hibari.g2p import ASSETS, G2P
from hibari.g2p.lexicon import Lexicon
from hibari.g2p.tagger import Tagger
from hibari.g2p.tokenize import Tokenizer

Unparsed = Mapping[str, msgspec.Raw]


class English(G2P):  # type: ignore[misc]  # hibari has no types
    """hibari's G2P: the same phones for the same text, and a quicker start."""

    def __init__(self, *, british: bool) -> None:
        accent = "gb" if british else "us"
        gold, silver = (
            Entries(msgspec.json.decode(_table(f"lexicon_{accent}_{kind}.json.gz"), type=Unparsed))
            for kind in ("gold", "silver")
        )
        tagger = msgspec.json.decode(_table("tagger.json.gz"), type=_Tagger)
        exceptions = Path(ASSETS, "tokenizer_exceptions.json").read_text(encoding="utf-8")
        self.lexicon = Lexicon(gold, silver, british)
        self.tokenizer = Tokenizer(json.loads(exceptions))
        self.tagger = Tagger(msgspec.structs.asdict(tagger) | {"weights": Entries(tagger.weights)})
        self.british = british
        self.unk = ""
        self._oov = None  # what reads words that are in no table is loaded for the first of them


class Entries:
    """A JSON object by its keys, its values as they were written."""

    def __init__(self, unparsed: Unparsed) -> None:
        self._unparsed = unparsed

    def get(self, key: str) -> Any:
        """The value, or None."""
        value = self._unparsed.get(key)
        return None if value is None else msgspec.json.decode(value)


class _Tagger(msgspec.Struct):
    tags: list[str]
    tagdict: dict[str, str]
    vocab: set[str]
    weights: Unparsed


def _table(name: str) -> bytes:
    return gzip.decompress(Path(ASSETS, name).read_bytes())
