"""Costs, for admins: what was spent and will be, budgets that hold back, and what things cost.

What is shown is refreshed by a timer; the two forms stand outside of it, so that nothing that
is being typed is lost.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from connectors import PLATFORMS
from db.session import Busy
from inbox.care import budget
from inbox.care.rights import Right, require
from inbox.pages import cost_words as words
from inbox.pages import current, door, parts
from inbox.queries import money
from inbox.queries.money import PriceView, SpentView
from inbox.rules import amounts
from inbox.rules.amounts import WrongAmount
from inbox.rules.budget import DOLLAR, MOST, Steps, WrongBudget
from inbox.texts import Texts, mark

BEAT = 10.0
"""Seconds between two looks at the tables."""

DEAREST = 1_000 * DOLLAR
"""What one item costs at most."""


def route(t: Texts, visibility: Literal["visible", "hidden"]) -> StreamlitPage:
    """Return the page as the navigation knows it."""
    return st.Page(page, title=t("Costs"), url_path="costs", visibility=visibility)


def page() -> None:
    """Show what it costs to listen and to answer, and let admins bound it."""
    t = current.words()
    parts.style("costs.css")
    st.header(t("Costs"))
    if not door.lets_in(Right.CONNECTORS, t("Costs are for admins.")):
        return
    parts.lead(t("What the platforms charge for listening and answering, in US dollars."))
    st.fragment(_standing, run_every=BEAT)()
    here = current.house()
    with here.database.read() as session:
        accounts = money.spent(session, here.clock())
        prices = money.prices(session, here.clock())
    if prices:
        _budget_form(t, accounts)
        _price_form(t, prices)


def _standing() -> None:
    here = current.house()
    require(current.actor(), Right.CONNECTORS)
    t, now = current.words(), here.clock()
    with here.database.read() as session:
        spent, budgets = money.spent(session, now), money.budgets(session, now)
        prices = money.prices(session, now)
    parts.told(t, now)
    st.html(words.month(t, spent, now))
    if not prices:
        parts.note(t("None of the connected platforms charges anything that we know of."), "good")
        return
    parts.label(t("Budgets"))
    if not budgets:
        parts.note(t("No budget is set: nothing holds the costs back."), "warn")
    for view in budgets:
        with st.container(key=f"budget-{view.id}", gap="small"):
            st.html(words.budget(t, view))
            st.button(t("Drop this budget"), key=f"drop-{view.id}", on_click=_drop, args=(view.id,))
    parts.label(t("This month by account"))
    st.html(words.accounts(t, spent))
    parts.label(t("Prices"))
    st.html(words.prices(t, prices))


def _budget_form(t: Texts, accounts: tuple[SpentView, ...]) -> None:
    """Ask for a budget; one that is there already for the same account is changed."""
    choices = _scopes(accounts)
    with st.expander(t("Set a budget")):
        st.selectbox(
            t("For"), list(choices), key="budget_scope",
            format_func=lambda scope: words.scope(t, choices[scope]),
        )  # fmt: skip
        typed = st.text_input(
            t("US dollars a month"), "50", key="budget_dollars", live=True, max_chars=30
        )
        st.html(words.meant(t, words.A_MONTH, typed, MOST))
        first, second, third = st.columns(3)
        for column, name, label in (
            (first, "slower", t("Slower from (%)")),
            (second, "people", t("Only people's messages from (%)")),
            (third, "stop", t("No polls from (%)")),
        ):
            usual = getattr(Steps(), name)
            column.number_input(label, 1, 200, usual, 5, key=f"budget_{name}")
        st.checkbox(t("At the last step replies wait as well"), key="budget_wait")
        st.button(t("Set this budget"), type="primary", on_click=_set, args=(choices,))


Scope = tuple[str, int | None, str | None]


def _scopes(accounts: tuple[SpentView, ...]) -> dict[str, Scope]:
    """Return what a budget can be for: platforms that charge, then their accounts."""
    charged = [view for view in accounts if any(PLATFORMS[view.platform].prices.values())]
    found: dict[str, Scope] = {view.platform: (view.platform, None, None) for view in charged}
    for view in charged:
        key = f"{view.platform}/{view.account_id}"
        found[key] = (view.platform, view.account_id, view.name)
    return found


def _set(choices: dict[str, Scope]) -> None:
    here, actor, state = current.house(), current.actor(acted=True), st.session_state
    scope = choices.get(state.budget_scope)
    if scope is None:
        return
    try:
        micros = amounts.micros(state.budget_dollars or "", MOST)
        steps = Steps(
            state.budget_slower, state.budget_people, state.budget_stop, state.budget_wait
        )
        with here.database.write() as session:
            budget.set_budget(session, actor, scope[0], scope[1], micros, steps, here.clock())
    except tuple(SORRY) as error:
        parts.refused(SORRY, error, here.clock())
        return
    parts.say(SET, "good", here.clock())


def _price_form(t: Texts, prices: tuple[PriceView, ...]) -> None:
    """Ask what an item costs from a day on."""
    items = [(view.platform, view.item) for view in prices]
    with st.expander(t("Change a price")):
        st.selectbox(
            t("What"), items, key="price_item",
            format_func=lambda one: f"{PLATFORMS[one[0]].label}: {words.item(t, one[1])}",
        )  # fmt: skip
        typed = st.text_input(
            t("US dollars each"), t.number(0.01), key="price_dollars", live=True, max_chars=30
        )
        st.html(words.meant(t, words.EACH, typed, DEAREST))
        st.date_input(
            t("From this day on (UTC)"), key="price_since",
            value=budget.today(current.house().clock()),
        )  # fmt: skip
        st.button(t("Save this price"), on_click=_price)
        parts.quiet(t("What was counted before stays as it was counted."))


def _price() -> None:
    here, actor, state = current.house(), current.actor(acted=True), st.session_state
    since = state.price_since
    if not isinstance(since, date) or not state.price_item:
        return
    platform, item = state.price_item
    try:
        micros = amounts.micros(state.price_dollars or "", DEAREST)
        with here.database.write() as session:
            budget.set_price(session, actor, platform, item, micros, since, here.clock())
    except tuple(SORRY) as error:
        parts.refused(SORRY, error, here.clock())
        return
    parts.say(PRICED, "good", here.clock())


def _drop(budget_id: int) -> None:
    here, actor = current.house(), current.actor(acted=True)
    try:
        with here.database.write() as session:
            budget.drop_budget(session, actor, budget_id, here.clock())
    except tuple(SORRY) as error:
        parts.refused(SORRY, error, here.clock())


SET = mark("The budget is set and counts from now on.")
PRICED = mark("The price is saved.")
SORRY: dict[type[Exception], str] = {
    WrongAmount: mark("Nothing was saved: the amount is not clear. What to write stands below it."),
    WrongBudget: mark("This cannot be: steps come one after the other, amounts are 0 or more."),
    budget.NoBudget: mark("This budget or account is not there any more."),
    Busy: mark("The database is busy. Nothing was changed; please try once more."),
}
