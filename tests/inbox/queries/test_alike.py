"""Who is suggested for a join, and why: looked up in the index, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from connectors.base import Author
from db.models import Agent, Contact, Fact
from db.session import Database
from inbox.care import indexing, people
from inbox.care.rights import MACHINE
from inbox.queries import alike, search_index
from inbox.rules.likeness import Why
from inbox.rules.people import Facts
from tests import cast
from tests.cast import NOON

ERIKA = "Erika Müller"
PHONE = "Bitte anrufen: 030 901820"
Writes = Callable[..., int]


@pytest.fixture
def town(database: Database) -> Writes:
    """Let people write; returns whoever wrote, a contact of their own each."""
    with database.write() as session:
        account = cast.account(session, "facebook").id
    count = iter(range(1000))

    def writes(name: str, *texts: str, notes: str = "", called: str = "", of: int = 0) -> int:
        with database.write() as session:
            number = next(count)
            author = Author(f"x{number}", name, f"handle_{number}")
            who = session.get(Contact, of) or cast.contact(session, author, "facebook")
            for text in texts or ("Hallo",):
                here = session.get_one(cast.Account, account)
                at = NOON + timedelta(seconds=number)
                cast.matter(session, here, text, who=who, thread=f"t{next(count)}", at=at)
            if notes or called:
                known = Facts(name=called or None, notes=notes)
                people.save(session, MACHINE, who.id, known, 0, NOON)
            indexing.keep_up(session)
            return who.id

    return writes


def suggested(database: Database, contact_id: int) -> list[tuple[int, list[str]]]:
    with database.read() as session:
        found = alike.alike(session, session.get_one(Contact, contact_id))
    return [(one.contact.id, [reason.why.value for reason in one.reasons]) for one in found]


def test_the_same_name_is_suggested_behind_what_says_more(database, town: Writes) -> None:
    erika = town(ERIKA, PHONE)
    named = town("ERIKA MUELLER")
    both = town("Erika Muller", "+49 (30) 90-18-20")
    told = town("Jo", "Rückruf 0049 30 901820")
    town("Erika Müller-Lüdenscheidt")
    found = suggested(database, erika)
    assert sorted(found[:2]) == [(both, ["phone", "name"]), (told, ["phone"])]
    assert found[2:] == [(named, ["name"])]


def test_an_address_is_found_however_long_ago_it_was_written(database, town: Writes) -> None:
    jo = town("Jo", "mail: E.Mueller+x@Example.com", *[f"Nachricht {n}" for n in range(40)])
    erika = town(ERIKA, "e.mueller+x@example.com")
    assert suggested(database, erika) == [(jo, ["mail"])]


def test_what_the_team_noted_is_looked_at_on_both_sides(database, town: Writes) -> None:
    noted = town("Jo", notes="Rückruf unter 030 901820, nie vor neun.")
    assert suggested(database, town(ERIKA, PHONE)) == [(noted, ["phone"])]
    asks = town("Kim", notes="Schreibt auch als info@kim.example")
    wrote = town("K.", "info@kim.example")
    assert suggested(database, asks) == [(wrote, ["mail"])]


def test_the_number_to_reach_somebody_counts(database, town: Writes) -> None:
    asks, wrote = town("Kim"), town("K.", PHONE)
    facts = Facts(channel="call", channel_address="030 901820")
    with database.write() as session:
        people.save(session, MACHINE, asks, facts, 0, NOON)
    assert suggested(database, asks) == [(wrote, ["phone"])]
    assert suggested(database, wrote) == [(asks, ["phone"])]


def test_the_name_that_the_team_gave_counts(database, town: Writes) -> None:
    known = town("erika1970", called=ERIKA)
    assert suggested(database, town(ERIKA)) == [(known, ["name"])]


def test_our_own_numbers_are_nobodys(database, town: Writes) -> None:
    with database.write() as session:
        session.add(Agent(login="m", role="agent", created_at=NOON, **cast.MIRIAM))
        session.add(Fact(title="Zentrale", folded="zentrale", text=PHONE, updated_at=NOON))
    texts = [f"Unter {cast.MIRIAM['phone']} ging keiner ran", "miriam@example.com", PHONE]
    town("Jo", *texts)
    assert suggested(database, town(ERIKA, *texts)) == []


def test_a_number_that_many_name_is_nobodys(database, town: Writes) -> None:
    for number in range(alike.ANYBODYS + 1):
        town(f"Jemand {number}", PHONE)
    assert suggested(database, town(ERIKA, PHONE)) == []


def test_what_is_withheld_or_gone_suggests_nobody(database, town: Writes) -> None:
    erika, jo = town(ERIKA, PHONE), town(ERIKA, PHONE)
    with database.write() as session:
        session.get_one(Contact, jo).withheld = True
    assert suggested(database, jo) == [(erika, ["phone", "name"])]
    with database.write() as session:
        for message in session.query(cast.Message).filter_by(contact_id=erika):
            message.text = ""
        indexing.keep_up(session)
    assert suggested(database, jo) == []


def test_who_wrote_a_thousand_times_hides_nobody(
    database, town: Writes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alike, "LOOK", 3)
    jo = town("Jo", PHONE)
    erika = town(ERIKA, *[PHONE] * 5)
    assert suggested(database, erika) == [(jo, ["phone"])]


def test_a_look_reads_a_bounded_number_of_entries(
    database, town: Writes, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    found = search_index.found

    def counted(session, wanted, bottom, top, limit):
        asked.append(limit)
        return found(session, wanted, bottom, top, limit)

    monkeypatch.setattr(search_index, "found", counted)
    erika = town(ERIKA, PHONE, "e@example.com")
    for _ in range(20):
        town(ERIKA)
    with database.read() as session:
        others = alike.alike(session, session.get_one(Contact, erika))
    assert asked == [alike.LOOK] * 4
    assert [one.reasons[0].why for one in others] == [Why.NAME] * 8
