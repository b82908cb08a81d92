"""Which language a statement is in, where nobody has said."""

from media.engines import VOICES
from media.engines.forms import primary
from media.engines.scripts import foreign_script
from media.tongues import written_in


def told(text: str, own: str) -> str:
    """The language of a text (BCP 47): `own`, the site's, unless it is surely in another.

    One that no voice here speaks is no language of this site's.
    """
    found = written_in(text)
    if not found or primary(found) == primary(own) or foreign_script(text, found):
        return own
    here = (voice.languages for voice in VOICES.values() if voice.local)
    return found if any(primary(found) in languages for languages in here) else own
