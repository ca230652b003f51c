"""What colleagues may decide alone, as admins set it: for a role, or for one of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import streamlit as st

from db.models import Role
from db.session import Busy, Session
from inbox.care import authority
from inbox.care.promising import Flaw, Unclear
from inbox.care.rights import Actor
from inbox.pages import authority_words, current, parts, promise_words
from inbox.queries import authority as granted
from inbox.queries.agents import AgentView
from inbox.rules.authority import COUNTED, Grant, Grants, Remedy
from inbox.rules.money import Amount
from inbox.texts import Texts, mark

Save = Callable[[Session, Actor, Remedy, Grant | None], None]
FIRST = Amount(50_00, "EUR")
"""What stands in the field when a limit is chosen, until another amount is typed."""

WRONG = "grant-wrong"
"""Which field was just typed into what is no amount: the page says so beside it."""


class Choice(StrEnum):
    """How a remedy is limited; ROLE and FREE stand where nothing else was said."""

    ROLE = "role"
    FREE = "free"
    UP_TO = "up to"
    NOT = "not"


CHOICES: dict[Choice, str] = {
    Choice.ROLE: mark("As everybody who may do this"),
    Choice.FREE: mark("Decides alone"),
    Choice.UP_TO: mark("Decides up to an amount"),
    Choice.NOT: mark("Not alone"),
}


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose limits are set: a role's, or (`role` is what that may) one agent's own."""

    key: str
    grants: Grants
    save: Save
    role: Grants | None = None

    def choices(self, remedy: Remedy) -> list[Choice]:
        """Return what can be said about a remedy; the first where nothing was said."""
        own, counted = self.role is not None, remedy in COUNTED
        without = {Choice.ROLE: not own, Choice.UP_TO: not counted}
        return [one for one in Choice if not without.get(one, False)]

    def chosen(self, remedy: Remedy) -> Choice:
        """Return what was said about a remedy."""
        grant = self.grants.get(remedy)
        if grant is None:
            return self.choices(remedy)[0]
        if not grant.allowed:
            return Choice.NOT
        return Choice.UP_TO if grant.up_to is not None else Choice.FREE


def of_roles(t: Texts, roles: Mapping[Role, str]) -> None:
    """Let an admin say what everybody with a role may decide."""
    with st.container(key="deciding", gap="small"):
        st.subheader(t("What they may decide"))
        parts.quiet(
            t(
                "It stands beside their answers. What is promised above it waits for somebody"
                " who may decide it."
            )
        )
        for role, said in roles.items():
            with st.expander(t(said)):
                _remedies(t, _of_role(role))


def of_agent(t: Texts, one: AgentView) -> None:
    """Let an admin say what one colleague may decide, whatever their role may."""
    with current.database().read() as session:
        own, role = granted.own(session, one.id), granted.of_role(session, one.role)

    def save(session: Session, actor: Actor, remedy: Remedy, grant: Grant | None) -> None:
        authority.set_own(session, actor, one.id, remedy, grant, current.house().clock())

    with st.expander(t("What they may decide")):
        _remedies(t, Whose(f"agent-{one.id}", own, save, role))


def _of_role(role: Role) -> Whose:
    with current.database().read() as session:
        grants = granted.of_role(session, role)

    def save(session: Session, actor: Actor, remedy: Remedy, grant: Grant | None) -> None:
        authority.set_role(session, actor, role, remedy, grant, current.house().clock())

    return Whose(f"role-{role}", grants, save)


def _remedies(t: Texts, whose: Whose) -> None:
    for remedy in Remedy:
        chosen, field = whose.chosen(remedy), f"grant-{whose.key}-{remedy}"
        st.session_state[field] = chosen

        def said(one: Choice, remedy: Remedy = remedy) -> str:
            return _said(t, one, remedy, whose.role)

        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            st.selectbox(
                t(authority_words.REMEDIES[remedy]), whose.choices(remedy), key=field,
                format_func=said, on_change=_choose, args=(field, remedy, whose),
            )  # fmt: skip
            if chosen is Choice.UP_TO:
                st.session_state[f"{field}-sum"] = promise_words.amount(
                    t, whose.grants[remedy].up_to
                )
                st.text_input(
                    t("Up to"), key=f"{field}-sum", max_chars=40, width=140,
                    on_change=_type, args=(field, remedy, whose),
                )  # fmt: skip
        if st.session_state.get(WRONG) == field:
            del st.session_state[WRONG]
            parts.note(t(promise_words.FLAWS[Flaw.AMOUNT]), "warn")


def _said(t: Texts, one: Choice, remedy: Remedy, role: Grants | None) -> str:
    """Return a choice in words; what the role may stands beside the choice to do as it."""
    if one is not Choice.ROLE or role is None:
        return t(CHOICES[one])
    theirs = role.get(remedy) or Grant(True)
    what = t(CHOICES[Choice.FREE if theirs.allowed else Choice.NOT])
    if theirs.up_to is not None:
        what = authority_words.granted(t, remedy, theirs)
    return t("{whose}: {what}", whose=t(CHOICES[one]), what=what)


def _choose(field: str, remedy: Remedy, whose: Whose) -> None:
    grants: dict[Choice, Grant] = {Choice.UP_TO: Grant(True, FIRST), Choice.NOT: Grant(False)}
    if whose.role is not None:
        grants[Choice.FREE] = Grant(True)
    _keep(remedy, grants.get(st.session_state[field]), whose)


def _type(field: str, remedy: Remedy, whose: Whose) -> None:
    try:
        up_to = promise_words.typed(str(st.session_state[f"{field}-sum"]))
    except Unclear:
        st.session_state[WRONG] = field
        return
    _keep(remedy, Grant(True, up_to), whose)


def _keep(remedy: Remedy, grant: Grant | None, whose: Whose) -> None:
    actor, now = current.actor(acted=True), current.house().clock()
    try:
        with current.database().write() as session:
            whose.save(session, actor, remedy, grant)
    except Unclear:
        parts.say(promise_words.FLAWS[Flaw.AMOUNT], "warn", now)
    except Busy:
        parts.say(
            mark("The database is busy. Nothing was changed; please try once more."), "warn", now
        )
