"""hibari: small English voices distilled from Kokoro's, one ONNX graph a voice."""

import json
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.metadata import version
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from media.errors import VoiceAbsent
from media.narration import PACE, Speech, Utterance

if TYPE_CHECKING:
    from media.engines.graphs import Network, Samples

# ruff: noqa: PLC0415 - numpy and onnxruntime take half a second to import: only to speak

_NOISE = 0  # the seed of the voice's breath, so that the same sentence is the same sound


@dataclass(eq=False)
class Hibari:
    """`name` is hibari's own: "heart" is in its wheel, others are fetched once to HIBARI_HOME."""

    name: str
    accent: str
    engine: str = "hibari"
    languages: frozenset[str] = frozenset({"en"})
    local: bool = True
    _loading: Lock = field(default_factory=Lock, init=False, repr=False)

    @property
    def remedy(self) -> str | None:
        return None if self._model.exists() else "run scripts/setup where the network is open"

    @property
    def identity(self) -> Mapping[str, str]:
        return {
            "engine": self.engine,
            "version": version("hibari-tts"),
            "runtime": version("onnxruntime"),
            "voice": self.name,
            "model": self._facts["sha256"],
            "seed": str(_NOISE),
            "pace": str(PACE),
        }

    def speak(self, utterance: Utterance) -> Speech:
        with self._loading:
            network = self._network
        return network.speak(utterance)

    @cached_property
    def _facts(self) -> Mapping[str, Any]:
        facts: Mapping[str, Any] = _registry().VOICES[self.name]
        return facts

    @property
    def _model(self) -> Path:
        registry = _registry()
        folder = registry.ASSETS if self._facts.get("bundled") else registry.cache_dir()
        return Path(folder, self._facts["file"])

    @cached_property
    def _network(self) -> "Network":
        import numpy as np
        from hibari import dsp
        from hibari.g2p import ASSETS

        from media.engines.english import English
        from media.engines.graphs import Network, session

        if self.remedy:
            raise VoiceAbsent(self.name, self.remedy)
        with ThreadPoolExecutor(1) as other_core:
            graph = other_core.submit(lambda: session(self._model.read_bytes()))
            g2p = English(british=self._facts["british"])
        run = graph.result().run
        vocabulary = json.loads(Path(ASSETS, "vocab.json").read_text(encoding="utf-8"))

        def synthesise(numbers: list[int]) -> tuple["Samples", Sequence[float]]:
            ids, speed = np.array([numbers], np.int64), np.full(1, PACE, np.float32)
            *parts, lasting = run(None, {"ids": ids, "speed": speed})
            spectrum = (part[0] for part in parts)
            return dsp.synth(*spectrum, np.random.default_rng(_NOISE)), lasting

        return Network(g2p, vocabulary, synthesise, dsp.SR)


@cache
def _registry() -> Any:
    """hibari.voices: which voices there are, and where.

    It is loaded by itself: the package around it imports what speaks, which nobody needs to know
    that every sentence is spoken already.
    """
    package = find_spec("hibari")
    assert package  # noqa: S101 - we depend on it
    assert package.origin  # noqa: S101
    spec = spec_from_file_location("hibari_voices", Path(package.origin).with_name("voices.py"))
    assert spec  # noqa: S101
    assert spec.loader  # noqa: S101
    registry = module_from_spec(spec)
    spec.loader.exec_module(registry)
    return registry
