"""Words placed to 10 ms inside a sentence that has been found, by pocketsphinx.

Its acoustic model is American English and it must be told where to look: over a whole recording it
loses its way at the first noise, inside one sentence it is close to what people mark by hand. Words
of other languages are spelt for it in the sounds it has.
"""

from collections.abc import Sequence
from threading import local

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from pocketsphinx import Decoder, get_model_path

from media.alignment import Samples
from media.engines.listening.pronunciations import Said
from media.engines.listening.sounds import ARPABET
from media.timeline import Span

_FRAME = 10  # ms
_BEAM = 1e-200  # wide: the words are known, so little is lost by keeping every way open

_WINDOW, _HOP = 512, 256  # samples
_TAPER = np.sqrt(np.hanning(_WINDOW + 1)[:-1])
_FLOOR = 1.7  # times the quiet energy of a band is what is taken away
_LEFT = 0.3  # of a band's amplitude stays
_HISS = 3.0  # of 32768
_mine = local()


def refined(speech: Samples, words: Sequence[Said]) -> list[Span] | None:
    """Find every word in `speech`, which holds these words and no others.

    Milliseconds from its start; None where no way through was found.
    """
    decoder = _decoder()
    decoder.reinit_feat()  # or it goes on from how loud the last sentence was, whichever that was
    decoder.set_align_text(" ".join(_entry(decoder, word) for word in words))
    decoder.start_utt()
    decoder.process_raw(quietened(speech).tobytes(), full_utt=True)
    decoder.end_utt()
    if decoder.hyp() is None:
        return None
    found = [
        Span(segment.start_frame * _FRAME, (segment.end_frame + 1) * _FRAME)
        for segment in decoder.seg()
        if segment.word[0] not in "<[("  # silence and noise
    ]
    return found if len(found) == len(words) else None


def quietened(speech: Samples) -> Samples:
    """Take down what is there all the time: noise, hum, a held chord.

    Each band's floor is what it falls to an eighth of the time. Its energy is taken away, but never
    so much of a band that what is left warbles. A hiss is added, too weak to hear: in digital
    silence there would be nothing to reckon with.
    """
    hiss = np.random.default_rng(0).normal(0, _HISS, len(speech)).astype(np.float32)
    padded = np.pad(speech + hiss, _WINDOW)
    frames = sliding_window_view(padded, _WINDOW)[::_HOP] * _TAPER
    spectra = np.fft.rfft(frames, axis=1)
    energy = np.abs(spectra) ** 2
    floor = np.percentile(energy, 15, axis=0) * _FLOOR
    gain = np.sqrt(np.maximum(1 - floor / np.maximum(energy, 1e-9), _LEFT**2))
    frames = np.fft.irfft(spectra * gain, _WINDOW, axis=1) * _TAPER
    quiet = np.zeros((len(frames) + 1) * _HOP)
    quiet[:-_HOP] += frames[:, :_HOP].ravel()
    quiet[_HOP:] += frames[:, _HOP:].ravel()
    return quiet[_WINDOW : _WINDOW + len(speech)].clip(-32768, 32767).astype("<i2")


def _decoder() -> Decoder:
    if not hasattr(_mine, "decoder"):
        _mine.decoder = Decoder(
            bestpath=False,  # its lattice loses the way in noise; the plain search does not
            hmm=get_model_path("en-us/en-us"),
            dict=get_model_path("en-us/cmudict-en-us.dict"),
            lm=None,
            loglevel="FATAL",
            beam=_BEAM,
            pbeam=_BEAM,
            wbeam=_BEAM,
        )
        _mine.known = set()
    return _mine.decoder


def _entry(decoder: Decoder, word: Said) -> str:
    """The dictionary's name for a word; one that it has not is entered by its sounds."""
    if word.spelling and decoder.lookup_word(word.spelling) is not None:
        return word.spelling
    name = "=" + "-".join(ARPABET[p] for p in word.phones)
    if decoder.lookup_word(name) is None:
        decoder.add_word(name, " ".join(ARPABET[p] for p in word.phones), update=True)
    return name
