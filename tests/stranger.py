"""A server of somebody who means no good: answers with bytes we choose, as slowly as we choose."""

from __future__ import annotations

import datetime as dt
import socket
import ssl
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


def answer(
    body: bytes = b"", status: str = "200 OK", length: int | None = None, **headers: str
) -> bytes:
    """Return an answer as it stands on the wire; `length` is what it claims to be long."""
    told = {"Content-Length": str(len(body) if length is None else length), "Connection": "close"}
    told |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in told.items()), "", ""]
    return "\r\n".join(lines).encode() + body


@dataclass
class Stranger:
    """What it answers, piece by piece, with `pause` seconds between; what it was asked."""

    port: int = 0
    says: Iterable[bytes] = ()
    pause: float = 0.0
    asked: list[bytes] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def netloc(self) -> str:
        return f"127.0.0.1:{self.port}"

    def url(self, path: str = "/bild") -> str:
        return f"http://{self.netloc}{path}"

    def serve(self, door: socket.socket, context: ssl.SSLContext | None) -> None:
        while not self.over.is_set():
            with suppress(OSError):
                wire, _ = door.accept()
                threading.Thread(target=self._talk, args=(wire, context), daemon=True).start()

    def _talk(self, wire: socket.socket, context: ssl.SSLContext | None) -> None:
        with suppress(OSError), wire:
            if context is not None:
                wire = context.wrap_socket(wire, server_side=True)
            self.asked.append(wire.recv(65_536))
            for piece in self.says:
                wire.sendall(piece)
                if self.over.wait(self.pause):
                    return
            with suppress(OSError):
                wire.shutdown(socket.SHUT_RDWR)


@contextmanager
def stranger(context: ssl.SSLContext | None = None) -> Iterator[Stranger]:
    """Let a stranger listen on a free port of this machine."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        door.settimeout(0.1)
        made = Stranger(door.getsockname()[1])
        threading.Thread(target=made.serve, args=(door, context), daemon=True).start()
        yield made
        made.over.set()


@dataclass(frozen=True)
class Certificate:
    """A certificate for one name: what a server shows, and what a client trusts."""

    server: ssl.SSLContext
    trust: ssl.SSLContext


def certificate(name: str, folder: Path) -> Certificate:
    """Make a certificate that is its own authority."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    place = folder / f"{name}.pem"
    place.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(place)
    return Certificate(server, ssl.create_default_context(cafile=str(place)))
