"""One process, one port, several platforms.

    /x        X API v2            x_api
    /graph    Graph API           graph_api
    /sites/x, /sites/facebook     where people let our app in  x_consent, graph_consent
    /control  the switches        control, x_control, graph_control, instagram_control
    /         the visitor's page  page
    /mails    e-mails that came by SMTP, on a port of its own  postbox
    story     customers who keep writing, as a task beside the server

A piece is a module of this package with `routes(town)`; `story` has `tell(town, pace)`.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount
from uvicorn.protocols.http.h11_impl import H11Protocol

from connectors.sandbox import (
    consent,
    control,
    graph_api,
    graph_consent,
    graph_control,
    instagram_control,
    page,
    postbox,
    story,
    x_api,
    x_consent,
    x_control,
)
from connectors.sandbox.faults import FaultyWire
from connectors.sandbox.shelf import Shelf
from connectors.sandbox.town import Town

PREFIXES = {"x": "/x", "facebook": "/graph"}


def create_app(town: Town, pace: float | None = None, mail_port: int = 0) -> Starlette:
    """Return the app of a town; with a pace (seconds) its story is told while it runs.

    While it runs it takes e-mails on `mail_port` (0: a free one), which the town then knows.
    """

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        telling = None if pace is None else asyncio.create_task(story.tell(town, pace))
        async with postbox.taking(town, mail_port) as town.mail_port:
            yield
        if telling:
            telling.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await telling

    return Starlette(
        routes=[
            Mount("/x", routes=x_api.routes(town)),
            Mount("/graph", routes=graph_api.routes(town)),
            Mount("/sites/x", routes=x_consent.routes(town)),
            Mount("/sites/facebook", routes=graph_consent.routes(town)),
            Mount("/sites", routes=consent.routes()),
            Mount("/control/x", routes=x_control.routes(town)),
            Mount("/control/facebook", routes=graph_control.routes(town)),
            Mount("/control/instagram", routes=instagram_control.routes(town)),
            Mount("/control", routes=[*control.routes(town), *postbox.control(town)]),
            *page.routes(town),
            *postbox.routes(town),
        ],
        middleware=[Middleware(FaultyWire, faults=town.faults, prefixes=PREFIXES)],
        lifespan=lifespan,
    )


class Wire(H11Protocol):
    """HTTP whose transport the faults can reach, to reset a connection."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Put the transport into the state that every request of it carries."""
        self.app_state = {**self.app_state, "transport": transport}
        super().connection_made(transport)


class Server(uvicorn.Server):
    """A server that says when it listens."""

    def __init__(
        self, app: Starlette, listener: socket.socket, ready: Callable[[str], None]
    ) -> None:
        config = uvicorn.Config(
            app,
            http=Wire,
            ws="none",
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=1,
            timeout_keep_alive=600,
        )
        super().__init__(config)
        self._listener = listener
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then call `ready` with the URL."""
        await super().startup(sockets)
        if self.started:
            self._ready(f"http://127.0.0.1:{self._listener.getsockname()[1]}")

    def serve_town(self) -> None:
        """Serve until told to stop."""
        self.run(sockets=[self._listener])


def listen(port: int) -> socket.socket:
    """Take a port of 127.0.0.1 (0: any free one). Raises OSError when it is taken."""
    # asyncio sends small answers at once only where the protocol is said to be TCP
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if sys.platform != "win32":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        listener.listen(128)
    except OSError:
        listener.close()
        raise
    return listener


def found(state: Path | None) -> Town:
    """Return the town that a file keeps, a new one when there is none."""
    if state is not None:
        state.parent.mkdir(parents=True, exist_ok=True)
    return Town(shelf=Shelf(state))
