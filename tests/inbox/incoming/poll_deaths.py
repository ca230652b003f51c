"""Death in the middle of a poll, and what a database must look like after the next one.

python -m tests.inbox.incoming.poll_deaths URL FOLDER     dies before every line; prints JSON
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

from sqlalchemy import delete, func, select, update

from connectors.base import Author, Kind
from db.models import Contact, Conversation, Message, MessageVersion, PollRun, RawMessage, Stream
from tests import postgres
from tests.cast import NOON
from tests.inbox.incoming.world import Hands, World, world
from tests.killing import Ended, Surveyed, deaths_at, files, inside, survey, together

POLL_PATH = inside("inbox/incoming", "inbox/care/pacing.py", "inbox/care/conversations.py")
START = NOON + timedelta(seconds=1)
WRITTEN = (RawMessage, MessageVersion, Message, Conversation, Contact, PollRun, Stream)
OURS = Author("ours", "Stadtwerke Lindenau", "lindenau")
JO = Author("c2", "Jo", "jo")


def town_of_three_pages(url: str, tmp_path: Path) -> World:
    """Return a world whose next poll reads five records: two customers, an edit, our own word."""
    db = postgres.warm(url)
    here = world(db, tmp_path)
    town = here.town
    town.receives("Erstens", thread="t")
    town.receives("Zweitens", author=JO, thread="t")
    here.clock.forward(seconds=1)
    town.receives("Wir sind dran", author=OURS, thread="t", parent="1")
    town.receives("Drittens", kind=Kind.DIRECT)
    town.edits("2", "Zweitens, verbessert")
    here.poll()  # statements are compiled once, here and not in every child
    db.close()  # the engine keeps them; connections must not be inherited by a fork
    return here


def faults_after_recovery(here: World) -> list[str]:
    """Poll once more, as the worker that takes over does; return everything that is wrong then."""
    here.clock = Hands(here.clock.at)
    here.clock.forward(seconds=200)  # the lease of the dead has run out
    faults = []
    run = here.poll()
    if run.busy or run.trouble is not None:
        faults.append(f"the next poll: {run}")
    expected = ["Drittens", "Erstens", "Wir sind dran", "Zweitens, verbessert"]
    if sorted(here.texts()) != expected:
        faults.append(f"texts: {here.texts()}")
    faults += _counts(here)
    here.db.close()
    return faults


def _counts(here: World) -> list[str]:
    faults = []
    with here.db.read() as session:
        for table, rows in ((Contact, 2), (Conversation, 3), (RawMessage, 4)):
            found = session.scalar(select(func.count()).select_from(table))
            if found != rows:
                faults.append(f"{table.__tablename__}: {found} rows for {rows}")
        stream = session.get_one(Stream, here.stream_id)
        if (stream.cursor, stream.lease_by, stream.failures) != ("5", None, 0):
            faults.append(f"stream: {stream.cursor} {stream.lease_by} {stream.failures}")
        waits = {
            (c.kind, c.state, c.waiting_since is None)
            for c in session.scalars(select(Conversation))
        }
        if waits != {("mention", "waiting", True), ("mention", "open", False),
                     ("direct", "open", False)}:  # fmt: skip
            faults.append(f"conversations: {waits}")
        faults += [
            f"run {run.id} does not add up"
            for run in session.scalars(select(PollRun))
            if run.fetched != run.new + run.changed + run.known + run.skipped
        ]
        orphans = select(func.count(Message.id)).where(
            Message.direction == "inbound", Message.conversation_id.is_(None)
        )
        if session.scalar(orphans):
            faults.append("a message without its conversation")
    return faults


def snapshot(here: World) -> str:
    """Return all that the poll path writes, as one digest: equal states recover alike."""
    digest = hashlib.sha256()
    with here.db.engine.connect() as connection:
        for table in WRITTEN:
            rows = connection.exec_driver_sql(f"SELECT * FROM {table.__tablename__}").all()
            digest.update(repr(sorted(map(_told, rows))).encode())
    here.db.close()
    return digest.hexdigest()


def _told(row) -> str:
    """Return a row without the holder's random name."""
    return re.sub("once-[0-9a-f]+", "once", repr(row))


def campaign(here: World, runs: Iterable[Ended]) -> tuple[int, dict[str, list[str]]]:
    """Let polls die; return how often one did, and what was wrong after which line.

    A state that was recovered from before is not recovered from again.
    """
    killed, faults, known = 0, {}, set()
    rewind(here)
    for ended in runs:
        killed += ended.killed
        state = snapshot(here)
        if state not in known:
            known.add(state)
            if found := faults_after_recovery(here):
                faults[ended.place] = found
            here.clock = here.town.now = Hands(START)
        rewind(here)
    assert len(known) > 3, "the poll never came to a commit before it died"
    return killed, faults


def surveyed(here: World) -> Surveyed:
    """Say where in a poll a death is one of its own."""
    rewind(here)
    path = here.db.path
    if path is not None:
        return survey(here.poll, POLL_PATH, files(path.parent))
    url = here.db.engine.url.render_as_string(hide_password=False)
    world = together(files(here.settings.data_dir), postgres.lasting(url))
    return survey(here.poll, POLL_PATH, world)


def rewind(here: World) -> None:
    """Bring the database back to a stream that was never polled."""
    with here.db.write() as session:
        for table in WRITTEN:
            if table is not Stream:
                session.execute(delete(table))
        session.execute(
            update(Stream).values(
                cursor=None, lease_by=None, lease_until=None, failures=0, due_at=START,
                trouble=None, trouble_note=None, trouble_since=None, not_before=None,
                last_run_at=None, last_ok_at=None, walk_at=None, whole_at=None,
            )
        )  # fmt: skip
    here.db.close()


if __name__ == "__main__":
    address, place = sys.argv[1:]
    town = town_of_three_pages(address, Path(place))
    lines = surveyed(town)
    print(json.dumps([lines.lines, *campaign(town, deaths_at(town.poll, lines))]))
