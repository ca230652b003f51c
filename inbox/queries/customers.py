"""What a customer is called on our screens: as they want to be, else as their platform calls them.

The platform's own name stands with the contact, in the person's pane, and in exports.
"""

from __future__ import annotations

from sqlalchemy import case, func, select

from db.models import Contact, Person

_WANTED = (
    select(Person.name).where(Person.id == Contact.person_id).correlate(Contact).scalar_subquery()
)

_GIVEN = case((Contact.withheld, ""), else_=Contact.name)

NAME = func.coalesce(func.nullif(_WANTED, ""), _GIVEN).label("name")
"""Beside `Contact` in a statement; "" for whom the platform withholds and nobody has named."""
