"""Who is abused is spared: words folded, hands free without a reason, the team's line below."""

from __future__ import annotations

from datetime import timedelta

import pytest

from db.models import Team
from inbox.care import caring, lines, owning, shielding
from inbox.care.accounts import NoAccount
from inbox.care.lines import Unfit
from inbox.care.owning import HasIt, Holder
from inbox.care.rights import MACHINE
from inbox.care.teams import NoTeam
from inbox.outgoing import replying
from inbox.queries import headline, pairing
from inbox.queries import lines as queries
from inbox.rules.signature import Line
from tests.cast import OEZTUERK
from tests.desk import Desk
from tests.inbox.care.test_people import audited
from tests.inbox.outgoing.waiting import writes_again

PHONE, SHOWN = "030 23125 000", "+49 30 23125000"


def takes(desk: Desk, here: int, login: str = "miriam") -> None:
    with desk.db.write() as session:
        to = Holder(desk.agents[login], None)
        owning.hand(session, desk.actor(login), here, to, Holder(), desk.time)


def by_line(desk: Desk, here: int, *, on: bool = True) -> None:
    with desk.db.write() as session:
        caring.team_line(session, desk.actor(), here, desk.time, on=on)


def line(desk: Desk, phone: str = PHONE, email: str = "") -> None:
    with desk.db.write() as session:
        lines.of_account(session, MACHINE, desk.account_id, phone, email, "DE", desk.time)


def test_it_is_out_of_ones_hands_with_one_press_and_counts_nowhere(desk: Desk) -> None:
    here = desk.writes()
    takes(desk, here)
    with desk.db.write() as session:
        shielding.hand_on(session, desk.actor(), here, desk.time)
    found = desk.conversation(here)
    assert (found.owner_id, found.abused) == (None, True)
    assert audited(desk)[-1] == ("out of my hands", {})


def test_what_nobody_has_is_left_without_taking_it_first(desk: Desk) -> None:
    here = desk.writes()
    with desk.db.write() as session:
        shielding.hand_on(session, desk.actor(), here, desk.time)
        assert desk.agents["miriam"] in pairing.apart(session, [here])[here]
    found = desk.conversation(here)
    assert (found.owner_id, found.abused) == (None, True)


def test_what_a_colleague_has_stays_theirs(desk: Desk) -> None:
    here = desk.writes()
    takes(desk, here, "jonas")
    with desk.db.write() as session, pytest.raises(HasIt):
        shielding.hand_on(session, desk.actor(), here, desk.time)
    assert desk.conversation(here).abused is False


def test_abuse_that_comes_in_stays_with_its_conversation(desk: Desk) -> None:
    here, calm = desk.writes(), desk.writes(who=OEZTUERK)
    writes_again(desk, here, "Ihr Idioten")
    desk.answers(here)
    desk.after_undo()
    assert desk.conversation(here).heat == ""
    assert desk.conversation(here).abused is True
    assert desk.conversation(calm).abused is False


def test_how_long_abuse_waited_counts_in_no_figure(desk: Desk) -> None:
    here, calm = desk.writes("Ihr Idioten"), desk.writes(who=OEZTUERK)
    writes_again(desk, here, "Ihr Idioten")
    for one in (here, calm):
        desk.answers(one, "Die Erstattung über 20 Euro ist heute überwiesen.", despite="Ja.")
    desk.after_undo()
    edges = [desk.time - timedelta(days=1), desk.time + timedelta(days=1)]
    with desk.db.read() as session:
        (found,) = headline.headlines(session, edges)
    assert found.answered.n == 1


def test_the_line_stands_in_for_the_number_and_never_for_the_name(desk: Desk) -> None:
    here = desk.writes()
    line(desk)
    by_line(desk, here)
    (reply,) = desk.answers(here)
    assert desk.reply(reply).signature.splitlines()[0].startswith("Miriam Brandt")
    assert SHOWN in desk.reply(reply).signature
    assert "23125456" not in desk.reply(reply).text
    assert "miriam@example.com" not in desk.reply(reply).text


def test_to_everybody_else_the_direct_line_stays(desk: Desk) -> None:
    here, other = desk.writes(), desk.writes(who=OEZTUERK)
    line(desk)
    by_line(desk, here)
    (reply,) = desk.answers(other)
    assert "+49 30 23125456" in desk.reply(reply).signature


def test_the_preview_is_signed_as_the_reply_is(desk: Desk) -> None:
    here = desk.writes()
    line(desk)
    by_line(desk, here)
    with desk.db.read() as session:
        shown = replying.preview(session, desk.actor(), here, "Ja.", desk.settings, desk.time)
    assert SHOWN in shown.parts[0].signature


def test_a_teams_line_goes_before_its_accounts(desk: Desk) -> None:
    here = desk.writes()
    line(desk)
    with desk.db.write() as session:
        team = Team(name="Linie 7", folded="linie 7", created_at=desk.time)
        session.add(team)
        session.flush()
        lines.of_team(session, MACHINE, team.id, "", "linie7@example.com", "DE", desk.time)
        owning.hand(session, MACHINE, here, Holder(None, team.id), Holder(), desk.time)
    with desk.db.read() as session:
        found, _ = queries.of_conversation(session, here)
        assert found == Line(None, "linie7@example.com")
        teams, accounts = queries.every(session)
    assert [one.line for one in teams] == [Line(None, "linie7@example.com")]
    assert [one.line.phone for one in accounts] == ["+493023125000"]


@pytest.mark.parametrize(
    ("phone", "email"),
    [("0900 123456", ""), ("", "noreply@example.com"), ("", "x" * 90 + "@example.com")],
)
def test_a_line_is_a_way_that_answers_and_fits(desk: Desk, phone: str, email: str) -> None:
    with pytest.raises(Unfit):
        line(desk, phone, email)


def test_a_line_can_be_taken_away(desk: Desk) -> None:
    line(desk)
    line(desk, "", "")
    here = desk.writes()
    with desk.db.read() as session:
        assert queries.of_conversation(session, here)[0] == Line()


def test_who_is_not_there_has_no_line(desk: Desk) -> None:
    with desk.db.write() as session:
        with pytest.raises(NoTeam):
            lines.of_team(session, MACHINE, 404, "", "a@example.com", "DE", desk.time)
        with pytest.raises(NoAccount):
            lines.of_account(session, MACHINE, 404, "", "a@example.com", "DE", desk.time)
