"""The browser of the tests: $CHROMIUM, chromium on the PATH, Debian's, or Playwright's own.

`python -m tests.chromium` installs one where none is; `find()` never installs.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
MISSING = (
    "No browser for the tests. Type `make test-setup`, which installs one,"
    " or `apt-get install chromium` as root, or set CHROMIUM to a Chromium's path."
    " (`make test-fast` runs the tests that need none.)"
)


def find() -> Path | None:
    """Return the path of a Chromium, None where there is none."""
    given = os.environ.get("CHROMIUM")
    if given:
        return Path(given) if Path(given).exists() else None
    for name in NAMES:
        if (found := shutil.which(name)) is not None:
            return Path(found)
    return _playwrights()


def _playwrights() -> Path | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    return path if path.exists() else None


def _debian_as_root() -> bool:
    return shutil.which("apt-get") is not None and os.geteuid() == 0


def install() -> None:
    """Install a Chromium: by apt-get when root on Debian, else by Playwright."""
    if _debian_as_root():
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        wanted = ["chromium", "fonts-noto-color-emoji"]
        for command in (["update", "-qq"], ["install", "-y", "-qq", *wanted]):
            if subprocess.run(["apt-get", *command], env=quiet, check=False).returncode:
                break
        else:
            return
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


def main() -> int:
    """Make sure that there is a browser; say the command to type when there is none."""
    if find() is None:
        install()
    if find() is None:
        print(MISSING, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
