"""What is said of how long things are kept, and of what would go; HTML, all escaped."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from inbox.queries.retention import MOST, Over
from inbox.rules.retention import Keep
from inbox.texts import Texts, mark


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of record: its field of `Keep` and `Over`, its setting, what it is called."""

    name: str
    counted: str
    setting: str
    called: str
    since: str


KINDS: tuple[Kind, ...] = (
    Kind(
        "messages", "conversations", "RETENTION_MESSAGES_DAYS",
        mark("Conversations, with everything that was said in them"),
        mark("since their last word"),
    ),
    Kind(
        "raw", "raw", "RETENTION_RAW_DAYS",
        mark("What platforms sent, word for word, beside each message"),
        mark("since it came in"),
    ),
    Kind(
        "skipped", "skipped", "RETENTION_SKIPPED_DAYS",
        mark("Records that could not be read"),
        mark("since they last came"),
    ),
    Kind(
        "runs", "runs", "RETENTION_RUNS_DAYS",
        mark("The history of polls"),
        mark("since they began"),
    ),
)  # fmt: skip


def table(t: Texts, keep: Keep, over: Over) -> str:
    """Return how long each kind is kept, and how much of it is older than that now."""
    rows = "".join(_row(t, kind, getattr(keep, kind.name), over) for kind in KINDS)
    heads = (t("What"), t("Kept for"), t("Older than that"))
    head = "".join(f'<th scope="col">{escape(each)}</th>' for each in heads)
    return f'<table class="dw-kept"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'


def _row(t: Texts, kind: Kind, days: int, over: Over) -> str:
    small = f"{escape(t(kind.since))} · <code>{kind.setting}</code>"
    return (
        f'<tr><th scope="row">{escape(t(kind.called))}<small>{small}</small></th>'
        f"<td>{escape(lasts(t, days))}</td><td>{escape(_count(t, kind, days, over))}</td></tr>"
    )


def _count(t: Texts, kind: Kind, days: int, over: Over) -> str:
    if not days:
        return "–"
    count: int = getattr(over, kind.counted)
    if kind.name != "messages" or not count:
        return number(t, count)
    return t(
        "{conversations}, {messages} messages",
        conversations=number(t, count),
        messages=number(t, over.messages + over.around),
    )


def lasts(t: Texts, days: int) -> str:
    """Return how long something is kept."""
    return t.n("{n} day", "{n} days", days) if days else t("for ever")


def number(t: Texts, count: int) -> str:
    """Return a count, or that it is more than was counted."""
    return t("more than {n}", n=t.number(MOST)) if count > MOST else t.number(count)


def stays(t: Texts, over: Over) -> str:
    """Return what stays although it is older; empty where nothing does."""
    if not over.waiting:
        return ""
    said = t.n(
        "{n} older conversation stays: somebody waits in it, or something of ours has not left.",
        "{n} older conversations stay: somebody waits in them, or something of ours has not left.",
        over.waiting,
    )
    return f'<p class="dw-quiet">{escape(said)}</p>'


def lines(keep: Keep) -> str:
    """Return the lines of .env that say how long things are kept."""
    said = "\n".join(f"{kind.setting}={getattr(keep, kind.name)}" for kind in KINDS)
    return f'<pre class="dw-lines">{escape(said)}</pre>'
