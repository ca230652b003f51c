"""Everything that can be done by a key or by its name: one list for keys, palette and sheet.

The browser asks the panes which of it is possible just now; a test holds that each has a handler.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from db.session import Session
from inbox.components import keys
from inbox.pages import acts, current, looks, turning
from inbox.pages.acts import Unusable
from inbox.pages.folders import FOLDERS
from inbox.queries import preferences, views
from inbox.queries.conversations import Folder
from inbox.texts import Texts, mark


class Place(StrEnum):
    """Where a command belongs: a heading of the sheet."""

    LIST = "list"
    CONVERSATION = "conversation"
    PERSON = "person"
    WRITING = "writing"
    FOLDERS = "folders"
    PAGES = "pages"
    ANYWHERE = "anywhere"


PLACES: dict[Place, str] = {
    Place.LIST: mark("In the list"),
    Place.CONVERSATION: mark("In a conversation"),
    Place.PERSON: mark("The person"),
    Place.WRITING: mark("Writing"),
    Place.FOLDERS: mark("Go to a folder"),
    Place.PAGES: mark("Go to a page"),
    Place.ANYWHERE: mark("Everywhere"),
}


@dataclass(frozen=True, slots=True)
class Command:
    """Something to do. Its keys: signs one after the other ("g m"), or together ("Mod+k").

    Its `own` keys the pane itself hears, where the focus is; they are shown all the same.
    """

    id: str
    place: Place
    name: str
    keys: tuple[str, ...] = ()
    own: tuple[str, ...] = ()


COMMANDS: tuple[Command, ...] = (
    Command("next", Place.LIST, mark("Down the list"), ("j",), ("ArrowDown",)),
    Command("previous", Place.LIST, mark("Up the list"), ("k",), ("ArrowUp",)),
    Command("enter", Place.LIST, mark("Open the conversation"), own=("Enter",)),
    Command("nextWaiting", Place.LIST, mark("Open who waits next"), ("]", "w")),
    Command("select", Place.LIST, mark("Pick it, to do one thing with many"), own=("x",)),
    Command("picked", Place.LIST, mark("To what is picked"), ("b",)),
    Command("filter", Place.LIST, mark("Narrow the list …"), ("f",)),
    Command("views", Place.LIST, mark("Look through a view …"), ("v",)),
    Command("order", Place.LIST, mark("Turn the order")),
    Command("toList", Place.LIST, mark("To the list"), ("Escape",)),
    Command("reply", Place.CONVERSATION, mark("Write the answer"), ("r",)),
    Command("takeTell", Place.CONVERSATION, mark("Take it and say by when"), ("h",)),
    Command("tellChange", Place.CONVERSATION, mark("Tell the customer what became of the promise")),
    Command("note", Place.CONVERSATION, mark("Write a note"), ("n",)),
    Command("outside", Place.CONVERSATION, mark("Note a call or an e-mail"), ("c",)),
    Command("assign", Place.CONVERSATION, mark("Give it to somebody …"), ("a",)),
    Command("connect", Place.CONVERSATION, mark("Connect me to someone who may decide …")),
    Command("tag", Place.CONVERSATION, mark("Tag it …"), ("t",)),
    Command("snooze", Place.CONVERSATION, mark("Put it off …"), ("z",)),
    Command("done", Place.CONVERSATION, mark("Done, or open again"), ("e",)),
    Command("undo", Place.CONVERSATION, mark("Take back the last reply or bulk action"), ("u",)),
    Command("toThread", Place.CONVERSATION, mark("To the messages"), ("m",)),
    Command("older", Place.CONVERSATION, mark("Show older messages")),
    Command("person", Place.PERSON, mark("About this person"), ("p",)),
    Command("edit", Place.PERSON, mark("Edit what we know of the person")),
    Command("join", Place.PERSON, mark("Join with another contact …")),
    Command("part", Place.PERSON, mark("Part joined contacts again …")),
    Command("block", Place.PERSON, mark("Block the person …")),
    Command("lift", Place.PERSON, mark("Lift the block")),
    Command("send", Place.WRITING, mark("Send"), own=("Mod+Enter",)),
    Command("sendDone", Place.WRITING, mark("Send and done"), own=("Mod+Shift+Enter",)),
    Command("sendLater", Place.WRITING, mark("Send later …")),
    Command("introduce", Place.WRITING, mark("Introduce yourself")),
    Command("askName", Place.WRITING, mark("Ask for their name")),
    Command("briefing", Place.PERSON, mark("To the briefing"), ("i",)),
    Command("sendMore", Place.WRITING, mark("Later, done, approval …")),
    Command("fact", Place.WRITING, mark("Insert a fact")),
    Command("makeGood", Place.WRITING, mark("Make it good …")),
    Command("sayChange", Place.WRITING, mark("Say what changes …")),
    Command("picture", Place.WRITING, mark("Add a picture")),
    Command("promise", Place.WRITING, mark("Add a promise")),
    Command("search", Place.ANYWHERE, mark("Search"), ("/",)),
    Command("palette", Place.ANYWHERE, mark("Commands"), ("Mod+k",)),
    Command("bell", Place.ANYWHERE, mark("What concerns you"), ("g b",)),
    Command("sheet", Place.ANYWHERE, mark("Keys and commands"), ("?",)),
)

LETTERS: dict[Folder, str] = {
    Folder.MINE: "m",
    Folder.MENTIONS: "n",
    Folder.UNASSIGNED: "u",
    Folder.HELP: "h",
    Folder.OPEN: "o",
    Folder.WAITING: "w",
    Folder.SNOOZED: "l",
    Folder.UNSENT: "s",
    Folder.APPROVAL: "p",
    Folder.DONE: "d",
    Folder.ALL: "a",
}
"""What follows a "g": the folder it leads to."""

INBOX = "i"

ALSO: dict[str, str] = {
    "nextWaiting": mark("next waiting customer"),
    "select": mark("select mark checkbox"),
    "picked": mark("bulk actions many"),
    "filter": mark("filter"),
    "views": mark("saved views"),
    "order": mark("sort newest urgent"),
    "reply": mark("reply respond"),
    "note": mark("internal comment"),
    "outside": mark("phone telephone mail"),
    "assign": mark("assign take hand over"),
    "connect": mark("escalate refund voucher"),
    "tag": mark("label"),
    "snooze": mark("snooze postpone remind later"),
    "done": mark("close resolve finish archive reopen"),
    "undo": mark("undo revert"),
    "older": mark("history earlier"),
    "edit": mark("contact customer profile"),
    "join": mark("merge duplicate"),
    "part": mark("split unmerge"),
    "block": mark("ban mute"),
    "lift": mark("unblock"),
    "sendLater": mark("schedule"),
    "sendMore": mark("review four eyes"),
    "fact": mark("snippet template canned macro"),
    "makeGood": mark("complaint compensation"),
    "picture": mark("image photo attachment file upload"),
    "search": mark("find"),
    "bell": mark("bell notifications"),
    "sheet": mark("shortcuts help keyboard"),
    "page:signature": mark("profile password notifications sessions"),
    "page:preferences": mark("settings language absence holiday keys"),
    "page:colleagues": mark("users agents roles invite"),
    "page:team": mark("working hours shifts queues"),
    "page:connectors": mark("accounts platforms"),
    "page:costs": mark("budget money"),
    "page:alarms": mark("errors outages"),
    "page:facts": mark("library knowledge"),
}
"""What else commands and pages are called: the palette finds them by it and shows it nowhere."""


def draw(t: Texts, agent_id: int, pages: Sequence[StreamlitPage], here: StreamlitPage) -> None:
    """Draw what hears the keys; it knows the pages that this agent sees, and the one they are at.

    In the inbox, the first of them, the list itself knows the saved views.
    """
    with current.database().read() as session:
        single = preferences.of(session, agent_id).single_keys
        known = [] if here is pages[0] else kept(session, agent_id)
    data = {**commands(t, pages), "single": single, "views": known}
    keys.keys(t, data, on_go_change=_go)


def kept(session: Session, agent_id: int) -> list[dict[str, Any]]:
    """Return the saved views that an agent may look through: what each is called, and its look."""
    found = views.views(session, agent_id)
    return [{"name": one.name, "look": looks.said(looks.read(one.look))} for one in found]


def commands(t: Texts, pages: Sequence[StreamlitPage]) -> dict[str, Any]:
    """Return every command with its place, in an agent's language."""
    made = [_told(t, command) for command in COMMANDS]
    for folder, name in FOLDERS.items():
        way = Command(f"folder:{folder}", Place.FOLDERS, name, (f"g {LETTERS[folder]}",))
        made.append(_told(t, way) | {"to": {"folder": folder.value}})
    for page in (one for one in pages if one.visibility == "visible"):
        if page.url_path == "search":  # it has a command of its own
            next(one for one in made if one["id"] == "search")["to"] = {"page": "search"}
            continue
        given = (f"g {INBOX}",) if page is pages[0] else ()
        told = _told(t, Command(f"page:{page.url_path}", Place.PAGES, "", given))
        made.append(told | {"name": page.title, "to": {"page": page.url_path}})
    places = [{"id": place, "name": t(name)} for place, name in PLACES.items()]
    return {"commands": made, "places": places}


def _told(t: Texts, command: Command) -> dict[str, Any]:
    return {
        "id": command.id,
        "place": command.place.value,
        "name": t(command.name) if command.name else "",
        "keys": list(command.keys),
        "own": list(command.own),
        "also": _also(t, command.id),
        "to": None,
    }


def _also(t: Texts, name: str) -> str:
    """Return words in the agent's language and in English, which is said among them as well."""
    said = ALSO.get(name)
    return f"{said} {t(said)}" if said else ""


def _go() -> None:
    current.present(acted=True)
    wanted = wish(getattr(st.session_state[keys.KEY], "go", None))
    if wanted is not None:
        turning.turn(wanted)


def wish(value: Any) -> dict[str, Any] | None:
    """Return where a browser asks to go, None for what makes no sense."""
    if not isinstance(value, dict):
        return None
    page, folder = value.get("page"), value.get("folder")
    if isinstance(page, str):
        return {"page": page}
    look = looks.of_browser(value.get("look"))
    if look is not None:
        return {"look": looks.said(look)}
    if isinstance(folder, str):
        return {"folder": folder} if folder in set(Folder) else None
    try:
        return {"conversation": acts.number(value, "conversation")}
    except Unusable:
        return None
