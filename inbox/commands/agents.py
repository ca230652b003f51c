"""`agents add|list|link|password|...`: the people who answer, from the command line."""

from __future__ import annotations

import sys
from enum import StrEnum
from getpass import getpass
from pathlib import Path
from typing import Annotated

import typer

from db.models import Role
from inbox.care import agents, sign_in
from inbox.care.agents import CannotSave, Refused, Wrong
from inbox.care.rights import MACHINE
from inbox.commands import found, hours
from inbox.commands.entry import MISUSED, Told
from inbox.commands.scene import scene
from inbox.queries import agents as people
from inbox.queries.agents import AgentView
from inbox.rules.faults import SENTENCES
from inbox.rules.signature import Profile
from inbox.settings import Settings

WRONGS: dict[Wrong, str] = {
    Wrong.LOGIN_FORM: "A login name has letters, digits and . _ @ + - only, 64 at most.",
    Wrong.LOGIN_TAKEN: "Somebody has this login name already: see `agents list`.",
    Wrong.TOO_SHORT: f"A password has {agents.SHORTEST} characters or more.",
    Wrong.TOO_LONG: f"A password has {agents.LONGEST} characters at most.",
    Wrong.TOO_PLAIN: "This password is too easy to guess: take a few unrelated words.",
    Wrong.OLD_WRONG: "The present password is wrong.",
    Wrong.LAST_ADMIN: "This is the last admin: make somebody else an admin first.",
}

Login = Annotated[str, typer.Argument(help="The name typed at sign-in.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    group = typer.Typer(help="The people who answer.", no_args_is_help=True)
    for command in (add, listed, link, password, disable, enable, approval, role_approval):
        group.command("list" if command is listed else None)(command)
    group.command("hours")(hours.week)
    for told in (hours.absent, hours.back, hours.capacity, hours.languages):
        group.command()(told)
    app.add_typer(group, name="agents")


def add(
    login: Login,
    name: Annotated[str, typer.Option(help="Work name that customers see.")] = "",
    phone: Annotated[str | None, typer.Option(help="Direct number, best as +49 ...")] = None,
    email: Annotated[str | None, typer.Option(help="Address that the agent reads.")] = None,
    role: Annotated[Role, typer.Option(help="An admin also tunes connectors.")] = Role.AGENT,
    language: Annotated[
        str | None, typer.Option(help="de or en; else as the browser says that they sign in with")
    ] = None,
) -> None:
    """Add an agent and print the link that lets them in once."""
    given = Profile(name, phone, email) if name or phone or email else None
    with scene() as opened, opened.db.write() as session:
        try:
            agent_id = agents.add(
                session,
                MACHINE,
                login,
                role,
                opened.now(),
                profile=given,
                language=language,
                region=opened.settings.phone_region,
            )
        except Refused as refused:
            raise Told(WRONGS[refused.wrong], MISUSED) from None
        except CannotSave as wrong:
            said = "\n".join(SENTENCES[fault.code] for fault in wrong.faults)
            raise Told(said, MISUSED) from None
        token = sign_in.new_link(session, MACHINE, agent_id, opened.now())
    _hand_over(opened.settings, login, token)


def listed() -> None:
    """List the agents: login, role, name, phone, e-mail, and what they still lack."""
    with scene() as opened, opened.db.read() as session:
        for one in people.everybody(session):
            ways = (one.phone or "-", one.email or "-")
            print("\t".join((one.login, one.role, one.work_name or "-", *ways, _state(one))))


def link(login: Login) -> None:
    """Print a new link that lets an agent in once, within 24 hours; an older one is void."""
    with scene() as opened, opened.db.write() as session:
        agent = found.agent(session, login)
        if agent.disabled_at is not None:
            raise Told(f"{agent.login} is disabled: `agents enable {agent.login}` first.")
        token = sign_in.new_link(session, MACHINE, agent.id, opened.now())
    _hand_over(opened.settings, agent.login, token)


def password(
    login: Login,
    password_file: Annotated[
        Path | None, typer.Option(help="Read the new password from a file (- is standard input).")
    ] = None,
) -> None:
    """Set an agent's password; every browser they are signed in with is signed out."""
    with scene() as opened:
        with opened.db.read() as session:
            agent = found.agent(session, login)
        new = _new_password(password_file)
        try:
            agents.set_password(opened.db, MACHINE, agent.id, new, opened.now())
        except Refused as refused:
            raise Told(WRONGS[refused.wrong], MISUSED) from None
    print(f"{agent.login} has a new password and is signed out everywhere.")


def disable(login: Login) -> None:
    """Let nobody in as this agent any more, from the next click on."""
    with scene() as opened, opened.db.write() as session:
        try:
            left = agents.disable(session, MACHINE, found.agent(session, login).id, opened.now())
        except Refused as refused:
            raise Told(WRONGS[refused.wrong]) from None
    print(f"{login} is disabled and signed out everywhere.")
    if left.offers:
        print(f"Offers that are over: {left.offers}")
    if left.withdrawn:
        print(f"Replies taken back, their words now notes in the thread: {left.withdrawn}")
    if left.freed:
        print(f"Conversations that wait in their queues again: {left.freed}")


def enable(login: Login) -> None:
    """Let an agent in again."""
    with scene() as opened, opened.db.write() as session:
        agents.enable(session, MACHINE, found.agent(session, login).id, opened.now())
    print(f"{login} may sign in again.")


class Switch(StrEnum):
    """Whether something holds."""

    ON = "on"
    OFF = "off"


def approval(
    login: Login,
    switch: Annotated[Switch, typer.Argument(help="on: a colleague looks at every reply first.")],
) -> None:
    """Say whether a colleague has to approve what an agent writes before it leaves."""
    on = switch is Switch.ON
    with scene() as opened, opened.db.write() as session:
        agents.set_approval(session, MACHINE, found.agent(session, login).id, opened.now(), on=on)
        needed = found.agent(session, login).needs_approval
    print(f"What {login} writes leaves {_leaves(needed)}.")


def role_approval(
    role: Annotated[Role, typer.Argument(help="Everybody of this role.")],
    switch: Annotated[Switch, typer.Argument(help="on: a colleague looks at every reply first.")],
) -> None:
    """Say whether a colleague has to approve what everybody with a role writes before it leaves."""
    on = switch is Switch.ON
    with scene() as opened, opened.db.write() as session:
        agents.set_role_approval(session, MACHINE, role, opened.now(), on=on)
    print(f"What every {role} writes leaves {_leaves(on)}.")


def _leaves(needed: bool) -> str:
    return "only after a colleague has approved it" if needed else "without approval"


def _state(one: AgentView) -> str:
    if one.disabled_at is not None:
        return "disabled"
    ready = "ready, needs approval" if one.needs_approval else "ready"
    lacks = [] if one.reachable else ["name and contact"]
    lacks += [] if one.has_password else ["password"]
    return f"lacks {', '.join(lacks)}" if lacks else ready


def _new_password(file: Path | None) -> str:
    if file is not None:
        try:
            text = sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            raise Told(f"{file} cannot be read.", MISUSED) from None
        return text.removesuffix("\n").removesuffix("\r")
    if not sys.stdin.isatty():
        raise Told("There is nobody to ask: give --password-file FILE, or - for stdin.", MISUSED)
    new = getpass("New password: ")
    if getpass("Once more: ") != new:
        raise Told("The two differ; nothing was changed.", MISUSED)
    return new


def _hand_over(settings: Settings, login: str, token: str) -> None:
    found = settings.public_url or agents.where(settings.data_dir) or "http://127.0.0.1:8501"
    where = found.rstrip("/")
    print(f"{login} signs in once, within 24 hours: {where}/login/link?token={token}")
