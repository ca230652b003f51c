"""What stands on a message beside its words: its verdict, what was done with it, what can be.

An action that was done is told as long as it holds: the platform may have undone it since.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from connectors import PLATFORMS
from connectors.base import Gone, Verb
from db.models import ActionState, Role
from inbox.care.acting import OPEN, TRIES
from inbox.care.rights import GRANTS, Right
from inbox.pages import act_words
from inbox.pages.sayings import Saying
from inbox.queries.thread import Entry, Side
from inbox.rules import deeds
from inbox.texts import Texts, mark

UNDONE_FOR = timedelta(minutes=1)
"""How long it is said that something was taken back: nothing is left to be seen of it."""

FAILED_FOR = timedelta(days=1)
"""How long a refusal stands there; then nobody does anything about it any more."""

GONE: dict[Gone, str] = {
    Gone.DELETED: mark("Deleted by its author"),
    Gone.PROTECTED: mark("Protected: its author shows it to followers only"),
    Gone.WITHHELD: mark("Withheld by {platform}"),
}
OURS_GONE: dict[Gone, str] = {
    Gone.DELETED: mark("No longer on {platform}"),
    Gone.PROTECTED: mark("No longer shown on {platform}"),
    Gone.WITHHELD: mark("Withheld by {platform}"),
}
VERDICTS: dict[str, tuple[str, str]] = {
    "positive": (mark("Recommends us"), "good"),
    "negative": (mark("Does not recommend us"), "warn"),
}
STARS = 5


def gone(t: Texts, entry: Entry, platform: str, now: datetime) -> str | None:
    """Return why the platform no longer shows a message, unless an action's line tells it."""
    deleted = entry.action is not None and entry.action.verb is Verb.DELETE and tells(entry, now)
    if entry.gone is None or (entry.ours and deleted):
        return None
    if entry.side is Side.NOTE:
        return t("Note taken back")
    if entry.side in (Side.HEARD, Side.TOLD):
        return t("Noted by mistake")
    return t((OURS_GONE if entry.ours else GONE)[entry.gone], platform=platform)


def verdict(t: Texts, rating: str | None) -> Saying | None:
    """Return what a review comes to: a recommendation, stars, or the platform's own word."""
    if rating is None:
        return None
    if rating in VERDICTS:
        text, tone = VERDICTS[rating]
        return Saying(t(text), tone)
    if rating.isascii() and rating.isdecimal() and 0 < int(rating[:3]) <= STARS:
        stars = int(rating)
        tone = "good" if stars > STARS - 2 else "calm" if stars == STARS - 2 else "warn"
        said = t.n("{n} star of {of}", "{n} stars of {of}", stars, of=STARS)
        return Saying(said, tone)
    return Saying(rating, "calm")


def marks(t: Texts, entry: Entry, platform: str, now: datetime) -> list[str]:
    """Return what is so on the platform, unless the line of an action tells it already."""
    told = entry.action.verb if entry.action and tells(entry, now) else None
    found = []
    if entry.hidden and told is not Verb.HIDE:
        found.append(t("Hidden on {platform}", platform=platform))
    if entry.liked and told is not Verb.LIKE:
        found.append(t("Liked by us"))
    return found


def filed(t: Texts, entry: Entry, waits: datetime | None, role: Role) -> Saying | None:
    """Return that thanks filed themselves, or were said to be a question, and what undoes it.

    As long as their customer `waits` for an answer anyway, since before them, nothing is filed.
    """
    if entry.filed is None or entry.gone is not None:
        return None
    may = Right.REPLY in GRANTS[role]
    if not entry.filed:
        return Saying(t("A question after all"), "calm", ("refile",) if may else ())
    if waits is not None and waits <= entry.at:
        return None
    return Saying(t("Thanks, filed by itself"), "calm", ("unfile",) if may else ())


def action(t: Texts, entry: Entry, platform: str, agent_id: int, now: datetime) -> Saying | None:
    """Return where the newest action on a message is, None where there is nothing to tell."""
    if entry.action is None or not tells(entry, now):
        return None
    saying = act_words.standing(t, entry.action, platform, now)
    if "undo" in saying.ways and entry.action.agent_id != agent_id:
        return Saying(saying.text, saying.tone)
    return saying


def tells(entry: Entry, now: datetime) -> bool:
    """Return whether the newest action on a message still says something."""
    done = entry.action
    if done is None:
        return False
    if done.state in OPEN:
        return True
    if done.state is ActionState.FAILED:
        return not _holds(entry, done.verb) and now - done.asked_at < FAILED_FOR
    recently = now - (done.done_at or done.asked_at) < UNDONE_FOR
    lasting = done.verb in (Verb.HIDE, Verb.LIKE, Verb.DELETE)
    return _holds(entry, done.verb) and (lasting or recently)


def _holds(entry: Entry, verb: Verb) -> bool:
    """Return whether a message is, as far as we know, as the verb makes it."""
    return {
        Verb.HIDE: entry.hidden,
        Verb.UNHIDE: not entry.hidden,
        Verb.LIKE: entry.liked,
        Verb.UNLIKE: not entry.liked,
        Verb.DELETE: entry.gone is not None,
    }[verb]


def moves(entry: Entry, now: datetime) -> bool:
    """Return whether an action may end any second."""
    asked = entry.action
    return asked is not None and asked.state in OPEN and not _stuck(entry, now)


def _stuck(entry: Entry, now: datetime) -> bool:
    asked = entry.action
    return asked is not None and asked.state is ActionState.UNKNOWN and now - asked.asked_at > TRIES


def markable(entry: Entry, role: Role) -> bool:
    """Return whether an agent may say what a message is, praise or a complaint."""
    theirs = entry.side is Side.CUSTOMER and entry.gone is None
    return theirs and bool(entry.text.strip()) and Right.REPLY in GRANTS[role]


def offered(entry: Entry, platform: str, role: Role, now: datetime) -> tuple[Verb, ...]:
    """Return what an agent is offered to do with a message: allowed, possible and not yet so."""
    if Right.REPLY not in GRANTS[role] or platform not in PLATFORMS or entry.kind is None:
        return ()
    if entry.side is Side.NOTE or entry.gone is not None or moves(entry, now):
        return ()
    if not entry.known:
        return ()
    sent = entry.side is Side.US
    verbs = deeds.possible(PLATFORMS[platform], entry.kind, ours=entry.ours, sent=sent)
    return deeds.worth_it(verbs, hidden=entry.hidden, liked=entry.liked)
