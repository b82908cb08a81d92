"""Which encodings of a narration are made, for whom, and how; and what a film is called."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

FILM = re.compile(r"video-(\d+)\.mp4")  # the number is the shorter side of its picture, in pixels


@dataclass(frozen=True, slots=True)
class Rendition:
    """A kind of sound file: its suffix, its media type, and what ffmpeg is told.

    `gain` in dB is given first, for an encoder that takes some off.
    """

    suffix: str
    media_type: str
    codec: tuple[str, ...]
    gain: float = 0.0

    @property
    def settings(self) -> tuple[str, ...]:
        """All that ffmpeg is told."""
        return (*(("-af", f"volume={self.gain}dB") if self.gain else ()), *self.codec)


@dataclass(frozen=True, slots=True)
class Tags:
    """What a player shows of a file that has left its page; "" is left out.

    `date` is ISO 8601, `language` BCP 47, `comment` tells which text was spoken.
    """

    title: str
    artist: str = ""
    date: str = ""
    language: str = ""
    comment: str = ""

    @property
    def given(self) -> Mapping[str, str]:
        """What there is, by name."""
        values = {f: getattr(self, f).replace("\0", "") for f in self.__dataclass_fields__}
        return {name: value for name, value in values.items() if value}

    @property
    def settings(self) -> tuple[str, ...]:
        """What ffmpeg is told."""
        return tuple(
            a for tag, value in self.given.items() for a in ("-metadata", f"{tag}={value}")
        )


# Speech in mono. A constant rate lets a player find any moment of an MP3 by its byte; LAME takes
# some 0.4 dB off at these rates, which is given first. Opus is made at its middle effort: half
# the time of the highest, and nothing to hear.
RENDITIONS: Mapping[str, Rendition] = {
    r.suffix: r
    for r in (
        Rendition(
            "mp3",
            "audio/mpeg",
            ("-c:a", "libmp3lame", "-b:a", "64k", "-compression_level", "7"),
            gain=0.4,
        ),
        Rendition(
            "opus",
            "audio/ogg; codecs=opus",
            ("-c:a", "libopus", "-b:a", "40k", "-compression_level", "5"),
        ),
    )
}
