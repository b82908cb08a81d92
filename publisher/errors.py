"""The words for what went wrong, and the status it has on the web. One table, nowhere else.

Each says what happened and what to do next, in that order, for somebody who is no engineer.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from media import errors as trouble
from media.timeline import clock
from publisher.phrases import PHRASES


@dataclass(frozen=True, slots=True)
class Told:
    """What is said of one kind of trouble, and its HTTP status."""

    status: int
    say: Callable[[Any], str]


def _much(size: int, unit: str) -> str:
    if unit != "bytes":
        return f"{size:,} {unit}"
    return f"{size / 1e9:,.1f} GB" if size >= 1e9 else f"{size / 1e6:,.1f} MB"  # noqa: PLR2004


def _at(error: trouble.UnreadableCaptions) -> str:
    return f" (line {error.line})" if error.line else ""


def _entry(error: trouble.UnreadableWords) -> str:
    return "" if error.index is None else f" (entry {error.index + 1})"


def _no_voice(error: trouble.NoVoiceFor) -> str:
    if error.script:
        voice = f"The voice “{error.voice}”" if error.voice else f"No voice for {error.language}"
        reads = "cannot read" if error.voice else "reads"
        return (
            f"The text is written in {error.script} script, and the language given is "
            f"{error.language}. {voice} {reads} that. Say which language the text is in with "
            "--language, such as --language ar for Arabic; `plainspoken voices` lists them."
        )
    if error.voice:
        return (
            f"The voice “{error.voice}” does not speak {error.language}. Leave --voice out, or "
            "choose another: `plainspoken voices` lists them."
        )
    return (
        f"No voice on this machine speaks {error.language}. Check the language tag, such as cy "
        "for Welsh; `plainspoken voices` lists the languages there are."
    )


def _mismatch(error: trouble.WordsMismatch) -> str:
    what = (
        f"the text goes on with “{error.expected}”, and there are no more times"
        if error.found is None
        else f"the text has ended, and there are still times, for “{error.found}”"
        if error.expected is None
        else f"the text says “{error.expected}”, and the times are for “{error.found}”"
    )
    return (
        f"The word times are not for this text: at word {error.index + 1} {what}. "
        "Use the times that were made from this transcript."
    )


def _cut(error: trouble.RecordingCut) -> str:
    where = (
        f" after {clock(error.found)[:8]} of {clock(error.declared)[:8]}"
        if error.found is not None and error.declared is not None
        else " before its own end"
    )
    return (
        f"{error.name} was cut short: it ends{where}, most likely because copying it was "
        "interrupted. Try again with a complete copy."
    )


def _not_a_recording(error: trouble.NotARecording) -> str:
    what = f": it looks like {error.looks_like}" if error.looks_like else ""
    return (
        f"{error.name} is not a sound or video recording that can be read{what}. Check that you "
        f"chose the right file, or save it as one of these: {', '.join(error.known)}."
    )


def _taken(error: trouble.LanguageTaken) -> str:
    language = PHRASES["en"].language_name(error.language)
    there = f"is to be public in {language}" if error.embargoed else f"is in {language} already"
    return f"“{error.title}” {there}, and each version is in a language of its own."


def _out_of_the_way(error: trouble.LanguageTaken) -> str:
    return "call it off or unlink it" if error.embargoed else "withdraw it or unlink it"


LACKS: dict[trouble.Lack, str] = {
    trouble.Lack.SOUND: "it has no sound",
    trouble.Lack.TIMES: "none of its sentences has a time",
    trouble.Lack.LIBLOUIS: "liblouis is not installed (Debian: apt install liblouis-bin)",
    trouble.Lack.BRAILLE: "there is no braille code for its language",
    trouble.Lack.TYPE: "no typeface on this machine has all its letters",
}

WORDS: dict[type[trouble.PlainspokenError], Told] = {
    trouble.NotText: Told(
        422,
        lambda e: (
            f"{e.name} is not text: it looks like {e.looks_like}. Save the transcript as plain "
            "text (.txt) and try again."
        ),
    ),
    trouble.UnknownDocument: Told(
        422,
        lambda e: (
            f"{e.name} is a kind of file that is not read. Save it as one of these and try "
            f"again: {', '.join(e.known)}."
        ),
    ),
    trouble.EmptyTranscript: Told(
        422, lambda e: f"{e.name} has no words in it. Check that you chose the right file."
    ),
    trouble.NothingToSay: Told(
        422,
        lambda e: (
            f"{e.name} has sounds such as [Music] in it, and not a word to say. Check that you "
            "chose the right file."
        ),
    ),
    trouble.TooLong: Told(
        413,
        lambda e: (
            f"{e.name} is too long: {_much(e.size, e.unit)}, and a statement may have "
            f"{_much(e.limit, e.unit)}. Check that you chose the right file, or divide it into "
            "parts."
        ),
    ),
    trouble.UnknownVoice: Told(
        422,
        lambda e: (
            f"No voice is called “{e.voice}”. Choose one of these: {', '.join(e.known)}. "
            "`plainspoken voices` says more of each."
        ),
    ),
    trouble.VoiceAbsent: Told(
        422,
        lambda e: (
            f"The voice “{e.voice}” is not on this machine. To bring it: {e.remedy}. Or leave "
            "--voice out, and a voice that is here is used."
        ),
    ),
    trouble.NoVoiceFor: Told(422, _no_voice),
    trouble.VoiceFailed: Told(
        500,
        lambda e: (
            f"The voice “{e.voice}” could not say “{e.text[:80]}”: {e.reason}. Try again, or "
            "choose another voice with --voice."
        ),
    ),
    trouble.UnknownFormat: Told(
        422,
        lambda e: (
            f"{e.name} is not a caption format that is known. End the file's name in one of "
            f"these: {', '.join(e.known)}."
        ),
    ),
    trouble.UnreadableCaptions: Told(
        422,
        lambda e: (
            f"{e.name}{_at(e)} cannot be read as captions: {e.reason}. Mend it and try again."
        ),
    ),
    trouble.UnreadableWords: Told(
        422,
        lambda e: (
            f"{e.name}{_entry(e)} cannot be read as word times: {e.reason}. Mend it and try again."
        ),
    ),
    trouble.WordsMismatch: Told(422, _mismatch),
    trouble.NotARecording: Told(422, _not_a_recording),
    trouble.RecordingCut: Told(422, _cut),
    trouble.RecordingDamaged: Told(
        422,
        lambda e: (
            f"{e.name} is damaged and cannot be played: {e.reason}. Try again with another copy "
            "of it, or save it anew from the program it was made with."
        ),
    ),
    trouble.RecordingLocked: Told(
        422,
        lambda e: (
            f"{e.name} is encrypted, so it cannot be read. Save it without copy protection and "
            "try again."
        ),
    ),
    trouble.RecordingTooLong: Told(
        413,
        lambda e: (
            f"{e.name} lasts {clock(e.duration)[:8]}, and a recording may last "
            f"{clock(e.limit)[:8]}. Check that you chose the right file, or divide it into parts."
        ),
    ),
    trouble.NoSound: Told(
        422,
        lambda e: (
            f"{e.name} has a picture and no sound, so there are no words to place in time. Check "
            "that you chose the right file, and that its sound was saved with it."
        ),
    ),
    trouble.AlignmentFailed: Told(
        500,
        lambda e: (
            f"The words could not be looked for in the recording: {e.reason}. Check the language "
            "of the text, and try again."
        ),
    ),
    trouble.WrongRecording: Told(
        422,
        lambda e: (
            f"The recording and the text do not match: {e.coverage:.0%} of the words were found in "
            f"{e.name}. Check that you chose the right file. If you did, and want it public all "
            'the same, say who decides so: --overrule "NAME".'
        ),
    ),
    trouble.UnknownForm: Told(
        404,
        lambda e: f"No form is called “{e.form}”. Choose one of these: {', '.join(e.known)}.",
    ),
    trouble.FormAbsent: Told(
        422, lambda e: f"{e.form} cannot be made: {LACKS[e.lacks]}. Choose another form."
    ),
    trouble.FormFailed: Told(
        500,
        lambda e: (
            f"{e.form} could not be made: {e.reason}. Try again; if it happens again, send this "
            "message to whoever runs the service."
        ),
    ),
    trouble.EncodingFailed: Told(
        500,
        lambda e: (
            f"{e.output} could not be made: {e.reason}. Try again; if it happens again, send "
            "this message to whoever runs the service."
        ),
    ),
    trouble.Overtaken: Told(
        409,
        lambda e: (
            f"While this was being made ready, a later version of “{e.slug}” was published, or it "
            "was withdrawn. Check what is there now; if this text should stand instead, publish "
            "it again."
        ),
    ),
    trouble.Embargoed: Told(
        409,
        lambda e: (
            f"Another text of “{e.slug}” is to be public on {e.at.day} {e.at:%B %Y}, at "
            f"{e.at:%H:%M} (UTC). Call that off in the studio, or wait until then, and publish "
            "again."
        ),
    ),
    trouble.LanguageTaken: Told(
        409,
        lambda e: (
            f"{_taken(e)} Nothing was published. To correct that one, say --slug {e.slug}. To put "
            f"this one in its place, {_out_of_the_way(e)} in the studio, and publish again. Check "
            "--language, and --translation-of, if you gave it."
        ),
    ),
    trouble.NoOriginal: Told(
        404,
        lambda e: (
            f"No statement is called “{e.slug}”, so this cannot be a translation of it. Nothing "
            "was published. Check the end of that statement's address."
        ),
    ),
    trouble.StoreFull: Told(
        507,
        lambda e: (
            f"The disk that holds {e.folder} is full. Make room (`plainspoken collect` clears "
            "what is no longer needed) and run this again: what is done so far is kept."
        ),
    ),
    trouble.StoreUnwritable: Told(
        500,
        lambda e: (
            f"{e.folder} cannot be used: {e.reason}. Name a folder that can be written in "
            "PLAINSPOKEN_DATA and try again."
        ),
    ),
    trouble.StoreAway: Told(
        503,
        lambda e: (
            f"{e.place} does not answer as it should: {e.reason}. What is done so far is kept. Try "
            "again in a few minutes; if it happens again, tell whoever runs the service."
        ),
    ),
    trouble.DatabaseNewer: Told(
        500,
        lambda e: (
            f"The database is of a later version of Plainspoken: its tables are at {e.found}, and "
            f"this version knows them up to {e.known}. Use the later version; or to go back, run "
            f"`plainspoken migrate {e.known}` with that one first, and then install this one."
        ),
    ),
    trouble.BackupDamaged: Told(
        422,
        lambda e: (
            f"{e.name} is no whole backup: {e.part} is missing or is not what was written. Nothing "
            "was changed. Use another copy of it."
        ),
    ),
    trouble.BackupNewer: Told(
        422,
        lambda e: (
            f"{e.name} was made by Plainspoken {e.made_by}, whose tables this version does not "
            "know. Nothing was changed. Use that version, and restore with it."
        ),
    ),
    trouble.SiteNotEmpty: Told(
        409,
        lambda e: (
            f"There are statements or files in {e.place} already, and nothing was changed. Use "
            "--overwrite to put the backup in place of all of them."
        ),
    ),
}


# Where the words above name an option of the command, an editor is told what to do in the studio.
IN_STUDIO: dict[type[trouble.PlainspokenError], Callable[[Any], str]] = {
    trouble.NoVoiceFor: lambda _: (
        "No voice here reads this text in the language that is chosen. Choose the language that "
        "it is written in, or hand in a recording."
    ),
    trouble.UnknownVoice: lambda e: f"The voice “{e.voice}” is here no more. Choose another one.",
    trouble.VoiceAbsent: lambda e: f"The voice “{e.voice}” is not here. Choose another one.",
    trouble.VoiceFailed: lambda e: (
        f"The voice could not say this: “{e.text[:80]}” Try again, or choose another voice."
    ),
    trouble.WrongRecording: lambda e: (
        f"The recording and the text do not match: {e.coverage:.0%} of the words were found in "
        f"{e.name}. Check that you chose the right file, and the right text."
    ),
    trouble.EncodingFailed: lambda e: (
        f"{e.output} could not be made: {e.reason}. Try again; if it happens again, tell whoever "
        "runs the service."
    ),
    trouble.StoreFull: lambda _: (
        "There is no room left to keep what is made. Tell whoever runs the service. What is done "
        "so far is kept, and work that waits goes on by itself once there is room."
    ),
    trouble.StoreUnwritable: lambda _: (
        "What is made cannot be kept. Tell whoever runs the service. What is done so far is kept, "
        "and work that waits goes on by itself once that is mended."
    ),
    trouble.StoreAway: lambda _: (
        "What keeps the files or the drafts does not answer. What is done so far is kept, and "
        "work that waits goes on by itself once it answers. If it lasts, tell whoever runs the "
        "service."
    ),
    trouble.LanguageTaken: lambda e: (
        f"{_taken(e)} To go on with this one, {_out_of_the_way(e)} first."
    ),
    trouble.Overtaken: lambda _: (
        "Somebody had a later version of this made meanwhile. Have it made again to see what "
        "stands now."
    ),
}


def words_for(error: trouble.PlainspokenError, *, studio: bool = False) -> str:
    """What to tell people of this trouble: at the command, or in the `studio`."""
    say = IN_STUDIO.get(type(error)) if studio else None
    return (say or WORDS[type(error)].say)(error)


def status_for(error: trouble.PlainspokenError) -> int:
    """The HTTP status of this trouble."""
    return WORDS[type(error)].status
