"""Voices that are neural networks: a graph in ONNX that tells how long each phone lasts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from onnxruntime import InferenceSession, SessionOptions

from media.engines.pauses import at_pauses
from media.engines.phones import Phone, breaths, pronounced, spans
from media.narration import Speech, Utterance
from media.timing import Timing

_DURATIONS = "/Clip_output_0"  # the tensor's name in Kokoro, less the part that holds it
_GRAPH, _OUTPUT, _NAME = 7, 12, 1  # fields of onnx.proto: ModelProto, GraphProto, ValueInfoProto
_EDGE = 0  # the number before the first symbol and after the last
_EDGE_PHONE = Phone("", None)  # what is said for it

Samples = NDArray[np.float32]


def session(model: bytes, *, inside: str = "") -> InferenceSession:
    """Load a model with one more output, the last: the frames each symbol lasts.

    Protocol buffers that stand one behind the other are merged, their lists joined. So a graph of
    one output, put behind the model, adds that output, and no package to edit graphs is needed.
    """
    name = f"{inside}{_DURATIONS}".encode()
    options = SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1  # sentences share the cores
    options.log_severity_level = 3
    addition = _field(_GRAPH, _field(_OUTPUT, _field(_NAME, name)))
    return InferenceSession(model + addition, options, providers=["CPUExecutionProvider"])


def _field(number: int, payload: bytes) -> bytes:
    """One field of a protocol buffer; number and length fit a byte each."""
    return bytes((number << 3 | 2, len(payload))) + payload


@dataclass(frozen=True)
class Network:
    """A loaded voice. `vocabulary` numbers the symbols of its alphabet.

    `synthesise` turns numbers, with an edge at each end, into samples from -1 to 1 at `rate` hertz
    and into the frames that each of them lasts.
    """

    g2p: Any
    vocabulary: Mapping[str, int]
    synthesise: Callable[[list[int]], tuple[Samples, Sequence[float]]]
    rate: int

    def speak(self, utterance: Utterance) -> Speech:
        """Speak a sentence, a breath at a time."""
        said: list[Phone] = []
        samples: list[Samples] = []
        frames: list[int] = []
        for breath in breaths(pronounced(self.g2p, utterance, self.vocabulary)):
            numbers = [_EDGE, *(self.vocabulary[p.symbol] for p in breath), _EDGE]
            sound, lasting = self.synthesise(numbers)
            said += (_EDGE_PHONE, *breath, _EDGE_PHONE)
            samples.append(sound)
            frames += (int(n) for n in lasting)
        sound = np.concatenate(samples).clip(-1, 1)
        pcm = (sound * 32767).astype("<i2").tobytes()
        timed = at_pauses(spans(said, frames, len(utterance.words)), sound, self.rate)
        return Speech(pcm, self.rate, timed, Timing.SPOKEN)
