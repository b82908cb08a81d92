"""Caption files as transcripts: the words of their cues, without the times.

Who has only captions has a text already. A paragraph goes on until somebody else speaks, or nobody
does for a while.
"""

from media import formats
from media.documents.manuscript import Manuscript, lines
from media.tracks import Line

_PAUSE = 2_000  # ms: about twice what a reader leaves where a new matter begins


def read(name: str, data: bytes) -> Manuscript:
    """Read a caption file in any format that is known. Raises what `formats.read` does."""
    paragraphs: list[list[str]] = []
    speaker: str | None = None
    ended: int | None = None
    for cue in formats.read(name, data).cues:
        for line in cue.lines:
            named = line.speaker
            if ended is None or cue.span.start - ended > _PAUSE or named not in (None, speaker):
                paragraphs.append([f"{named}:"] if named not in (None, speaker) else [])
                speaker = named or speaker
            paragraphs[-1].append(_unlabelled(line))
            ended = cue.span.end
    text = "\n\n".join(map(" ".join, paragraphs))
    return Manuscript(text, tuple(lines(text, 0, len(text))))


def _unlabelled(line: Line) -> str:
    """The line without the name that captions show before a turn, often in capitals."""
    label = f"{line.speaker}:"
    shown = line.text[: len(label)].casefold() == label.casefold()
    return line.text[len(label) :].lstrip() if shown else line.text
