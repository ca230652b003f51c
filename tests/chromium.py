"""The browser of the tests: $CHROMIUM, chromium on the PATH, Debian's, or Playwright's own.

Where there is a choice it is the headless shell: the same engine without the windows, tabs and
menus around it, which cost every new page of a test three times its own work.
`python -m tests.chromium` installs what is missing; `find()` never installs.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

SHELL = "chromium-headless-shell"
NAMES = (SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SHORT_LIVED = "--js-flags=--no-maglev --no-turbofan --no-flush-bytecode --min-semi-space-size=16"
"""A page of a test is left before code that was optimised for it has paid: scripts run as they are
first compiled, which is kept for the next page, and what is left of one is collected less often."""

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
    """Install the headless shell or a Chromium: by apt-get when root on Debian, else Playwright's."""
    if _debian_as_root() and _apt(SHELL):
        return
    if find() is None and _debian_as_root():
        _apt("chromium")
    if find() is None:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


def _apt(browser: str) -> bool:
    """Install one of Debian's; a mirror that is not reached costs seconds, not minutes."""
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    brief = ["-qq", "-o", "Acquire::Retries=0", "-o", "Acquire::http::Timeout=10"]
    steps = (["update"], ["install", "-y", browser, "fonts-noto-color-emoji"])
    return not any(
        subprocess.run(["apt-get", *brief, *step], env=quiet, check=False).returncode
        for step in steps
    )


def main() -> int:
    """Make sure that there is a browser; say the command to type when there is none."""
    found = find()
    heavy = found is not None and found.name != SHELL and "CHROMIUM" not in os.environ
    if found is None or (heavy and _debian_as_root()):
        install()
    if find() is None:
        print(MISSING, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
