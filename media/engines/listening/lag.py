"""From the frame at which the phone model names a sound back to where the sound begins.

A CTC model names a sound once it is sure of it, near its end. How much later than its beginning
was measured against pocketsphinx on five English voices (two of them people's) and against the
exact times of espeak-ng; the voices agree to within 10 ms for each kind of sound.
"""

from functools import cache

from media.engines.listening.sounds import NAMES, Phone

_LATE = {  # ms
    "p t k t͡ʃ": 100,
    "b d g d͡ʒ": 87,
    "s ʃ f θ h": 108,
    "ð v z ʒ": 88,
    "m n ŋ l ɹ w j": 95,
}
_VOWEL_LATE = 80
_AFTER_PAUSE = 12  # that much less: the ear is quicker after silence
PAUSE = 300  # ms without a sound

# After the last sound before a pause is named, the word goes on for this long, in ms.
TAIL = 80


@cache
def _late() -> tuple[int, ...]:
    kinds = {name: ms for names, ms in _LATE.items() for name in names.split()}
    return tuple(kinds.get(name, _VOWEL_LATE) for name in NAMES)


def begins(named: int, sound: Phone, before: int | None) -> int:
    """When a sound begins that is named at `named` ms, the one before it at `before`."""
    fresh = before is None or named - before > PAUSE
    return max(0, named - _late()[sound] + (_AFTER_PAUSE if fresh else 0))
