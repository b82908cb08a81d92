"""The aligner: a phone model says where each sentence is, pocketsphinx where its words are.

The phone model keeps its head in noise, under music and through what is not in the text, but is
some 20 ms out on every word. pocketsphinx is nearer the mark and easily lost. So the first looks
through the whole recording, and the second inside each sentence that was found.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from itertools import accumulate

from media.alignment import RATE, Samples
from media.engines.listening.anchors import longest_path
from media.engines.listening.placing import Placement, places, settled
from media.engines.listening.posteriors import posteriors
from media.engines.listening.pronunciations import pronunciations
from media.engines.listening.refinement import refined
from media.engines.listening.script import Script, Spoken
from media.engines.listening.sounds import kinship
from media.engines.listening.trellis import heard
from media.engines.listening.verdict import verdict
from media.errors import AlignmentFailed, NoVoiceFor
from media.progress import Progress, Reporter
from media.timeline import Span
from media.timing import Alignment
from media.transcript import Transcript

# ms. pocketsphinx is given a sentence and this much around it, though no more than half of the
# pause, and past the last sound's end in any case.
_AROUND = 450
_PAST_END = 20

# Two that err independently do better together: three parts pocketsphinx, one the phone model.
# Further apart than _ASTRAY one of them is astray, and further than _LOST it is pocketsphinx.
_SHARE = 0.75
_ASTRAY, _LOST = 70, 150  # ms
_TRAILING = 200  # ms by which a word may go on after its last sound: music is not the word
_DOUBT = 0.6  # what is left of a word's score then


@dataclass(frozen=True, slots=True)
class Hybrid:
    """`refine` False is the phone model alone: twice as far out, and in need of less."""

    name: str
    refine: bool

    @property
    def identity(self) -> Mapping[str, str]:
        used = ("hama", "hibari-tts", "espeakng-loader", *("pocketsphinx",) * self.refine)
        return {"aligner": self.name, **{package: version(package) for package in used}}

    def align(self, speech: Samples, transcript: Transcript, report: Reporter) -> Alignment:
        try:
            script = Script.of(pronunciations(transcript))
        except NoVoiceFor as silence:
            raise AlignmentFailed(self.name, f"no phones for {silence.language}") from silence
        sounds = posteriors(speech, report)
        if not script.words or not len(sounds):
            return verdict(transcript, script, [None] * len(script.words), sounds, self.name)
        scores = heard(sounds, kinship())
        states = longest_path(script, scores, sounds.argmax(axis=1))
        found = places(script, states, scores)
        if self.refine:
            found = _refined(speech, script, found, report)
        return verdict(transcript, script, found, sounds, self.name)


def _refined(
    speech: Samples, script: Script, found: list[Placement | None], report: Reporter
) -> list[Placement | None]:
    """Look again inside each sentence that was found."""
    out = list(found)
    after = [*(p.start for p in found if p), len(speech) * 1000 // RATE]
    before, at, here = 0, 0, 0
    for words in script.sentences:
        report(Progress("Placing words", at, len(found)))
        placed = [p for p in found[at : at + len(words)] if p]
        if placed:
            here += len(placed)
            start, end = placed[0].start, placed[-1].end
            first = max(start - _AROUND, min(start, (before + start) // 2))
            last = min(end + _AROUND, max((end + after[here]) // 2, end + _PAST_END))
            window = speech[first * RATE // 1000 : last * RATE // 1000]
            again = refined(window, [part for word in words for part in word.parts])
            out[at : at + len(words)] = _agreed(words, placed, again, first)
            before = end
        at += len(words)
    report(Progress("Placing words", at, len(found)))
    return settled(out)


def _agreed(
    words: Sequence[Spoken], placed: Sequence[Placement], found: Sequence[Span] | None, first: int
) -> Sequence[Placement]:
    """Weigh what pocketsphinx found, in ms from `first`, with where the words were placed."""
    if found is None:
        return [replace(p, fit=p.fit * _DOUBT) for p in placed]
    ends = accumulate(len(word.parts) for word in words)
    return [
        _between(place, found[end - len(word.parts)].start + first, found[end - 1].end + first)
        for word, place, end in zip(words, placed, ends, strict=True)
    ]


def _between(place: Placement, start: int, end: int) -> Placement:
    apart = start - place.start
    if abs(apart) > _LOST:
        return replace(place, fit=place.fit * _DOUBT)
    begins = place.start + round(_SHARE * max(-_ASTRAY, min(_ASTRAY, apart)))
    doubt = _DOUBT if abs(apart) > _ASTRAY else 1.0
    ends = max(begins, min(end, place.end + _TRAILING))
    return Placement(begins, ends, place.fit * doubt)
