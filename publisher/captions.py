"""The captions of a text: as somebody edited them, where those can stand; else as they are made."""

from dataclasses import replace

from media.captioning import caption
from media.carrying import Carried, Read, carried
from media.formats import webvtt
from media.profiles import CaptionProfile
from media.store import Store
from media.timing import Alignment
from media.transcript import Transcript
from publisher import placed


def standing(
    captions: str | None,
    over: str,
    transcript: Transcript,
    alignment: Alignment,
    profile: CaptionProfile,
    store: Store,
) -> Carried:
    """Caption a text. `captions` are those that were edited, as WebVTT.

    `over` is the digest of the words and times that they were edited over: where it is unknown
    they stand as they are. Raises StoreError.
    """
    if captions is None:
        return Carried(caption(transcript, alignment, profile), 0, 0)
    edited = replace(webvtt.read(captions), language=transcript.language)
    before = placed.find(over, store) if over else None
    if before is None:
        return Carried(edited, len(edited.cues), 0)
    was, now = Read(before.transcript, before.alignment), Read(transcript, alignment)
    if was == now:
        return Carried(edited, len(edited.cues), 0)
    return carried(edited, was, caption(transcript, alignment, profile), now)
