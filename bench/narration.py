"""Seconds of speech for a second of one core: ours beside bare hibari, and espeak-ng.

Every sentence of the sample is spoken by each in turn, in one run, models loaded. Ours adds to
hibari the spoken forms, the time of each word, and the check of both.
"""

import time
from collections.abc import Callable
from pathlib import Path

from hibari import Hibari

from bench.table import Row
from media import documents
from media.engines import VOICES
from media.narration import Utterance, Voice

SAMPLE = Path(__file__).parent.parent / "publisher" / "sample" / "fenmarch.txt"
ROUNDS = 3


def run() -> list[Row]:
    """Speak the sample in rounds, each voice a sentence at a time."""
    transcript = documents.read("fenmarch.txt", SAMPLE.read_bytes(), "en-GB")
    asked = [Utterance.of(transcript, s) for s in transcript.sentences if not s.sound]
    bare = Hibari(voice="heart")

    def hibari(utterance: Utterance) -> float:
        return len(bare(utterance.text, seed=0)) / bare.sample_rate

    ways = {"ours": _by(VOICES["heart"]), "hibari": hibari, "espeak": _by(VOICES["espeak"])}
    speech, cpu = dict.fromkeys(ways, 0.0), dict.fromkeys(ways, 0.0)
    for way in ways.values():
        way(asked[0])  # loads the model
    for utterance in asked * ROUNDS:
        for name, way in ways.items():
            started = time.process_time()
            speech[name] += way(utterance)
            cpu[name] += time.process_time() - started
    pace = {name: speech[name] / cpu[name] for name in ways}
    unit = "s of speech a CPU s"
    return [
        Row("narrate (heart)", pace["ours"], unit, pace["hibari"], "bare hibari", "≥ 0.8"),
        Row("narrate (espeak)", pace["espeak"], unit),
    ]


def _by(voice: Voice) -> Callable[[Utterance], float]:
    return lambda utterance: voice.speak(utterance).duration / 1000
