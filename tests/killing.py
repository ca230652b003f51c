"""Death at a line: a child process that is killed, or frozen, just before it runs line n.

    for run in deaths(work, inside("inbox/incoming")):   # n = 1, 2, 3 ... until it lives
        ... recover, compare ...

`work` runs in a fork: it opens its own database, and what it did in memory dies with it.
Lines are counted as they are executed in the files that `where` names: all of them, loops and
all, or (`times=1`) each one only the first time it is reached.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

ROOT = Path(__file__).parents[1]
Work = Callable[[], object]
Where = Callable[[CodeType], bool]
PATIENCE = 60.0


def inside(*paths: str) -> Where:
    """Return whether code lies in one of these files or folders, given from the root."""
    places = tuple(str(ROOT / path) for path in paths)
    known: dict[str, bool] = {}

    def here(code: CodeType) -> bool:
        name = code.co_filename
        if name not in known:
            known[name] = name.startswith(places)
        return known[name]

    return here


@dataclass(frozen=True)
class Ended:
    """How a child ended: `at` is the line it was to die at, `place` where that was."""

    at: int
    killed: bool
    code: int
    place: str = ""


class Child:
    """A forked process that runs `work` and gets a signal just before its line `at`.

    Without `where` no line is watched: it is a process of its own, and that is all.
    """

    def __init__(
        self,
        work: Work,
        where: Where | None = None,
        at: int = 0,
        sign: int = signal.SIGKILL,
        times: int | None = None,
        patience: float = PATIENCE,
    ) -> None:
        self.at = at
        self._patience = patience
        self._heard, said = os.pipe()
        sys.stdout.flush()
        sys.stderr.flush()
        self.pid = os.fork()
        if self.pid == 0:
            os.close(self._heard)
            _be_child(work, where and _tracer(where, at, sign, said, times), said)
        os.close(said)

    def wait(self) -> Ended:
        """Wait for the end of the child; a frozen one is woken by nobody but `resume`."""
        status = self._status(0)
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        code = os.WEXITSTATUS(status) if os.WIFEXITED(status) else -1
        place = os.read(self._heard, 1000).decode()
        os.close(self._heard)
        return Ended(self.at, killed, code, place)

    def frozen(self) -> bool:
        """Wait until the child stands still (True) or has ended by itself (False)."""
        found = os.WIFSTOPPED(self._status(os.WUNTRACED, keep=True))
        return found

    def resume(self) -> Ended:
        """Let a frozen child go on, and wait for its end."""
        os.kill(self.pid, signal.SIGCONT)
        return self.wait()

    _last: int | None = None

    def _status(self, options: int, *, keep: bool = False) -> int:
        if self._last is not None:
            return self._last
        end = time.monotonic() + self._patience
        while time.monotonic() < end:
            pid, status = os.waitpid(self.pid, options | os.WNOHANG)
            if pid == self.pid:
                if keep and not os.WIFSTOPPED(status):
                    self._last = status
                return status
            time.sleep(0.001)
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        raise AssertionError(f"the child hung (to die at line {self.at})")


def _be_child(work: Work, tracer: Any, said: int) -> None:
    """Run the work under a tracer and leave without any clean-up of the test process."""
    code = 3
    gc.disable()  # a collection would touch, and so copy, all that the parent holds
    try:
        if tracer is not None:
            threading.settrace(tracer)
            sys.settrace(tracer)
        work()
        code = 0
    except BaseException as error:
        sys.settrace(None)
        os.write(said, f"{type(error).__name__}: {error}"[:900].encode())
    finally:
        os._exit(code)


def _tracer(where: Where, at: int, sign: int, said: int, times: int | None) -> Any:
    count = 0
    reached: dict[tuple[int, int], int] = {}

    def in_line(frame: FrameType, event: str, _arg: Any) -> Any:
        nonlocal count
        if event == "line":
            line = (id(frame.f_code), frame.f_lineno)
            reached[line] = reached.get(line, 0) + 1
            counts = times is None or reached[line] <= times
            count += counts
            if counts and count == at:
                place = f"{Path(frame.f_code.co_filename).name}:{frame.f_lineno}"
                os.write(said, place.encode())
                os.kill(os.getpid(), sign)
        return in_line

    # by id: a code object's hash is that of all it consists of, anew at every call; all are kept
    known: dict[int, Any] = {}
    kept: list[CodeType] = []

    def on_call(frame: FrameType, _event: str, _arg: Any) -> Any:
        code = frame.f_code
        name = id(code)
        if name not in known:
            known[name] = in_line if where(code) else None
            kept.append(code)
        return known[name]

    return on_call


def apart(module: str, *given: str) -> Any:
    """Run a module in a process of its own, and return the JSON that it prints.

    A test process holds all tests and what they import; every fork of it copies its map.
    """
    done = subprocess.run(
        [sys.executable, "-m", module, *given],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def deaths(
    work: Work, where: Where, step: int = 1, start: int = 1, times: int | None = None
) -> Iterator[Ended]:
    """Kill `work` at line 1, 1 + step ...; the last run is the one that lived to its end.

    Between two runs the caller recovers and compares; a child that fails by itself is a fault.
    """
    at = start
    gc.collect()
    gc.freeze()  # what a collection touches has to be copied after every fork
    while True:
        ended = Child(work, where, at, times=times).wait()
        assert ended.killed or ended.code == 0, f"line {at}: {ended.place}"
        yield ended
        if not ended.killed:
            return
        at += step
