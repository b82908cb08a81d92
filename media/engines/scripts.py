"""Whether a text is in letters that a language is written in."""

import unicodedata
from collections import Counter

# Scripts by the first word of their characters' Unicode names; languages by primary BCP 47 tag.
# Latin is left out: every voice is given names and abbreviations in Latin letters.
_WRITTEN_IN = {
    "ARABIC": ("Arabic", "ar arz ckb fa ku ks ps sd ug ur"),
    "ARMENIAN": ("Armenian", "hy hyw"),
    "BENGALI": ("Bengali", "as bn bpy"),
    "CHEROKEE": ("Cherokee", "chr"),
    "CJK": ("Chinese", "cmn hak ja ko wuu yue zh"),
    "CYRILLIC": ("Cyrillic", "ba be bg cv kk ky mk mn nog ru sr tg tt uk uz"),
    "DEVANAGARI": ("Devanagari", "bho hi kok mr ne sa"),
    "ETHIOPIC": ("Ethiopic", "am ti"),
    "GEORGIAN": ("Georgian", "ka"),
    "GREEK": ("Greek", "el grc"),
    "GUJARATI": ("Gujarati", "gu"),
    "GURMUKHI": ("Gurmukhi", "pa"),
    "HANGUL": ("Korean", "ko"),
    "HEBREW": ("Hebrew", "he yi"),
    "HIRAGANA": ("Japanese", "ja"),
    "KANNADA": ("Kannada", "kn"),
    "KATAKANA": ("Japanese", "ja"),
    "LAO": ("Lao", "lo"),
    "MALAYALAM": ("Malayalam", "ml"),
    "MYANMAR": ("Burmese", "my shn"),
    "ORIYA": ("Odia", "or"),
    "SINHALA": ("Sinhala", "si"),
    "TAMIL": ("Tamil", "ta"),
    "TELUGU": ("Telugu", "te"),
    "THAI": ("Thai", "th"),
}


def foreign_script(text: str, language: str) -> str | None:
    """Name the script that most of the letters are in, if the language is not written in it.

    >>> foreign_script("这是中文。", "en"), foreign_script("这是中文。", "zh-CN")
    ('Chinese', None)
    >>> foreign_script("The word 中文", "en")
    """
    letters = Counter(unicodedata.name(c, "").split(" ")[0] for c in text if c.isalpha())
    most = letters.most_common(1)
    if not most or most[0][0] not in _WRITTEN_IN:
        return None
    name, languages = _WRITTEN_IN[most[0][0]]
    return None if language.lower().partition("-")[0] in languages.split() else name
