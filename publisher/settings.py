"""Everything an operator can set, read once from the environment.

`docs/settings.md` tells the same to people; a test fails on a setting that is not in it.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from media.profiles import PROFILES

PREFIX = "PLAINSPOKEN_"
SHORTEST_KEY = 32  # characters


def _data_folder() -> Path:
    """Where a program's data lies by the XDG Base Directory Specification 0.8."""
    home = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(home) / "plainspoken"


def variable(setting: Field[Any]) -> str:
    """The environment variable that sets a field of Settings."""
    return str(setting.metadata.get("variable", PREFIX + setting.name.upper()))


@dataclass(frozen=True, slots=True)
class Settings:
    """Each field is set by PLAINSPOKEN_ and its name in capitals, but for DATABASE_URL."""

    data: Path = field(default_factory=_data_folder)
    postgresql: str = field(default="", metadata={"variable": "DATABASE_URL"})
    store: str = ""
    copies: int = 20
    accel: str = ""
    base_url: str = "http://127.0.0.1:8000"
    body_name: str = "Plainspoken"
    body_home: str = "/"
    contact: str = ""
    licence: str = ""
    licence_url: str = ""
    language: str = "en-GB"
    voice: str = ""
    profile: str = "broadcast"
    time_zone: str = "Europe/London"
    approval: str = "another"
    log: str = "auto"
    metrics_token: str = ""
    secret_key: str = ""
    proxies: int = 0
    largest_upload: int = 8
    openid_issuer: str = ""
    openid_client: str = ""
    openid_secret: str = ""

    def __post_init__(self) -> None:
        if not self.base_url.startswith(("http://", "https://")):
            raise ValueError(f"PLAINSPOKEN_BASE_URL is no web address: {self.base_url!r}")
        if self.base_url.endswith("/"):
            raise ValueError("PLAINSPOKEN_BASE_URL ends without a slash")
        if self.postgresql and not self.postgresql.startswith(("postgresql://", "postgres://")):
            raise ValueError("DATABASE_URL does not begin with postgresql://")  # it has a password
        if self.store and not re.fullmatch(r"s3://[^/]+(/.*[^/])?", self.store):
            raise ValueError(f"PLAINSPOKEN_STORE is no s3://bucket/prefix: {self.store!r}")
        if not self.largest_upload:
            raise ValueError("PLAINSPOKEN_LARGEST_UPLOAD is no size: 0")
        if not self.copies:
            raise ValueError("PLAINSPOKEN_COPIES is no size: 0")
        if self.accel and not re.fullmatch(r"/.*[^/]", self.accel):
            raise ValueError(f"PLAINSPOKEN_ACCEL is no path such as /kept: {self.accel!r}")
        self._check_choices()
        if self.secret_key and len(self.secret_key) < SHORTEST_KEY:
            raise ValueError(f"PLAINSPOKEN_SECRET_KEY is shorter than {SHORTEST_KEY} characters")
        openid = (self.openid_issuer, self.openid_client, self.openid_secret)
        if any(openid) and not all(openid):
            raise ValueError("PLAINSPOKEN_OPENID_ISSUER, _CLIENT and _SECRET go together")

    def address(self, slug: str) -> str:
        """The address of a statement's page."""
        return f"{self.base_url}/statements/{slug}"

    def preview(self, secret: str) -> str:
        """The address at which a draft is looked at by whoever knows it."""
        return f"{self.base_url}/preview/{secret}"

    def _check_choices(self) -> None:
        if self.log not in {"auto", "json", "plain"}:
            raise ValueError(f"PLAINSPOKEN_LOG is auto, json or plain, not {self.log!r}")
        if self.profile not in PROFILES:
            there = " or ".join(PROFILES)
            raise ValueError(f"PLAINSPOKEN_PROFILE is {there}, not {self.profile!r}")
        if self.approval not in {"another", "same"}:
            raise ValueError(f"PLAINSPOKEN_APPROVAL is another or same, not {self.approval!r}")
        if self.time_zone not in available_timezones():
            raise ValueError(f"PLAINSPOKEN_TIME_ZONE is no time zone: {self.time_zone!r}")

    @property
    def database(self) -> Path:
        """The file that holds statements and what was done, where there is no PostgreSQL."""
        return self.data / "plainspoken.sqlite3"

    @property
    def database_url(self) -> str:
        """Where statements and what was done are held, as SQLAlchemy wants it."""
        if self.postgresql:
            return "postgresql+psycopg://" + self.postgresql.partition("://")[2]
        return f"sqlite:///{self.database}"

    @property
    def store_folder(self) -> Path:
        """The folder that holds derived files; copies of them where the store is elsewhere."""
        return self.data / ("copies" if self.store else "store")

    @property
    def zone(self) -> ZoneInfo:
        """Where the body is: what days and times on its pages are told by."""
        return ZoneInfo(self.time_zone)

    @property
    def secure(self) -> bool:
        """Whether the public reaches the site by https."""
        return self.base_url.startswith("https://")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Read the settings; raises ValueError on one that no setting is named for.

        >>> Settings.from_environment({"PLAINSPOKEN_BODY_NAME": "The Inspectorate"}).body_name
        'The Inspectorate'
        """
        known = {variable(f): f for f in fields(cls)}
        given = {k: v for k, v in environment.items() if k.startswith(PREFIX) or k in known}
        unknown = sorted(given.keys() - known.keys())
        if unknown:
            raise ValueError(f"no setting is called {', '.join(unknown)}")
        values = {
            known[name].name: _read(name, value, known[name].type)
            for name, value in given.items()
            if value or known[name].type is str
        }
        return cls(**values)


def _read(name: str, value: str, kind: object) -> Any:
    if kind is Path:
        return Path(value).expanduser()
    if kind is not int:
        return value
    if not value.isdecimal():
        raise ValueError(f"{name} is no whole number: {value!r}")
    return int(value)
