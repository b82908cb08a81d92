"""What is written, and what a reader says for it; `|` parts the words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.spoken import PAUSE, spoken

STORIES = """
£3.2 million in 2017/18                   → three point two|million pounds|in|twenty seventeen to eighteen
HMIC’s 43 reports                         → HMIC's|forty-three|reports
on 28 April 2018, at noon                 → on|the twenty-eighth of|April|twenty eighteen,|at|noon
on the 28 April                           → on|the|twenty-eighth of|April
28th April and the 3rd of March           → the twenty-eighth of|April|and|the|third|of|March
from 3–5 July                             → from|the third to the fifth of|July
April 28, 2018                            → April|the twenty-eighth,|twenty eighteen
In May 12 people left                     → In|May|twelve|people|left
on 03/04/2018 or 2018-04-03               → on|the third of April twenty eighteen|or|the third of April twenty eighteen
19/45/2018                                → nineteen forty-five twenty eighteen
2008/09 2017–2019 2010-11                 → two thousand and eight to oh nine|twenty seventeen to twenty nineteen|twenty ten to eleven
in 1905, 2000, 2007 and 1066              → in|nineteen oh five,|two thousand,|two thousand and seven|and|ten sixty-six
the 1990s, the ’80s, in her 30s           → the|nineteen nineties,|the|eighties,|in|her|thirties
10am 10.30am 6 pm 17:05 10:00             → ten A M|ten thirty A M|six|P M|seventeen oh five|ten o'clock
at 10.30 a.m. on                          → at|ten thirty|A M.|on
18:00 hours 24/7                          → eighteen hundred hours|hours|twenty-four seven
007                                       → oh oh seven
£1 £13.60 £0.50 £1,234.00 50p             → one pound|thirteen pounds sixty|fifty pence|one thousand two hundred and thirty-four pounds|fifty pence
£3.2m $5bn €2k £1tn                       → three point two million pounds|five billion dollars|two thousand euros|one trillion pounds
£3–5 million                              → three to five|million pounds
£3–£5m                                    → three to five million pounds
50% 3.5% 10–15% 100%-owned                → fifty per cent|three point five per cent|ten to fifteen per cent|one hundred per cent owned
1,205 1,000,005 12345                     → one thousand two hundred and five|one million and five|twelve thousand three hundred and forty-five
105 officers, 10–15 others                → one hundred and five|officers,|ten to fifteen|others
-5°C −3 +7 #4                             → minus five degrees Celsius|minus three|plus seven|number four
5km 1 km 20mph 12 mins 30m long 5m people → five kilometres|one|kilometre|twenty miles an hour|twelve|minutes|thirty metres|long|five million|people
½ 3½ 3/4 2/3                              → a half|three and a half|three quarters|two thirds
call 101 or 999                           → call|one oh one|or|nine nine nine
101 officers                              → one hundred and one|officers
020 7946 0958                             → oh two oh|seven nine four six|oh nine five eight
+44 1604 555 000                          → plus four four|one six oh four|five five five|oh oh oh
section 3.2, 1.2.1                        → section|three point two,|one point two point one
No. 10, pp. 5–6, s. 12                    → Number|ten,|pages|five to six,|section|twelve
no. We said no.                           → no.|We|said|no.
Dr. Smith, Mr Bell, Cllr Rhys             → Doctor|Smith,|Mister|Bell,|Councillor|Rhys
St. Albans, Gold St.                      → Saint|Albans,|Gold|Street.
e.g. this, i.e. that, etc.                → for example|this,|that is|that,|et cetera.
Elizabeth II, Charles III’s, Mary I       → Elizabeth|the second,|Charles|the third's,|Mary|I
World War II, Part IV, VIP                → World|War|two,|Part|four,|VIP
A14 M1 A605 Q1 G7’s COVID-19              → A fourteen|M one|A six oh five|Q one|G seven's|Covid nineteen
43-year-old 12-month R&D B&Q              → forty-three year old|twelve month|R and D|B and Q
www.gov.uk/help                           → W W W dot gov dot U K slash help
press@hmic.gov.uk.                        → press at hmic dot gov dot U K.
https://example.org/                      → example dot org
OFSTED’s NATO NHS HMICFRS                 → Ofsted's|Nato|NHS|HMICFRS
fish & chips = joy                        → fish|and|chips|equals|joy
“Hello,” (he said) ‘no’                   → “Hello,”|(he|said)|no
Zoë’s café naïve                          → Zoë's|café|naïve
α 😀 中文 привет *** •                     → alpha|grinning face|…|…|…|…
16:9 1:1 2-1                              → sixteen to nine|one to one|two to one
123456789012345678                        → one two three four five six seven eight nine zero one two three four five six seven eight
""".strip().splitlines()  # noqa: E501 - a row is a story


@pytest.mark.parametrize("story", STORIES, ids=lambda s: s.partition("→")[0].strip())
def test_a_reader_says(story: str) -> None:
    written, _, said = story.partition("→")
    assert "|".join(spoken(written.split())) == said.strip()


odd = st.text(
    st.one_of(st.sampled_from("0123456789£$%.,/:-–’'&@#()“”ABIVXabst°½"), st.characters()),
    min_size=1,
    max_size=12,
).filter(lambda word: not any(c.isspace() for c in word))


@given(st.lists(odd, min_size=1, max_size=8))
def test_every_word_has_something_to_say_and_no_plain_figures_are_left(words: list[str]) -> None:
    said = spoken(words)
    assert len(said) == len(words)
    assert all(form.strip() for form in said)


@given(
    st.integers(0, 10**16), st.sampled_from(["{}", "{}%", "£{}", "£{}m", "({},", "{}th", "{}’s"])
)
def test_no_figure_is_left_to_the_voice(number: int, shape: str) -> None:
    (said,) = spoken([shape.format(number)])
    assert not any(c.isdigit() for c in said)
    assert PAUSE not in said
