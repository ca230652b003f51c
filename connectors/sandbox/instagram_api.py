"""Instagram at the Graph API: calls about our account, its media, comments and messages.

    GET    /{ig user} /{ig user}/media /tags /{media}/comments /{comment}/replies /?ids=
           /{page}/conversations?platform=instagram /{thread}/messages
    POST   /{media}/comments /{comment}/replies /{comment} /{ig user}/mentions /{page}/messages
    DELETE /{comment}

Source of shapes and rules: developers.facebook.com, Instagram Platform.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from connectors.sandbox import graph_errors, graph_messages, instagram_nodes
from connectors.sandbox.accounts import FACEBOOK, INSTAGRAM
from connectors.sandbox.graph_errors import GraphError
from connectors.sandbox.graph_fields import Field, parse
from connectors.sandbox.graph_truth import NotThere
from connectors.sandbox.graph_world import GraphWorld
from connectors.sandbox.instagram_nodes import USER, Glance
from connectors.sandbox.instagram_world import COMMENTS, MEDIA, THREADS, InstagramWorld

COMMENT_MOST, MESSAGE_MOST = 2_200, 1_000
PAGE = ("me", FACEBOOK.id)

Given = Mapping[str, str]


def concerns(world: InstagramWorld, path: tuple[str, ...], given: Given) -> bool:
    """Return whether a call is one about Instagram."""
    if path[0] in PAGE:
        if path[1:] == ("conversations",):
            return given.get("platform", "").upper() == "INSTAGRAM"
        to = graph_messages.nested(given, "recipient") if path[1:] == ("messages",) else {}
        return any(world.knows(str(key)) for key in to.values())
    keys = given.get("ids", "").split(",") if path == ("",) else [path[0]]
    return any(world.knows(key) for key in keys)


def answer(
    glance: Glance, facebook: GraphWorld, method: str, path: tuple[str, ...], given: Given
) -> dict[str, Any]:
    """Return what Instagram says to a call. Raises GraphError, NotThere."""
    if method == "GET":
        return _read(glance, path, given)
    if path[0] in PAGE:
        return graph_messages.send(
            glance.world, facebook.uploaded, given, INSTAGRAM.id, _bytes, MESSAGE_MOST
        )
    return _write(glance.world, method, path, given)


def _read(glance: Glance, path: tuple[str, ...], given: Given) -> dict[str, Any]:
    if path == ("",):
        return _several(glance, given)
    if path[0] in PAGE:
        rows = glance.world.conversations()
        if "user_id" in given:
            rows = [row for row in rows if row[1]["person"] == given["user_id"]]
        field = _field(given, THREADS)
        return instagram_nodes.page(glance, "/".join(path), THREADS, rows, field)
    kind, doc = _found(glance, path[0])
    if len(path) == 1:
        return instagram_nodes.read(glance, kind, doc, _field(given, kind).inner)
    wanted = _field(given, instagram_nodes.inside(kind, path[1]))
    field = Field(path[1], wanted.modifiers, wanted.inner)
    return instagram_nodes.edge(glance, kind, doc, field)


def _several(glance: Glance, given: Given) -> dict[str, Any]:
    """Return objects by their ids; one that is not there spoils the whole call."""
    found = {}
    for key in given["ids"].split(","):
        try:
            kind, doc = _found(glance, key)
        except NotThere as error:
            said = f"(#803) Some of the aliases you requested do not exist: {key}"
            raise GraphError(803, said, 404) from error
        found[key] = instagram_nodes.read(glance, kind, doc, _field(given, kind).inner)
    return found


def _found(glance: Glance, key: str) -> tuple[str, Any]:
    """Return what can be read by its id: of others' media nothing can."""
    world = glance.world
    if key == INSTAGRAM.id:
        return USER, world.named(key)
    kind, doc = world.seen(key)
    media = world.seen(doc.get("media", key))[1] if kind in (MEDIA, COMMENTS) else None
    if media is None:
        return kind, doc
    right = "reads_comments" if media["author"] == INSTAGRAM.id else "reads_tagged"
    if not world.setting(right):
        raise NotThere(key)
    return kind, doc


def _field(given: Given, kind: str) -> Field:
    secret = ("access_token", "appsecret_proof")
    kept = {name: value for name, value in given.items() if name not in secret}
    return Field(kind, kept, parse(given.get("fields") or instagram_nodes.default(kind)))


def _write(
    world: InstagramWorld, method: str, path: tuple[str, ...], given: Given
) -> dict[str, Any]:
    key, name = path[0], path[1] if len(path) == 2 else None
    if key == INSTAGRAM.id and (method, name) == ("POST", "mentions"):
        return _mention(world, given)
    kind, _ = world.seen(key)
    if method == "POST" and (kind, name) in ((MEDIA, "comments"), (COMMENTS, "replies")):
        return _comment(world, key, given)
    if kind == COMMENTS and name is None:
        _ours(world, key)
        if method == "DELETE":
            world.change(key, deleted=True)
        elif given.get("hide") in ("true", "false"):
            world.change(key, hidden=given["hide"] == "true")
        else:
            raise GraphError(100, "(#100) Param hide must be a boolean")
        return {"success": True}
    raise graph_errors.missing(key, method.lower())


def _ours(world: InstagramWorld, key: str) -> None:
    """Only on our own media is a comment ours to hide or delete."""
    media = world.commentable(world.commentable(key)["media"])
    if media["author"] != INSTAGRAM.id:
        raise GraphError(200, "(#200) Permissions error", 403)


def _comment(world: InstagramWorld, on: str, given: Given) -> dict[str, Any]:
    above = world.commentable(on)
    if above["hidden"]:
        raise GraphError(100, "(#100) You cannot reply to a hidden comment")
    if "media" in above:
        _ours(world, on)
    return {"id": world.comment(INSTAGRAM.id, on, _text(given), source="api")["id"]}


def _mention(world: InstagramWorld, given: Given) -> dict[str, Any]:
    """Comment where others named us: in a caption or in a comment, not where we are only tagged."""
    on = given.get("comment_id") or given.get("media_id", "")
    above = world.commentable(on)
    if INSTAGRAM.handle not in above["text"]:
        raise GraphError(100, "(#100) The user was not mentioned in this media or comment")
    return {"id": world.comment(INSTAGRAM.id, on, _text(given), source="api")["id"]}


def _bytes(text: str) -> int:
    return len(text.encode(errors="replace"))


def _text(given: Given) -> str:
    text = given.get("message", "")
    if not text.strip():
        raise GraphError(100, "(#100) The parameter message is required")
    if len(text) > COMMENT_MOST:
        raise GraphError(100, f"(#100) Param message must be at most {COMMENT_MOST} characters")
    return text
