"""Each case is a text, cut with | where its sentences end."""

import pytest

from media.sentences import sentences

CASES = {
    "en": """
        Hello.| I am Zoë Billingham.
        Dr. Ama Owusu spoke first.| Mrs. Hall did not.
        Crime rose by 3.2 per cent.| That is too much.
        It cost £3.2 million.| It was worth it.
        We met at St. Mary's on Friday.| Nobody came.
        He lives in Elm St.| She does not.
        Some forces, e.g. Kent, do well.| Others do not.
        Some forces (e.g. Kent) do well.| Others do not.
        Neighbourhood teams, i.e. those you meet, are short of staff.
        See recommendation No. 5 for more.| It is met.
        The answer is no.| Nothing has changed.
        It closes at 5 p.m. on Friday.| Come early.
        It closes at 5 p.m.| We open again on Monday.
        J. K. Rowling wrote it.| I read it.
        J.K. Rowling wrote it.| I read it.
        Written by H. M. Inspector Jones.| Read by nobody.
        The U.K. Government agreed.| So did we.
        That is the law in the U.K.| We keep it.
        Smith Ltd. and Jones Inc. were fined.| They paid.
        They work for Smith Ltd.| It is a small firm.
        I was … surprised.| Very.
        I thought… well, never mind.| Go on.
        I waited…| Nobody came.
        I waited... and waited.| Then I left.
        I waited...| Then I left.
        You did what?!| Say that again!| Now.
        He said: “We must act.”| Then he left.
        “Will you act?” she asked.| They would not say.
        “We must act!” he said.| Then he left.
        ‘It is late.’| He was right.
        He said "We must act."| Then he left.
        "Really?" she asked.| "Yes."
        (That was in 2016.)| Now it is better.
        It was better (see figure 3.).| We were glad.
        This is so (at least here).| Elsewhere it is not.
        Officers, staff, vehicles, etc. are counted.| All of them.
        We count officers, staff, etc.| Vehicles come later.
        It is version 2.0.1 of the plan.| Read it.
        Visit www.example.org.uk for more.| Or write to a.b@example.org today.
        In Jan. 2016 we inspected.| In Feb. we wrote.
        See pp. 3–5 and para. 12 of the report.| Read fig. 3 too.
        Prof. A. B. Jones and Rev. Lee agree.| Lord Hill doesn't.
        Sgt. Hill and Insp. Webb, of the C.I.D., were there.| I was not.
        Is this good enough?| No.| It is not.
        There are three aims: 1. To prevent crime.| 2. To help victims.
        It rose (vs. 2015) by 4%.| It fell vs. Kent.
        He was born c. 1950 in Hull.| He left.
        Why?| Because.
        What, if anything, went wrong?| Many things did...
        The figure is 43.| 12 forces failed.
        They scored 3.| The rest scored 2.
        Mr. and Mrs. Hall came.| They left at 10.30 p.m. sharp.
        Approx. 40% agreed.| Max. 10 did not.
        I chose option A.| It was cheap.
        Was it him or I?| It was I.| I know.
        The Ph.D. student left.| So did the M.P. for Hull.
        Yahoo! is a firm.| So is Jeopardy! Ltd.
        —No!— she cried.
        ‘Where is it?’ is what they ask.| We answer.
        The force is good at preventing crime.| However, it must do more.| It will.
        That’s it.’| He stopped.
        iPhones were stolen.| eBay sold them.
    """,
    "cy": """
        Helo.| Fy enw i yw Siân.
        Mae Dr. Jones a Mr. Evans yma.| Croeso.
        Mae rhai, e.e. Gwent, yn dda.| Nid pawb.
        Mae hyn, h.y. y cynllun, yn glir.| Diolch.
        Cododd y gost i £3.2 miliwn.| Mae’n ormod.
        Ble mae’r heddlu?| Ŷn ni’n aros.
        Agorwyd am 9 a.m. ddydd Llun.| Caewyd am 5 p.m.
        Gweler tud. 4 o’r adroddiad.| Mae’n fyr.
    """,
    "ar": """
        هل هذا جيد؟| نعم.| شكرا!
    """,
    "ur": """
        یہ اچھا ہے۔| شکریہ۔
    """,
    "hi": """
        यह अच्छा है।| धन्यवाद।
    """,
    "zh": """
        今天很好。|我们很高兴！|你呢？|好。
        他说:“走吧。”|然后走了。
    """,
    "ja": """
        彼は「行こう。」と言った。|そして去った。
        本当ですか？！|はい。
    """,
    "he": """
        מה שלומך?| טוב.| תודה.
    """,
    "el": """
        Τι κάνεις;| Καλά.
    """,
    "fr": """
        Où est-il ?| Ici !| « Oui. »| Non.
    """,
    "de": """
        Das ist z.B. gut.| Und d.h. nicht schlecht.
    """,
    "hy": """
        Սա լավ է։| Շնորհակալություն։
    """,
    "my": """
        ကောင်းပါတယ်။| ကျေးဇူးတင်ပါတယ်။
    """,
    "am": """
        ጥሩ ነው።| አመሰግናለሁ።
    """,
    "pl": """
        To jest np. dobre.| Dziękuję.
    """,
}


@pytest.mark.parametrize(
    ("language", "case"),
    [
        (language, case.strip())
        for language, cases in CASES.items()
        for case in cases.strip().splitlines()
    ],
)
def test_a_text_is_cut_where_its_sentences_end(language: str, case: str) -> None:
    text = case.replace("|", "")
    found = sentences(text, 0, len(text), language)
    assert [text[s.start : s.end] for s in found] == [s.strip() for s in case.split("|")]


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("It waited.[1] That is long.[12][*]", [["It", "waited."], ["That", "is", "long."]]),
        ("It waited. [1] That is long.", [["It", "waited."], ["That", "is", "long."]]),
        ("It waited (as before).[1]", [["It", "waited", "(as", "before)."]]),
        ("The force[2] waited,[3] too[4].", [["The", "force", "waited,", "too"]]),
        ("“The force[2], too.”[3] It did.", [["“The", "force", "too.”"], ["It", "did."]]),
        ("[1] Our own count.", [["Our", "own", "count."]]),
    ],
)
def test_the_mark_of_a_note_is_neither_said_nor_a_sound(text: str, cut: list[list[str]]) -> None:
    found = sentences(text, 0, len(text), "en")
    assert [[w.text for w in s.words] for s in found] == cut
    assert "".join(text[s.start : s.end] for s in found).replace(" ", "") == text.replace(" ", "")


def test_a_figure_in_brackets_inside_a_sentence_is_said() -> None:
    text = "He said they had [3] cars."
    (found,) = sentences(text, 0, len(text), "en")
    assert [w.text for w in found.words] == ["He", "said", "they", "had", "[3]", "cars."]
