"""A list of posts with their comments: visitors' posts, tags, reviews, replies to comments.

    1  the newest 50 posts, each with its newest comments; further while posts are new
    2  comments of a post that go further back than those, a page of each post in turn
    3  a few of the older posts that somebody commented on lately, the livelier the sooner
    4  one page of all the older posts, in turn: whoever comments on one puts it under watch

After some calls for old things the newest posts are read again, only for what is new there: a
busy old post never keeps a new one waiting. A post's mark moves only when its reading has
reached it, minus the overlap.
Paging, `filter` and `order`: developers.facebook.com, Page Feed and Object Comments.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from connectors.base import Gap, InboundMessage
from connectors.facebook import fields, pace
from connectors.facebook.boards import Board
from connectors.facebook.cursor import OLDER, Feed, Sweep, Watched
from connectors.facebook.mapping import PostRead, node, read_comment
from connectors.graph.places import Place, Task, Walk
from connectors.graph.records import Page, page
from connectors.graph.walking import (
    DEEP,
    Ask,
    Reading,
    Step,
    beyond,
    gap,
    seconds,
    under_way,
)

ALIVE = timedelta(days=14)
"""How long after its last comment a post stays under watch, and how far a first walk reads."""

IN_TURN = 6
"""Older posts that one walk reads."""

GLANCE = 8
"""Calls for old things after which the newest posts are read again."""

DONE = 200
"""Posts read in a walk that a second reading of the newest does not read again."""

POSTS, COMMENTS, SWEPT = 25, 100, 100
"""Records of one page."""


def ask(state: Feed, board: Board, us: str, now: int) -> Ask:
    """Return the next call of a walk."""
    walk = under_way(state.walk, now)
    if not walk.listed:
        given = {"fields": board.asked, "limit": str(POSTS), **board.more}
        return Ask(us, board.edge, given, walk.place.after)
    task = walk.tasks[0]
    if task.key == us:
        given = {"fields": board.swept or "id", "limit": str(SWEPT), **board.more}
        return Ask(us, board.edge, given, task.place.after)
    kept = {"filter": "stream", "order": "reverse_chronological", "limit": str(COMMENTS)}
    return Ask(node(task.key), "comments", {"fields": fields.COMMENT, **kept}, task.place.after)


def take(
    state: Feed, body: Any, board: Board, us: str, now: datetime, overlap: timedelta
) -> Step[Feed]:
    """Take one answer in. Raises Malformed; then the old state still holds."""
    at = seconds(now)
    walk = replace(under_way(state.walk, at), at=at)
    taken = _Taken(board, us, state, int(overlap.total_seconds()), at)
    if not walk.listed:
        return _list(taken, walk, page(body))
    walk = replace(walk, calls=walk.calls + 1)
    return (_swept if walk.tasks[0].key == us else _task)(taken, walk, page(body))


def gone(state: Feed, board: Board, now: int) -> Step[Feed]:
    """Go on without the post whose comments were asked for: they are not to be had.

    Where such a refusal is not the post's end, it is asked for again at its pace.
    """
    walk = under_way(state.walk, now)
    task = walk.tasks[0]
    watched = tuple(post for post in state.watched if post.key != task.key)
    if len(board.forgives) > 1:
        known = state.find(task.key)
        watched += (Watched(task.key, task.by, known.mark if known else 0, now),)
    rest = replace(walk, tasks=walk.tasks[1:], at=now, calls=walk.calls + 1)
    return Step(_onwards(replace(state, watched=watched), rest))


class _Taken(Reading):
    """What was read so far in one step; `watched` are the posts as they stand after it."""

    def __init__(self, board: Board, us: str, state: Feed, lap: int, at: int) -> None:
        super().__init__()
        self.board, self.us, self.state, self.lap, self.at = board, us, state, lap, at
        self.watched = {post.key: post for post in state.watched}
        self.sweep = state.sweep

    @property
    def late(self) -> int:
        """Return from when on a comment keeps its post under watch."""
        return self.at - int(ALIVE.total_seconds())

    def posts(self, answer: Page) -> list[PostRead]:
        """Read records of the list; what cannot be read is skipped."""
        read = [self.board.read(record, self.us) for record in answer.records]
        return self.only(PostRead, read)

    def comments(self, records: Sequence[Any], post: str, by: str) -> list[InboundMessage]:
        """Read records as comments of a post; what cannot be read is skipped."""
        read = [read_comment(record, self.us, post, by) for record in records]
        return self.only(InboundMessage, read)

    def since(self, post: Watched | None) -> int:
        """Return from when a post's comments have to be read."""
        marked = post.mark - self.lap if post and post.mark else 0
        return max(marked, self.state.floor)

    def step(self, walk: Walk, hole: Gap | None = None) -> Step[Feed]:
        """Return the step that leads on with a walk."""
        watched = tuple(self.watched.values())
        state = replace(self.state, watched=watched, sweep=self.sweep)
        return self.leads(_onwards(state, walk), hole)


def _list(taken: _Taken, walk: Walk, answer: Page) -> Step[Feed]:
    """Take a page of posts."""
    posts = taken.posts(answer)
    times = [seconds(post.message.created_at) for post in posts]
    place = beyond(walk.place, answer, times, taken.at)
    tasks = [task for post in posts if (task := _post(taken, walk, post)) is not None]
    seen = (*walk.seen, *(post.key for post in posts))
    since = taken.state.top - taken.lap if taken.state.top else None
    begins = taken.state.floor if taken.board.whole else taken.at
    reached = max(times, default=0) < (begins if since is None else since)
    enough = len(seen) >= taken.board.newest
    ends = answer.after is None or place.pages >= DEEP or (reached and enough)
    walk = replace(walk, place=place, listed=ends, seen=seen, tasks=(*tasks, *walk.tasks))
    if not ends:
        return taken.step(walk)
    short = since is not None and enough and place.oldest >= since
    hole = gap(since, place.oldest) if since is not None and short else None
    if walk.done:
        return taken.step(walk, hole)
    walk = _in_turn(taken, walk)
    deeper = _deeper(taken, walk, answer)
    if deeper is not None:
        walk = replace(walk, tasks=(*walk.tasks, Task(taken.us, 0, place=Place(deeper))))
    return taken.step(walk, hole)


def _deeper(taken: _Taken, walk: Walk, answer: Page) -> str | None:
    """Return where the sweep of the oldest posts goes on, None when it pauses."""
    sweep = taken.sweep
    if taken.board.swept is None or any(task.key == taken.us for task in walk.tasks):
        return None
    if sweep.after is not None or taken.at - sweep.ended >= pace.pause(sweep.calm):
        return sweep.after or answer.after
    return None


def _post(taken: _Taken, walk: Walk, post: PostRead) -> Task | None:
    """Take a post with its newest comments; return a task when they do not reach far enough."""
    known = taken.watched.get(post.key)
    since, mark = taken.since(known), known.mark if known else 0
    under = next((task for task in walk.tasks if task.key == post.key), None)
    if post.comments is None:
        return None if under or post.key in walk.done else _untold(taken, post, known)
    comments = taken.comments(post.comments.records, post.key, post.by)
    times = [seconds(comment.created_at) for comment in comments]
    if under is not None:
        newer = [c for c in comments if seconds(c.created_at) > under.place.newest]
        taken.messages += newer if under.place.pages else []
        return None
    if post.key in walk.done:
        since = max(mark + 1, taken.state.floor)
    whole = post.comments.after is None or min(times, default=since) < since
    fresh = [c for c in comments if seconds(c.created_at) >= since] if whole else []
    taken.messages += fresh
    if post.key not in walk.done:
        _place(taken, post, known, news=not whole or max(times, default=0) > mark)
    if whole:
        newest = min(max([mark, *times]), taken.at)
        taken.watched[post.key] = Watched(post.key, post.by, newest, taken.at)
        return None
    taken.watched[post.key] = Watched(post.key, post.by, mark, known.read if known else 0)
    return Task(post.key, since, post.by)


def _untold(taken: _Taken, post: PostRead, known: Watched | None) -> Task | None:
    """Take a post without its comments; return a task while it is alive, at its pace."""
    mark, read = (known.mark, known.read) if known else (0, 0)
    last = max(mark, seconds(post.message.created_at))
    _place(taken, post, known, news=False)
    taken.watched[post.key] = Watched(post.key, post.by, mark, read)
    if last < taken.late or pace.overdue(read, last, taken.at) < 1:
        return None
    return Task(post.key, taken.since(known), post.by)


def _place(taken: _Taken, post: PostRead, known: Watched | None, *, news: bool) -> None:
    """Put a post among the messages when it is new and a visitor's, else above its comments."""
    created = seconds(post.message.created_at)
    again = max(taken.state.top - taken.lap, taken.state.floor)
    if post.by and created >= (again if known else taken.state.floor):
        taken.messages.insert(0, post.message)
    elif news or known is None:
        taken.context.append(post.message)


def _task(taken: _Taken, walk: Walk, answer: Page) -> Step[Feed]:
    """Take a page of one post's comments; then it is the next post's turn."""
    task, rest = walk.tasks[0], walk.tasks[1:]
    comments = taken.comments(answer.records, task.key, task.by)
    times = [seconds(comment.created_at) for comment in comments]
    task = replace(task, place=beyond(task.place, answer, times, taken.at))
    taken.messages += [c for c in comments if seconds(c.created_at) >= task.floor]
    reached = min(times, default=task.floor) < task.floor
    if not reached and answer.after is not None and task.place.pages < DEEP:
        return taken.step(replace(walk, tasks=(*rest, task)))
    post = taken.state.find(task.key)
    mark = post.mark if post else 0
    taken.watched[task.key] = Watched(task.key, task.by, max(mark, task.place.newest), taken.at)
    ended, known = answer.after is None, mark > 0
    hole = None if reached else _short(task, ended=ended, known=known)
    return taken.step(replace(walk, tasks=rest), hole)


def _swept(taken: _Taken, walk: Walk, answer: Page) -> Step[Feed]:
    """Take a page of old posts: one with a late comment comes under watch and is read."""
    task, rest = walk.tasks[0], walk.tasks[1:]
    under = {task.key for task in rest}
    found = []
    for post in taken.posts(answer):
        known = taken.watched.get(post.key)
        comments = taken.comments(post.comments.records, post.key, post.by) if post.comments else []
        last = max((seconds(comment.created_at) for comment in comments), default=0)
        news = last > known.mark if known else last >= taken.late
        if news and post.key not in under:
            taken.watched.setdefault(post.key, Watched(post.key, post.by))
            found.append(Task(post.key, taken.since(known), post.by))
    sweep = replace(taken.sweep, after=answer.after, found=taken.sweep.found + len(found))
    if answer.after in (None, task.place.after):
        sweep = Sweep(ended=taken.at, calm=0 if sweep.found else sweep.calm + 1)
    taken.sweep = sweep
    return taken.step(replace(walk, tasks=(*found, *rest)))


def _short(task: Task, *, ended: bool, known: bool) -> Gap | None:
    """Return the hole of a reading that ended above its floor.

    Very long threads page incompletely (developers.facebook.com, Object Comments): a list that
    ends before a comment known to be there has a hole, a short one lost that comment.
    """
    if ended and not (known and task.place.pages > 1):
        return None
    return gap(task.floor, task.place.oldest)


def _in_turn(taken: _Taken, walk: Walk) -> Walk:
    """Forget older posts without late comments; of the others let the most due be read."""
    here = set(walk.seen[: taken.board.newest])
    older = [p for p in taken.watched.values() if p.key not in here]
    older = [post for post in older if post.mark >= taken.late or not post.read]
    older = sorted(older, key=lambda post: (not post.read, post.mark), reverse=True)[:OLDER]
    kept = [post for post in taken.watched.values() if post.key in here]
    taken.watched = {post.key: post for post in (*kept, *older)}
    waiting = {*walk.seen, *(task.key for task in walk.tasks)}
    due = {post: pace.overdue(post.read, post.mark, taken.at) for post in older}
    turn = sorted((p for p in older if due[p] >= 1 and p.key not in waiting), key=lambda p: -due[p])
    tasks = [Task(post.key, taken.since(post), post.by) for post in turn[:IN_TURN]]
    return replace(walk, tasks=(*walk.tasks, *tasks))


def _onwards(state: Feed, walk: Walk) -> Feed:
    """Return the state with the walk going on, back at the newest posts, or at its end.

    The top moves when the list is through: what it led to is kept in the tasks.
    """
    if not walk.listed:
        return replace(state, walk=walk)
    state = replace(state, top=max(state.top, walk.place.newest))
    if walk.tasks and walk.calls >= GLANCE:
        done = tuple(dict.fromkeys((*walk.seen, *walk.done)))[:DONE]
        return replace(state, walk=Walk(at=walk.at, tasks=walk.tasks, done=done))
    return replace(state, walk=walk if walk.tasks else None)
