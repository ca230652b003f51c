"""The words times are said in, German and English: what `due_times` looks for, nothing else."""

from __future__ import annotations

import re

NUMBERS = {
    **dict.fromkeys(("ein", "eine", "einer", "einem", "einen", "a", "an", "one"), 1),
    **dict.fromkeys(("zwei", "two", "a couple of"), 2),
    **dict.fromkeys(("drei", "three", "ein paar", "paar", "wenigen", "a few"), 3),
    **dict.fromkeys(("vier", "four"), 4),
    **dict.fromkeys(("fünf", "fuenf", "five"), 5),
    **dict.fromkeys(("sechs", "six"), 6),
    **dict.fromkeys(("sieben", "seven"), 7),
    **dict.fromkeys(("acht", "eight"), 8),
    **dict.fromkeys(("zehn", "ten"), 10),
    **dict.fromkeys(("vierzehn", "fourteen"), 14),
}


def count(said: str) -> int:
    """Return a small number, said in digits or in a word that `NUMBERS` knows."""
    return int(said) if said.isdigit() else NUMBERS[said]


SPELT = "|".join(sorted(map(re.escape, NUMBERS), key=len, reverse=True))
COUNT = rf"(?:\d{{1,3}}(?:\s?(?:-|–|bis|to)\s?(?=\d))?){{1,2}}|{SPELT}"

WEEKDAYS = (
    ("montag", "mo", "monday", "mon"),
    ("dienstag", "di", "tuesday", "tues", "tue"),
    ("mittwoch", "mi", "wednesday", "wed"),
    ("donnerstag", "do", "thursday", "thurs", "thu"),
    ("freitag", "fr", "friday", "fri"),
    ("samstag", "sonnabend", "saturday", "sat"),
    ("sonntag", "sunday"),
)
DAY_OF = {name: day for day, names in enumerate(WEEKDAYS) for name in names}
LONG = "|".join(name for name in DAY_OF if len(name) > 5)
SHORT = "|".join(name for name in DAY_OF if len(name) <= 5)
MONTHS = (
    ("januar", "jänner", "january", "jan"),
    ("februar", "february", "feb"),
    ("märz", "maerz", "march"),
    ("april", "apr"),
    ("mai", "may"),
    ("juni", "june"),
    ("juli", "july"),
    ("august", "aug"),
    ("september", "sept", "sep"),
    ("oktober", "october", "okt", "oct"),
    ("november", "nov"),
    ("dezember", "december", "dez", "dec"),
)
MONTH_OF = {name: month for month, names in enumerate(MONTHS, 1) for name in names}
MONTH = "|".join(sorted(MONTH_OF, key=len, reverse=True))

RELATIVE = re.compile(
    rf"(?<!\w)(?:in|innerhalb(?:\svon)?|innert|binnen|within|über)\s(?:den\s|the\s)?"
    rf"(?:nächsten\s|next\s)?(?:spätestens\s|etwa\s|ca\.?\s|rund\s|about\s)?(?P<n>{COUNT})"
    r"[\s-]?(?P<unit>minuten?|min|stündchen|stunden?|std|h|werktag(?:e|en|es)?|arbeitstag(?:e|en|es)?"
    r"|tag(?:e|en|es)?|wochen?|monat(?:e|en|s)?|minutes?|mins?|hours?|hrs?|(?:working|business)\sdays?"
    r"|days?|fortnight|weeks?|months?)(?!\w)",
    re.IGNORECASE,
)
_WITHIN = r"(?:in|innerhalb(?:\svon)?|binnen|within)\s(?:(?:der|the)\s)?(?:nächsten\s|next\s)?"
_AN = r"(?:einer\s|'?ner\s)?"
MINUTES = tuple(
    (re.compile(rf"(?<!\w){said}(?!\w)", re.IGNORECASE), minutes)
    for said, minutes in (
        (rf"{_WITHIN}(?:{_AN}dreiviertelstunde|three quarters of an hour)", 45),
        (rf"{_WITHIN}(?:{_AN}viertelstunde|a quarter of an hour)", 15),
        (rf"{_WITHIN}(?:{_AN}halben stunde|half an hour)", 30),
        (rf"{_WITHIN}(?:(?:anderthalb|eineinhalb|1,5|1½) stunden|(?:an|one) hour and a half)", 90),
        (rf"{_WITHIN}(?:(?:zweieinhalb|2,5|2½) stunden|two and a half hours)", 150),
        (r"(?:innerhalb|in) der nächsten stunde|within the (?:next )?hour", 60),
    )
)
"""Spans of time that are said without a whole number, and their minutes."""

_DAYTIME = r"(?:s?(?:früh|morgen|vormittag|mittag|nachmittag|abend)s?)?"
_THIS_DAY = r"(?:tage?s?|abends?|(?:vor|nach)mittags?)"
DAY = re.compile(
    r"(?<!\w)(?:(?P<after>übermorgen|uebermorgen|(?:the\s)?day after tomorrow)"
    r"|(?<!guten )(?<!schönen )(?<!heute )(?<!heut )(?<!am )(?<!jeden )(?<!diesen )(?<!gestern )"
    rf"(?P<tomorrow>morgen|morgigen\s{_THIS_DAY}|tomorrow|tmrw|tmr)(?!s\b)"
    rf"|(?P<today>heute?(?!\smorgen)|heutigen\s{_THIS_DAY}|today|tonight"
    r"|this (?:afternoon|evening))"
    r"|(?:(?P<next>nächste[nrs]?|kommende[nrs]?|next|this coming)\s)?"
    rf"(?P<weekday>{LONG}){_DAYTIME}"
    rf"|(?<=bis\s)(?:zum\s)?(?P<abbr>{SHORT})(?=[\s.,!]|$)|(?<=am\s)(?P<abbr2>{SHORT})(?=[\s.,!]|$)"
    rf"|(?<=by\s)(?P<abbr3>{SHORT})(?=[\s.,!]|$)|(?<=on\s)(?P<abbr4>{SHORT})(?=[\s.,!]|$)"
    r")(?!\w)",
    re.IGNORECASE,
)
ON_THAT_DAY = re.compile(
    r"(?<!\w)(?:im laufe? des (?:tage?s|vormittags|nachmittags|abends)"
    r"|(?:bis|vor|zum|nach) (?:zum )?"
    r"(?:feierabend|dienstschluss|büroschluss|ende des tages|tagesende)"
    r"|(?:by|before|at) (?:the )?(?:end of (?:the )?(?:working )?day|close of (?:business|play))"
    r"|(?:end|rest) of (?:the )?day|(?:by |before )?(?:eod|cob))(?!\w)",
    re.IGNORECASE,
)
"""What ends with a day: with this one, where no other is said."""

_FROM_NOW = r"(?:einer|zwei|drei|vier|1|2|3|4) wochen?|(?:acht|8|vierzehn|14) tagen"
_DAYS_FROM = rf"{LONG}|heute|morgen|übermorgen|today|tomorrow"
WEEKS_FROM = re.compile(
    rf"(?<!\w)(?:(?P<day>{_DAYS_FROM}) (?:in (?P<in>{_FROM_NOW})|(?P<week>week)\b"
    r"|in (?P<count>a|one|two|three) weeks?)"
    r"|(?P<many>a|one|two|three) weeks? (?:from|on) (?P<from>today|tomorrow|now"
    rf"|{LONG})|(?P<this>this time next week))(?!\w)",
    re.IGNORECASE,
)
"""A day and some weeks: "Dienstag in einer Woche", "a week on Friday"."""

_NEXT_WEEK = r"(?:(?:nächste|kommende)[rn]? woche|next week)"
NEXT_WEEKS = re.compile(
    rf"(?<!\w)(?:(?P<first>{LONG}){_DAYTIME}(?: (?:in )?der| of)? {_NEXT_WEEK}"
    rf"|{_NEXT_WEEK},? (?:am |on |schon |den )?(?P<last>{LONG}){_DAYTIME})(?!\w)",
    re.IGNORECASE,
)
"""A day of the next week: "am Freitag nächster Woche", "next week on Tuesday"."""

NEXT_WORKING = re.compile(
    r"(?<!\w)(?:(?:am|bis zum|zum) nächsten (?:werk|arbeits)tag"
    r"|(?:on |by )?(?:the )?next (?:working|business) day)(?!\w)",
    re.IGNORECASE,
)
_EVE = r"heilig(?:er )?abend|heiligabend|weihnachten|(?:by|before) christmas|christmas eve"
_YEARS_END = (
    r"silvester|jahresende|(?:ende|end of)(?: des| dieses| diesen| the| this)? (?:jahre?s|year)"
    r"|in diesem jahr|dieses jahr noch|(?:by|before|this side of) (?:the )?new year"
)
NAMED_DAYS = tuple(
    (re.compile(rf"(?<!\w)(?:{said})(?!\w)", re.IGNORECASE), month, day)
    for said, month, day in ((_EVE, 12, 24), (_YEARS_END, 12, 31))
)
"""Days that have a name, with their month and day."""

SOON = re.compile(
    r"(?<!\w)(?:sofort|umgehend|unverzüglich|gleich|right away|straight away|immediately|asap"
    r"|right now|shortly|at once)(?!\w)",
    re.IGNORECASE,
)
DATE = re.compile(
    rf"(?<![\w.])(?P<d1>\d{{1,2}})\.\s?(?:(?P<m1>\d{{1,2}})\.(?:\s?(?P<y1>\d{{4}}|\d\d(?!\d)))?"
    rf"|(?P<mn1>{MONTH})(?!\w))"
    rf"|(?<!\w)(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\s(?:of\s)?(?P<mn2>{MONTH})(?!\w)"
    rf"|(?<!\w)(?P<mn3>{MONTH})\s(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?(?![\w:.]\d|\w)",
    re.IGNORECASE,
)
DAY_ALONE = re.compile(
    r"(?<=\bzum\s|\bden\s|\bdem\s|\bthe\s)(?P<day>\d{1,2})(?:\.(?=\s*(?:\Z|\W|[a-zäöü]))|(?:st|nd|rd|th)\b)"
    rf"(?!\s?(?:\d|of\b|(?:{MONTH})\b))"
    rf"|(?<=\bam\s)(?P<on>\d{{1,2}})\.(?=\s*(?:\Z|\W|[a-zäöü]))(?!\s?(?:\d|(?:{MONTH})\b))",
    re.IGNORECASE,
)
"""A day of this month, or of the next where it is over: "bis zum 30.", "by the 30th"."""

WEEK = re.compile(
    r"(?<!\w)(?:(?P<part>anfang|mitte|ende|early|mid|(?:the\s)?end of)\s)?"
    r"(?:(?:der|in der|the|of)\s)?(?:"
    r"(?P<next>(?:nächste|kommende)[rn]?\swoche|next week)"
    r"|(?P<this>(?:diese[rn]?|laufende[rn]?)\swoche|this week)"
    r"|(?<=ende )der woche|im laufe? der woche|later in the week"
    r"|(?<=end of )the week|wochenende|weekend)(?!\w)",
    re.IGNORECASE,
)
ON_WEEKEND = re.compile(
    r"(?<!\w)(?:am wochenende|übers wochenende|(?:on|at|over) the weekend)(?!\w)", re.IGNORECASE
)
"""The days themselves; "by the weekend" is before them."""

MONTH_PART = re.compile(
    r"(?<!\w)(?P<part>anfang|mitte|ende|early|mid|(?:the )?(?:start|middle|end) of)[\s-]"
    rf"(?P<month>{MONTH})(?!\w)",
    re.IGNORECASE,
)
MONTH_END = re.compile(
    r"(?<!\w)(?:monatsende|ende (?:des|diesen|dieses) monats|end of (?:the|this) month)(?!\w)",
    re.IGNORECASE,
)
HOURS = "eins|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf"
HOURS_EN = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
SPELT_HOURS = {
    named: hour for hours in (HOURS, HOURS_EN) for hour, named in enumerate(hours.split("|"), 1)
}
GOES_ON = (
    r"(?=\s?uhr\b|\s(?:an|zurück|durch|vorbei|bei|ab|und|oder|wieder|noch|telefonisch|früh|in der"
    r"|am|morgens?|abends?|vormittags?|nachmittags?|heute|sharp|and|or|on|in the|tomorrow|today"
    r"|tonight|this|at the)\b"
    r"|\s?[^\w\s€$£%]|\s*\Z)"
)
"""What follows an hour that has no "Uhr" behind it: no thing that is counted."""

CLOCK = re.compile(
    r"(?<![\w:.,€$£])(?:(?P<h1>\d{1,2})(?::|(?<=um \d\d)\.|\.(?=\d\d\s?(?:uhr|[ap]\.?m\b)))"
    r"(?P<m1>\d\d)"
    r"(?!\d|\.\d|\s?(?:€|euro|eur\b|%))"
    r"(?:\s?(?P<ap1>[ap]\.?m\b\.?)|\s?uhr|\s?h\b)?"
    r"|(?P<h2>\d{1,2})\s?(?:uhr(?:\s(?P<m2>\d\d)(?!\d))?|(?P<ap2>[ap]\.?m\b\.?)|o['’]clock|h\b)"
    r"|(?:um|gegen|at)\s(?P<h3>\d{1,2})(?![\w:.,]*\d)(?!\s?[€$£%\w])(?!\s(?:euro|tag|stund|day|hour))"
    rf"|(?:um|gegen|at|by|before|around)\s(?P<h4>\d{{1,2}})(?![\w:.,]*\d)(?!\w){GOES_ON}"
    rf"|(?:um|gegen|at|by|before|around)\s(?P<named>{'|'.join(SPELT_HOURS)})(?!\w)(?:(?=\so['’]clock)|{GOES_ON})(?:\suhr|\so['’]clock)?"
    rf"|halb\s(?P<half>{HOURS}|\d{{1,2}})"
    r"|(?P<quarter>dreiviertel|viertel(?:\s(?:nach|vor))?)\s"
    rf"(?P<quarters>{HOURS}|\d{{1,2}})(?!\s?[\d€%])"
    r"|(?:a\s)?(?P<past>half past|quarter past|quarter to)\s"
    rf"(?P<pasts>{HOURS_EN}|\d{{1,2}})(?!\s?[\d€%])"
    r"|(?P<noon>(?:zum|bis|gegen|am|um)?\s?mittags?\b|\bby noon|\bat noon|\bmidday|\blunchtime)"
    r")(?!\w)",
    re.IGNORECASE,
)
PART = re.compile(
    rf"(?<!\w)(?:{LONG})?s?(?:(?P<early>früh|(?<=tag)morgens?|(?<=woch)morgens?|in der früh"
    r"|vormittags?|morning|(?<=am )morgen)"
    r"|(?P<noon>mittags?|noon|midday|lunchtime)"
    r"|(?P<later>nachmittags?|afternoon)|(?P<evening>abends?|evening|tonight))(?!\w)",
    re.IGNORECASE,
)
HALVES = {named: hour for hour, named in enumerate(HOURS.split("|"), 1)}

QUARTERS = {
    "viertel": -45, "dreiviertel": -15, "viertel nach": 15, "viertel vor": -15,
    "half past": 30, "quarter past": 15, "quarter to": -15,
}  # fmt: skip
"""Minutes by which such words turn an hour."""

BEGINS = re.compile(r"(?<!\w)(?:ab|nach|from|after)\s(?!.*(?:bis|until|till|to)\s)", re.IGNORECASE)
"""What says when something begins, and not when it ends."""

_HOUR = r"\d{1,2}(?:[:.]\d\d)?(?:\s?(?:uhr|h|[ap]\.?m\.?))?"
BETWEEN = re.compile(
    rf"(?<!\w)(?:zwischen|between|from|von)\s{_HOUR}\s?(?:und|and|to|till|until|bis|-|–)\s?"
    r"(?=\d{1,2}(?!\d)|noon|midday|mittag)"
    r"|(?<![\w.:])\d{1,2}(?:[:.]\d\d)?(?:\s?uhr)?\s?(?:-|–|bis)\s?(?=\d{1,2}(?:[:.]\d\d)?\s?(?:uhr|[ap]m))",
    re.IGNORECASE,
)
"""How a span of hours begins: what is said in it is over when it ends."""
