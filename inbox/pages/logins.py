"""The login of an account on its card: what it may, when it ends, connect again, let go of."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import streamlit as st

from db.models import AccountState
from inbox.care import disconnecting
from inbox.care.vault import Vault
from inbox.pages import connect_words as words
from inbox.pages import current, parts, refusals
from inbox.queries import logins
from inbox.queries.logins import Left, LoginView
from inbox.texts import Texts, mark

DONE = mark("The account is disconnected. Connect it again whenever you like.")
ERASED = mark("The account's messages are erased.")


def facts(t: Texts, view: LoginView, now: datetime) -> None:
    """Show when a login ends, what it lacks and what it may."""
    said = words.ends(t, view, now) + words.lacks(t, view.missing) + words.scopes(t, view.scopes)
    if said:
        st.html(said)


def acts(t: Texts, view: LoginView) -> None:
    """Show the ways to connect an account again and to let go of it."""
    parts.link(t("Connect again"), f"/connect?account={view.account_id}")
    label = t("Disconnect …")
    if view.state is AccountState.DISCONNECTED:
        with current.database().read() as session:
            if not logins.left(session, view.account_id).conversations:
                parts.quiet(t("None of its messages are left."))
                return
        label = t("Erase its messages …")
    st.button(label, key=f"let-go-{view.account_id}", on_click=_ask, args=(view.account_id,))


def question(t: Texts, view: LoginView) -> None:
    """Ask before an account is let go of, where somebody pressed for it."""
    if st.session_state.get("letting_go_of") != view.account_id:
        return
    with current.database().read() as session:
        hangs = logins.left(session, view.account_id)
    with st.container(key=f"let-go-of-{view.account_id}", gap="small"):
        if view.state is AccountState.DISCONNECTED:
            _erase_only(t, view, hangs)
        else:
            _let_go(t, view, hangs)


def _let_go(t: Texts, view: LoginView, hangs: Left) -> None:
    parts.label(t("Disconnect this account?"))
    parts.quiet(t("Nothing is polled or sent for it any more, and its login is forgotten."))
    if hangs.replies:
        said = t.n(
            "{n} reply that has not left waits until the account is connected again.",
            "{n} replies that have not left wait until the account is connected again.",
            hangs.replies,
        )
        parts.note(said, "warn")
    keep = t("Keep its messages: they stay readable")
    erase = t("Erase its messages, for good")
    choice = st.radio(
        t("What about its messages?"), [keep, erase], key=f"messages-{view.account_id}"
    )
    erases = choice == erase
    if erases:
        _warn(t, hangs)
    label = t("Disconnect and erase, for good") if erases else t("Disconnect")
    _buttons(t, label, view.account_id, _disconnect, (view.account_id, erases))


def _erase_only(t: Texts, view: LoginView, hangs: Left) -> None:
    parts.label(t("Erase this account's messages?"))
    _warn(t, hangs)
    _buttons(t, t("Erase, for good"), view.account_id, _erase, (view.account_id,))


def _warn(t: Texts, hangs: Left) -> None:
    said = t.n(
        "{n} conversation is erased with everything in it. Nobody can bring it back.",
        "{n} conversations are erased with everything in them. Nobody can bring them back.",
        hangs.conversations,
    )
    parts.note(said, "bad")


def _buttons(
    t: Texts, label: str, account_id: int, act: Callable[..., None], args: tuple[int | bool, ...]
) -> None:
    with st.container(horizontal=True):
        st.button(label, key=f"sure-{account_id}", type="primary", on_click=act, args=args)
        st.button(
            t("Leave as it is"), key=f"leave-be-{account_id}", on_click=_ask, args=(account_id,)
        )


def _ask(account_id: int) -> None:
    """Open the question in an account's card, or close it where it stands."""
    state = st.session_state
    state.letting_go_of = None if state.get("letting_go_of") == account_id else account_id


def _disconnect(account_id: int, erases: bool) -> None:
    here, actor = current.house(), current.actor(acted=True)
    st.session_state.letting_go_of = None
    try:
        vault = Vault(here.settings.key())
        disconnecting.let_go(here.database, vault, here.settings, actor, account_id, here.clock)
    except tuple(refusals.SORRY) as error:
        parts.refused(refusals.SORRY, error, here.clock())
        return
    parts.say(DONE, "good", here.clock())
    if erases:
        _erase(account_id)


def _erase(account_id: int) -> None:
    here, actor = current.house(), current.actor(acted=True)
    st.session_state.letting_go_of = None
    try:
        disconnecting.erase(here.database, actor, account_id, here.clock())
    except tuple(refusals.SORRY) as error:
        parts.refused(refusals.SORRY, error, here.clock())
        return
    parts.say(ERASED, "good", here.clock())
