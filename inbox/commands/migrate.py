"""`migrate`: bring the tables up to this version."""

from __future__ import annotations

import typer

from db import migrations
from inbox.commands.scene import scene


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(migrate)


def migrate() -> None:
    """Bring the database up to this version; safe to repeat, several at once wait in line."""
    with scene() as opened:
        migrations.upgrade(opened.db)
    print("The database is up to date.")
