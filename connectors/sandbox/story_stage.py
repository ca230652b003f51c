"""Where the story is played: somebody says something on one of the platforms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from connectors.sandbox import instagram_world
from connectors.sandbox.accounts import FACEBOOK, INSTAGRAM, X
from connectors.sandbox.graph_world import GraphWorld, world_of
from connectors.sandbox.instagram_world import InstagramWorld
from connectors.sandbox.town import Town
from connectors.sandbox.x_media import Photo
from connectors.sandbox.x_world import XWorld

Scene = Mapping[str, Any]
PRIVATE = ("x dm", "messenger", "instagram dm")
"""Places where only one person and we read."""


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody of the town."""

    name: str
    handle: str
    withheld: bool = False


_NOTHING: Scene = {"tick": 0, "played": 0, "own": {}, "waiting": [], "answered": []}


class Stage:
    """Where scenes are played: both worlds, and what is remembered between two scenes."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.x = XWorld(town)
        self.facebook: GraphWorld = world_of(town)
        self.instagram: InstagramWorld = instagram_world.world_of(town)

    def recall(self) -> dict[str, Any]:
        """Return what is remembered; at first nothing."""
        return {**_NOTHING, **(self.town.shelf.get("story", "progress") or {})}

    def remember(self, progress: Mapping[str, Any]) -> None:
        """Keep what is to be remembered."""
        self.town.shelf.put("story", "progress", dict(progress))

    def say(
        self, on: str, voice: Voice, text: str, *, above: str | None = None, **more: Any
    ) -> str:
        """Let somebody write; returns the id. `above` is what a reply or a comment answers."""
        minutes = float(more.get("minutes", 0))
        if on.startswith("x"):
            return self._on_x(on, voice, text, above, minutes, more)
        if on.startswith("instagram"):
            return self._on_instagram(on, voice, text, above, minutes, more)
        return self._on_facebook(on, voice, text, above, minutes, more)

    def _on_x(
        self, on: str, voice: Voice, text: str, above: str | None, minutes: float, more: Scene
    ) -> str:
        us = voice.handle == X.handle
        author = X.id if us else self.x.customer(voice.handle, voice.name)
        at = self.town.now() - timedelta(minutes=minutes)
        photos = (Photo(more["photo"], more.get("alt")),) if more.get("photo") else ()
        if on == "x dm":
            to = str(above) if us else X.id
            return str(self.x.dm(author, to, text, photos=photos, created_at=at)["id"])
        written = self.x.post(
            author,
            text,
            reply_to=above,
            photos=photos,
            created_at=at,
            lang=more.get("lang", "de"),
        )
        return str(written["id"])

    def person(self, on: str, voice: Voice) -> str:
        """Return the id of the person whom a private answer of ours goes to."""
        if on == "x dm":
            return self.x.customer(voice.handle, voice.name)
        if on == "instagram dm":
            return str(self.instagram.person(voice.handle)["id"])
        return str(self.facebook.person(voice.name, withheld=voice.withheld)["id"])

    def _on_facebook(
        self, on: str, voice: Voice, text: str, above: str | None, minutes: float, more: Scene
    ) -> str:
        us = voice.name == FACEBOOK.name
        author = FACEBOOK.id
        if not us:
            author = self.facebook.person(voice.name, withheld=voice.withheld)["id"]
        at = self.facebook.now() - 60 * minutes
        photo = more.get("photo")
        if on == "messenger":
            person = str(above) if us else author
            return str(self.facebook.message(person, text, ours=us, at=at, photo=photo)["id"])
        if above is not None:
            return str(self.facebook.comment(author, above, text, at=at, photo=photo)["id"])
        if on == "facebook review":
            recommends = bool(more.get("recommends"))
            return str(self.facebook.review(author, text, recommends=recommends, at=at)["id"])
        tags = on == "facebook tag"
        return str(self.facebook.post(author, text, tags=tags, at=at, photo=photo)["id"])

    def _on_instagram(
        self, on: str, voice: Voice, text: str, above: str | None, minutes: float, more: Scene
    ) -> str:
        us, world = voice.handle == INSTAGRAM.handle, self.instagram
        author = INSTAGRAM.id if us else str(world.person(voice.handle)["id"])
        given = {"at": world.now() - 60 * minutes, "photo": more.get("photo")}
        if on == "instagram dm":
            person = str(above) if us else author
            return str(world.message(person, text, ours=us, **given)["id"])
        if above is not None:
            return str(world.comment(author, above, text, **given)["id"])
        return str(world.media(author, text, **given)["id"])


US = {
    "x": Voice(X.name, X.handle),
    "facebook": Voice(FACEBOOK.name, FACEBOOK.name),
    "instagram": Voice(INSTAGRAM.name, INSTAGRAM.handle),
}


def us_on(on: str) -> Voice:
    """Return our own voice where a scene plays."""
    return US.get(on.partition(" ")[0], US["facebook"])
