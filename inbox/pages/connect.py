"""Connect an account, for admins: go to the platform or paste keys, come back, choose.

What came back waits in the table, so a reload or another browser shows it as well. The forms
are plain ones: the browser itself goes on to the platform (inbox/web/connecting.py).
"""

from __future__ import annotations

from html import escape

import streamlit as st

from connectors import PLATFORMS
from inbox.care import apps, connecting, sign_in
from inbox.care.apps import Way
from inbox.care.candidates import Shown
from inbox.care.connecting import NotConnected, Offer, Why
from inbox.care.rights import Right
from inbox.care.vault import Vault
from inbox.pages import connect_words as words
from inbox.pages import current, door, parts
from inbox.queries import logins
from inbox.queries.logins import LoginView
from inbox.texts import Texts

_FORM = st.components.v2.component(
    "durchwahl_connect_form",
    html=parts.read("connect_form.html"),
    css=parts.read("connect_form.css"),
    js=parts.read("connect_form.js"),
)


def page() -> None:
    """Show what came back from platforms, and the ways to connect an account."""
    t = current.words()
    parts.style("connect.css")
    if not door.lets_in(Right.CONNECTORS, t("Accounts are connected by admins. Please ask one.")):
        return
    again = _again()
    if again:
        st.header(t("Connect an account again"))
        parts.lead(t("What was read and written stays; it goes on where it stopped."))
    else:
        st.header(t("Connect an account"))
        parts.lead(t("Durchwahl reads and answers for a page or handle that lets it in."))
    with st.container(key="connect-came"):  # a place of its own: what is typed below stays there
        _said(t)
        chooses = _offers(t, again) > 0
    with st.container(key="connect-ways"):
        if not chooses or again:
            _ways(t, again)
    parts.link(t("Back to the connectors"), "/connectors")


def _again() -> LoginView | None:
    """Return the account that is to be connected again, by the address of the page."""
    asked = st.query_params.get("account", "")
    if not (asked.isascii() and asked.isdigit() and len(asked) < 10):
        return None
    with current.database().read() as session:
        return logins.login(session, int(asked), current.house().clock())


def _said(t: Texts) -> None:
    """Say what just happened: an account was connected, or an answer was not believed."""
    for name in st.session_state.pop("connect_done", ()):
        said = t("{name} is connected. What customers write comes in from now on.", name=name)
        parts.note(said, "good")
    reason = st.session_state.pop("connect_why", None) or st.query_params.get("why")
    if reason in set(Why):
        parts.note(words.why(t, Why(reason), t("The platform")), "bad")


def _offers(t: Texts, again: LoginView | None) -> int:
    """Show what came of this person's logins; returns how many accounts wait to be chosen.

    What was begun for the account that the page is about stands on top.
    """
    here = current.house()
    with here.database.read() as session:
        found = connecting.waiting(session, _vault(), current.actor(), here.clock())
    wanted = again.account_id if again else None
    for offer in sorted(found, key=lambda offer: wanted is not None and offer.again != wanted):
        with st.container(border=True, key=f"offer-{offer.key[:12]}", gap="small"):
            _offer(t, offer)
    return sum(len(offer.found) for offer in found)


def _offer(t: Texts, offer: Offer) -> None:
    label = PLATFORMS[offer.platform].label
    if offer.why:
        parts.note(words.why(t, offer.why, label, offer.said), "bad")
        st.button(t("Understood"), key=f"drop-{offer.key[:12]}", on_click=_drop, args=(offer.key,))
        parts.reveal(f"offer-{offer.key[:12]}")
        return
    parts.label(t("{platform} lets us in. What is to be connected?", platform=label))
    if offer.again and all(one.account_id != offer.again for one in offer.found):
        said = t("This is another account than the one that was to be connected again.")
        parts.note(said, "warn")
    for one in sorted(offer.found, key=lambda one: one.account_id != offer.again):
        with st.container(key=f"found-{offer.key[:12]}-{one.number}", gap="small"):
            _found(t, offer, one)
    st.button(t("Not now"), key=f"drop-{offer.key[:12]}", on_click=_drop, args=(offer.key,))


def _found(t: Texts, offer: Offer, one: Shown) -> None:
    left, right = st.columns([7, 3], vertical_alignment="center")
    handle = f' <span class="handle">@{escape(one.handle)}</span>' if one.handle else ""
    chip = f' <span class="dw-chip">{escape(PLATFORMS[one.platform].label)}</span>'
    left.html(
        f'<div class="dw-found"><h3>{escape(one.name)}{handle}{chip}</h3>'
        f"{words.lacks(t, one.missing)}{words.scopes(t, one.scopes)}</div>"
    )
    label = t("Connect again") if one.account_id else t("Connect")
    right.button(
        label,
        key=f"take-{offer.key[:12]}-{one.number}",
        type="primary" if offer.again in (None, one.account_id) else "secondary",
        disabled=not one.usable,
        on_click=_take,
        args=(offer.key, one.number, one.name),
    )
    if not one.usable:
        said = t("Nothing could be read with these rights. Ask for them, then begin again.")
        parts.note(said, "bad")


def _take(key: str, number: int, name: str) -> None:
    here, actor = current.house(), current.actor(acted=True)
    try:
        with here.database.write() as session:
            connecting.choose(session, _vault(), here.settings, actor, key, [number], here.clock())
    except NotConnected as failed:
        st.session_state.connect_why = failed.why.value
        return
    st.query_params.clear()
    st.session_state.connect_done = [name]


def _drop(key: str) -> None:
    here, actor = current.house(), current.actor(acted=True)
    with here.database.write() as session:
        connecting.give_up(session, actor, key)


def _ways(t: Texts, again: LoginView | None) -> None:
    here = current.house()
    wanted = apps.through(again.platform) if again else None
    for way in apps.ways(here.settings):
        if wanted in (None, way.platform):
            with st.container(border=True, key=f"way-{way.platform}", gap="small"):
                _way(t, way, again)


def _way(t: Texts, way: Way, again: LoginView | None) -> None:
    """Show one platform: its own page first, keys folded below."""
    names = f"{again.name} @{again.handle}" if again and again.handle else again and again.name
    who = f"<p>{escape(names)}</p>" if names else ""
    labels = escape(", ".join((way.label, *way.brings)))
    st.html(f'<div class="dw-way"><h3>{labels}</h3>{who}</div>')
    if way.brings and not again:
        said = t("{others} accounts come with the pages that they hang on.", others=way.brings[0])
        parts.quiet(said)
    carried = {"account": str(again.account_id)} if again else {}
    if way.consents:
        button = t("Sign in at {platform}", platform=way.label)
        _form(f"begin-{way.platform}", f"/connect/{way.platform}/begin", button, carried)
    else:
        said = t("To sign in at {platform} here, its app has to be in .env:", platform=way.label)
        listed = ", ".join(way.needs)
        st.html(f'<p class="dw-quiet">{escape(said)} <code>{escape(listed)}</code></p>')
    _return(t, way)
    for kind, secrets in _pasted(way):
        with st.expander(t("Paste keys instead"), expanded=not way.consents):
            _keys(t, way, kind, secrets, carried)


def _pasted(way: Way) -> list[tuple[str, tuple[str, ...]]]:
    """Return the kinds of login that a person can copy from the platform's own pages."""
    own = set(PLATFORMS[way.platform].app)
    return [(kind, names) for kind, names in way.keys.items() if not own <= set(names)]


def _keys(t: Texts, way: Way, kind: str, secrets: tuple[str, ...], carried: dict[str, str]) -> None:
    parts.quiet(t("They are tested, kept encrypted, and never shown again."))
    fields = [{"name": name, "label": t(words.KEYS.get(name, name))} for name in secrets]
    _form(
        f"keys-{way.platform}",
        f"/connect/{way.platform}/keys",
        t("Test the keys"),
        {**carried, "login": kind},
        fields,
    )


def _return(t: Texts, way: Way) -> None:
    """Show the address that has to stand in the app's own settings on the platform."""
    here, host = current.house(), st.context.headers.get("Host", "")
    secure = (st.context.url or "").startswith("https:")
    url = apps.return_url(here.settings, way.platform, host, secure=secure)
    if url:
        said = t("Return address, for the settings of the app:")
        st.html(f'<p class="dw-return">{escape(said)} <code>{escape(url)}</code></p>')


def _form(
    key: str,
    action: str,
    button: str,
    carried: dict[str, str],
    fields: list[dict[str, str]] | None = None,
) -> None:
    data = {
        "action": action,
        "button": button,
        "csrf": sign_in.form_token(current.token()),
        "carried": carried,
        "fields": fields or [],
    }
    _FORM(key=key, data=data, on_sent_change=lambda: _sent(key))


def _sent(key: str) -> None:
    """Note what the browser was told of keys that it sent without leaving the page."""
    current.present(acted=True)
    why = getattr(st.session_state[key], "sent", None)
    if isinstance(why, str) and why in set(Why):
        st.session_state.connect_why = why


def _vault() -> Vault:
    return Vault(current.house().settings.key())
