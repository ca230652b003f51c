"""What shows that money or goods have left, and what only says so."""

from __future__ import annotations

import pytest

from inbox.rules.proofs import proves


@pytest.mark.parametrize(
    "text",
    [
        "Buchung 4711",
        "überwiesen am 20.11.2026",
        "DHL JJD000390",
        "https://paket.example",
        "www.paket.example",
        "siehe paketshop.de",
        "dhl.example/abc",
    ],
)
def test_a_number_a_date_or_a_web_address_can_be_looked_up(text: str) -> None:
    assert proves(text)


@pytest.mark.parametrize(
    "text",
    ["", "ja", "Ist raus.", "erledigt.danke", "z. B. per Post", "yes, done!", "vielleicht/ja"],
)
def test_a_word_alone_shows_nothing(text: str) -> None:
    assert not proves(text)
