"""A person at a terminal: runs commands as they would, and looks into the tables behind."""

from __future__ import annotations

from sqlalchemy import select

from connectors import memory
from db.session import connect
from inbox.care.vault import Vault
from inbox.commands.entry import run
from tests import cast

KEY = "the key of these tests"


class Shell:
    def __init__(self, url: str, capture) -> None:
        self.url, self._capture = url, capture
        self.town = memory.town("memory://commands")
        self.town._messages.clear()

    def run(self, *argv: str) -> tuple[int, str, str]:
        code = run(argv)
        said = self._capture.readouterr()
        out, err = said.out.decode(), said.err.decode()
        assert "Traceback" not in out + err
        return code, out, err

    def account(self) -> int:
        db = connect(self.url)
        with db.write() as session:
            account = cast.account(session)
            account.base_url = "memory://commands"
            account.credentials = Vault(KEY).seal({"word": "canary-word"})
            number = account.id
            cast.stream(session, account)
        db.close()
        return number

    def change(self, use_case, *args):
        db = connect(self.url)
        with db.write() as session:
            done = use_case(session, *args)
        db.close()
        return done

    def one(self, what):
        return self.change(lambda session: session.scalars(select(what)).one())
