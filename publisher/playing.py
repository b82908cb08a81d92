"""What a statement's player is given to play, and in which order it is offered."""

from collections.abc import Iterator
from dataclasses import dataclass

from media.renditions import FILM
from publisher.statements import File, Statement

AS_GIVEN = "as-given"  # the recording itself, which a preview plays until the films are made
SOUND = "sound"
SOUNDS = ("speech.opus", "speech.mp3")  # the smaller first
USUAL = 720  # pixels: as much as a usual screen shows of it; more is for a reader to choose


@dataclass(frozen=True, slots=True)
class Source:
    """A file to play, and the `quality` it is chosen by: a film's shorter side, or SOUND.

    One that is `narrow` is for narrow screens, unless it is chosen. `media_type` is None where
    browsers must find out for themselves.
    """

    file: File
    quality: str
    media_type: str | None
    narrow: bool = False


def sources(statement: Statement) -> Iterator[Source]:
    """What to play, in the order of a player that takes the first it can: films before sounds.

    The smallest film is for narrow screens; then comes the usual one, and then the others.
    """
    files = statement.files
    if AS_GIVEN in files:
        yield Source(files[AS_GIVEN], "", None)
        return
    films = {int(m[1]): file for name, file in files.items() if (m := FILM.fullmatch(name))}
    if films:
        least = min(films)
        usual = max((side for side in films if side <= USUAL), default=least)
        for side in dict.fromkeys((least, usual, *sorted(films, reverse=True))):
            film = films[side]
            yield Source(film, str(side), film.media_type, narrow=least == side != usual)
    for name in SOUNDS:
        if name in files:
            yield Source(files[name], SOUND, files[name].media_type)


def qualities(offered: list[Source]) -> list[Source]:
    """One source of each quality, best first; none where there is nothing to choose between."""
    films = sorted((s for s in offered if s.quality.isdigit()), key=lambda s: -int(s.quality))
    sounds = [s for s in offered if s.quality == SOUND]
    return [*films, *sounds[:1]] if films else []
