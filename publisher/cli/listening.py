"""`plainspoken align`."""

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from media.timeline import clock
from media.timing import Alignment
from media.transcript import Transcript
from publisher.cli.terminal import FILE, contents, note, progress, readable, settings, write

FINDINGS = 1  # the exit code that says that the two do not match
REMEDY = "scripts/setup recognise"
SHOWN = 60  # characters of a sentence in the report


@click.command()
@click.argument("recording", type=FILE)
@click.argument("transcript", type=FILE)
@click.option("--language", help="The language of the text, as a BCP 47 tag: en-GB, cy, fr …")
@click.option("-o", "--output", type=FILE, help="Write the word times here, as JSON.")
@click.pass_context
def align(
    ctx: click.Context,
    recording: Path,
    transcript: Path,
    language: str | None,
    output: Path | None,
) -> None:
    """Find when each word of a TRANSCRIPT is said in a RECORDING.

    Prints every word with its time in milliseconds, and how text and recording differ, as JSON;
    on a terminal, a report to read. The exit code is 1 where they do not match.

    \b
    Examples:
      plainspoken align statement.mp4 statement.txt -o words.json
      plainspoken caption statement.txt --words words.json -o captions.vtt
    """
    from media import documents
    from media.alignment import TRUSTED
    from media.delivery import described
    from media.engines.aligners import ALIGNERS
    from media.engines.recogniser import is_here
    from media.production.drafted import draft_words, drafted_words
    from media.production.heard import hear
    from media.production.supplied import examined
    from publisher.storing import open_store

    configured = settings()
    text = documents.read(transcript.name, contents(transcript), language or configured.language)
    original = examined(readable(recording), recording.name)
    store = open_store(configured)
    with progress() as report:
        heard = hear(text, original, tuple(ALIGNERS.values()), store, report)
        where = heard.alignment.unwritten, original.digest, text.language
        draft_words(heard.steps[0], *where, store)
        drafts = drafted_words(*where, store)
    facts = (
        json.dumps(described(heard.alignment, text, drafts), ensure_ascii=False, indent=1) + "\n"
    )
    if output:
        write(output, facts.encode())
    if sys.stdout.isatty():
        for line in _report(heard.alignment, text, drafts, recognised=is_here()):
            click.echo(line)
    elif not output:
        click.echo(facts, nl=False)
    if heard.alignment.coverage < TRUSTED:
        note("The recording and the text do not match. Check that you chose the right files.")
        ctx.exit(FINDINGS)


def _report(
    alignment: Alignment, transcript: Transcript, drafts: Sequence[str], *, recognised: bool
) -> Iterator[str]:
    """What was found, and what to look at, the least certain first."""
    sentences = transcript.sentences

    def text(number: int) -> str:
        sentence = sentences[number]
        return transcript.text[sentence.start : sentence.end][:SHOWN]

    yield f"{alignment.coverage:.1%} of the words were found, by the aligner “{alignment.aligner}”."
    for heading, numbers in (
        ("Not said:", alignment.unsaid),
        ("Perhaps not said; listen to these:", alignment.unverified),
    ):
        if numbers:
            yield heading
            yield from (f"  {number + 1}. {text(number)}" for number in numbers)
    if alignment.unwritten:
        yield "Said, and not in the text:"
        for stretch, draft in zip(alignment.unwritten, drafts, strict=True):
            words = f": “{draft}” (a draft, by a recogniser)" if draft else ""
            yield f"  {clock(stretch.start)} to {clock(stretch.end)}{words}"
        if not recognised:
            yield f"  For a draft of its words: {REMEDY}"
    unsure = sorted(
        (sure, number)
        for number, sure in enumerate(alignment.sureness)
        if sure is not None and number not in alignment.unverified
    )[:5]
    if unsure:
        yield "Least sure of:"
        yield from (f"  {number + 1}. {text(number)} ({sure:.0%})" for sure, number in unsure)
