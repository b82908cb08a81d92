"""What every view needs, put together once for each app."""

from dataclasses import dataclass, field

from flask import current_app, render_template

from publisher.accounts.register import Register
from publisher.accounts.sessions import Sessions
from publisher.accounts.throttle import Throttle
from publisher.assets import Assets
from publisher.audition import Audition
from publisher.drafts.drawer import Drawer
from publisher.jobs import Desk
from publisher.library import Library
from publisher.library.translations import Translations
from publisher.log import Log
from publisher.phrases import PHRASES, Phrases, phrases_for, primary
from publisher.sayings import Sayings
from publisher.settings import Settings
from publisher.storing import GB
from publisher.uploads.counter import Counter


@dataclass(frozen=True, slots=True)
class Site:
    """The settings, the statements, and what pages are made with."""

    settings: Settings
    library: Library
    assets: Assets = field(default_factory=Assets)
    audition: Audition = field(default_factory=Audition)
    _desks: list[Desk] = field(default_factory=list, repr=False)

    @property
    def desk(self) -> Desk:
        """Where work is handed in; opened when it is first asked for."""
        if not self._desks:
            self._desks.append(Desk.open(self.settings, self.library))
        return self._desks[0]

    def close(self) -> None:
        """Give back the connections of the desk, and end the voice that was tried."""
        self.audition.end()
        while self._desks:
            self._desks.pop().close()

    @property
    def drawer(self) -> Drawer:
        """What editors are preparing."""
        return Drawer(self.library.engine)

    @property
    def counter(self) -> Counter:
        """Where recordings are handed in."""
        library = self.library
        return Counter(library.engine, library.store, self.settings.largest_upload * GB)

    @property
    def log(self) -> Log:
        """Who did what."""
        return Log(self.library.engine)

    @property
    def translations(self) -> Translations:
        """Which statements are versions of one another."""
        return Translations(self.library.engine, self.library.clock)

    @property
    def sayings(self) -> Sayings:
        """How words are said."""
        return Sayings(self.library.engine)

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
        here=lambda moment: moment.astimezone(here.settings.zone),
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
