"""The voices. An engine is a module that fits the Voice protocol; making a voice loads nothing."""

from collections.abc import Mapping

from media.engines.espeak import Espeak
from media.engines.forms import primary
from media.engines.gtts import Google
from media.engines.hibari import Hibari
from media.engines.kokoro import Kokoro
from media.engines.scripts import foreign_script
from media.errors import NoVoiceFor, UnknownVoice, VoiceAbsent
from media.narration import Voice

_KOKORO = (
    "bf_alice",
    "bf_emma",
    "bf_isabella",
    "bf_lily",
    "bm_daniel",
    "bm_fable",
    "bm_george",
    "bm_lewis",
)
_ALL: tuple[Voice, ...] = (
    Hibari("emma", "British"),
    Hibari("heart", "American"),
    *map(Kokoro, _KOKORO),
    Espeak(),
    Google(),
)
VOICES: Mapping[str, Voice] = {voice.name: voice for voice in _ALL}
# Who speaks where nobody is named: the first who speaks the language and is here.
_BY_ITSELF = ("emma", "heart", "espeak")


def voice_for(language: str, name: str | None = None, *, text: str = "") -> Voice:
    """The voice of that name, or the best that is here for a language (BCP 47).

    UnknownVoice; VoiceAbsent where it is not on this machine; NoVoiceFor where it does not speak
    the language, or where `text` is mostly in a script that the language is not written in.
    """
    if name is not None and name not in VOICES:
        raise UnknownVoice(name, tuple(VOICES))
    if script := foreign_script(text, language):
        raise NoVoiceFor(language, name, script)
    for voice in map(VOICES.__getitem__, (name,) if name else _BY_ITSELF):
        if primary(language) not in voice.languages:
            continue
        if not voice.remedy:
            return voice
        if name:
            raise VoiceAbsent(name, voice.remedy)
    raise NoVoiceFor(language, name)
