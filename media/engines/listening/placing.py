"""What the best path through a script says: when each word is, and what else is heard."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from media.engines.listening.lag import TAIL, begins
from media.engines.listening.script import Script
from media.timeline import Span

FRAME = 20  # ms

# Speech that is not in the text: sounds at most so far apart (ms), going on for so long (ms), so
# many a second at least. People say ten to fifteen; music and noise are heard as a few.
_GAP, _LONG, _DENSE = 600, 600, 4.5


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a word is, in ms, and how well what is heard there fits it, from 0 to 1."""

    start: int
    end: int
    fit: float


def places(
    script: Script, states: NDArray[np.int32], scores: NDArray[np.float32]
) -> list[Placement | None]:
    """Read the path: a placement for each word of the script, None where its sentence was skipped.

    `states` are the path's, `scores` [frames, 43] those that it was found by.
    """
    frames = np.flatnonzero(states % 2)
    of = states[frames] // 2
    sounds = np.array(script.sounds)
    fits = scores[frames, sounds[of]] - scores[frames].max(axis=1)
    first, after = (np.searchsorted(of, np.arange(len(sounds)), side=s) for s in ("left", "right"))
    named = np.append(frames * FRAME, 0)

    found: list[Placement | None] = []
    for word in script.words:
        a, b = first[word.first], after[word.end - 1]
        if a == b:
            found.append(None)
            continue
        before = int(named[a - 1]) if a else None
        start = begins(int(named[a]), script.sounds[word.first], before)
        fit = float(np.exp(min(0.0, float(fits[a:b].mean())) / 3))
        found.append(Placement(start, max(start, int(named[b - 1]) + TAIL), fit))
    return settled(found)


def settled(found: Sequence[Placement | None]) -> list[Placement | None]:
    """Let no word start before the one before it, nor go on when the next has started."""
    out = list(found)
    here = [i for i, p in enumerate(out) if p is not None]
    for one, other in pairwise(here):
        earlier, later = out[one], out[other]
        if earlier is None or later is None:
            continue
        if later.start < earlier.start:
            later = out[other] = replace(
                later, start=earlier.start, end=max(later.end, earlier.start)
            )
        if earlier.end > later.start:
            out[one] = replace(earlier, end=max(earlier.start, later.start))
    return out


def heard_between(posteriors: NDArray[np.float16], start: int, end: int) -> list[int]:
    """When a sound is named by the model between two times, in ms, whatever the text says."""
    best = posteriors[start // FRAME : end // FRAME].argmax(axis=1)
    sound = best != posteriors.shape[1] - 1
    new = sound & (np.diff(best, prepend=-1) != 0)
    return [start // FRAME * FRAME + int(t) * FRAME for t in np.flatnonzero(new)]


def speech_in(times: Sequence[int]) -> list[Span]:
    """Where the sounds named at these times are dense enough to be speech."""
    cuts = [i for i, (a, b) in enumerate(pairwise(times), 1) if b - a > _GAP]
    spans = []
    for a, b in pairwise((0, *cuts, len(times))):
        run = times[a:b]
        if not run:
            continue
        span = Span(begins(run[0], 0, None), run[-1])
        if span.duration >= _LONG and len(run) * 1000 >= _DENSE * span.duration:
            spans.append(span)
    return spans
