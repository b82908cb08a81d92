"""Small recordings of every kind, made on the spot by the same confined ffmpeg."""

from pathlib import Path

from media import ffmpeg

SECONDS = 4
PICTURE = ("-f", "lavfi", "-i", f"testsrc=size=320x180:rate=25:duration={SECONDS}")
VOICE = ("-f", "lavfi", "-i", f"aevalsrc=0.3*sin(900*t)*(0.6+0.4*sin(5*t)):d={SECONDS}:s=44100")
H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "25")
BOTH = (*PICTURE, *VOICE, "-shortest")

KINDS = {
    "plain.mp4": (*BOTH, *H264, "-c:a", "aac"),
    "ready.mp4": (*BOTH, *H264, "-c:a", "aac", "-movflags", "faststart"),
    "camera.mov": (*BOTH, *H264, "-c:a", "pcm_s16le"),
    "browser.webm": (*BOTH, "-c:v", "libvpx-vp9", "-cpu-used", "8", "-c:a", "libopus"),
    "screen.mkv": (*BOTH, *H264, "-c:a", "libmp3lame"),
    "talk.mp3": (*VOICE, "-c:a", "libmp3lame"),
    "memo.m4a": (*VOICE, "-c:a", "aac"),
    "talk.wav": VOICE,
    "talk.flac": (*VOICE, "-c:a", "flac", "-sample_fmt", "s16"),
    "talk.ogg": (*VOICE, "-c:a", "libvorbis"),
}


def make(path: Path, *arguments: str) -> Path:
    """Let ffmpeg make a file of what it is told."""
    ffmpeg.run(arguments, path)
    return path


def kind(folder: Path, name: str) -> Path:
    """One of KINDS, made once in a folder."""
    path = folder / name
    return path if path.exists() else make(path, *KINDS[name])


def changed(path: Path, source: Path, *arguments: str, options: tuple[str, ...] = ()) -> Path:
    """Let ffmpeg make a file of another."""
    return make(path, *ffmpeg.source(source, *options), *arguments)


def packets(path: Path, stream: str = "v") -> list[int]:
    """When each packet of a stream is shown, in its own units, in order."""
    table = path.with_suffix(".packets")
    ffmpeg.run((*ffmpeg.source(path), "-map", f"0:{stream}", "-c", "copy", "-f", "framecrc"), table)
    lines = table.read_text().splitlines()
    return sorted(int(line.split(",")[2]) for line in lines if not line.startswith("#"))


def described(path: Path) -> str:
    """What ffmpeg says of a file."""
    return ffmpeg.run((*ffmpeg.source(path), "-map", "0", "-c", "copy"))


def atoms(path: Path) -> list[str]:
    """The boxes of an MP4, outermost, in order."""
    data, at, names = path.read_bytes(), 0, []
    while at < len(data):
        names.append(data[at + 4 : at + 8].decode("latin-1"))
        at += int.from_bytes(data[at : at + 4])
    return names
