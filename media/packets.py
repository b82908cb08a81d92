"""The packets of a recording, from the table that ffmpeg's framecrc form writes of them."""

import re
from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from statistics import median

_UNEVEN = 2  # ms


@dataclass(slots=True)
class Track:
    """What the packets of a stream tell: times are in `unit` seconds."""

    unit: Fraction = Fraction(1)
    facts: dict[str, str] = field(default_factory=dict)
    times: "array[int]" = field(default_factory=lambda: array("q"))
    keys: "array[int]" = field(default_factory=lambda: array("q"))
    last: int = 0
    packets: int = 0
    size: int = 0
    locked: bool = False

    def add(self, packet: list[str]) -> None:
        """Count a packet: dts, pts, duration, size, checksum, and perhaps flags and side data."""
        self.packets += 1
        self.size += int(packet[3])
        self.locked = self.locked or any("Encryption" in fact for fact in packet[5:])
        if packet[1].strip() == "NOPTS":
            return
        time = int(packet[1])
        self.last = max(self.last, time + int(packet[2]))
        if self.facts["media_type"] == "video":
            self.times.append(time)
            if not any(fact.strip() == "F=0x0" for fact in packet[5:]):
                self.keys.append(time)

    @property
    def moving(self) -> bool:
        """More than a cover, which is one packet."""
        return self.packets > 1 and self.last > 0

    @property
    def end(self) -> int:
        """When the last one ends, in ms."""
        return self._milliseconds(self.last)

    @property
    def bit_rate(self) -> int:
        """In bits a second."""
        return self.size * 8000 // max(1, self.end)

    @property
    def rate(self) -> float:
        """Frames a second, as most frames have it."""
        return round(float(1 / (Fraction(self._usual) * self.unit)), 3)

    @property
    def variable(self) -> bool:
        """Whether some frames last longer than others.

        By more than 2 ms: Matroska counts in ms, so 24 a second are now 41 and now 42 of them.
        """
        gaps, usual = _gaps(self.times), self._usual
        return self._milliseconds(max((abs(gap - usual) for gap in gaps), default=0)) > _UNEVEN

    @property
    def between_keyframes(self) -> int:
        """The longest way between two, or from the last to the end, in ms."""
        return self._milliseconds(max(_gaps((*self.keys, self.last)), default=self.last))

    @property
    def _usual(self) -> float:
        gaps = _gaps(self.times)
        return median(gaps) if gaps else float(1 / self.unit)

    def _milliseconds(self, units: float) -> int:
        return round(units * self.unit * 1000)


def tracks_of(table: Path) -> list[Track]:
    """Read what framecrc wrote: a head of facts a stream, then a line a packet."""
    tracks: dict[int, Track] = {}
    with table.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            if not line.startswith("#"):
                number, *packet = line.split(",")
                tracks[int(number)].add(packet)
            elif fact := re.match(r"#(\w+) (\d+): *(.*)", line):
                track = tracks.setdefault(int(fact[2]), Track())
                track.facts[fact[1]] = fact[3]
                if fact[1] == "tb":
                    track.unit = Fraction(fact[3])
    return [tracks[number] for number in sorted(tracks)]


def _gaps(times: Iterable[int]) -> list[int]:
    """From each moment to the next, as they are shown; they are stored as they are decoded."""
    return [after - before for before, after in pairwise(sorted(set(times)))]
