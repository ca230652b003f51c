"""What the inbox says about a reply: where it is, what happened to it, what to do now.

One sentence for every state, event and refusal; the English ones stand here, the German ones
in `inbox/locale/de/inbox.po`. A test holds the tables against the enums.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from connectors import PLATFORMS
from connectors.base import Kind, Refusal
from db.models import AccountState, ConversationState, ReplyState
from inbox.care.delivery import Event
from inbox.pages import abuse_words, promise_words
from inbox.queries.deliveries import Delivery, Step
from inbox.rules.money import Amount
from inbox.rules.review import Objection, sentence
from inbox.texts import Texts, mark

EVENTS: dict[str, str] = {
    Event.QUEUED: mark("{agent} pressed send"),
    Event.SCHEDULED: mark("{agent} chose a time for it"),
    Event.DUE: mark("Its time has come"),
    Event.NOW: mark("{agent} sends it now"),
    Event.APPROVAL: mark("Waits for a colleague's approval"),
    Event.APPROVED: mark("{agent} approved it"),
    Event.APPROVED_LATER: mark("{agent} approved it for its time"),
    Event.CHANGED: mark("{agent} changed it. Before it said: {note}"),
    Event.SENT_BACK: mark("{agent} sent it back"),
    Event.OBJECTED: mark("Its time came, but it could not leave as it was"),
    Event.LEFT: mark("Taken back: who wrote it does not work here any more"),
    Event.RELEASED: mark("The part before it is there: its turn now"),
    Event.HELD: mark("Waits for the part before it"),
    Event.GONE: mark("The message it answers is gone: it does not leave"),
    Event.OVERTAKEN: mark("Taken back: the customer wrote again"),
    Event.UNDONE: mark("{agent} took it back"),
    Event.EXPIRED: mark("The answer window closed before it could leave"),
    Event.CLAIMED: mark("Handed to {platform}"),
    Event.RECEIPT: mark("{platform} has it"),
    Event.BUSY: mark("{platform} is busy, it goes out a little later"),
    Event.STOPPED: mark("The account is stopped, it waits"),
    Event.FELL_BACK: mark("Not sent yet, it waits for the next try"),
    Event.REFUSED: mark("{platform} refused it"),
    Event.UNCLEAR: mark("{platform} gave no clear answer"),
    Event.DIED: mark("Sending was cut off"),
    Event.LOOKED: mark("Looked on {platform}: not seen yet"),
    Event.FOUND: mark("Found on {platform}"),
    Event.ECHO: mark("Seen on {platform}"),
    Event.ONCE_MORE: mark("Not there: it goes out once more"),
    Event.ASKED: mark("Not seen on {platform}: its agent decides"),
    Event.SEND_AGAIN: mark("{agent} sends it again"),
    Event.IT_IS_THERE: mark("{agent} saw it on {platform}"),
    Event.GIVEN_UP: mark("{agent} put the conversation away with it"),
}

WORDED = frozenset({Event.APPROVED, Event.APPROVED_LATER, Event.SENT_BACK})
"""Whose note is a colleague's own word, and no machine's."""

REFUSALS: dict[Refusal, str] = {
    Refusal.DUPLICATE: mark("{platform} has this very text already. Change a few words, send it."),
    Refusal.NOT_SUMMONED: mark(
        "{platform} takes a reply only where the customer mentioned us. Send a direct message."
    ),
    Refusal.WINDOW_CLOSED: mark("The time to answer is over. Reach the customer another way."),
    Refusal.GONE: mark("The message was deleted. Look whether there is a newer one to answer."),
    Refusal.UNREACHABLE: mark("The customer cannot be reached here. Try another way."),
    Refusal.FORBIDDEN: mark("Our account may not answer here. Tell an admin: a right is missing."),
    Refusal.BLOCKED: mark("The customer has blocked our account. Try another way."),
    Refusal.INVALID: mark(
        "{platform} could not take the text. Shorten or simplify it, send again."
    ),
    Refusal.PICTURE: mark(
        "{platform} could not take the picture. Take it out or choose another, send again."
    ),
    Refusal.OTHER: mark("{platform} refused the reply. Change it and send it again."),
}

STOPPED: dict[AccountState, str] = {
    AccountState.PAUSED: mark("Waits: the account is paused. It leaves when an admin resumes it."),
    AccountState.LOGIN_NEEDED: mark(
        "Waits: the account is signed out. It leaves when an admin has connected it again."
    ),
    AccountState.DISCONNECTED: mark(
        "Waits: the account is disconnected. It leaves when an admin connects it again."
    ),
    AccountState.OUT_OF_CREDIT: mark(
        "Waits: the account's credit is used up. It leaves when an admin has topped it up."
    ),
}

UNSEEN: dict[AccountState, str] = {
    AccountState.PAUSED: mark(
        "{platform} gave no clear answer. It is looked for when an admin resumes the account."
    ),
    AccountState.LOGIN_NEEDED: mark(
        "{platform} gave no clear answer."
        " It is looked for when an admin has connected the account again."
    ),
    AccountState.DISCONNECTED: mark(
        "{platform} gave no clear answer."
        " It is looked for when an admin connects the account again."
    ),
    AccountState.OUT_OF_CREDIT: mark(
        "{platform} gave no clear answer."
        " It is looked for when an admin has topped up the account's credit."
    ),
}

PLAIN: dict[ReplyState, tuple[str, str]] = {
    ReplyState.SCHEDULED: (mark("Leaves at its time"), "calm"),
    ReplyState.HELD: (mark("Waits until the part before it is there"), "calm"),
    ReplyState.SENDING: (mark("On its way to {platform} …"), "calm"),
    ReplyState.DELIVERED: (mark("Delivered"), "good"),
    ReplyState.WITHDRAWN: (mark("Taken back"), "calm"),
}

SAVES = mark(
    "Waits: this month's budget is used up. It leaves when an admin raises it, or next month."
)
BEFORE = mark("Waits until the reply before it is settled")
SOON = timedelta(seconds=15)
"""What comes so soon is not called a wait."""

KINDS: dict[Kind, str] = {
    Kind.MENTION: mark("Mention"),
    Kind.COMMENT: mark("Comment"),
    Kind.POST: mark("Post"),
    Kind.DIRECT: mark("Direct message"),
    Kind.REVIEW: mark("Review"),
    Kind.CALL: mark("Call"),
    Kind.MAIL: mark("E-mail"),
    Kind.NOTE: mark("Note"),
}

STATES: dict[ConversationState, str] = {
    ConversationState.OPEN: mark("Waits for us"),
    ConversationState.WAITING: mark("Answered"),
    ConversationState.SNOOZED: mark("Later"),
    ConversationState.DONE: mark("Done"),
}

MEDIA: dict[str, str] = {
    "photo": mark("Photo"),
    "video": mark("Video"),
    "gif": mark("GIF"),
    "file": mark("File"),
    "sticker": mark("Sticker"),
    "link": mark("Link"),
}


@dataclass(frozen=True, slots=True)
class Saying:
    """A reply's state in words. `tone`: calm, good, warn or bad; `ways`: what its agent can do."""

    text: str
    tone: str
    ways: tuple[str, ...] = ()


def label(platform: str) -> str:
    """Return what the screen calls a platform."""
    return PLATFORMS[platform].label if platform in PLATFORMS else platform


def objected(t: Texts, objection: Objection, now: datetime) -> str:
    """Return an objection as a sentence that says what to do."""
    text, values = sentence(objection)
    if not values.get("words") and values.get("asked"):
        values = values | {"words": values["asked"]}  # a promise that has no words yet
    shown = {name: _shown(t, value, now) for name, value in values.items()}
    if "questions" in values:
        shown["questions"] = abuse_words.preview(t, str(values["questions"]))
    return t(text).format(**shown)


def _shown(t: Texts, value: object, now: datetime) -> object:
    """Return what fills a sentence: a moment and [hundredths, currency] the language's way."""
    if isinstance(value, datetime):
        return t.moment(value, now)
    if isinstance(value, list) and len(value) == 2:
        return promise_words.amount(t, Amount(value[0], value[1]))
    return value


def standing(t: Texts, reply: Delivery, platform: str, now: datetime) -> Saying:
    """Return where a reply is, and what can be done about it."""
    if reply.state is ReplyState.QUEUED:
        return _queued(t, reply, platform, now)
    if reply.state is ReplyState.FAILED:
        said = t("Not sent. {why}", why=refused(t, reply, platform))
        return Saying(said, "bad")
    if reply.state is ReplyState.HELD and reply.refusal == Refusal.GONE:
        said = t("Not sent: the message it answers is gone. Take it back to use its words.")
        return Saying(said, "bad", ("undo",) if reply.returns else ())
    if reply.state is ReplyState.HELD and not reply.returns:
        return Saying(t("Not sent: its words went back to {agent}", agent=reply.agent), "calm")
    if reply.state is ReplyState.UNKNOWN:
        return _unknown(t, reply, platform, now)
    text, tone = PLAIN[reply.state]
    return Saying(t(text, platform=platform), tone, ("undo",) if reply.returns else ())


def refused(t: Texts, reply: Delivery, platform: str) -> str:
    """Return why a platform refused a reply and what to do, never its own raw words."""
    known = reply.refusal if reply.refusal in set(Refusal) else Refusal.OTHER
    return t(REFUSALS[Refusal(known)], platform=platform)


def step(t: Texts, what: Step, platform: str) -> str:
    """Return one line of a reply's history."""
    known = EVENTS.get(what.event)
    if known is None:
        return what.event
    who = {"platform": platform, "agent": what.agent or t("Somebody")}
    said = t(known, **who, note=what.note or "")
    worded = what.note and what.event in WORDED
    return t("{said}: “{note}”", said=said, note=what.note) if worded else said


def waits(reply: Delivery, now: datetime) -> bool:
    """Return whether a reply in line stands still for more than the undo seconds."""
    if reply.state is ReplyState.HELD:
        return True
    if reply.state is not ReplyState.QUEUED or now < reply.undo_until:
        return False
    stopped = reply.account_state is not AccountState.ACTIVE
    return stopped or reply.saves or reply.behind or reply.not_before > now + SOON


def _queued(t: Texts, reply: Delivery, platform: str, now: datetime) -> Saying:
    back = ("undo",) if reply.returns else ()
    if now < reply.undo_until:
        return Saying(t("Leaves in a moment"), "calm", back)
    if reply.account_state is not AccountState.ACTIVE:
        return Saying(t(STOPPED[reply.account_state]), "warn", back)
    if reply.saves:
        return Saying(t(SAVES), "warn", back)
    if reply.behind:
        said = BEFORE if reply.part == 1 else PLAIN[ReplyState.HELD][0]
        return Saying(t(said), "calm", back)
    if reply.not_before > now:
        at = t.moment(reply.not_before, now)
        said = t("{platform} is busy: it leaves at {at}", platform=platform, at=at)
        return Saying(said, "warn", back)
    return Saying(t("Leaves now …"), "calm", back if reply.undo_until > reply.queued_at else ())


def _unknown(t: Texts, reply: Delivery, platform: str, now: datetime) -> Saying:
    if reply.asked:
        said = t("Not seen on {platform}. Please look there: is it there?", platform=platform)
        return Saying(said, "bad", ("there", "again"))
    if reply.account_state is not AccountState.ACTIVE:
        said = t(UNSEEN[reply.account_state], platform=platform)
    elif reply.not_before > now + SOON:
        at = t.moment(reply.not_before, now)
        said = t(
            "{platform} gave no clear answer. We look whether it is there: {at}.",
            platform=platform,
            at=at,
        )
    else:
        said = t("{platform} gave no clear answer. We look whether it is there.", platform=platform)
    return Saying(said, "warn", ("there",))
