"""Films for social media, where sound is off: square and upright, with large captions in them.

The picture is whole, and what is written stands beside it, on plain ground: no face is cut or
covered. Where there is only sound it is a quiet card with title and speaker.
"""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path

from media import ffmpeg
from media.errors import Lack
from media.profiles import NARROW
from media.progress import Reporter, silent
from media.renditions import FILM
from media.takeaway import aac
from media.takeaway.burnt import GROUND, Layout, script
from media.takeaway.colophon import tags
from media.takeaway.edition import Edition, Made
from media.takeaway.faces import FONTS, drawable
from media.takeaway.recaptioned import WORDS, recaptioned
from media.transcoding import NICE

_SOUND = "speech.mp3"
_ENOUGH = 720  # pixels of a film's shorter side: few are shown larger here
_RATE = "fps=min(max(source_fps\\,25)\\,60)"  # captions change with a picture: not too few of them
_MARGIN = 80
_BESIDE_FILM, _ON_CARD = (46, 40), (72, 52)  # pixels of title and name
_H264 = ("-c:v", "libx264", "-crf", "23")
_MOVING: tuple[str, ...] = ("-preset", "veryfast", "-maxrate", "6M", "-bufsize", "12M")
_STILL = ("-preset", "ultrafast", "-tune", "stillimage")  # hardly a bit is needed, so time is saved
_COPIED = ("-map", "0:a?", "-c:a", "copy")
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
    VERSION: int = 2

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
        size = self._fitted(*edition.picture) if film and edition.picture else None
        track = recaptioned(edition, NARROW)
        with tempfile.TemporaryDirectory() as folder:
            if film and size:
                source, ground, way = film.path, f"[0:v]{self._placed(*size)}", _MOVING
            else:
                narrated = edition.files[_SOUND].path
                source = aac.encode(narrated, Path(folder, "sound"), edition.duration, silent)
                ground, way = f"color={GROUND}:s={self.width}x{self.height}:r=25", _STILL
            drawn = Path(folder, "script.ass")
            drawn.write_text(script(edition, track, self._layout(size)), encoding="utf-8")
            writing = f"ass=filename={ffmpeg.option(drawn)}:fontsdir={ffmpeg.option(FONTS)}"
            ffmpeg.run(
                (
                    *ffmpeg.source(source),
                    *("-filter_complex", f"{ground},{writing},format=yuv420p[shown]"),
                    *("-map", "[shown]", *_H264, *way, *_COPIED),
                    *("-t", f"{edition.duration / 1000:.3f}"),
                    *(*_MP4, *tags(edition).settings, "-f", "mp4"),
                ),
                place,
                limits=replace(ffmpeg.within(edition.duration), nice=NICE),
                duration=edition.duration,
                report=report,
            )

    def _fitted(self, width: int, height: int) -> tuple[int, int]:
        """The size at which all of a picture is shown; even, as H.264 wants it."""
        share = min(self.width / width, self.most / height)
        return round(width * share) // 2 * 2, round(height * share) // 2 * 2

    def _placed(self, width: int, height: int) -> str:
        """Filters that put a picture of this size in its place."""
        scaled = f"{_RATE},scale={width}:{height},setsar=1"
        return f"{scaled},pad={self.width}:{self.height}:(ow-iw)/2:{self.top}:{GROUND}"

    def _layout(self, size: tuple[int, int] | None) -> Layout:
        """Where things stand beside a picture of this size, or on a card."""
        if size is None:
            return Layout(self.width, self.height, *self.card, _MARGIN, *_ON_CARD)
        captions = self.top + size[1] + self.below
        return Layout(self.width, self.height, self.title, captions, _MARGIN, *_BESIDE_FILM)


SQUARE = Social(1080, 1080, title=36, top=208, most=608, below=132, card=(120, 800))
# Apps keep the upper seventh of an upright film for themselves, and the lower fifth.
PORTRAIT = Social(1080, 1920, title=280, top=470, most=760, below=150, card=(340, 1180))


def _film(edition: Edition) -> Made | None:
    """The smallest encoding of the film that is large enough, or else the largest."""
    found = {
        int(side[1]): made for name, made in edition.files.items() if (side := FILM.fullmatch(name))
    }
    if not found:
        return None
    return found[min((side for side in found if side >= _ENOUGH), default=max(found))]
