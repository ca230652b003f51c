"""Recent search on X's stand-in: its operators, its bounds, its seven days."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests

from connectors.sandbox.accounts import X
from connectors.sandbox.town import Town
from connectors.sandbox.x_errors import BadRequest
from connectors.sandbox.x_search import search
from connectors.sandbox.x_world import XWorld, time_of
from tests.sandbox import Sandbox

TOKEN = {"Authorization": f"Bearer {X.oauth2_access_token}"}
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
def world() -> XWorld:
    world = XWorld(Town())
    erika, bernd = world.customer("erika", "Erika"), world.customer("bernd", "Bernd")
    first = world.post(erika, "Schon wieder Stromausfall in der Gerberstraße! #lindenau")
    world.post(bernd, f"@{X.handle} der Strom ist weg", reply_to=first["id"])
    world.post(bernd, "So ein Ausfall", quote=first["id"])
    world.post(X.id, "Der Stromausfall ist behoben")
    return world


def found(world: XWorld, query: str) -> list[str]:
    return [post["text"][:14] for post in search(world, query, LONG_AGO)][::-1]


@pytest.mark.parametrize(
    ("query", "hits"),
    [
        ("stromausfall", ["Schon wieder S", "Der Stromausfa"]),
        ('"wieder stromausfall"', ["Schon wieder S"]),
        ('"stromausfall wieder"', []),
        ("strom", ["@lindenau_hilf"]),
        ("#lindenau", ["Schon wieder S"]),
        ("stromausfall -from:lindenau_hilft", ["Schon wieder S"]),
        ("(strom OR ausfall)", ["@lindenau_hilf", "So ein Ausfall"]),
        ("(strom OR ausfall) -is:reply", ["So ein Ausfall"]),
        ("(strom OR ausfall) is:reply", ["@lindenau_hilf"]),
        ("ausfall is:quote -is:retweet", ["So ein Ausfall"]),
        ("ausfall is:retweet", []),
        ("@lindenau_hilft", ["@lindenau_hilf"]),
        ("strom -@lindenau_hilft", []),
        ("from:bernd", ["@lindenau_hilf", "So ein Ausfall"]),
        ("to:erika", ["@lindenau_hilf"]),
        ("from:erika -(ausfall OR #lindenau)", []),
        ("@nobody", []),
    ],
)
def test_a_query_finds_what_it_says(world, query, hits) -> None:
    assert found(world, query) == hits


def test_a_conversation_is_found_by_its_id(world) -> None:
    first = next(p for p in world.visible() if p["text"].startswith("Schon"))
    hits = found(world, f"conversation_id:{first['id']}")
    assert hits == ["Schon wieder S", "@lindenau_hilf"]


@pytest.mark.parametrize(
    "query",
    ["", "(strom", "strom)", "strom OR", "strom near:berlin", "-is:retweet", "is:dog", "x" * 513],
)
def test_a_query_that_x_does_not_understand_is_refused(world, query) -> None:
    with pytest.raises(BadRequest):
        search(world, query, LONG_AGO)


# over HTTP


def get(sandbox: Sandbox, **asked: Any) -> requests.Response:
    url = f"{sandbox.x_url}/2/tweets/search/recent"
    return requests.get(url, params={"query": "strom", **asked}, headers=TOKEN, timeout=5)


def said(sandbox: Sandbox, text: str, **given: Any) -> str:
    return str(sandbox.post("x/post", handle="erika", name="Erika", text=text, **given)["id"])


def test_pages_follow_by_either_token_and_are_at_least_ten(sandbox) -> None:
    keys = [said(sandbox, f"strom {n}") for n in range(12)]
    first = get(sandbox).json()
    assert first["meta"]["result_count"] == 10
    for name in ("next_token", "pagination_token"):
        rest = get(sandbox, **{name: first["meta"]["next_token"]}).json()
        assert [post["id"] for post in rest["data"]] == keys[1::-1]
    assert get(sandbox, max_results=9).status_code == 400


def test_only_one_token_and_one_beginning_may_be_given(sandbox) -> None:
    said(sandbox, "strom")
    token = {"next_token": "a" * 16, "pagination_token": "a" * 16}
    assert get(sandbox, **token).status_code == 400
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert get(sandbox, since_id="1" * 19, start_time=now).status_code == 400


def test_nothing_older_than_seven_days_may_be_asked_for(sandbox) -> None:
    old = datetime.now(UTC) - timedelta(days=8)
    key = said(sandbox, "strom", created_at=old.isoformat())
    assert get(sandbox).json()["meta"] == {"result_count": 0}
    refused = get(sandbox, since_id=key)
    assert refused.status_code == 400
    assert "must be a tweet id created after" in refused.json()["errors"][0]["message"]
    assert get(sandbox, start_time=old.strftime("%Y-%m-%dT%H:%M:%SZ")).status_code == 400
    assert get(sandbox, start_time="soon").status_code == 400


def test_since_is_exclusive_and_newest_comes_first(sandbox) -> None:
    keys = [said(sandbox, f"strom {n}") for n in range(3)]
    answer = get(sandbox, since_id=keys[0]).json()
    assert [post["id"] for post in answer["data"]] == [keys[2], keys[1]]
    assert answer["meta"]["newest_id"] == keys[2]


def test_an_id_tells_when_it_was_given_out(sandbox) -> None:
    moment = time_of(int(said(sandbox, "strom")))
    assert abs(moment - datetime.now(UTC)) < timedelta(minutes=1)
