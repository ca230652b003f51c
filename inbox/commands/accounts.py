"""`accounts list|add|check|pause|resume`: our pages and handles on the platforms."""

from __future__ import annotations

import sys
from collections.abc import Callable
from getpass import getpass
from typing import Annotated

import typer

from connectors import PLATFORMS
from inbox.care import accounts, adoption
from inbox.care.rights import MACHINE
from inbox.commands.entry import MISUSED, Told
from inbox.commands.scene import Scene, scene
from inbox.queries import streams

Which = Annotated[str, typer.Argument(metavar="ACCOUNT", help="platform/name, see `list`")]


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    group = typer.Typer(help="Our pages and handles.", no_args_is_help=True)
    for command in (listed, add, check, pause, resume):
        group.command("list" if command is listed else None)(command)
    app.add_typer(group, name="accounts")


def listed() -> None:
    """Print every account and how it is."""
    with scene() as here, here.db.read() as session:
        for account in streams.connected(session, here.now()):
            trouble = f"  trouble: {account.trouble}" if account.trouble else ""
            print(f"{account.label}  {account.name}  {account.state}{trouble}")


def add(
    platform: Annotated[str, typer.Argument(help="twitter or facebook")],
    login: Annotated[str, typer.Option(help="Kind of login where there are several.")] = "",
) -> None:
    """Connect an account, or connect it again: asks for its secrets, or reads them from stdin.

    On stdin one NAME=VALUE a line, empty where the platform gave none (a public client).
    The platform is asked before anything is saved.
    """
    given = _secrets(platform, login)
    with scene() as here:
        account = adoption.add(
            here.db, here.vault, here.settings, MACHINE, platform, given, here.now
        )
        print(f"{accounts.name_of(account)} is connected: {account.name}")


def _secrets(platform: str, login: str) -> dict[str, str]:
    if platform not in PLATFORMS:
        raise Told(f"There is no platform {platform!r}: {', '.join(PLATFORMS)}.", MISUSED)
    kinds = PLATFORMS[platform].secrets
    chosen = login or next(iter(kinds))
    if chosen not in kinds:
        raise Told(f"There is no login {login!r}: {', '.join(kinds)}.", MISUSED)
    names = kinds[chosen]
    given = _asked(names) if sys.stdin.isatty() else _piped()
    missing = [name for name in names if name not in given]
    if missing:
        raise Told(f"Missing: {', '.join(missing)}.", MISUSED)
    return {name: given[name] for name in names}


def _asked(names: tuple[str, ...]) -> dict[str, str]:
    return {name: getpass(f"{name}: ").strip() for name in names}


def _piped() -> dict[str, str]:
    pairs = (line.partition("=") for line in sys.stdin.read().splitlines() if "=" in line)
    return {name.strip(): value.strip() for name, _, value in pairs}


def check(account: Which) -> None:
    """Ask the platform whose credentials these are; an account that stopped works again then."""
    with scene() as here:
        author = adoption.check(here.db, here.opener, _number(here, account), here.now)
        print(f"{account} works: {author.name}" + (f" @{author.handle}" if author.handle else ""))


def pause(account: Which) -> None:
    """Let an account rest: its polls stop, its replies wait."""
    _turn(account, accounts.pause, "rests until `accounts resume`")


def resume(account: Which) -> None:
    """Let an account work again."""
    _turn(account, accounts.resume, "works again")


def _turn(account: str, how: Callable[..., None], said: str) -> None:
    with scene() as here:
        number = _number(here, account)
        with here.db.write() as session:
            how(session, MACHINE, number, here.now())
        print(f"{account} {said}.")


def _number(here: Scene, label: str) -> int:
    with here.db.read() as session:
        number = streams.account_named(session, label)
    if number is None:
        raise Told(f"There is no account {label!r}: see `accounts list`.", MISUSED)
    return number
