"""The town's story: whole, humane, and going on for ever without saying the same twice at once."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from connectors.sandbox import instagram_control, story
from connectors.sandbox.accounts import FACEBOOK, INSTAGRAM, X
from connectors.sandbox.graph_control import truth
from connectors.sandbox.server import create_app, found
from connectors.sandbox.shelf import Shelf
from connectors.sandbox.story_stage import Stage
from connectors.sandbox.town import Town


@pytest.fixture
def stage() -> Stage:
    stage = Stage(Town())
    story.open_town(stage)
    return stage


def everything(stage: Stage) -> list[dict]:
    said_on_instagram = instagram_control.truth(stage.instagram)["messages"]
    return [*stage.x.truth(), *truth(stage.facebook)["messages"], *said_on_instagram]


def theirs(stage: Stage) -> list[dict]:
    return [one for one in everything(stage) if not one["ours"]]


def when(one: dict) -> datetime:
    return datetime.fromisoformat(one["created_at"])


# the opening


def test_about_thirty_conversations_stand_there_at_first() -> None:
    assert 28 <= len(story.script()["opening"]) <= 38


def test_they_stand_on_every_place(stage: Stage) -> None:
    places = Counter(scene["on"] for scene in story.script()["opening"])
    assert places.keys() == {
        "x",
        "x dm",
        "facebook post",
        "facebook comment",
        "facebook review",
        "facebook tag",
        "messenger",
        "instagram comment",
        "instagram dm",
        "instagram mention",
    }
    seldom = {"facebook review", "facebook tag", "instagram mention"}
    assert min(times for place, times in places.items() if place not in seldom) >= 2


def test_reviews_and_tags_are_told_as_what_they_are(stage: Stage) -> None:
    for _ in range(40):
        story.go_on(stage)
    written = truth(stage.facebook)["messages"]
    assert {one["recommends"] for one in written if one["kind"] == "review"} == {True, False}
    assert sum(one["tags"] for one in written) >= 2


def test_they_were_written_within_the_last_day(stage: Stage) -> None:
    now = datetime.now(UTC)
    written = [when(one) for one in theirs(stage)]
    assert min(written) > now - timedelta(days=1, minutes=5)
    assert max(written) <= now
    assert len({time.replace(minute=0, second=0) for time in written}) >= 12


def test_no_answer_comes_before_its_question(stage: Stage) -> None:
    by_id = {one["id"]: one for one in everything(stage)}
    answers = [one for one in by_id.values() if one["parent"] in by_id]
    assert len(answers) >= 8
    assert all(when(by_id[one["parent"]]) <= when(one) for one in answers)


def test_the_opening_is_played_once(stage: Stage) -> None:
    before = len(everything(stage))
    story.open_town(stage)
    assert len(everything(stage)) == before


def test_what_has_to_be_in_it_is_in_it(stage: Stage) -> None:
    said = theirs(stage)
    assert max(len(one["text"]) for one in said) > 2_000
    assert any(one.get("photo") or one.get("media") for one in said)
    assert any(re.search("[\U0001f300-\U0001faff]", one["text"]) for one in said)
    assert any(one["text"].isupper() or "FRECHHEIT" in one["text"].upper() for one in said)
    assert any("Danke" in one["text"] for one in said)
    assert sum(bool(re.search(r"\b(the|is|my)\b", one["text"])) for one in said) >= 4


def test_somebody_left_on_both_platforms(stage: Stage) -> None:
    assert any(user.get("gone") for user in stage.x.users())
    assert any(
        not stage.facebook.shows_name(one["author_id"])
        for one in truth(stage.facebook)["messages"]
        if not one["ours"]
    )


def test_we_answered_some_in_the_platforms_own_app(stage: Stage) -> None:
    ours = [one for one in everything(stage) if one["ours"] and one["parent"]]
    assert len(ours) >= 2
    assert {one["source"] for one in ours} == {"app"}


# every word


def every_text() -> list[str]:
    script = story.script()
    scenes = [*script["own"], *script["opening"], *script["later"]]
    follow = [
        step if isinstance(step, str) else step["text"]
        for scene in scenes
        for step in scene.get("then", ())
    ]
    return [scene["text"] for scene in scenes] + follow + script["thanks"]


def test_nobody_says_what_another_says() -> None:
    assert [text for text, times in Counter(every_text()).items() if times > 1] == []


def test_phone_numbers_are_made_up_ones() -> None:
    numbers = re.findall(r"(?:\+49 ?|0)\d[\d /]{6,}\d", " ".join(every_text()))
    assert numbers
    assert all(re.match(r"(\+49 ?|0)30 23125", number) for number in numbers)


def test_photos_lie_on_a_host_that_cannot_exist() -> None:
    script = story.script()
    scenes = [*script["opening"], *script["later"]]
    photos = [scene["photo"] for scene in scenes if "photo" in scene]
    assert len(photos) >= 4
    assert all(photo.startswith("https://photos.example/") for photo in photos)


def test_every_public_call_on_x_names_us_but_one_that_only_a_search_finds() -> None:
    script = story.script()
    public = [s for s in [*script["opening"], *script["later"]] if s["on"] == "x"]
    (other,) = (scene for scene in public if f"@{X.handle}" not in scene["text"])
    assert "Stadtwerken Lindenau" in other["text"]


def test_somebody_asks_the_same_in_a_second_place() -> None:
    asked = [s for s in story.script()["opening"] if "Frauenschwimmen" in s["text"]]
    assert {scene["on"] for scene in asked} == {"facebook comment", "messenger"}
    assert len({scene["name"] for scene in asked}) == 1


def test_everybody_has_a_name_and_a_handle_that_x_would_take() -> None:
    people = story.script()["people"]
    assert len({person["name"] for person in people}) == len(people)
    assert all(re.fullmatch(r"\w{4,15}", person["handle"]) for person in people)


# how it goes on


def test_it_goes_on_with_somebody_new_each_time(stage: Stage) -> None:
    before = len(everything(stage))
    for _ in range(60):
        story.go_on(stage)
    assert len(everything(stage)) == before + 60


def test_the_second_round_has_other_people_and_streets(stage: Stage) -> None:
    rounds = 2 * (len(story.script()["later"]) + 10)
    for _ in range(rounds):
        story.go_on(stage)
    late = [(one["author"], one["text"]) for one in theirs(stage)]
    assert [pair for pair, times in Counter(late).items() if times > 1] == []
    assert not any("{" in text for _, text in late)


def test_somebody_who_waits_asks_again_in_the_same_thread(stage: Stage) -> None:
    for _ in range(12):
        story.go_on(stage)
    by_id = {one["id"]: one for one in everything(stage)}
    again = next(one for one in by_id.values() if "Jetzt ist es ganz aus" in one["text"])
    assert by_id[again["parent"]]["author"] == again["author"]


def answered_on_facebook(stage: Stage) -> list[str]:
    posts = [one for one in truth(stage.facebook)["messages"] if one["kind"] == "post"]
    visitors = [one["id"] for one in posts if not one["ours"]][:2]
    return [
        stage.facebook.comment(FACEBOOK.id, key, "Gern! — Miriam", source="api")["id"]
        for key in visitors
    ]


def test_every_other_answer_of_ours_is_answered(stage: Stage) -> None:
    first, second = answered_on_facebook(stage)
    story.go_on(stage)
    below = [one["parent"] for one in theirs(stage)]
    assert below.count(second) + below.count(first) == 1


def test_an_answer_on_x_is_answered_by_whom_it_was_for(stage: Stage) -> None:
    asked = [p for p in stage.x.truth() if not p["ours"] and p["kind"] == "post"][-2:]
    sent = [stage.x.post(X.id, "Gern!", reply_to=p["id"], source="api")["id"] for p in asked]
    story.go_on(stage)
    thanks = [p for p in stage.x.truth() if p["parent"] in sent]
    assert [one["author_id"] for one in thanks] == [asked[1]["author_id"]]


def on_instagram(stage: Stage) -> list[dict]:
    said = instagram_control.truth(stage.instagram)["messages"]
    return [one for one in said if one["kind"] == "comment"]


def test_an_answer_on_instagram_is_answered_below_it(stage: Stage) -> None:
    asked = [one for one in on_instagram(stage) if not one["ours"]][:2]
    for one in asked:
        stage.instagram.comment(INSTAGRAM.id, one["id"], "Gern!", source="api")
    before = {one["id"] for one in on_instagram(stage)}
    story.go_on(stage)
    (thanks,) = [one for one in on_instagram(stage) if one["id"] not in before]
    assert thanks["author"] == asked[1]["author"]
    assert thanks["thread"] == asked[1]["thread"]


def test_a_private_answer_is_answered_in_private(stage: Stage) -> None:
    letters = [m for m in truth(stage.facebook)["messages"] if m["kind"] == "message"]
    people = list(dict.fromkeys(letter["author_id"] for letter in letters))[:2]
    for one in people:
        stage.facebook.message(one, "Gern! — Miriam", ours=True, source="api")
    story.go_on(stage)
    last = [m for m in truth(stage.facebook)["messages"] if m["kind"] == "message"][-1]
    assert (last["ours"], last["author_id"] in people) == (False, True)


def test_a_restart_goes_on_where_the_story_stood(tmp_path: Path) -> None:
    state = tmp_path / "town.db"
    town = found(state)
    stage = Stage(town)
    story.open_town(stage)
    story.go_on(stage)
    before = len(everything(stage))
    town.shelf.close()
    again = Stage(Town(shelf=Shelf(state)))
    story.open_town(again)
    assert len(everything(again)) == before
    story.go_on(again)
    assert len({one["text"] for one in theirs(again)}) == len(theirs(again))
    again.town.shelf.close()


def test_it_is_told_while_the_server_runs(monkeypatch) -> None:
    town = Town()
    app = create_app(town, pace=0.01)
    told = asyncio.Event()
    written: list[str] = []
    go_on = story.go_on

    def listened(stage: Stage) -> str:
        written.append(go_on(stage))
        if len(written) == 3:
            told.set()
        return written[-1]

    monkeypatch.setattr(story, "go_on", listened)

    async def run() -> None:
        async with app.router.lifespan_context(app):
            await asyncio.wait_for(told.wait(), 20)

    asyncio.run(run())
    assert {one["id"] for one in everything(Stage(town))} >= set(written)


def test_without_a_pace_nobody_writes() -> None:
    town = Town()
    app = create_app(town)

    async def run() -> None:
        async with app.router.lifespan_context(app):
            await asyncio.sleep(0)

    asyncio.run(run())
    assert everything(Stage(town)) == []
