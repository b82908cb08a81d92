"""Where a sound begins to be heard, and where it ends."""

from hypothesis import given
from hypothesis import strategies as st
from pydub.silence import detect_leading_silence

from media.sound import segment, sounding
from media.timeline import Span

STEP = 5  # ms


def tone(*parts):
    """Samples of each amplitude, for so many steps of 5 ms, at 8 kHz."""
    return b"".join(int(a).to_bytes(2, "little", signed=True) * 40 * n for n, a in parts)


@given(st.lists(st.tuples(st.integers(0, 9), st.sampled_from([0, 50, 103, 104, 9000])), min_size=1))
def test_it_is_heard_from_where_pydub_hears_it(parts):
    sound = segment(tone(*parts), 8000)
    start = detect_leading_silence(sound, -50, STEP)
    end = len(sound) - detect_leading_silence(sound.reverse(), -50, STEP)
    assert sounding(sound) == Span(start, max(start, end))


def test_what_does_not_fill_a_step_is_heard_too():
    assert sounding(segment(tone((4, 0)) + bytes([0, 32]) * 12, 8000)) == Span(20, 22)
