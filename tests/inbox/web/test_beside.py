"""The chips beside the answer: what may be decided, what was decided, and who is introduced."""

from __future__ import annotations

from datetime import timedelta

import pytest

from db.models import Handover, Outcome
from inbox.care import authority
from inbox.care.rights import MACHINE
from inbox.rules.authority import Grant, Remedy
from inbox.rules.money import Amount
from tests import cast
from tests.inbox.web import test_api


@pytest.fixture
def desk(sqlite_database) -> test_api.Desk:
    desk = test_api.Desk(sqlite_database)
    limit = Grant(True, Amount(50_00, "EUR"))
    with desk.database.write() as session:
        authority.set_own(session, MACHINE, desk.miriam.id, Remedy.REFUND, limit, desk.now)
        authority.set_own(session, MACHINE, desk.miriam.id, Remedy.VOUCHER, Grant(False), desk.now)
    return desk


def chips(desk: test_api.Desk) -> dict[str, dict]:
    return {one["kind"]: one for one in desk.thread()["composer"]["beside"]}


def is_decided(desk: test_api.Desk) -> None:
    """Jonas has accepted what Miriam asked, a minute ago."""
    ago = desk.now - timedelta(minutes=1)
    with desk.database.write() as session:
        row = Handover(conversation_id=desk.id, from_id=desk.miriam.id, asked_at=ago, until=ago)
        row.to_id = cast.agent(session, cast.JONAS).id
        row.answered_at, row.outcome = ago, Outcome.ACCEPTED
        row.remedy, row.amount, row.currency = "refund", 80_00, "EUR"
        session.add(row)


def test_what_may_be_decided_stands_in_plain_words(desk) -> None:
    lines = chips(desk)["authority"]["lines"]
    assert [line["text"] for line in lines][:2] == [
        "Erstattung bis 50,00\xa0€",
        "Gutschein: nicht allein",
    ]
    assert [line["good"] for line in lines][:2] == [True, False]
    assert "introduces" not in chips(desk)


def test_what_was_decided_here_stands_with_it_and_who_decides_is_introduced(desk) -> None:
    is_decided(desk)
    assert chips(desk)["authority"]["lines"][-1] == {
        "text": "Für diese Unterhaltung entschieden: Erstattung, 80,00\xa0€",
        "good": True,
    }
    chip = chips(desk)["introduces"]
    assert chip["label"] == "Jonas Weber vorstellen"
    assert chip["said"].endswith("Direkt erreichen Sie Jonas Weber: +49 30 23125789")
    begins, goes_on = chip["text"][: chip["caret"]], chip["text"][chip["caret"] :]
    assert begins.startswith("Guten Tag")
    assert goes_on == f"\n\n{chip['said']}"


def test_an_answer_that_introduces_somebody_is_free(desk) -> None:
    is_decided(desk)
    said = chips(desk)["introduces"]["said"]
    shown = desk.preview(f"Guten Tag Erika,\n\nIhr Geld liegt mir am Herzen.\n\n{said}")
    assert [one["rule"] for one in shown["objections"] if one["level"] != "hints"] == []


def levels(desk: test_api.Desk, text: str, **promised: dict) -> list[str]:
    found = desk.preview(text, promised=promised)["objections"]
    return [one["level"] for one in found if one["decide"]]


SAID = "Das bringe ich heute in Ordnung, Erika."
ADDED = {"added": True, "kind": "money", "what": "Geld zurück", "sum": "80"}


def test_a_promise_that_its_agent_adds_is_judged_as_it_stands_on_the_screen(desk) -> None:
    assert levels(desk, SAID) == []
    assert levels(desk, SAID, **{"+1": ADDED}) == ["blocks"]
    assert levels(desk, SAID, **{"+1": ADDED | {"sum": "20"}}) == []
    assert levels(desk, SAID, **{"+1": ADDED, "+2": ADDED | {"sum": "1"}}) == ["blocks"]


def test_the_sentence_names_it_by_its_words_or_by_its_amount(desk) -> None:
    for what, named in (("Geld zurück", "„Geld zurück“"), ("", "„80,00\xa0€“")):
        shown = desk.preview(SAID, promised={"+1": ADDED | {"what": what}})["objections"]
        assert [named in one["text"] for one in shown if one["decide"]] == [True]


def test_what_was_taken_out_counts_no_more_though_the_draft_keeps_it_yet(desk) -> None:
    body = {"text": SAID, "key": test_api.KEY, "seen": "", "private": False}
    assert desk.send("PUT", f"/api/draft/{desk.id}", body).status == 200
    kept = {"promised": {"+1": ADDED}}
    assert desk.send("PUT", f"/api/draft/{desk.id}/promises", kept).status == 200
    assert [one["level"] for one in desk.preview(SAID)["objections"] if one["decide"]] == ["blocks"]
    assert levels(desk, SAID) == []


def test_a_promise_in_other_words_is_judged_by_them(desk) -> None:
    said, words = "Ihr Geld, Erika: Ich erstatte Ihnen 20 €.", "Ich erstatte Ihnen 20 €"
    assert levels(desk, said) == []
    assert levels(desk, said, **{words: {"what": "90 € zurück"}}) == ["blocks"]
    assert levels(desk, said, **{words: {"what": "90 € zurück", "no": True}}) == []


def test_a_promise_above_the_limit_says_what_is_to_be_asked(desk) -> None:
    (above,) = (
        one
        for one in desk.preview("Ihr Geld, Erika: Ich erstatte Ihnen 80 €.")["objections"]
        if one["level"] == "blocks"
    )
    assert above["decide"] == {"remedy": "refund", "sum": "80,00\xa0€"}
