"""Films for social media, where sound is off: square and upright, with large captions in them.

The picture is whole, and what is written stands beside it, on plain ground: no face is cut or
covered. Where there is only sound it is a quiet card with title and speaker.
"""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from media import ffmpeg
from media.errors import Lack
from media.profiles import NARROW
from media.progress import Reporter
from media.renditions import Tags
from media.takeaway.burnt import GROUND, Layout, script
from media.takeaway.edition import Edition
from media.takeaway.faces import FONTS, drawable
from media.takeaway.recaptioned import WORDS, recaptioned
from media.transcoding import FILM

_SOUND = "speech.mp3"
_ENOUGH = (
    720  # pixels of a film's shorter side: none is shown larger but upright films, by a little
)
_RATE = (
    "fps=min(max(source_fps\\,25)\\,60)"  # a caption waits for the next picture, so many are needed
)
_H264 = ("-c:v", "libx264", "-crf", "23")
_MOVING = ("-preset", "veryfast", "-maxrate", "6M", "-bufsize", "12M")
_STILL = ("-preset", "ultrafast", "-tune", "stillimage")  # hardly a bit is needed, so time is saved
_COPIED = ("-map", "0:a?", "-c:a", "copy")
_ENCODED = ("-map", "0:a", "-c:a", "aac", "-b:a", "96k")
_MP4 = ("-map_metadata", "-1", "-map_chapters", "-1", "-bitexact", "-movflags", "+faststart")


@dataclass(frozen=True, slots=True)
class Social:
    """A shape, in pixels; what apps draw over the edges of a film covers nothing of it.

    A film has its title at `title`, its picture from `top` on, `most` high at most, and the middle
    of its captions `below` the picture. A card has title and captions at `card`.
    """

    width: int
    height: int
    title: int
    top: int
    most: int
    below: int
    card: tuple[int, int]
    VERSION: int = 1

    def identity(self) -> Mapping[str, str]:
        return {"ffmpeg": ffmpeg.identity(), "fonttools": version("fonttools")}

    def lacks(self, edition: Edition) -> Lack | None:
        """Words with times are needed, and typefaces that have their letters."""
        if _SOUND not in edition.files and _film(edition) is None:
            return Lack.SOUND
        sentences = [s for p in edition.paragraphs for s in p.sentences]
        if WORDS not in edition.files or all(s.start is None for s in sentences):
            return Lack.TIMES
        shown = edition.title + edition.speaker + "".join(s.text for s in sentences)
        return None if drawable(shown) else Lack.TYPE

    def render(self, edition: Edition, place: Path, report: Reporter) -> None:
        """Draw the film. `report` hears milliseconds; EncodingFailed or StoreFull."""
        film = _film(edition)
        with tempfile.TemporaryDirectory() as folder:
            drawn = Path(folder, "script.ass")
            text = script(edition, recaptioned(edition, NARROW), self._layout(edition))
            drawn.write_text(text, encoding="utf-8")
            writing = f"ass=filename={ffmpeg.option(drawn)}:fontsdir={ffmpeg.option(FONTS)}"
            if film:
                ground = f"[0:v]{self._picture(edition)}"
                streams = (*_MOVING, *_COPIED)
            else:
                ground = f"color={GROUND}:s={self.width}x{self.height}:r=25"
                streams = (*_STILL, *_ENCODED)
            ffmpeg.run(
                (
                    *ffmpeg.source(film or edition.files[_SOUND].path),
                    *("-filter_complex", f"{ground},{writing},format=yuv420p[shown]"),
                    *("-map", "[shown]", *_H264, *streams),
                    *("-t", f"{edition.duration / 1000:.3f}"),
                    *(*_MP4, *_tags(edition).settings, "-f", "mp4"),
                ),
                place,
                limits=ffmpeg.within(edition.duration),
                duration=edition.duration,
                report=report,
            )

    def _fitted(self, edition: Edition) -> tuple[int, int]:
        """The size at which all of the picture is shown; even, as H.264 wants it."""
        assert edition.picture  # noqa: S101 - only films are asked about
        width, height = edition.picture
        share = min(self.width / width, self.most / height)
        return round(width * share) // 2 * 2, round(height * share) // 2 * 2

    def _picture(self, edition: Edition) -> str:
        """Filters that put the picture in its place."""
        width, height = self._fitted(edition)
        scaled = f"{_RATE},scale={width}:{height},setsar=1"
        return f"{scaled},pad={self.width}:{self.height}:(ow-iw)/2:{self.top}:{GROUND}"

    def _layout(self, edition: Edition) -> Layout:
        heading, captions = self.card
        if edition.picture:
            heading, captions = self.title, self.top + self._fitted(edition)[1] + self.below
        return Layout(self.width, self.height, heading, captions, margin=80)


SQUARE = Social(1080, 1080, title=36, top=208, most=608, below=132, card=(120, 800))
# Apps keep the upper seventh of an upright film for themselves, and the lower fifth.
PORTRAIT = Social(1080, 1920, title=280, top=470, most=760, below=150, card=(340, 1180))


def _film(edition: Edition) -> Path | None:
    """The smallest encoding of the film that is large enough, or else the largest."""
    found = {
        int(side[1]): made.path
        for name, made in edition.files.items()
        if (side := FILM.fullmatch(name))
    }
    if not found:
        return None
    return found[min((side for side in found if side >= _ENOUGH), default=max(found))]


def _tags(edition: Edition) -> Tags:
    return Tags(
        title=edition.title,
        artist=edition.speaker or edition.body,
        date=edition.date.isoformat(),
        comment=edition.digest,
    )
