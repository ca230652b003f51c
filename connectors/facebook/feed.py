"""The page's feed: visitors' posts, comments and replies to comments.

    1  the newest 50 posts, each with its newest comments; further while posts are new
    2  comments of a post that go further back than those, page by page
    3  a few of the older posts that somebody commented on lately, in turn
    4  one page of all the older posts, in turn: whoever comments on one puts it under watch

A post's mark moves only when its reading has reached it, minus the overlap.
Paging, `filter` and `order`: developers.facebook.com, Page Feed and Object Comments.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from connectors.base import Gap, InboundMessage, Skipped
from connectors.facebook.cursor import NEWEST, OLDER, Feed, Watched
from connectors.facebook.mapping import PostRead, read_comment, read_post
from connectors.graph.places import Place, Task, Walk
from connectors.graph.records import Page, page
from connectors.graph.walking import (
    DEEP,
    Ask,
    Step,
    beyond,
    gap,
    once,
    seconds,
    under_way,
)

ALIVE = timedelta(days=14)
"""How long after its last comment a post stays under watch, and how far a first walk reads."""

IN_TURN = 6
"""Older posts that one walk reads."""

POSTS, NESTED, COMMENTS, SWEPT = 25, 25, 100, 100
"""Records of one page."""

_ATTACHED = "media_type,type,title,url,media{image{src},source}"
_COMMENT = (
    "id,message,created_time,from{id,name},parent{id,from{id}},permalink_url,is_hidden,"
    "can_comment,attachment"
)
_POST = (
    f"id,message,created_time,from{{id,name}},permalink_url,attachments{{{_ATTACHED}}},"
    f"comments.filter(stream).order(reverse_chronological).limit({NESTED}){{{_COMMENT}}}"
)


_SWEPT = (
    "id,created_time,from{id},"
    "comments.filter(stream).order(reverse_chronological).limit(1){id,created_time}"
)


def ask(state: Feed, us: str, now: int) -> Ask:
    """Return the next call of a walk."""
    walk = under_way(state.walk, now)
    if not walk.listed:
        return Ask(us, "feed", {"fields": _POST, "limit": str(POSTS)}, walk.place.after)
    task = walk.tasks[0]
    if task.key == us:
        return Ask(us, "feed", {"fields": _SWEPT, "limit": str(SWEPT)}, task.place.after)
    kept = {"filter": "stream", "order": "reverse_chronological", "limit": str(COMMENTS)}
    return Ask(task.key, "comments", {"fields": _COMMENT, **kept}, task.place.after)


def take(state: Feed, body: Any, us: str, now: datetime, overlap: timedelta) -> Step[Feed]:
    """Take one answer in. Raises Malformed; then the old state still holds."""
    at = seconds(now)
    walk = replace(under_way(state.walk, at), at=at)
    taken = _Taken(us, state, int(overlap.total_seconds()), at)
    if not walk.listed:
        return _list(taken, walk, page(body))
    return (_swept if walk.tasks[0].key == us else _task)(taken, walk, page(body))


def gone(state: Feed, now: int) -> Step[Feed]:
    """Go on without the post whose comments were asked for: it is there no more."""
    walk = under_way(state.walk, now)
    watched = tuple(post for post in state.watched if post.key != walk.tasks[0].key)
    rest = replace(walk, tasks=walk.tasks[1:], at=now)
    return Step(_onwards(replace(state, watched=watched), rest))


class _Taken:
    """What was read so far in one step; `watched` are the posts as they stand after it."""

    def __init__(self, us: str, state: Feed, lap: int, at: int) -> None:
        self.us, self.state, self.lap, self.at = us, state, lap, at
        self.messages: list[InboundMessage] = []
        self.context: list[InboundMessage] = []
        self.skipped: list[Skipped] = []
        self.watched = {post.key: post for post in state.watched}
        self.sweep = state.sweep

    def comments(self, records: Sequence[Any], post: str, by: str) -> list[InboundMessage]:
        """Read records as comments of a post; what cannot be read is skipped."""
        read = [read_comment(record, self.us, post, by) for record in records]
        self.skipped += [one for one in read if isinstance(one, Skipped)]
        return [one for one in read if isinstance(one, InboundMessage)]

    def since(self, post: Watched | None) -> int:
        """Return from when a post's comments have to be read."""
        marked = post.mark - self.lap if post and post.mark else 0
        return max(marked, self.state.floor)

    def step(self, walk: Walk, hole: Gap | None = None) -> Step[Feed]:
        """Return the step that leads on with a walk."""
        watched = tuple(self.watched.values())
        state = replace(self.state, watched=watched, sweep=self.sweep)
        kept = once(self.messages), once(self.context), tuple(self.skipped)
        return Step(_onwards(state, walk), *kept, hole)


def _list(taken: _Taken, walk: Walk, answer: Page) -> Step[Feed]:
    """Take a page of posts."""
    posts, skipped = _posts(taken, answer)
    taken.skipped += skipped
    times = [seconds(post.message.created_at) for post in posts]
    place = beyond(walk.place, answer, times, taken.at)
    tasks = [task for post in posts if (task := _post(taken, post)) is not None]
    seen = (*walk.seen, *(post.message.external_id for post in posts))
    since = taken.state.top - taken.lap if taken.state.top else None
    reached = since is None or max(times, default=0) < since
    enough = len(seen) >= NEWEST
    ends = answer.after is None or place.pages >= DEEP or (reached and enough)
    walk = replace(walk, place=place, listed=ends, seen=seen, tasks=(*walk.tasks, *tasks))
    if not ends:
        return taken.step(walk)
    short = since is not None and enough and place.oldest >= since
    hole = gap(since, place.oldest) if since is not None and short else None
    walk = _in_turn(taken, walk)
    deeper = taken.sweep or answer.after
    if deeper:
        walk = replace(walk, tasks=(*walk.tasks, Task(taken.us, 0, place=Place(deeper))))
    return taken.step(walk, hole)


def _posts(taken: _Taken, answer: Page) -> tuple[list[PostRead], list[Skipped]]:
    read = [read_post(record, taken.us) for record in answer.records]
    posts = [one for one in read if isinstance(one, PostRead)]
    return posts, [one for one in read if isinstance(one, Skipped)]


def _post(taken: _Taken, post: PostRead) -> Task | None:
    """Take a post with its newest comments; return a task when they do not reach far enough."""
    key, known = post.message.external_id, taken.watched.get(post.message.external_id)
    since = taken.since(known)
    comments = taken.comments(post.comments.records, key, post.by)
    times = [seconds(comment.created_at) for comment in comments]
    whole = post.comments.after is None or min(times, default=since) < since
    fresh = [c for c in comments if seconds(c.created_at) >= since] if whole else []
    taken.messages += fresh
    mark = known.mark if known else 0
    _place(taken, post, known, news=not whole or max(times, default=0) > mark)
    if whole:
        newest = min(max([mark, *times]), taken.at)
        taken.watched[key] = Watched(key, post.by, newest, taken.at)
        return None
    taken.watched[key] = Watched(key, post.by, mark, known.read if known else 0)
    return Task(key, since, post.by)


def _place(taken: _Taken, post: PostRead, known: Watched | None, *, news: bool) -> None:
    """Put a post among the messages when it is new and a visitor's, else above its comments."""
    created = seconds(post.message.created_at)
    again = max(taken.state.top - taken.lap, taken.state.floor)
    if post.by and created >= (again if known else taken.state.floor):
        taken.messages.insert(0, post.message)
    elif news or known is None:
        taken.context.append(post.message)


def _task(taken: _Taken, walk: Walk, answer: Page) -> Step[Feed]:
    """Take a page of one post's comments."""
    task, rest = walk.tasks[0], walk.tasks[1:]
    comments = taken.comments(answer.records, task.key, task.by)
    times = [seconds(comment.created_at) for comment in comments]
    task = replace(task, place=beyond(task.place, answer, times, taken.at))
    taken.messages += [c for c in comments if seconds(c.created_at) >= task.floor]
    reached = min(times, default=task.floor) < task.floor
    if not reached and answer.after is not None and task.place.pages < DEEP:
        return taken.step(replace(walk, tasks=(task, *rest)))
    post = taken.state.find(task.key)
    mark = post.mark if post else 0
    taken.watched[task.key] = Watched(task.key, task.by, max(mark, task.place.newest), taken.at)
    ended, known = answer.after is None, mark > 0
    hole = None if reached else _short(task, ended=ended, known=known)
    return taken.step(replace(walk, tasks=rest), hole)


def _swept(taken: _Taken, walk: Walk, answer: Page) -> Step[Feed]:
    """Take a page of old posts: one with a late comment comes under watch and is read whole."""
    task, rest = walk.tasks[0], walk.tasks[1:]
    late = taken.at - int(ALIVE.total_seconds())
    found = []
    for post in _posts(taken, answer)[0]:
        key = post.message.external_id
        comments = taken.comments(post.comments.records, key, post.by)
        fresh = any(seconds(comment.created_at) >= late for comment in comments)
        if fresh and key not in taken.watched:
            taken.watched[key] = Watched(key, post.by)
            found.append(Task(key, taken.state.floor, post.by))
    taken.sweep = None if answer.after == task.place.after else answer.after
    return taken.step(replace(walk, tasks=(*rest, *found)))


def _short(task: Task, *, ended: bool, known: bool) -> Gap | None:
    """Return the hole of a reading that ended above its floor.

    Very long threads page incompletely (developers.facebook.com, Object Comments): a list that
    ends before a comment known to be there has a hole, a short one lost that comment.
    """
    if ended and not (known and task.place.pages > 1):
        return None
    return gap(task.floor, task.place.oldest)


def _in_turn(taken: _Taken, walk: Walk) -> Walk:
    """Forget older posts without late comments; of the others let the next few be read."""
    here = set(walk.seen[:NEWEST])
    late = taken.at - int(ALIVE.total_seconds())
    older = [p for p in taken.watched.values() if p.key not in here and p.mark >= late]
    older = sorted(older, key=lambda post: post.mark, reverse=True)[:OLDER]
    kept = [post for post in taken.watched.values() if post.key in here]
    taken.watched = {post.key: post for post in (*kept, *older)}
    waiting = {*walk.seen, *(task.key for task in walk.tasks)}
    turn = sorted((p for p in older if p.key not in waiting), key=lambda post: post.read)
    tasks = [Task(post.key, taken.since(post), post.by) for post in turn[:IN_TURN]]
    return replace(walk, tasks=(*walk.tasks, *tasks))


def _onwards(state: Feed, walk: Walk) -> Feed:
    """Return the state with the walk going on, or at its end, where the top moves."""
    if not walk.listed or walk.tasks:
        return replace(state, walk=walk)
    return replace(state, walk=None, top=max(state.top, walk.place.newest))
