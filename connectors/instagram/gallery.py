"""A list of media with their comments and replies: our own media, and those that tag us.

    1  the newest 50 media with the number of their comments; further while they are new
    2  comments of those whose number changed, newest first, until all the new ones are found
    3  replies beyond the first 50 of a comment
    4  one page of older media, in turn, for comments that come late

A reply to an old comment moves nothing up, but it is counted (IG Media, `comments_count`).
After some calls for old things the newest media are looked at again. Source:
developers.facebook.com, IG User Media, IG Media Comments, IG Comment Replies.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from connectors.base import Gap, InboundMessage, Refusal
from connectors.graph.places import Place, Task, Walk
from connectors.graph.records import Page, page
from connectors.graph.walking import DEEP, Ask, Reading, Step, beyond, gap, seconds, under_way
from connectors.instagram import fields
from connectors.instagram.cursor import KNOWN, Gallery, Watched
from connectors.instagram.mapping import CommentRead, MediaRead, Us, read_comment, read_media

BACK = timedelta(days=14)
"""How far a first walk reads."""

GLANCE = 8
"""Calls for old things after which the newest media are looked at again."""

PAUSE = 300
"""Seconds before the older media are gone through anew."""

MEDIA, COMMENTS = 50, 50
"""Records of one page."""


@dataclass(frozen=True, slots=True)
class Board:
    """One list: its edge of the account and what is asked of it.

    `forgives` are refusals to show one object's comments that do not stop the stream: of
    others' media Instagram may show none.
    """

    edge: str
    asked: str
    tagged: bool = False
    forgives: frozenset[Refusal] = frozenset({Refusal.GONE})


BOARDS = {
    "comments": Board("media", fields.MEDIA),
    "mentions": Board(
        "tags",
        fields.TAGGED,
        tagged=True,
        forgives=frozenset({Refusal.GONE, Refusal.INVALID, Refusal.FORBIDDEN}),
    ),
}


def ask(state: Gallery, board: Board, us: Us, now: int) -> Ask:
    """Return the next call of a walk."""
    walk = under_way(state.walk, now)
    listing = {"fields": board.asked, "limit": str(MEDIA)}
    if not walk.listed:
        return Ask(us.key, board.edge, listing, walk.place.after)
    task = walk.tasks[0]
    if task.key == us.key:
        return Ask(us.key, board.edge, listing, task.place.after)
    edge = "replies" if task.by else "comments"
    wanted = fields.COMMENT if task.by else fields.WITH_REPLIES
    return Ask(task.key, edge, {"fields": wanted, "limit": str(COMMENTS)}, task.place.after)


def take(
    state: Gallery, body: Any, board: Board, us: Us, now: datetime, overlap: timedelta
) -> Step[Gallery]:
    """Take one answer in. Raises Malformed; then the old state still holds."""
    at = seconds(now)
    walk = replace(under_way(state.walk, at), at=at)
    taken = _Taken(board, us, state, int(overlap.total_seconds()), at)
    if not walk.listed:
        return _list(taken, walk, page(body))
    walk = replace(walk, calls=walk.calls + 1)
    task = walk.tasks[0]
    if task.key == us.key:
        return _swept(taken, walk, page(body))
    return (_replies if task.by else _comments)(taken, walk, page(body))


def gone(state: Gallery, now: int) -> Step[Gallery]:
    """Go on without the comments that were asked for, until their number changes again."""
    walk = under_way(state.walk, now)
    key = walk.tasks[0].key
    watched = tuple(
        replace(media, count=media.wanted) if media.key == key else media for media in state.watched
    )
    rest = replace(walk, tasks=walk.tasks[1:], at=now, calls=walk.calls + 1)
    return Step(_onwards(replace(state, watched=watched), rest))


class _Taken(Reading):
    """What was read so far in one step; `watched` are the media as they stand after it."""

    def __init__(self, board: Board, us: Us, state: Gallery, lap: int, at: int) -> None:
        super().__init__()
        self.board, self.us, self.state, self.lap, self.at = board, us, state, lap, at
        self.watched = {media.key: media for media in state.watched}

    def media(self, answer: Page) -> list[MediaRead]:
        """Read records of the list; what cannot be read is skipped."""
        read = [read_media(one, self.us, tagged=self.board.tagged) for one in answer.records]
        return self.only(MediaRead, read)

    def comments(
        self, records: Sequence[Any], media: str, above: str | None = None
    ) -> list[CommentRead]:
        """Read records as comments, or as replies to the one `above`."""
        read = [
            read_comment(one, self.us, media, above=above, tagged=self.board.tagged)
            for one in records
        ]
        return self.only(CommentRead, read)

    def keep(self, media: Watched) -> None:
        """Remember a media object as the one met last; of too many the first one is forgotten."""
        self.watched.pop(media.key, None)
        self.watched[media.key] = media
        while len(self.watched) > KNOWN:
            del self.watched[next(iter(self.watched))]

    def step(self, walk: Walk, hole: Gap | None = None, **sweep: Any) -> Step[Gallery]:
        """Return the step that leads on with a walk."""
        state = replace(self.state, watched=tuple(self.watched.values()), **sweep)
        return self.leads(_onwards(state, walk), hole)


def _list(taken: _Taken, walk: Walk, answer: Page) -> Step[Gallery]:
    """Take a page of the newest media."""
    media = taken.media(answer)
    times = [seconds(one.message.created_at) for one in media]
    news = all(one.key not in taken.watched for one in media)
    place = beyond(walk.place, answer, [], taken.at)
    tasks = [task for one in media if (task := _met(taken, walk, one)) is not None]
    young = max(times, default=0) >= taken.state.floor
    deep = place.pages >= KNOWN // MEDIA
    ends = answer.after is None or not (news and young) or deep
    walk = replace(walk, place=place, listed=ends, tasks=(*tasks, *walk.tasks))
    if ends and answer.after is not None and _sweeps(taken, walk):
        start = Place(taken.state.after or answer.after)
        walk = replace(walk, tasks=(*walk.tasks, Task(taken.us.key, 0, place=start)))
    return taken.step(walk)


def _sweeps(taken: _Taken, walk: Walk) -> bool:
    state = taken.state
    if any(task.key == taken.us.key for task in walk.tasks):
        return False
    return state.after is not None or taken.at - state.ended >= PAUSE


def _swept(taken: _Taken, walk: Walk, answer: Page) -> Step[Gallery]:
    """Take a page of older media."""
    task, rest = walk.tasks[0], walk.tasks[1:]
    tasks = [met for one in taken.media(answer) if (met := _met(taken, walk, one)) is not None]
    pages = taken.state.pages + 1
    walk = replace(walk, tasks=(*tasks, *rest))
    if answer.after in (None, task.place.after) or pages >= KNOWN // MEDIA - 1:
        return taken.step(walk, after=None, pages=0, ended=taken.at)
    return taken.step(walk, after=answer.after, pages=pages)


def _met(taken: _Taken, walk: Walk, media: MediaRead) -> Task | None:
    """Take a media object; return a task when there is something new below it."""
    known = taken.watched.get(media.key)
    young = seconds(media.message.created_at) >= taken.state.floor
    if taken.board.tagged and young:
        taken.messages.append(media.message)
    if any(task.key == media.key for task in walk.tasks):
        return None
    if not _moved(taken, media, known):
        count = -1 if media.count is None else media.count
        taken.keep(known or Watched(media.key, count, taken.at, count))
        return None
    if not (taken.board.tagged and young):
        taken.context.append(media.message)
    before = known or Watched(media.key)
    wanted = -1 if media.count is None else media.count
    taken.keep(replace(before, wanted=wanted, found=0, newest=before.mark))
    since = max(before.mark - taken.lap if before.mark else 0, taken.state.floor)
    return Task(media.key, since)


def _moved(taken: _Taken, media: MediaRead, known: Watched | None) -> bool:
    """Return whether somebody commented, or took a comment back, since it was read."""
    newest = seconds(media.newest) if media.newest else None
    if known is None:
        old = newest is not None and newest < taken.state.floor
        return media.count != 0 and not old
    if newest is not None and newest > known.mark and newest >= taken.state.floor:
        return True
    return media.count is not None and media.count != known.count


def _comments(taken: _Taken, walk: Walk, answer: Page) -> Step[Gallery]:
    """Take a page of comments with their replies; then it is the next one's turn."""
    task, rest = walk.tasks[0], walk.tasks[1:]
    media = taken.watched.get(task.key) or Watched(task.key)
    comments = taken.comments(answer.records, task.key)
    times = [seconds(one.message.created_at) for one in comments]
    said, deeper = _below(taken, task, comments)
    first = task.place.pages == 0
    media = replace(
        media,
        found=(0 if first else media.found) + sum(at > media.mark for at in said),
        newest=min(max([media.newest, *said]), taken.at),
    )
    falling = times == sorted(times, reverse=True)
    place = beyond(task.place, answer, [], taken.at)
    reached = falling and min(times, default=task.floor) < task.floor
    all_found = media.found >= media.wanted - max(media.count, 0)
    if answer.after is not None and not (reached and all_found) and place.pages < DEEP:
        taken.keep(media)
        later = replace(task, place=place)
        return taken.step(replace(walk, tasks=(*deeper, *rest, later)))
    taken.keep(Watched(task.key, media.wanted, media.newest, media.wanted, 0, media.newest))
    cut = answer.after is not None and not reached
    hole = gap(task.floor, min(times, default=taken.at)) if cut else None
    return taken.step(replace(walk, tasks=(*deeper, *rest)), hole)


def _below(
    taken: _Taken, task: Task, comments: Sequence[CommentRead]
) -> tuple[list[int], list[Task]]:
    """Keep comments and replies that are new; return all their times, and what is left to read."""
    said: list[InboundMessage] = []
    deeper: list[Task] = []
    for one in comments:
        key = one.message.external_id
        replies = taken.comments(one.replies.records, task.key, key)
        said += [one.message, *(reply.message for reply in replies)]
        if one.replies.after is not None:
            start = Place(one.replies.after)
            deeper.append(Task(key, task.floor, by=task.key, place=start))
    taken.messages += [m for m in said if seconds(m.created_at) >= task.floor]
    return [seconds(message.created_at) for message in said], deeper


def _replies(taken: _Taken, walk: Walk, answer: Page) -> Step[Gallery]:
    """Take a page of replies, in whatever order they come: all of them are read."""
    task, rest = walk.tasks[0], walk.tasks[1:]
    replies = [one.message for one in taken.comments(answer.records, task.by, task.key)]
    place = beyond(task.place, answer, [], taken.at)
    taken.messages += [m for m in replies if seconds(m.created_at) >= task.floor]
    media = taken.watched.get(task.by)
    if media is not None and replies:
        newest = min(max(seconds(m.created_at) for m in replies), taken.at)
        read = any(other.key == task.by for other in rest)
        mark = media.mark if read else max(media.mark, newest)
        taken.keep(replace(media, mark=mark, newest=max(media.newest, newest)))
    if answer.after is None or place.pages >= DEEP:
        hole = gap(task.floor, taken.at) if answer.after is not None else None
        return taken.step(replace(walk, tasks=rest), hole)
    return taken.step(replace(walk, tasks=(*rest, replace(task, place=place))))


def _onwards(state: Gallery, walk: Walk) -> Gallery:
    """Return the state with the walk going on, back at the newest media, or at its end."""
    if not walk.listed:
        return replace(state, walk=walk)
    if walk.tasks and walk.calls >= GLANCE:
        return replace(state, walk=Walk(at=walk.at, tasks=walk.tasks))
    return replace(state, walk=walk if walk.tasks else None)
