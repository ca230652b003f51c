"""The wall of the week and the team's line on page "Team", and what the head's menu does."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from db.models import Account, Contact, Conversation, Role, Team
from inbox.care import lines, praising
from inbox.care.rights import MACHINE, Via
from inbox.care.rights import Actor as Whoever
from inbox.pages import abuse_words, current, shielding
from inbox.pages.acts import Desk as Actor
from inbox.texts import texts
from tests.cast import AMINA, JONAS, MIRIAM, NOON, account, agent, matter
from tests.inbox.pages.test_pages import Visit, html
from tests.inbox.pages.test_team import one, page


@pytest.fixture
def visit(sqlite_database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Visit]:
    yield Visit(sqlite_database, monkeypatch)
    current._houses.clear()


def test_the_wall_names_words_and_whom_and_is_text(visit: Visit) -> None:
    visit.signs_in(MIRIAM, Role.AGENT)
    with visit.db.write() as session:
        jonas = agent(session, {**JONAS, "work_name": "<b>Jonas</b>"}).id
        found = matter(session, account(session), "<i>Jonas</i> war so nett!")
        praising.deliver(session, MACHINE, found.message.id, [jonas], NOON)
    said = html(page("team"))
    assert "&lt;i&gt;Jonas&lt;/i&gt; war so nett!" in said
    assert "Für &lt;b&gt;Jonas&lt;/b&gt;" in said
    assert f"/?c={found.conversation.id}" in said


def test_without_praise_the_wall_says_where_it_comes_from(visit: Visit) -> None:
    visit.signs_in(MIRIAM, Role.AGENT)
    app = page("team")
    assert not app.exception
    assert "steht hier eine Woche" in html(app)


def test_an_admin_sets_the_line_of_a_team_and_of_an_account(visit: Visit) -> None:
    visit.signs_in(AMINA, Role.ADMIN)
    with visit.db.write() as session:
        known = account(session).id
        team = Team(name="Linie 7", folded="linie 7", created_at=NOON)
        session.add(team)
        session.flush()
        linie = team.id
    app = page("team")
    app.selectbox(key="line_of").select(f"team-{linie}").run()
    app.text_input(key=f"line-phone-team-{linie}").input("030 23125 000")
    app.button[-1].click().run()
    assert one(visit, Team).line_phone == "+493023125000"
    assert "Gespeichert." in html(app)
    app.selectbox(key="line_of").select(f"account-{known}").run()
    app.text_input(key=f"line-email-account-{known}").input("noreply@example.com")
    app.button[-1].click().run()
    assert one(visit, Account).line_email is None
    assert "kann nicht unter einer Antwort stehen" in html(app)


def test_the_menu_signs_by_the_line_cares_and_hands_on(visit: Visit) -> None:
    me = visit.signs_in(MIRIAM, Role.AGENT)
    with visit.db.write() as session:
        made = account(session)
        here = matter(session, made, "Hallo").conversation.id
        session.get_one(Conversation, here).owner_id = me
        account_id = made.id
    desk = Actor(current.house(), Whoever(me, Role.AGENT, Via.PAGE), texts("de"))
    assert (
        "noch keine Durchwahl"
        in shielding.act(desk, {"what": "teamLine", "id": here, "on": True}).text
    )
    with visit.db.write() as session:
        lines.of_account(session, MACHINE, account_id, "030 23125 000", "", "DE", NOON)
    for what, more in (("teamLine", {"on": True}), ("care", {"why": "grief"}), ("handOn", {})):
        assert shielding.act(desk, {"what": what, "id": here, **more}).ok
    who, where = one(visit, Contact), one(visit, Conversation)
    assert (who.team_line, who.care) == (True, "grief")
    assert (where.owner_id, where.abused) == (None, True)
    assert not shielding.act(desk, {"what": "care", "id": here, "why": "joy"}).ok
    assert not shielding.act(desk, {"what": "care", "id": 404, "why": None}).ok


def test_a_list_says_that_abuse_is_folded_and_shows_anything_else() -> None:
    assert abuse_words.preview(texts("de"), "Ihr Idioten") == "Beschimpfungen, eingeklappt"
    assert abuse_words.preview(texts("de"), "Wo ist es?") == "Wo ist es?"
    assert abuse_words.covered("Saftladen") == "Saftladen"
