"""One review, while typing and when queuing: who objects, how firmly, in which words."""

from __future__ import annotations

import string
from dataclasses import replace
from datetime import timedelta
from itertools import product
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from connectors.base import Answerable
from inbox.rules import due_times, faults, review
from inbox.rules.authority import Bounds, Remedy
from inbox.rules.known import Earlier, Known
from inbox.rules.meeting import Meeting
from inbox.rules.money import Amount
from inbox.rules.objections import Privately, Thanked
from inbox.rules.promises import Dated, Noted
from inbox.rules.review import CHECKS, SENTENCES, Level, Objection, sentence
from inbox.rules.signature import Signer
from tests.inbox.rules.tables import FACTS, LIMITS, NOW, hold, table


def rules(draft: str, **facts: object) -> list[str]:
    found = review.review(draft, replace(FACTS, **facts))  # type: ignore[arg-type]
    return [objection.rule for objection in found]


def test_a_good_reply_meets_no_objection() -> None:
    hold(table("good_replies"), lambda line: rules(line["text"]), lambda _: [])


@pytest.mark.parametrize("draft", ["", "  \n", "\u200b"])
def test_an_empty_reply_cannot_leave(draft: str) -> None:
    assert rules(draft) == ["nothing_written"]


@pytest.mark.parametrize(
    ("signer", "rule"),
    [
        (Signer("Maria Weber", None, None), "no_contact"),
        (Signer("Maria Weber", "+491805123456", None), "profile"),
        (Signer("Maria Weber", None, "noreply@example.com"), "profile"),
        (Signer("", "+493411234567", None), "profile"),
    ],
)
def test_nobody_sends_without_a_name_and_a_direct_contact(signer: Signer, rule: str) -> None:
    assert rules("Gern.", signer=signer) == [rule]


@pytest.mark.parametrize("why", [why for why in Answerable if why is not Answerable.YES])
def test_a_place_that_takes_no_answer_is_said_beforehand(why: Answerable) -> None:
    assert rules("Gern.", answerable=why) == [why.value]


def test_a_post_whose_author_is_gone_is_not_called_deleted() -> None:
    (objection,) = review.review("Gern.", replace(FACTS, answerable=Answerable.AUTHOR_GONE))
    said, _ = sentence(objection)
    assert said.startswith("X no longer shows who wrote this: nobody can be answered here.")


def test_nothing_is_written_for_an_account_that_was_let_go() -> None:
    assert rules("Gern.", disconnected=True) == ["disconnected"]


@pytest.mark.parametrize(
    ("seconds", "found"), [(1, []), (0, ["window_closed"]), (-1, ["window_closed"])]
)
def test_after_the_window_nothing_leaves(seconds: int, found: list[str]) -> None:
    assert rules("Gern.", answer_until=NOW + timedelta(seconds=seconds)) == found


@pytest.mark.parametrize(
    ("stands", "found"),
    [
        (Privately.NO, []),
        (Privately.YES, []),
        (Privately.NOT_HERE, ["private_not_here"]),
        (Privately.ONCE, ["private_once"]),
    ],
)
def test_a_private_answer_goes_where_there_is_a_way_and_once(stands, found) -> None:
    assert rules("Gern.", private=stands) == found


@pytest.mark.parametrize(
    ("count", "most", "found"),
    [
        (0, 0, []),
        (1, 0, ["no_pictures"]),
        (4, 4, []),
        (5, 4, ["too_many_pictures"]),
    ],
)
def test_no_picture_is_dropped_silently(count: int, most: int, found: list[str]) -> None:
    assert rules("Gern.", pictures=count, most_pictures=most) == found


def test_the_closed_window_says_when_it_closed() -> None:
    closed_at = NOW - timedelta(hours=1)
    (objection,) = review.review("Gern.", replace(FACTS, answer_until=closed_at))
    assert objection.params == {"closed_at": closed_at}


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        ({"length": 280}, []),
        ({"length": 281, "parts": 2}, ["too_long"]),
        ({"length": 281, "parts": 2, "split": True}, []),
        ({"length": 281, "parts": 10, "split": True}, []),
        ({"length": 3000, "parts": 11, "split": True}, ["too_many_parts"]),
        ({"length": 3000, "parts": 11}, ["too_many_parts"]),
        ({"length": 281, "parts": None}, ["cannot_split"]),
        ({"length": 281, "parts": None, "split": True}, ["cannot_split"]),
    ],
)
def test_what_is_too_long_is_shortened_or_split(facts: dict[str, object], found: list[str]) -> None:
    assert rules("Gern.", **facts) == found


def test_too_long_says_by_how_much() -> None:
    (objection,) = review.review("Gern.", replace(FACTS, length=300, parts=2))
    text, values = sentence(objection)
    assert text.format(**values) == ("Shorten the text by 20, or split it: 300 of 280 are used.")


def test_a_quicker_colleague_stops_the_reply() -> None:
    (objection,) = review.review("Gern.", replace(FACTS, colleague="Anna Roth"))
    assert (objection.rule, objection.level) == ("answered_meanwhile", Level.BLOCKS)
    assert objection.params == {"colleague": "Anna Roth"}


@pytest.mark.parametrize(
    ("theirs", "rule"),
    [
        ({}, "answered_meanwhile"),
        ({"colleague_asks": True}, "answer_to_approve"),
        ({"colleague_leaves_at": NOW + timedelta(days=1)}, "answer_for_later"),
        ({"colleague_leaves_at": NOW}, "answered_meanwhile"),
    ],
)
def test_what_a_colleague_has_not_sent_yet_is_not_called_sent(theirs, rule: str) -> None:
    assert rules("Gern.", colleague="Anna Roth", **theirs) == [rule]
    assert rules(" ", colleague="Anna Roth", **theirs) == ["nothing_written"]


def test_a_customer_who_wrote_again_stops_the_reply() -> None:
    (objection,) = review.review("Gern.", replace(FACTS, wrote_again=7))
    assert (objection.rule, objection.level) == ("wrote_again", Level.BLOCKS)


def test_the_firmest_objection_comes_first() -> None:
    said = "Ihr Fall liegt bei mir. Ich leite das weiter. Ihre Ticketnummer folgt."
    found = review.review(said, FACTS)
    assert [each.level for each in found] == [Level.BLOCKS, Level.HOLDS, Level.HINTS]


def test_an_objection_shows_the_words_it_saw_and_where() -> None:
    (objection,) = review.review("Zu Vorgangsnr. bitte! Und Vorgangsnr. auch.", FACTS)
    assert objection.words == ("Vorgangsnr.",)
    assert objection.spans == ((3, 14), (26, 37))


def test_words_of_the_draft_fill_the_sentence() -> None:
    objection = review.review("Rufen Sie 0900 1 123456 an.", FACTS)[0]
    text, values = sentence(objection)
    assert text.format(**values) == "Replace “0900 1 123456”: customers do not pay for service."


def test_several_things_are_said_at_once() -> None:
    assert rules("Hallo [Name], Ihre Ticketnummer: #12345. noreply@example.com") == [
        "ticket_language", "internal_number", "no_reply", "placeholder",
    ]  # fmt: skip


def test_a_national_number_is_read_where_the_team_is() -> None:
    draft = "Our number: 0844 123 4567."
    assert (rules(draft, region="GB"), rules(draft, region="DE")) == (["paid_number"], [])


BLOCKING = ["ticket_language_de", "ticket_language_en", "internal_number", "paid_number", "no_reply", "placeholder", "missing_name"]  # fmt: skip


@pytest.mark.parametrize("name", BLOCKING)
def test_every_word_of_the_tables_blocks_the_whole_reply(name: str) -> None:
    drafts = [line["text"] for line in table(name) if line["words"]]
    leaving = [
        draft
        for draft in drafts
        if Level.BLOCKS not in {objection.level for objection in review.review(draft, FACTS)}
    ]
    assert leaving == []


JUDGED = ["passes_on_de", "blame_de", "undertone_de", "only_a_time_de", "no_time_de"]


TO_ANOTHER = (
    "Hallo Karin, vielen Dank für Ihre Nachricht und für das Foto. Wir sehen nach und melden uns"
    " dann bei Ihnen. Kommen Sie gut durch die Woche!"
)
ANOTHERS = Known(
    unanswered=("Warum hält der Bus nicht am Markt?",),
    called=("Cem Öztürk",),
    others=("Karin Schmidt",),
    alike=(Earlier(TO_ANOTHER, "Anna", NOW),),
    said=(TO_ANOTHER,),
)


def reachable() -> list[Objection]:
    """Return an objection of every rule there is."""
    lines = [line["text"] for name in [*BLOCKING, "ticket_word", *JUDGED] for line in table(name)]
    drafts = [*lines, ""]
    facts = [
        FACTS,
        replace(FACTS, signer=Signer("Maria Weber", None, None)),
        replace(FACTS, signer=Signer("", None, None), wrote_again=7, colleague="Anna"),
        replace(FACTS, length=281, parts=2, answer_until=NOW),
        replace(FACTS, length=281, parts=11, answerable=Answerable.GONE),
        replace(FACTS, length=281, parts=None, answerable=Answerable.CLOSED),
        replace(FACTS, answerable=Answerable.NOT_SUMMONED, disconnected=True),
        replace(FACTS, answerable=Answerable.RESTRICTED, stale=True),
        replace(FACTS, answer_until=NOW + timedelta(hours=1), leaves_at=NOW + timedelta(hours=1)),
        replace(FACTS, answerable=Answerable.AUTHOR_GONE),
        replace(
            FACTS, private=Privately.NOT_HERE, pictures=1, colleague="Anna", colleague_asks=True
        ),
        replace(FACTS, private=Privately.ONCE, pictures=2, most_pictures=1),
        replace(FACTS, colleague="Anna", colleague_leaves_at=NOW + timedelta(hours=1)),
        replace(FACTS, thanked=Thanked("Anna", NOW)),
    ]
    found = [each for draft in drafts for each in review.review(draft, FACTS)]
    meetings = [Meeting(first=True, nameless=True), Meeting(handles=("kranich_77",))]
    for meeting, draft in product(meetings, ("Gern.", "Hallo kranich_77!", "Hier ist Maria.")):
        found += review.review(draft, replace(FACTS, meeting=meeting))
    found += review.review("Super! 😊", replace(FACTS, known=Known(care=True)))
    for meeting in (Meeting(address="sie", pace="brief"), Meeting(address="du")):
        text = "Das klären wir für dich und für Ihnen. " * 40 + "Schreiben Sie uns eine DM."
        found += review.review(text, replace(FACTS, meeting=meeting))
    found += review.review("Heute kostet Ökostrom weniger.", replace(FACTS, ended_at=NOW))
    found += review.review(TO_ANOTHER, replace(FACTS, known=ANOTHERS))
    complained = Known(unanswered=("Der Burger war kalt.",))
    for line in table("apology_de"):
        found += review.review(line["text"], replace(FACTS, known=complained))
    for line in table("above_authority_de"):
        found += review.review(line["text"], replace(FACTS, bounds=LIMITS))
    week = due_times.calendar(NOW, None, "Europe/Berlin")
    late = Noted("", "Anruf bis morgen", NOW + timedelta(days=30))
    facts.append(replace(FACTS, dated=Dated(week, (late,))))
    taken_out = Bounds(none=frozenset({"Ich erstatte Ihnen 40 €"}))
    found += review.review("Ich erstatte Ihnen 40 €.", replace(FACTS, bounds=taken_out))
    before = replace(LIMITS, before={Remedy.REFUND: (Amount(40_00, "EUR"),)})
    found += review.review("Ich erstatte Ihnen 40 €.", replace(FACTS, bounds=before))
    return found + [each for one in facts for each in review.review("Gern.", one)]


def test_every_rule_has_a_sentence_and_every_sentence_a_rule() -> None:
    assert {objection.rule for objection in reachable()} == set(SENTENCES)


def slots(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_slot_of_a_sentence_is_filled() -> None:
    unfilled = {
        objection.rule
        for objection in reachable()
        if not slots(sentence(objection)[0]) <= sentence(objection)[1].keys()
    }
    assert unfilled == set()


def test_every_check_is_one_of_its_own() -> None:
    assert len({check.__name__ for check in CHECKS}) == len(CHECKS)


GERMAN = Path(review.__file__).parents[1] / "locale" / "de" / "rules.po"
ALL_SENTENCES = [*SENTENCES.values(), *faults.SENTENCES.values()]


def german() -> dict[str, str]:
    with GERMAN.open("rb") as file:
        return {str(m.id): str(m.string) for m in read_po(file, locale="de") if m.id}


def test_every_sentence_has_its_german_and_no_german_is_left_over() -> None:
    assert set(german()) == set(ALL_SENTENCES)


def test_a_sentence_has_the_same_slots_in_german() -> None:
    known = german()
    lines = [{"english": text, "german": known[text]} for text in ALL_SENTENCES]
    assert all(known.values())
    hold(lines, lambda line: slots(line["german"]), lambda line: slots(line["english"]))


@pytest.mark.parametrize(
    "draft",
    [
        "Ihre Ticket\u2011Nr. lautet 5.",
        "Ihr\u00a0Vorgang wird bearbeitet.",
        "Ihre Anfrage\u202fNr.\u00a012345 ist da.",
        "Das Sto\u0308rungsticket ist offen.",
        "Rufen Sie 0900\u20091\u2009123456 an.",
        "Rufen Sie 0180\u20115\u2011123456 an.",
        "Sehr geehrter Herr\u00a0,",
    ],
)
def test_another_kind_of_blank_or_hyphen_hides_nothing(draft: str) -> None:
    assert Level.BLOCKS in {objection.level for objection in review.review(draft, FACTS)}


def test_words_are_shown_as_they_were_typed() -> None:
    (objection,) = review.review("Ihre Ticket\u2011Nr. lautet.", FACTS)
    assert objection.words == ("Ticket\u2011Nr.",)
