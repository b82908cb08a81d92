"""A web page in one file: it asks nothing of any network, and needs no script.

`page` and `statement` are also what the front page of a collection is made of.
"""

from collections.abc import Iterable, Iterator, Mapping

from media.languages import right_to_left
from media.paragraphs import ranks, spaced, speakers_shown
from media.takeaway.colophon import Fact, byline, colophon
from media.takeaway.edition import Edition
from media.xmltext import escaped

VERSION = 1

_ALONE = "default-src 'none'; style-src 'unsafe-inline'"
_STYLE = """\
:root { color-scheme: light dark; --ink: #1a1f21; --quiet: #4f5a5e; --paper: #fff;
  --rule: #c9cfd1; --link: #0b5963; }
@media (prefers-color-scheme: dark) { :root { --ink: #ece9e2; --quiet: #b4b7b4; --paper: #14191b;
  --rule: #434c4f; --link: #86ccd4; } }
* { box-sizing: border-box; }
body { max-width: 42rem; margin: 0 auto; padding: 3rem 1.25rem 4rem; background: var(--paper);
  color: var(--ink); font: 1.1875rem/1.6 "Atkinson Hyperlegible Next", "Atkinson Hyperlegible",
  Verdana, Arial, sans-serif; overflow-wrap: break-word; }
h1, h2, h3, h4, h5, h6 { margin: 2em 0 .5em; line-height: 1.2; text-wrap: balance; }
h1 { margin: 0 0 1rem; font-size: 2.25rem; letter-spacing: -.01em; }
h2 { font-size: 1.5rem; } h3, h4, h5, h6 { font-size: 1.25rem; }
p { margin: 0 0 1.1em; }
header { margin-bottom: 2.5rem; padding-bottom: 1.5rem; border-bottom: 1px solid var(--rule); }
header p { margin: 0; color: var(--quiet); }
footer { margin-top: 3.5rem; padding-top: .5rem; border-top: 1px solid var(--rule);
  font-size: 1rem; }
footer h2 { margin-top: 1rem; font-size: 1.25rem; }
dl { margin: 0; } dt { font-weight: 700; } dd { margin: 0 0 .75rem; overflow-wrap: anywhere; }
i { color: var(--quiet); }
a { color: var(--link); text-underline-offset: .15em; }
a:focus-visible { outline: 3px solid #fd0; background: #fd0; color: #0b0c0c; }
@media print { @page { margin: 2.2cm; } body { max-width: none; padding: 0; background: #fff;
  color: #000; font-size: 11pt; } p { orphans: 3; widows: 3; } h2, h3, h4 { break-after: avoid; }
  footer { break-inside: avoid; font-size: 9pt; } a { color: inherit; } }
"""


def identity() -> Mapping[str, str]:
    """Nothing but this module has a hand in it."""
    return {}


def write(edition: Edition) -> bytes:
    """The statement as HTML, in UTF-8."""
    return page(edition, statement(edition)).encode()


def page(edition: Edition, body: Iterable[str], style: str = "", policy: str = _ALONE) -> str:
    """A page around a body that is marked up already; `policy` is what it may load."""
    lines = (
        "<!DOCTYPE html>",
        f'<html lang="{escaped(edition.language)}" dir="{_direction(edition.language)}">',
        "<head>",
        '<meta charset="utf-8">',
        f"<title>{escaped(edition.title)}</title>",
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        *_about(edition),
        f"<style>\n{_STYLE}{style}</style>",
        "</head>",
        "<body>",
        *body,
        "</body>",
        "</html>",
        "",
    )
    return "\n".join(lines)


def statement(edition: Edition, between: Iterable[str] = ()) -> Iterator[str]:
    """Title, people, date, text and colophon; `between` stands before the text."""
    own = foreign(edition)
    yield "<main>"
    yield "<header>"
    yield f'<h1 dir="auto">{escaped(edition.title)}</h1>'
    yield from (f'<p dir="auto"{own}>{escaped(line)}</p>' for line in byline(edition))
    yield "</header>"
    yield from between
    shown = zip(
        edition.paragraphs,
        ranks(edition.paragraphs, below=1),
        speakers_shown(edition.paragraphs),
        strict=True,
    )
    for paragraph, rank, name in shown:
        tag = f"h{rank}" if paragraph.heading else "p"
        label = f"<b>{escaped(name)}:</b> " if name else ""
        said = "".join(
            f"<i>{_said(s.text)}</i>{_said(s.glue)}" if s.sound else _said(s.text + s.glue)
            for s in paragraph.sentences
        )
        yield f'<{tag} dir="auto">{label}{said.rstrip()}</{tag}>'
    yield "</main>"
    yield f"<footer{own}>"
    yield f"<h2>{escaped(edition.words['colophon'])}</h2>"
    yield "<dl>"
    for fact in colophon(edition):
        yield f"<dt>{escaped(fact.label)}</dt><dd>{_linked(fact)}</dd>"
    yield "</dl>"
    yield "</footer>"


def foreign(edition: Edition) -> str:
    """The attributes of what is in the language of the fixed phrases, where it is another."""
    tag = edition.words_language
    if edition.language.partition("-")[0].lower() == tag:
        return ""
    return f' lang="{escaped(tag)}" dir="{_direction(tag)}"'


def _said(text: str) -> str:
    return escaped(spaced(text))


def _direction(tag: str) -> str:
    return "rtl" if right_to_left(tag) else "ltr"


def _about(edition: Edition) -> Iterator[str]:
    """What programs read of it."""
    if edition.speaker:
        yield f'<meta name="author" content="{escaped(edition.speaker)}">'
    yield f'<meta name="dcterms.date" content="{edition.date.isoformat()}">'
    yield f'<meta name="dcterms.identifier" content="sha256:{edition.digest}">'
    if edition.address:
        yield f'<link rel="canonical" href="{escaped(edition.address)}">'
    if edition.licence_url:
        yield f'<link rel="license" href="{escaped(edition.licence_url)}">'


def _linked(fact: Fact) -> str:
    said = escaped(fact.value)
    return f'<a href="{escaped(fact.address)}">{said}</a>' if fact.address else said
