"""How I am told, on my own page: switches that are kept, an e-mail's rules, why none comes."""

from __future__ import annotations

from datetime import time

import pytest
from streamlit.testing.v1 import AppTest

from db.models import Agent, NoticeKind, Role
from inbox.care.notice_rules import Wrong
from inbox.pages import notice_words, telling
from inbox.queries import agents, notice_rules
from inbox.queries.notice_rules import Told
from inbox.queries.notices import NoticeView
from inbox.queries.standing import Away
from inbox.rules.digest import Often
from inbox.texts import texts
from tests.cast import MIRIAM, NOON
from tests.inbox.pages import test_pages
from tests.inbox.pages.test_pages import Visit, drawn

visit = test_pages.visit


def kept(visit: Visit, agent_id: int) -> Told:
    with visit.db.read() as session:
        return notice_rules.rules(session, agent_id)


def shown(app: AppTest) -> str:
    assert not app.exception, app.exception
    return "\n".join(str(each.value) for each in app.get("html"))


def test_nothing_rings_and_nothing_is_mailed_until_somebody_asks(visit: Visit) -> None:
    me = visit.signs_in(MIRIAM, Role.AGENT)
    app = drawn("preferences")
    assert [app.toggle(key=f"told_{name}").value for name in ("sound", "desktop", "words")] == [
        False, False, False,
    ]  # fmt: skip
    assert app.radio(key="told_often").value == Often.NONE
    assert kept(visit, me) == Told()


def test_a_switch_is_kept_as_it_is_turned(visit: Visit) -> None:
    me = visit.signs_in(MIRIAM, Role.AGENT)
    app = drawn("preferences")
    assert app.toggle(key="told_words").disabled
    app.toggle(key="told_desktop").set_value(True).run()
    assert not app.toggle(key="told_words").disabled
    app.toggle(key="told_sound").set_value(True).run()
    found = kept(visit, me)
    assert (found.sound, found.desktop, found.words) == (True, True, False)
    assert drawn("preferences").toggle(key="told_sound").value


def test_the_times_of_an_e_mail_are_kept(visit: Visit) -> None:
    me = visit.signs_in(MIRIAM, Role.AGENT)
    app = drawn("preferences")
    app.radio(key="told_often").set_value(Often.MORNING).run()
    app.time_input(key="told_morning").set_value(time(9, 30)).run()
    wish = kept(visit, me).wish
    assert (wish.often, wish.morning) == (Often.MORNING, 570)
    app.radio(key="told_often").set_value(Often.HOURS).run()
    app.selectbox(key="told_every").set_value(2).run()
    app.time_input(key="told_from").set_value(time(18)).run()
    wish = kept(visit, me).wish
    assert (wish.often, wish.every, wish.quiet_from) == (Often.HOURS, 2, 1080)
    assert wish.morning == 570
    assert shown(app)


def test_a_field_that_comes_back_tells_the_browser_what_is_kept(visit: Visit) -> None:
    """What the browser is not told it makes up: the present hour of the server's clock."""
    visit.signs_in(MIRIAM, Role.AGENT)
    app = drawn("preferences")
    app.radio(key="told_often").set_value(Often.MORNING).run()
    app.time_input(key="told_morning").set_value(time(9, 30)).run()
    app.radio(key="told_often").set_value(Often.HOURS).run()
    app.radio(key="told_often").set_value(Often.MORNING).run()
    told = app.time_input(key="told_morning").proto
    assert (told.set_value, told.value) == (True, "09:30")


def test_a_time_within_ones_quiet_hours_is_said_to_be_late(visit: Visit) -> None:
    visit.signs_in(MIRIAM, Role.AGENT)
    app = drawn("preferences")
    app.radio(key="told_often").set_value(Often.MORNING).run()
    late = "liegt in Ihren Ruhezeiten"
    assert late not in shown(app)
    app.time_input(key="told_morning").set_value(time(6)).run()
    assert late in shown(app)


@pytest.mark.parametrize("email", ["miriam@example.org", ""])
def test_why_no_e_mail_comes_is_said(visit: Visit, email: str) -> None:
    me = visit.signs_in(MIRIAM, Role.AGENT)
    with visit.db.write() as session:
        session.get_one(Agent, me).email = email
    t = texts("de")
    with visit.db.read() as session:
        view = agents.agent(session, me)
    assert view is not None
    assert bool(telling._why_none(view, t, sends=True)) is not bool(email)
    assert "Mailserver" in telling._why_none(view, t, sends=False)


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("by", ["Jonas <b>Weber</b>", None])
def test_every_notice_is_a_sentence_with_its_names_as_they_are(
    language: str, by: str | None
) -> None:
    t = texts(language)
    for kind in NoticeKind:
        stands_in = kind is NoticeKind.STANDS_IN
        away = Away(7, "{name}", NOON, "UTC", None) if stands_in else None
        who = "{name}" if stands_in else by
        one = NoticeView(
            1, kind, 1, "{name}", "twitter", "Hallo", who, NOON, NOON, seen=False, away=away
        )
        said = notice_words.sentence(t, one, NOON)
        assert "{name}" in said, kind
        assert "{agent}" not in said
        assert said.endswith((".", "!"))


def test_what_cannot_be_kept_has_its_sentence() -> None:
    assert set(telling.SORRY) == set(Wrong)
