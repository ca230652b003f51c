"""`reply` and `deliver`: answer a customer, and send what is due, from the command line.

The same use cases as on the page: an agent signs, so an agent's password is asked, and the
audit keeps that it came this way.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from db.models import ReplyState
from db.session import Database
from inbox.care.conversations import NoConversation
from inbox.commands.entry import MISUSED, Told
from inbox.commands.scene import scene, trusted
from inbox.commands.signing import asked, clock, signed_in
from inbox.outgoing import replying
from inbox.outgoing.acting import carry_out
from inbox.outgoing.locks import locks_of
from inbox.outgoing.outbox import Delivered, Elsewhere, deliver_due
from inbox.outgoing.reconcile import Reconciled, reconcile
from inbox.outgoing.replying import Objected
from inbox.queries import replies
from inbox.rules.have_read import A_COLLEAGUE, HaveRead
from inbox.rules.objections import Level, Objection
from inbox.rules.review import sentence

MOMENT = "%Y-%m-%dT%H:%M:%S.%f%z"

SAID = {
    ReplyState.DELIVERED: "delivered",
    ReplyState.QUEUED: "waiting for another try",
    ReplyState.FAILED: "refused, back with their agents",
    ReplyState.UNKNOWN: "may be out, to be looked for",
}


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(reply)
    app.command()(deliver)


def reply(
    conversation: Annotated[int, typer.Argument(help="Its id, as `conversations` prints it.")],
    agent: Annotated[str, typer.Option(help="Who answers: the name typed at sign-in.")],
    text: Annotated[str, typer.Option(help="What to say; the signature is added.")],
    password_file: Annotated[
        Path | None, typer.Option(help="Read the agent's password from a file (- is stdin).")
    ] = None,
    split: Annotated[bool, typer.Option(help="Part what is too long at sentence ends.")] = False,
    despite: Annotated[
        str, typer.Option(help="A reason to send although something holds; it is kept.")
    ] = "",
    read: Annotated[
        int | None, typer.Option(help="Up to which message of the customer you have read.")
    ] = None,
    read_answer: Annotated[
        datetime | None,
        typer.Option(formats=[MOMENT], help="Up to which answer of a colleague you have read."),
    ] = None,
) -> None:
    """Answer a customer, signed by an agent; it leaves with the next `deliver` or a worker."""
    password = asked(agent, password_file)
    with scene() as here:
        actor = signed_in(here, agent, password)
        try:
            with here.db.write() as session:
                queued = replying.queue(
                    session, actor, conversation, text, uuid.uuid4().hex, here.settings,
                    here.now(), split=split, despite=despite or None,
                    read=HaveRead(read, read_answer),
                )  # fmt: skip
        except Objected as refused:
            raise Told(_objections(refused)) from None
        except NoConversation:
            raise Told("There is no such conversation: see `conversations`.", MISUSED) from None
    parts = len(queued.reply_ids)
    if queued.state is ReplyState.HELD:
        print("It waits for a colleague's approval and leaves after that.")
        return
    said = "1 reply is" if parts == 1 else f"{parts} parts are"
    print(f"{said} queued and may leave from {clock(queued.undo_until)} on.")


def deliver() -> None:
    """Send everything that is due, do what was asked, look for what may be out. Once."""
    with trusted() as here:
        locks, worker = locks_of(here.db), f"command:{uuid.uuid4().hex[:6]}"
        sent = deliver_due(here.db, here.opener, locks, here.settings, here.now, worker)
        found = reconcile(here.db, here.opener, locks, here.settings, here.now, worker)
        print(_sent(sent))
        done = carry_out(here.db, here.opener, locks, here.settings, here.now, worker)
        if done.counts:
            print("acted: " + ", ".join(f"{n} {state}" for state, n in sorted(done.counts.items())))
        if found.counts:
            print("looked: " + ", ".join(f"{n} {what}" for what, n in sorted(found.counts.items())))
        for line in _elsewhere(here.db, sent, found):
            print(line)


def _objections(refused: Objected) -> str:
    firm = [each for each in refused.objections if each.level is not Level.HINTS]
    holds = firm and all(each.level is Level.HOLDS for each in firm)
    more = ["Send it all the same with --despite REASON."] if holds else []
    for each in firm:
        if each.rule == "wrote_again":
            more.append(f"Say that you have read it with --read {each.params['message']}.")
        if isinstance(at := each.params.get("at"), datetime) and each.rule in A_COLLEAGUE:
            more.append(f'Say that you have read it with --read-answer "{at:{MOMENT}}".')
    if any(each.rule == "too_long" for each in firm):
        more.append("Part it with --split.")
    return "\n".join(["Nothing was queued.", *map(_sentence, firm), *more])


def _sentence(objection: Objection) -> str:
    said, given = sentence(objection)
    shown = {
        name: clock(value) if isinstance(value, datetime) else value
        for name, value in given.items()
    }
    return said.format(**shown)


def _sent(sent: Delivered) -> str:
    said = [f"{sent.counts[state]} {words}" for state, words in SAID.items() if sent.counts[state]]
    return ", ".join(said) or "nothing was due"


def _elsewhere(db: Database, sent: Delivered, found: Reconciled) -> list[str]:
    """Return a line for each account that another process sends for."""
    held = {there.account_id: there for there in sent.elsewhere}
    held |= {
        number: Elsewhere(number, None, None) for number in found.elsewhere if number not in held
    }
    with db.read() as session:
        names = replies.account_names(session, held)
    return [
        f"{names[number]}: left alone, {there.by or 'another process'} sends for it"
        + (f" since {clock(there.since)}" if there.since else "")
        for number, there in sorted(held.items())
    ]
