"""What the inbox says of actions and pictures: where they are, why not, what to do now.

A test holds the tables against the enums, and the catalogues against the tables.
"""

from __future__ import annotations

from datetime import datetime

from connectors.base import Refusal, Verb
from db.models import AccountState, ActionState
from inbox.care.acting import TRIES, Obstacle
from inbox.care.pictures import Flaw
from inbox.pages.sayings import STOPPED, Saying
from inbox.queries.actions import ActionView
from inbox.texts import Texts, mark

ASKED: dict[Verb, str] = {
    Verb.HIDE: mark("{agent} hides it on {platform} …"),
    Verb.UNHIDE: mark("{agent} shows it again on {platform} …"),
    Verb.DELETE: mark("{agent} deletes it on {platform} …"),
    Verb.LIKE: mark("{agent} likes it on {platform} …"),
    Verb.UNLIKE: mark("{agent} takes the like back on {platform} …"),
}

DONE: dict[Verb, str] = {
    Verb.HIDE: mark("Hidden on {platform} by {agent}"),
    Verb.UNHIDE: mark("Shown again on {platform} by {agent}"),
    Verb.DELETE: mark("Deleted on {platform} by {agent}"),
    Verb.LIKE: mark("Liked on {platform} by {agent}"),
    Verb.UNLIKE: mark("Like taken back on {platform} by {agent}"),
}

REFUSALS: dict[Refusal, str] = {
    Refusal.DUPLICATE: mark("Not done: {platform} says it is done already. Look there."),
    Refusal.NOT_SUMMONED: mark("Not done: {platform} lets only those do it who were mentioned."),
    Refusal.WINDOW_CLOSED: mark("Not done: the time for it is over."),
    Refusal.GONE: mark("Not done: the message is no longer there."),
    Refusal.UNREACHABLE: mark("Not done: {platform} does not reach the message. Look there."),
    Refusal.FORBIDDEN: mark("Not done: our account may not do this. Tell an admin."),
    Refusal.BLOCKED: mark("Not done: the customer has blocked our account."),
    Refusal.INVALID: mark("Not done: {platform} does not do this with such a message."),
    Refusal.PICTURE: mark("Not done: {platform} does not do this with such a message."),
    Refusal.OTHER: mark("Not done: {platform} refused it. Try it there."),
}

OBSTACLES: dict[Obstacle, str] = {
    Obstacle.GONE: mark("That cannot be done: the message is no longer there."),
    Obstacle.NOT_HERE: mark("That cannot be done with this message on {platform}."),
    Obstacle.ALREADY: mark("That is done already."),
    Obstacle.UNDER_WAY: mark("Something else is being done with this message. Wait a moment."),
    Obstacle.TOO_LATE: mark("It is on its way already and cannot be taken back."),
}

PICTURES: dict[Flaw, str] = {
    Flaw.EMPTY: mark("This file is empty. Choose another one."),
    Flaw.NO_PICTURE: mark("This is no picture. Choose a PNG, JPEG, GIF or WebP file."),
    Flaw.TOO_BIG: mark("This picture is too big: {most} MB are allowed. Make it smaller."),
    Flaw.NOT_HERE: mark("Pictures cannot go along here."),
    Flaw.TOO_MANY: mark("No more pictures: {most} can go along."),
    Flaw.SENT: mark("The reply has left already. Add the picture to the next one."),
}


def standing(t: Texts, action: ActionView, platform: str, now: datetime) -> Saying:
    """Return where an action is, and what can be done about it: `undo`, or `retry`."""
    who = {"platform": platform, "agent": action.agent}
    match action.state:
        case ActionState.DONE:
            return Saying(t(DONE[action.verb], **who), "good")
        case ActionState.FAILED:
            return Saying(refused(t, action, platform), "bad", ("retry",))
        case ActionState.UNKNOWN if now - action.asked_at > TRIES:
            said = t("{platform} gave no clear answer. Look there, or try again.", **who)
            return Saying(said, "bad", ("retry",))
        case ActionState.UNKNOWN:
            return Saying(t("{platform} gave no clear answer. We try again.", **who), "warn")
    if action.account_state is not AccountState.ACTIVE:
        return Saying(t(STOPPED[action.account_state]), "warn", _undo(action))
    return Saying(t(ASKED[action.verb], **who), "calm", _undo(action))


def _undo(action: ActionView) -> tuple[str, ...]:
    return ("undo",) if action.state is ActionState.QUEUED and not action.attempt else ()


def refused(t: Texts, action: ActionView, platform: str) -> str:
    """Return why a platform refused an action, never its own raw words."""
    known = action.refusal if action.refusal in set(Refusal) else Refusal.OTHER
    return t(REFUSALS[Refusal(known)], platform=platform)


def not_possible(t: Texts, obstacle: Obstacle, platform: str) -> str:
    """Return why an action was not even asked for."""
    return t(OBSTACLES[obstacle], platform=platform)


def not_taken(t: Texts, flaw: Flaw, most: int) -> str:
    """Return why a picture was not taken; a limit in bytes is said in megabytes."""
    shown = most / 1_000_000 if flaw is Flaw.TOO_BIG else most
    return t(PICTURES[flaw], most=t.number(shown))
