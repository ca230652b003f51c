"""The settings of an account on its card: keywords, country, Human Agent, what its API is asked.

What is typed is checked as it would be when it is saved, and said below its field.
"""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from connectors import PLATFORMS
from connectors.base import OptionSpec, WrongOption
from db.session import Busy
from inbox.care import budget, options
from inbox.care.accounts import NoAccount
from inbox.care.options import NoOption
from inbox.pages import current, parts
from inbox.pages import option_words as words
from inbox.queries import money
from inbox.queries import options as views
from inbox.queries.options import OptionsView
from inbox.rules.budget import DOLLAR
from inbox.texts import Texts, mark

SWITCH = ("off", "on")
LONGEST = 2_000

SAVED = mark("The settings are saved.")
SORRY: dict[type[Exception], str] = {
    NoAccount: mark("This account is not there any more."),
    NoOption: mark("This setting is not there any more."),
    Busy: mark("The database is busy. Nothing was changed; please try once more."),
}


def act(t: Texts, account_id: int) -> None:
    """Show the way to an account's settings."""
    st.button(t("Settings …"), key=f"options-of-{account_id}", on_click=turn, args=(account_id,))


def turn(account_id: int) -> None:
    """Open the settings in an account's card, or close them where they stand."""
    state = st.session_state
    state.options_of = None if state.get("options_of") == account_id else account_id
    state.pop("options_begin", None)
    for name in [name for name in state if str(name).startswith(f"option-{account_id}-")]:
        del state[name]


def editor(t: Texts, account_id: int) -> None:
    """Show the settings where somebody opened them. What they start at stays while they stand."""
    state = st.session_state
    if state.get("options_of") != account_id:
        return
    with current.database().read() as session:
        view = views.of_account(session, account_id)
    if view is None:
        return
    begin = state.setdefault("options_begin", dict(view.chosen))
    usual = options.usual(current.house().settings, view.platform)
    specs = options.offered(view.platform)
    with st.container(key=f"options-{account_id}", gap="small"):
        parts.reveal(f"options-{account_id}")
        parts.label(t("Settings of this account"))
        for spec in specs:
            if not spec.fine:
                _field(t, spec, view, begin, usual[spec.name])
        with st.expander(t("For whoever knows the interface of the platform")):
            for spec in specs:
                if spec.fine:
                    _field(t, spec, view, begin, usual[spec.name])
        with st.container(horizontal=True):
            st.button(
                t("Save these settings"), key=f"save-options-{account_id}", type="primary",
                on_click=_save, args=(account_id, tuple(spec.name for spec in specs)),
            )  # fmt: skip
            st.button(
                t("Leave as it is"), key=f"leave-options-{account_id}", on_click=turn,
                args=(account_id,),
            )  # fmt: skip


def _field(
    t: Texts, spec: OptionSpec, view: OptionsView, begin: Mapping[str, str], usual: str
) -> None:
    """Show one setting, what it is good for, and what is wrong with what was typed."""
    key, start = f"option-{view.account_id}-{spec.name}", begin.get(spec.name, "")
    label = t(words.NAMES.get(spec.name, spec.name))
    typed = start
    if spec.choices == SWITCH:
        typed = "on" if st.toggle(label, start == "on", key=key) else ""
    elif spec.choices or spec.name == "country":
        typed = _chosen(t, spec, label, key, start, usual)
    elif spec.lines:
        typed = st.text_area(label, start, key=key, height=110, max_chars=LONGEST) or ""
    else:
        typed = st.text_input(label, start, key=key, max_chars=40, placeholder=usual) or ""
    try:
        options.read(view.platform, {spec.name: typed}, view.us)
    except WrongOption as error:
        st.html(parts.fault(words.wrong(t, error)))
    if spec.name in words.HINTS:
        parts.quiet(" ".join([t(words.HINTS[spec.name]), *_price(t, spec, view)]))


def _chosen(t: Texts, spec: OptionSpec, label: str, key: str, start: str, usual: str) -> str:
    """Ask for one of several values; the first leaves the setting unset."""
    shown = words.country if spec.name == "country" else words.value
    values = list(spec.choices) if spec.choices else words.countries(t)
    if start and start not in values:
        values.append(start)
    choices = ["", *values]
    picked = st.selectbox(
        label, choices, choices.index(start), key=key,
        format_func=lambda each: shown(t, each) if each else words.usual(t, shown(t, usual)),
    )  # fmt: skip
    return picked or ""


def _price(t: Texts, spec: OptionSpec, view: OptionsView) -> list[str]:
    """Return what a search by this setting costs, where its platform bills what is found."""
    needing = [each for each in PLATFORMS[view.platform].streams if each.needs == spec.name]
    if not needing:
        return []
    today = budget.today(current.house().clock())
    with current.database().read() as session:
        prices = money.prices_on(session, view.platform, today)
    micros = prices.get("post", 0) + prices.get("user", 0)
    if not micros:
        return []
    dollars = t.dollars(micros / DOLLAR)
    label = PLATFORMS[view.platform].label
    return [t("{platform} charges up to {dollars} for each.", platform=label, dollars=dollars)]


def _save(account_id: int, names: tuple[str, ...]) -> None:
    """Hand what was typed over; where something is wrong it stays, with the reason below it."""
    here, actor, state = current.house(), current.actor(acted=True), st.session_state
    given = {
        name: _text(state[key]) for name in names if (key := f"option-{account_id}-{name}") in state
    }
    try:
        options.change(here.database, actor, account_id, given, here.clock())
    except WrongOption:
        return
    except tuple(SORRY) as error:
        parts.refused(SORRY, error, here.clock())
        return
    state.options_of = None
    parts.say(SAVED, "good", here.clock())


def _text(value: object) -> str:
    """Return what a widget holds as text: a browser may send anything."""
    if isinstance(value, bool):
        return "on" if value else ""
    return value if isinstance(value, str) else ""
