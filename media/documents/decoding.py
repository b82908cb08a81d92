"""The bytes of a text file as text: encoding found, NFC, every line end a line feed."""

import codecs
import re
import unicodedata

from media.errors import NotText, TooLong

# A million characters are some nineteen hours of speech (5.8 characters a word with its space, 150
# words a minute): no statement is longer, and all of it is held in memory at once. Four bytes is
# the longest a character can be in UTF-8, so no text that is short enough has more.
MOST_CHARACTERS = 1_000_000
MOST_BYTES = 4 * MOST_CHARACTERS

_MARKS = (  # the longer mark first: UTF-32's begins with UTF-16's
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SIGNATURES = (
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive, or a Word or OpenDocument file"),
    (b"\xd0\xcf\x11\xe0", "an old Word or Office file"),
    (b"{\\rtf", "a rich text (RTF) document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"ID3", "an MP3 recording"),
    (b"OggS", "an Ogg recording"),
    (b"fLaC", "a FLAC recording"),
    (b"RIFF", "a WAV recording, or an AVI film"),
    (b"\x1aE\xdf\xa3", "a WebM or Matroska film"),
)
_LINE_ENDS = re.compile("\r\n|[\r\x85\u2028\u2029]")
_CONTROLS = re.compile(r"[\x01-\x08\x0e-\x19\x1b\x7f]")  # not tab, line ends, DOS's end of file


def decoded(name: str, data: bytes) -> str:
    r"""Read `data` as UTF-8, UTF-16, UTF-32 with its mark or, failing those, Windows-1252.

    Raises TooLong over MOST_BYTES or MOST_CHARACTERS, and NotText, with what it looks like
    instead, for pictures, recordings, archives and the like, whatever the file is called.

    >>> decoded("a.txt", "Zoë\r\n".encode("cp1252"))
    'Zoë\n'
    """
    if len(data) > MOST_BYTES:
        raise TooLong(name, size=len(data), limit=MOST_BYTES, unit="bytes")
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            raise NotText(name, looks_like=kind)
    if data[4:8] == b"ftyp":
        raise NotText(name, looks_like="an MP4 film or recording")
    text = _as_text(name, data)
    text = unicodedata.normalize("NFC", _LINE_ENDS.sub("\n", text))
    if len(text) > MOST_CHARACTERS:
        raise TooLong(name, size=len(text), limit=MOST_CHARACTERS, unit="characters")
    return text


def _as_text(name: str, data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                text = data.decode(encoding)
            except UnicodeDecodeError:
                raise NotText(name, looks_like=f"damaged {encoding[:6].upper()} text") from None
            return text.removeprefix("\ufeff")
    for encoding in ("utf-8", _unmarked_utf_16(data) if b"\0" in data else "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text and len(_CONTROLS.findall(text)) * 100 <= len(text):
            return text
    raise NotText(name, looks_like="data, or text in an encoding that is not known here")


def _unmarked_utf_16(data: bytes) -> str:
    """UTF-16 without its mark is told by its zeros: in Latin text, nearly every other byte."""
    low, high = data[1::2].count(0), data[::2].count(0)
    if min(low, high) * 20 > max(low, high) or max(low, high) * 4 < 3 * (len(data) // 2):
        return "utf-8"  # as strict as before: zeros are data
    return "utf-16-le" if low > high else "utf-16-be"
