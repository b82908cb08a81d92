"""Caption profiles: the numbers that captions hold themselves to, and where they come from."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class CaptionProfile:
    """Rules of one house. Times are milliseconds; widths count an East Asian wide character as two.

    `lines` and `line_length` bound a cue and a line. Reading takes at least `word_least` a word
    (BBC Subtitle Guidelines: never under 0.3 s) or `character_least` a character (Netflix Timed
    Text Style Guide, English: 20 a second for adults), and should take `word_aim` or
    `character_aim`; what a house does not count is 0. A cue is shown for `shortest` to `longest`.
    Between two cues is a gap of exactly `join`, or one of at least `apart`: between them it
    flickers. A cue starts within `late` of its first word (EN 301 549, 7.1.2, allows 100 ms) and
    hangs on after its last word for up to `hang`. `capital_sounds` writes [APPLAUSE].
    """

    name: str
    line_length: int
    word_least: int
    word_aim: int
    character_least: int
    character_aim: int
    shortest: int
    join: int
    apart: int
    hang: int
    capital_sounds: bool
    lines: int = 2
    longest: int = 7_000
    late: int = 100

    def __post_init__(self) -> None:
        if self.lines < 1 or self.line_length < 2:  # noqa: PLR2004 – one wide character
            raise ValueError("a cue needs a line that a character fits on")
        if not 0 < self.shortest <= self.longest:
            raise ValueError(
                "the shortest cue is shown for some time, and no longer than the longest"
            )
        if not 0 <= self.join <= self.apart:
            raise ValueError("cues that stand apart are no closer than cues that are joined")

    def reading_least(self, words: float, characters: int) -> int:
        """Milliseconds below which nobody can be asked to read this much."""
        return round(words * self.word_least) + characters * self.character_least

    def reading_aim(self, words: float, characters: int) -> int:
        """Milliseconds in which this much is read in comfort."""
        return round(words * self.word_aim) + characters * self.character_aim


BROADCAST = CaptionProfile(  # BBC Subtitle Guidelines
    name="broadcast",
    line_length=37,
    word_least=300,
    word_aim=350,  # between 160 and 180 words a minute
    character_least=0,
    character_aim=0,
    shortest=1_000,
    join=0,
    apart=1_000,
    hang=1_500,
    capital_sounds=True,
)
STREAMING = CaptionProfile(  # Netflix Timed Text Style Guides, general and English
    name="streaming",
    line_length=42,
    word_least=0,
    word_aim=0,
    character_least=50,  # 20 a second
    character_aim=59,  # 17 a second, the speed for children
    shortest=833,  # 5/6 s
    join=83,  # 2 frames of 24 a second
    apart=500,  # gaps of up to 12 frames close to 2
    hang=500,
    capital_sounds=False,
)
# For square and upright films, in letters half as large again. For pages it is no choice.
NARROW = replace(BROADCAST, name="narrow", line_length=26)
PROFILES = {profile.name: profile for profile in (BROADCAST, STREAMING)}
