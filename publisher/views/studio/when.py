"""When something is to be public, as a form says it: now, or at a day and time."""

from collections.abc import Mapping
from datetime import date, datetime

from flask import request

from publisher.embargoes import NotOnTheClock, moment_of, read_time
from publisher.site import site
from publisher.views.studio.pages import Errors


class NoMoment(Exception):
    """What was written names no moment to come."""

    def __init__(self, errors: Errors) -> None:
        super().__init__(errors)
        self.errors = errors


def when() -> tuple[datetime | None, bool]:
    """When it is to be public, by the body's clock; and whether that time comes twice there.

    None is now. Raises NoMoment.
    """
    zone = site().settings.zone
    form = request.form
    if form.get("when") == "now":
        if any(form.get(part, "").strip() for part in ("day", "month", "year", "time")):
            raise NoMoment({"when": "You chose now, and entered a day or a time. Choose one"})
        return None, False
    if form.get("when") != "later":
        raise NoMoment({"when": "Choose when it is to be public"})
    errors = {}
    day, clock = _day(form), read_time(form.get("time", ""))
    if day is None:
        errors["public-day"] = "Enter a day, such as 27 3 2026"
    if clock is None:
        errors["time"] = "Enter a time, such as 9:30am or 14:00"
    if day is None or clock is None:
        raise NoMoment(errors)
    try:
        found = moment_of(day, clock, zone)
    except NotOnTheClock:
        words = "The clocks go forward over that time on that day. Enter a time an hour later"
        raise NoMoment({"time": words}) from None
    except OverflowError:
        raise NoMoment({"public-day": "Enter a day that is nearer"}) from None
    if found.moment <= site().library.clock():
        raise NoMoment({"public-day": "Enter a day and a time that are still to come"})
    return found.moment.astimezone(zone), found.twice


def _day(form: Mapping[str, str]) -> date | None:
    try:
        return date(*(int(form.get(part, "")) for part in ("year", "month", "day")))
    except (ValueError, OverflowError):
        return None
