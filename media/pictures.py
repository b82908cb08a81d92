"""How moving pictures are encoded for the web, which need not be, and the one that stands for all.

A picture is copied where browsers play it as it is, at a bit rate that suits its size.
"""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from media import ffmpeg
from media.errors import EncodingFailed
from media.recordings import Picture, Recording

_SUITS = 6_000_000  # bits a second: Apple's HLS authoring specification, for 1080p at 30 frames
_SUITED = 1920 * 1080
_MOST_FRAMES = 60
_USUAL_FRAMES = 30
_SEEKING = 10_500  # ms: x264's own widest way between keyframes, 250 frames, at 24 a second
_PROFILES = frozenset({"Constrained Baseline", "Baseline", "Main", "High"})
_PIXELS = frozenset({"yuv420p", "yuvj420p"})
_HDR = ("smpte2084", "arib-std-b67")  # PQ, HLG
_INTERLACED = ("top first", "bottom first", "top coded first", "bottom coded first")
_POSTER = 720  # pixels of the shorter side
_LAST = 100  # ms before the end, where there is a picture still
# A mean of 32 of 255 is a picture in a dim room; a fade from black has not come so far.
_BRIGHT = "signalstats,metadata=select:key=lavfi.signalstats.YAVG:value=32:function=greater"


def encoded(picture: Picture, width: int, height: int) -> tuple[str, ...]:
    """H.264 that plays everywhere. Each frame keeps its time, however unevenly they come.

    Times are counted in 90,000ths: at the rate that ffmpeg guesses it drops frames of a recording
    whose rate varies.
    """
    bits = _most_bits(width * height, picture.rate)
    slower = (f"fps={_MOST_FRAMES}",) if picture.rate > _MOST_FRAMES + 1 else ()
    chain = ",".join((*slower, *_scaled(picture, width, height), "format=yuv420p"))
    return (
        *("-vf", chain, "-fps_mode", "vfr", "-enc_time_base", "1:90000"),
        *("-c:v", "libx264", "-profile:v", "high", "-preset", "veryfast", "-crf", "23"),
        *("-maxrate", str(bits), "-bufsize", str(2 * bits)),
        *("-force_key_frames", "expr:gte(t,n_forced*2)"),
    )


def _scaled(picture: Picture, width: int, height: int) -> Iterator[str]:
    """Filters to plain frames of this size: whole, with square pixels and of ordinary range."""
    if any(fields in picture.colour for fields in _INTERLACED):
        yield "bwdif=deint=interlaced"
    yield f"scale={width}:{height}:out_range=limited"
    yield "setsar=1"
    if any(curve in picture.colour for curve in _HDR):
        # 203 nits is where BT.2408 puts white.
        yield "zscale=t=linear:npl=203,format=gbrpf32le,zscale=p=bt709,tonemap=mobius:desat=0"
        yield "zscale=t=bt709:m=bt709:r=limited,format=yuv420p"


def suits(picture: Picture) -> bool:
    """Whether browsers play it as it is, and at a bit rate that lines of today carry."""
    return (
        picture.codec == "h264"
        and picture.profile in _PROFILES
        and picture.pixels in _PIXELS
        and not any(fields in picture.colour for fields in _INTERLACED)
        and picture.square
        and picture.rate <= _MOST_FRAMES + 1
        and picture.keyframes <= _SEEKING
        and picture.bit_rate <= _most_bits(picture.width * picture.height, picture.rate)
    )


def _most_bits(pixels: int, rate: float) -> int:
    """Bits a second that a picture needs at most. Need grows with the power 3/4 of what is shown.

    From _SUITS so come 3.3 Mb/s for 720p and 1.2 for 360p, which lie within Apple's table too.
    """
    shown = pixels / _SUITED * max(1.0, min(rate, _MOST_FRAMES) / _USUAL_FRAMES)
    return int(_SUITS * shown**0.75)


def fitted(picture: Picture, side: int) -> tuple[int, int]:
    """Width and height with this shorter side or the picture's own, whichever is less; even."""
    share = min(1.0, side / min(picture.width, picture.height))
    width, height = (
        max(2, int(n * share + 1e-6) // 2 * 2) for n in (picture.width, picture.height)
    )
    return width, height


def poster(recording: Recording, source: Path, output: Path, at: int | None = None) -> None:
    """Write a JPEG of the picture at `at` ms; None: of one that shows something.

    That is the most typical of the keyframes of the first two minutes that are not dark; where all
    are dark it is the first. Raises EncodingFailed or StoreFull, and ValueError where there is no
    picture.
    """
    picture = recording.picture
    if not picture:
        raise ValueError("a recording without a picture has no poster")
    width, height = fitted(picture, _POSTER)
    shown = ",".join((*_scaled(picture, width, height), "scale=out_range=full", "format=yuvj420p"))

    def write(chain: str, *options: str) -> None:
        ffmpeg.run(
            (
                *ffmpeg.source(source, *options),
                *("-map", f"0:{picture.stream}", "-vf", chain, "-frames:v", "1", "-bitexact"),
                *("-c:v", "mjpeg", "-q:v", "3", "-f", "image2", "-update", "1"),
            ),
            output,
            limits=ffmpeg.within(recording.duration),
        )

    if at is not None:
        write(shown, "-ss", f"{min(at, max(0, recording.duration - _LAST)) / 1000:.3f}")
        return
    with suppress(EncodingFailed):  # as it may where no frame is bright
        write(f"{shown},{_BRIGHT},thumbnail=n=60", "-skip_frame", "nokey", "-t", "120")
    if not (output.exists() and output.stat().st_size):
        write(shown)
