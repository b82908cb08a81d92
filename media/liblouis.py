"""The only caller of liblouis, which translates text into braille where it is installed.

It is a library of the machine's (Debian: liblouis20), found at run time and needed by nothing else.
Braille is handed over as Unicode's braille patterns, U+2800 to U+283F, one a cell.
"""

import ctypes
import ctypes.util
import sys
from functools import cache
from threading import Lock

# From liblouis.h: cells as dots, as Unicode has them; nothing for what a table does not know.
_DOTS_IO, _UNICODE, _NO_UNDEFINED = 4, 64, 128
_MODE = _DOTS_IO | _UNICODE | _NO_UNDEFINED
_WIDE = {2: ctypes.c_uint16, 4: ctypes.c_uint32}
_MOST = 32  # cells a letter: an emphatic capital with an accent takes some eight
_SIX_DOTS = 0x283F
_SAY_NOTHING = 60000  # LOU_LOG_OFF: `knows` tells of a table that is not here

_alone = Lock()  # liblouis keeps its state in globals


@cache
def _library() -> ctypes.CDLL | None:
    name = ctypes.util.find_library("louis")
    if name is None:
        return None
    library = ctypes.CDLL(name)
    library.lou_version.restype = ctypes.c_char_p
    library.lou_setLogLevel(_SAY_NOTHING)
    return library


@cache
def version() -> str | None:
    """Which liblouis is here; None where there is none."""
    library = _library()
    return library.lou_version().decode("ascii") if library else None


@cache
def knows(table: str) -> bool:
    """Whether the table is here and sound."""
    library = _library()
    with _alone:
        return bool(library and library.lou_checkTable(table.encode()))


def translated(text: str, table: str) -> str:
    """The cells of a text; a character that the table does not know has none.

    ValueError where the table cannot be used, which `knows` tells, or where liblouis gives up.
    """
    library = _library()
    if library is None or not knows(table):
        raise ValueError(f"no table {table}")
    size = library.lou_charSize()  # bytes: 4 in Debian's, 2 where it was built without UCS-4
    written = text.replace("\0", "").encode(f"utf-{8 * size}-{sys.byteorder[0]}e")
    letters = len(written) // size
    room = _MOST * (letters + 1)
    cells = (_WIDE[size] * room)()
    taken, given = ctypes.c_int(letters), ctypes.c_int(room)
    with _alone:
        library.lou_translateString(
            table.encode(),
            written,
            ctypes.byref(taken),
            cells,
            ctypes.byref(given),
            None,
            None,
            _MODE,
        )
    if taken.value != letters:
        raise ValueError(f"{table}: stopped at {text[taken.value :][:20]!r}")
    return "".join(chr(cell & _SIX_DOTS) for cell in cells[: given.value])
