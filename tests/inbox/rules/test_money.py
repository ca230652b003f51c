"""Amounts are read as they are meant, or not at all; never as less."""

from __future__ import annotations

import pytest

from inbox.rules.money import Amount, amount_in, named, sums, typed


@pytest.mark.parametrize(
    ("text", "hundredths"),
    [
        ("1.000.000.000 €", 1_000_000_000_00),
        ("12.500.000.049 €", 12_500_000_049_00),
        ("2\u200b00 €", 200_00),
        ("2\u00ad00 €", 200_00),
        ("1 200 €", 1200_00),
        ("1\u202f200,50 €", 1200_50),
        ("1'200 €", 1200_00),
        ("1,234,567.89 €", 1_234_567_89),
        ("€1.200,50", 1200_50),
        ("20,- €", 20_00),
        ("am 20.11. 200 €", 200_00),
        ("30 € und noch einmal 30 €", 60_00),
        ("30 € heute und 40 € morgen", 70_00),
        ("30 € plus another 40 €", 70_00),
        ("80 € statt 40 €", 80_00),
        ("40 €, das sind nicht 80 €", 40_00),
        ("hundertzwanzig Euro", 120_00),
        ("die hundert Euro", 100_00),
        ("einen Hundert-Euro-Gutschein", 100_00),
        ("fünfzig Euro und zwanzig Euro", 70_00),
        ("je 42,50 €", 85_00),
        ("beide Abbuchungen von je 42,50 €", 85_00),
        ("beide Abbuchungen von 42,50 €", 85_00),
        ("jeweils 42,50 €", 85_00),
        ("drei Gutscheine zu je 20 €", 60_00),
        ("2 Gutscheine über 20 €", 40_00),
        ("zwei mal 42,50 €", 85_00),
        ("2 x 42,50 €", 85_00),
        ("dreimal die 20 €", 60_00),
        ("both charges of €42.50", 85_00),
        ("both payments of 42.50 €", 85_00),
        ("both €42.50", 85_00),
        ("€42.50 each", 85_00),
        ("twice the 42.50 €", 85_00),
        ("three vouchers of 20 € each", 60_00),
        ("beide Beträge, 40 € und 45 €", 85_00),
        ("both payments back, 85 €", 85_00),
        ("je nach Tarif 20 €", 20_00),
        ("einen Gutschein über 20 €", 20_00),
        ("in zwei Tagen 20 €", 20_00),
        ("um 2 Uhr 20 €", 20_00),
    ],
)
def test_an_amount_is_read_as_it_is_meant(text: str, hundredths: int) -> None:
    assert amount_in(text) == Amount(hundredths, "EUR")


@pytest.mark.parametrize(
    "text",
    ["2 0 0 €", "£2 0 0", "1,2,3 €", "12.34.5 €", "9" * 20 + " €", "30 € und 40 £", "2024 200 €"],
)
def test_what_cannot_be_read_is_an_amount_all_the_same(text: str) -> None:
    assert named(text)
    assert amount_in(text) is None


@pytest.mark.parametrize(
    "text", ["", "20", "einige Euro", "Hausnummer 5", "a pound of flour", "1e9", "€"]
)
def test_what_is_no_amount_is_none(text: str) -> None:
    assert not named(text)
    assert sums(text) == []


def test_what_was_named_before_is_told_from_another() -> None:
    assert [one.again for one in sums("Ich erstatte 40 €. Die 40 € sind morgen da.")] == [
        False,
        True,
    ]


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("20", Amount(20_00, "EUR")),
        (" 20,5 ", Amount(20_50, "EUR")),
        ("1.200", Amount(1200_00, "EUR")),
        ("€1,200.00", Amount(1200_00, "EUR")),
        ("50,00\xa0€", Amount(50_00, "EUR")),
        ("£5", Amount(5_00, "GBP")),
        ("20,-", Amount(20_00, "EUR")),
    ],
)
def test_an_amount_in_a_field(text: str, amount: Amount) -> None:
    assert typed(text) == amount


@pytest.mark.parametrize(
    "text", ["-5", "- 5 €", "20,555", "12,345", "1e9", "zwanzig", "", "0", "0,00 €", "5 bis 10 €"]
)
def test_a_field_takes_nothing_else(text: str) -> None:
    assert typed(text) is None


@pytest.mark.parametrize(
    ("text", "hundredths"),
    [
        ("40 € oder 80 €", 80_00),
        ("80 € oder 40 €", 80_00),
        ("80 oder 40 €", 80_00),
        ("40,50 oder 80 Euro", 80_00),
        ("40 € zurück oder sogar 80 €", 80_00),
        ("40 €, 60 € oder 80 €", 80_00),
        ("30 € und 10 € oder 50 €", 50_00),
        ("30 € und noch 30 € oder 50 €", 60_00),
        ("40 €/80 €", 80_00),
        ("€40 or €80", 80_00),
        ("€80 or 40 back", 80_00),
        ("€40 or 80.", 80_00),
        ("20, 30 oder 40 €", 40_00),
    ],
)
def test_of_what_may_be_chosen_the_highest_counts(text: str, hundredths: int) -> None:
    assert [one.amount for one in sums(text)] == [Amount(hundredths, "EUR")]


@pytest.mark.parametrize(
    ("text", "hundredths"),
    [
        ("€40 for 80 €", [40_00, 80_00]),
        ("€40 or 3 weeks without charge", [40_00]),
        ("Ich erstatte 40 € der 80 €", [40_00, 80_00]),
        ("Bestellung 4711, 40 €", [40_00]),
    ],
)
def test_what_stands_side_by_side_is_no_choice(text: str, hundredths: list[int]) -> None:
    assert [one.amount for one in sums(text)] == [Amount(each, "EUR") for each in hundredths]


def test_a_choice_of_two_currencies_cannot_be_compared() -> None:
    assert [one.amount for one in sums("40 € oder 45 CHF")] == [None]
