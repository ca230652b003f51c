"""The composer: what is typed is kept at `/api/draft` and shown signed by `/api/preview`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from inbox.components import renderer, spoken
from inbox.texts import Texts, mark

KEY = "composer"
WORDS = {
    "reply": mark("Reply"),
    "modes": mark("Answer or note"),
    "toNote": mark("Note"),
    "note": mark("Note for the team"),
    "notePlaceholder": mark("Write a note. @ names a colleague …"),
    "noteOnly": mark("Only the team sees this"),
    "noteAdd": mark("Add the note"),
    "noteBegun": mark("A note is begun here"),
    "colleagues": mark("Colleagues and teams"),
    "insertFact": mark("Insert a fact"),
    "facts": mark("Facts"),
    "findFact": mark("Which fact?"),
    "noFact": mark("No fact fits. The page “Facts” takes new ones."),
    "noFacts": mark("There are no facts yet. The page “Facts” takes them."),
    "ways": mark("Who reads the answer"),
    "goPublic": mark("Answer in public"),
    "goPrivate": mark("Answer in private"),
    "others": mark("Open for an answer is:"),
    "insertLink": mark("Link by which the customer writes to us in private"),
    "addPicture": mark("Add a picture"),
    "alt": mark("What picture {n} shows"),
    "takeOut": mark("Take this picture out"),
    "arriving": mark("The picture is being handed over"),
    "pictureLost": mark("The picture did not arrive."),
    "retry": mark("Try again"),
    "noAnswerPicture": mark("The picture is still there: no connection. Please try once more."),
    "notDescribed": mark(
        "What the picture shows is not saved yet: no connection. Please try once more."
    ),
    "noPictures": mark("Pictures cannot go along here."),
    "leavesAs": mark("This is how it leaves"),
    "signedAs": mark("Signed with"),
    "sendAs": mark("Send as {name}"),
    "sendPrivately": mark("Send in private as {name}"),
    "handIn": mark("Hand in for approval"),
    "moreWays": mark("Later, done, approval …"),
    "sendDone": mark("Send and done"),
    "sendPutOff": mark("Send and put off …"),
    "sendPutOffYes": mark("Send and put off"),
    "sendLater": mark("Send later …"),
    "sendLaterYes": mark("Send later"),
    "whenLeaves": mark("When it leaves"),
    "askApproval": mark("Ask for approval …"),
    "askDone": mark("Ask for approval and done"),
    "askPutOff": mark("Ask for approval and put off …"),
    "askLater": mark("Ask for approval and send later …"),
    "askTitle": mark("Ask for a second pair of eyes"),
    "askWhom": mark("Who is asked"),
    "askAnybody": mark("Anybody"),
    "askNote": mark("What is to be looked at? (optional)"),
    "askYes": mark("Hand in"),
    "inTwoHours": mark("In 2 hours"),
    "tomorrow": mark("Tomorrow 8:00"),
    "monday": mark("Next Monday 8:00"),
    "otherTime": mark("Another time …"),
    "comesBack": mark("When it comes back"),
    "noTime": mark("That time cannot be chosen. Choose one within a year from now."),
    "snoozeNo": mark("Cancel"),
    "sendKeys": mark("Ctrl + Enter"),
    "sending": mark("Sending …"),
    "part": mark("Part {n} of {of}"),
    "split": mark("Split into {n} parts"),
    "inParts": mark("It leaves in {n} parts, one after the other, each of them signed."),
    "notSplit": mark("Keep it in one"),
    "promises": mark("What you promise"),
    "promise": mark("Promise"),
    "notPromise": mark("Not a promise"),
    "notPromised": mark("Not a promise:"),
    "isPromise": mark("It is one"),
    "whatPromised": mark("What is promised"),
    "kindPromised": mark("What kind of promise it is"),
    "duePromised": mark("By"),
    "supposed": mark("The answer says no time. This one is supposed."),
    "seenIn": mark("Seen in: {words}"),
    "kind_money": mark("Money"),
    "kind_goods": mark("Goods"),
    "kind_call": mark("Call"),
    "kind_answer": mark("Answer"),
    "kind_other": mark("Something else"),
    "despite": mark("Why it goes out all the same"),
    "saved": mark("Draft saved"),
    "notSaved": mark("Not saved yet: no connection. Keep this page open."),
    "noAnswer": mark("The server did not answer. Your text is kept; press send once more."),
    "changed": mark("Something has changed meanwhile. Look again."),
    "nothingWritten": mark("Write an answer first."),
    "noContact": mark("You can answer as soon as you have a name and a direct contact:"),
    "mySignature": mark("My signature"),
}


def composer(t: Texts, data: dict[str, Any], **on: Callable[[], None]) -> None:
    """Draw the composer. Events: send (what `acts.send` takes), open {id, seq}, sign."""
    renderer("composer")(
        key=KEY, data={**data, "language": t.language, "words": spoken(t, WORDS)}, **on
    )
