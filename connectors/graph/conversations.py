"""Conversations, newest first, down to the first already read: Messenger's, Instagram's.

    1  conversations with the newest 20 messages each: only these still have details
    2  the messages of a thread that go further back than those, to know how many are lost

The mark moves only when a walk has reached the one before, minus the overlap.
Source: developers.facebook.com, Messenger Platform, Conversations API.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from connectors.base import Batch, Gap, InboundMessage
from connectors.graph import places
from connectors.graph.client import GraphClient
from connectors.graph.messages import Faded, ThreadRead, read_message, read_thread
from connectors.graph.places import Task, Threads, Walk
from connectors.graph.records import Page, page
from connectors.graph.walking import (
    DEEP,
    Ask,
    Reading,
    Step,
    beyond,
    gap,
    moment,
    seconds,
    under_way,
)
from connectors.graph.windows import WINDOW

THREADS, NESTED, MESSAGES = 25, 20, 100
"""Records of one page."""

NAMED = 200
"""Messages without details that are named in a hole; of more only their number is told."""

MESSAGE = "id,created_time,from,to,message,attachments,sticker"
_THREAD = f"id,updated_time,can_reply,messages.limit({NESTED}){{{MESSAGE}}}"


@dataclass(frozen=True, slots=True)
class Inbox:
    """Whose conversations are read.

    `home` is the object that has them (a page's id, or "me"), `us` the id that we write under
    there, `platform` MESSENGER or INSTAGRAM, `window` how long a message may be answered.
    """

    home: str
    us: str
    platform: str
    window: timedelta = WINDOW


def fetch(
    client: GraphClient,
    state: Threads,
    inbox: Inbox,
    overlap: timedelta,
    signed: Callable[[Any], Any] = lambda body: body,
) -> Batch:
    """Make the next call of a walk; `signed` puts our own messages under our id where needed."""
    step = client.walked(
        state,
        inbox.home,
        lambda state, now: ask(state, inbox, now),
        lambda state, body, now: take(state, signed(body), inbox, now, overlap),
        gone,
    )
    return client.batch(step, places.dump(step.state))


def ask(state: Threads, inbox: Inbox, now: int) -> Ask:
    """Return the next call of a walk."""
    walk = under_way(state.walk, now)
    if not walk.listed:
        kept = {"platform": inbox.platform, "fields": _THREAD, "limit": str(THREADS)}
        return Ask(inbox.home, "conversations", kept, walk.place.after)
    task = walk.tasks[0]
    kept = {"fields": MESSAGE, "limit": str(MESSAGES)}
    return Ask(task.key, "messages", kept, task.place.after)


def take(
    state: Threads, body: Any, inbox: Inbox, now: datetime, overlap: timedelta
) -> Step[Threads]:
    """Take one answer in. Raises Malformed; then the old state still holds."""
    at = seconds(now)
    walk = replace(under_way(state.walk, at), at=at)
    taken = _Taken(inbox, state, int(overlap.total_seconds()), at)
    return (_task if walk.listed else _list)(taken, walk, page(body))


def gone(state: Threads, now: int) -> Step[Threads]:
    """Go on without the thread whose messages were asked for: what it held is a hole."""
    walk = under_way(state.walk, now)
    hole = replace(gap(walk.tasks[0].floor, now), thread_id=walk.tasks[0].key)
    rest = replace(walk, tasks=walk.tasks[1:], at=now)
    return Step(_onwards(state, rest), gap=hole)


class _Taken(Reading):
    """What was read so far in one step."""

    def __init__(self, inbox: Inbox, state: Threads, lap: int, at: int) -> None:
        super().__init__()
        self.inbox, self.state, self.lap, self.at = inbox, state, lap, at

    def since(self, mark: int) -> int:
        """Return from when on everything has to be read."""
        return max(mark - self.lap if mark else 0, self.state.floor)

    def read(
        self, records: Sequence[Any], thread: str, *, closed: bool
    ) -> tuple[list[InboundMessage], list[Faded]]:
        """Read a thread's messages; what cannot be read is skipped."""
        us, window = self.inbox.us, self.inbox.window
        read = [
            read_message(record, us, thread, closed=closed, window=window) for record in records
        ]
        faded = [one for one in read if isinstance(one, Faded)]
        return self.only(InboundMessage, read), faded

    def step(self, walk: Walk, hole: Gap | None = None) -> Step[Threads]:
        """Return the step that leads on with a walk."""
        return self.leads(_onwards(self.state, walk), hole)


def _list(taken: _Taken, walk: Walk, answer: Page) -> Step[Threads]:
    """Take a page of conversations."""
    threads = taken.only(ThreadRead, [read_thread(record) for record in answer.records])
    times = [seconds(thread.updated) for thread in threads]
    place = beyond(walk.place, answer, times, taken.at)
    open_ = {task.key for task in walk.tasks}
    made = [_thread(taken, thread) for thread in threads if thread.key not in open_]
    tasks = [task for task in made if task is not None]
    since = taken.since(taken.state.mark)
    reached = min(times, default=since) < since
    ends = reached or answer.after is None or place.pages >= DEEP
    short = ends and not reached and answer.after is not None and taken.state.mark
    hole = gap(since, place.oldest) if short else None
    return taken.step(replace(walk, place=place, listed=ends, tasks=(*walk.tasks, *tasks)), hole)


def _thread(taken: _Taken, thread: ThreadRead) -> Task | None:
    """Take a thread with its newest messages; return a task when they do not reach far enough."""
    since = taken.since(taken.state.reach)
    if seconds(thread.updated) < since:
        return None
    if thread.messages is None:
        return Task(thread.key, since, closed=thread.closed)
    messages, faded = taken.read(thread.messages.records, thread.key, closed=thread.closed)
    times = [seconds(message.created_at) for message in messages]
    whole = thread.messages.after is None and not faded
    reached = min(times, default=since) < since
    if not (whole or reached) and taken.state.reach:
        return Task(thread.key, since, closed=thread.closed)
    taken.messages += [m for m in messages if seconds(m.created_at) >= since]
    return None


def _task(taken: _Taken, walk: Walk, answer: Page) -> Step[Threads]:
    """Take a page of one thread's messages."""
    task, rest = walk.tasks[0], walk.tasks[1:]
    messages, faded = taken.read(answer.records, task.key, closed=task.closed)
    told = [seconds(message.created_at) for message in messages]
    past = [seconds(one.created_at) for one in faded if one.created_at]
    task = _without_details(task, faded, min(told, default=task.place.oldest or taken.at))
    task = replace(task, place=beyond(task.place, answer, [*told, *past], taken.at))
    taken.messages += [m for m in messages if seconds(m.created_at) >= task.floor]
    reached = min([*told, *past], default=task.floor) < task.floor
    if not reached and answer.after is not None and task.place.pages < DEEP:
        return taken.step(replace(walk, tasks=(task, *rest)))
    cut = not reached and answer.after is not None
    return taken.step(replace(walk, tasks=rest), _hole(task) if task.lost or cut else None)


def _without_details(task: Task, faded: Sequence[Faded], last: int) -> Task:
    """Return the task with the messages that are only named.

    One without a time is as old as the one before it, `last` at first.
    """
    found: list[tuple[str, int]] = []
    for one in faded:
        last = seconds(one.created_at) if one.created_at else last
        if one.created_at is None or last >= task.floor:
            found.append((one.key, last))
    return replace(task, lost=task.lost + len(found), faded=(*task.faded, *found)[:NAMED])


def _hole(task: Task) -> Gap:
    """Return what a thread may lack: it ends with the newest message that has no details."""
    until = task.faded[0][1] if task.faded else task.place.oldest
    return replace(
        gap(task.floor, until, task.lost or None),
        thread_id=task.key,
        faded=tuple((key, moment(at)) for key, at in task.faded),
    )


def _onwards(state: Threads, walk: Walk) -> Threads:
    """Return the state with the walk going on, or at its end, where the mark moves.

    A thread that somebody wrote in during a long walk may have moved past us: threads are then
    read as far back as before, once more.
    """
    if not walk.listed or walk.tasks:
        return replace(state, walk=walk)
    mark = max(state.mark, walk.place.newest)
    return Threads(state.floor, mark, mark if walk.place.pages == 1 else state.mark or mark)
