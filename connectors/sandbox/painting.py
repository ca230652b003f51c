"""Pictures that nobody took: a small PNG for every name, the same one each time."""

from __future__ import annotations

import struct
import zlib
from functools import lru_cache

WIDTH, HEIGHT = 320, 180


@lru_cache(maxsize=64)
def picture(name: str) -> bytes:
    """Return a PNG in two colours that the name chooses, with a sun above a roof."""
    seed = zlib.crc32(name.encode())
    sky = (120 + seed % 100, 140 + (seed >> 8) % 90, 170 + (seed >> 16) % 80)
    roof = tuple(220 - channel // 2 for channel in sky)
    rows = b"".join(b"\0" + _row(y, seed, bytes(sky), bytes(roof)) for y in range(HEIGHT))
    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    parts = _part(b"IHDR", head) + _part(b"IDAT", zlib.compress(rows, 6)) + _part(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def _row(y: int, seed: int, sky: bytes, roof: bytes) -> bytes:
    """Return one line of pixels."""
    middle, slope = WIDTH // 2 + seed % 60 - 30, max(0, y - HEIGHT // 3)
    left, right = max(0, middle - 2 * slope), min(WIDTH, middle + 2 * slope)
    if slope == 0:
        left = right = 0
    line = bytearray(sky * left + roof * (right - left) + sky * (WIDTH - right))
    sun = 24 * 24 - (y - 40) ** 2
    if sun > 0:
        half, at = int(sun**0.5), 40 + seed % 200
        line[3 * (at - half) : 3 * (at + half)] = b"\xff\xd8\x66" * (2 * half)
    return bytes(line[: 3 * WIDTH])


def _part(kind: bytes, body: bytes) -> bytes:
    check = zlib.crc32(kind + body)
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", check)
