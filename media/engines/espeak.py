"""espeak-ng: Welsh and a hundred other languages, plainly spoken, through its C library."""

import ctypes
import os
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from itertools import pairwise, takewhile
from threading import RLock
from typing import Any

import espeakng_loader

from media.engines.forms import places, primary, spoken_forms
from media.errors import NoVoiceFor, VoiceFailed
from media.narration import Speech, Utterance
from media.timeline import Span
from media.timing import Timing, shared_out
from media.transcript import Word

_PACE = 160  # words a minute: the BBC's 160 to 180 for subtitles, from its calm end
# From espeak-ng's speak_lib.h
_SYNCHRONOUS = 2
_PHONEME_EVENTS = 1
_DO_NOT_EXIT = 0x8000
_UTF8 = 1
_IN_IPA = 2
_RATE = 1
_LIST_ENDS, _WORD, _PHONEME = 0, 1, 7

# What it would read out sign by sign, though it is there for the eye
_UNSEEN = str.maketrans("*_•#", "    ")

_CALLED = {"en": "en-gb", "no": "nb", "zh": "cmn"}  # where its own tag is another

_alone = RLock()  # the library has one voice and one state for the whole process


class _CEvent(ctypes.Structure):
    _fields_ = (
        ("kind", ctypes.c_int),
        ("identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),  # code points, from 1
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),  # ms
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("phoneme", ctypes.c_char * 8),
    )


class _CVoice(ctypes.Structure):
    _fields_ = (
        ("name", ctypes.c_char_p),
        ("languages", ctypes.c_char_p),  # a byte of priority, then the tag; more may follow
        ("identifier", ctypes.c_char_p),
        ("gender", ctypes.c_ubyte),
        ("age", ctypes.c_ubyte),
        ("variant", ctypes.c_ubyte),
        ("unused", ctypes.c_ubyte),
        ("score", ctypes.c_int),
        ("spare", ctypes.c_void_p),
    )


_Callback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_CEvent)
)


@dataclass(frozen=True, slots=True)
class _Event:
    """At `time` ms the word at `position` of the text begins, or else a phoneme."""

    time: int
    position: int | None = None
    phoneme: str = ""

    @property
    def sounds(self) -> bool:
        """Whether it is a phoneme, and neither a pause nor a change of tongue: `_:`, `(en)`."""
        return bool(self.phoneme) and self.phoneme[0] not in "_("


@dataclass(frozen=True, slots=True)
class Espeak:
    """Every language that espeak-ng has; the language of the text chooses the voice.

    It goes on from the phase of its last wave: the same sentence differs by some samples, which
    nobody hears.
    """

    name: str = "espeak"
    accent: str = "plain, like a machine"
    engine: str = "espeak-ng"
    local: bool = True
    remedy: None = None  # it is installed with Plainspoken

    @property
    def languages(self) -> frozenset[str]:
        return frozenset(map(primary, (*_voices(), *_CALLED)))

    @property
    def identity(self) -> Mapping[str, str]:
        loader = version("espeakng-loader")
        return {"engine": self.engine, "version": loader, "pace": str(_PACE)}

    def speak(self, utterance: Utterance) -> Speech:
        forms = [form.translate(_UNSEEN) for form in spoken_forms(utterance)]
        pcm, rate, events = _synthesised(" ".join(forms), _identifier(utterance.language))
        spans = _spans(events, places(forms), utterance.words)
        if not spans:
            raise VoiceFailed(self.name, utterance.text, "it said nothing")
        return Speech(pcm, rate, spans, Timing.SPOKEN)


def ipa(text: str, language: str) -> str:
    """Write in IPA how a text is said, a space between words. NoVoiceFor, as `speak`.

    >>> ipa("gwella", "cy")
    'ɡwˈɛɬa'
    """
    voice = _identifier(language)
    clauses = []
    kept = ctypes.c_char_p(text.encode())
    at = ctypes.cast(kept, ctypes.c_void_p)  # the library moves it on, a clause at a time
    with _alone:
        library, _ = _library()
        library.espeak_SetVoiceByName(voice.encode())
        while at.value:
            said = library.espeak_TextToPhonemes(ctypes.byref(at), _UTF8, _IN_IPA)
            clauses.append((said or b"").decode())
    return " ".join(filter(None, clauses))


def _identifier(language: str) -> str:
    """The voice of a BCP 47 tag, or of the nearest tag there is. NoVoiceFor where there is none."""
    voices = _voices()
    tag = _CALLED.get(language.lower(), language.lower())
    near = (t for t in sorted(voices) if primary(t) == primary(tag))
    found = next((t for t in (tag, primary(tag), *near) if t in voices), None)
    if found is None:
        raise NoVoiceFor(language, "espeak")
    return voices[found]


def _spans(
    events: Sequence[_Event], starts: Sequence[int], words: Sequence[Word]
) -> tuple[Span, ...]:
    """When each word is said; none where nothing is. `starts` are the words' places in the text.

    What is run together ("of the") has one word event: the words share its time by their length.
    """
    said: dict[int, Span] = {}
    word = 0
    for event, following in pairwise(events):
        if event.position is not None:
            word = max(word, bisect_right(starts, event.position) - 1)
        elif event.sounds:
            begun = said.get(word)
            said[word] = Span(begun.start if begun else event.time, following.time)
    firsts = (0, *list(said)[1:])
    ends = (*firsts[1:], len(words))
    runs = zip(said.values(), firsts, ends, strict=False)
    return tuple(s for span, first, end in runs for s in shared_out(words[first:end], span))


@cache
def _library() -> tuple[ctypes.CDLL, int]:
    """The library, ready, and the rate of its sound in hertz."""
    library = ctypes.CDLL(espeakng_loader.get_library_path())
    library.espeak_ListVoices.restype = ctypes.POINTER(ctypes.POINTER(_CVoice))
    library.espeak_TextToPhonemes.restype = ctypes.c_char_p
    options = _PHONEME_EVENTS | _DO_NOT_EXIT
    data = os.fsencode(espeakng_loader.get_data_path())
    rate = library.espeak_Initialize(_SYNCHRONOUS, 0, data, options)
    if rate <= 0:
        raise VoiceFailed("espeak", "", "its data cannot be read")
    library.espeak_SetParameter(_RATE, _PACE, 0)
    return library, rate


@cache
def _voices() -> Mapping[str, str]:
    """The library's voices: language tag, in small letters, to identifier."""
    with _alone:
        found = _library()[0].espeak_ListVoices(None)
        listed = [v.contents for v in takewhile(bool, found)]
        return {v.languages[1:].decode().lower(): v.identifier.decode() for v in listed}


def _synthesised(text: str, identifier: str) -> tuple[bytes, int, list[_Event]]:
    """Samples, their rate in hertz, and the events in order of time, the last being the end."""
    pcm = bytearray()
    events: list[_Event] = []

    def heard(samples: Any, count: int, told: Any) -> int:
        if samples and count:
            pcm.extend(ctypes.string_at(samples, count * 2))
        for event in takewhile(lambda e: e.kind != _LIST_ENDS, told):
            if event.kind == _WORD:
                events.append(_Event(event.audio_position, position=event.text_position - 1))
            elif event.kind == _PHONEME:
                events.append(_Event(event.audio_position, phoneme=event.phoneme.decode()))
        return 0

    encoded = text.encode() + b"\0"
    callback = _Callback(heard)
    with _alone:
        library, rate = _library()
        library.espeak_SetVoiceByName(identifier.encode())
        library.espeak_SetSynthCallback(callback)
        library.espeak_Synth(encoded, ctypes.c_size_t(len(encoded)), 0, 1, 0, _UTF8, None, None)
    events.append(_Event(len(pcm) // 2 * 1000 // rate))
    return bytes(pcm), rate, events
