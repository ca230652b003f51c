"""A small town that keeps writing to its utility: what stands there at first, and what follows.

`story.json` holds every word. The opening is spread over the last day; later scenes come one
by one, in turn, with other names and streets each time round, and now and then somebody
reacts to an answer of ours. How far the story is stands on the shelf: a restart goes on.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from connectors.sandbox import instagram_control
from connectors.sandbox.graph_control import truth
from connectors.sandbox.story_stage import PRIVATE, Scene, Stage, Voice, us_on
from connectors.sandbox.town import Town

EVERY = 2
"""One of so many answers of ours is answered in turn."""


@cache
def script() -> dict[str, Any]:
    """Return every word of the story."""
    text = Path(__file__).with_name("story.json").read_text(encoding="utf-8")
    read: dict[str, Any] = json.loads(text)
    return read


async def tell(town: Town, pace: float) -> None:
    """Open the town, then let something happen about every `pace` seconds, until cancelled."""
    stage = Stage(town)
    open_town(stage)
    while True:
        await asyncio.sleep(pace * (0.6 + 0.8 * secrets.randbelow(1_000) / 1_000))
        go_on(stage)


def open_town(stage: Stage) -> None:
    """Write what stands there at first, oldest first. Does nothing in a town that has it."""
    progress = stage.recall()
    if progress["own"]:
        return
    own = {
        post["key"]: stage.say(post["on"], us_on(post["on"]), post["text"], **_more(post))
        for post in script()["own"]
    }
    for scene in sorted(script()["opening"], key=lambda scene: -scene["minutes"]):
        _play(stage, scene, own)
    stage.remember({**progress, "own": own})


def _more(scene: Scene) -> dict[str, Any]:
    names = ("photo", "alt", "lang", "minutes", "recommends")
    return {name: scene[name] for name in names if name in scene}


def _play(stage: Stage, scene: Scene, own: Mapping[str, str]) -> None:
    """Play a scene of the opening with all that followed it."""
    on, handle = scene["on"], scene.get("handle", scene["name"])
    voice = Voice(scene["name"], handle, bool(scene.get("withheld")))
    above = own.get(scene.get("under", ""))
    first = stage.say(on, voice, scene["text"], above=above, **_more(scene))
    target = stage.person(on, voice) if on in PRIVATE else first
    for step in scene.get("then", ()):
        named = {"them": voice, "us": us_on(on)}
        who = named.get(step["by"]) or Voice(step["by"], step["by"])
        stage.say(on, who, step["text"], above=target, minutes=step["minutes"])
    if scene.get("leaves"):
        stage.x.leave(stage.person("x dm", voice))


def go_on(stage: Stage) -> str:
    """Let the next thing happen; returns the id of what was written."""
    progress = stage.recall()
    progress["tick"] += 1
    due = next((step for step in progress["waiting"] if step["tick"] <= progress["tick"]), None)
    if due is not None:
        progress["waiting"] = [step for step in progress["waiting"] if step is not due]
        voice = Voice(due["name"], due["handle"])
        written = stage.say(due["on"], voice, due["text"], above=due["above"])
    else:
        written = _react(stage, progress) or _next_scene(stage, progress)
    stage.remember(progress)
    return written


def _next_scene(stage: Stage, progress: dict[str, Any]) -> str:
    """Play the next of the later scenes: other people, other streets each time round."""
    played = progress["played"]
    progress["played"] = played + 1
    scenes, people, streets = (script()[name] for name in ("later", "people", "streets"))
    scene, round_ = scenes[played % len(scenes)], played // len(scenes)
    voice = Voice(**people[(played + 5 * round_) % len(people)])
    place = {"street": streets[(3 * played + round_) % len(streets)], "number": 2 + played % 37}
    above = progress["own"].get(scene.get("under", ""))
    text = scene["text"].format(**place)
    said = stage.say(scene["on"], voice, text, above=above, **_more(scene))
    target = None if scene["on"] in PRIVATE else said
    for number, more in enumerate(scene.get("then", ()), start=1):
        step = {
            "tick": progress["tick"] + 2 * number,
            "on": scene["on"],
            "above": target,
            "text": more.format(**place),
            "name": voice.name,
            "handle": voice.handle,
        }
        progress["waiting"] = [*progress["waiting"], step]
    return said


def _react(stage: Stage, progress: dict[str, Any]) -> str | None:
    """Let one customer react to an answer of ours, when there is one nobody reacted to."""
    words = script()["thanks"]
    for on, above, voice, key in _answers(stage):
        if key in progress["answered"]:
            continue
        progress["answered"] = [*progress["answered"], key]
        number = len(progress["answered"])
        if number % EVERY == 0:
            return stage.say(on, voice, words[number // EVERY % len(words)], above=above)
    return None


def _answers(stage: Stage) -> Iterator[tuple[str, str | None, Voice, str]]:
    """Yield (place, what a reaction answers, the customer, id) of what the inbox sent."""
    users = {user["id"]: user for user in stage.x.users()}
    posts = stage.x.truth()
    wrote = {post["id"]: post["author_id"] for post in posts}
    for ours in (post for post in posts if post["ours"] and post["source"] == "api"):
        private = ours["kind"] == "dm"
        pair = ours["thread"].split("-") if private else [wrote.get(ours["parent"], "")]
        user = next((users[key] for key in pair if key in users and key != ours["author_id"]), None)
        if user is not None and not user.get("gone"):
            above = None if private else ours["id"]
            voice = Voice(user["name"], user["username"])
            yield "x dm" if private else "x", above, voice, ours["id"]
    yield from _answers_on_facebook(stage)
    yield from _answers_on_instagram(stage)


def _answers_on_facebook(stage: Stage) -> Iterator[tuple[str, str | None, Voice, str]]:
    written = truth(stage.facebook)["messages"]
    by_id = {one["id"]: one for one in written}
    for ours in (one for one in written if one["ours"] and one["source"] == "api"):
        if ours["kind"] == "message":
            yield "messenger", None, Voice(ours["person"], ours["person"]), ours["id"]
            continue
        asked = by_id.get(ours["parent"], ours)
        if not asked["ours"]:
            voice = Voice(asked["author"], asked["author"])
            yield "facebook comment", ours["id"], voice, ours["id"]


def _answers_on_instagram(stage: Stage) -> Iterator[tuple[str, str | None, Voice, str]]:
    written = instagram_control.truth(stage.instagram)["messages"]
    by_id = {one["id"]: one for one in written}
    for ours in (one for one in written if one["ours"] and one["source"] == "api"):
        if ours["kind"] == "message":
            yield "instagram dm", None, Voice(ours["person"], ours["person"]), ours["id"]
            continue
        asked = by_id.get(ours["parent"], ours)
        if not asked["ours"] and asked["kind"] == "comment":  # below others' photos we read nothing
            voice = Voice(asked["author"], asked["author"])
            yield "instagram comment", ours["id"], voice, ours["id"]
