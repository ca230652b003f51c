"""The Graph API over HTTP: any version, page token, form-encoded writes, Facebook's errors.

    GET  /me /{id} /?ids= /{page}/feed /tagged /ratings /conversations
         /{post|comment|review}/comments /{thread}/messages /media/{name}
    POST /{post|comment}/comments /{comment} /{page}/messages /photos /message_attachments
    POST, DELETE /{post|comment}/likes      DELETE /{post|comment}

Source of shapes and rules: developers.facebook.com, Graph API and Messenger Platform.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from connectors.sandbox import (
    graph_auth,
    graph_errors,
    graph_media,
    graph_nodes,
    graph_writes,
    instagram_api,
    instagram_world,
)
from connectors.sandbox.accounts import FACEBOOK, INSTAGRAM
from connectors.sandbox.ascii_json import Ascii
from connectors.sandbox.graph_errors import GraphError, Meter
from connectors.sandbox.graph_fields import Field, WrongFields, parse
from connectors.sandbox.graph_logins import Logins, quiet
from connectors.sandbox.graph_nodes import Reading
from connectors.sandbox.graph_paging import Row
from connectors.sandbox.graph_truth import NotThere
from connectors.sandbox.graph_world import (
    MESSAGES,
    POSTS,
    REVIEWS,
    THREADS,
    GraphWorld,
    world_of,
)
from connectors.sandbox.instagram_nodes import Glance
from connectors.sandbox.instagram_world import InstagramWorld
from connectors.sandbox.town import Town

OLDEST = (21, 0)
"""The oldest version still alive: a call to an ended one is answered by it."""
_VERSION = re.compile(r"v(\d{1,2})\.(\d)")
_HEADERS = {"content-type": "application/json; charset=UTF-8", "cache-control": "no-store"}


@dataclass(frozen=True, slots=True)
class Call:
    """One call, its token checked: method, path without version, and parameters."""

    method: str
    path: tuple[str, ...]
    given: Mapping[str, str]
    reading: Reading

    @property
    def world(self) -> GraphWorld:
        """Return the platform that is asked."""
        return self.reading.world


def routes(town: Town) -> list[BaseRoute]:
    """Return the routes of the stand-in, and teach the town Facebook's words for faults."""
    world, logins = world_of(town), Logins(town)
    meters = {FACEBOOK.id: Meter(), INSTAGRAM.id: Meter()}  # each business use case has its own
    instagram = instagram_world.world_of(town)
    town.forgets += [meter.reset for meter in meters.values()]
    town.faults.speaks("facebook", graph_errors.speak)

    async def endpoint(request: Request) -> Response:
        version, path = _split(request.path_params["path"])
        headers = {**_HEADERS, "facebook-api-version": "v{}.{}".format(*version)}
        try:
            given = {**request.query_params, **await _body(request)}
            there = instagram_api.concerns(instagram, path, given)
            account = INSTAGRAM if there else FACEBOOK
            percent = meters[account.id].count(world.now(), world.setting("calls_an_hour"))
            minutes = meters[account.id].regained(world.now()) if percent > 100 else 0
            private = path[-1] in ("messages", "conversations")
            kind = "instagram" if there else "messenger" if private else "pages"
            headers |= graph_errors.usage(percent, minutes, kind, account.id)
            if minutes:
                raise graph_errors.too_many(account.id)
            token = graph_auth.given_token(given, request.headers.get("authorization", ""))
            body = logins.answer(path, given, token)
            if body is None:
                call = _call(request, given, world, logins, version, path)
                page = logins.page(call.reading.token) or FACEBOOK.id
                if page != FACEBOOK.id:
                    body = quiet(page, path, given)
                elif there:
                    body = _on_instagram(instagram, call)
                else:
                    body = answer(call)
        except GraphError as error:
            return Ascii(error.body(), error.status, headers)
        return Ascii(body, 200, headers)

    methods = ["GET", "POST", "DELETE"]
    return [*graph_media.routes(world), Route("/{path:path}", endpoint, methods=methods)]


def _split(path: str) -> tuple[tuple[int, int], tuple[str, ...]]:
    parts = [part for part in path.split("/") if part]
    found = _VERSION.fullmatch(parts[0]) if parts else None
    if found:
        parts = parts[1:]
    version = (int(found[1]), int(found[2])) if found else OLDEST
    return max(version, OLDEST), tuple(parts) or ("",)


def _call(
    request: Request,
    given: Mapping[str, str],
    world: GraphWorld,
    logins: Logins,
    version: tuple[int, int],
    path: tuple[str, ...],
) -> Call:
    method = str(given.get("method", request.method)).upper()
    token = graph_auth.check(
        given,
        request.headers.get("authorization", ""),
        demands_proof=world.setting("demands_proof"),
        known=logins.page,
    )
    base = str(request.url.replace(path=request.scope.get("root_path", ""), query=""))
    base = f"{base.rstrip('?/')}/v{version[0]}.{version[1]}"
    return Call(method, path, given, Reading(world, base, token))


async def _body(request: Request) -> dict[str, str]:
    kind = request.headers.get("content-type", "")
    if kind.startswith(("application/x-www-form-urlencoded", "multipart/form-data")):
        form = await request.form()
        return {
            name: value if isinstance(value, str) else base64.b64encode(await value.read()).decode()
            for name, value in form.items()
        }
    if not kind.startswith("application/json"):
        return {}
    try:
        given = json.loads(await request.body())
        return {k: v if isinstance(v, str) else json.dumps(v) for k, v in given.items()}
    except (ValueError, AttributeError) as error:
        raise GraphError(100, "(#100) The body is not a JSON object") from error


def answer(call: Call) -> dict[str, Any]:
    """Return what the platform says to a call. Raises GraphError."""
    try:
        if call.method == "GET":
            return _read(call)
        return graph_writes.write(call.world, call.method, call.path, call.given)
    except NotThere as error:
        raise graph_errors.missing(call.path[0], call.method.lower()) from error
    except WrongFields as error:
        raise GraphError(2500, f'Syntax error "{error}"') from error


def _on_instagram(world: InstagramWorld, call: Call) -> dict[str, Any]:
    glance = Glance(world, call.reading.base, call.reading.token)
    try:
        return instagram_api.answer(glance, call.world, call.method, call.path, call.given)
    except NotThere as error:
        raise graph_errors.missing(call.path[0], call.method.lower()) from error
    except WrongFields as error:
        raise GraphError(2500, f'Syntax error "{error}"') from error


def _read(call: Call) -> dict[str, Any]:
    if len(call.path) == 1:
        keys = call.given.get("ids", "").split(",") if call.path == ("",) else []
        return _several(call, keys) if any(keys) else _object(call, call.path[0])
    key, name = call.path[0], call.path[1]
    if len(call.path) > 2:
        raise graph_errors.missing("/".join(call.path))
    if key in ("me", FACEBOOK.id):
        rows, kind = _of_page(call, name)
        return graph_nodes.page(call.reading, f"{key}/{name}", kind, rows, _field(call, kind))
    kind, doc = call.world.seen(key)
    inside = MESSAGES if kind == THREADS else "facebook.comments"
    wanted = _field(call, inside)
    return graph_nodes.edge(call.reading, kind, doc, Field(name, wanted.modifiers, wanted.inner))


def _several(call: Call, keys: list[str]) -> dict[str, Any]:
    """Return objects by their ids; one that is not there spoils the whole call."""
    try:
        return {key: _object(call, key) for key in keys}
    except NotThere as error:
        said = f"(#803) Some of the aliases you requested do not exist: {error.args[0]}"
        raise GraphError(803, said, 404) from error


def _object(call: Call, key: str) -> dict[str, Any]:
    if key in ("me", FACEBOOK.id):
        kind, doc = "page", call.world.named(FACEBOOK.id)
    else:
        kind, doc = call.world.seen(key)
    if kind == REVIEWS or not (kind == "page" or call.world.setting("reads_content")):
        raise NotThere(key)
    return graph_nodes.read(call.reading, kind, doc, _field(call, kind).inner)


def _of_page(call: Call, name: str) -> tuple[list[Row], str]:
    if name == "conversations":
        platform = call.given.get("platform", "MESSENGER").upper()
        return call.world.conversations() if platform == "MESSENGER" else [], THREADS
    posts = [
        (post["at"], post)
        for post in call.world.feed(
            hidden=call.given.get("include_hidden") == "true", tags=name == "tagged"
        )
        if _inside(call, post["at"])
    ]
    if not call.world.setting("reads_content"):
        raise GraphError(10, "(#10) This endpoint requires the 'pages_read_user_content'", 403)
    if name == "ratings":
        return [(review["at"], review) for review in call.world.reviews()], REVIEWS
    if name in ("feed", "tagged"):
        return posts, POSTS
    if name in ("visitor_posts", "published_posts"):
        ours = name == "published_posts"
        return [row for row in posts if (row[1]["author"] == FACEBOOK.id) is ours], POSTS
    raise GraphError(2500, f"Unknown path components: /{name}", kind="OAuthException")


def _inside(call: Call, at: float) -> bool:
    since, until = call.given.get("since", ""), call.given.get("until", "")
    return (not since.isdecimal() or at >= int(since)) and (
        not until.isdecimal() or at <= int(until)
    )


def _field(call: Call, kind: str) -> Field:
    """Return what a call asks of one kind, as a nested field would ask it."""
    secret = ("access_token", "appsecret_proof")
    given = {name: value for name, value in call.given.items() if name not in secret}
    return Field(kind, given, parse(call.given.get("fields") or graph_nodes.default(kind)))
