"""Learn the weights of media/breakweights.py from a folder of subtitles that people made.

    python -m bench.fit_breaks FOLDER [--leave NAME] > media/breakweights.py

A text is a chain of cues of one line or two; its likelihood is that of all the ways to divide it
that keep to the line length (a semi-Markov conditional random field: Sarawagi and Cohen, 2004).
The weights are those under which the divisions that people chose are likeliest, each held near
nought by a normal prior. Where a file does not tell lines from cues, all its readings count.
`--leave` keeps one file out, to score the weights on it afterwards with bench.breaks.
"""

import argparse
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.breaks import Cut, Divided, read_folder
from media.breaks import features, form

LINE_LENGTH = 42  # what the subtitles learned from were made for
SEEN = 4  # a feature seen less often is left out
PRIOR, PRIOR_CUE, PRIOR_SHAPE = 0.5, 1.0, 0.1  # how strongly each weight is held near nought
STEPS, RATE = 250, 0.08

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Lattice:
    """All cues that one text could be divided into, and which of them people chose."""

    def __init__(self, text: Divided) -> None:
        self.length = len(text.words)
        self.features = list(features(text.words, text.ends, "en"))
        widths = np.cumsum([0, *(len(word) + 1 for word in text.words)])
        told = any(cut is Cut.LINE for cut in text.cuts)
        either = any(cut is Cut.EITHER for cut in text.cuts)
        longest = max((widths[b] - widths[a] - 1 for a, b in _stretches(text.cuts)), default=0)
        limit = max(LINE_LENGTH, longest) if told or either else LINE_LENGTH
        self.cues: list[tuple[int, int, int]] = []
        outlines: list[dict[str, float]] = []
        chosen: list[bool] = []
        for start in range(self.length):
            for end in range(start + 1, self.length + 1):
                whole = widths[end] - widths[start] - 1
                if whole > 2 * limit + 1:
                    break
                inner = sum(cut is not Cut.NONE for cut in text.cuts[start : end - 1])
                fits = (start == 0 or text.cuts[start - 1] in (Cut.CUE, Cut.EITHER)) and (
                    text.cuts[end - 1] in (Cut.CUE, Cut.EITHER)
                )
                if whole <= limit:
                    self.cues.append((start, end, 0))
                    outlines.append(dict(form(whole / LINE_LENGTH, None)))
                    chosen.append(fits and not inner)
                for middle in range(start + 1, end):
                    first = widths[middle] - widths[start] - 1
                    second = widths[end] - widths[middle] - 1
                    if first > limit or second > limit:
                        continue
                    self.cues.append((start, end, middle))
                    outlines.append(dict(form(first / LINE_LENGTH, second / LINE_LENGTH)))
                    at_cut = text.cuts[middle - 1] in (Cut.LINE, Cut.EITHER) and inner == 1
                    chosen.append(fits and (at_cut if told or either else not inner))
        self.starts, self.ends, self.middles = (np.array(c) for c in zip(*self.cues, strict=True))
        self.outlines = outlines
        self.chosen = np.array(chosen)
        self.ending = [np.flatnonzero(self.ends == n) for n in range(self.length + 1)]
        self.starting = [np.flatnonzero(self.starts == n) for n in range(self.length + 1)]

    def name(self, places: dict[str, int], shapes: dict[str, int]) -> None:
        """Turn features into columns."""
        pairs = [
            (place, places[name])
            for place, names in enumerate(self.features)
            for name in ("always", *names)
            if name in places
        ]
        self.rows, self.columns = np.array(pairs).T
        self.outline = np.zeros((len(self.cues), len(shapes)))
        for row, outline in enumerate(self.outlines):
            for name, value in outline.items():
                self.outline[row, shapes[name]] = value

    def marginals(self, scores: Floats) -> tuple[float, Floats]:
        """Sum over all divisions: the logarithm of the whole, and each cue's share of it."""
        forward, backward = np.full((2, self.length + 1), -1e30)
        forward[0] = backward[-1] = 0.0
        for n in range(1, self.length + 1):
            here = self.ending[n]
            if len(here):
                forward[n] = _log_sum(forward[self.starts[here]] + scores[here])
        for n in range(self.length - 1, -1, -1):
            here = self.starting[n]
            if len(here):
                backward[n] = _log_sum(scores[here] + backward[self.ends[here]])
        shares = forward[self.starts] + scores + backward[self.ends] - forward[-1]
        return float(forward[-1]), np.exp(np.clip(shares, -700, 0))


def _stretches(cuts: tuple[Cut, ...]) -> list[tuple[int, int]]:
    return list(pairwise([0, *(n + 1 for n, cut in enumerate(cuts) if cut is not Cut.NONE)]))


def _log_sum(values: Floats) -> float:
    top = float(values.max())
    return top + float(np.log(np.exp(values - top).sum())) if top > -1e29 else -1e30  # noqa: PLR2004


def gradient(lattice: Lattice, weights: Floats, places: int) -> tuple[float, Floats]:
    """Return how unlikely the chosen division is, and how that changes with each weight."""
    line, cue = weights[:places], weights[places : 2 * places]
    shared = np.bincount(lattice.rows, line[lattice.columns], lattice.length)
    more = np.bincount(lattice.rows, cue[lattice.columns], lattice.length)
    two = lattice.middles > 0
    scores = lattice.outline @ weights[2 * places :] + (shared + more)[lattice.ends - 1]
    scores[two] += shared[lattice.middles[two] - 1]
    everything, shares = lattice.marginals(scores)
    wanted, wanted_shares = lattice.marginals(np.where(lattice.chosen, scores, -1e30))
    off = shares - wanted_shares
    cues = np.bincount(lattice.ends - 1, off, lattice.length)
    lines = np.bincount(lattice.middles[two] - 1, off[two], lattice.length)
    slope = np.concatenate(
        [
            np.bincount(lattice.columns, (cues + lines)[lattice.rows], places),
            np.bincount(lattice.columns, cues[lattice.rows], places),
            off @ lattice.outline,
        ]
    )
    return everything - wanted, slope


def fit(texts: list[Divided]) -> tuple[dict[str, float], dict[str, float], dict[str, float]]:
    """Find the weights of lines, what cues add to them, and those of a cue's outline."""
    lattices = [Lattice(text) for text in texts]
    seen = Counter(name for lattice in lattices for names in lattice.features for name in names)
    names = ["always", *sorted(name for name, count in seen.items() if count >= SEEN)]
    shape = sorted({name for lattice in lattices for o in lattice.outlines for name in o})
    places = {name: n for n, name in enumerate(names)}
    for lattice in lattices:
        lattice.name(places, {name: n for n, name in enumerate(shape)})
    prior = np.repeat([PRIOR, PRIOR_CUE, PRIOR_SHAPE], [len(names), len(names), len(shape)])
    prior[[0, len(names)]] = 0.01
    weights, mean, spread = np.zeros((3, len(prior)))
    for step in range(1, STEPS + 1):  # Adam: Kingma and Ba, 2015
        loss, slope = 0.5 * float(prior @ weights**2), prior * weights
        for lattice in lattices:
            more, steeper = gradient(lattice, weights, len(names))
            loss, slope = loss + more, slope + steeper
        mean = 0.9 * mean + 0.1 * slope
        spread = 0.99 * spread + 0.01 * slope**2
        size = RATE * min(1.0, 2 * (1 - step / STEPS) + 0.02)
        weights -= size * (mean / (1 - 0.9**step)) / (np.sqrt(spread / (1 - 0.99**step)) + 1e-8)
        if step % 50 == 0:
            print(f"step {step}: {loss:.1f}", file=sys.stderr)
    line, cue, outline = np.split(weights, [len(names), 2 * len(names)])
    return (
        {name: float(w) for name, w in zip(names, line, strict=True)},
        {name: float(w) for name, w in zip(names, cue, strict=True)},
        {name: float(w) for name, w in zip(shape, outline, strict=True)},
    )


def main() -> None:
    """Print the module of weights."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--leave", default="", help="a file that is not learned from")
    asked = parser.parse_args()
    texts = [t for t in read_folder(asked.folder) if t.name != asked.leave]
    words = sum(len(t.words) for t in texts)
    tables = fit(texts)
    print(
        f'''"""Weights of breaks, learned from people's subtitles: written by bench/fit_breaks.py.

A weight is the logarithm of how much likelier a break is. "det |" is a break after a determiner,
"| prep" one before a preposition, "comma coord" one after a comma and before a conjunction. A line
break has LINE's weights; a cue break has LINE's and CUE's; a cue's outline has SHAPE's. Learned
from {len(texts)} English files of {words:,} words with lines of up to {LINE_LENGTH} characters.
"""
'''
    )
    for title, table in zip(("LINE", "CUE", "SHAPE"), tables, strict=True):
        print(f"{title} = {{")
        for name, weight in table.items():
            if abs(weight) >= 0.05 or name == "always":  # noqa: PLR2004 – smaller changes nothing
                print(f'    "{name}": {weight:.2f},')
        print("}")


if __name__ == "__main__":
    main()
