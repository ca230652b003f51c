"""The inbox: list | conversation and composer | person, all in one fragment.

The browser shows a click at once and reads the conversation from `/api/thread`; this page
follows behind: it draws the list, carries out what agents do, and keeps the address bar true.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Container
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import streamlit as st

from db.session import Session
from inbox.care.rights import GRANTS, Actor, Right, require
from inbox.components import composer as composer_pane
from inbox.components import list as list_pane
from inbox.components import person as person_pane
from inbox.components import thread as thread_pane
from inbox.pages import (
    acts,
    bulk,
    current,
    first_steps,
    folders,
    headline,
    holding,
    hours_words,
    looks,
    notices,
    promise_acts,
    questions,
    row_words,
    shielding,
    signature,
    tagging,
    together,
    together_rows,
    views,
    waiting,
)
from inbox.pages.acts import Ack, Desk
from inbox.pages.looks import Look
from inbox.queries import conversations, deliveries, narrowing, standing, tags
from inbox.queries.conversations import MOST, PAGE, Folder, Order
from inbox.queries.position import Position
from inbox.queries.rows import UNMARKED, marks
from inbox.rules.filters import NOTHING, Filter
from inbox.texts import Texts, texts

BEAT = 4.0
"""Seconds between two looks at the list; each browser tab has its own phase."""

TOLD = 8
"""Answers to acts that are told again: several may come with one run."""

OPENS = ("c", "m")
OURS = (*OPENS, *looks.KEYS)
"""What the address says: the conversation and a message in it, and the part of the list."""

CAP = 500
"""Rows that are drawn below each other; further down the list goes on with the next ones."""


@dataclass(slots=True)
class View:
    """What this browser tab looks at.

    `open` is the conversation, `sought` the message to be shown in it. `before` holds where the
    pages turned so far began, `shown` how many rows of the last one are drawn: they grow as
    somebody scrolls. `match` is all that matched when that was chosen.
    """

    open: int | None = None
    sought: int | None = None
    seq: int = 0
    folder: Folder = Folder.OPEN
    order: Order = Order.URGENT
    before: list[Position | None] = field(default_factory=lambda: [None])
    asked: Filter = NOTHING
    match: bulk.Match | None = None
    shown: int = PAGE
    older: Position | None = None
    bounded: bool = False
    acks: tuple[Ack, ...] = (Ack(),)
    told: Ack = field(default_factory=Ack)
    beat: float = 0.0
    address: dict[str, str] = field(default_factory=dict)
    signs: bool = False
    unsaid: bool = False

    @property
    def look(self) -> Look:
        """Return which part of the list that is."""
        return Look(self.folder, self.order, self.asked)

    def turn_to(self, look: Look) -> None:
        """Look at another part of the list, from its top."""
        self.folder, self.order, self.asked = look.folder, look.order, look.asked
        self.before, self.shown, self.match = [None], PAGE, None

    def further(self) -> None:
        """Show more rows below; where so many are drawn already, go on from the last of them."""
        if self.shown < CAP and not self.bounded:
            self.shown += PAGE
        elif self.older is not None:
            self.before.append(self.older)
            self.shown = PAGE


def page() -> None:
    """Draw the panes and keep them fresh."""
    view = _view()
    kept = _follow_address(view)
    st.html(f"<style>{_css()}</style>")
    view.beat = view.beat or BEAT * (0.85 + secrets.randbelow(300) / 1000)
    st.fragment(_panes, run_every=view.beat)()
    view.unsaid = kept


@lru_cache
def _css() -> str:
    return Path(__file__).with_name("inbox.css").read_text(encoding="utf-8")


def _view() -> View:
    view: View = st.session_state.setdefault("inbox", View())
    return view


def _follow_address(view: View) -> bool:
    """Open what the address names, `c`, `m` in it, a part of the list: a link, the back button.

    Returns whether something is open that the address does not say: who comes back from
    another page finds what was. It is said a beat later; at once, the browser would write it
    behind the page before.
    """
    named = {key: st.query_params[key] for key in OURS if key in st.query_params}
    if current.came_back() and not named and view.address:
        return True
    led = "m" in named and current.came_back()
    if led or any(named.get(key) != view.address.get(key) for key in OPENS):
        view.open, view.sought = (looks.number(named.get(key)) for key in OPENS)
        view.seq += 1
    if any(named.get(key) != view.address.get(key) for key in looks.KEYS):
        view.turn_to(looks.read(named))
    view.address = named
    return False


def _say(view: View, **said: str) -> None:
    """Let the address say what is looked at and what is open."""
    look = looks.said(view.look)
    opened = {key: view.address[key] for key in OPENS if key in view.address and "c" not in said}
    view.address = opened | said | look
    others = {key: text for key, text in st.query_params.items() if key not in OURS}
    st.query_params.from_dict(others | view.address)


def _panes() -> None:
    view, present = _view(), current.present()
    t = texts(present.language, st.context.timezone)
    require(present.actor, Right.READ)
    if view.unsaid and view.address:
        view.unsaid = False
        st.query_params.update(view.address)
    if view.signs:
        view.signs = False
        st.switch_page(signature.route(t))
    here = current.house()
    with here.database.read() as session:
        shown = _list(session, view, present.actor, t, here.clock())
        shown |= first_steps.of(session, t, present.actor)
    acks = [asdict(ack) for ack in view.acks]
    with st.container(key="pane-list", gap=None):
        list_pane.conversations(
            t,
            shown,
            on_open_change=_opened(list_pane.KEY),
            on_folder_change=_folder,
            on_order_change=_order,
            on_turn_change=_turn,
            on_prefer_change=lambda: first_steps.prefer(_said(list_pane.KEY, "prefer")),
            on_look_change=_look,
            on_view_change=_kept,
            on_bulk_change=_many,
            on_decide_change=_decided,
        )
    with st.container(key="pane-thread", gap=None):
        thread_pane.conversation(t, {"acks": acks}, on_act_change=_acted, on_seen_change=_seen)
        composer_pane.composer(
            t,
            {"acks": acks},
            on_send_change=_sent,
            on_sign_change=_sign,
            on_open_change=_opened(composer_pane.KEY),
        )
    with st.container(key="pane-person", gap=None):
        person_pane.person(t, {}, on_open_change=_opened(person_pane.KEY))


def _list(session: Session, view: View, actor: Actor, t: Texts, now: datetime) -> dict[str, Any]:
    agent_id, tunes = actor.agent_id, Right.CONNECTORS in GRANTS[actor.role]
    only = narrowing.condition(view.asked, agent_id, now, t.zone)
    found = conversations.listed(
        session, agent_id, view.folder, view.order, view.before[-1], view.shown, only
    )
    view.older, view.bounded = found.older, found.bounded
    counts, offered = together_rows.counts(session, agent_id)
    first = only is None and view.before[-1] is None
    rows = together_rows.under_offers(session, agent_id, view.folder, found.rows, first=first)
    ids = [row.id for row in rows]
    beside = together_rows.beside(session, agent_id, ids, now, counts[Folder.MENTIONS])
    need = together_rows.need(session, ids, t, counts[Folder.HELP])
    known, tagged = marks(session, ids, now), tags.names(session, ids)
    still = deliveries.standing(session, ids)
    away = standing.aways(session)
    owed = hours_words.owed(t, standing.away_owners(session, ids, away), agent_id, now)
    return {
        "rows": [
            row_words.of(row, t)
            | beside[row.id]
            | need[row.id]
            | {"tags": tagged.get(row.id, []), "owed": owed.get(row.id)}
            | row_words.besides(t, row, known.get(row.id, UNMARKED), still.get(row.id, {}), now)
            for row in rows
        ],
        "folders": [
            {"id": folder, "name": t(name), "count": _badge(counts[folder], t)}
            for folder, name in folders.FOLDERS.items()
        ],
        "folder": view.folder,
        "order": view.order,
        "page": len(view.before) - 1,
        "more": found.older is not None,
        "bounded": found.bounded,
        "full": view.shown >= CAP,
        "filter": looks.shown(session, view.asked, t),
        "look": looks.said(view.look),
        "views": views.shown(session, actor),
        "told": asdict(view.told),
        "questions": questions.shown(session, agent_id, t, now) if offered else [],
        "bulk": bulk.shown(session, agent_id, t, now),
        "matched": None if view.match is None else len(view.match.last),
        "further": view.match is not None and view.match.further,
        "empty": []
        if found.rows
        else folders.nothing(session, view.folder, t, narrowed=only is not None, tunes=tunes),
        "open": view.open,
        "sought": view.sought,
        "seq": view.seq,
        "headline": headline.line(session, t, agent_id, now),
        "notices": notices.absent(t, away, agent_id, now)
        + notices.of(session, t, now, tunes=tunes),
    }


def _badge(count: int, t: Texts) -> str:
    if count > MOST:
        return f"{t.number(MOST)}+"
    return t.number(count) if count else ""


def _said(pane: str, event: str) -> Any:
    """Return what a pane has just said: whatever a browser sent."""
    return getattr(st.session_state[pane], event, None)


def _desk() -> Desk:
    present = current.present(acted=True)
    return Desk(current.house(), present.actor, texts(present.language, st.context.timezone))


def _opened(pane: str) -> Callable[[], None]:
    def opened() -> None:
        value, view = _said(pane, "open"), _view()
        current.present(acted=True)
        try:
            view.open, view.seq = acts.number(value, "id"), acts.number(value, "seq")
        except acts.Unusable:
            return
        view.sought = None
        _say(view, c=str(view.open))

    return opened


def show(conversation_id: int) -> None:
    """Open a conversation that was chosen elsewhere on this page."""
    view = _view()
    view.open, view.sought, view.seq = conversation_id, None, view.seq + 1
    _say(view, c=str(conversation_id))


def _folder() -> None:
    value, view = _said(list_pane.KEY, "folder"), _view()
    if value in set(Folder):
        _turn_to(Look(Folder(value), view.order, view.asked))


def _order() -> None:
    value, view = _said(list_pane.KEY, "order"), _view()
    if value in set(Order):
        _turn_to(Look(view.folder, Order(value), view.asked))


def _look() -> None:
    found = views.chosen(_desk(), _said(list_pane.KEY, "look"))
    if isinstance(found, Ack):
        _tell(found)
    elif found is not None:
        _turn_to(found)


def _kept() -> None:
    _tell(views.act(_desk(), _view().look, _said(list_pane.KEY, "view")))


def _many() -> None:
    value, view = _said(list_pane.KEY, "bulk"), _view()
    if bulk.is_question(value):
        view.match = bulk.match(_desk(), view.look)
    else:
        _tell(bulk.act(_desk(), view.look, value, view.match))
        view.match = None if bulk.takes_all(value) else view.match


def _decided() -> None:
    """Answer what a colleague asks; what is taken over opens."""
    ack = questions.act(_desk(), _said(list_pane.KEY, "decide"))
    _tell(ack)
    if ack.ok and ack.what == "accept" and ack.conversation is not None:
        show(ack.conversation)


def _tell(ack: Ack) -> None:
    """Say in the list what came of it."""
    view = _view()
    view.told = replace(ack, n=view.told.n + 1)


def _turn_to(look: Look) -> None:
    current.present(acted=True)
    view = _view()
    view.turn_to(look)
    _say(view)


def _turn() -> None:
    step, view = _said(list_pane.KEY, "turn"), _view()
    if step == 1:
        view.further()
    elif step == -1 and len(view.before) > 1:
        view.before.pop()
        view.shown = PAGE


def _answer(what: str, value: Any, do: Callable[[Desk, Any], Ack]) -> None:
    _acknowledge(acts.calmly(_desk(), what, value, do))


def _acknowledge(ack: Ack) -> None:
    view = _view()
    view.acks = (*view.acks, replace(ack, n=view.acks[-1].n + 1))[-TOLD:]


def _sent() -> None:
    _answer("send", _said(composer_pane.KEY, "send"), acts.send)


def _sign() -> None:
    _view().signs = True


def _acted() -> None:
    value = _said(thread_pane.KEY, "act")
    what = str(value.get("what")) if isinstance(value, dict) else ""
    places: tuple[tuple[Container[str], Callable[[Desk, Any], Ack]], ...] = (
        (holding.WAYS, holding.act),
        (promise_acts.WAYS, promise_acts.act),
        (shielding.WAYS, shielding.act),
        (tagging.WAYS, tagging.act),
        (together.WAYS, together.act),
        (waiting.WAYS, waiting.act),
    )
    do = next((act for ways, act in places if what in ways), None)
    if do is not None:
        _acknowledge(do(_desk(), value))
    else:
        _answer("act", value, acts.act)


def _seen() -> None:
    acts.quietly(_desk(), _said(thread_pane.KEY, "seen"))
