"""Many accounts, few threads, nobody waits for somebody else's trouble.

Accounts take turns: a turn is short, and whoever had one goes to the end of the line. While
a slow account hangs in the air, the others that become due are served beside it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

ROUND = 60.0
"""Seconds after which no new turn begins: a call ends even when work keeps coming."""

Line = Callable[[], list[int]]
"""Returns the accounts that have something to do, the one that waits longest first."""
Turn = Callable[[int], bool]
"""Serves one account for a moment; returns whether it got anywhere."""


def take_turns(
    line: Line, turn: Turn, threads: int, stop: Callable[[], bool], beat: float = 1.0
) -> None:
    """Give turns until the line is empty, `stop` says so, or the round is over.

    An account whose turn got nowhere (or broke) has no second one in this round. `beat` are the
    seconds between two looks at the line while turns are running. Raises what broke first, when
    all the others have had their turns.
    """
    first = line()
    if not first:
        return
    ends = time.monotonic() + ROUND
    served: dict[int, int] = {}
    done_for: set[int] = set()
    running: dict[Future[bool], int] = {}
    broken: list[BaseException] = []
    with ThreadPoolExecutor(threads, thread_name_prefix="outgoing") as pool:
        while True:
            if not stop() and time.monotonic() < ends:
                busy = done_for | set(running.values())
                ready = [account for account in first or line() if account not in busy]
                ready.sort(key=lambda account: served.get(account, 0))
                for account in ready[: threads - len(running)]:
                    served[account] = served.get(account, 0) + 1
                    running[pool.submit(turn, account)] = account
            first = []
            if not running:
                break
            finished, _ = wait(running, timeout=beat, return_when=FIRST_COMPLETED)
            for future in finished:
                account = running.pop(future)
                error = future.exception()
                broken += [error] if error else []
                if error or not future.result():
                    done_for.add(account)
    if broken:
        raise broken[0]
