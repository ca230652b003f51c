"""What shows that money or goods have left, and what only says so."""

from __future__ import annotations

import pytest

from inbox.rules.proofs import proves


@pytest.mark.parametrize(
    "text",
    [
        "Buchung 4711",
        "überwiesen am 20.11.2026, Beleg 20881",
        "am 23.11. überwiesen, 33 € auf IBAN ... 4129",
        "DHL JJD000390",
        "00340434 1612 3456",
        "Ref. 2026-4711",
        "Beleg 2031",
        "https://paket.example",
        "www.paket.example",
        "siehe paketshop.de",
        "dhl.example/abc",
        "Quittung Brandt.pdf",
    ],
)
def test_a_number_a_web_address_or_a_file_can_be_looked_up(text: str) -> None:
    assert proves(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ja",
        "Ist raus.",
        "erledigt.danke",
        "z. B. per Post",
        "yes, done!",
        "vielleicht/ja",
        "+49 30 23125040",
        "angerufen: +493023125040",
        "an jonas@example.com",
    ],
)
def test_a_word_alone_shows_nothing(text: str) -> None:
    assert not proves(text)


@pytest.mark.parametrize(
    "text",
    [
        "ja, gestern überwiesen am 23.11.",
        "überwiesen am 20.11.2026",
        "raus am 3. Dezember 2026 um 9:30 Uhr",
        "2026-11-23",
        "23/11/2026, 14:05",
        "23.11.26",
        "sent on 23 Nov, 9.30am",
        "Nov 23, 2026",
        "im November 2026",
        "1430 Uhr",
        "heute um 9",
        "2 Pakete",
    ],
)
def test_a_day_or_an_hour_alone_shows_nothing(text: str) -> None:
    assert not proves(text)


@pytest.mark.parametrize("text", ["33 €", "1.200,00 € überwiesen", "paid £1,085.50 on 23 November"])
def test_the_sum_alone_shows_nothing(text: str) -> None:
    assert not proves(text)


@pytest.mark.parametrize("hostile", ["1." * 3000, "a" * 9000, "#/" * 4000 + "1", "20 nov " * 900])
def test_no_text_holds_it_up(hostile: str) -> None:
    proves(hostile)
