"""What comes with the program: Python, ffmpeg, voices, what listens, and the front end."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from media import documents, ffmpeg
from media.engines import VOICES, voice_for
from media.engines.recogniser import is_here
from media.narration import Utterance
from publisher.assets import FOLDER, Assets
from publisher.operating.doctor.finding import Parts, Unwell
from publisher.settings import Settings


def _python(_: Settings) -> str:
    return f"{sys.version_info.major}.{sys.version_info.minor}, {sys.executable}"


def _ffmpeg(_: Settings) -> str:
    with TemporaryDirectory() as folder:
        sound = ffmpeg.wav(Path(folder) / "sound.wav", bytes(16_000), 8_000)
        made = Path(folder) / "sound.opus"
        ffmpeg.run((*ffmpeg.source(sound), "-c:a", "libopus"), made)
        if not made.stat().st_size:
            raise Unwell("It encoded nothing.", "Install imageio-ffmpeg again.")
    return f"{ffmpeg.identity()} encodes."


def _voice(settings: Settings) -> str:
    greeting = documents.read("greeting.txt", b"Good morning.", settings.language)
    voice = voice_for(settings.language, settings.voice or None)
    if not voice.local:
        return f"{voice.name} is on the network: texts leave this machine."
    voice.speak(Utterance.of(greeting, greeting.paragraphs[0].sentences[0]))
    others = sum(not v.remedy and v.local for v in VOICES.values()) - 1
    return f"{voice.name} speaks {settings.language}; {others} more are here."


def _listening(_: Settings) -> str:
    from media.engines.aligners import ALIGNERS  # noqa: PLC0415 - a second to import

    drafts = "" if is_here() else ", without drafts of unscripted speech ([recognise])"
    return f"{', '.join(ALIGNERS)} can listen{drafts}."


def _front_end(_: Settings) -> str:
    try:
        assets = Assets()
    except FileNotFoundError as trouble:
        raise Unwell("Its styles were not built.", "Install again: `scripts/setup`.") from trouble
    if not any((FOLDER / "vendor").glob("*.woff2")):
        raise Unwell("Its type is not there.", "Install again: `scripts/setup`.")
    return f"release {assets.release}"


PARTS: Parts = {
    "Python": _python,
    "ffmpeg": _ffmpeg,
    "voice": _voice,
    "listening": _listening,
    "front end": _front_end,
}
