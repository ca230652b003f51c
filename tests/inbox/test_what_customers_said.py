"""Each sentence that customers said about service, and the rule that it became.

The names of these tests stand in docs/rules.md beside the sentence and the place on the screen.
What a rule does in full is shown by its own tests; here it is pressed once, from the outside.
"""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from connectors.base import Kind
from db.models import Message, Promise, Role, Wait
from inbox.care import authority, caring, closing, lines, needs, people, praising, surveys, taking
from inbox.care.closing import StillPromised
from inbox.care.owning import Holder
from inbox.care.promising import Given
from inbox.care.rights import MACHINE, Actor, Via
from inbox.outgoing import replying
from inbox.outgoing.replying import Objected
from inbox.queries import briefing, contacts, conversations, heat
from inbox.queries.conversations import Folder
from inbox.queries.surveys import Words
from inbox.rules import apology
from inbox.rules.authority import Grant, Remedy
from inbox.rules.briefing import About
from inbox.rules.money import Amount
from inbox.rules.people import Facts
from inbox.rules.promises import PromiseKind
from inbox.rules.signature import check_profile
from inbox.texts import texts
from tests import cast
from tests.desk import Desk
from tests.inbox.care.test_needs import below
from tests.inbox.outgoing.waiting import writes_again

DOCUMENT = Path(__file__).parents[2] / "docs" / "rules.md"


@pytest.fixture
def desk(fast: Desk) -> Desk:
    """Which database it is changes none of these rules; their own tests ask both."""
    return fast


def said(desk: Desk, here: int, text: str, login: str = "miriam") -> dict[str, str]:
    """Return which rules speak beside a draft while it is typed, and how firmly."""
    with desk.db.read() as session:
        agent = desk.actor(login)
        shown = replying.preview(session, agent, here, text, desk.settings, desk.time)
    return {one.rule: str(one.level) for one in shown.objections}


def leaves(desk: Desk, here: int, text: str, login: str = "miriam", **how: object) -> str:
    """Send a reply; return it as the platform has it."""
    desk.answers(here, text, login, **how)
    desk.after_undo()
    return desk.sent()[-1]


def is_blocked(desk: Desk, text: str) -> None:
    """Hold that a text cannot leave, not even with a reason."""
    here = desk.writes()
    with pytest.raises(Objected):
        desk.answers(here, text, despite="Es muss sein.")
    desk.after_undo()
    assert desk.sent() == []


def test_a_name_and_a_direct_line_on_every_reply(desk: Desk) -> None:
    """„Gebt mir einen Namen und Kontaktdaten“"""
    told = leaves(desk, desk.writes(kind=Kind.DIRECT), "Das Geld ist seit heute unterwegs.")
    assert told.endswith("miriam@example.com")
    assert "Miriam Brandt" in told
    assert "+49" in told


@pytest.mark.parametrize("kind", [Kind.MENTION, Kind.COMMENT, Kind.DIRECT])
def test_it_holds_for_public_and_private_messages_alike(desk: Desk, kind: Kind) -> None:
    """„Das gilt auch für Twitter, Chat oder Facebook“"""
    assert "Miriam Brandt" in leaves(desk, desk.writes(kind=kind), "Das Geld ist unterwegs.")


def test_nobody_becomes_a_number(desk: Desk) -> None:
    """„Ich möchte keine Ticketnummer. Du bist ein Vorgang.“"""
    is_blocked(desk, "Ihre Ticketnummer lautet 4711.")


def test_take_and_tell_waits_for_a_sentence_of_the_agents_own(desk: Desk) -> None:
    """„eine Bestätigung, dass sich gekümmert wird ... von einem Menschen“"""
    here = desk.writes()
    with desk.db.write() as session:
        t = texts("de", "UTC")
        begun = taking.take(session, desk.actor(), here, Holder(), t, desk.time).text
    assert said(desk, here, begun)["only_a_time"] == "holds"
    desk.after_undo()
    assert desk.sent() == []


def test_who_waits_longest_stands_first(desk: Desk) -> None:
    """„Ich will schnell einen kompetenten Ansprechpartner“"""
    first = desk.writes("Seit gestern kein Wasser!")
    desk.wait(hours=1)
    second = desk.writes("Und wann ist bei uns wieder Strom da?", who=cast.OEZTUERK)
    with desk.db.read() as session:
        rows = conversations.listed(session, None, Folder.OPEN).rows
    assert [row.id for row in rows] == [first, second]


def test_the_clock_stops_at_a_word_on_the_matter_and_no_sooner(desk: Desk) -> None:
    """„in unter einer Minute einen echten Menschen“"""
    here = desk.writes()
    desk.wait(minutes=10)
    leaves(desk, here, "Danke für Ihre Nachricht, wir melden uns bald.", despite="Erst einmal.")
    desk.wait(minutes=20)
    leaves(desk, here, "Die Erstattung über 20 Euro ist heute überwiesen.", despite="Ist sie.")
    with desk.db.read() as session:
        wait = session.scalars(select(Wait)).one()
    assert 600 <= wait.acknowledged_seconds < 1800 <= wait.seconds < 1900


def test_who_may_not_decide_cannot_promise_it(desk: Desk) -> None:
    """„befugt, Entscheidungen zu treffen ... oder mich mit jemanden zu verbinden, der das darf“"""
    with desk.db.write() as session:
        fifty = Grant(True, Amount(50_00, "EUR"))
        authority.set_role(session, MACHINE, Role.AGENT, Remedy.REFUND, fifty, desk.time)
    here = desk.writes()
    assert "above_authority" not in said(desk, here, "Ich erstatte Ihnen 20 €.")
    assert said(desk, here, "Ich erstatte Ihnen 80 €.")["above_authority"] == "blocks"


def test_to_pass_on_is_no_service(desk: Desk) -> None:
    """„aufnehmen und weiterleiten ist kein Service“; „nicht zuständig“"""
    here = desk.writes()
    assert said(desk, here, "Ich leite das an die Fachabteilung weiter.")["passes_on"] == "holds"
    assert said(desk, here, "Dafür sind wir nicht zuständig.")["sends_away"] == "holds"


def test_what_was_promised_is_kept_before_anything_is_closed(desk: Desk) -> None:
    """„Wenn Ihr mir eine Gutschrift zusagt, dann überweist auch“"""
    here = desk.writes()
    refund = Given(
        PromiseKind.MONEY, "20 € erstatten", desk.time + timedelta(days=1),
        amount=2000, currency="EUR", words="20 €",
    )  # fmt: skip
    leaves(desk, here, "Ich erstatte Ihnen 20 € bis morgen.", given=[refund], despite="Ja.")
    with desk.db.write() as session, pytest.raises(StillPromised):
        closing.close(session, desk.actor(), here, desk.time)
    with desk.db.read() as session:
        assert session.scalars(select(Promise.what)).all() == ["20 € erstatten"]


def test_nobody_is_argued_with(desk: Desk) -> None:
    """„Ich will nicht diskutieren müssen“"""
    here = desk.writes("Der Hamburger kam kalt an.")
    assert said(desk, here, "Da haben Sie wohl die Anleitung nicht gelesen.")["blame"] == "holds"
    assert said(desk, here, "Das tut uns leid.")["only_sorry"] == "hints"
    whole = "Tut uns leid, kommt nicht wieder vor, hier ist Ihr neuer Hamburger."
    assert not set(apology.RULES.values()) & set(said(desk, here, whole))


def test_no_customer_pays_for_service(desk: Desk) -> None:
    """„Ich will nicht für Service bezahlen“"""
    is_blocked(desk, "Sie erreichen uns unter 0900 1234567.")
    assert check_profile("Miriam Brandt", "0900 1234567", None, "DE")[1]


def test_nobody_is_moved_from_the_channel_they_chose(desk: Desk) -> None:
    """„die Wahl des Kanals überlassen“"""
    here = desk.writes("Wo bleibt mein Geld?")
    assert said(desk, here, "Zum Geld rufen Sie uns bitte an.")["moves_away"] == "holds"
    assert "moves_away" not in said(desk, here, "Zum Geld: Darf ich Sie anrufen, oder lieber hier?")
    called = desk.writes("Wo bleibt mein Geld? Rufen Sie mich bitte an.")
    assert "moves_away" not in said(desk, called, "Zum Geld rufen Sie uns bitte an.")


def test_each_is_written_to_in_their_own_way(desk: Desk) -> None:
    """„Für manchen ist weitläufige Beratung eine Bedingung, für den anderen zuviel“"""
    here = desk.writes("Wo bleibt mein Geld?")
    knows = Facts(address="sie", pace="brief")
    with desk.db.write() as session:
        contact = desk.conversation(here).contact_id
        people.save(session, desk.actor(), contact, knows, 0, desk.time)
    spoken = said(desk, here, "Dein Geld ist da. " + "Es kam am Montag auf dem Konto an. " * 30)
    assert (spoken["du_to_sie"], spoken["too_thorough"]) == ("hints", "hints")


def test_no_canned_text_and_a_word_on_the_matter(desk: Desk) -> None:
    """„ohne Textbausteine, mit Bezug zum Thema“"""
    words = (
        "vielen Dank für Ihre Nachricht. Wir bedauern die entstandenen Unannehmlichkeiten sehr"
        " und arbeiten mit Hochdruck an einer Lösung für alle Betroffenen."
    )
    leaves(desk, desk.writes(), words, despite="Zum ersten Mal.")
    here = desk.writes("Wann kommt der neue Zähler in die Gartenstraße?", who=cast.OEZTUERK)
    found = said(desk, here, words, "jonas")
    assert found["canned"] == "holds"
    assert found["question_open"] == "hints"


def test_who_writes_is_known_before_an_answer_is_begun(desk: Desk) -> None:
    """„vorbildlich vorbereitet“"""
    here = desk.writes("Seit zwei Tagen ist das Wasser braun.")
    with desk.db.read() as session:
        who = contacts.person(session, here)
        assert who is not None
        told = {line.about for line in briefing.lines(session, who, desk.time)}
    assert {About.WHO, About.WORDS, About.UNKNOWN} <= told


def test_the_second_thanks_is_held_whoever_writes(desk: Desk) -> None:
    """„die Kopie der Kopie einer Kopie“"""
    here = desk.writes("Ihr seid großartig, alles war nach einem Tag da.")
    leaves(desk, here, "Vielen Dank für Ihr Lob!", despite="Gern.")
    desk.wait(hours=1)
    assert said(desk, here, "Danke schön!", "jonas")["thanked_before"] == "holds"


def test_a_customers_thanks_starts_no_clock(desk: Desk) -> None:
    """The other half of the second letter of thanks: theirs asks for none of ours."""
    here = desk.writes()
    leaves(desk, here, "Das Geld ist seit heute unterwegs.")
    desk.wait(minutes=5)
    writes_again(desk, here, "Danke!")
    assert desk.conversation(here).waiting_since is None


@pytest.mark.parametrize("question", ["Was hat Ihnen gefallen?", "Wie begeistert sind Sie?"])
def test_a_survey_that_leans_is_not_saved(desk: Desk, question: str) -> None:
    """„des richtigen Klicks auf den Bewertungs-Button“"""
    words = {
        "de": Words(question, "Ist Ihre Frage beantwortet?", ("Ja", "Nein")),
        "en": Words("What would you like to tell us?", "Was it answered?", ("Yes", "No")),
    }
    admin = Actor(desk.agents["jonas"], Role.ADMIN, Via.PAGE)
    with desk.db.write() as session, pytest.raises(surveys.Leans):
        surveys.save(session, admin, surveys.Given(True, 100, words), desk.time)


def test_who_is_abused_signs_with_the_teams_line(desk: Desk) -> None:
    """„von unzähligen Idioten beschimpfen lassen ... DANKE!“"""
    here = desk.writes("Ihr Idioten")
    with desk.db.write() as session:
        lines.of_account(session, MACHINE, desk.account_id, "030 23125 000", "", "DE", desk.time)
        caring.team_line(session, desk.actor(), here, desk.time, on=True)
    told = leaves(desk, here, "Das Geld ist seit heute unterwegs.")
    assert "Miriam Brandt" in told
    assert "23125000" in told
    assert "23125456" not in told


def test_heat_is_shown_with_the_words_that_show_it(desk: Desk) -> None:
    """„mit dem falschen Fuß aufgestanden“"""
    here = desk.writes("ICH WARTE JETZT SCHON DREI WOCHEN!!! Das ist eine Frechheit!")
    with desk.db.read() as session:
        signs = heat.seen(session, [here])[here]
    assert any("Frechheit" in word for sign in signs for word in sign.words)


def test_praise_reaches_whom_it_is_for_before_anybody_says_so(desk: Desk) -> None:
    """„Ich werde das Lob an die Kolleginnen weitergeben“"""
    here = desk.writes("Großes Lob an Jonas Weber, so freundlich war noch keiner!")
    told = "Guten Tag Erika, ich habe Ihr Lob an Jonas Weber weitergegeben."
    assert said(desk, here, told)["praise_passed"] == "holds"
    with desk.db.write() as session:
        number = session.scalars(select(Message.id)).one()
        praising.deliver(session, desk.actor(), number, [desk.agents["jonas"]], desk.time)
    assert "praise_passed" not in said(desk, here, told)


def test_who_wonders_below_our_post_is_found(desk: Desk) -> None:
    """„Initiative plus ein dicker Klecks Kundenservice“"""
    here = below(desk, "Wann macht das Südbad wieder auf?")
    desk.wait(hours=2)
    needs.carry_on(desk.db, desk.now, lambda: False)
    with desk.db.read() as session:
        rows = conversations.listed(session, desk.agents["miriam"], Folder.HELP).rows
    assert [row.id for row in rows] == [here]


def test_she_introduces_herself_once_and_then_signs(desk: Desk) -> None:
    """„Hi, my name is Elizabeth“"""
    here = desk.writes()
    hello = "Guten Tag Erika, mein Name ist Miriam Brandt. Das Geld ist unterwegs."
    assert "not_introduced" in said(desk, here, "Das Geld ist unterwegs.")
    assert "not_introduced" not in said(desk, here, hello)
    leaves(desk, here, hello)
    desk.wait(hours=1)
    assert "introduced_again" in said(desk, here, hello)


def test_nobody_is_given_a_name_that_was_made_up(desk: Desk) -> None:
    """„May I ask who I have the pleasure to chat with?“"""
    is_blocked(desk, "Hallo John Doe, das Geld ist unterwegs.")


def test_the_document_names_each_of_these_tests_beside_its_sentence() -> None:
    told = set(re.findall(r"`(test_\w+)` \|$", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE))
    here = {name for name in globals() if name.startswith("test_")}
    assert told == here - {"test_the_document_names_each_of_these_tests_beside_its_sentence"}
