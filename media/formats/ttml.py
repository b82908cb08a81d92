"""EBU-TT-D, the TTML that broadcasters take (EBU Tech 3380).

Written here, element by element: ttconv's writer makes IMSC, with styles on the region and no
time base, both of which Tech 3380 forbids, and its reader passes over who speaks. What it knows of
TTML's many ways of writing a time is used.
"""

import re
import xml.etree.ElementTree as ET  # expat refuses entity bombs, ElementTree fetches nothing
from collections.abc import Iterator
from fractions import Fraction
from typing import NoReturn

from media.errors import UnreadableCaptions
from media.languages import right_to_left
from media.timeline import Span, clock
from media.tracks import Cue, Line, Track
from media.xmltext import legal

_TT = "{http://www.w3.org/ns/ttml}"
_PARAMETER = "{http://www.w3.org/ns/ttml#parameter}"
_STYLING = "{http://www.w3.org/ns/ttml#styling}"
_METADATA = "{http://www.w3.org/ns/ttml#metadata}"
_EBU_METADATA = "{urn:ebu:tt:metadata}"
_EBU_STYLE = "{urn:ebu:tt:style}"
_XML = "{http://www.w3.org/XML/1998/namespace}"
_PREFIXES = {
    "": _TT, "ttp": _PARAMETER, "tts": _STYLING, "ttm": _METADATA,
    "ebuttm": _EBU_METADATA, "ebutts": _EBU_STYLE,
}  # fmt: skip
_HOLDERS = (f"{_TT}div", f"{_TT}p")
_SHOWN = (f"{_TT}p", f"{_TT}span")
_TIMED = frozenset({"begin", "end", "dur"})

# BBC Subtitle Guidelines: white on black, two lines at the bottom within the middle of the
# picture. A cell of the 32 × 15 grid is a line's height; half a cell stands at each end of a line.
_LINES = {
    f"{_STYLING}fontFamily": "proportionalSansSerif",
    f"{_STYLING}fontSize": "100%",
    f"{_STYLING}lineHeight": "120%",
    f"{_STYLING}textAlign": "center",
    f"{_EBU_STYLE}multiRowAlign": "center",
    f"{_EBU_STYLE}linePadding": "0.5c",
}
_WORDS = {f"{_STYLING}color": "#FFFFFF", f"{_STYLING}backgroundColor": "#000000"}
_REGION = {
    f"{_XML}id": "bottom",
    f"{_STYLING}origin": "10% 70%",
    f"{_STYLING}extent": "80% 22%",
    f"{_STYLING}displayAlign": "after",
    f"{_STYLING}overflow": "visible",
}


def write(track: Track) -> str:
    """Write a track. Who speaks is told by `ttm:agent`, on the span of each line."""
    for prefix, namespace in _PREFIXES.items():
        ET.register_namespace(prefix, namespace[1:-1])
    root = ET.Element(
        f"{_TT}tt",
        {
            f"{_XML}lang": track.language,
            f"{_XML}space": "preserve",
            f"{_PARAMETER}timeBase": "media",
            f"{_PARAMETER}cellResolution": "32 15",
        },
    )
    speakers = dict.fromkeys(line.speaker for cue in track.cues for line in cue.lines)
    agents = {name: f"speaker{n}" for n, name in enumerate(filter(None, speakers), start=1)}
    _write_head(ET.SubElement(root, f"{_TT}head"), track.language, agents)
    body = ET.SubElement(root, f"{_TT}body")
    div = ET.SubElement(body, f"{_TT}div", style="lines", region="bottom")
    for number, cue in enumerate(track.cues, start=1):
        p = ET.SubElement(
            div,
            f"{_TT}p",
            {f"{_XML}id": f"cue{number}"},
            begin=clock(cue.span.start),
            end=clock(cue.span.end),
        )
        for index, line in enumerate(cue.lines):
            if index:
                ET.SubElement(p, f"{_TT}br")
            span = ET.SubElement(p, f"{_TT}span", style="words")
            span.text = legal(line.text)
            if line.speaker:
                span.set(f"{_METADATA}agent", agents[line.speaker])
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _write_head(head: ET.Element, language: str, agents: dict[str, str]) -> None:
    metadata = ET.SubElement(head, f"{_TT}metadata")
    document = ET.SubElement(metadata, f"{_EBU_METADATA}documentMetadata")
    conforms = ET.SubElement(document, f"{_EBU_METADATA}conformsToStandard")
    conforms.text = "urn:ebu:tt:distribution:2018-04"
    for name, key in agents.items():
        agent = ET.SubElement(metadata, f"{_METADATA}agent", {f"{_XML}id": key}, type="person")
        ET.SubElement(agent, f"{_METADATA}name", type="full").text = legal(name)
    styling = ET.SubElement(head, f"{_TT}styling")
    lines = {f"{_XML}id": "lines", **_LINES}
    if right_to_left(language):
        lines |= {f"{_STYLING}direction": "rtl", f"{_STYLING}unicodeBidi": "embed"}
    ET.SubElement(styling, f"{_TT}style", lines)
    ET.SubElement(styling, f"{_TT}style", {f"{_XML}id": "words", **_WORDS})
    ET.SubElement(ET.SubElement(head, f"{_TT}layout"), f"{_TT}region", _REGION)


def read(text: str, name: str = "TTML") -> Track:
    """Read EBU-TT-D, IMSC and other TTML: what is shown when, and by whom it is said.

    Raises UnreadableCaptions, with `name`, and the line where the XML itself is broken.
    """
    try:
        root = ET.fromstring(text.removeprefix("\ufeff"))  # noqa: S314  # see the import
    except ET.ParseError as trouble:
        raise UnreadableCaptions(name, trouble.position[0], "not well-formed XML") from None
    body = root.find(f"{_TT}body")
    if root.tag != f"{_TT}tt" or body is None:
        raise UnreadableCaptions(name, line=None, reason="no TTML document with a body")
    try:
        found = list(_Reading(root, name).cues(body, Fraction(0), None))
    except RecursionError:
        raise UnreadableCaptions(name, line=None, reason="nested without an end") from None
    cues = sorted(found, key=lambda cue: cue.span)
    return Track(tuple(cues), root.get(f"{_XML}lang") or "und")


class _Reading:
    """One document being read: what its head says about times and people."""

    def __init__(self, root: ET.Element, name: str) -> None:
        # Frames, ticks and offsets are ttconv's; its import is too slow for those who only write.
        from ttconv.imsc import attributes  # noqa: PLC0415

        self._name = name
        self._parse_time = attributes.parse_time_expression
        self._rates = attributes.TemporalAttributeParsingContext(
            frame_rate=attributes.FrameRateAttribute.extract(root),
            tick_rate=attributes.TickRateAttribute.extract(root),
        )
        self._preserved = root.get(f"{_XML}space") == "preserve"
        self._names = {
            agent.get(f"{_XML}id"): " ".join("".join(agent.itertext()).split())
            for agent in root.iter(f"{_METADATA}agent")
        }

    def cues(self, element: ET.Element, start: Fraction, stop: Fraction | None) -> Iterator[Cue]:
        """The cues in an element of the body; times count from those of the one around it."""
        start, stop = self._times(element, start, stop)
        inner = [child for child in element if child.tag in _HOLDERS]
        if element.tag == f"{_TT}p":
            inner = [s for s in element.iter(f"{_TT}span") if _TIMED.intersection(s.keys())]
        for child in inner:
            yield from self.cues(child, start, stop)
        lines = () if inner or element.tag not in _SHOWN else tuple(self._lines(element))
        if lines:
            if stop is None or round(stop * 1000) <= round(start * 1000):
                self._refuse(f"“{lines[0].text}” has no end, or none after its start")
            else:
                yield Cue(Span(round(start * 1000), round(stop * 1000)), lines)

    def _times(
        self, element: ET.Element, start: Fraction, stop: Fraction | None
    ) -> tuple[Fraction, Fraction | None]:
        if element.get("timeContainer") == "seq":
            self._refuse("cues in a timeContainer of seq")
        begun = start + (self._time(element, "begin") or 0)
        ends = [stop]
        if (end := self._time(element, "end")) is not None:
            ends.append(start + end)
        if (duration := self._time(element, "dur")) is not None:
            ends.append(begun + duration)
        return begun, min((end for end in ends if end is not None), default=None)

    def _time(self, element: ET.Element, attribute: str) -> Fraction | None:
        written = element.get(attribute)
        if written is None:
            return None
        try:
            return Fraction(self._parse_time(self._rates, written))
        except ValueError:
            self._refuse(f"“{written}” is no time")

    def _refuse(self, reason: str) -> NoReturn:
        raise UnreadableCaptions(self._name, line=None, reason=reason)

    def _lines(self, element: ET.Element) -> Iterator[Line]:
        """The lines of an element with something on them; who begins a line speaks it."""
        lines: list[tuple[str, str | None]] = [("", None)]
        for text, speaker in self._parts(element, None):
            if text is None:
                lines.append(("", None))
            else:
                shown, first = lines[-1]
                lines[-1] = (shown + text, first if shown.strip() else speaker)
        for shown, speaker in lines:
            text = shown if self._preserved else " ".join(shown.split())
            text = re.sub(r"[\r\n]", " ", text).strip()
            if text:
                yield Line(text, speaker)

    def _parts(
        self, element: ET.Element, speaker: str | None
    ) -> Iterator[tuple[str | None, str | None]]:
        """Stretches of text and who speaks them; None for a line's end."""
        speaker = self._names.get(element.get(f"{_METADATA}agent")) or speaker
        yield element.text or "", speaker
        for child in element:
            if child.tag == f"{_TT}br":
                yield None, speaker
            elif child.tag == f"{_TT}span":
                yield from self._parts(child, speaker)
            yield child.tail or "", speaker
