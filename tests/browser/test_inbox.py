"""The main job in a real browser: read, answer signed, see it arrive."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from db.models import Agent
from tests.browser.room import (
    arrived,
    box,
    drafted,
    opened,
    post,
    row,
    visit,
    write,
)
from tests.browser.running import House


@pytest.fixture(scope="module")
def customers(house: House) -> None:
    """Erika wrote on X, Herr Öztürk on Facebook."""
    post(house, "Mein Abschlag wurde doppelt abgebucht!")
    visit(house, "Seit heute früh kein warmes Wasser.", "Cem Öztürk")
    arrived(house, "Erika M.")
    arrived(house, "Cem Öztürk")


@pytest.fixture
def inbox(signed_in: Page, customers: None) -> Page:
    """Miriam's inbox with both of them in it."""
    return signed_in


def test_both_platforms_stand_in_the_list(inbox: Page) -> None:
    expect(row(inbox, "Erika M.").first.get_by_role("img", name="X", exact=True)).to_be_visible()
    expect(row(inbox, "Cem Öztürk").first.get_by_role("img", name="Facebook")).to_be_visible()


@pytest.mark.parametrize(
    ("name", "platform", "words"),
    [
        ("Erika M.", "x", "Das buchen wir heute zurück."),
        ("Cem Öztürk", "facebook", "Es läuft wieder."),
    ],
)
def test_an_answer_arrives_signed_and_is_shown_as_delivered(
    inbox: Page, house: House, name: str, platform: str, words: str
) -> None:
    log = opened(inbox, name)
    write(inbox, f"Guten Tag, {words}")
    expect(log.get_by_text("Geht in")).to_be_visible()
    expect(log.get_by_text("Zugestellt").last).to_be_visible(timeout=15_000)
    (sent,) = [text for text in house.sandbox.ours(platform) if words in text]
    with house.database.read() as session:
        agent = session.query(Agent).filter_by(login="miriam").one()
    assert agent.work_name in sent
    assert agent.email in sent
    assert re.sub(r"\D", "", agent.phone) in re.sub(r"\D", "", sent)
    drafted(house, None)
    expect(box(inbox)).to_have_value("")
