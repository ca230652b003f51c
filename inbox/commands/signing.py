"""Who acts at the command line: an agent, by the password that also opens the page."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from getpass import getpass
from pathlib import Path

from db.models import Role
from inbox.care import sign_in
from inbox.care.rights import Actor, Via
from inbox.commands.entry import MISUSED, WRONG, Told
from inbox.commands.scene import Scene
from inbox.queries import agents as people

ADDRESS = "command line"
"""Where guesses of passwords come from, as the throttle counts them."""


def asked(login: str, file: Path | None) -> str:
    """Return the password of an agent: from a file, from standard input (-), or asked for."""
    if file is not None:
        try:
            read = sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            raise Told(f"{file} cannot be read.", MISUSED) from None
        return read.removesuffix("\n").removesuffix("\r")
    if not sys.stdin.isatty():
        raise Told("There is nobody to ask: give --password-file FILE, or - for stdin.", MISUSED)
    return getpass(f"Password of {login}: ")


def signed_in(here: Scene, login: str, password: str) -> Actor:
    """Return the agent whose password this is; no session is left behind."""
    done = sign_in.with_password(here.db, login, password, ADDRESS, here.now(), here.settings)
    if isinstance(done, sign_in.Refused):
        with here.db.read() as session:
            agent = people.by_login(session, login)
        if agent and not agent.has_password:
            raise Told(f"{agent.login} has no password yet: agents password {agent.login}", WRONG)
        wait = f" Try again from {clock(done.until)} on." if done.until else ""
        raise Told(f"The name or the password is wrong.{wait}", WRONG)
    with here.db.write() as session:
        sign_in.sign_out(session, done.token)
        agent = people.agent(session, done.agent_id)
    role = agent.role if agent else Role.AGENT
    return Actor(done.agent_id, Role(role), Via.COMMAND_LINE)


def clock(at: datetime) -> str:
    """Return a time as commands print it."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
