"""Why what an admin pressed on the page of the connectors was not done: one sentence for each."""

from __future__ import annotations

from db.session import Busy
from inbox.care import accounts, disconnecting, streams
from inbox.texts import mark

SORRY: dict[type[Exception], str] = {
    streams.AtRest: mark("It stands still: resume it first, then it looks at once."),
    streams.Needs: mark("It has nothing to look for yet: say so in the account's settings."),
    streams.NoStream: mark("This stream is not there any more."),
    streams.Unfinished: mark("It still reads what it began with: wait until that is whole."),
    streams.TooFar: mark("It was last read before those days: take more of them."),
    accounts.NoAccount: mark("This account is not there any more."),
    disconnecting.StillConnected: mark("This account was connected again: disconnect it first."),
    Busy: mark("The database is busy. Nothing was changed; please try once more."),
}
