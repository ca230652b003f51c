"""Children of the server: ready when they say so, started again when they die, ended with it."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable

import pytest

from inbox.web import children
from inbox.web.children import Child, DidNotStart

WAITS = "import sys; sys.stdin.read()"
SAYS = 'import sys; print(\'{"url": "here"}\', flush=True); sys.stdin.read()'
STUBBORN = """
import signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print('{}', flush=True)
time.sleep(600)
"""


def child(code: str, **named: object) -> Child:
    return Child("a child", ("-c", code), **named)  # type: ignore[arg-type]


def run(story: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(asyncio.wait_for(story(), 60))


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def until(done: Callable[[], bool]) -> None:
    while True:
        if done():
            return
        await asyncio.sleep(0.02)


def test_a_child_that_announces_itself_is_waited_for() -> None:
    async def story() -> None:
        one = child(SAYS, announces=True)
        await one.start()
        assert one.said == {"url": "here"}
        await one.stop()

    run(story)


@pytest.mark.parametrize("code", ["raise SystemExit(2)", "print('no json', flush=True)"])
def test_a_child_that_cannot_start_is_told(code: str) -> None:
    async def story() -> None:
        with pytest.raises(DidNotStart):
            await child(code, announces=True).start()

    run(story)


def test_a_child_that_says_nothing_is_not_waited_for_for_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(children, "ANNOUNCES_WITHIN", 0.2)

    async def story() -> None:
        with pytest.raises(DidNotStart):
            await child(WAITS, announces=True).start()

    run(story)


def test_a_closed_pipe_ends_it() -> None:
    async def story() -> None:
        one = child(SAYS, announces=True)
        await one.start()
        pid = one.pid
        assert pid is not None
        await one.stop()
        assert not alive(pid)

    run(story)


def test_one_that_does_not_listen_is_ended_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(children, "PATIENCE", 0.2)

    async def story() -> None:
        one = child(STUBBORN, announces=True)
        await one.start()
        pid = one.pid
        assert pid is not None
        await one.stop()
        assert not alive(pid)

    run(story)


def test_one_that_dies_is_started_again() -> None:
    async def story() -> None:
        waited: list[float] = []

        async def at_once(seconds: float) -> None:
            waited.append(seconds)

        one = child(SAYS, announces=True, sleep=at_once)
        await one.start()
        first = one.pid
        assert first is not None
        os.kill(first, signal.SIGKILL)
        await until(lambda: one.restarts == 1 and one.pid not in (None, first))
        await one.stop()
        assert waited == [1.0]

    run(story)


def test_one_that_is_stopped_as_its_line_comes_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    feed = asyncio.StreamReader.feed_data

    async def story() -> None:
        def stops_with_the_line(reader: asyncio.StreamReader, data: bytes) -> None:
            feed(reader, data)
            keeper.cancel()
            monkeypatch.undo()

        async def at_once(seconds: float) -> None:
            monkeypatch.setattr(asyncio.StreamReader, "feed_data", stops_with_the_line)

        one = child(SAYS, announces=True, sleep=at_once)
        await one.start()
        (keeper,) = (task for task in asyncio.all_tasks() if task.get_name() == "keep a child")
        assert one.pid is not None
        os.kill(one.pid, signal.SIGKILL)
        done, _ = await asyncio.wait([keeper], timeout=10)
        await one.stop()
        assert done == {keeper}

    run(story)


def test_one_that_keeps_dying_is_started_more_and_more_slowly() -> None:
    async def story() -> None:
        waited: list[float] = []
        enough = asyncio.Event()

        async def counting(seconds: float) -> None:
            waited.append(seconds)
            if len(waited) == 8:
                enough.set()
                await asyncio.Event().wait()

        one = child("raise SystemExit(1)", sleep=counting)
        await one.start()
        await enough.wait()
        await one.stop()
        assert waited == [1, 2, 4, 8, 16, 32, 60, 60]

    run(story)


def test_its_environment_adds_to_ours(tmp_path) -> None:
    told = tmp_path / "told"
    code = f"import os; open({str(told)!r}, 'w').write(os.environ['A_THING'] + os.environ['PATH'])"

    async def story() -> None:
        one = child(code + "; " + WAITS, environment={"A_THING": "yes "})
        await one.start()
        await until(lambda: told.exists() and bool(told.read_text()))
        await one.stop()

    run(story)
    assert told.read_text() == "yes " + os.environ["PATH"]


def test_a_child_finds_us_from_any_folder(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PYTHONPATH", raising=False)

    async def story() -> None:
        one = child("import inbox.settings; " + SAYS, announces=True)
        await one.start()
        await one.stop()

    run(story)
