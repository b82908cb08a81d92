"""`plainspoken people`: who may work in the studio, for whoever runs the service."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from publisher.cli import Trouble
from publisher.cli.terminal import answer, json_option, note, settings
from publisher.settings import Settings

if TYPE_CHECKING:
    from publisher.accounts.people import Account
    from publisher.accounts.register import Register

ROLES = ("author", "reviewer", "administrator")


@click.group()
def people() -> None:
    """Say who may work in the studio, at /studio of the site.

    \b
    Examples:
      plainspoken people add "Siân Adébáyò" sian@example.org --role administrator
      plainspoken people end-sessions sian@example.org
    """


@people.command()
@click.argument("name")
@click.argument("email")
@click.option("--role", type=click.Choice(ROLES), required=True, help="What they may do.")
@click.option("--password", "ask", is_flag=True, help="Ask for their password here: no link.")
def add(name: str, email: str, role: str, ask: bool) -> None:
    """Open an account for NAME, who signs in with EMAIL, and print a link.

    With the link they choose their password, once. It is good for three days.
    """
    from publisher.accounts.people import EmailTaken
    from publisher.accounts.rights import Role

    with _register() as (configured, register):
        chosen = _ask_password(name, email, configured) if ask else None
        try:
            account = register.add(name, email, Role(role), who=getpass.getuser())
        except EmailTaken as error:
            raise Trouble(
                f"Somebody has an account as {email} already. `plainspoken people link {email}` "
                "makes a new link for them."
            ) from error
        except ValueError as error:
            raise Trouble(
                f"Give a name and an e-mail address, such as name@example.org: {error}."
            ) from error
        if chosen:
            register.set_password(account.id, chosen, who=getpass.getuser())
            note(f"{account.name} can sign in at {configured.base_url}/studio")
        else:
            _print_link(configured, register, account)


@people.command()
@click.argument("email")
def link(email: str) -> None:
    """Print a new link for whoever has lost theirs, or the password, or the telephone."""
    with _register() as (configured, register):
        _print_link(configured, register, _whom(register, email))


@people.command(name="list")
@json_option
def list_people(as_json: bool) -> None:
    """List who there is."""
    with _register() as (_, register):
        everyone = register.everyone()
    if as_json:
        answer(
            {
                "people": [
                    {"name": p.name, "email": p.email, "role": p.role, "codes": p.codes}
                    for p in everyone
                ]
            }
        )
        return
    for person in everyone:
        click.echo(f"{person.name} <{person.email}>, {person.role}")
    if not everyone:
        note("Nobody yet: plainspoken people add NAME EMAIL --role administrator")


@people.command()
@click.argument("email")
def end_sessions(email: str) -> None:
    """Sign somebody out of every browser."""
    from publisher.accounts.sessions import Sessions

    with _register() as (_, register):
        account = _whom(register, email)
        Sessions(register.engine).end_all(account, who=getpass.getuser())
    note(f"{account.name} is signed out everywhere.")


@people.command()
@click.argument("email")
def remove(email: str) -> None:
    """Close an account. What its owner wrote and did stays."""
    from publisher.accounts.people import LastAdministrator

    with _register() as (_, register):
        account = _whom(register, email)
        try:
            register.remove(account.id, who=getpass.getuser())
        except LastAdministrator as error:
            raise Trouble(
                f"{account.name} is the only administrator. Add another first."
            ) from error
    note(f"{account.name} can no longer sign in.")


@contextmanager
def _register() -> "Iterator[tuple[Settings, Register]]":
    from publisher.accounts.register import Register
    from publisher.database import open_database

    configured = settings()
    engine = open_database(configured)
    try:
        yield configured, Register(engine)
    finally:
        engine.dispose()


def _whom(register: "Register", email: str) -> "Account":
    found = register.named(email)
    if not found:
        raise Trouble(f"Nobody has an account as {email}. `plainspoken people list` has them all.")
    return found


def _print_link(configured: Settings, register: "Register", account: "Account") -> None:
    secret = register.invite(account.id, who=getpass.getuser())
    note(f"Send this to {account.name} and to nobody else. It works once, for three days:")
    click.echo(f"{configured.base_url}/studio/invitation/{secret}")


def _ask_password(name: str, email: str, configured: Settings) -> str:
    from publisher.accounts.passwords import WORDS, fault

    typed: str = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    found = fault(typed, (name, email, configured.body_name))
    if found:
        raise Trouble(f"{WORDS[found]}.")
    return typed
