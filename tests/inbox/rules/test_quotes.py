"""What a draft repeats of a removed message goes; what its agent wrote stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox.rules.quotes import LEFT_OUT, without

SAID = "Meine Kontonummer ist DE12 3456. Mein Mann liegt im Krankenhaus.\nBitte helfen Sie!"

GOES = {
    "the whole text": (SAID, LEFT_OUT),
    "the text with an answer": (f"{SAID}\n\nDas tut mir leid.", f"{LEFT_OUT}\n\nDas tut mir leid."),
    "one sentence of it": (
        "Sie schreiben: Mein Mann liegt im Krankenhaus. Das tut mir leid.",
        f"Sie schreiben: {LEFT_OUT} Das tut mir leid.",
    ),
    "a sentence broken into lines": (
        "Mein Mann liegt\nim Krankenhaus. Oh.",
        f"{LEFT_OUT} Oh.",
    ),
    "a quoted line": ("> Bitte helfen Sie!\nGern.", f"{LEFT_OUT}\nGern."),
    "a quoted part of a line": (
        "> im Krankenhaus\nGute Besserung!",
        f"{LEFT_OUT}\nGute Besserung!",
    ),
    "quoted twice": (">> Mein Mann liegt\nOh.", f"{LEFT_OUT}\nOh."),
}


@pytest.mark.parametrize(("draft", "left"), GOES.values(), ids=GOES.keys())
def test_what_was_repeated_goes(draft, left) -> None:
    assert without(draft, SAID) == left


STAYS = {
    "own words": "Das tut mir sehr leid, ich rufe Sie heute an.",
    "a short word both use": "Bitte melden Sie sich.",
    "a quote of something else": "> Ganz anderes\nJa.",
    "nothing": "",
}


@pytest.mark.parametrize("draft", STAYS.values(), ids=STAYS.keys())
def test_what_the_agent_wrote_stays(draft) -> None:
    assert without(draft, SAID) == draft


@pytest.mark.parametrize("said", ["", "  \n ", "Danke!", "Ja"])
def test_a_word_that_everybody_says_is_no_quote(said) -> None:
    assert without("Danke! Ja, gern.", said) == "Danke! Ja, gern."


def test_a_short_text_of_several_words_is_one() -> None:
    assert (
        without("Sie meinen: Alles Mist. Warum?", "Alles Mist.") == f"Sie meinen: {LEFT_OUT} Warum?"
    )


@given(st.text(), st.text())
def test_no_two_texts_break_it(draft, said) -> None:
    assert isinstance(without(draft, said), str)
