"""A voice heard before it is used: in a process of its own, which ends when nobody asks any more.

A voice takes some 200 to 500 MB. The process that answers the web has none of it.
"""

from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from multiprocessing import get_context
from threading import Lock, Timer

from media.engines import VOICES
from media.errors import VoiceFailed
from media.narration import Speech, Utterance

IDLE = 60.0  # seconds after which it ends


@dataclass(eq=False, slots=True)
class Audition:
    """One process, and one sentence at a time."""

    _lock: Lock = field(default_factory=Lock)
    _process: ProcessPoolExecutor | None = None
    _ending: Timer | None = None

    def speak(self, voice: str, utterance: Utterance) -> Speech:
        """Have a voice say something. Raises VoiceError."""
        with self._lock:
            if self._ending:
                self._ending.cancel()
            if not self._process:  # spawned: a fork of a process with threads may hang
                self._process = ProcessPoolExecutor(1, mp_context=get_context("spawn"))
            try:
                return self._process.submit(_spoken, voice, utterance).result()
            except BrokenProcessPool as trouble:  # ended from outside, or for its memory
                self._process = None
                raise VoiceFailed(voice, utterance.text, "it was ended") from trouble
            finally:
                self._ending = Timer(IDLE, self.end)
                self._ending.daemon = True
                self._ending.start()

    def end(self) -> None:
        """End the process, once it has said what it says."""
        with self._lock:
            if self._process:
                self._process.shutdown()
                self._process = None
            if self._ending:
                self._ending.cancel()
                self._ending = None


@dataclass(frozen=True, slots=True)
class Auditioned:
    """A voice that speaks there: what it says is kept as if it had spoken here."""

    name: str
    where: Audition

    @property
    def identity(self) -> Mapping[str, str]:
        """The voice's own."""
        return VOICES[self.name].identity

    def speak(self, utterance: Utterance) -> Speech:
        """Speak. Raises VoiceError."""
        return self.where.speak(self.name, utterance)


def _spoken(voice: str, utterance: Utterance) -> Speech:
    return VOICES[voice].speak(utterance)
