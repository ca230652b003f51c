"""The person behind the conversation: what we know of them, and all that they wrote to us."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from connectors import OFFERED, PLATFORMS
from inbox.care import people
from inbox.components import draw, spoken
from inbox.rules.people import LANGUAGES
from inbox.texts import Texts, mark

KEY = "person"
WORDS = {
    "person": mark("Person"),
    "back": mark("Back to the conversation"),
    "briefing": mark("Briefing"),
    "withheld": mark("Name withheld"),
    "platform": mark("Writes on"),
    "toUs": mark("To"),
    "knownSince": mark("Known since"),
    "beganAt": mark("This conversation began"),
    "waitingSince": mark("Waiting since"),
    "hearsBy": mark("Hears from us by"),
    "answerUntil": mark("Can be answered until"),
    "windowOver": mark("answer window closed"),
    "state": mark("State"),
    "earlier": mark("Other conversations"),
    "noEarlier": mark("This is the first one we know of."),
    "older": mark("Show earlier ones"),
    "wordless": mark("Without words"),
    "invisible": mark("Only invisible characters"),
    "talk": mark("This conversation"),
    "lost": mark("The server did not answer. Nothing was changed."),
    "cancel": mark("Cancel"),
    "about": mark("What we know"),
    "edit": mark("Edit"),
    "nothing": mark("Nothing is written down yet."),
    "writtenBy": mark("{agent}, {time}"),
    "save": mark("Save"),
    "unknown": mark("not known"),
    "now": mark("Now it says: {value}"),
    "differs": mark("Both of you wrote: {fields}. Saving keeps yours."),
    "name": mark("Wants to be called"),
    "address": mark("Is addressed as"),
    "sie": mark("Sie (formal)"),
    "du": mark("du (informal)"),
    "language": mark("Language"),
    "pace": mark("Wants answers"),
    "brief": mark("brief"),
    "thorough": mark("thorough"),
    "channel": mark("Prefers to be reached by"),
    "where": mark("Number or address"),
    "hours": mark("When"),
    "proposed": mark("They ask to be reached by: {way}"),
    "proposedNot": mark("They do not want to be reached by: {way}"),
    "proposedYes": mark("Take it over …"),
    "proposedNo": mark("That is not meant"),
    "proposedSource": mark("told us so"),
    "proposedNote": mark("Does not want: “{words}”"),
    "source": mark("How we know"),
    "since": mark("Since"),
    "notes": mark("Notes of the team"),
    "tags": mark("Tags"),
    "tagAdd": mark("Add a tag"),
    "tagOff": mark("Take off {tag}"),
    "contacts": mark("Where they write"),
    "join": mark("Join with another …"),
    "part": mark("Part again …"),
    "joinedBy": mark("Joined by {agent}, {time}"),
    "joinedOn": mark("Joined {time}"),
    "joinTitle": mark("Who else is this?"),
    "searchOther": mark("Name, handle or a word of the notes"),
    "nobody": mark("Nobody is called that."),
    "nobodyAlike": mark("Nobody suggests itself. Search by a name."),
    "lastAt": mark("Last wrote {time}"),
    "joinAsk": mark("Are these one person?"),
    "joinShares": mark(
        "Then all colleagues see with both what is known of either: names, notes, the preferred"
        " channel, a block, and all conversations. Customers see nothing of it."
    ),
    "joinBack": mark("They can be parted again; each then has what was known of them before."),
    "joinBlind": mark(
        "Nothing that we know of speaks for it. Join them only if you are sure: to the team"
        " both are one then."
    ),
    "joinDiffers": mark("Where both say something, this stays:"),
    "overruled": mark("{stays} (given up: {goes})"),
    "joinYes": mark("They are one person"),
    "partAsk": mark("Part them again?"),
    "partHow": mark("Each then has again exactly what was known of them before."),
    "partHowSince": mark(
        "Each then has again what was known of them before. What was written since goes with one of"
        " them; what was taken out of the notes comes back."
    ),
    "partNews": mark("Changed since: {fields}"),
    "partNoted": mark("Noted since:"),
    "barred": mark("The block"),
    "partSince": mark("Who keeps what was written since?"),
    "partYes": mark("Part"),
    "block": mark("Block …"),
    "blockAsk": mark("Block this person?"),
    "blockHow": mark(
        "What they write is kept and shown, but is urgent to nobody. It ends by itself."
    ),
    "until": mark("Until the end of"),
    "why": mark("Why, for colleagues"),
    "blockYes": mark("Block"),
    "blockInstead": mark("Block like this instead"),
    "blockedUntil": mark("Blocked until {time}"),
    "blockedBy": mark("By {agent}"),
    "lift": mark("Lift the block"),
}
WAYS = {"call": mark("Telephone"), "mail": mark("E-mail")}


def choices(t: Texts) -> dict[str, Any]:
    """Return what can be chosen about a person: languages by code, ways to reach them."""
    named = {name: PLATFORMS[name].label for name in OFFERED} | spoken(t, WAYS)
    channels = [{"id": one, "name": named[one]} for one in people.known().channels]
    return {"languages": list(LANGUAGES), "channels": channels}


def person(t: Texts, data: dict[str, Any], **on: Callable[[], None]) -> None:
    """Draw the person. Event: open {id, seq}."""
    draw(KEY, t, WORDS, {**data, "choices": choices(t)}, height="stretch", **on)
