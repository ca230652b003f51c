"""`accounts list|add|check|pause|resume|set|forget`: our pages and handles on the platforms."""

from __future__ import annotations

import sys
from collections.abc import Callable
from getpass import getpass
from inspect import getdoc
from typing import Annotated

import typer

from connectors import OFFERED, PLATFORMS
from connectors.base import ConnectorError, WrongOption
from inbox.care import accounts, adoption, options
from inbox.care.logins import MAY_BE_EMPTY
from inbox.care.rights import MACHINE
from inbox.care.vault import WrongKey
from inbox.commands.entry import MISUSED, WRONG, Told, sentence
from inbox.commands.scene import Scene, adopted, scene, trusted
from inbox.queries import health, streams
from inbox.queries import options as views

WRONG_OPTIONS = {
    "no_words": "There is no word in these keywords.",
    "too_long": "The keywords are too long for one search, by so many characters.",
    "country": "A country is two letters: DE.",
    "version": "A version is written like v26.0.",
    "seconds": "Seconds go from 0 to 60.",
    "choice": "This is not among the choices.",
}

Which = Annotated[str, typer.Argument(metavar="ACCOUNT", help="platform/name, see `list`")]


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    group = typer.Typer(help="Our pages and handles.", no_args_is_help=True)
    for command in (listed, check, pause, resume, forget):
        group.command("list" if command is listed else None)(command)
    group.command("set")(option)
    asked = "\n\n".join([getdoc(add) or "", *map(_wants, OFFERED)])
    group.command(help=asked)(add)
    app.add_typer(group, name="accounts")


def listed() -> None:
    """Print every account and how it is."""
    with scene() as here, here.db.read() as session:
        for account in streams.connected(session, here.now()):
            trouble = f"  trouble: {account.trouble}" if account.trouble else ""
            print(f"{account.label}  {account.name}  {account.state}{trouble}")


def add(
    platform: Annotated[str, typer.Argument(help=" or ".join(OFFERED))] = "",
    login: Annotated[str, typer.Option(help="Kind of login where there are several.")] = "",
) -> None:
    """Connect an account, or connect it again: asks for its secrets, or reads them from stdin.

    On stdin one NAME=VALUE a line, empty where the platform gave none (a public client).
    The platform is asked before anything is saved.
    """
    given = _secrets(platform, login)
    with trusted() as here:
        account = adoption.add(
            here.db, here.vault, here.settings, MACHINE, platform, given, here.now
        )
        print(f"{accounts.name_of(account)} is connected: {account.name}")


def _secrets(platform: str, login: str) -> dict[str, str]:
    if platform not in OFFERED:
        wrong = f"There is no platform {platform!r}." if platform else "Which platform?"
        raise Told("\n".join([wrong, *map(_wants, OFFERED)]), MISUSED)
    kinds = PLATFORMS[platform].secrets
    chosen = login or next(iter(kinds))
    if chosen not in kinds:
        raise Told(f"There is no login {login!r}: {', '.join(kinds)}.", MISUSED)
    names = kinds[chosen]
    if sys.stdin.isatty():
        print(_wants(platform))
        given = {name: getpass(f"{name}: ").strip() for name in names}
    else:
        given = _piped()
    missing = [name for name in names if not given.get(name) and name not in MAY_BE_EMPTY]
    if missing:
        how = "On standard input it takes one NAME=VALUE a line."
        raise Told(f"Missing: {', '.join(missing)}. {_wants(platform)} {how}", MISUSED)
    return {name: given.get(name, "") for name in names}


def _wants(platform: str) -> str:
    """Return what it takes to connect an account, by the names it is asked for."""
    kinds = PLATFORMS[platform].secrets
    told = [
        ", ".join(names) + (f" (--login {kind})" if len(kinds) > 1 else "")
        for kind, names in kinds.items()
    ]
    return f"{platform} wants {'; or '.join(told)}."


def _piped() -> dict[str, str]:
    pairs = (line.partition("=") for line in sys.stdin.read().splitlines() if "=" in line)
    return {name.strip(): value.strip() for name, _, value in pairs}


def check(
    account: Annotated[str, typer.Argument(help="platform/name; all by default")] = "",
) -> None:
    """Ask the platforms whose credentials these are; an account that stopped works again then."""
    with trusted() as here:
        works = [_works(here, number, label) for number, label in _meant(here, account)]
    if not all(works):
        raise typer.Exit(WRONG)


def _meant(here: Scene, label: str) -> list[tuple[int, str]]:
    if label:
        return [(_number(here, label), label)]
    with here.db.read() as session:
        stored = health.sealed(session)
        known = streams.connected(session, here.now())
    if not stored or len(stored) < len(known):
        adopted(here)
        with here.db.read() as session:
            known = streams.connected(session, here.now())
    if not known:
        raise Told("There is no account yet: fill in .env, or `accounts add`.", MISUSED)
    return [(each.id, each.label) for each in known]


def _works(here: Scene, number: int, label: str) -> bool:
    try:
        author = adoption.check(here.db, here.opener, number, here.now)
    except (ConnectorError, WrongKey) as error:
        print(f"{label}: {sentence(error)}")
        return False
    print(f"{label} works: {author.name}" + (f" @{author.handle}" if author.handle else ""))
    return True


def forget(
    yes: Annotated[bool, typer.Option("--yes", help="Do it; without, only say which.")] = False,
) -> None:
    """Let go of credentials that SECRET_KEY does not open, for good: when the old key is lost."""
    with scene() as here:
        with here.db.read() as session:
            stored = health.sealed(session)
        shut = [label for label, sealed in stored if not here.vault.opens(sealed)]
        if yes:
            with here.db.write() as session:
                adoption.forget(session, MACHINE, here.vault, here.now())
        for label in shut:
            print(f"{label}: {'forgotten' if yes else 'cannot be opened'}")
        print(_after(shut, done=yes))


def _after(shut: list[str], *, done: bool) -> str:
    if not shut:
        return "This key opens all credentials that are stored."
    if not done:
        return "Type `accounts forget --yes` if the key they were stored with is lost."
    return "Accounts of .env are connected anew at the next start, others by `accounts add`."


def pause(account: Which) -> None:
    """Let an account rest: its polls stop, its replies wait."""
    _turn(account, accounts.pause, "rests until `accounts resume`")


def resume(account: Which) -> None:
    """Let an account work again."""
    _turn(account, accounts.resume, "works again")


def option(
    account: Which,
    name: Annotated[str, typer.Argument(help="which one; all by default")] = "",
    value: Annotated[str | None, typer.Argument(help='without it is printed, "" unsets')] = None,
) -> None:
    """Set an option of an account (keywords, human_agent ...), or print what is set."""
    with scene() as here:
        number = _number(here, account)
        if value is not None:
            _set(here, number, name, value)
        with here.db.read() as session:
            view = views.of_account(session, number)
        assert view is not None
        for each, usual in options.usual(here.settings, view.platform).items():
            if name in ("", each):
                own = view.chosen.get(each)
                print(f"{each} = {own!r}" if own else f"{each} is unset (usual: {usual!r})")


def _set(here: Scene, number: int, name: str, value: str) -> None:
    try:
        options.change(here.db, MACHINE, number, {name: value}, here.now())
    except options.NoOption:
        raise Told(f"There is no option {name!r} here: leave it out to see all.", MISUSED) from None
    except WrongOption as wrong:
        said = WRONG_OPTIONS.get(wrong.code, WRONG_OPTIONS["choice"])
        raise Told(f"{said} ({wrong.word})" if wrong.word else said, MISUSED) from None


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
