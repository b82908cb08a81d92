"""`plainspoken narrate` and `plainspoken voices`."""

from pathlib import Path

import click

from media.narration import Voice
from publisher.cli import Trouble
from publisher.cli.terminal import (
    FILE,
    answer,
    contents,
    json_option,
    note,
    profile_option,
    progress,
    settings,
    write,
)
from publisher.errors import words_for


@click.command()
@click.argument("transcript", type=FILE)
@click.option("-o", "--output", type=FILE, required=True, help="The sound: FILE.mp3 or FILE.opus.")
@click.option("--words", type=FILE, help="Write the time of every word here, as JSON.")
@click.option("--captions", type=FILE, help="Write captions here: FILE.vtt, .srt or .ttml.")
@click.option("--voice", help="The voice that reads: `plainspoken voices` lists them.")
@click.option("--language", help="The language of the text, as a BCP 47 tag: en-GB, cy, fr …")
@profile_option
def narrate(
    transcript: Path,
    output: Path,
    words: Path | None,
    captions: Path | None,
    voice: str | None,
    language: str | None,
    profile: str | None,
) -> None:
    """Speak a TRANSCRIPT: sound and, if you like, word times and captions; nothing is published.

    \b
    Examples:
      plainspoken narrate statement.txt -o speech.mp3
      plainspoken narrate statement.txt -o speech.opus --words words.json --captions captions.vtt
      plainspoken narrate datganiad.txt -o lleferydd.mp3 --language cy
    """
    from media import documents, formats
    from media.captioning import caption
    from media.engines import voice_for
    from media.production.narrated import encoded, speak
    from media.production.written import timed_words
    from media.profiles import PROFILES
    from media.renditions import RENDITIONS, Tags
    from publisher.storing import open_store

    configured = settings()
    suffix = output.suffix.lower().removeprefix(".")
    if suffix not in RENDITIONS:
        known = " or ".join(f".{suffix}" for suffix in RENDITIONS)
        raise Trouble(f"{output} is no kind of sound that is made. End its name in {known}.")
    form = formats.format_of(captions.name) if captions else None
    text = documents.read(transcript.name, contents(transcript), language or configured.language)
    local = voice_for(text.language, text=text.text)
    wished = voice or configured.voice or None
    store = open_store(configured)
    warn_of_network(voice)
    with progress() as report:
        chosen = voice_for(text.language, wished, text=text.text) if wished else local
        spoken = speak(text, chosen, local, store, report)
        tags = Tags(title=text.title or transcript.stem, language=text.language)
        sound = encoded(spoken, (suffix,), tags, store, report).files[suffix]
    say_who_spoke(words_for(spoken.unanswered) if spoken.unanswered else None, spoken.voice)
    write(output, store.read(sound))
    if words:
        write(words, timed_words(text, spoken.narration.alignment).encode())
    if captions and form:
        rules = PROFILES[profile or configured.profile]
        write(captions, form.write(caption(text, spoken.narration.alignment, rules)).encode())


@click.command()
@json_option
def voices(as_json: bool) -> None:
    """List the voices: name, accent, languages, and whether each is here.

    \b
    Example:
      plainspoken voices
    """
    from media.engines import VOICES

    if as_json:
        listed = [
            {
                "name": voice.name,
                "engine": voice.engine,
                "accent": voice.accent,
                "languages": sorted(voice.languages),
                "local": voice.local,
                "here": voice.remedy is None,
                "remedy": voice.remedy,
            }
            for voice in VOICES.values()
        ]
        answer({"voices": listed})
        return
    rows = [
        (voice.name, voice.accent, _named(voice.languages), _where(voice))
        for voice in VOICES.values()
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        click.echo("  ".join(cells).rstrip())


MOST_NAMED = 3


def _named(languages: frozenset[str]) -> str:
    """Languages in a line: Welsh is named, since it is what this is for; the rest by number."""
    if len(languages) <= MOST_NAMED:
        return ", ".join(sorted(languages))
    return f"cy and {len(languages) - 1} more" if "cy" in languages else f"{len(languages)}"


def _where(voice: Voice) -> str:
    if voice.remedy:
        return f"not here; to bring it: {voice.remedy}"
    return "here" if voice.local else "on the network: the text leaves this machine"


def warn_of_network(voice: str | None) -> None:
    """Say that a text leaves the machine, where it is about to."""
    from media.engines import VOICES

    if voice and voice in VOICES and not VOICES[voice].local:
        note(f"The voice “{voice}” is on the network: the text leaves this machine to be spoken.")


def say_who_spoke(unanswered: str | None, voice: str) -> None:
    """Say that another voice had to speak, where it had to: `unanswered` is why, in words."""
    if unanswered:
        note(f"{unanswered} The voice “{voice}” on this machine spoke instead.")
