"""E-mails about what waits: once a slot, by the agent's rules, never about nothing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from db.models import Audit, Conversation, Mail, NoticeKind, Wait
from inbox.care import digests, notice_rules, noticing
from inbox.care.notice_rules import Refused, Wrong
from inbox.care.promising import Given
from inbox.care.rights import MACHINE, NotAllowed
from inbox.queries import notice_rules as kept_rules
from inbox.rules.digest import Often, Wish
from inbox.rules.promises import PromiseKind
from tests import cast
from tests.desk import Desk, settings

HOURLY = Wish(Often.HOURS, every=1, quiet_from=0, quiet_until=0, days=frozenset(range(7)))
POSTED = settings(
    smtp_url="smtp://127.0.0.1:2525", mail_from="inbox@example.org",
    public_url="https://inbox.example.org/",
)  # fmt: skip


def wants(desk: Desk, wish: Wish = HOURLY, login: str = "miriam", **agent: object) -> None:
    with desk.db.write() as session:
        notice_rules.mail(session, desk.actor(login), wish, desk.time)
    desk.changes(login, **{"email": f"{login}@example.org", **agent})


def sends(desk: Desk) -> list[Mail]:
    """Let a worker look; returns every e-mail there is by now."""
    digests.send(desk.db, POSTED, desk.time)
    with desk.db.read() as session:
        return list(session.scalars(select(Mail).order_by(Mail.id)))


def test_one_e_mail_a_slot_says_who_waits_and_not_what_they_wrote(desk) -> None:
    wants(desk, language="en")
    conversation = desk.writes("Mein Kontostand ist geheim")
    desk.wait(hours=1)
    (mail,) = sends(desk)
    assert len(sends(desk)) == 1
    assert mail.recipient == "miriam@example.org"
    assert mail.subject == "Durchwahl · 1 conversation waits"
    assert f"{cast.ERIKA.name} on Memory, since" in mail.text
    assert f"https://inbox.example.org/?c={conversation}" in mail.text
    assert "geheim" not in mail.text
    assert "you choose here: https://inbox.example.org/preferences" in mail.text
    desk.wait(hours=1)
    assert len(sends(desk)) == 2


def test_an_e_mail_says_how_long_the_week_s_answers_took(desk) -> None:
    wants(desk, language="de")
    with desk.db.write() as session:
        long = timedelta(minutes=24)
        session.add(
            Wait(
                began_at=desk.time - long, answered_at=desk.time, seconds=1440,
                ended_at=desk.time, elsewhere=False,
            )
        )  # fmt: skip
    desk.writes()
    desk.wait(hours=1)
    (mail,) = sends(desk)
    assert "die Hälfte innerhalb von 24 Min. Öffnungszeit, neun von zehn" in mail.text
    assert "innerhalb von 24 Min.\n" in mail.text


def test_of_those_who_wait_the_longest_comes_first_whoever_has_it(desk) -> None:
    wants(desk, language="en")
    desk.writes(who=cast.Author("8", "Anna Alt", None))
    desk.wait(minutes=20)
    mine = desk.writes(who=cast.Author("9", "Nora Neu", None))
    with desk.db.write() as session:
        session.get_one(Conversation, mine).owner_id = desk.agents["miriam"]
    desk.wait(minutes=40)
    (mail,) = sends(desk)
    assert mail.text.index("Anna Alt") < mail.text.index("Nora Neu")


def test_in_german_it_is_german(desk) -> None:
    wants(desk, language="de")
    desk.writes()
    desk.wait(hours=1)
    (mail,) = sends(desk)
    assert mail.subject == "Durchwahl · 1 Unterhaltung wartet"
    assert "Wer am längsten wartet:" in mail.text


def test_what_is_promised_within_a_day_is_told(fast) -> None:
    wants(fast, language="en")
    due = fast.time + timedelta(hours=20)
    fast.answers(fast.writes(), given=[Given(PromiseKind.CALL, "geheimer Anruf", due)])
    fast.after_undo()
    fast.wait(hours=1)
    (mail,) = sends(fast)
    assert mail.subject == "Durchwahl · 1 promise is due"
    assert "- 1 promise of yours is due within a day, or late." in mail.text
    assert "geheim" not in mail.text


def test_nothing_is_told_where_nothing_concerns_the_agent_until_the_next_slot(desk) -> None:
    wants(desk)
    desk.wait(hours=1)
    assert sends(desk) == []
    desk.writes()
    assert sends(desk) == []
    desk.wait(hours=1)
    assert len(sends(desk)) == 1


def test_what_another_has_concerns_nobody_else(desk) -> None:
    wants(desk)
    conversation = desk.writes()
    with desk.db.write() as session:
        found = session.get_one(Conversation, conversation)
        found.owner_id = desk.agents["jonas"]
    desk.wait(hours=1)
    assert sends(desk) == []


def test_a_notice_alone_is_reason_enough(desk) -> None:
    wants(desk, language="en")
    conversation = desk.writes()
    with desk.db.write() as session:
        session.get_one(Conversation, conversation).state = "done"
        whom = [desk.agents["miriam"]]
        noticing.tell(session, NoticeKind.MENTIONED, whom, conversation, "1", desk.time)
    desk.wait(hours=1)
    assert [mail.subject for mail in sends(desk)] == ["Durchwahl · 1 new notice"]


@pytest.mark.parametrize("agent", [{"email": None}, {"email": ""}, {"disabled_at": cast.NOON}])
def test_who_cannot_be_reached_gets_none(fast, agent: dict[str, object]) -> None:
    wants(fast, **agent)
    fast.writes()
    fast.wait(hours=1)
    assert sends(fast) == []


def test_without_a_mail_server_no_slot_is_used_up(fast) -> None:
    wants(fast)
    fast.writes()
    fast.wait(hours=1)
    assert digests.send(fast.db, fast.settings, fast.time) == 0
    assert len(sends(fast)) == 1


def test_two_workers_at_once_make_one_e_mail(desk) -> None:
    wants(desk)
    desk.writes()
    desk.wait(hours=1)
    with ThreadPoolExecutor(2) as workers:
        done = list(workers.map(lambda _: digests.send(desk.db, POSTED, desk.time), range(2)))
    assert sum(done) == 1
    assert len(sends(desk)) == 1


def test_a_name_is_one_line_whatever_a_customer_calls_themselves(fast) -> None:
    wants(fast)
    evil = cast.Author("9", "Eve\nBcc: all@example.org\r\n\r\n" + "x" * 500, None)
    fast.writes(who=evil)
    fast.wait(hours=1)
    (mail,) = sends(fast)
    assert "\nBcc" not in mail.text
    assert max(len(line) for line in mail.text.splitlines()) < 160


def test_the_first_e_mail_is_that_of_the_next_slot(fast) -> None:
    fast.writes()
    wants(fast)
    assert sends(fast) == []
    fast.wait(minutes=61)
    assert len(sends(fast)) == 1


# -- the rules ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wish", "wrong"),
    [
        (Wish(Often.MORNING, days=frozenset()), Wrong.NO_DAYS),
        (Wish(Often.MORNING, days=frozenset({7})), Wrong.NO_SUCH),
        (Wish(Often.HOURS, every=5), Wrong.NO_SUCH),
        (Wish(Often.HOURS, every=0), Wrong.NO_SUCH),
        (Wish(Often.MORNING, morning=1440), Wrong.NO_SUCH),
        (Wish(Often.MORNING, quiet_from=-1), Wrong.NO_SUCH),
        (Wish(Often.MORNING, zone="Mars/Olympus"), Wrong.NO_SUCH),
        (Wish(Often.MORNING, zone="../etc/passwd"), Wrong.NO_SUCH),
    ],
)
def test_what_makes_no_sense_is_not_kept(fast, wish: Wish, wrong: Wrong) -> None:
    with fast.db.write() as session, pytest.raises(Refused) as refused:
        notice_rules.mail(session, fast.actor(), wish, fast.time)
    assert refused.value.wrong is wrong


def test_rules_are_kept_and_audited_once(desk) -> None:
    for _ in range(2):
        wants(desk)
        with desk.db.write() as session:
            notice_rules.ring(
                session, desk.actor(), desk.time, sound=True, desktop=False, words=False
            )
    with desk.db.read() as session:
        kept = kept_rules.rules(session, desk.agents["miriam"])
        audited = select(Audit.id).where(Audit.action == "told otherwise")
        assert len(session.scalars(audited).all()) == 2
    assert (kept.sound, kept.desktop, kept.wish) == (True, False, HOURLY)


def test_the_machine_is_told_nothing(fast) -> None:
    with fast.db.write() as session, pytest.raises(NotAllowed):
        notice_rules.mail(session, MACHINE, HOURLY, fast.time)


def test_a_slot_that_was_served_is_not_served_by_a_changed_clock(fast) -> None:
    wants(fast)
    fast.writes()
    fast.wait(hours=1)
    assert len(sends(fast)) == 1
    fast.time -= timedelta(minutes=50)
    assert len(sends(fast)) == 1
