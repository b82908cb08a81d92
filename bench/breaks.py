"""Compare where our captions break with where people's do.

    python -m bench.breaks FOLDER [--profile streaming|broadcast]

FOLDER holds subtitles that people made: .srt, .vtt, or .txt with a space-separated mark after the
word that ends a line (<eol>) or a cue (<eob>), or either, where that is not known (<eo>). Each
text is captioned anew, twice: with its words' times shared out within the cues that people made
(.txt: 15 characters a second), and spread evenly over each sentence, so that no pause tells.
Scored is how many of the breaks are the same, as F1 (in hundredths) of all breaks and of cue
breaks, beside filling lines greedily and going back to the last comma.
"""

import argparse
import re
from dataclasses import dataclass
from enum import Enum
from itertools import accumulate, groupby
from pathlib import Path

from media import formats
from media.captioning import PROFILES, CaptionProfile, caption
from media.timeline import Span
from media.timing import Alignment, TimedWord, Timing, shared_out
from media.tracks import Track
from media.transcript import Paragraph, Sentence, Transcript, Word

PACE = 15  # characters a second, where nothing tells the time
_ENDS = re.compile(r"[.!?…][\"”’')\]]*( [-–—]+)?$")
_TITLE = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|St|Prof)\.$")
_SOUND = re.compile(r"[\[(♪].*[\])♪]|>>")
_LABEL = re.compile(r"^(?:[-–] ?|[A-Z][A-Z .]+: )")
_MARKS = {"<eol>": "LINE", "<eob>": "CUE", "<eo>": "EITHER"}


class Cut(Enum):
    """What ends after a word."""

    NONE = 0
    LINE = 1
    CUE = 2
    EITHER = 3  # a line, and perhaps a cue


@dataclass(frozen=True)
class Divided:
    """A text as people divided it: its words, what is cut after each, and when each is said."""

    name: str
    words: tuple[str, ...]
    cuts: tuple[Cut, ...]
    spans: tuple[Span, ...]

    @property
    def ends(self) -> tuple[bool, ...]:
        """Which words end a sentence; the last one does."""
        last = len(self.words) - 1
        return tuple(
            n == last or bool(_ENDS.search(word) and not _TITLE.search(word))
            for n, word in enumerate(self.words)
        )


def read_folder(folder: Path) -> list[Divided]:
    """Read every subtitle file of a folder, in order of name."""
    readers = {".txt": marked, ".srt": timed, ".vtt": timed}
    found = [readers[p.suffix](p) for p in sorted(folder.iterdir()) if p.suffix in readers]
    return [text for text in found if text.words]


def marked(path: Path) -> Divided:
    """Read words with marks; a lone dash goes with the word before it."""
    words: list[str] = []
    cuts: list[Cut] = []
    for item in path.read_text(encoding="utf-8").split():
        if item in _MARKS:
            if cuts:
                cuts[-1] = Cut[_MARKS[item]]
        elif words and not re.search(r"\w", item):
            words[-1] += f" {item}"
        else:
            words.append(item)
            cuts.append(Cut.NONE)
    if cuts:
        cuts[-1] = Cut.EITHER if Cut.EITHER in cuts else Cut.CUE
    end, spans = 0, []
    for word in words:
        begin, end = end, end + (len(word) + 1) * 1000 // PACE
        spans.append(Span(begin, end))
    return Divided(path.stem, tuple(words), tuple(cuts), tuple(spans))


def timed(path: Path) -> Divided:
    """Read a caption file; sounds and labels are left out."""
    track = formats.read(path.name, path.read_bytes())
    words: list[str] = []
    cuts: list[Cut] = []
    spans: list[Span] = []
    for cue in track.cues:
        said: list[list[str]] = []
        for line in cue.lines:
            text = _LABEL.sub("", _SOUND.sub("", line.text).strip())
            said.append([w for w in text.split() if re.search(r"\w", w)])
        mine = [(w, n == len(part) - 1) for part in said for n, w in enumerate(part)]
        if not mine:
            continue
        places = [Word(0, len(w), w) for w, _ in mine]
        words += [w for w, _ in mine]
        cuts += [Cut.LINE if last else Cut.NONE for _, last in mine]
        cuts[-1] = Cut.CUE
        spans += shared_out(places, cue.span)
    return Divided(path.stem, tuple(words), tuple(cuts), _in_order(spans))


def _in_order(spans: list[Span]) -> tuple[Span, ...]:
    """Cues that overlap give words that start before the word before them: hold those back."""
    begin, ordered = 0, []
    for span in spans:
        begin = max(begin, span.start)
        ordered.append(Span(begin, max(begin, span.end)))
    return tuple(ordered)


def evenly(text: Divided) -> tuple[Span, ...]:
    """Share each sentence's time out among its words, as if none were followed by a pause."""
    spans: list[Span] = []
    first = 0
    for last, ends in enumerate(text.ends):
        if ends:
            mine = [Word(0, len(w), w) for w in text.words[first : last + 1]]
            begin = text.spans[first].start
            spans += shared_out(mine, Span(begin, max(begin, text.spans[last].end)))
            first = last + 1
    return _in_order(spans)


def captioned(text: Divided, spans: tuple[Span, ...], profile: CaptionProfile) -> tuple[Cut, ...]:
    """Caption the words as one paragraph and find the cuts."""
    whole = " ".join(text.words)
    places, at = [], 0
    for word in text.words:
        bare = word.split(" ")[0]  # what stands alone after a word is no part of it
        places.append(Word(at, at + len(bare), bare))
        at += len(word) + 1
    groups, first = [], 0
    for last, ends in enumerate(text.ends):
        if ends:
            end = places[last].start + len(text.words[last])
            groups.append(Sentence(places[first].start, end, tuple(places[first : last + 1])))
            first = last + 1
    transcript = Transcript(whole, "en", (Paragraph(0, len(whole), tuple(groups)),))
    alignment = Alignment(
        tuple(TimedWord(w, s, Timing.HEARD) for w, s in zip(places, spans, strict=True))
    )
    return cuts_of(caption(transcript, alignment, profile), text.words)


def cuts_of(track: Track, words: tuple[str, ...]) -> tuple[Cut, ...]:
    """Find the cuts of a track whose lines hold these words."""
    cuts = [Cut.NONE] * len(words)
    at = -1
    for cue in track.cues:
        for line in cue.lines:
            left = line.text.replace(" ", "")
            while left:
                at += 1
                left = left[len(words[at].replace(" ", "")) :]
            cuts[at] = Cut.LINE
        cuts[at] = Cut.CUE
    return tuple(cuts)


def filled(text: Divided, limit: int, *, to_comma: bool) -> tuple[Cut, ...]:
    """Fill two lines at a time with each sentence, as most tools do."""
    cuts = [Cut.NONE] * len(text.words)
    places = range(len(text.words))
    sentence = [sum(text.ends[:n]) for n in places]
    for _, group in groupby(places, key=sentence.__getitem__):
        left, lines = list(group), 0
        while left:
            ends = accumulate(len(text.words[n]) + 1 for n in left)
            fits = max(1, sum(end <= limit + 1 for end in ends))
            if to_comma and fits < len(left):
                commas = [n for n in range(1, fits + 1) if text.words[left[n - 1]][-1] in ",;:"]
                fits = commas[-1] if commas else fits
            lines += 1
            cuts[left[fits - 1]] = Cut.LINE if lines % 2 and fits < len(left) else Cut.CUE
            left = left[fits:]
    return tuple(cuts)


def f1(ours: tuple[Cut, ...], theirs: tuple[Cut, ...], *, cues: bool) -> float | None:
    """Score the breaks, in hundredths; None where people's cues, or lines, are not told."""
    kinds = set(theirs)
    if cues and Cut.EITHER in kinds:
        return None
    if not cues and Cut.LINE not in kinds and Cut.EITHER not in kinds:
        return None
    wanted = [cut is Cut.CUE if cues else cut is not Cut.NONE for cut in theirs]
    found = [cut is Cut.CUE if cues else cut is not Cut.NONE for cut in ours]
    same = sum(a and b for a, b in zip(wanted, found, strict=True))
    return 200 * same / (sum(wanted) + sum(found))


def main() -> None:
    """Print a row a file, and the means."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--profile", choices=PROFILES, default="streaming")
    asked = parser.parse_args()
    profile = PROFILES[asked.profile]
    print(f"{'':24}{'greedy':>14}{'last comma':>14}{'ours':>14}{'ours, evenly':>14}")
    rows: list[list[float | None]] = []
    for text in read_folder(asked.folder):
        ways = (
            filled(text, profile.line_length, to_comma=False),
            filled(text, profile.line_length, to_comma=True),
            captioned(text, text.spans, profile),
            captioned(text, evenly(text), profile),
        )
        rows.append([f1(way, text.cuts, cues=cues) for way in ways for cues in (False, True)])
        print(f"{text.name[:23]:24}{_figures(rows[-1])}")
    means = [
        sum(known) / len(known) if (known := [x for x in column if x is not None]) else None
        for column in zip(*rows, strict=True)
    ]
    print(f"{'mean (any / cue)':24}{_figures(means)}")


def _figures(row: list[float | None]) -> str:
    shown = [f"{value:.0f}" if value is not None else "–" for value in row]
    return "".join(f"{a + ' / ' + b:>14}" for a, b in zip(shown[::2], shown[1::2], strict=True))


if __name__ == "__main__":
    main()
