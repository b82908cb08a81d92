"""A long recording cut at places that are certain, so that each search stays small.

The search for the best path takes the recording's length times the text's. Where consonants in a
row are heard that the text has just once, and are heard just once, and other such places nearby
agree, text and time are tied together there, and what lies between two ties is searched by itself.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from media.engines.listening.script import Script
from media.engines.listening.sounds import NAMES
from media.engines.listening.trellis import Lattice, States

# Consonants that are told apart well, voiced and unvoiced together. The rest come and go with the
# accent, and vowels are not told apart well.
_KINDS = ("p b", "t d", "k g", "f v", "s z", "ʃ ʒ t͡ʃ d͡ʒ", "m", "n ŋ", "l")
_RUN = 9  # of them in a row: some 27 bits, enough to be rare in two hours
_NEAR = 1_500  # frames: half a minute, in which other ties must agree
_PACE = 0.05, 0.6  # sounds a frame: from very slow speech to very fast
_APART = 2_000  # frames: ties closer than 40 s are not needed

_SMALL = 60_000_000  # frames × sounds, which take a second: ten minutes of speech are not cut
_HOPELESS = 6_000_000_000  # minutes of searching through what has nothing in common

Tie = tuple[int, int]  # a sound of the script, and a frame in which it is named


def longest_path(script: Script, scores: NDArray[np.float32], named: NDArray[np.intp]) -> States:
    """Find the best path through a script of any length; `named` is the best sound at each frame.

    A stretch that is hopelessly long without a tie is left as a rest.
    """
    small = len(scores) * len(script.sounds) <= _SMALL
    ties = [] if small else _far_apart(_trusted(_ties(script, named)))
    states = np.empty(len(scores), np.int32)
    for begin, end in pairwise((None, *ties, None)):
        sound, frame = begin or (0, 0)
        to_sound, to_frame = end or (len(script.sounds) - 1, len(scores) - 1)
        part = scores[frame : to_frame + 1]
        first, last = int(begin is not None), 2 * (to_sound - sound) + 1 if end else None
        if len(part) * (to_sound - sound) > _HOPELESS:
            states[frame : to_frame + 1] = 2 * sound
            continue
        lattice = Lattice(script, sound, to_sound + 1)
        states[frame : to_frame + 1] = 2 * sound + lattice.path(part, first=first, last=last)
    return states


def _kinds() -> NDArray[np.int8]:
    """The kind of each sound, and of none; -1 for what is not counted."""
    kinds = np.full(len(NAMES) + 1, -1, np.int8)
    for kind, names in enumerate(_KINDS):
        kinds[[NAMES.index(name) for name in names.split()]] = kind
    return kinds


def _ties(script: Script, named: NDArray[np.intp]) -> list[Tie]:
    """Where a run of consonants stands once in the script and once in what is heard, in order."""
    kinds = _kinds()
    begins = np.flatnonzero(np.diff(named, prepend=-1) != 0)
    frames = begins[kinds[named[begins]] >= 0]
    written = np.flatnonzero(kinds[list(script.sounds)] >= 0)
    in_text = _once(kinds[np.array(script.sounds)[written]])
    in_sound = _once(kinds[named[frames]])
    middle = _RUN // 2
    both = sorted(
        (int(written[at + middle]), int(frames[in_sound[run] + middle]))
        for run, at in in_text.items()
        if run in in_sound
    )
    return _rising(both)


def _once(kinds: NDArray[np.int8]) -> dict[bytes, int]:
    """The runs that occur once, and where."""
    runs = [kinds[i : i + _RUN].tobytes() for i in range(len(kinds) - _RUN + 1)]
    count = Counter(runs)
    return {run: i for i, run in enumerate(runs) if count[run] == 1}


def _rising(ties: Sequence[Tie]) -> list[Tie]:
    """The longest chain in which time rises with the text."""
    tails: list[int] = []  # the frame that the best chain of each length ends with
    ends: list[int] = []
    before: list[int | None] = []
    for i, (_, frame) in enumerate(ties):
        length = bisect_left(tails, frame)
        before.append(ends[length - 1] if length else None)
        tails[length : length + 1] = [frame]
        ends[length : length + 1] = [i]
    chain, at = [], ends[-1] if ends else None
    while at is not None:
        chain.append(ties[at])
        at = before[at]
    return chain[::-1]


def _trusted(chain: Sequence[Tie]) -> list[Tie]:
    """Those that two others nearby agree with, in the pace from one to the other."""

    def agree(one: Tie, other: Tie) -> bool:
        frames = abs(other[1] - one[1])
        sounds = abs(other[0] - one[0])
        return 0 < frames <= _NEAR and _PACE[0] * frames <= sounds <= _PACE[1] * frames

    return [
        tie
        for i, tie in enumerate(chain)
        if sum(agree(tie, other) for other in chain[max(0, i - 4) : i + 5]) >= 2  # noqa: PLR2004
    ]


def _far_apart(ties: Sequence[Tie]) -> list[Tie]:
    kept: list[Tie] = []
    for sound, frame in ties:
        if not kept or (frame - kept[-1][1] >= _APART and sound > kept[-1][0]):
            kept.append((sound, frame))
    return kept
