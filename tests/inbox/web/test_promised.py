"""Promises between browser and server: found in a preview, what was said about them kept."""

from __future__ import annotations

from datetime import datetime

import pytest

from inbox.care import promising
from inbox.care.promising import Flaw, Given, Unclear
from inbox.care.rights import MACHINE
from inbox.pages import promise_words
from inbox.pages.promise_words import FLAWS, KINDS, Unreadable
from inbox.rules.money import Amount
from inbox.rules.promises import PromiseKind
from inbox.texts import texts
from inbox.web import promised
from inbox.web.asked import Unusable
from tests.inbox.web.test_api import KEY, Desk


@pytest.fixture
def desk(sqlite_database) -> Desk:
    return Desk(sqlite_database)


def typed(desk: Desk) -> None:
    body = {"text": "Ich rufe Sie morgen an.", "key": KEY, "seen": "", "private": False}
    assert desk.send("PUT", f"/api/draft/{desk.id}", body).status == 200


def test_a_preview_says_what_the_draft_promises(desk) -> None:
    (one,) = desk.preview("Ich erstatte Ihnen bis Montag 20 €.")["promises"]
    assert (one["kind"], one["amount"], one["currency"], one["said"]) == (
        "money",
        2000,
        "EUR",
        True,
    )
    assert one["words"] == "Ich erstatte Ihnen bis Montag 20 €"
    assert one["due"] == "2026-11-23T17:00:00+00:00"


def test_a_preview_says_what_is_promised_here_already(desk) -> None:
    (first,) = desk.preview("Ich erstatte Ihnen bis Montag 20 €.")["promises"]
    assert first["again"] == ""
    due = datetime.fromisoformat(first["due"])
    given = [Given(PromiseKind.MONEY, first["words"], due, 2000, "EUR")]
    with desk.database.write() as session:
        promising.pledge(session, MACHINE, desk.id, desk.miriam.id, given, desk.now)
    (same,) = desk.preview("Ich erstatte Ihnen die 20 € bis Montag.")["promises"]
    assert same["again"] == "Schon versprochen, bis Mo. 17:00:"
    (other,) = desk.preview("Ich erstatte Ihnen bis Montag 30 €.")["promises"]
    assert other["again"] == ""


def test_a_draft_without_a_promise_has_none(desk) -> None:
    assert desk.preview("Danke für Ihre Nachricht!")["promises"] == []


def test_what_was_said_about_a_promise_is_kept_with_the_draft(desk) -> None:
    typed(desk)
    said = {"rufe Sie morgen an": {"no": True, "what": "Rückruf"}}
    told = desk.send("PUT", f"/api/draft/{desk.id}/promises", {"promised": said})
    assert told.status == 200
    assert desk.thread()["promised"] == said


def test_a_promise_that_its_agent_added_is_kept_with_the_draft(desk) -> None:
    typed(desk)
    own = {"what": "Blumen", "kind": "goods", "due": "2026-11-30T12:00", "of": "", "sum": "20 €"}
    said = {"+1": {"no": False, "added": True} | own}
    body = {"promised": {"+1": {"added": True, "more": "?"} | own}}
    assert desk.send("PUT", f"/api/draft/{desk.id}/promises", body).status == 200
    assert desk.thread()["promised"] == said


def test_without_a_draft_nothing_is_kept(desk) -> None:
    assert desk.send("PUT", f"/api/draft/{desk.id}/promises", {"promised": {}}).status == 200
    assert desk.thread()["promised"] == {}


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"promised": []},
        {"promised": {"a": 1}},
        {"promised": {"a": {"what": 3}}},
        {"promised": {"a": {"what": "x" * 201}}},
        {"promised": {"a" * 701: {}}},
        {"promised": {"a": {"due": "\0"}}},
        {"promised": {str(number): {} for number in range(promised.MOST_KEPT + 1)}},
    ],
)
def test_what_makes_no_sense_is_refused(desk, body) -> None:
    typed(desk)
    assert desk.send("PUT", f"/api/draft/{desk.id}/promises", body).status == 400
    with pytest.raises(Unusable):
        promised.chosen(body.get("promised"))


ONE = {"kind": "call", "what": "Anruf", "due": "2026-11-21T16:00:00+00:00", "words": "rufe an"}


def test_what_is_confirmed_is_read_as_it_was_meant() -> None:
    (one,) = promise_words.read([ONE | {"amount": 5, "currency": "EUR"}])
    assert (one.kind, one.what, one.amount, one.currency) == (PromiseKind.CALL, "Anruf", 5, "EUR")
    assert promise_words.read([]) == ()


REFUND = {"kind": "money", "words": "erstatte 20 €", "amount": 2000, "currency": "EUR"}


@pytest.mark.parametrize(
    ("said", "amount"),
    [
        ({"what": "erstatte 20 €"}, Amount(2000, "EUR")),
        ({"what": "erstatte 30,50 €"}, Amount(3050, "EUR")),
        ({"what": "refund $5", "kind": "goods"}, Amount(500, "USD")),
        ({"what": "Rückzahlung", "amount": 2000}, Amount(2000, "EUR")),
        ({"what": "erstatte 30 €", "kind": "call", "amount": None}, None),
    ],
)
def test_an_amount_that_the_agents_words_name_goes_before_the_one_found(said, amount) -> None:
    (one,) = promise_words.read([ONE | REFUND | said])
    assert (one.amount, one.currency) == (
        (amount.hundredths, amount.currency) if amount else (None, None)
    )


@pytest.mark.parametrize(
    ("typed_as", "amount"),
    [("60", 6000), ("12,50", 1250), ("20 €", 2000), ("£5", 500), ("", None), ("  ", None)],
)
def test_an_added_promise_has_its_amount_as_it_is_typed(typed_as, amount) -> None:
    (one,) = promise_words.read([ONE | {"kind": "money", "sum": typed_as}])
    assert (one.amount, one.currency is None) == (amount, amount is None)


def test_an_amount_in_the_words_of_an_added_promise_counts_where_none_is_typed() -> None:
    given = {"kind": "money", "sum": "", "what": "Gutschein über 30 €"}
    (one,) = promise_words.read([ONE | given])
    assert (one.amount, one.currency) == (3000, "EUR")


@pytest.mark.parametrize("typed_as", ["viel", "-", "€€", "-5", "20,555", "1e9", "0"])
def test_an_amount_that_nobody_can_read_is_said(typed_as) -> None:
    with pytest.raises(Unclear, match=Flaw.AMOUNT):
        promise_words.read([ONE | {"kind": "money", "sum": typed_as}])


@pytest.mark.parametrize(
    "value",
    [
        None,
        {},
        [3],
        [{}],
        [ONE | {"kind": "bribe"}],
        [ONE | {"due": "tomorrow"}],
        [ONE | {"due": "2026-11-21T16:00:00"}],
        [ONE | {"due": 3}],
        [ONE | {"what": None}],
    ],
)
def test_a_promise_that_makes_no_sense_is_unreadable(value) -> None:
    with pytest.raises(Unreadable):
        promise_words.read(value)


@pytest.mark.parametrize(("amount", "currency"), [(True, "EUR"), ("5", "EUR"), (5, 3), (5, "EURO")])
def test_an_amount_that_is_none_is_left_out(amount, currency) -> None:
    (one,) = promise_words.read([ONE | {"amount": amount, "currency": currency}])
    assert (one.amount, one.currency) == (None, None)


def test_everything_that_can_be_said_of_a_promise_has_words() -> None:
    assert set(KINDS) == set(PromiseKind)
    assert set(FLAWS) == set(Flaw)


@pytest.mark.parametrize(("language", "said"), [("de", "20,00\xa0€"), ("en", "€20.00")])
def test_an_amount_is_said_the_languages_way(language, said) -> None:
    assert promise_words.amount(texts(language, "UTC"), Amount(2000, "EUR")) == said
    assert promise_words.amount(texts(language, "UTC"), None) == ""


def test_a_time_that_is_noted_later_than_it_is_said_is_shown_at_once(desk) -> None:
    text = "Ich rufe Sie morgen um 10 Uhr an."
    (one,) = desk.preview(text)["promises"]

    def rules(**said: object) -> list[str]:
        shown = desk.preview(text, promised={one["words"]: said})
        return [each["rule"] for each in shown["objections"]]

    assert "noted_later" in rules(due="2026-12-31T12:00")
    assert "noted_later" not in rules(due=one["due"])
    assert "noted_later" not in rules(due="2026-12-31T12:00", no=True)
    assert "noted_later" not in rules(due="?")
