"""The buttons of a stream, and handing one click over: the same in a row and on its own page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from inbox.care import streams
from inbox.pages import connector_words as words
from inbox.pages import current, option_words, options, pace_editor, parts, refusals
from inbox.pages.connector_words import Speaker
from inbox.queries.streams import AccountView, StreamView


def show(s: Speaker, view: StreamView, of: AccountView) -> None:
    """Show what can be done with a stream now."""
    lacks = view.lacks in option_words.LACKING
    if not lacks:
        rests = words.held(s, view, of)
        button(s.t("Look now"), "poll", streams.poll_now, view.id, disabled=rests != "", why=rests)
    pace_editor.act(s.t, view.id)
    if lacks:
        label = s.t(option_words.LACKING[view.lacks or ""][2])
        st.button(label, key=f"lacks-{view.id}", on_click=options.turn, args=(of.id,))
    elif view.enabled:
        button(s.t("Pause"), "rest", streams.pause, view.id)
    else:
        button(s.t("Resume"), "wake", streams.resume, view.id)


def button(
    label: str,
    name: str,
    use_case: Callable[..., Any],
    subject: int,
    *more: Any,
    disabled: bool = False,
    why: str = "",
) -> None:
    """Show a button that hands its click over to a use case: (session, actor, subject, ...).

    `why` is read beside one that is disabled: when it can be clicked again.
    """
    st.button(
        label,
        key=f"{name}-{subject}",
        on_click=_do,
        args=(use_case, subject, *more),
        disabled=disabled,
        help=why or None,
    )


def _do(use_case: Callable[..., Any], subject: int, *more: Any) -> None:
    """Hand one click over to its use case, which checks the right to do it."""
    here, actor = current.house(), current.actor(acted=True)
    try:
        with here.database.write() as session:
            use_case(session, actor, subject, *more, here.clock())
    except tuple(refusals.SORRY) as error:
        parts.refused(refusals.SORRY, error, here.clock())
