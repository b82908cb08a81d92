"""Drafts of what was said and is not in the text, where the extra is installed."""

import numpy as np
import pytest

from media import documents
from media.alignment import RATE
from media.engines import VOICES, recogniser
from media.narration import Utterance
from media.timeline import Span


def test_a_stretch_of_speech_is_drafted():
    if not recogniser.is_here():
        pytest.skip("the extra [recognise] is not on this machine: run scripts/setup recognise")
    text = documents.read("t.txt", b"The officers answered every call. Thank you.", "en")
    said = VOICES["heart"].speak(Utterance.of(text, text.sentences[0]))
    pcm = np.frombuffer(said.pcm, "<i2").astype(np.float32)
    every = np.arange(0, len(pcm), said.rate / RATE)
    speech = np.interp(every, np.arange(len(pcm)), pcm).astype(np.int16)

    (draft,) = recogniser.recognised(speech, [Span(0, said.duration)], "en-GB")

    assert "officers answered every call" in draft
