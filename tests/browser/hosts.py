"""Where the stages stand: one small server of this process answers for all of them.

Playwright could answer in its place, but a request that it answers costs the machine more than one
to a server, and with it the browser keeps no script. Every stage is a folder of its own: who asks
is told by the page that it asks from, so what an older page still says goes nowhere.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar
from urllib.parse import urlsplit

from inbox.components import scripts

HOME = "http://panes.test"
SCRIPTS = "/assets/x/"
GARBLED = b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"
"""No answer to a browser. One that only hangs up is asked again by itself."""

Answer = tuple[int, str, bytes]
"""Status, media type, body."""
Answerer = Callable[[str, str, bytes], Answer | None]
"""Answers method, path with its query, and body; None answers nothing of use."""


class _Asked(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    stages: ClassVar[dict[str, Answerer]] = {}
    turn: ClassVar[threading.Lock] = threading.Lock()

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"] or 0))
        script = scripts().get(self.path.removeprefix(SCRIPTS))
        if script is not None:
            self._tell(200, "text/javascript", script, "max-age=3600")
        elif self.path in self.stages:
            self._tell(200, "text/html", b"<!doctype html><title>stage</title>")
        elif (stage := self.stages.get(urlsplit(self.headers["Referer"] or "").path)) is None:
            self._tell(404, "text/plain", b"")
        elif (told := self._ask(stage, body)) is None:
            self.wfile.write(GARBLED)
            self.close_connection = True
        else:
            self._tell(*told)

    def _ask(self, stage: Answerer, body: bytes) -> Answer | None:
        """One question after the other, as a test reads them."""
        with self.turn:
            return stage(self.command, self.path, body)

    def _tell(self, status: int, kind: str, data: bytes, kept: str = "no-store") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", kept)
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _answer

    def log_message(self, *_: object) -> None:
        """Say nothing: the test tells what was asked for."""


@cache
def rule() -> str:
    """Start the server; return the browser's argument that leads to it."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Asked)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"--host-resolver-rules=MAP {urlsplit(HOME).netloc} 127.0.0.1:{server.server_port}"


def take(folder: str, answerer: Answerer) -> str:
    """Let the pages of one folder be answered from now on, and no others; return its address."""
    _Asked.stages.clear()
    _Asked.stages[f"/{folder}/"] = answerer
    return f"{HOME}/{folder}/"
