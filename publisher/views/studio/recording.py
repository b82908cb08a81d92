"""Whether there is a recording, and which; else which voice reads."""

from http import HTTPStatus

from flask import Blueprint, request
from werkzeug.wrappers import Response

from media.engines import VOICES, voice_for
from media.errors import NoVoiceFor, PlainspokenError, RecordingError, TooLong
from media.narration import Voice
from media.transcript import Transcript
from publisher.accounts.rights import Right
from publisher.drafts.values import Draft, Kept
from publisher.errors import words_for
from publisher.site import site
from publisher.statements import Supplied
from publisher.uploads.values import Upload
from publisher.views.studio.access import me, right
from publisher.views.studio.drafting import (
    DRAFT,
    draft_of,
    language_of,
    on,
    same_language,
    save,
    transcript_of,
)
from publisher.views.studio.pages import Errors, page, written
from publisher.views.studio.spoken import played, some_of

pages = Blueprint("recording", __name__, url_prefix=f"{DRAFT}/recording")

Answer = str | Response

DETAILS = "studio.details.ask"
LONGEST_KEY = 100  # characters
WORDS_A_MINUTE = 160  # as statements are read: BBC Subtitle Guidelines
NO_FILE = "Choose the file of the recording"
NO_VOICE = "Choose a voice"
LOST = "The upload was given up, because nobody went on with it. Choose the file again"
IN_PART = "Only a part of the recording has arrived. Choose the same file again to go on"


@pages.get("")
@right(Right.WRITE)
def ask(number: int) -> Answer:
    """Ask for a recording."""
    return _page(draft_of(number))


@pages.post("")
@right(Right.WRITE)
def answer(number: int) -> Answer:
    """Take the recording, which arrived in parts or comes with the form; or the voice."""
    kept = draft_of(number)
    if request.form.get("by") == "voice":
        return _by_voice(kept)
    if request.form.get("by") == "kept" and kept.draft.recording:
        return on(kept, DETAILS)
    upload = _upload()
    supplied, errors = _supplied(upload)
    if not supplied:
        return _page(kept, errors)
    saved = save(kept, "recording", recording=supplied, voice="")
    if upload:  # not before: where the disk is full it need not be sent again
        site().counter.drop(upload)
    return on(saved, DETAILS)


@pages.get("/<voice>.wav")
@right(Right.WRITE)
def sample(number: int, voice: str) -> Response:
    """How a voice sounds: the beginning of this text."""
    kept = draft_of(number)
    found = VOICES.get(voice)
    read = transcript_of(kept.draft)
    if not read or found not in voices(language_of(kept.draft)):
        return Response(status=HTTPStatus.NOT_FOUND)
    sentence = next(s for s in read.sentences if s.words)
    return played(some_of(read, sentence), voice)


def voices(language: str) -> list[Voice]:
    """Those on this machine that speak a language, the one that reads by itself first."""
    here = [
        v
        for v in VOICES.values()
        if v.local and not v.remedy and any(same_language(language, one) for one in v.languages)
    ]
    try:
        usual = voice_for(language)
    except NoVoiceFor:
        return here
    return sorted(here, key=lambda voice: voice is not usual)


def _by_voice(kept: Kept) -> Answer:
    offered = {voice.name for voice in voices(language_of(kept.draft))}
    chosen = request.form.get("voice", "")
    if offered and chosen not in offered:
        return _page(kept, {"voice": NO_VOICE})
    return on(save(kept, "voice", voice=chosen, recording=None), DETAILS)


def _upload() -> Upload | None:
    """What has come in parts, or comes."""
    key = written("upload", LONGEST_KEY)
    return site().counter.find(key, me().id) if key else None


def _supplied(upload: Upload | None) -> tuple[Supplied | None, Errors]:
    counter, file = site().counter, request.files.get("file")
    try:
        if upload:
            return _whole(upload)
        if request.form.get("upload"):
            return None, {"file": LOST}
        if file and file.filename:
            return counter.whole(file.filename, file.stream), {}
    except (RecordingError, TooLong) as trouble:
        return None, {"file": _words(trouble)}
    return None, {"file": NO_FILE}


def _whole(upload: Upload) -> tuple[Supplied | None, Errors]:
    if not upload.whole:
        return None, {"file": IN_PART}
    counter = site().counter
    try:
        return counter.recording(upload), {}
    except RecordingError:
        counter.drop(upload)  # it will not do any better
        raise


def _words(trouble: PlainspokenError) -> str:
    return words_for(trouble).removesuffix(".")


def _page(kept: Kept, errors: Errors | None = None) -> str:
    draft, read = kept.draft, transcript_of(kept.draft)
    offered = voices(language_of(draft))
    return page(
        "studio/recording.html",
        kept=kept,
        draft=draft,
        read=read and _what_was_read(read),
        voices=offered,
        voice=_voice(draft, offered),
        largest=site().settings.largest_upload,
        errors=errors,
    )


def _voice(draft: Draft, offered: list[Voice]) -> str:
    """The voice that was chosen, or that read the last statement, or that the settings name."""
    names = [voice.name for voice in offered]
    last = (one.details.voice for one in site().library.published())
    wanted = (draft.voice, next((v for v in last if v), ""), site().settings.voice, *names[:1])
    return next((name for name in wanted if name in names), "")


def _what_was_read(read: Transcript) -> dict[str, object]:
    words = len(read.words)
    return {
        "title": read.title,
        "speakers": read.speakers,
        "words": words,
        "minutes": max(1, round(words / WORDS_A_MINUTE)),
    }
