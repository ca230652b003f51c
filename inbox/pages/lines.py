"""The team's line, set by admins: what stands under replies where nobody's own number is given."""

from __future__ import annotations

import streamlit as st

from db.session import Busy
from inbox.care import lines
from inbox.care.accounts import NoAccount
from inbox.care.lines import Unfit
from inbox.care.rights import NotAllowed
from inbox.care.teams import NoTeam
from inbox.pages import current, parts, sayings
from inbox.queries import lines as queries
from inbox.queries.lines import LineView
from inbox.texts import Texts, mark

SORRY: dict[type[Exception], str] = {
    Unfit: mark("Nothing was changed: the number or the address cannot stand under a reply."),
    NoTeam: mark("This team is not there any more."),
    NoAccount: mark("This account is not there any more."),
    NotAllowed: mark("This is for admins. Nothing was changed."),
    Busy: mark("The database is busy. Nothing was changed; please try once more."),
}


def editor() -> None:
    """Let an admin set the line of a team or of an account."""
    here, t = current.house(), current.words()
    with here.database.read() as session:
        teams, accounts = queries.every(session)
    found = {f"team-{one.id}": one for one in teams} | {
        f"account-{one.id}": one for one in accounts
    }
    st.subheader(t("Team line"))
    parts.quiet(
        t(
            "It stands under replies instead of an agent's own number, where an agent asks for"
            " that: to somebody who was abusive, say. The agent's name stays."
        )
    )
    with st.container(key="team-lines"):
        chosen = st.selectbox(
            t("Line of"),
            list(found),
            index=None,
            format_func=lambda one: _called(t, found[one]),
            placeholder=t("Choose a team or an account"),
            key="line_of",
        )
        if chosen in found:
            _form(t, chosen, found[chosen])


def _called(t: Texts, one: LineView) -> str:
    if one.platform is None:
        return one.name
    return t("{account} on {platform}", account=one.name, platform=sayings.label(one.platform))


def _form(t: Texts, key: str, one: LineView) -> None:
    st.session_state.setdefault(f"line-phone-{key}", one.line.phone or "")
    st.session_state.setdefault(f"line-email-{key}", one.line.email or "")
    with st.form(f"line-{key}", border=False):
        left, right = st.columns(2)
        left.text_input(t("Telephone"), key=f"line-phone-{key}", max_chars=40)
        right.text_input(t("E-mail"), key=f"line-email-{key}", max_chars=320)
        st.form_submit_button(t("Save"), on_click=_set, args=(key, one))
    if st.session_state.pop("line_saved", None) == key:
        parts.note(t("Saved."), "good")
    elif said := st.session_state.pop("line_sorry", None):
        parts.note(t(said), "warn")


def _set(key: str, one: LineView) -> None:
    here, state = current.house(), st.session_state
    set_line = lines.of_team if one.platform is None else lines.of_account
    phone, email = state[f"line-phone-{key}"] or "", state[f"line-email-{key}"] or ""
    region = here.settings.phone_region
    try:
        actor = current.actor(acted=True)
        with here.database.write() as session:
            kept = set_line(session, actor, one.id, phone, email, region, here.clock())
    except tuple(SORRY) as error:
        state.line_sorry = next(text for kind, text in SORRY.items() if isinstance(error, kind))
        return
    state[f"line-phone-{key}"], state[f"line-email-{key}"] = kept.phone or "", kept.email or ""
    state.line_saved = key
