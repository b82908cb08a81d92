"""The language of a text, told from the text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from media.tongues import written_in

TEXTS = {
    "en": "We visited Llanelli and Ystradgynlais, and spoke to the people who work there daily.",
    "cy": "Rydym wedi arolygu'r heddlu yng Ngogledd Cymru. Mae Mr Smith o Northampton yn cytuno.",
    "ga": "Thugamar cuairt ar an stáisiún agus labhair muid leis na daoine a oibríonn ann.",
    "gd": "Thadhail sinn air an stèisean agus bhruidhinn sinn ris na daoine a tha ag obair ann.",
    "pl": "Odwiedziliśmy komisariat i rozmawialiśmy z ludźmi, którzy tam pracują na co dzień.",
    "fr": "Nous avons visité le commissariat et parlé avec les personnes qui y travaillent.",
    "ur": "ہم نے تھانے کا دورہ کیا اور وہاں کام کرنے والے لوگوں سے بات کی۔",
    "pa": "ਅਸੀਂ ਥਾਣੇ ਦਾ ਦੌਰਾ ਕੀਤਾ ਅਤੇ ਉੱਥੇ ਕੰਮ ਕਰਨ ਵਾਲੇ ਲੋਕਾਂ ਨਾਲ ਗੱਲ ਕੀਤੀ।",
    "he": "ביקרנו בתחנת המשטרה ודיברנו עם האנשים שעובדים שם מדי יום.",
    "nb": "Vi besøkte politistasjonen og snakket med menneskene som arbeider der hver eneste dag.",
}


@pytest.mark.parametrize(("language", "text"), TEXTS.items())
def test_a_paragraph_tells_its_language(language, text):
    assert written_in(f"{text} " * 4) == language


@pytest.mark.parametrize("text", ["", "A visit", "Diolch.", "28 4 2018 " * 20, "𐎀𐎁" * 80])
def test_what_is_too_little_is_not_guessed(text):
    assert written_in(text) is None


@settings(deadline=None)
@given(st.text())
def test_no_text_is_refused(text):
    written_in(text)
    written_in(text + TEXTS["cy"] * 2)


@pytest.mark.parametrize("letter", ["Ⴀ", "Ω", "中文", "мир", "ش"])
def test_a_name_in_other_letters_does_not_matter(letter):
    assert written_in(letter + f" {TEXTS['en']}" * 4) == "en"


def test_what_a_text_looks_like_does_not_matter():
    text = f"{TEXTS['cy']}\n\n<b>\ud800{TEXTS['cy']}"
    assert written_in(f"# \x00\ufffe\x96\n\n{text}") == written_in(text.upper()) == "cy"
