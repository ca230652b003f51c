"""Saved views in the list: kept, chosen, renamed, taken away; a refusal is one calm sentence."""

from __future__ import annotations

from typing import Any

from db.session import Session
from inbox.care import views
from inbox.care.rights import GRANTS, Actor, Right
from inbox.care.views import MOST, NoView, Refused, Wrong
from inbox.pages import looks
from inbox.pages.acts import Ack, Desk, Unusable, calmly, number
from inbox.pages.looks import Look
from inbox.queries import views as kept
from inbox.rules.labels import LONGEST
from inbox.texts import mark

WRONGS: dict[Wrong, str] = {
    Wrong.FORM: mark("The name of a view has 1 to {longest} characters on one line."),
    Wrong.TAKEN: mark("You keep a view of that name already."),
    Wrong.TOO_MANY: mark("You keep {most} views already. Take one away first."),
}


def act(desk: Desk, look: Look, value: Any) -> Ack:
    """Do it: `{what: save, name, shared}` keeps this look, with `id` in the place of that view.

    `{what: rename, id, name}` calls one something else, `{what: remove, id}` takes one away.
    """
    try:
        return calmly(desk, "view", value, lambda there, said: _act(there, look, said))
    except Refused as refused:
        said = desk.t(WRONGS[refused.wrong], longest=LONGEST, most=MOST)
    except NoView:
        said = desk.t("This view is not there any more.")
    return Ack(what="view", ok=False, text=said)


def chosen(desk: Desk, value: Any) -> Look | Ack | None:
    """Return the look that a browser asks for, as it is kept now where it names a `{view}`.

    An answer where that view is gone, None where what was sent makes no sense.
    """
    if not isinstance(value, dict) or "view" not in value:
        return looks.of_browser(value)
    try:
        asked = number(value, "view")
    except Unusable:
        return None
    with desk.house.database.read() as session:
        for one in kept.views(session, desk.actor.agent_id):
            if one.id == asked:
                return looks.read(one.look)
    return Ack(what="view", ok=False, text=desk.t("This view is not there any more."))


def shown(session: Session, actor: Actor) -> list[dict[str, Any]]:
    """Return the views for the pane; admins may take away what is everybody's."""
    may = Right.PEOPLE in GRANTS[actor.role]
    return [
        {
            "id": one.id,
            "name": one.name,
            "look": looks.said(looks.read(one.look)),
            "shared": one.shared,
            "maker": None if one.mine else one.maker,
            "mine": one.mine,
            "removable": one.mine or may,
        }
        for one in kept.views(session, actor.agent_id)
    ]


def _act(desk: Desk, look: Look, value: Any) -> Ack:
    what = value.get("what") if isinstance(value, dict) else None
    now = desk.house.clock()
    with desk.house.database.write() as session:
        match what:
            case "save" if isinstance(value.get("name"), str):
                shared, said = value.get("shared") is True, looks.said(look)
                old = number(value, "id") if value.get("id") is not None else None
                views.save(
                    session, desk.actor, value["name"], said, now, shared=shared, instead_of=old
                )
                done = mark("The view is kept.") if old is None else mark("The view is replaced.")
                return Ack(what="view", text=desk.t(done))
            case "rename" if isinstance(value.get("name"), str):
                views.rename(session, desk.actor, number(value, "id"), value["name"], now)
                return Ack(what="view", text=desk.t("The view is renamed."))
            case "remove":
                views.remove(session, desk.actor, number(value, "id"), now)
                return Ack(what="view", text=desk.t("The view is taken away."))
    raise Unusable("what")
