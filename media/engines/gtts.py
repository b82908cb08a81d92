"""Google's voice on line, by gTTS: it sends the text away, so it is used when asked for by name."""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from typing import Protocol

from media.engines.forms import primary, spoken_forms
from media.errors import EncodingFailed, NoVoiceFor, VoiceFailed
from media.narration import Speech, Utterance
from media.timing import Timing, shared_out
from media.transcript import Word

# ruff: noqa: PLC0415 - gTTS and pydub take a third of a second to import: only to speak

_RATE = 24_000  # hertz, as Google sends it
_WAITS = (1, 3)  # seconds before the second and the third attempt
_DOMAIN = "co.uk"  # gives the British accent


class Streaming(Protocol):
    """What gTTS makes of a text: MP3, in pieces."""

    def stream(self) -> Iterable[bytes]: ...


def _from_google(text: str, language: str) -> Streaming:
    from gtts import gTTS

    streaming: Streaming = gTTS(text, lang=language, tld=_DOMAIN, lang_check=False)
    return streaming


@dataclass(frozen=True, slots=True)
class Google:
    """`ask` and `sleep` are gTTS's and time's own unless a test brings others."""

    name: str = "gtts"
    accent: str = "British, by Google: the text leaves this machine"
    engine: str = "gtts"
    local: bool = False
    remedy: None = None  # it is installed with Plainspoken; whether Google answers is seen later
    ask: Callable[[str, str], Streaming] = _from_google
    sleep: Callable[[float], None] = time.sleep

    @property
    def languages(self) -> frozenset[str]:
        from gtts.lang import tts_langs

        return frozenset(map(primary, tts_langs()))

    @property
    def identity(self) -> Mapping[str, str]:
        return {"engine": self.engine, "version": version("gTTS"), "domain": _DOMAIN}

    def speak(self, utterance: Utterance) -> Speech:
        from media.ffmpeg import decoded
        from media.sound import segment, sounding

        language = primary(utterance.language)
        if language not in self.languages:
            raise NoVoiceFor(utterance.language, self.name)
        forms = spoken_forms(utterance)  # figures take as long as the words that they are said as
        try:
            said = " ".join(forms) if utterance.sayings else utterance.text
            sound = segment(decoded(self._answer(said, language), _RATE), _RATE)
        except (_NoAnswer, EncodingFailed) as trouble:
            raise VoiceFailed(self.name, utterance.text, str(trouble)) from trouble
        words = [Word(0, len(form), form) for form in forms]
        return Speech(sound.raw_data, _RATE, shared_out(words, sounding(sound)), Timing.GUESSED)

    def _answer(self, text: str, language: str) -> bytes:
        from gtts.tts import gTTSError

        waits = iter(_WAITS)
        while True:
            try:
                return b"".join(self.ask(text, language).stream())
            except AssertionError as trouble:  # how gTTS says that there is nothing to say
                raise _NoAnswer(str(trouble)) from trouble
            except gTTSError as trouble:
                if (wait := next(waits, None)) is None:
                    raise _NoAnswer(str(trouble)) from trouble
            self.sleep(wait)


class _NoAnswer(Exception):
    """Google sent no speech."""
