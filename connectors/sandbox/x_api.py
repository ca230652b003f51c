"""X API v2 over HTTP, as far as an inbox needs it (shapes: the published OpenAPI, 2.166/2.167)."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from connectors.sandbox import x_media, x_rules, x_search, x_view
from connectors.sandbox.ascii_json import Ascii
from connectors.sandbox.faults import Answer, Fault
from connectors.sandbox.shelf import Document
from connectors.sandbox.town import Town
from connectors.sandbox.x_auth import Doorman, NotGranted, NotSignedIn
from connectors.sandbox.x_errors import BadRequest
from connectors.sandbox.x_limits import Limits
from connectors.sandbox.x_pages import Page, moment_of, page_of, paged, wanted
from connectors.sandbox.x_world import XWorld, stamp, time_of

PROBLEMS = "https://api.twitter.com/2/problems"
HEADERS = {"api-version": "2.166", "x-access-level": "read-write-directmessages"}


def problem(status: int, title: str, detail: str, kind: str = "about:blank") -> dict[str, Any]:
    """Return a problem object as X writes it."""
    return {"title": title, "detail": detail, "type": kind, "status": status}


def invalid(parameter: str, message: str) -> dict[str, Any]:
    """Return the body of a 400."""
    return {
        "errors": [{"parameters": {parameter: []}, "message": message}],
        "title": "Invalid Request",
        "detail": x_rules.INVALID,
        "type": f"{PROBLEMS}/invalid-request",
    }


UNAUTHORIZED = problem(401, "Unauthorized", "Unauthorized")
APP_ONLY = problem(
    403,
    "Unsupported Authentication",
    "Authenticating with OAuth 2.0 Application-Only is forbidden for this endpoint.  Supported"
    " authentication types are [OAuth 1.0a User Context, OAuth 2.0 User Context].",
    f"{PROBLEMS}/unsupported-authentication",
)
BUSY = problem(429, "Too Many Requests", "Too Many Requests")
NO_CREDIT = problem(
    402, "CreditsDepleted", "Your enrolled account does not have any credits", f"{PROBLEMS}/credits"
)
FORBIDDEN = problem(403, "Forbidden", x_rules.FORBIDDEN)

Do = Callable[[Request, str, dict[str, Any]], tuple[int, dict[str, Any]]]
"""One endpoint: request, calling user, JSON body -> status and answer."""


@dataclass
class Api:
    """The endpoints of one town."""

    world: XWorld
    doorman: Doorman
    limits: Limits

    def endpoint(self, bucket: str, do: Do) -> Callable[[Request], Any]:
        """Return an ASGI endpoint: login, rate limit, the work itself, the spelling."""

        async def serve(request: Request) -> Response:
            body = await request.body()
            try:
                user = self.doorman.user(request)
            except NotSignedIn as error:
                denied = (403, APP_ONLY) if error.app_only else (401, UNAUTHORIZED)
                return self._answer(*denied, self.limits.stands(bucket))
            free = not self.world.setting("limits")
            passes, headers = self.limits.take(bucket, free=free)
            if not passes:
                return self._answer(429, BUSY, headers)
            return self._answer(*self._done(do, request, user, body), headers)

        return serve

    def signed_in(self, request: Request) -> bool:
        """Return whether a call shows a login that works."""
        try:
            self.doorman.user(request)
        except NotSignedIn:
            return False
        return True

    def _done(self, do: Do, request: Request, user: str, body: bytes) -> tuple[int, dict[str, Any]]:
        try:
            given = json.loads(body) if body else {}
            return do(request, user, given if isinstance(given, dict) else {})
        except BadRequest as error:
            return 400, invalid(error.parameter, error.message)
        except x_rules.Refused as error:
            if error.status == 400:
                return 400, invalid("text", error.detail)
            if error.status == 404:
                kind = f"{PROBLEMS}/resource-not-found"
                found = problem(404, "Not Found Error", error.detail, kind)
                return 404, {**found, "resource_type": "tweet"}
            return error.status, problem(error.status, "Forbidden", error.detail)
        except (ValueError, RecursionError):
            return 400, invalid("body", "The body is not JSON.")

    def _answer(self, status: int, answer: dict[str, Any], headers: dict[str, str]) -> Response:
        spelled = answer if self.world.setting("spelling") == "tweet" else x_view.renamed(answer)
        kind = "application/problem+json" if status >= 400 else None
        return Ascii(spelled, status, {**HEADERS, **headers}, media_type=kind)

    # reading

    def me(self, request: Request, user: str, _: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """GET /2/users/me."""
        asked = wanted(request, self.world.setting("spelling"), ())
        found = self.world.user(user) or {}
        return 200, {"data": x_view.user(found, asked)}

    def mentions(
        self, request: Request, user: str, _: dict[str, Any]
    ) -> tuple[int, dict[str, Any]]:
        """GET /2/users/:id/mentions."""
        found = self.world.mentions(request.path_params["id"])
        return self._posts(request, found, history=int(self.world.setting("history")))

    def timeline(
        self, request: Request, user: str, _: dict[str, Any]
    ) -> tuple[int, dict[str, Any]]:
        """GET /2/users/:id/tweets."""
        posts = self.world.timeline(request.path_params["id"])
        excluded = request.query_params.get("exclude", "").split(",")
        kept = [p for p in posts if not (p["reply_to"] and "replies" in excluded)]
        return self._posts(request, kept)

    def search(self, request: Request, user: str, _: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """GET /2/tweets/search/recent."""
        asked = wanted(request, self.world.setting("spelling"), Page.SEARCH)
        oldest = self.world.town.now() - x_search.HISTORY
        since = moment_of(request, "start_time", oldest)
        page = page_of(request, 10, 100, 10)
        if page.since and "start_time" in request.query_params:
            raise BadRequest("since_id", "only one of start_time and since_id is allowed")
        if since < oldest or (page.since and time_of(page.since) < oldest):
            raise BadRequest("since_id", f"must be a tweet id created after [{stamp(oldest)}]")
        found = x_search.search(self.world, request.query_params.get("query", ""), since)
        rows, meta = paged(found, page)
        if rows:
            meta |= {"newest_id": rows[0]["id"], "oldest_id": rows[-1]["id"]}
        return 200, {**x_view.posts(self.world, rows, asked), "meta": meta}

    def _posts(
        self, request: Request, found: Sequence[Document], history: int | None = None
    ) -> tuple[int, dict[str, Any]]:
        asked = wanted(request, self.world.setting("spelling"), (*Page.POSTS, "exclude"))
        rows, meta = paged(found, page_of(request, 5, 100, 100), history)
        if rows:
            meta |= {"newest_id": rows[0]["id"], "oldest_id": rows[-1]["id"]}
        return 200, {**x_view.posts(self.world, rows, asked), "meta": meta}

    def tweets(self, request: Request, user: str, _: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """GET /2/tweets?ids= and GET /2/tweets/:id; what is missing comes as errors in a 200."""
        single = request.path_params.get("id")
        asked = wanted(request, self.world.setting("spelling"), () if single else ("ids",))
        keys = [single] if single else request.query_params.get("ids", "").split(",")
        if not all(key.isdigit() for key in keys) or not 1 <= len(keys) <= 100:
            raise BadRequest("ids", "ids must be 1 to 100 numbers")
        found = {key: self.world.found(key) for key in keys}
        answer = x_view.posts(self.world, [post for post in found.values() if post], asked)
        name = "id" if single else "ids"
        gone = [x_view.not_seen(self.world, key, name) for key in keys if not found[key]]
        if gone:
            answer["errors"] = [*answer.get("errors", []), *gone]
        if single and "data" in answer:
            answer["data"] = answer["data"][0]
        return 200, answer

    def dm_events(
        self, request: Request, user: str, _: dict[str, Any]
    ) -> tuple[int, dict[str, Any]]:
        """GET /2/dm_events and both calls for one conversation."""
        asked = wanted(request, self.world.setting("spelling"), Page.DMS)
        rows, meta = paged(
            self.world.messages(user, _conversation(request, user)), page_of(request, 1, 100, 100)
        )
        return 200, {**x_view.dms(self.world, rows, asked), "meta": meta}

    # writing

    def post(
        self, request: Request, user: str, given: dict[str, Any]
    ) -> tuple[int, dict[str, Any]]:
        """POST /2/tweets."""
        reply, media = given.get("reply") or {}, given.get("media") or {}
        ids = media.get("media_ids", []) if isinstance(media, dict) else []
        text = given.get("text", "" if ids else None)
        if not isinstance(text, str) or not isinstance(reply, dict):
            raise BadRequest("text", "text is missing")
        target = reply.get("in_reply_to_tweet_id")
        if "reply" in given and not (isinstance(target, str) and target.isdigit()):
            raise BadRequest("$.reply", "in_reply_to_tweet_id is missing but it is required")
        photos = x_media.taken(self.world.town, user, ids, "tweet_image")
        taken = x_rules.take(self.world, user, text, target, photos)
        shown = x_view.post(self.world, taken, x_view.Wanted())
        return 201, {"data": shown}

    def send_dm(
        self, request: Request, user: str, given: dict[str, Any]
    ) -> tuple[int, dict[str, Any]]:
        """POST /2/dm_conversations/.../messages."""
        ids = [one.get("media_id") for one in given.get("attachments") or []]
        text = given.get("text", "" if ids else None)
        if not isinstance(text, str):
            raise BadRequest("text", "text is missing")
        conversation = _conversation(request, user) or ""
        photos = x_media.taken(self.world.town, user, ids, "dm_image")
        taken = x_rules.take_dm(self.world, user, conversation, text, photos)
        return 201, {
            "data": {"dm_conversation_id": taken["dm_conversation_id"], "dm_event_id": taken["id"]}
        }

    def upload(
        self, request: Request, user: str, given: dict[str, Any]
    ) -> tuple[int, dict[str, Any]]:
        """POST /2/media/upload."""
        return 200, x_media.upload(self.world.town, user, given)

    def metadata(
        self, request: Request, user: str, given: dict[str, Any]
    ) -> tuple[int, dict[str, Any]]:
        """POST /2/media/metadata."""
        return 200, x_media.describe(self.world.town, user, given)

    def hidden(
        self, request: Request, user: str, given: dict[str, Any]
    ) -> tuple[int, dict[str, Any]]:
        """PUT /2/tweets/:id/hidden."""
        hidden = given.get("hidden")
        if not isinstance(hidden, bool):
            raise BadRequest("hidden", "hidden is missing")
        x_rules.hide(self.world, user, request.path_params["id"], hidden=hidden)
        return 200, {"data": {"hidden": hidden}}

    def delete(self, request: Request, user: str, _: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """DELETE /2/tweets/:id."""
        x_rules.delete(self.world, user, request.path_params["id"])
        return 200, {"data": {"deleted": True}}

    def delete_dm(
        self, request: Request, user: str, _: dict[str, Any]
    ) -> tuple[int, dict[str, Any]]:
        """DELETE /2/dm_events/:id."""
        x_rules.delete_dm(self.world, user, request.path_params["id"])
        return 200, {"data": {"deleted": True}}

    async def token(self, request: Request) -> Response:
        """POST /2/oauth2/token."""
        return await self._granted(request, self.doorman.token)

    async def revoke(self, request: Request) -> Response:
        """POST /2/oauth2/revoke."""
        return await self._granted(request, self.doorman.give_back)

    async def _granted(self, request: Request, do: Callable[[str, str], Any]) -> Response:
        body = (await request.body()).decode(errors="replace")
        try:
            granted = do(body, request.headers.get("authorization", ""))
        except NotGranted:
            said = "Value passed for the token was invalid."
            answer = {"error": "invalid_request", "error_description": said}
            return Ascii(answer, 400, HEADERS)
        return Ascii(granted, 200, HEADERS)

    def speak(self, fault: Fault) -> Answer | None:
        """Say a fault in X's words."""
        said: dict[Fault, tuple[int, dict[str, Any], dict[str, str]]] = {
            Fault.BUSY: (429, BUSY, self.limits.empty("mentions")),
            Fault.BUSY_SILENT: (429, BUSY, {}),
            Fault.EXPIRED: (401, UNAUTHORIZED, self.limits.stands("me")),
            Fault.REFUSED: (403, FORBIDDEN, {}),
            Fault.OUT_OF_CREDIT: (402, NO_CREDIT, {}),
        }
        if fault not in said:
            return None
        status, body, headers = said[fault]
        return Answer(status, json.dumps(body).encode(), headers={**HEADERS, **headers})


def _conversation(request: Request, user: str) -> str | None:
    if "other" in request.path_params:
        return "-".join(sorted([user, request.path_params["other"]], key=int))
    conversation: str | None = request.path_params.get("conversation")
    return conversation


def routes(town: Town) -> list[BaseRoute]:
    """Return the routes of X, to be mounted where its base URL ends."""
    world = XWorld(town)
    api = Api(world, Doorman(world), Limits())
    town.faults.speaks("x", api.speak)
    town.forgets.append(api.limits.forget)
    calls: list[tuple[str, str, str, Do]] = [
        ("GET", "/2/users/me", "me", api.me),
        ("GET", "/2/users/{id}/mentions", "mentions", api.mentions),
        ("GET", "/2/users/{id}/tweets", "timeline", api.timeline),
        ("GET", "/2/tweets", "tweets", api.tweets),
        ("GET", "/2/tweets/search/recent", "search", api.search),
        ("GET", "/2/tweets/{id}", "tweet", api.tweets),
        ("GET", "/2/dm_events", "dm_events", api.dm_events),
        ("GET", "/2/dm_conversations/with/{other}/dm_events", "dm_conversation", api.dm_events),
        ("GET", "/2/dm_conversations/{conversation}/dm_events", "dm_conversation", api.dm_events),
        ("POST", "/2/tweets", "post", api.post),
        ("POST", "/2/dm_conversations/with/{other}/messages", "dm", api.send_dm),
        ("POST", "/2/dm_conversations/{conversation}/messages", "dm", api.send_dm),
        ("POST", "/2/media/upload", "upload", api.upload),
        ("POST", "/2/media/metadata", "metadata", api.metadata),
        ("PUT", "/2/tweets/{id}/hidden", "hidden", api.hidden),
        ("DELETE", "/2/tweets/{id}", "delete", api.delete),
        ("DELETE", "/2/dm_events/{id}", "delete_dm", api.delete_dm),
    ]
    return [
        Route("/2/oauth2/token", api.token, methods=["POST"]),
        Route("/2/oauth2/revoke", api.revoke, methods=["POST"]),
        *(Route(path, api.endpoint(b, do), methods=[method]) for method, path, b, do in calls),
        *x_media.routes(town, api.signed_in),
    ]
