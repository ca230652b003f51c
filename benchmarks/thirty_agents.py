"""Thirty agents, a hundred thousand conversations: how long is a click, how long a reload?

    python -m benchmarks.thirty_agents
    python -m benchmarks.thirty_agents --conversations 100000 --clicks 60 --sessions 30

Beside the inbox a floor is measured in the same run and in turns with it: a Streamlit page with
one button that writes a line, under the same settings. A click counts from the press of the mouse
to the first frame that shows all of the answer. The sessions are websockets that send what a
browser sent for a click on the list, and ask for the thread as it does. Prints Markdown for
docs/performance.md. Nothing is asserted: shared machines differ too much for that.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import requests
import websockets
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from sqlalchemy import func, insert, select, update
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets import Subprotocol

from db.models import Account, Agent, Contact, Conversation, Message, SearchDue, Stream
from db.session import Database
from inbox.care import sign_in
from inbox.care.rights import MACHINE
from inbox.settings import Settings
from tests import chromium
from tests.browser import room
from tests.browser.running import House, enter, free_port, serving

FLOOR = """
import streamlit as st

if st.button("Click"):
    st.session_state.n = st.session_state.get("n", 0) + 1
st.html(f"<p id='line'>line {st.session_state.get('n', 0)}</p>")
"""
SETTINGS = ("runner.postScriptGC=false", "server.headless=true", "server.fileWatcherType=none",
            "browser.gatherUsageStats=false", "client.toolbarMode=minimal")  # fmt: skip
EVERY = 3.0
"""Seconds between two clicks of a simulated agent."""

WATCH = """
const deep = (wanted, root = document) => {
  const found = root.querySelector(wanted);
  if (found) return found;
  for (const host of root.querySelectorAll("*")) {
    const inside = host.shadowRoot && deep(wanted, host.shadowRoot);
    if (inside) return inside;
  }
  return null;
};
let down = 0;
addEventListener("pointerdown", () => { down = performance.now(); }, true);
window.until = (wanted, text) => {
  window.shown = new Promise((done) => {
    const look = () => {
      const place = deep(wanted);
      if (!place || !place.textContent.includes(text)) return requestAnimationFrame(look);
      requestAnimationFrame(() => done(performance.now() - down));
      return undefined;
    };
    look();
  });
};
window.arrived = (wanted) => new Promise((done) => {
  const look = () => deep(wanted) ? requestAnimationFrame(() => done(performance.now()))
    : requestAnimationFrame(look);
  look();
});
"""
THREAD, ROW, LINE = "[role=log]", "[role=option]", "#line"


@dataclass
class Found:
    """Seconds of every measured step, by its name."""

    times: dict[str, list[float]] = field(default_factory=dict)

    def add(self, name: str, seconds: float) -> None:
        self.times.setdefault(name, []).append(seconds)

    def line(self, name: str, of: str | None = None) -> str:
        """Return one row of the table: median, 95 %, and their ratios: to another's, if given."""
        mine = self.times[name]
        low, middle, high = percentile(mine, 0.25), statistics.median(mine), percentile(mine, 0.95)
        ratio = f"95 % is {high / middle:.1f} times the median"
        if of is not None:
            floor = self.times[of]
            ratio = f"{low / percentile(floor, 0.25):.1f} / {middle / statistics.median(floor):.1f}"
        said = f"{middle * 1000:.0f} ms | {high * 1000:.0f} ms | {ratio}"
        return f"| {name} ({len(mine)}) | {said} |"


def percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


# -- a town of its own ----------------------------------------------------------------------------


def filled(db: Database, count: int) -> None:
    """Store conversations of four messages each, a third of them open, and let them be indexed."""
    now = datetime.now(UTC)
    with db.write() as session:
        session.execute(update(Stream).values(enabled=False))  # the ids below are ours
    time.sleep(3)
    with db.read() as session:
        account = session.scalars(select(Account).where(Account.platform == "twitter")).one()
        first = 1 + max(session.scalar(select(func.max(Conversation.id))) or 0, 1_000)
    for start in range(first, first + count, 5_000):
        some = range(start, min(start + 5_000, first + count))
        with db.write() as session:
            session.execute(insert(Contact), [_contact(n, now) for n in some])
            session.execute(insert(Conversation), [_conversation(n, account.id, now) for n in some])
            session.execute(
                insert(Message), [_message(n, k, account.id, now) for n in some for k in range(4)]
            )
    while True:
        with db.read() as session:
            if not session.scalar(select(func.count()).select_from(SearchDue)):
                break
        time.sleep(1)
    with db.write() as session:
        session.execute(update(Stream).values(enabled=True))


def _contact(n: int, now: datetime) -> dict[str, object]:
    handle = f"customer{n}"
    return {"id": n, "platform": "twitter", "external_id": f"b{n}", "name": f"Erika Nummer {n}",
            "handle": handle, "withheld": False, "created_at": now}  # fmt: skip


def _conversation(n: int, account: int, now: datetime) -> dict[str, object]:
    at = now - timedelta(seconds=30 * (n % 100_000))
    waits = at if n % 3 == 0 else None
    state = "open" if waits else "waiting" if n % 3 == 1 else "done"
    return {"id": n, "account_id": account, "thread_id": f"t{n}", "contact_id": n,
            "kind": "mention", "state": state,
            "preview": f"Mein Abschlag {n} wurde doppelt abgebucht.",
            "last_message_at": at, "last_inbound_id": 4 * n + 2, "waiting_since": waits,
            "urgent_at": waits and waits + timedelta(hours=1), "created_at": at}  # fmt: skip


def _message(n: int, k: int, account: int, now: datetime) -> dict[str, object]:
    ours = k == 1
    at = now - timedelta(seconds=30 * (n % 100_000) + 600 * (3 - k))
    said = "Das buchen wir heute zurück." if ours else f"Mein Abschlag {n} wurde doppelt abgebucht."
    return {"id": 4 * n + k, "account_id": account, "external_id": f"m{n}-{k}",
            "thread_id": f"t{n}", "conversation_id": n, "contact_id": None if ours else n,
            "kind": "mention", "direction": "outbound" if ours else "inbound",
            "text": f"{said} Das ist Satz {k} in diesem Gespräch, so lang wie viele es sind.",
            "created_at": at, "stored_at": at, "attachments": [], "answerable": "yes"}  # fmt: skip


@contextmanager
def floor(folder: Path) -> Iterator[str]:
    """Run the page with one button."""
    script, port = folder / "floor.py", free_port()
    script.write_text(FLOOR)
    options = [part for each in SETTINGS for part in ("--" + each,)]
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port)]
    process = subprocess.Popen(
        [*command, *options],
        cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(600):
            with suppress(OSError), urllib.request.urlopen(f"{url}/_stcore/health", timeout=2):
                break
            time.sleep(0.1)
        yield url
    finally:
        process.terminate()
        process.wait(30)


# -- in a browser ---------------------------------------------------------------------------------


def profile(browser: Browser) -> BrowserContext:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB")
    context.add_init_script(WATCH)
    return context


def clicks(found: Found, inbox: Page, button: Page, count: int) -> None:
    """Click in turns; every conversation is clicked once, so that none is known already."""
    for n in range(count):
        if n % 40 == 0:
            inbox.reload()
            inbox.locator(ROW).nth(45).wait_for()
            inbox.wait_for_timeout(2_000)
        button.bring_to_front()
        button.evaluate("([where, text]) => until(where, text)", [LINE, f"line {n + 1}"])
        button.get_by_role("button", name="Click").click()
        found.add("one button", button.evaluate("shown") / 1000)
        button.wait_for_timeout(150)
        inbox.bring_to_front()
        row = inbox.locator(ROW).nth(2 + n % 40)
        number = (row.get_attribute("data-id") or "").strip()
        row.scroll_into_view_if_needed()
        inbox.evaluate("([where, text]) => until(where, text)", [THREAD, f"Abschlag {number} "])
        row.click()
        found.add("conversation", inbox.evaluate("shown") / 1000)
        inbox.wait_for_timeout(350)


def reloads(found: Found, inbox: Page, button: Page, count: int) -> None:
    """Load both pages anew in turns, everything kept by the browser already."""
    for _ in range(count):
        button.bring_to_front()
        button.reload(wait_until="commit")
        found.add("reload of one button", button.evaluate("(what) => arrived(what)", LINE) / 1000)
        button.wait_for_timeout(700)
        inbox.bring_to_front()
        inbox.reload(wait_until="commit")
        found.add("reload of the inbox", inbox.evaluate("(what) => arrived(what)", ROW) / 1000)
        inbox.wait_for_timeout(1_500)


@dataclass(frozen=True)
class Frames:
    """What a browser sent: for its first run, and for a click on a row of the list."""

    first: bytes
    click: bytes


def recorded(page: Page) -> Frames:
    """Watch a browser load the inbox and click a row."""
    sent: list[bytes] = []
    page.on("websocket", lambda ws: ws.on("framesent", lambda data: sent.append(_bytes(data))))
    page.reload()
    page.locator(ROW).nth(5).wait_for()
    page.wait_for_timeout(1_000)
    page.locator(ROW).nth(3).click()
    page.wait_for_timeout(2_000)
    runs = [raw for raw in sent if BackMsg.FromString(raw).HasField("rerun_script")]
    return Frames(runs[0], next(raw for raw in runs if _opens(raw)))


def _bytes(data: object) -> bytes:
    return data if isinstance(data, bytes) else str(data).encode()


def _opens(raw: bytes) -> bool:
    states = BackMsg.FromString(raw).rerun_script.widget_states.widgets
    return any('"seq"' in each.json_trigger_value for each in states)


def _aimed(frame: bytes, conversation: int, seq: int) -> bytes:
    """Return a recorded click as it is for another conversation."""
    message = BackMsg.FromString(frame)
    for each in message.rerun_script.widget_states.widgets:
        if '"seq"' in each.json_trigger_value:
            each.json_trigger_value = json.dumps(_put(json.loads(each.json_trigger_value),
                                                      conversation, seq))  # fmt: skip
    message.rerun_script.cached_message_hashes[:] = []
    made: bytes = message.SerializeToString()
    return made


def _put(value: object, conversation: int, seq: int) -> object:
    if isinstance(value, dict):
        if {"id", "seq"} <= set(value):
            return {**value, "id": conversation, "seq": seq}
        return {key: _put(each, conversation, seq) for key, each in value.items()}
    if isinstance(value, list):
        return [_put(each, conversation, seq) for each in value]
    return value


# -- thirty of them -------------------------------------------------------------------------------


async def agent(
    house: House, cookie: str, frames: Frames, ids: Sequence[int], seconds: float, found: Found,
    all_here: asyncio.Barrier,
) -> None:  # fmt: skip
    """Be one agent for so long: a click every three seconds, out of step with the others.

    Nobody clicks before everybody's page is there: thirty who come in the same second are another
    question.
    """
    url = house.url.replace("http", "ws") + "/_stcore/stream"
    headers = {"Cookie": cookie, "Origin": house.url}
    async with websockets.connect(
        url, additional_headers=headers, subprotocols=[Subprotocol("streamlit")], max_size=None
    ) as ws:
        await ws.send(frames.first)
        await _finished(ws)
        await all_here.wait()
        ends = time.monotonic() + seconds
        await asyncio.sleep(random.random() * EVERY)
        seq = 0
        while time.monotonic() < ends:
            seq, number, began = seq + 1, random.choice(ids), time.monotonic()
            await asyncio.to_thread(_thread, house.url, cookie, number)
            found.add("the thread, thirty at once", time.monotonic() - began)
            await ws.send(_aimed(frames.click, number, seq))
            if str(number) not in await _finished(ws):
                raise RuntimeError(
                    "a click opened nothing: has the way a browser sends it changed?"
                )
            found.add("all of the click, thirty at once", time.monotonic() - began)
            await asyncio.sleep(max(0.0, EVERY - (time.monotonic() - began)))


async def _finished(ws: websockets.ClientConnection) -> str:
    """Wait until a run has ended; returns what it drew."""
    drawn = []
    while True:
        raw = await ws.recv()
        message = ForwardMsg.FromString(raw if isinstance(raw, bytes) else raw.encode())
        if message.WhichOneof("type") == "script_finished":
            return " ".join(drawn)
        drawn.append(str(message.delta))


_http = requests.Session()
_http.trust_env = False
# a connection that was idle for five seconds may close while it is taken up again
_http.mount("http://", requests.adapters.HTTPAdapter(pool_maxsize=64, max_retries=3))


def _thread(url: str, cookie: str, number: int) -> None:
    given = {"Cookie": cookie, "Accept": "application/json"}
    answer = _http.get(f"{url}/api/thread/{number}?zone=UTC", headers=given, timeout=60)
    answer.raise_for_status()


def cookies(house: House, count: int) -> list[str]:
    """Sign in so many agents."""
    now, made = datetime.now(UTC), []
    name = sign_in.cookie(urlsplit(house.url).netloc, secure=False)
    with house.database.write() as session:
        for n in range(count):
            row = Agent(login=f"agent{n}", work_name=f"Agent {n}", phone="+493023125042",
                        role="agent", language="en", created_at=now)  # fmt: skip
            session.add(row)
            session.flush()
            link = sign_in.new_link(session, MACHINE, row.id, now)
            done = sign_in.with_link(session, link, now, Settings(_env_file=None))
            assert isinstance(done, sign_in.SignedIn)
            made.append(f"{name}={done.token}")
    return made


async def together(
    house: House, frames: Frames, ids: Sequence[int], count: int, seconds: float, found: Found
) -> None:
    """Let so many agents work at once."""
    all_here = asyncio.Barrier(count)
    who = cookies(house, count)
    work = (agent(house, each, frames, ids, seconds, found, all_here) for each in who)
    await asyncio.gather(*work)


# -- all of it ------------------------------------------------------------------------------------


def measured(given: argparse.Namespace, say: Callable[[str], None]) -> tuple[Found, str]:
    """Measure one after the other; returns the times and what the server used."""
    found = Found()
    with tempfile.TemporaryDirectory() as made, serving(Path(made)) as house:
        room.connected(house)
        say("filling the tables")
        filled(house.database, given.conversations)
        with floor(Path(made)) as button_url, sync_playwright() as pw:
            browser = pw.chromium.launch(executable_path=chromium.find(), args=chromium.ARGUMENTS)
            inbox = enter(profile(browser).new_page(), house)
            button = profile(browser).new_page()
            button.goto(button_url)
            say("clicking")
            clicks(found, inbox, button, given.clicks)
            say("loading")
            reloads(found, inbox, button, given.reloads)
            frames = recorded(inbox)
            browser.close()
        with house.database.read() as session:
            ids = list(session.scalars(select(Conversation.id).where(
                Conversation.state == "open").limit(2_000)))  # fmt: skip
        server = psutil.Process(house.process.pid)
        say(f"{given.sessions} agents")
        before = sum(server.cpu_times()[:2])
        work = together(house, frames, ids, given.sessions, given.seconds, found)
        asyncio.run(work)
        share = (sum(server.cpu_times()[:2]) - before) / given.seconds
        memory = server.memory_info().rss / 2**20
    return found, f"{share:.0%} of one core, {memory:.0f} MiB"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--conversations", type=int, default=100_000)
    parser.add_argument("--clicks", type=int, default=80)
    parser.add_argument("--reloads", type=int, default=15)
    parser.add_argument("--sessions", type=int, default=30)
    parser.add_argument("--seconds", type=float, default=60.0)
    given = parser.parse_args()
    began = os.getloadavg()[0]
    found, used = measured(given, lambda what: print(what, file=sys.stderr, flush=True))
    busy = f"; the machine was busy before (load {began:.1f})" if began > 0.7 else ""
    where = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    print(f"{given.conversations} conversations; {where}{busy}\n")
    print("| what (times) | median | 95 % | ratio, lower quarter / median |\n|---|---|---|---|")
    print(found.line("one button"))
    print(found.line("conversation", "one button"))
    print(found.line("reload of one button"))
    print(found.line("reload of the inbox", "reload of one button"))
    print(found.line("the thread, thirty at once"))
    print(found.line("all of the click, thirty at once"))
    print(f"\nThe server with {given.sessions} agents: {used}")


if __name__ == "__main__":
    main()
