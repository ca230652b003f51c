"""What the screen says, in the agent's language: words, plurals, dates and numbers.

English is what the code says; every other language is a folder of `.po` files under
`inbox/locale`, read at the first use (there is no build step). Times come in aware UTC and
are shown in the zone of the one who reads.

    t = texts("de", "Europe/Berlin")
    t("Send"); t("Signed as {name}", name=name); t.n("{n} part", "{n} parts", 3)
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale, dates, numbers, units
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LANGUAGES = {"de": "Deutsch", "en": "English"}
USUAL = "de"
"""The language of somebody who never signed in; from then on it is their browser's."""
"""The languages of the screens, each named in itself."""

SOURCE = "en"
LOCALES = Path(__file__).parent / "locale"


def mark(text: str) -> str:
    """Return the text as it is: it stands in a table and is translated where it is shown."""
    return text


def language_of(wanted: str | None) -> str:
    """Return a language we speak for a code or an Accept-Language header; English if none fits."""
    for part in (wanted or "").split(","):
        code = part.split(";")[0].strip().lower()[:2]
        if code in LANGUAGES:
            return code
    return SOURCE


def zone_of(name: str | None) -> str:
    """Return the name of a time zone that exists; UTC for anything else a browser may claim."""
    try:
        return ZoneInfo(name or "UTC").key
    except (KeyError, ValueError, OSError):
        return "UTC"


def catalogue(language: str) -> Catalog:
    """Return every message of a language, all of its files together."""
    together = Catalog(locale=language)
    for path in sorted((LOCALES / language).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                if message.id and not message.fuzzy:
                    together[message.id] = message
    return together


@lru_cache
def _translations(language: str) -> NullTranslations:
    if language == SOURCE:
        return NullTranslations()
    compiled = BytesIO()
    write_mo(compiled, catalogue(language))
    compiled.seek(0)
    return GNUTranslations(compiled)


@lru_cache
def _locale(language: str) -> Locale:
    return Locale.parse("en_GB" if language == SOURCE else language)


@lru_cache(4_096)  # badges are the same from look to look
def _whole(value: int, language: str) -> str:
    return numbers.format_decimal(value, locale=_locale(language))


@dataclass(frozen=True, slots=True)
class Texts:
    """The words of one language, and times as one time zone shows them."""

    language: str
    zone: str = "UTC"
    _words: NullTranslations = field(default_factory=NullTranslations, repr=False, compare=False)

    def __call__(self, text: str, **values: object) -> str:
        """Return a text in this language, its `{names}` filled in; values stay as they are.

        What ends with a full stop of its own ("30. Nov.", "Erika M.") closes a sentence with it.
        """
        said = self._words.gettext(text)
        return _filled(said, values) if values else said

    def n(self, one: str, many: str, n: int, **values: object) -> str:
        """Return the form that the number `n` takes; `{n}` is written the language's way."""
        said = self._words.ngettext(one, many, n)
        return _filled(said, {"n": self.number(n), **values})

    @property
    def _locale(self) -> Locale:
        return _locale(self.language)

    def _local(self, at: datetime) -> datetime:
        return at.astimezone(ZoneInfo(self.zone))

    def clock(self, at: datetime) -> str:
        """Return the time of day: 14:05."""
        return dates.format_time(self._local(at), "HH:mm", locale=self._locale)

    def day(self, at: datetime) -> str:
        """Return the date: 3. März 2026, 3 March 2026."""
        return dates.format_date(self._local(at), "long", locale=self._locale)

    def moment(self, at: datetime, now: datetime) -> str:
        """Return a time as short as it stays clear: 14:05, Tue 14:05, 3 Mar, 14:05."""
        here, today = self._local(at), self._local(now)
        if here.date() == today.date():
            return self.clock(at)
        if abs(here.date() - today.date()) < timedelta(days=6):
            return f"{dates.format_date(here, 'EEE', locale=self._locale)} {self.clock(at)}"
        parts = "MMMd" if here.year == today.year else "yMMMd"
        return f"{dates.format_skeleton(parts, here, locale=self._locale)}, {self.clock(at)}"

    def near(self, day: date, now: datetime) -> str:
        """Return a day as short as it stays clear: Friday, 3 Dec."""
        today = self._local(now).date()
        if 0 <= (day - today).days < 6:
            return dates.format_date(day, "EEEE", locale=self._locale)
        return self.month_day(day, now)

    def month_day(self, day: date, now: datetime) -> str:
        """Return a day of a month, with its year where that is another: 3 Dec, 3 Dec 2027."""
        parts = "MMMd" if day.year == self._local(now).year else "yMMMd"
        return dates.format_skeleton(parts, day, locale=self._locale)

    def weekday(self, day: date) -> str:
        """Return the day of the week as a calendar heads it: Mo, Mon."""
        return dates.format_date(day, "EEE", locale=self._locale).rstrip(".")

    def full(self, at: datetime) -> str:
        """Return date, time and zone, for a tooltip or a record."""
        return dates.format_datetime(self._local(at), "long", locale=self._locale)

    def ago(self, at: datetime, now: datetime) -> str:
        """Return how far a time is from now: 5 minutes ago, in 2 hours."""
        return dates.format_timedelta(at - now, add_direction=True, locale=self._locale)

    def age(self, since: datetime, now: datetime) -> str:
        """Return how long something lasts, short enough for a list: 5 min, 2 hr, 3 d."""
        gone = max(now - since, timedelta(minutes=1))
        return self.lasting(gone, short=True)

    def lasting(self, length: timedelta, *, short: bool = False, exact: bool = False) -> str:
        """Return a length of time: 5 minutes, 2 hours; `exact` keeps 90 seconds as they are."""
        if exact:
            return self._exact(int(length.total_seconds()))
        return dates.format_timedelta(
            length, threshold=1, format="short" if short else "long", locale=self._locale
        )

    def span(self, seconds: float) -> str:
        """Return a length of time for a figure: 24 min, 1.5 hr."""
        minutes = max(1, round(seconds / 60))
        if minutes < 120:
            return units.format_unit(minutes, "minute", "short", locale=self._locale)
        return units.format_unit(round(minutes / 60, 1), "hour", "short", locale=self._locale)

    def _exact(self, seconds: int) -> str:
        for unit, size in (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1)):
            if seconds >= size and seconds % size == 0:
                return units.format_unit(seconds // size, unit, locale=self._locale)
        return units.format_unit(seconds, "second", locale=self._locale)

    def size(self, count: int) -> str:
        """Return a number of bytes as people say it: "1,2 MB"."""
        if count >= 1_000_000:
            return f"{self.number(round(count / 1_000_000, 1))} MB"
        return f"{self.number(max(round(count / 1_000), 1))} kB"

    def number(self, value: float) -> str:
        """Return a number the way the language groups and points it."""
        if isinstance(value, int):
            return _whole(value, self.language)
        return numbers.format_decimal(value, locale=self._locale)

    def dollars(self, value: float, *, exact: bool = False) -> str:
        """Return an amount of US dollars; a tenth of a cent is not rounded away.

        `exact` keeps every millionth: what somebody typed is shown as it will be saved.
        """
        digits = "0.00####" if exact else "0.00##" if abs(value) < 0.1 else "0.00"
        form = f"¤#,##{digits}" if self.language == SOURCE else f"#,##{digits} ¤"
        places = 6 if exact else 4 if abs(value) < 0.1 else 2
        return numbers.format_currency(
            round(value, places), "USD", form, locale=self._locale, decimal_quantization=False
        )


def texts(language: str | None, zone: str | None = None) -> Texts:
    """Return the words of a language (English where we do not speak it) for a time zone."""
    spoken = language_of(language)
    return Texts(spoken, zone_of(zone), _translations(spoken))


def _filled(said: str, values: Mapping[str, object]) -> str:
    for name, value in values.items():
        if isinstance(value, str) and value.endswith("."):
            said = re.sub(rf"(\{{{name}\}})\.(?=\s|$)", r"\1", said)
    return said.format(**values)
