"""Death at a line: a child process that is killed, or frozen, just before it runs line n.

    for run in deaths(work, inside("inbox/incoming")):   # n = 1, 2, 3 ... until it lives
        ... recover, compare ...

`work` runs in a fork: it opens its own database, and what it did in memory dies with it.
Lines are counted as they are executed in the files that `where` names: all of them, loops and
all, or (`times=1`) each one only the first time it is reached.

    for run in deaths_at(work, survey(work, inside("inbox/incoming"), world)):

`survey` lets it run once, stopped before every line, and looks at all that would outlive it there.
Where that is what it was before the last line, a death is that one over again; all others are died.
"""

from __future__ import annotations

import gc
import json
import os
import runpy
import select
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FrameType
from typing import Any, NoReturn, TextIO

from tests import nursery

ROOT = Path(__file__).parents[1]
Work = Callable[[], object]
Where = Callable[[CodeType], bool]
World = Callable[[], object]
"""Returns all that outlives a process; where two are equal, whoever comes next finds the same."""
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


def files(*folders: Path) -> World:
    """Return what stands in all files of these folders, but for what SQLite's readers share."""

    def world() -> dict[Path, bytes]:
        found = (file for folder in folders for file in folder.rglob("*") if file.is_file())
        return {file: file.read_bytes() for file in found if not file.name.endswith("-shm")}

    return world


def together(*worlds: World) -> World:
    """Return several worlds as one."""
    return lambda: [world() for world in worlds]


@dataclass(frozen=True)
class Place:
    """The `nth` execution of a line of a function."""

    file: str
    name: str
    line: int
    nth: int = 1

    def __str__(self) -> str:
        return f"{Path(self.file).name}:{self.line}, {self.name}, time {self.nth}"


@dataclass(frozen=True)
class Ended:
    """How a child ended: `at` is the line it was to die at, `place` where that was."""

    at: int | Place
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
        at: int | Place = 0,
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
            if isinstance(at, Place):
                tracer = _tracer_to(at, sign, said)
            else:
                tracer = where and _tracer(where, at, sign, said, times)
            _be_child(work, tracer, said)
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
        status = _status(self.pid, options, self._patience, f"to die at line {self.at}")
        if keep and not os.WIFSTOPPED(status):
            self._last = status
        return status


def _status(pid: int, options: int, patience: float, what: str) -> int:
    end = time.monotonic() + patience
    while time.monotonic() < end:
        found, status = os.waitpid(pid, options | os.WNOHANG)
        if found == pid:
            return status
        time.sleep(0.001)
    _hung(pid, what)


def _hung(pid: int, what: str) -> NoReturn:
    """End a child that waits for what never comes; pytest lets it say where it stood."""
    os.kill(pid, signal.SIGABRT)
    os.kill(pid, signal.SIGCONT)
    time.sleep(1)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    raise AssertionError(f"the child hung ({what})")


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

    return _watching(where, in_line)


def _tracer_to(place: Place, sign: int, said: int) -> Any:
    count = 0

    def here(code: CodeType) -> bool:
        return code.co_filename == place.file and code.co_qualname == place.name

    def in_line(frame: FrameType, event: str, _arg: Any) -> Any:
        nonlocal count
        if event == "line" and frame.f_lineno == place.line:
            count += 1
            if count == place.nth:
                os.write(said, str(place).encode())
                os.kill(os.getpid(), sign)
        return in_line

    return _watching(here, in_line)


def _tracer_that_stops(where: Where, said: int, go: int) -> Any:
    """Tell each line with its thread, and run it when told to; all threads stand still until then."""
    reached: Counter[tuple[str, str, int]] = Counter()
    one_at_a_time = threading.Lock()

    def in_line(frame: FrameType, event: str, _arg: Any) -> Any:
        if event == "line":
            code = frame.f_code
            line = (code.co_filename, code.co_qualname, frame.f_lineno)
            with one_at_a_time:
                reached[line] += 1
                told = [threading.get_ident(), *line, reached[line]]
                os.write(said, json.dumps(told).encode() + b"\n")
                os.kill(os.getpid(), signal.SIGSTOP)
                os.read(go, 1)
        return in_line

    return _watching(where, in_line)


def _watching(where: Where, in_line: Any) -> Any:
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

    A test process holds all tests and what they import; every fork of it copies its map. A fork of
    the nursery holds half as much, and has imported what an interpreter would import for seconds.
    Whatever it leaves standing still ends with it; a pipe would stay open as long as that.
    """
    with tempfile.TemporaryFile() as said, os.fdopen(os.dup(2), "wb") as errors:
        process = nursery.start(
            ["-m", __name__, module, *given], cwd=ROOT, env=os.environ, out=said, err=errors
        )
        try:
            code = process.wait()
        finally:
            process.kill()
            with suppress(ProcessLookupError):  # nothing is left
                os.killpg(process.pid, signal.SIGKILL)
        assert code == 0, f"{module} ended with {code}"
        said.seek(0)
        return json.load(said)


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


@dataclass(frozen=True)
class Surveyed:
    """How many lines were executed, and before which of them a death is one of its own."""

    lines: int
    places: tuple[Place, ...]


BESIDES = 50
"""Every so many lines there is a death although it should leave nothing new: that is tried too."""


def survey(work: Work, where: Where, world: World) -> Surveyed:
    """Let `work` run to its end, stopped before every line, however often it is executed.

    A death is one of its own before a line where the world is another than before the last line
    of the same thread, and before the first of each thread; elsewhere it leaves what one of these
    leaves. The caller's own connections to files that are looked at have to be closed.
    """
    heard, said = os.pipe()
    waits, go = os.pipe()
    gc.collect()
    gc.freeze()
    pid = os.fork()
    if pid == 0:
        os.close(heard)
        _be_child(work, _tracer_that_stops(where, said, waits), said)
    os.close(said)
    os.close(waits)
    places: list[Place] = []
    last: dict[int, object] = {}
    count = 0
    with os.fdopen(heard) as lines, _ends_with_us(pid) as ended:
        # told one at a time: nothing is ever left in the buffer, for which nobody would wait
        while told := _heard_in_time(lines, pid, f"after line {count}"):
            count += 1
            assert told.startswith("["), told
            thread, file, name, line, nth = json.loads(told)
            _status(pid, os.WUNTRACED, PATIENCE, f"at line {count}")  # all its threads stand still
            found = world()
            if thread not in last or last[thread] != found or count % BESIDES == 0:
                places.append(Place(file, name, line, nth))
            last[thread] = found
            os.kill(pid, signal.SIGCONT)
            os.write(go, b".")
        ended.append(_status(pid, 0, PATIENCE, "at its end"))
    os.close(go)
    assert ended == [0], "what was looked at did not live to its end"
    return Surveyed(count, tuple(places))


@contextmanager
def _ends_with_us(pid: int) -> Iterator[list[int]]:
    """End a child that stands still whatever goes wrong here; its end is noted in the list."""
    ended: list[int] = []
    try:
        yield ended
    finally:
        with suppress(ChildProcessError):  # it is over already
            if not ended and os.waitpid(pid, os.WNOHANG) == (0, 0):
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)


def _heard_in_time(lines: TextIO, pid: int, what: str) -> str:
    if not select.select([lines], [], [], PATIENCE)[0]:
        _hung(pid, what)
    return lines.readline()


def deaths_at(work: Work, surveyed: Surveyed) -> Iterator[Ended]:
    """Kill `work` wherever its death is one of its own; the caller recovers and compares.

    A line that only waiting executes once more may not be reached: that run lives to its end.
    """
    gc.collect()
    gc.freeze()
    missed = 0
    for place in surveyed.places:
        ended = Child(work, at=place).wait()
        assert ended.killed or ended.code == 0, f"{place}: {ended.place}"
        missed += not ended.killed
        yield ended
    assert missed < len(surveyed.places), "no line was reached"


if __name__ == "__main__":
    os.setsid()  # what it leaves standing still is found by its group
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
