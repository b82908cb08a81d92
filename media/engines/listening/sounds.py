"""The forty sounds that speech is matched by, and how sounds written in IPA become them.

They are the sounds of American English, because the phone model was taught on it and gives the
rest of its alphabet next to no weight. Sounds of other languages go to the nearest one: good
enough to say where a sound is, though not what it is.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

Phone = int
Phones = tuple[Phone, ...]

# Each sound as the phone model writes it, and as ARPAbet does (the alphabet of cmudict).
SOUNDS = {
    "ɑ": "AA", "æ": "AE", "ʌ": "AH", "ə": "AH", "ɔ": "AO", "aʊ": "AW", "aɪ": "AY", "ɛ": "EH",
    "ɝ": "ER", "eɪ": "EY", "ɪ": "IH", "i": "IY", "oʊ": "OW", "ɔɪ": "OY", "ʊ": "UH", "u": "UW",
    "b": "B", "t͡ʃ": "CH", "d": "D", "ð": "DH", "f": "F", "g": "G", "h": "HH", "d͡ʒ": "JH",
    "k": "K", "l": "L", "m": "M", "n": "N", "ŋ": "NG", "p": "P", "ɹ": "R", "s": "S",
    "ʃ": "SH", "t": "T", "θ": "TH", "v": "V", "w": "W", "j": "Y", "z": "Z", "ʒ": "ZH",
}  # fmt: skip
NAMES = tuple(SOUNDS)
ARPABET = tuple(SOUNDS.values())

# Sounds that the ear, and the model, take for one another: one line a neighbourhood.
NEIGHBOURHOODS = (
    "p b f", "b v p", "t d θ", "d ð t", "k g", "f v θ", "s z θ", "ʃ ʒ s", "t͡ʃ d͡ʒ ʃ t", "d͡ʒ ʒ d",
    "m n ŋ", "l ɹ w", "ɹ ɝ", "ɝ ə ɹ", "w u v", "j i", "h k", "ɑ ɔ ʌ æ", "ɔ oʊ ɑ", "ʌ ə ɑ ʊ",
    "ə ɪ ɛ ʌ ɝ æ", "ɪ i ɛ ə", "ɛ æ eɪ ɪ", "eɪ ɛ i", "oʊ ɔ ʊ u", "ʊ u ə",
    "aɪ ɑ eɪ ɔɪ", "aʊ æ ɑ oʊ", "ɔɪ ɔ oʊ",
)  # fmt: skip

# IPA as hibari and espeak-ng write it, where it is not a sound above; one sign may be two sounds.
_SPELT = {
    # Kokoro's alphabet, which hibari speaks, has capitals for diphthongs.
    "A": "eɪ", "I": "aɪ", "O": "oʊ", "Q": "oʊ", "W": "aʊ", "Y": "ɔɪ", "ʤ": "d͡ʒ", "ʧ": "t͡ʃ",
    "ᵊ": "ə", "ᵻ": "ɪ", "T": "t",
    # Vowels.
    "a": "æ", "aː": "ɑ", "ɐ": "ʌ", "ɒ": "ɔ", "e": "ɛ", "eː": "eɪ", "o": "ɔ", "oː": "oʊ", "ɜ": "ɝ",
    "ɚ": "ɝ", "əʊ": "oʊ", "ɪə": "i ə", "eə": "ɛ ə", "ʊə": "u ə", "ɨ": "ɪ", "ʉ": "u", "ɯ": "u",
    "y": "i", "ʏ": "ɪ", "ø": "ɝ", "œ": "ɝ", "ɵ": "ʊ", "ɤ": "ʌ", "ɘ": "ə", "ɔy": "ɔɪ", "ɔø": "ɔɪ",
    "əɪ": "eɪ", "ɨu": "i u", "əu": "oʊ", "ɑɪ": "aɪ", "ai": "aɪ", "au": "aʊ", "ei": "eɪ", "oi": "ɔɪ",
    "ɔi": "ɔɪ", "ɑ̃": "ɑ n", "ɔ̃": "ɔ n", "ɛ̃": "æ n", "œ̃": "ʌ n", "æi": "eɪ",
    # Consonants.
    "ɡ": "g", "r": "ɹ", "ɾ": "d", "ɽ": "d", "ʁ": "ɹ", "ʀ": "ɹ", "ɻ": "ɹ", "ɫ": "l", "ɭ": "l",
    "ʎ": "l j", "ɬ": "ʃ", "r̥": "h ɹ", "ɲ": "n j", "ɳ": "n", "ɱ": "m", "ɴ": "ŋ", "ʈ": "t", "ɖ": "d",
    "c": "k", "ɟ": "g", "q": "k", "x": "h", "χ": "h", "ç": "h", "ɣ": "g", "ɦ": "h", "ħ": "h",
    "ʝ": "j", "ʂ": "ʃ", "ʐ": "ʒ", "ɕ": "ʃ", "ʑ": "ʒ", "ɸ": "f", "β": "v", "ʋ": "v", "ɥ": "w",
    "ɰ": "w", "ʍ": "w", "ts": "t s", "dz": "d z", "tʃ": "t͡ʃ", "dʒ": "d͡ʒ", "tɕ": "t͡ʃ",
    "dʑ": "d͡ʒ", "tʂ": "t͡ʃ", "pf": "p f", "l̩": "ə l", "n̩": "ə n", "m̩": "ə m",
}  # fmt: skip


# Every character that says something about a sound, and the space between words.
SIGNS = frozenset("".join((*SOUNDS, *_SPELT, " ")))


@cache
def _spellings() -> dict[str, Phones]:
    number = {name: phone for phone, name in enumerate(NAMES)}
    own = {name: (phone,) for name, phone in number.items()}
    return own | {ipa: tuple(number[s] for s in to.split()) for ipa, to in _SPELT.items()}


def sounds(ipa: str) -> Phones:
    """Read IPA, the longest spelling first; stress, length and what is not known are passed over.

    >>> [NAMES[phone] for phone in sounds("həlˈəʊ")]
    ['h', 'ə', 'l', 'oʊ']
    """
    known = _spellings()
    ipa = ipa.replace("ˈ", "").replace("ˌ", "").replace("_", "")
    found: list[Phone] = []
    at = 0
    while at < len(ipa):
        for length in (3, 2, 1):
            if (spelling := ipa[at : at + length]) in known:
                found += known[spelling]
                break
        at += length
    return tuple(found)


@cache
def kinship() -> NDArray[np.float32]:
    """How far the model's sound (column) vouches for the one that was asked for (row), [40, 40].

    One for itself, 1/e for a neighbour: a neighbour heard costs one unit of log-probability.
    """
    number = {name: phone for phone, name in enumerate(NAMES)}
    table = np.eye(len(NAMES), dtype=np.float32)
    for line in NEIGHBOURHOODS:
        first, *others = (number[name] for name in line.split())
        table[first, others] = np.exp(-1)
    return table
