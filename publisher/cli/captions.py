"""`plainspoken caption` and `plainspoken check`."""

from pathlib import Path

import click

from publisher.cli.terminal import (
    FILE,
    answer,
    contents,
    json_option,
    note,
    profile_option,
    settings,
    write,
)

FINDINGS = 1  # the exit code that says there are some


@click.command()
@click.argument("transcript", type=FILE)
@click.option("--words", type=FILE, required=True, help="Word times as JSON: see below.")
@click.option("-o", "--output", type=FILE, help="FILE.vtt, .srt or .ttml. Else WebVTT is printed.")
@click.option("--language", help="The language of the text, as a BCP 47 tag: en-GB, cy, fr …")
@profile_option
def caption(
    transcript: Path,
    words: Path,
    output: Path | None,
    language: str | None,
    profile: str | None,
) -> None:
    """Make captions from a TRANSCRIPT and the times of its words.

    The times may come from any aligner: a list of {"word", "start", "end"} in the order of the
    text, in milliseconds; "score", "timing" and "sentence" may stand beside them.

    \b
    Examples:
      plainspoken caption statement.txt --words words.json > captions.vtt
      plainspoken caption statement.txt --words words.json -o captions.srt --profile streaming
    """
    from media import documents, formats, wordtimes
    from media.captioning import caption as captioned
    from media.documents.decoding import decoded
    from media.profiles import PROFILES
    from media.quality import check as checked

    configured = settings()
    form = formats.format_of(str(output or "captions.vtt"))
    rules = PROFILES[profile or configured.profile]
    text = documents.read(transcript.name, contents(transcript), language or configured.language)
    times = decoded(words.name, contents(words))
    alignment = wordtimes.read(times, text, words.name)
    track = captioned(text, alignment, rules)
    for finding in checked(track, rules, alignment):
        note(finding.message)
    if output:
        write(output, form.write(track).encode())
    else:
        click.echo(form.write(track), nl=False)


@click.command()
@click.argument("captions", type=FILE)
@profile_option
@json_option
@click.pass_context
def check(ctx: click.Context, captions: Path, profile: str | None, as_json: bool) -> None:
    """Hold CAPTIONS (WebVTT, SRT or TTML) to the rules, cue by cue.

    Says of each broken rule what was measured, what the limit is and what to do. The exit code is
    1 where there are findings, 0 where there are none.

    \b
    Examples:
      plainspoken check captions.vtt
      plainspoken check captions.srt --profile streaming
    """
    from media import formats
    from media.profiles import PROFILES
    from media.quality import check as checked

    name = profile or settings().profile
    track = formats.read(captions.name, contents(captions))
    findings = checked(track, PROFILES[name])
    if as_json:
        answer(
            {
                "profile": name,
                "cues": len(track.cues),
                "findings": [
                    {"cue": f.cue, "rule": f.rule, "message": f.message} for f in findings
                ],
            }
        )
    else:
        for finding in findings:
            click.echo(finding.message)
        cues = f"{len(track.cues)} cues by the {name} rules"
        note(f"{len(findings)} findings in {cues}." if findings else f"No findings in {cues}.")
    if findings:
        ctx.exit(FINDINGS)
