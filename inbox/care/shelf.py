"""Files kept by what they hold: their name is the SHA-256 of their bytes, so each is kept once.

    DATA_DIR/media/<aa>/<digest>      what customers sent
    DATA_DIR/pictures/<digest>        what agents send along

A file is there before the row that refers to it; one that no row refers to is swept up later.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import time
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

_DIGEST = re.compile(r"[0-9a-f]{64}")


class Missing(LookupError):
    """There is no such file here, or it is not what it was."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """A folder of such files; `deep` puts them into folders by their first letters."""

    folder: Path
    deep: bool = False

    def path(self, digest: str) -> Path:
        """Return where a file is kept. Raises Missing for what is no digest."""
        if not _DIGEST.fullmatch(digest):
            raise Missing(digest)
        return self.folder / digest[:2] / digest if self.deep else self.folder / digest

    def keep(self, data: bytes) -> str:
        """Keep a file and return its digest; whole or not at all, whoever dies."""
        passing = self.passing()
        try:
            passing.write_bytes(data)
            digest = hashlib.sha256(data).hexdigest()
            self.move_in(passing, digest)
        finally:
            passing.unlink(missing_ok=True)
        return digest

    def passing(self) -> Path:
        """Return a name beside the files for one that is still being written."""
        self.folder.mkdir(parents=True, exist_ok=True)
        return self.folder / f"{secrets.token_hex(16)}.part"

    def move_in(self, passing: Path, digest: str) -> None:
        """Give a written file its place."""
        place = self.path(digest)
        place.parent.mkdir(parents=True, exist_ok=True)
        passing.replace(place)

    def read(self, digest: str) -> bytes:
        """Return a file as it was kept. Raises Missing, also when it was changed since."""
        try:
            data = self.path(digest).read_bytes()
        except OSError:
            raise Missing(digest) from None
        if hashlib.sha256(data).hexdigest() != digest:
            raise Missing(digest)
        return data

    def sweep(self, used: Callable[[Collection[str]], Collection[str]], older: float) -> int:
        """Remove what nobody refers to and that has been here for `older` seconds; return how many.

        `used` returns those of some digests that rows refer to.
        """
        before = time.time() - older
        removed = 0
        for some in self._old(before):
            wanted = set(used([path.name for path in some]))
            removed += sum(path.name not in wanted and _remove(path, before) for path in some)
        return removed

    def _old(self, before: float, at_once: int = 200) -> Iterator[list[Path]]:
        found: list[Path] = []
        for root, _, names in os.walk(self.folder):
            for name in names:
                path = Path(root, name)
                if _age(path) < before:
                    found.append(path)
                if len(found) == at_once:
                    yield found
                    found = []
        if found:
            yield found


def _age(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return float("inf")


def _remove(path: Path, before: float) -> bool:
    """Remove a file unless it was kept again this very moment."""
    if _age(path) >= before:
        return False
    path.unlink(missing_ok=True)
    return True


def media(data_dir: Path) -> Shelf:
    """Return where what customers sent is kept."""
    return Shelf(data_dir / "media", deep=True)


def pictures(data_dir: Path) -> Shelf:
    """Return where what agents send along is kept."""
    return Shelf(data_dir / "pictures")
