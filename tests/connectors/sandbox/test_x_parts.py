"""The parts of X's stand-in by themselves: texts, buckets, the world, its logins."""

from __future__ import annotations

import base64
import os
import signal
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest

from connectors.sandbox import x_limits, x_rules, x_text
from connectors.sandbox.accounts import X
from connectors.sandbox.shelf import Shelf
from connectors.sandbox.town import Town
from connectors.sandbox.x_auth import Doorman, NotGranted
from connectors.sandbox.x_limits import Limits
from connectors.sandbox.x_world import XWorld, stamp

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture
def world() -> XWorld:
    return XWorld(Town())


# texts


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@a und @B und @a", ["a", "b"]),
        ("mail an miriam@firma.de", []),
        ("@@doppelt @ein-halb", ["ein"]),
        ("https://x.com/@pfad", []),
        ("(@klammer)", ["klammer"]),
        ("@" + "x" * 25, ["x" * 20]),
    ],
)
def test_names_are_found_where_x_finds_them(text, names) -> None:
    assert x_text.named(text) == names


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("siehe www.firma.de, danke", ["www.firma.de"]),
        ("https://firma.de/a?b=1&c=2.", ["https://firma.de/a?b=1&c=2"]),
        ("(firma.de)", ["firma.de"]),
        ("miriam@firma.de", []),
        ("z.B. so", []),
        ("firma.designer", []),
        ("a.de b.com", ["a.de", "b.com"]),
        ("http://127.0.0.1/x", []),
    ],
)
def test_links_are_found_and_shortened(text, links) -> None:
    shown = x_text.show(text)
    assert [url["expanded_url"].removeprefix("http://") for url in shown.urls] == [
        link.removeprefix("http://") for link in links
    ]
    assert all(shown.text[u["start"] : u["end"]] == u["url"] for u in shown.urls)
    assert x_text.weight(text) >= 23 * len(links)


def test_a_short_link_stays_as_it_is() -> None:
    assert x_text._short("https://t.co/abc123") == "https://t.co/abc123"


def test_a_text_is_trimmed_and_composed_and_escaped() -> None:
    assert x_text.show("  e\u0301 & <b>  ").text == "é &amp; &lt;b&gt;"


def test_hidden_names_are_counted() -> None:
    shown = x_text.show("hallo", "@a @b ")
    assert (shown.text, shown.hidden) == ("@a @b hallo", 6)


def test_a_cut_text_fits_and_says_that_it_was_cut() -> None:
    cut = x_text.cut("ä" * 500)
    assert cut == "ä" * 279 + "…"


def test_entities_name_only_users_that_exist() -> None:
    shown = x_text.show("@erika und @niemand")
    entities = x_text.entities(shown, {"erika": "5"})
    assert entities == {"mentions": [{"start": 0, "end": 6, "username": "erika", "id": "5"}]}


# buckets


def test_a_bucket_empties_and_fills_again_with_its_window(monkeypatch) -> None:
    clock = {"now": 1_000_000.0}
    monkeypatch.setattr(x_limits.time, "time", lambda: clock["now"])
    limits = Limits()
    passes = [limits.take("dm_events", free=False)[0] for _ in range(16)]
    assert passes == [True] * 15 + [False]
    clock["now"] += x_limits.QUARTER - 1
    assert not limits.take("dm_events", free=False)[0]
    clock["now"] += 1
    assert limits.take("dm_events", free=False)[0]


def test_the_day_ends_what_the_quarter_would_allow(monkeypatch) -> None:
    clock = {"now": 1_000_000.0}
    monkeypatch.setattr(x_limits.time, "time", lambda: clock["now"])
    limits = Limits()
    passed = 0
    for _ in range(95):
        passed += sum(limits.take("dm", free=False)[0] for _ in range(16))
        clock["now"] += x_limits.QUARTER
    assert passed == 15 * 95
    passed += sum(limits.take("dm", free=False)[0] for _ in range(15))
    blocked, headers = limits.take("dm", free=False)
    assert not blocked
    assert passed == 1_440
    assert headers["x-user-limit-24hour-remaining"] == "0"


def test_a_free_bucket_takes_nothing_and_never_refuses() -> None:
    limits = Limits()
    assert all(limits.take("dm_events", free=True)[0] for _ in range(40))
    assert limits.take("dm_events", free=True)[1]["x-rate-limit-remaining"] == "15"


def test_buckets_are_apart() -> None:
    limits = Limits()
    for _ in range(16):
        limits.take("dm_events", free=False)
    assert limits.take("mentions", free=False)[0]
    limits.forget()
    assert limits.take("dm_events", free=False)[0]


# the world


def test_our_account_is_there_from_the_first_day_and_after_every_reset(world) -> None:
    assert world.user(X.id)
    world.town.empty()
    assert world.user(X.id)


def test_a_customer_is_known_by_the_handle_whatever_its_case(world) -> None:
    assert world.customer("Erika_M", "Erika M.") == world.customer("erika_m", "Erika")


def test_a_reply_names_whom_it_answers_and_who_was_named_but_not_its_author(world) -> None:
    erika, bernd = world.customer("erika", "Erika"), world.customer("bernd", "Bernd")
    first = world.post(erika, f"@{X.handle} und @bernd, hallo")
    second = world.post(bernd, "ich auch", reply_to=first["id"])
    assert second["prefix"] == f"@erika @{X.handle} "
    assert second["conversation_id"] == first["id"]
    third = world.post(erika, "@bernd du?", reply_to=second["id"])
    assert third["prefix"] == f"@{X.handle} "


def test_many_at_once_get_ids_of_their_own(world) -> None:
    erika = world.customer("erika", "Erika")
    threads = [
        threading.Thread(target=lambda: [world.post(erika, "hallo") for _ in range(30)])
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({post["id"] for post in world.timeline(erika)}) == 120


@pytest.mark.parametrize("given", [{"reply_to": "404"}, {"quote": "404"}])
def test_nothing_can_be_said_to_what_is_not_there(world, given) -> None:
    with pytest.raises(KeyError):
        world.post(X.id, "hallo", **given)
    assert world.truth() == []


def test_a_deleted_post_is_gone_from_everywhere(world) -> None:
    erika = world.customer("erika", "Erika")
    key = world.post(erika, f"@{X.handle} hallo")["id"]
    world.delete(key)
    assert world.found(key) is None
    assert world.mentions(X.id) == world.timeline(erika) == world.truth() == []


def test_only_those_who_belong_to_a_conversation_see_it(world) -> None:
    erika, bernd = world.customer("erika", "Erika"), world.customer("bernd", "Bernd")
    world.dm(erika, bernd, "unter uns")
    assert world.messages(X.id) == []
    assert len(world.messages(bernd)) == 1


def test_times_are_written_as_x_writes_them() -> None:
    moment = datetime(2026, 11, 20, 10, 15, 2, 123_456, tzinfo=UTC)
    assert stamp(moment) == "2026-11-20T10:15:02.123Z"


def test_the_same_words_may_be_said_again_after_a_day() -> None:
    clock = {"now": NOW}
    world = XWorld(Town(now=lambda: clock["now"]))
    x_rules.take(world, X.id, "Guten Morgen", None)
    with pytest.raises(x_rules.Refused):
        x_rules.take(world, X.id, "Guten Morgen", None)
    clock["now"] += timedelta(days=1, minutes=1)
    assert x_rules.take(world, X.id, "Guten Morgen", None)


def test_the_same_words_to_two_people_are_not_the_same_post(world) -> None:
    parents = [
        world.post(world.customer(name, name), f"@{X.handle} hallo")["id"] for name in ("a", "b")
    ]
    for parent in parents:
        x_rules.take(world, X.id, "Gern!", parent)
    assert len(world.timeline(X.id)) == 2


# logins


def basic(name: str, secret: str) -> str:
    return "Basic " + base64.b64encode(f"{name}:{secret}".encode()).decode()


def form(**given: str) -> str:
    return urlencode(
        {"grant_type": "refresh_token", "refresh_token": X.oauth2_refresh_token, **given}
    )


@pytest.mark.parametrize(
    ("body", "authorization"),
    [
        (form(), ""),
        (form(client_id="other"), ""),
        (form(), basic(X.client_id, "wrong")),
        (form(), "Basic ???"),
        (form(grant_type="password", client_id=X.client_id), ""),
        (form(refresh_token="wrong", client_id=X.client_id), ""),
        ("", ""),
    ],
)
def test_a_refresh_without_the_right_words_is_refused(world, body, authorization) -> None:
    with pytest.raises(NotGranted):
        Doorman(world).token(body, authorization)


def test_a_refresh_gives_a_new_pair_once(world) -> None:
    doorman = Doorman(world)
    given = doorman.token(form(), basic(X.client_id, X.client_secret))
    assert given["expires_in"] == 7200
    with pytest.raises(NotGranted):
        doorman.token(form(), basic(X.client_id, X.client_secret))
    assert doorman.token(form(client_id=X.client_id, refresh_token=given["refresh_token"]), "")


def test_tokens_outlive_a_restart(tmp_path) -> None:
    path = tmp_path / "town.db"
    given = Doorman(XWorld(Town(shelf=Shelf(path)))).token(form(client_id=X.client_id), "")
    again = Doorman(XWorld(Town(shelf=Shelf(path))))
    assert again._by_token(given["access_token"]) == X.id
    with pytest.raises(NotGranted):
        again.token(form(client_id=X.client_id), "")


# kill -9

WRITER = """
import sys
from pathlib import Path
from connectors.sandbox.shelf import Shelf
shelf = Shelf(Path(sys.argv[1]))
while True:
    number = shelf.count("n")
    shelf.put("post", str(number), {"id": number})
    print(number, flush=True)
"""


def test_what_was_acknowledged_survives_a_kill(tmp_path) -> None:
    path = tmp_path / "town.db"
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    said = [int(process.stdout.readline()) for _ in range(200)]
    os.kill(process.pid, signal.SIGKILL)
    said += [int(line) for line in process.stdout if line.endswith("\n")]
    process.wait(10)
    process.stdout.close()
    kept = {document["id"] for document in Shelf(path).all("post")}
    assert set(said) <= kept
