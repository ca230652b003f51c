"""What the customer reads as promised for Friday is not noted for New Year's Eve without a word."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from db.models import Audit, Promise
from inbox.care import drafts
from inbox.care.drafts import Typed
from inbox.care.promising import Given
from inbox.outgoing.replying import Objected
from inbox.rules.promises import PromiseKind
from tests.desk import Desk

WORDS = "Die 33 € bekommen Sie morgen"
TEXT = f"Das tut mir leid, Erika. {WORDS}."


def given(due: datetime) -> Given:
    return Given(PromiseKind.MONEY, WORDS, due, 33_00, "EUR", WORDS)


def test_a_later_time_needs_a_reason(fast: Desk) -> None:
    here = fast.writes()
    later = fast.time + timedelta(days=38)
    with pytest.raises(Objected) as error:
        fast.answers(here, TEXT, given=[given(later)])
    assert "noted_later" in [one.rule for one in error.value.objections]
    fast.answers(here, TEXT, given=[given(later)], despite="So am Telefon besprochen")
    with fast.db.read() as session:
        assert session.get_one(Promise, 1).due_at == later


def test_a_sooner_one_needs_none(fast: Desk) -> None:
    here = fast.writes()
    fast.answers(here, TEXT, given=[given(fast.time + timedelta(hours=2))])
    with fast.db.read() as session:
        assert session.get(Promise, 1) is not None


def test_the_same_time_is_the_same_wherever_its_agent_sits(fast: Desk) -> None:
    here = fast.writes()
    tomorrow = fast.time.date() + timedelta(days=1)
    for zone, clock in (("Pacific/Auckland", "+13:00"), ("America/New_York", "-05:00")):
        due = datetime.fromisoformat(f"{tomorrow}T17:00:00{clock}")
        if due <= fast.time:
            continue
        fast.answers(here, TEXT, given=[given(due)], zone=zone)


def test_money_that_is_noted_nowhere_leaves_with_words_alone_and_is_audited(fast: Desk) -> None:
    here, key = fast.writes(), "a" * 32
    with fast.db.write() as session:
        drafts.save(session, fast.actor(), here, Typed(TEXT, key, "", False), fast.time)
        drafts.decide(session, fast.actor(), here, {WORDS: {"no": True}})
    for reason in (None, "x", "x y z"):
        with pytest.raises(Objected) as error:
            fast.answers(here, TEXT, key=key, despite=reason)
        assert "not_noted" in [one.rule for one in error.value.objections]
    fast.answers(here, TEXT, key=key, despite="Kam schon gestern an")
    with fast.db.read() as session:
        (row,) = session.scalars(select(Audit).where(Audit.action == "replied"))
        assert row.note["despite"] == "Kam schon gestern an"
        assert "not_noted" in row.note["objections"]
