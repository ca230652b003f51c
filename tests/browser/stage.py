"""The panes without Streamlit: their scripts on a bare page, their routes answered by the test.

`files` answers /file/ and /picture/: media type and bytes by path.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import count
from typing import Any

from playwright.sync_api import Page

from inbox.components import HERE, bell, composer, keys, person, thread
from inbox.components import list as list_pane
from inbox.texts import texts
from tests.browser import hosts

NUMBERS = count(1)
NOW = "2026-11-20T12:00:00+00:00"
WORDS = {
    "list": list_pane.WORDS,
    "thread": thread.WORDS,
    "composer": composer.WORDS,
    "person": person.WORDS,
    "bell": bell.WORDS,
    "keys": keys.WORDS,
}
MOUNT = """([pane, html, data, size]) => {
    const host = document.body.appendChild(document.createElement("div"));
    host.style.cssText = `position:relative;${size}`;
    const root = host.attachShadow({mode: "open"});
    root.innerHTML = html;
    window.panes ??= {};
    window.said ??= [];
    const component = {parentElement: root, data,
        setTriggerValue: (event, value) => window.said.push([pane, event, value])};
    return import(`/assets/x/${pane}/${pane}.js`).then(module => {
        window.panes[pane] = {module, component, root};
        component.end = module.default(component);
    });
}"""
HOLD = """part => {
    const [fetch, held] = [window.fetch, []];
    window.fetch = (url, ...more) => String(url).includes(part)
        ? new Promise(done => held.push(() => done(fetch(url, ...more)))) : fetch(url, ...more);
    window.free = () => held.splice(0).forEach(each => each());
    window.held = () => held.length;
}"""

UPDATE = """([pane, data]) => {
    const {module, component} = window.panes[pane];
    component.data = data;
    module.default(component);
}"""

Answer = tuple[int, Any]


class Stage:
    """A bare page with panes on it. `thread`, `preview`, `draft`, `person` and `picture` answer
    their routes."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.asked: list[tuple[str, str, Any]] = []
        self.views: dict[int, dict[str, Any]] = {}
        self.thread: Callable[[int, str], Answer] = self._view
        self.draft: Callable[[dict[str, Any]], Answer] = lambda typed: (
            200,
            {"key": typed["key"], "text": typed["text"], "stamp": NOW, "split": typed["split"]},
        )
        self.preview: Callable[[dict[str, Any]], Answer] = lambda asked: (200, signed(asked))
        self.person: Callable[[str, str, Any], Answer] = lambda method, path, body: (404, None)
        self.picture: Callable[[str, Any], Answer] = lambda method, body: (200, {})
        self.begin: Callable[[str, Any], Answer] = lambda path, body: (409, {"why": "Not now."})
        self.mend: Callable[[str, Any], Answer] = lambda path, body: (200, {"causes": []})
        self.choices: dict[str, Any] = {}
        self.deciders: Callable[[str], Answer] = lambda query: (200, {"here": []})
        self.notices: Callable[[str, str], Answer] = lambda path, query: (200, {})
        self.people: list[dict[str, Any]] = []
        self.note: Callable[[str, Any], Answer] = lambda method, body: (
            200,
            {"ok": True, "text": body.get("text", "") if method == "PUT" else "", "stamp": NOW},
        )
        self.data: dict[str, dict[str, Any]] = {}
        self.files: dict[str, tuple[str, bytes]] = {}
        page.unroute_all(behavior="ignoreErrors")
        page.goto(hosts.take(str(next(NUMBERS)), self._serve))
        page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")

    def keeps(self, there: dict[str, Any]) -> None:
        """Let the server have this draft: a save that missed it is joined to it."""

        def saved(typed: dict[str, Any]) -> Answer:
            if typed["seen"] != there["stamp"]:
                whole = f"{there['text']}\n\n{typed['text']}"
                there.update(text=whole, stamp=f"{there['stamp']}+")
            else:
                there.update(text=typed["text"])
            return 200, there

        self.draft = saved

    def _view(self, conversation: int, query: str) -> Answer:
        found = self.views.get(conversation)
        if found is None:
            return 404, None
        return (204, None) if f"stamp={found['stamp']}" in query else (200, found)

    def _serve(self, method: str, asked: str, body: bytes) -> hosts.Answer | None:
        path, _, query = asked.partition("?")
        if path.startswith(("/file/", "/picture/")):
            kind, data = self.files.get(path, ("text/plain", b""))
            return 200 if data else 404, kind, data
        if not path.startswith("/api/"):
            return 200, "text/html", b"<!doctype html><title>elsewhere</title>"
        status, told = self._api(method, path, query, body)
        if status == 0:
            return None
        return status, "application/json", b"" if told is None else json.dumps(told).encode()

    def _api(self, method: str, path: str, query: str, data: bytes) -> Answer:
        file = path.endswith("/pictures")
        body = data if file else json.loads(data or b"null")
        self.asked.append((method, path, body))
        if path.startswith("/api/thread/"):
            status, told = self.thread(int(path.rsplit("/", 1)[1]), query)
        elif file or path.startswith("/api/picture/"):
            status, told = self.picture(method, body)
        elif path.startswith("/api/notices"):
            status, told = self.notices(path, query)
        elif path.startswith("/api/deciders/"):
            status, told = self.deciders(query)
        elif path == "/api/choices":
            status, told = 200, self.choices
        elif path == "/api/people":
            status, told = 200, {"people": self.people}
        elif path.startswith("/api/person/"):
            asked = path.removeprefix("/api/person/")
            status, told = self.person(method, asked, body)
        elif path == "/api/preview":
            status, told = self.preview(body)
        elif path.endswith("/promises"):
            status, told = 200, {}
        elif path.startswith(("/api/take/", "/api/tell/")):
            status, told = self.begin(path, body)
        elif path.startswith(("/api/causes", "/api/fixed/", "/api/remedy/")):
            status, told = self.mend(path, body)
        elif path.startswith(("/api/note", "/api/facts", "/api/outside")):
            status, told = self.note(method, body)
        else:
            status, told = self.draft(body)
            self._keep(int(path.rsplit("/", 1)[1]), told)
        return status, told

    def _keep(self, conversation: int, draft: Any) -> None:
        """Tell the draft with the conversation from now on, as the server would."""
        if draft and conversation in self.views:
            said = self.views[conversation]
            self.views[conversation] = said | {"draft": draft, "stamp": f"{said['stamp']}+"}

    def mount(self, pane: str, height: int = 600, width: int | None = None, **data: Any) -> None:
        """Put a pane on the page, in a place of that size."""
        self.data[pane] = {"language": "en", "words": dict(WORDS[pane]), "acks": [{"n": 0}], **data}
        styles = [HERE / "shared/shared.css", *sorted((HERE / pane).glob("*.css"))]
        style = "\n".join(one.read_text() for one in styles)
        html = (HERE / pane / f"{pane}.html").read_text() + f"<style>{style}</style>"
        size = f"height:{height}px;width:{f'{width}px' if width else 'auto'}"
        self.page.evaluate(MOUNT, [pane, html, self.data[pane], size])

    def hold(self, part: str) -> None:
        """Keep questions with this in their address from being answered until `free`."""
        self.page.evaluate(HOLD, part)

    def free(self) -> None:
        """Let everything be answered that was held."""
        self.page.evaluate("window.free()")

    def update(self, pane: str, **data: Any) -> None:
        """Hand a pane new data, as a run of the page does."""
        self.data[pane] |= data
        self.page.evaluate(UPDATE, [pane, self.data[pane]])

    def speak(self, language: str) -> None:
        """Turn every pane to another language."""
        t = texts(language)
        for pane, words in WORDS.items():
            if pane in self.data:
                said = {name: t(text) for name, text in words.items()}
                self.update(pane, language=language, words=said)

    def open(self, conversation: int) -> None:
        """Open a conversation as a click does."""
        self.page.evaluate(
            "id => import('/assets/x/shared/store.js').then(store => store.open(id))", conversation
        )

    def refresh(self) -> None:
        """Ask for the conversation again, as the clock does."""
        asks = "void import('/assets/x/shared/store.js').then(store => store.refresh())"
        self.page.evaluate(asks)

    def said(self, event: str) -> list[Any]:
        """Return what the panes told Streamlit under that name."""
        everything = self.page.evaluate("window.said ?? []")
        return [value for _, name, value in everything if name == event]

    def saved(self) -> list[str]:
        """Return the texts of all drafts handed to the server."""
        return [body["text"] for method, _, body in self.asked if method == "PUT"]


def signed(asked: dict[str, Any], *objections: dict[str, Any]) -> dict[str, Any]:
    """Return a preview as the server makes it."""
    text = f"{asked['text'].strip()}\n– Mia"
    part = {"text": text, "body": asked["text"].strip(), "signature": "– Mia"}
    counted = part | {"length": len(text), "limit": 280}
    return {"parts": [counted], "objections": [*objections], "fits": not objections}


def entry(key: str, text: str, **more: Any) -> dict[str, Any]:
    """Return one entry of a thread."""
    return {
        "key": key, "side": "customer", "ours": False, "author": "Erika", "handle": "erika",
        "text": text, "at": NOW, "edited": None, "deleted": None, "gone": None,
        "clipped": False, "media": [], "permalink": None, "delivery": None, "id": int(key[1:]),
        "private": False, "versions": [], "quote": None, "quoteLost": False, "answers": None,
        "offers": [], "action": None, "rating": None, "marks": [],
    } | more  # fmt: skip


def medium(shape: str, **more: Any) -> dict[str, Any]:
    """Return something that hangs on a message."""
    return {
        "what": "Photo", "shape": shape, "alt": None, "src": None, "loops": False,
        "size": None, "said": None, "url": "",
    } | more  # fmt: skip


def delivery(state: str, **more: Any) -> dict[str, Any]:
    """Return where a reply stands."""
    return {
        "id": 5, "state": state, "text": state, "tone": "calm", "ways": [], "undoUntil": None,
        "part": None, "permalink": None, "history": [{"at": NOW, "text": "Mia pressed send"}],
    } | more  # fmt: skip


def way(**more: Any) -> dict[str, Any]:
    """Return one way to answer as the route tells it: in public, open, with one picture."""
    pictures = {
        "most": 1, "bytes": 1000, "types": ["image/png"], "limits": "1 picture",
        "flaws": {"empty": "Empty.", "no_picture": "No picture.", "too_big": "Too big.",
        "too_many": "Too many."},
    }  # fmt: skip
    return {
        "private": False, "name": "In public", "placeholder": "Write your answer …", "shut": None,
        "then": "", "window": "", "tone": "calm", "price": "", "pictures": pictures,
    } | more  # fmt: skip


def alone(**more: Any) -> dict[str, Any]:
    """Return the private way beside a public one."""
    said = {"name": "In private", "placeholder": "Only Erika will read this …", "pictures": None}
    return way(private=True, window="Possible once", **said) | more


def door(*ways: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return the composer as the route tells it."""
    said = {"as": "Mia", "reachable": True, "approval": False, "link": None, "others": []}
    return said | {"channels": [*ways]} | more


def view(number: int, *entries: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return a conversation as the route tells it."""
    made = {
        "id": number, "stamp": "s1", "now": NOW, "name": "Erika", "handle": "erika",
        "platform": "twitter", "label": "X", "account": "Lindenau", "kind": "Mention",
        "private": False, "state": "open", "snoozedUntil": None, "waitingSince": NOW, "answerUntil": None,
        "permalink": None, "lastInbound": 1, "entries": [*entries] or [entry("m1", "Hallo")],
        "older": None, "crowded": False, "moving": False,
        "composer": door(way()), "person": None, "told": None,
        "holder": {"agent": None, "team": None}, "tags": [],
        "hands": {"agents": [{"id": 1, "name": "Mia"}], "teams": [], "me": 1},
        "colleagues": [], "offer": None, "assigns": False, "note": {"text": "", "stamp": ""},
        "draft": {"key": None, "text": "", "stamp": "", "private": False, "pictures": []},
    }  # fmt: skip
    return made | more


def row(number: int, name: str = "Erika", **more: Any) -> dict[str, Any]:
    """Return one row of the list."""
    return {
        "id": number, "name": name, "platform": "twitter", "label": "X", "kind": "Mention",
        "state": "open", "stateName": "Waits for us", "preview": "Hallo", "at": NOW,
        "waitingSince": NOW, "urgentAt": None, "answerUntil": None, "unread": True,
        "lastInbound": 100 + number,
        "drafted": False, "unsent": None, "leaving": False, "stopped": False,
        "owner": None, "snoozedUntil": None, "tags": [],
        "mute": False,
    } | more  # fmt: skip


def listing(*rows: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return the data of the list."""
    return {
        "rows": [*rows], "folders": [{"id": "open", "name": "Open", "count": "2"},
        {"id": "all", "name": "All", "count": ""}], "folder": "open", "order": "urgent",
        "page": 0, "more": False, "bounded": False, "full": False,
        "filter": {"params": {}, "names": {}}, "empty": ["Nobody is waiting", "Really."], "open": None,
        "seq": 0, "notices": [],
    } | more  # fmt: skip
