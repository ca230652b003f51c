"""A server that says exactly the bytes a test gives it: what no web framework would send."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Handler = Callable[[socket.socket], None]


class Raw:
    """A listening socket; each connection is handed to `handler` in a thread of its own."""

    def __init__(self, handler: Handler, *, reads: bool = True) -> None:
        self._reads = reads
        self.requests: list[bytes] = []
        self._handler = handler
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                wire, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._one, args=(wire,), daemon=True).start()

    def _one(self, wire: socket.socket) -> None:
        with wire:
            try:
                if self._reads:
                    self.requests.append(wire.recv(65_536))
                self._handler(wire)
            except OSError:
                pass

    def close(self) -> None:
        """Refuse every further connection. Safe to call twice."""
        try:
            self._listener.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self._listener.close()


@contextmanager
def serving(handler: Handler, *, reads: bool = True) -> Iterator[Raw]:
    """Serve every connection by a handler, by default once its first bytes were read."""
    raw = Raw(handler, reads=reads)
    try:
        yield raw
    finally:
        raw.close()


def says(data: bytes) -> Handler:
    """Return a handler that says these bytes and closes."""
    return lambda wire: wire.sendall(data)


def answer(
    body: bytes, status: str = "200 OK", content_type: str = "application/json", more: str = ""
) -> bytes:
    """Return a whole HTTP answer."""
    head = f"HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}\r\n"
    return f"{head}{more}Connection: close\r\n\r\n".encode() + body


def drips(data: bytes, pause: float = 0.02) -> Handler:
    """Return a handler that says these bytes one by one, never pausing for long."""

    def handle(wire: socket.socket) -> None:
        for byte in data:
            wire.sendall(bytes([byte]))
            time.sleep(pause)

    return handle


def hangs(wire: socket.socket) -> None:
    """Say nothing until the other side gives up."""
    wire.settimeout(10)
    wire.recv(1)
