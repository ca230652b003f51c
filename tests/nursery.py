"""Programs that begin with everything imported: forks of one process that did so once.

    process = start(["-m", "streamlit", "run", "app.py"], cwd=folder, env=..., out=...)

A fresh interpreter takes two seconds of the machine to import what Durchwahl and Streamlit are
made of, and each house in a browser test consists of three. A fork runs the same program with the
arguments, the environment, the folder and the files it is given; what it starts through
`sys.executable` is a fork again. How a program begins by itself is shown by the tests that start
one as people do: `make run` in test_first_start.py, the ends of a server in test_door.py.

`python -m tests.nursery SOCKET` is the process that forks. It imports when it is first asked for
something and lives until its input closes. Several processes that test share one: who starts them
hands `place()` to each, which says `join`.
"""

from __future__ import annotations

import array
import faulthandler
import gc
import importlib
import inspect
import json
import os
import runpy
import select
import selectors
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

ROOT = Path(__file__).parents[1]
WANTED = (
    "streamlit.web.cli",
    "streamlit.web.bootstrap",
    "streamlit.web.server.app_discovery",
    "streamlit.watcher.polling_path_watcher",
    "uvicorn.loops.asyncio",
    "websockets.server",
    "inbox.web.start",
    "inbox.web.lifespan",
    "inbox.commands.entry",
    "inbox.commands.worker",
    "connectors.sandbox.server",
    "connectors.sandbox.postbox",
    "connectors.sandbox.story",
    # what is imported at the first visit, the first request, and the first poll
    "PIL.BmpImagePlugin",
    "PIL.GifImagePlugin",
    "PIL.JpegImagePlugin",
    "PIL.PngImagePlugin",
    "PIL.PpmImagePlugin",
    "anyio._backends._asyncio",
    "anyio._core._fileio",
    "connectors.facebook.client",
    "connectors.instagram.client",
    "connectors.twitter.client",
    "pandas",
    "starlette.middleware.sessions",
    "streamlit.web.server.starlette.starlette_agent_routes",
    "streamlit.web.skills",
    "uvicorn.lifespan.on",
    "uvicorn.loops.auto",
    "uvicorn.protocols.http.auto",
    "uvicorn.protocols.http.h11_impl",
    "uvicorn.protocols.websockets.websockets_sansio_impl",
)
"""Imported before the first fork; what is missing here each fork imports by itself."""

EMPTY = "empty.db"

STANDS_IN = """#!{python} -IS
import array, json, os, signal, socket, sys
line = socket.socket(socket.AF_UNIX)
line.connect({place!r})
mask = os.umask(0o077)
os.umask(mask)
job = {{"argv": sys.argv[1:], "cwd": os.getcwd(), "env": dict(os.environ), "mask": mask}}
files = array.array("i", [0, 1, 2])
line.sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, files)])
line.sendall(json.dumps(job).encode() + b"\\n")
said = line.makefile()
pid = int(said.readline())
for number in (signal.SIGTERM, signal.SIGINT):
    signal.signal(number, lambda number, _: os.kill(pid, number))
code = int(said.readline())
sys.exit(code if code >= 0 else 128 - code)
"""
"""What a fork finds at `sys.executable`: it lets the nursery fork, and ends as that fork does."""


def empty_database() -> Path:
    """Return a SQLite file with all tables and nothing in them, to copy."""
    made = place().with_name(EMPTY)
    if not made.exists():
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(str(place()))
            line.shutdown(socket.SHUT_WR)
            line.recv(1)  # ends when the nursery hears, or ends
        assert made.exists(), "the nursery did not start"
    return made


@dataclass
class Process:
    """A fork, as `subprocess.Popen` shows one."""

    pid: int
    _line: socket.socket
    returncode: int | None = None

    def poll(self) -> int | None:
        """Return how it ended, None while it runs."""
        return self._ended(0)

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end. Raises subprocess.TimeoutExpired."""
        code = self._ended(timeout)
        if code is None:
            raise subprocess.TimeoutExpired(["a fork of the nursery"], timeout or 0)
        return code

    def send_signal(self, number: int) -> None:
        """Send it a signal, if it still runs."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """Kill it."""
        self.send_signal(signal.SIGKILL)

    def _ended(self, timeout: float | None) -> int | None:
        if self.returncode is None:
            self._line.settimeout(timeout)
            try:
                said = self._line.recv(100)
            except (BlockingIOError, TimeoutError):
                return None
            self.returncode = int(said or b"-9")
            self._line.close()
        return self.returncode


def start(
    argv: Sequence[str],
    *,
    cwd: Path,
    env: Mapping[str, str],
    out: BinaryIO,
    err: BinaryIO | None = None,
) -> Process:
    """Run what would follow the interpreter's name; it has nothing to read, and tells a file."""
    line = socket.socket(socket.AF_UNIX)
    line.connect(str(place()))
    with open(os.devnull, "rb") as nothing:
        files = array.array("i", [nothing.fileno(), out.fileno(), (err or out).fileno()])
        line.sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, files)])
        os.umask(mask := os.umask(0o077))
        job = {"argv": list(argv), "cwd": str(cwd), "env": dict(env), "mask": mask}
        line.sendall(json.dumps(job).encode() + b"\n")
    said = b""
    while not said.endswith(b"\n"):
        heard = line.recv(1)
        assert heard, "the nursery has ended"
        said += heard
    return Process(int(said), line)


def place() -> Path:
    """Return where the nursery listens, which is started unless this process has one."""
    if not _known:
        listens = Path(tempfile.mkdtemp(prefix="durchwahl-nursery-")) / "line"
        argv = [sys.executable, "-m", "tests.nursery", str(listens)]
        process = subprocess.Popen(argv, cwd=ROOT, stdin=subprocess.PIPE)
        while not listens.exists():
            assert process.poll() is None, "the nursery did not start"
            time.sleep(0.02)
        _started[os.getpid()] = process
        _known.append(listens)
    return _known[0]


def join(listens: Path) -> None:
    """Use the nursery of another process, which ends it."""
    _known[:] = [listens]


_known: list[Path] = []
_started: dict[int, subprocess.Popen[bytes]] = {}
"""The nursery, by the process that started it: a fork of that one does not end it."""


def close() -> None:
    """End the nursery that this process started, if there is one."""
    if (process := _started.pop(os.getpid(), None)) is not None:
        assert process.stdin is not None
        process.stdin.close()
        process.wait(30)
        _known.clear()


@dataclass
class _Job:
    """What a fork is to run, who asked, and the fork."""

    line: socket.socket
    files: list[int]
    argv: list[str]
    cwd: str
    env: dict[str, str]
    mask: int
    pid: int = 0


def listen(listens: Path) -> socket.socket:
    """Listen there, and return once somebody asks or the input closes."""
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(f"{listens}~")
    listening.listen()
    os.rename(f"{listens}~", listens)
    select.select([listening, 0], [], [])
    return listening


def serve(listening: socket.socket) -> _Job | None:
    """Fork whatever is asked for. Returns None at the end, and in each fork its job."""
    running: dict[int, _Job] = {}
    with selectors.DefaultSelector() as eyes:
        eyes.register(listening, selectors.EVENT_READ)
        eyes.register(0, selectors.EVENT_READ)
        while True:
            for key, _ in eyes.select():
                if key.fileobj == 0:
                    return None
                if key.fileobj is listening:
                    if (job := _asked(listening.accept()[0])) is None:
                        continue
                    if (lives := _forked(job)) is None:
                        listening.close()
                        _forget(running)
                        return job
                    running[lives] = job
                    eyes.register(lives, selectors.EVENT_READ)
                else:
                    eyes.unregister(key.fd)
                    _tell(key.fd, running.pop(key.fd))


def _forked(job: _Job) -> int | None:
    """Return a descriptor that closes when the fork ends; None in the fork."""
    lives, held = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(lives)  # `held` stays open to its end
        return None
    os.close(held)
    for number in job.files:
        os.close(number)
    job.pid = pid
    job.line.sendall(f"{pid}\n".encode())
    return lives


def _forget(running: Mapping[int, _Job]) -> None:
    """Close what belongs to the forks before this one."""
    for lives, other in running.items():
        os.close(lives)
        other.line.close()


def _tell(lives: int, job: _Job) -> None:
    """Tell who asked how the fork ended."""
    os.close(lives)
    _, status = os.waitpid(job.pid, 0)
    try:
        job.line.sendall(f"{os.waitstatus_to_exitcode(status)}\n".encode())
    except OSError:  # nobody waits any more
        pass
    job.line.close()


def _asked(line: socket.socket) -> _Job | None:
    """Return what is asked for; None where somebody only waited until all is imported."""
    asked, files, _, _ = socket.recv_fds(line, 1, 3)
    if not asked:
        line.close()
        return None
    with line.makefile("rb") as said:
        return _Job(line, list(files), **json.loads(said.readline()))


def _become(job: _Job, stands_in: Path) -> None:
    """Run a job as the interpreter would, whose arguments it has."""
    for number, given in enumerate(job.files):
        os.dup2(given, number)
        os.close(given)
    job.line.close()
    os.chdir(job.cwd)
    os.umask(job.mask)
    os.environ.clear()
    os.environ.update(job.env)
    time.tzset()
    named = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    sys.path[:0] = [place for place in named if place and place not in sys.path]
    sys.executable = str(stands_in)
    faulthandler.enable()  # one that hangs is aborted, and says where it stands
    option, module, *given_on = job.argv
    assert option == "-m"
    sys.argv = [module, *given_on]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


def _practise(empty: Path) -> None:
    """Migrate a database, which is kept, and do in another what each house would learn anew.

    What is known of words and of tables is read at its first use.
    """
    from connectors import twitter
    from db.migrations import upgrade
    from db.models import Account, Conversation
    from db.session import connect
    from inbox.care import needs
    from inbox.commands import entry
    from inbox.incoming import polling
    from tests import cast, desk

    opened = connect(f"sqlite:///{empty}")
    upgrade(opened)
    with opened.engine.connect() as connection:
        connection.exec_driver_sql("pragma wal_checkpoint(truncate)")
    opened.close()
    shutil.copy(empty, other := empty.with_name("practice.db"))
    opened = connect(f"sqlite:///{other}")
    here = desk.Desk(opened)
    here.town.receives("Wie lange dauert das noch? Ich warte seit Wochen!", author=cast.ERIKA)
    with opened.write() as session:
        stream = cast.stream(session, session.get_one(Account, here.account_id)).id
    polling.poll(opened, here.open, stream, here.settings, here.now)
    with opened.write() as session:
        needs.look(session, here.now())
        ((arrived,),) = session.query(Conversation.id)
    here.answers(arrived)
    here.after_undo()
    opened.close()
    assert here.sent()
    assert twitter.measure("Alles auf https://example.com 👍") == len("Alles auf ") + 23 + 3
    entry.build()


def main(listens: Path) -> None:
    """Wait until somebody asks, import everything, then fork."""
    listening = listen(listens)
    if not select.select([listening], [], [], 0)[0]:
        shutil.rmtree(listens.parent)  # nobody ever did
        return
    _prepare(listens)
    job = serve(listening)
    if job is None:
        shutil.rmtree(listens.parent)
    else:
        _become(job, listens.with_name("python"))


def _prepare(listens: Path) -> None:
    """Import everything, and lay out what forks and those who ask for them find beside the line."""
    from tests import streamlits

    for name in WANTED:
        importlib.import_module(name)
    streamlits.look_once()
    streamlits.manifest_scanner.scan_component_manifests()
    inspect.stack()  # looks once at the file of each module, which Streamlit lets it at a first run
    stands_in = listens.with_name("python")
    stands_in.write_text(STANDS_IN.format(python=sys.executable, place=str(listens)))
    stands_in.chmod(0o700)
    _practise(empty := listens.with_name(f"{EMPTY}~"))
    empty.rename(listens.with_name(EMPTY))
    assert threading.active_count() == 1, "a fork has only the thread that forks"
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)  # as in the tests' own process


if __name__ == "__main__":
    main(Path(sys.argv[1]))
