"""What every view needs, put together once for each app."""

from dataclasses import dataclass, field

from flask import current_app, render_template

from publisher.accounts.register import Register
from publisher.accounts.sessions import Sessions
from publisher.accounts.throttle import Throttle
from publisher.assets import Assets
from publisher.library import Library
from publisher.phrases import PHRASES, Phrases, phrases_for, primary
from publisher.settings import Settings


@dataclass(frozen=True, slots=True)
class Site:
    """The settings, the statements, and what pages are made with."""

    settings: Settings
    library: Library
    assets: Assets = field(default_factory=Assets)

    @property
    def accounts(self) -> Register:
        """Who may work in the studio."""
        return Register(self.library.engine)

    @property
    def sessions(self) -> Sessions:
        """Who is signed in."""
        return Sessions(self.library.engine)

    @property
    def throttle(self) -> Throttle:
        """How often a sign-in was tried."""
        return Throttle(self.library.engine)


def site() -> Site:
    """The site that is answering."""
    found: Site = current_app.extensions["plainspoken"]
    return found


def draw(template: str, phrases: Phrases, **facts: object) -> str:
    """Draw a page in the language of its phrases.

    `others` are the same page in other languages, each a tag, an address and a name.
    """
    here = site()
    return render_template(
        template,
        **{"others": (), **facts},
        asset=here.assets.address,
        phrases=phrases,
        say=phrases.say,
        settings=here.settings,
        home=home(phrases),
    )


def home(phrases: Phrases) -> str:
    """The list of statements in this language."""
    return f"/{prefix(phrases)}"


def prefix(phrases: Phrases) -> str:
    """What stands before the path of a page in this language: nothing for the site's own."""
    return "" if phrases is site_phrases() else f"{phrases.language}/"


def site_phrases() -> Phrases:
    """The phrases of the site's own language; English where it has none."""
    return phrases_for(site().settings.language)


def own_name(tag: str, phrases: Phrases) -> str:
    """What a language calls itself, where its name is known; else what the page calls it."""
    own = PHRASES.get(primary(tag))
    return own.say("language.self") if own else phrases.language_name(tag)


def in_other_languages(phrases: Phrases, path: str) -> list[tuple[str, str, str]]:
    """The page at `path` in each of the site's other languages."""
    return [
        (other.language, f"/{prefix(other)}{path}", other.say("language.self"))
        for other in PHRASES.values()
        if other is not phrases
    ]
