"""The list of conversations: a listbox, J and K to walk, Enter to open, pages and folders."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from inbox.components import draw
from inbox.texts import Texts, mark

KEY = "list"
WORDS = {
    "questions": mark("Asked to decide"),
    "accept": mark("Take over"),
    "decline": mark("Decline …"),
    "declineReason": mark("Why not? Who asked you has to tell the customer"),
    "declineYes": mark("Decline"),
    "not": mark("Cancel"),
    "pause": mark("That was a hard one, and whoever waits is heated too. A pause is fine now."),
    "list": mark("Conversations"),
    "folders": mark("Folders"),
    "order": mark("Order"),
    "urgent": mark("Most urgent first"),
    "newest": mark("Newest first"),
    "younger": mark("Newer"),
    "further": mark("Look further"),
    "lookedThrough": mark("Not everything is looked through yet."),
    "onFrom": mark("Go on from here"),
    "filter": mark("Filter"),
    "clearAll": mark("Clear all"),
    "close": mark("Close"),
    "without": mark("Without {name}"),
    "any": mark("Any"),
    "mine": mark("Mine"),
    "nobodys": mark("Unassigned"),
    "notKnown": mark("Not known"),
    "languageNotKnown": mark("Language not known"),
    "answerable": mark("Only who can be answered"),
    "sinceDay": mark("from {day}"),
    "untilDay": mark("until {day}"),
    "unknownName": mark("Unknown"),
    "views": mark("Views"),
    "viewName": mark("Name of the view"),
    "viewKeep": mark("Keep what is shown now"),
    "viewForAll": mark("For everybody"),
    "viewSave": mark("Keep the view"),
    "viewShared": mark("everybody's"),
    "viewBy": mark("by {agent}"),
    "viewRemove": mark("Take “{name}” away"),
    "viewRename": mark("Rename “{name}”"),
    "viewNewName": mark("New name of the view"),
    "viewRenameYes": mark("Rename"),
    "viewNameless": mark("Give the view a name."),
    "viewRemoveAll": mark("Everybody sees “{name}”. Take it away for all?"),
    "viewRemoveYes": mark("Take it away"),
    "viewTaken": mark("You have a view “{name}” already. Replace it with what is shown now?"),
    "viewTakenShared": mark(
        "“{name}” is there already, and everybody sees it. "
        "Replace it for all with what is shown now?"
    ),
    "viewTakenOwn": mark(
        "“{name}” is there already, and everybody sees it. Replaced now, it is yours alone."
    ),
    "viewReplace": mark("Replace"),
    "bulkBar": mark("With what is chosen"),
    "bulkCount": mark("{n} chosen"),
    "bulkAll": mark("All {n} that match"),
    "bulkFirst": mark("The first {n} that match"),
    "bulkShown": mark("All {n} shown"),
    "bulkCounts": mark("All that match are being counted …"),
    "bulkSure_done": mark("Put {n} conversations away as done?"),
    "bulkSure_hide": mark(
        "Hide all that the customers wrote in {n} conversations, as far as it can be hidden?"
    ),
    "bulkSureOne_hide": mark(
        "Hide all that the customer wrote in this conversation, as far as it can be hidden?"
    ),
    "bulkSure_assign": mark("Hand on {n} conversations?"),
    "bulkYes": mark("Yes, all {n}"),
    "bulkYesOne": mark("Yes"),
    "bulkNo": mark("Cancel"),
    "bulkOffer": mark("Ask {agent} to take them over?"),
    "bulkOfferHow": mark("Each stays where it is until the answer. The note stands in each."),
    "offerNote": mark("A note for the team, if you like"),
    "offerYes": mark("Ask"),
    "giveNow": mark("Give without asking"),
    "bulkMatch": mark("All that match"),
    "bulkNone": mark("Choose none"),
    "bulkDone": mark("Done"),
    "bulkSnooze": mark("Put off"),
    "bulkAssign": mark("Hand on"),
    "bulkHide": mark("Hide"),
    "bulkUndo": mark("Put back"),
    "bulkRefusedOne": mark("1 left as it was"),
    "bulkRefused": mark("{n} left as they were"),
    "bulkMore": mark("and {n} others"),
    "otherTime": mark("Another time …"),
    "comesBack": mark("When it comes back"),
    "noTime": mark("That time cannot be chosen. Choose one within a year from now."),
    "inTwoHours": mark("In 2 hours"),
    "tomorrow": mark("Tomorrow 8:00"),
    "monday": mark("Next Monday 8:00"),
    "take": mark("Take them"),
    "toQueue": mark("Back to the queue"),
    "tagWhich": mark("Which tag?"),
    "by_platform": mark("Platform"),
    "by_account": mark("Account"),
    "by_kind": mark("Kind"),
    "by_tag": mark("Tag"),
    "by_owner": mark("Who has it"),
    "by_team": mark("Team"),
    "by_lang": mark("Language"),
    "by_from": mark("Last message from"),
    "by_to": mark("until"),
    "blocked": mark("Blocked"),
    "blockedUntil": mark("Blocked until {time}"),
    "mute": mark("Nobody can be answered there any more"),
    "waits": mark("waits"),
    "hears": mark("hears by {time}"),
    "headline": mark("Opening time until a person's first word on the matter, in your teams"),
    "waitingSince": mark("Waiting since"),
    "unread": mark("Not read yet"),
    "failed": mark("Not sent"),
    "unknown": mark("Not certain"),
    "unknownHow": mark("Nobody knows yet whether the reply is there."),
    "leaving": mark("Leaving"),
    "stopped": mark("Reply waits"),
    "draft": mark("Draft"),
    "has": mark("{agent} has it"),
    "youHave": mark("You have it"),
    "until": mark("until {time}"),
    "untilEarly": mark("until {time}, then it closes"),
    "tags": mark("Tags"),
    "named": mark("A note names you"),
    "asked": mark("Offered to you"),
    "asking": mark("Offered to {agent}"),
    "back": mark("Nobody took it over"),
    "reads": mark("{agent} reads along"),
    "writes": mark("{agent} is writing"),
    "windowLeft": mark("{time} left"),
    "windowOver": mark("window closed"),
    "withheld": mark("Name withheld"),
    "wordless": mark("Without words"),
    "invisible": mark("Only invisible characters"),
}


def conversations(t: Texts, data: dict[str, Any], **on: Callable[[], None]) -> None:
    """Draw the list.

    Events: open {id, seq}, folder, order, look {f, o, filter} or {view},
    turn (-1 newer, 1 further down), decide {what, id, offer, note}.
    """
    draw(KEY, t, WORDS, data, height="stretch", **on)
