"""The hand on the switches: JSON routes below /control for tests and for the visitor's page.

    GET    /control                 what is set and armed
    POST   /control/faults          {platform, fault, method?, path?, times?, skip?, seconds?}
    DELETE /control/faults          every fault off
    POST   /control/settings        {platform, <name>: <value> ...}
    POST   /control/reset           forget every message, setting and fault

Each platform's own part (/control/x, /control/facebook) lives beside its API.
"""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from connectors.sandbox.ascii_json import Ascii
from connectors.sandbox.faults import Armed, Fault
from connectors.sandbox.town import Town, WrongSetting

Endpoint = Callable[[Request], Awaitable[Response]]
Command = Callable[[dict[str, Any]], Any]


class WrongCommand(ValueError):
    """A command that the sandbox cannot follow; the text says why."""


async def asked(request: Request) -> dict[str, Any]:
    """Return the JSON object of a command. Raises WrongCommand."""
    try:
        given = json.loads(await request.body() or b"{}")
    except ValueError as error:
        raise WrongCommand("a command is a JSON object") from error
    if not isinstance(given, dict):
        raise WrongCommand("a command is a JSON object")
    return given


def command(do: Command) -> Endpoint:
    """Return the endpoint of a command: JSON in, JSON out, 400 with the reason when wrong."""

    async def endpoint(request: Request) -> Response:
        try:
            return Ascii(do(await asked(request)))
        except KeyError as error:
            said = f"{error.args[0]} is missing or unknown"
            return Ascii({"error": said}, status_code=400)
        except (WrongCommand, WrongSetting) as error:
            return Ascii({"error": error.args[0]}, status_code=400)

    return endpoint


def armed(given: dict[str, Any]) -> Armed:
    """Read a fault from a command. Raises WrongCommand or KeyError."""
    try:
        fault = Fault(given["fault"])
        path = given.get("path")
        re.compile(path or "")
    except ValueError as error:
        raise WrongCommand(f"faults are {', '.join(Fault)}") from error
    except re.error as error:
        raise WrongCommand("path must be a regular expression") from error
    times = given.get("times", 1)
    return Armed(
        platform=str(given.get("platform", "*")),
        fault=fault,
        method=str(given["method"]).upper() if given.get("method") else None,
        path=path,
        left=None if times is None else int(times),
        skip=int(given.get("skip", 0)),
        seconds=float(given.get("seconds", 30.0)),
    )


def routes(town: Town) -> list[BaseRoute]:
    """Return the routes that all platforms share."""

    def state(_: dict[str, Any]) -> dict[str, Any]:
        settings = {name: town.settings(name) for name in town.platforms()}
        return {"settings": settings, "faults": town.faults.listing()}

    def arm(given: dict[str, Any]) -> dict[str, Any]:
        town.faults.arm(armed(given))
        return {"faults": town.faults.listing()}

    def disarm(_: dict[str, Any]) -> dict[str, Any]:
        town.faults.clear()
        return {"faults": []}

    def change(given: dict[str, Any]) -> dict[str, Any]:
        return town.change(str(given.pop("platform")), given)

    def reset(_: dict[str, Any]) -> dict[str, Any]:
        town.empty()
        return {}

    return [
        Route("/", command(state), methods=["GET"]),
        Route("/faults", command(arm), methods=["POST"]),
        Route("/faults", command(disarm), methods=["DELETE"]),
        Route("/settings", command(change), methods=["POST"]),
        Route("/reset", command(reset), methods=["POST"]),
    ]
