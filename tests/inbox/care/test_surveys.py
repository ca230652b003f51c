"""The survey: set by admins, neutral or not at all, answered once, and of nobody afterwards."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from connectors.base import Kind
from db.models import (
    Audit,
    Contact,
    Conversation,
    Invitation,
    Person,
    Promise,
    PromiseState,
    Reply,
    Role,
    Survey,
    SurveyAnswer,
)
from inbox.care import surveys
from inbox.care.promising import Given as Pledge
from inbox.care.rights import Actor, Via
from inbox.care.surveys import HOLDS, Given, Leans, Over, Uneven
from inbox.outgoing import surveying
from inbox.queries import surveys as queries
from inbox.queries.surveys import ENOUGH, Words
from inbox.rules import inviting, neutral
from inbox.rules.lot import APART
from inbox.rules.neutral import Flaw
from inbox.rules.promises import PromiseKind
from tests import cast
from tests.desk import Desk

WORDS = {
    "de": Words("Was möchten Sie uns sagen?", "Ist Ihre Frage beantwortet?", ("Ja", "Nein")),
    "en": Words("What would you like to tell us?", "Was it answered?", ("Yes", "No")),
}
ON = Given(on=True, share=100, words=WORDS)
BASE = "https://inbox.example"


@pytest.fixture
def desk(sqlite_database) -> Desk:
    return Desk(sqlite_database)


@pytest.fixture
def both(database) -> Desk:
    """A desk on each kind of database, for what they could do differently."""
    return Desk(database)


def admin(desk: Desk) -> Actor:
    return Actor(desk.agents["jonas"], Role.ADMIN, Via.PAGE)


def sets(desk: Desk, given: Given = ON) -> None:
    with desk.db.write() as session:
        surveys.save(session, admin(desk), given, desk.time)


def ends(desk: Desk, text: str = "Wann kommt der Techniker?", **who: object) -> int:
    """Let a private matter end with an answer of ours."""
    number = desk.writes(text, kind=Kind.DIRECT, **who)
    desk.answers(number, "Der Techniker kommt heute um 15 Uhr zu Ihnen.")
    desk.after_undo()
    with desk.db.write() as session:
        row = session.get_one(Conversation, number)
        row.state, row.waiting_since = "done", None
    return number


def drawn(desk: Desk) -> list[int]:
    with desk.db.read() as session:
        return [one.conversation for one in queries.to_ask(session, desk.time)]


def invites(desk: Desk) -> int:
    with desk.db.write() as session:
        return surveying.invite(session, admin(desk), BASE, desk.settings, desk.time)


def changes(desk: Desk, table, **values: object) -> None:
    with desk.db.write() as session:
        session.execute(update(table).values(**values))


def invited(desk: Desk) -> str:
    """Ask somebody and return the secret of their link."""
    with desk.db.write() as session:
        person = session.scalars(select(Contact.id)).first() or cast.contact(session).id
        version = queries.survey(session).version
        return surveys.invite(session, person, version, desk.time)


def answers(desk: Desk, token: str, choice: int | None = 0, text: str = "Alles klar.") -> None:
    with desk.db.write() as session:
        surveys.answer(session, token, choice, text, desk.time)


def results(desk: Desk) -> queries.Results:
    with desk.db.read() as session:
        return queries.results(session)


# what is asked


def test_it_is_off_until_an_admin_turns_it_on(desk) -> None:
    number = ends(desk)
    assert (drawn(desk), invites(desk)) == ([], 0)
    sets(desk, replace(ON, on=False))
    assert drawn(desk) == []
    sets(desk)
    assert drawn(desk) == [number]


def test_words_that_lean_are_not_saved(desk) -> None:
    leaning = replace(WORDS["de"], open="Was hat Ihnen gefallen?")
    with pytest.raises(Leans) as refused:
        sets(desk, replace(ON, words={**WORDS, "de": leaning}))
    (fault,) = refused.value.faults["de", "open"]
    assert (fault.flaw, fault.words) == (Flaw.LEANS, ("Was hat Ihnen gefallen",))
    with desk.db.read() as session:
        assert queries.survey(session).on is False


def test_both_languages_offer_as_many_buttons(desk) -> None:
    three = replace(WORDS["de"], choices=("Ja", "Teils", "Nein"))
    with pytest.raises(Uneven):
        sets(desk, replace(ON, words={**WORDS, "de": three}))
    with pytest.raises(Leans):
        sets(desk, replace(ON, words={"de": WORDS["de"]}))


def test_the_seed_is_made_once_and_kept_and_every_setting_is_noted(desk) -> None:
    sets(desk)
    with desk.db.read() as session:
        first = queries.survey(session)
    sets(desk, replace(ON, share=10))
    with desk.db.read() as session:
        view = queries.survey(session)
        noted = session.scalars(select(Audit.note).where(Audit.action == "survey set")).all()
    assert len(first.seed) == 32
    assert (view.seed, view.share, view.version) == (first.seed, 10, first.version)
    assert [each["share"] for each in noted] == [100, 10]


@pytest.mark.parametrize("said", inviting.WORDS.values())
def test_how_somebody_is_asked_leans_nowhere(said) -> None:
    assert neutral.leaning(said) == ()


def test_somebody_is_asked_in_their_language_and_as_they_are_spoken_to() -> None:
    assert inviting.words("L", "en", "du").startswith("Hello")
    assert "Du kannst" in inviting.words("L", "de", "du")
    assert "Sie können" in inviting.words("L", None, None)


# who is asked


def test_only_a_private_matter_that_has_ended_with_an_answer_is_drawn(desk) -> None:
    sets(desk)
    desk.writes(kind=Kind.DIRECT)
    public = desk.writes(kind=Kind.COMMENT, who=cast.JO)
    changes(desk, Conversation, state="done", waiting_since=None)
    assert public not in drawn(desk)
    assert drawn(desk) == []


@pytest.mark.parametrize(
    ("table", "values"),
    [
        (Contact, {"care": "grief"}),
        (Contact, {"cared_at": cast.NOON - timedelta(days=300)}),
        (Contact, {"team_line": True}),
        (Conversation, {"answer_until": cast.NOON}),
        (Conversation, {"last_message_at": cast.NOON - timedelta(days=8)}),
        (Conversation, {"unsent_at": cast.NOON}),
    ],
)
def test_who_is_never_drawn(desk, table, values) -> None:
    sets(desk)
    ends(desk)
    changes(desk, table, **values)
    assert drawn(desk) == []


@pytest.mark.parametrize(
    "text", ["SO EINE FRECHHEIT! WO IST MEIN GELD?", "ihr Idioten, und jetzt?"]
)
def test_heat_leaves_out_though_it_was_answered(desk, text) -> None:
    sets(desk)
    ends(desk, text)
    assert drawn(desk) == []


@pytest.mark.parametrize("state", [PromiseState.BROKEN, PromiseState.OPEN, PromiseState.KEPT])
def test_a_promise_that_was_broken_or_late_leaves_out_on_every_channel(desk, state) -> None:
    sets(desk)
    due = desk.time + timedelta(hours=2)
    desk.answers(
        desk.writes(), "Wir rufen Sie heute um 14 Uhr an.",
        given=[Pledge(PromiseKind.CALL, "Anruf", due)],
    )  # fmt: skip
    desk.after_undo()
    number = ends(desk)
    settled = None if state is PromiseState.OPEN else due + timedelta(hours=1)
    assert drawn(desk) == [number]
    changes(desk, Promise, state=state, settled_at=settled)
    desk.wait(hours=4)
    assert drawn(desk) == []


def test_whoever_is_blocked_is_left_out(desk) -> None:
    sets(desk)
    ends(desk)
    with desk.db.write() as session:
        person = Person(updated_at=desk.time, blocked_until=desk.time + timedelta(days=1))
        session.add(person)
        session.flush()
        session.execute(update(Contact).values(person_id=person.id))
    assert drawn(desk) == []


def test_two_contacts_of_one_person_are_asked_once_and_care_for_one_is_care_for_both(both) -> None:
    sets(both)
    ends(both)
    last = ends(both, "Und die Rechnung?", who=cast.JO)
    assert len(drawn(both)) == 2
    with both.db.write() as session:
        person = Person(updated_at=both.time)
        session.add(person)
        session.flush()
        session.execute(update(Contact).values(person_id=person.id))
    assert drawn(both) == [last]
    with both.db.write() as session:
        first = session.scalars(select(Contact.id).order_by(Contact.id)).first()
        session.execute(update(Contact).where(Contact.id == first).values(care="illness"))
    assert drawn(both) == []


# asking


def test_a_click_asks_those_drawn_signed_by_who_clicked_and_never_again_for_180_days(both) -> None:
    sets(both)
    number = ends(both)
    assert invites(both) == 1
    assert (drawn(both), invites(both)) == ([], 0)
    with both.db.read() as session:
        reply = session.scalars(select(Reply).order_by(Reply.id.desc())).first()
        noted = session.scalars(select(Audit).where(Audit.action == "survey invited")).one()
        kept = session.scalars(select(Invitation)).one()
    assert (reply.conversation_id, reply.agent_id) == (number, both.agents["jonas"])
    assert reply.text.rstrip().endswith(reply.signature.strip())
    assert "Jonas Weber" in reply.signature
    assert noted.note == {"people": 1}
    token = reply.body.split("token=")[1].split()[0]
    assert token not in kept.token_hash
    answers(both, token)
    both.wait(days=179)
    changes(both, Conversation, last_message_at=both.time)
    assert drawn(both) == []
    both.wait(days=1)
    changes(both, Conversation, last_message_at=both.time)
    assert drawn(both) == [number]


def test_one_who_cannot_be_written_to_takes_nobody_elses_place(desk, monkeypatch) -> None:
    sets(desk)
    ends(desk)
    ends(desk, "Und die Rechnung?", who=cast.JO)
    monkeypatch.setattr(surveying.inviting, "words", _ticket_for_the_first())
    assert invites(desk) == 1
    with desk.db.read() as session:
        assert len(session.scalars(select(Invitation)).all()) == 1


def _ticket_for_the_first():
    calls: list[str] = []

    def words(link: str, language: str | None, address: str | None) -> str:
        calls.append(link)
        return (
            "Ihre Ticketnummer ist 4711."
            if len(calls) == 1
            else inviting.WORDS["sie"].format(link=link)
        )

    return words


# answering


def test_an_answer_uses_its_link_up(both) -> None:
    sets(both)
    token = invited(both)
    answers(both, token)
    with pytest.raises(Over):
        answers(both, token, 1)
    with pytest.raises(Over):
        answers(both, "made up")
    with both.db.read() as session:
        assert session.scalars(select(SurveyAnswer.choice)).all() == [0]


def test_a_link_holds_for_a_while_and_for_the_words_it_was_sent_for(desk) -> None:
    sets(desk)
    early, late = invited(desk), invited(desk)
    desk.wait(seconds=(HOLDS - timedelta(seconds=1)).total_seconds())
    answers(desk, early)
    desk.wait(seconds=1)
    with pytest.raises(Over):
        answers(desk, late)
    other = invited(desk)
    en = replace(WORDS["en"], open="What should we know?")
    sets(desk, replace(ON, words={**WORDS, "en": en}))
    with pytest.raises(Over):
        answers(desk, other)


def test_what_is_kept_says_nothing_of_who_answered_or_when(desk) -> None:
    sets(desk)
    for _ in range(2):
        answers(desk, invited(desk), 1, "  Danke \u202e \x00 dafür ")
    with desk.db.read() as session:
        rows = session.scalars(select(SurveyAnswer)).all()
        open_still = session.scalars(select(Invitation.token_hash)).all()
    assert {column.name for column in SurveyAnswer.__table__.columns} == {
        "id", "version", "choice", "text", "month",
    }  # fmt: skip
    assert {(row.choice, row.month.day) for row in rows} == {(1, 1)}
    assert all("\x00" not in row.text and "\u202e" not in row.text for row in rows)
    assert open_still == [None, None]


@pytest.mark.parametrize("choice", [-1, 2, 99, None])
def test_a_button_that_is_not_there_is_none(desk, choice) -> None:
    sets(desk)
    answers(desk, invited(desk), choice, "x" * 5_000)
    with desk.db.read() as session:
        row = session.scalars(select(SurveyAnswer)).one()
    assert (row.choice, len(row.text)) == (None, 2_000)


def test_nothing_said_is_no_answer(desk) -> None:
    sets(desk)
    answers(desk, invited(desk), None, " \n ")
    with desk.db.read() as session:
        assert session.scalars(select(SurveyAnswer)).all() == []


# results


def test_nothing_is_shown_below_ten_answers(both) -> None:
    sets(both)
    for n in range(ENOUGH - 1):
        answers(both, invited(both), n % 2, f"Antwort {n}")
    assert results(both) == queries.Results(enough=False)
    answers(both, invited(both), None, "Die zehnte")
    found = results(both)
    assert (found.enough, found.total, found.counts) == (True, 10, (5, 4, 1))
    assert sorted(found.texts) == sorted([*(f"Antwort {n}" for n in range(9)), "Die zehnte"])


def test_the_order_of_open_answers_is_another_each_time(desk) -> None:
    sets(desk)
    for n in range(30):
        answers(desk, invited(desk), 0, f"Antwort {n}")
    assert len({results(desk).texts for _ in range(5)}) > 1


def test_other_words_begin_anew(desk) -> None:
    sets(desk)
    for _ in range(ENOUGH):
        answers(desk, invited(desk))
    en = replace(WORDS["en"], open="What should we know?")
    sets(desk, replace(ON, words={**WORDS, "en": en}))
    assert results(desk).enough is False


# forgetting


def test_answers_go_with_the_months_and_a_link_that_is_over_looks_like_a_used_one(both) -> None:
    sets(both)
    answers(both, invited(both))
    invited(both)
    with both.db.write() as session:
        assert surveys.forget(session, both.time, both.time) == 0
    both.wait(days=45)
    with both.db.write() as session:
        assert surveys.forget(session, None, both.time) == 0
        assert surveys.forget(session, both.time, both.time) == 1
    with both.db.read() as session:
        assert session.scalars(select(Invitation.token_hash)).all() == [None, None]
    both.wait(seconds=APART.total_seconds())
    with both.db.write() as session:
        surveys.forget(session, None, both.time)
    with both.db.read() as session:
        assert session.scalars(select(Invitation)).all() == []
        assert session.get(Survey, 1) is not None


def test_who_is_forgotten_leaves_no_invitation(both) -> None:
    sets(both)
    invited(both)
    with both.db.write() as session:
        session.delete(session.scalars(select(Contact)).one())
    with both.db.read() as session:
        assert session.scalars(select(Invitation)).all() == []
