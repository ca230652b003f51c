"""From argv to an exit code: 0 done, 1 it went wrong, 2 asked wrongly. Never a traceback.

Every other module of this room has `register(app)`, which adds its commands; a new one is a
new file and nothing else.
"""

from __future__ import annotations

import os
import pkgutil
import re
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import typer
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError, SQLAlchemyError
from typer.core import TyperGroup

from connectors.base import ConnectorError, OutOfCredit, ReauthRequired, Rejected, utc_now
from inbox import commands
from inbox import settings as environment
from inbox.care.journal import crash
from inbox.care.rights import NotAllowed
from inbox.care.tokens import WrongHouse
from inbox.care.vault import LOST, WrongKey
from inbox.settings import WrongSettings

DONE, WRONG, MISUSED = 0, 1, 2
PRIVATE = 0o077
"""The umask: databases, keys, locks and logs are for the eyes of this user only."""

_NO_DATABASE = re.compile(r"file is not a database|file is encrypted")
_LOCKED = re.compile(r"database is locked|lock timeout|could not obtain lock", re.IGNORECASE)
_NO_TABLES = re.compile(r"no such (table|column)|relation .* does not exist|UndefinedTable")


class Told(Exception):
    """A command cannot do what was asked, and its text is the whole sentence for the person."""

    def __init__(self, sentence: str, code: int = WRONG) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code


class Whole(TyperGroup):
    """The whole command line; its help names no kind of value for switches, which take none."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        _bare(self)


def _bare(command: Any) -> None:
    """Take the kind of value from all switches of a command and of those under it.

    Any: what typer makes of functions are commands of its own private copy of click.
    """
    asked = command.get_help_option(typer.Context(command))  # made once and kept
    for option in (*command.params, asked):
        if getattr(option, "is_flag", False):
            option.metavar = ""
    for under in getattr(command, "commands", {}).values():
        _bare(under)


def build() -> typer.Typer:
    """Return the whole command line."""
    app = typer.Typer(
        name="inbox",
        cls=Whole,
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    app.callback()(_nothing)
    for found in sorted(pkgutil.iter_modules(commands.__path__), key=lambda module: module.name):
        module: Any = import_module(f"{commands.__name__}.{found.name}")
        if hasattr(module, "register"):
            module.register(app)
    return app


def _nothing() -> None:
    """Durchwahl: customer care on social media, signed by people."""


def run(argv: Sequence[str]) -> int:
    """Run one command; whatever happens becomes a sentence on stderr and an exit code."""
    before = os.umask(PRIVATE)
    try:
        return _run(argv)
    finally:
        os.umask(before)


def _run(argv: Sequence[str]) -> int:
    try:
        build()(args=list(argv), prog_name="python -m inbox")
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else WRONG
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return DONE
    except Exception as error:
        code, sentences = explain(error)
        for sentence in sentences:
            print(sentence, file=sys.stderr)
        return code
    return DONE


def explain(error: Exception) -> tuple[int, list[str]]:
    """Return the exit code and the sentences for an error; an unknown one gets a reference."""
    if isinstance(error, Told):
        return error.code, [error.sentence]
    if isinstance(error, WrongSettings):
        return MISUSED, ["The settings do not fit:", *(f"  {said}" for said in error.faults)]
    if isinstance(error, SQLAlchemyError):
        return WRONG, [database(error)]
    code = MISUSED if isinstance(error, WrongKey | WrongHouse) else WRONG
    return code, [sentence(error)]


def sentence(error: Exception) -> str:
    """Return what went wrong and what to do; what nobody expected is kept with a reference."""
    match error:
        case NotAllowed():
            return "This person may not do that."
        case WrongKey():
            return LOST
        case WrongHouse():
            return f"Refused: {error}. Use another DATABASE_URL, or change SANDBOX."
        case ConnectorError():
            return _platform(error)
    return f"Something unexpected went wrong; {_kept(error)}."


def _kept(error: Exception) -> str:
    try:
        folder = environment.load().data_dir
    except WrongSettings:
        folder = Path("data")
    return f"{folder}/crashes.log has it as {crash(folder, error, utc_now())}"


def database(error: SQLAlchemyError) -> str:
    """Return the sentence for an error of the database; it never quotes SQL or values."""
    said = str(error.orig) if isinstance(error, DBAPIError) else ""
    if _NO_TABLES.search(said) and isinstance(error, OperationalError | ProgrammingError):
        return "The database has not the tables of this version: run `python -m inbox migrate`."
    if _NO_DATABASE.search(said):
        return "The file that DATABASE_URL or DATA_DIR names is no database: name another one."
    if _LOCKED.search(said):
        return "The database is locked by another process: try again when that one is done."
    if isinstance(error, OperationalError):
        return "The database cannot be reached or written: check DATABASE_URL, rights and space."
    return f"The database refused this; {_kept(error)}."


def _platform(error: ConnectorError) -> str:
    match error:
        case ReauthRequired():
            return "The platform wants a new login: connect the account again (`accounts add`)."
        case OutOfCredit():
            return "The platform wants to be paid first: raise the budget there."
        case Rejected():
            return f"The platform refused: {error.reason}"
    return f"The platform could not be asked: {error.reason}"
