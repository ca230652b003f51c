"""Alarms: once a cause, worse is told again, its end is told, and what rests is no news."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from db.models import (
    Account,
    AccountState,
    Alarm,
    Audit,
    Budget,
    Gap,
    Mail,
    PollRun,
    Role,
    Stream,
    Trouble,
)
from inbox.care import alarm_words, alarms, budget, disconnecting, streams
from inbox.care.alarm_words import Told
from inbox.care.alarms import NoAlarm, Watch
from inbox.care.rights import Actor, NotAllowed, Via
from inbox.queries import alarms as views
from inbox.rules.alarms import Cause
from inbox.rules.budget import DOLLAR, Steps
from inbox.texts import texts
from tests import cast
from tests.cast import NOON
from tests.desk import settings

ADMIN = Actor(None, Role.ADMIN, Via.PAGE)
AGENT = Actor(None, Role.AGENT, Via.PAGE)
POST = settings(smtp_url="smtp://127.0.0.1:2525", mail_from="dw@example.com")
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


class Tower:
    """Somebody who looks at one account with one stream, and admins who are told."""

    def __init__(self, db) -> None:
        self.db = db
        self.watch = Watch(db, failures=5)
        with db.write() as session:
            account = cast.account(session)
            self.account_id = account.id
            self.stream_id = cast.stream(session, account).id
            cast.agent(session, cast.AMINA, Role.ADMIN)

    def stream(self, **values) -> None:
        self._set(Stream, self.stream_id, values)

    def account(self, **values) -> None:
        self._set(Account, self.account_id, values)

    def _set(self, model, key, values) -> None:
        with self.db.write() as session:
            row = session.get_one(model, key)
            for name, value in values.items():
                setattr(row, name, value)

    def look(self, now=NOON) -> list[str]:
        """Look once; returns the causes of the open alarms."""
        self.watch.look(now)
        return [row.cause for row in self.rows() if row.open_key]

    def tell(self, now=NOON) -> list[Mail]:
        """Look, tell, and return the e-mails so far."""
        self.watch.look(now)
        alarms.tell(self.db, POST, now)
        with self.db.read() as session:
            return list(session.scalars(select(Mail).order_by(Mail.id)))

    def rows(self) -> list[Alarm]:
        with self.db.read() as session:
            return list(session.scalars(select(Alarm).order_by(Alarm.id)))

    def arrivals(self, *moments) -> None:
        with self.db.write() as session:
            session.add_all(
                PollRun(
                    stream_id=self.stream_id, started_at=at, finished_at=at, pages=1, fetched=1,
                    new=1, changed=0, known=0, skipped=0, micros=0,
                )
                for at in moments
            )  # fmt: skip

    def gap(self, **more) -> int:
        with self.db.write() as session:
            given = {"since": NOON - DAY, "until": NOON - HOUR, "found_at": NOON, **more}
            row = Gap(stream_id=self.stream_id, **given)
            session.add(row)
            session.flush()
            return row.id


@pytest.fixture
def tower(database) -> Tower:
    return Tower(database)


@pytest.fixture
def fast(sqlite_database) -> Tower:
    return Tower(sqlite_database)


# -- causes ---------------------------------------------------------------------------------------


def test_on_a_good_day_there_is_nothing(tower) -> None:
    assert tower.look() == []
    assert tower.tell() == []


def test_a_stream_that_fails_often_enough_is_an_alarm_and_its_recovery_the_end(tower) -> None:
    tower.stream(failures=4, trouble=Trouble.UNREACHABLE, trouble_since=NOON)
    assert tower.look() == []
    tower.stream(failures=5)
    assert tower.look() == [Cause.FAILING]
    tower.stream(failures=0, trouble=None, trouble_since=None)
    assert tower.look(NOON + HOUR) == []
    assert tower.rows()[0].healed_at == NOON + HOUR


def test_a_refusal_that_stopped_a_stream_is_an_alarm_at_once(fast) -> None:
    fast.stream(failures=1, trouble=Trouble.REFUSED, trouble_since=NOON, enabled=False)
    assert fast.look() == [Cause.FAILING]


def test_a_failure_that_lasts_is_one_alarm(tower) -> None:
    tower.stream(failures=5, trouble=Trouble.UNREACHABLE, trouble_since=NOON)
    for minutes in range(5):
        tower.stream(failures=5 + minutes)
        tower.look(NOON + minutes * timedelta(minutes=1))
    assert len(tower.rows()) == 1


LOGINS = [
    ({"state": AccountState.LOGIN_NEEDED, "trouble_since": NOON}, [Cause.LOGIN_DEAD]),
    ({"state": AccountState.OUT_OF_CREDIT, "trouble_since": NOON}, [Cause.CREDIT]),
    ({"state": AccountState.PAUSED}, []),
    ({"token_expires_at": NOON + 15 * DAY}, []),
    ({"token_expires_at": NOON + 14 * DAY}, [Cause.LOGIN_ENDS]),
    ({"access_ends_at": NOON + HOUR}, [Cause.LOGIN_ENDS]),
    ({"platform": "twitter", "token_expires_at": NOON + HOUR}, []),
    ({"platform": "twitter", "login": "oauth2", "token_expires_at": NOON + HOUR}, []),
    (
        {
            "platform": "twitter",
            "login": "oauth2",
            "missing": ["offline.access"],
            "token_expires_at": NOON + HOUR,
        },
        [Cause.LOGIN_ENDS],
    ),
    ({"platform": "twitter", "access_ends_at": NOON + HOUR}, [Cause.LOGIN_ENDS]),
]


@pytest.mark.parametrize(("values", "causes"), LOGINS)
def test_a_login_that_ends_or_has_ended_is_an_alarm(fast, values, causes) -> None:
    fast.account(credentials="sealed", **values)
    assert fast.look() == causes


def test_a_login_that_comes_nearer_to_its_end_is_told_at_14_7_and_1_days(tower) -> None:
    tower.account(credentials="sealed", token_expires_at=NOON + 20 * DAY)
    mails = [len(tower.tell(NOON + day * DAY)) for day in range(20)]
    assert [day for day in range(1, 20) if mails[day] > mails[day - 1]] == [6, 13, 19]
    assert len(tower.rows()) == 1


def test_a_gap_is_an_alarm_until_somebody_has_looked(tower) -> None:
    gap_id = tower.gap()
    assert tower.look() == [Cause.GAP]
    with tower.db.write() as session:
        streams.acknowledge_gap(session, ADMIN, gap_id, NOON)
    assert tower.look() == []


def test_another_gap_of_the_same_stream_is_told_again(tower) -> None:
    tower.gap()
    assert len(tower.tell()) == 1
    tower.gap(since=NOON, until=NOON + HOUR)
    assert len(tower.tell(NOON + HOUR)) == 2
    (row,) = tower.rows()
    assert row.facts["until"] == (NOON + HOUR).isoformat()


def test_a_budget_is_told_at_its_three_marks(tower) -> None:
    with tower.db.write() as session:
        budget.set_budget(session, ADMIN, "memory", tower.account_id, DOLLAR, Steps(), NOON)
    told = []
    for _ in range(11):
        with tower.db.write() as session:
            budget.spend(session, tower.account_id, {"reply": 10}, NOON.date())
        told.append(len(tower.tell()))
    assert told == [0, 0, 0, 0, 1, 1, 1, 2, 2, 3, 3]
    (row,) = tower.rows()
    assert (row.stage, row.facts["percent"]) == (100, 110)


def test_a_new_month_ends_the_alarm_of_a_budget(fast) -> None:
    with fast.db.write() as session:
        budget.set_budget(session, ADMIN, "memory", None, DOLLAR, Steps(), NOON)
        budget.spend(session, fast.account_id, {"reply": 100}, NOON.date())
    assert fast.look() == [Cause.BUDGET]
    assert fast.look(NOON.replace(month=12, day=1)) == []


# -- quiet ----------------------------------------------------------------------------------------


def lively(tower, until=NOON, days=20) -> None:
    """Let something have come every hour; polls went well until just now."""
    tower.arrivals(*(until - HOUR * back for back in range(days * 24, -1, -1)))


def test_a_stream_that_is_quiet_for_unusually_long_is_an_alarm(tower) -> None:
    lively(tower)
    tower.stream(last_ok_at=NOON + 3 * HOUR)
    assert tower.look(NOON + 3 * HOUR) == []
    tower.stream(last_ok_at=NOON + 3.5 * HOUR)
    assert tower.look(NOON + 3.5 * HOUR) == [Cause.QUIET]
    assert tower.rows()[0].facts["since"] == NOON.isoformat()


def test_a_message_ends_the_silence(tower) -> None:
    lively(tower)
    tower.stream(last_ok_at=NOON + 5 * HOUR)
    tower.tell(NOON + 5 * HOUR)
    tower.arrivals(NOON + 6 * HOUR)
    tower.stream(last_ok_at=NOON + 6 * HOUR)
    raised, over = tower.tell(NOON + 6 * HOUR)
    assert "Ungewöhnlich still" in raised.subject
    assert "Es kommen wieder Nachrichten" in over.text


def test_a_stream_that_was_not_polled_is_not_called_quiet(fast) -> None:
    lively(fast)
    fast.stream(last_ok_at=NOON + HOUR, failures=3, trouble=Trouble.UNREACHABLE)
    assert fast.look(NOON + DAY) == []


def test_a_stream_in_trouble_stays_quiet_until_something_comes(fast) -> None:
    lively(fast)
    fast.stream(last_ok_at=NOON + 5 * HOUR)
    fast.look(NOON + 5 * HOUR)
    fast.stream(failures=5, trouble=Trouble.UNREACHABLE, trouble_since=NOON + 6 * HOUR)
    assert fast.look(NOON + 7 * HOUR) == [Cause.QUIET, Cause.FAILING]


def test_a_young_stream_is_not_called_quiet(fast) -> None:
    lively(fast, days=10)
    fast.stream(last_ok_at=NOON + DAY)
    assert fast.look(NOON + DAY) == []


def test_a_new_watch_ends_no_silence_that_it_does_not_know_yet(fast, monkeypatch) -> None:
    lively(fast)
    fast.stream(last_ok_at=NOON + DAY)
    assert fast.look(NOON + DAY) == [Cause.QUIET]
    monkeypatch.setattr(alarms, "AT_ONCE", 0)
    fast.watch = Watch(fast.db, failures=5)
    assert fast.look(NOON + DAY + HOUR) == [Cause.QUIET]


def test_a_watch_that_knows_nothing_raises_nothing(fast, monkeypatch) -> None:
    monkeypatch.setattr(alarms, "AT_ONCE", 0)
    lively(fast)
    fast.stream(last_ok_at=NOON + DAY)
    assert fast.look(NOON + DAY) == []


def test_a_months_silence_is_still_one(fast) -> None:
    lively(fast)
    fast.stream(last_ok_at=NOON + 40 * DAY)
    assert fast.look(NOON + 40 * DAY) == [Cause.QUIET]


# -- told -----------------------------------------------------------------------------------------


def test_one_e_mail_tells_all_that_is_new_and_one_that_it_is_over(tower) -> None:
    tower.stream(failures=5, trouble=Trouble.UNREACHABLE, trouble_since=NOON)
    tower.gap()
    (mail,) = tower.tell()
    assert mail.recipient == cast.AMINA["email"]
    assert "klappt seit" in mail.text
    assert "Nachrichten fehlen" in mail.text
    assert len(tower.tell(NOON + HOUR)) == 1
    tower.stream(failures=0, trouble=None)
    _, over = tower.tell(NOON + 2 * HOUR)
    assert "Der Abruf klappt wieder" in over.text
    assert "Nachrichten fehlen" not in over.text


def test_admins_are_told_in_their_language_and_nobody_else_is(tower) -> None:
    with tower.db.write() as session:
        cast.agent(session, cast.JONAS, Role.ADMIN, "en")
        cast.agent(session, cast.MIRIAM)
        bare = {"work_name": "Ohne Adresse", "phone": "+493023125999", "email": None}
        cast.agent(session, bare, Role.ADMIN)
        gone = {"work_name": "Weg Gegangen", "email": "weg@example.com"}
        cast.agent(session, gone, Role.ADMIN).disabled_at = NOON
    tower.gap()
    amina, jonas = tower.tell()
    assert amina.text.startswith("Guten Tag Amina Haddad,")
    assert jonas.text.startswith("Hello Jonas Weber,")
    assert jonas.recipient == cast.JONAS["email"]


def test_what_came_and_went_between_two_rounds_is_told_to_nobody(fast) -> None:
    fast.stream(failures=5, trouble=Trouble.UNREACHABLE)
    fast.look()
    fast.stream(failures=0, trouble=None)
    assert fast.tell(NOON + HOUR) == []


def test_what_was_paused_by_a_person_is_not_told_as_healed(fast) -> None:
    fast.stream(failures=5, trouble=Trouble.UNREACHABLE)
    assert len(fast.tell()) == 1
    fast.stream(enabled=False)
    assert len(fast.tell(NOON + HOUR)) == 1
    assert fast.look(NOON + HOUR) == []


def test_a_dead_login_ends_the_alarms_of_its_streams_without_a_word(fast) -> None:
    fast.account(credentials="sealed")
    fast.stream(failures=5, trouble=Trouble.UNREACHABLE)
    fast.tell()
    fast.account(state=AccountState.LOGIN_NEEDED, trouble_since=NOON)
    _, mail = fast.tell(NOON + HOUR)
    assert "abgelaufen" in mail.text
    assert "klappt wieder" not in mail.text
    assert fast.look(NOON + HOUR) == [Cause.LOGIN_DEAD]


def test_without_a_mail_server_nothing_is_queued_and_it_is_told_once_there_is_one(fast) -> None:
    fast.gap()
    fast.look()
    assert alarms.tell(fast.db, settings(), NOON) == 0
    assert len(fast.tell()) == 1


def test_two_workers_raise_and_tell_it_once(database) -> None:
    tower = Tower(database)
    tower.gap()
    start = threading.Barrier(4)

    def work() -> None:
        watch = Watch(database, failures=5)
        start.wait(20)
        watch.look(NOON)
        alarms.tell(database, POST, NOON)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(tower.rows()) == 1
    assert len(tower.tell()) == 1


def test_that_e_mails_do_not_leave_is_shown_but_not_sent(fast) -> None:
    fast.gap()
    fast.tell()
    with fast.db.write() as session:
        row = session.scalars(select(Mail)).one()
        row.tries, row.trouble = alarms.MAIL_TRIES, "the mail server cannot be reached"
    assert len(fast.tell(NOON + HOUR)) == 1
    assert fast.look(NOON + HOUR) == [Cause.GAP, Cause.MAIL]


# -- why it ended ---------------------------------------------------------------------------------


def last_words(tower, language: str) -> list[str]:
    """Return what the page says of the alarms that are over."""
    with tower.db.read() as session:
        past = views.past(session)
    return [alarm_words.over(texts(language), Told(view.cause, view.facts)) for view in past]


def test_a_login_that_ended_was_never_told_to_hold_again(tower) -> None:
    tower.account(credentials="sealed", token_expires_at=NOON + DAY)
    tower.tell()
    tower.account(state=AccountState.LOGIN_NEEDED, trouble_since=NOON + DAY)
    _, mail = tower.tell(NOON + DAY)
    (german,), (english,) = last_words(tower, "de"), last_words(tower, "en")
    assert "hält wieder" not in german + mail.text
    assert german.endswith("Das ganze Konto blieb stehen; dafür gab es eine eigene Warnung.")
    assert english.endswith("the whole account stopped; that was an alarm of its own.")


def test_a_login_that_was_renewed_is_told_to_hold_again(fast) -> None:
    fast.account(credentials="sealed", token_expires_at=NOON + DAY)
    fast.tell()
    fast.account(token_expires_at=NOON + 60 * DAY)
    _, mail = fast.tell(NOON + HOUR)
    assert "Die Anmeldung hält wieder." in mail.text
    assert "Das ist wieder in Ordnung:" in mail.text


def spent_budget(tower) -> None:
    with tower.db.write() as session:
        budget.set_budget(session, ADMIN, "memory", None, DOLLAR, Steps(), NOON)
        budget.spend(session, tower.account_id, {"reply": 100}, NOON.date())
    tower.tell()


def test_a_budget_that_was_dropped_is_told_as_dropped(tower) -> None:
    spent_budget(tower)
    with tower.db.write() as session:
        budget.drop_budget(session, ADMIN, session.scalars(select(Budget.id)).one(), NOON)
    _, mail = tower.tell(NOON + HOUR)
    assert "Das Budget wurde aufgehoben." in mail.text
    assert "Das ist vorbei:" in mail.text
    assert "Vorbei" in mail.subject
    assert "Hälfte" not in mail.text
    assert last_words(tower, "en")[0].endswith("the budget was dropped.")


def test_a_budget_that_was_raised_is_told_as_less_than_half_spent(fast) -> None:
    spent_budget(fast)
    with fast.db.write() as session:
        budget.set_budget(session, ADMIN, "memory", None, 10 * DOLLAR, Steps(), NOON)
    _, mail = fast.tell(NOON + HOUR)
    assert "wieder weniger als die Hälfte" in mail.text


STOPPED = [
    ({"state": AccountState.LOGIN_NEEDED}, {}),
    ({"state": AccountState.OUT_OF_CREDIT}, {}),
    ({"token_expires_at": NOON + DAY}, {}),
    ({}, {"failures": 5, "trouble": Trouble.UNREACHABLE}),
]
"""What may be wrong with an account while somebody disconnects it."""


@pytest.mark.parametrize(("account", "stream"), STOPPED)
def test_an_account_that_was_disconnected_is_not_told_as_connected(fast, account, stream) -> None:
    fast.account(credentials="sealed", **account)
    fast.stream(**stream)
    fast.tell()
    with fast.db.write() as session:
        disconnecting.disconnect(session, ADMIN, fast.account_id, NOON)
    assert len(fast.tell(NOON + HOUR)) == 1
    assert [each.partition(": ")[2] for each in last_words(fast, "de")] == [
        "Das Konto wurde getrennt."
    ]


@pytest.mark.parametrize("what", ["stream", "account"])
def test_what_was_paused_by_a_person_stands_there_as_paused(fast, what) -> None:
    fast.stream(failures=5, trouble=Trouble.UNREACHABLE)
    fast.tell()
    if what == "stream":
        fast.stream(enabled=False)
    else:
        fast.account(state=AccountState.PAUSED)
    fast.look(NOON + HOUR)
    assert [each.partition(": ")[2] for each in last_words(fast, "en")] == ["paused by a person."]


# -- seen -----------------------------------------------------------------------------------------


def test_an_alarm_that_was_seen_stays_but_counts_no_more(tower) -> None:
    tower.gap()
    tower.look()
    with tower.db.write() as session:
        amina = session.scalars(select(cast.Agent)).one()
        who = Actor(amina.id, Role.ADMIN, Via.PAGE)
        alarms.acknowledge(session, who, tower.rows()[0].id, NOON)
    with tower.db.read() as session:
        assert views.unseen(session) == 0
        (view,) = views.current(session)
        assert session.scalars(select(Audit.action)).all() == ["alarm seen"]
    assert (view.seen_by, view.seen_at) == ("Amina Haddad", NOON)


def test_what_got_worse_has_to_be_seen_again(fast) -> None:
    fast.account(credentials="sealed", token_expires_at=NOON + 14 * DAY)
    fast.look()
    with fast.db.write() as session:
        alarms.acknowledge(session, ADMIN, fast.rows()[0].id, NOON)
    fast.look(NOON + DAY)
    assert fast.rows()[0].seen_at == NOON
    fast.look(NOON + 8 * DAY)
    assert fast.rows()[0].seen_at is None


def test_only_admins_see_to_alarms(fast) -> None:
    fast.gap()
    fast.look()
    with pytest.raises(NotAllowed), fast.db.write() as session:
        alarms.acknowledge(session, AGENT, fast.rows()[0].id, NOON)


def test_an_alarm_that_is_not_there_is_said(fast) -> None:
    with pytest.raises(NoAlarm), fast.db.write() as session:
        alarms.acknowledge(session, ADMIN, 99, NOON)


def test_what_is_over_is_shown_for_a_while_and_then_forgotten(tower) -> None:
    gap_id = tower.gap()
    tower.tell()
    with tower.db.write() as session:
        streams.acknowledge_gap(session, ADMIN, gap_id, NOON)
    tower.look(NOON + HOUR)
    with tower.db.read() as session:
        assert [view.cause for view in views.past(session)] == [Cause.GAP]
    with tower.db.write() as session:
        alarms.forget(session, NOON + 89 * DAY)
        assert len(views.past(session)) == 1
        alarms.forget(session, NOON + 91 * DAY)
        assert views.past(session) == ()


def test_others_can_raise_an_alarm_and_end_it(tower) -> None:
    with tower.db.write() as session:
        given = (session, Cause.CREDIT, "accounts:7", {"platform": "memory"}, NOON)
        assert alarms.raise_(*given)
        assert not alarms.raise_(*given)
        assert alarms.heal(session, Cause.CREDIT, "accounts:7", NOON)
        assert not alarms.heal(session, Cause.CREDIT, "accounts:7", NOON)
        assert alarms.raise_(*given)
