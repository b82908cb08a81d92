"""WebVTT (W3C), by webvtt-py. Escaping is ours: the library keeps cue text as it stands."""

import html
import re
from collections.abc import Iterator

import webvtt

from media.errors import UnreadableCaptions
from media.timeline import Span, clock
from media.tracks import Cue, Line, Track

_HEADER = re.compile(r"WEBVTT(?:[ \t\r\n]|$)")
_TIME = r"(?:(\d{2,10}):)?([0-5]\d):([0-5]\d)\.(\d{3})"
_TIMES = re.compile(rf"[ \t]*{_TIME}[ \t]*-->[ \t]*{_TIME}(?:[ \t].*)?")
_LANGUAGE = re.compile(r"Language:\s*([A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*)", re.IGNORECASE)
_PIECE = re.compile(r"<([^>]*)>?|[^<]+")
_VOICE = re.compile(r"v(?:\.[^\s]*)?\s+(.*)", re.DOTALL)


def write(track: Track) -> str:
    """Write a track; a named speaker becomes a voice span on each line, the language a comment.

    >>> from media.timeline import Span
    >>> cue = Cue(Span(0, 1_000), (Line("Fish & chips", "Zoë"),))
    >>> print(write(Track((cue,), "en")))
    WEBVTT
    <BLANKLINE>
    NOTE Language: en
    <BLANKLINE>
    00:00:00.000 --> 00:00:01.000
    <v Zoë>Fish &amp; chips</v>
    <BLANKLINE>
    """
    captions = [
        webvtt.Caption(
            clock(cue.span.start), clock(cue.span.end), [_marked_up(line) for line in cue.lines]
        )
        for cue in track.cues
    ]
    comment = f"Language: {track.language}"
    return webvtt.WebVTT(captions=captions, header_comments=[comment]).content


def _marked_up(line: Line) -> str:
    text = html.escape(line.text, quote=False)
    speaker = html.escape(" ".join((line.speaker or "").split()), quote=False)
    if speaker.endswith("--"):
        speaker = speaker[:-1] + "&#45;"  # or the tag would end in the arrow that times have
    return f"<v {speaker}>{text}</v>" if speaker else text


def read(text: str, name: str = "WebVTT") -> Track:
    """Read a file, anybody's: tags go, voices stay; styles, regions, notes and places go.

    The language is "und" where neither a header nor a comment names it. Cues are put in order of
    their starts. Raises UnreadableCaptions, with the line and `name`, where the header or a time
    is wrong: a browser would leave such a cue out and say nothing.
    """
    text = text.removeprefix("\ufeff")
    if not _HEADER.match(text):
        raise UnreadableCaptions(name, line=1, reason="it does not begin with WEBVTT")
    _check_times(text, name)
    file = webvtt.WebVTT.from_string(text)
    cues = []
    for caption in file.captions:
        lines = tuple(_lines(caption.raw_text))
        if lines:
            span = Span(caption.start_time.in_milliseconds(), caption.end_time.in_milliseconds())
            cues.append(Cue(span, lines))
    said = [*file.metadata, *file.header_comments]
    language = next((m[1] for m in map(_LANGUAGE.match, said) if m), "und")
    return Track(tuple(sorted(cues, key=lambda cue: cue.span)), language)


def _check_times(text: str, name: str) -> None:
    for number, line in enumerate(re.split("\r\n|[\r\n]", text), start=1):
        if "-->" not in line or line.startswith("NOTE"):
            continue
        found = _TIMES.fullmatch(line)
        if not found:
            reason = "times are written as 00:01:02.345 --> 00:01:04.000"
            raise UnreadableCaptions(name, number, reason)
        fields = [int(field or 0) for field in found.groups()]
        if fields[:4] >= fields[4:]:
            raise UnreadableCaptions(name, number, "the cue ends before it starts")


def _lines(marked_up: str) -> Iterator[Line]:
    """The lines of a cue with something on them, each with the voice it is in when it begins."""
    voice: str | None = None
    shown, speaker = "", voice
    for piece in _PIECE.finditer(marked_up):
        if piece[0][0] == "<":
            found = _VOICE.fullmatch(piece[1])
            if found:
                voice = " ".join(html.unescape(found[1]).split()) or None
            elif piece[1] == "/v":
                voice = None
            continue
        for index, part in enumerate(piece[0].split("\n")):
            if index:
                yield from _line(shown, speaker)
                shown = ""
            if part and not shown:
                speaker = voice
            shown += part
    yield from _line(shown, speaker)


def _line(shown: str, speaker: str | None) -> Iterator[Line]:
    text = re.sub(r"[\r\n]", " ", html.unescape(shown)).strip()
    if text:
        yield Line(text, speaker)
