"""What the screen says of notes and of conversations that colleagues offer each other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from db.models import Outcome
from inbox.care import noting
from inbox.pages import authority_words
from inbox.queries.thread import Entry, Side
from inbox.queries.together import Offer
from inbox.texts import Texts, mark

NOTES: dict[noting.Wrong, str] = {
    noting.Wrong.EMPTY: mark("Write a note first."),
    noting.Wrong.LONG: mark("A note has {longest} characters at most."),
    noting.Wrong.OTHERS: mark("Only who wrote a note can take it back."),
    noting.Wrong.OLD: mark("A note can be taken back for ten minutes. This one stands."),
}


def note(t: Texts, wrong: noting.Wrong) -> str:
    """Return why a note was not written, or not taken back."""
    return t(NOTES[wrong], longest=t.number(noting.LONGEST))


def takes_back(entry: Entry, agent_id: int, now: datetime) -> bool:
    """Return whether an entry is a note that the one who looks can take back."""
    own = entry.side is Side.NOTE and entry.agent_id == agent_id and entry.gone is None
    return own and now < entry.at + noting.REGRET


def offer(t: Texts, found: Offer, now: datetime) -> dict[str, Any]:
    """Return what stands above the messages: who asks whom, and what can be done about it.

    `entry`: where the words stand already, as a note among the messages.
    """
    until = t.moment(found.until, now)
    ways: tuple[str, ...] = ()
    what = authority_words.asked(t, found.decides) if found.decides else ""
    if found.outcome is Outcome.DECLINED:
        said, ways = t("{agent} has declined. It stays where it is.", agent=found.to), ("know",)
    elif found.outcome is not None:
        said, ways = t("{agent} has not taken it. It stays where it is.", agent=found.to), ("know",)
    elif found.asks and what:
        said = t(
            "{agent} asks you to decide, until {time}: {what}."
            " Taken over, it is decided and yours.",
            agent=found.by, time=until, what=what,
        )  # fmt: skip
        ways = ("accept", "decline")
    elif found.asked and what:
        said = t(
            "{agent} is asked to decide, until {time}: {what}. It stays yours until then.",
            agent=found.to, time=until, what=what,
        )  # fmt: skip
        ways = ("withdraw",)
    elif found.asks:
        said = t("{agent} offers you this conversation until {time}.", agent=found.by, time=until)
        ways = ("accept", "decline")
    elif found.asked:
        said = t("Offered to {agent} until {time}.", agent=found.to, time=until)
        ways = ("withdraw",)
    else:
        said = t("{agent} has offered it to {other}.", agent=found.by, other=found.to)
    words, entry = found.note, found.note_id and f"m{found.note_id}"
    if found.outcome is not None:
        words, entry = found.word, None
    shown = {"id": found.id, "text": said, "words": words, "entry": entry, "ways": list(ways)}
    return shown | ({"decides": True} if what else {})


def written(t: Texts, names: Sequence[str]) -> str:
    """Return what to say of a note that is written; "" where everybody in it is told."""
    said = strays(t, names)
    return t("The note is written. {stray}", stray=said) if said else ""


def strays(t: Texts, names: Sequence[str]) -> str:
    """Return that these names in a note reach nobody; "" for none."""
    if not names:
        return ""
    return t(
        "Nobody here is called {names}: that tells nobody.",
        names=", ".join(f"@{one}" for one in names),
    )
