"""A draft before it leaves: every rule looks at it, while it is typed and when it is queued.

A new rule is one function, one line in `CHECKS`, one sentence in `SENTENCES`, its German in
`inbox/locale/de/rules.po`, and one table of cases in both languages.
"""

from __future__ import annotations

from dataclasses import replace

from inbox.rules import (
    blame,
    canned,
    circumstances,
    clean,
    heard,
    introductions,
    numbers,
    passing,
    placeholders,
    questions,
    salutation,
    scaffold,
    thanks,
    ways,
    wording,
)
from inbox.rules.objections import Check, Facts, Level, Objection

__all__ = ["CHECKS", "SENTENCES", "Check", "Facts", "Level", "Objection", "review", "sentence"]

CHECKS: tuple[Check, ...] = (
    circumstances.nothing_written,
    circumstances.signer,
    circumstances.signed_otherwise,
    circumstances.disconnected,
    circumstances.not_answerable,
    circumstances.window_closed,
    circumstances.not_private,
    circumstances.too_many_pictures,
    circumstances.too_long,
    wording.ticket_language,
    numbers.internal_number,
    ways.paid_number,
    ways.no_reply,
    placeholders.placeholder,
    placeholders.missing_name,
    salutation.other_name,
    passing.passes_on,
    blame.blame,
    scaffold.only_a_time,
    scaffold.no_time,
    canned.canned,
    introductions.invented_name,
    circumstances.answered_meanwhile,
    circumstances.wrote_again,
    thanks.thanked_before,
    thanks.ended_well,
    questions.question_open,
    heard.not_taken_up,
    salutation.same_closing,
    blame.undertone,
    introductions.not_introduced,
    introductions.introduced_again,
    introductions.nameless,
    wording.ticket_word,
)

# Blanks and hyphens that a text may hold instead of the plain ones, one character each.
_ALIKE = str.maketrans("\u00a0\u2007\u2009\u202f\u2010\u2011\u2012\u2013", "    ----")

SENTENCES: dict[str, str] = {
    "nothing_written": "Write an answer first.",
    "no_contact": "Add a direct phone number or an e-mail address to your signature first.",
    "profile": "Correct your signature before you send: open “My signature”.",
    "signed_otherwise": "Take it back and send it again: your signature has changed since.",
    "disconnected": "This account is disconnected: an admin can connect it again. Your text is"
    " kept.",
    "gone": "Do not answer here: the message was deleted. Your text is kept.",
    "author_gone": "X no longer shows who wrote this: nobody can be answered here. Your text is"
    " kept.",
    "not_summoned": "Answer another way: X takes a reply only where the customer mentioned us.",
    "restricted": "Answer another way: the customer restricts who may reply here.",
    "closed": "Answer another way: replies are closed here.",
    "window_closed": "Answer another way: the time to answer ended at {closed_at}.",
    "window_first": "Choose an earlier time: the time to answer ends at {closed_at}.",
    "private_not_here": "Answer in public: nobody can be written to privately from here.",
    "private_once": "Answer in public, or wait for an answer: one private message is all that is"
    " allowed.",
    "no_pictures": "Take the pictures out: they cannot go along here.",
    "too_many_pictures": "Take pictures out: {most} of {count} can go along.",
    "too_long": "Shorten the text by {over}, or split it: {length} of {limit} are used.",
    "too_many_parts": "Shorten the text: it would make more than {most} parts.",
    "cannot_split": "Shorten the text or its longest address: it does not fit into parts.",
    "ticket_language": "Say it without “{words}”: customers are people, not tickets or cases.",
    "ticket_word": "Speak of what happened rather than of “{words}”, unless it was bought from us.",
    "internal_number": "Take out “{words}”: our numbers mean nothing to customers.",
    "paid_number": "Replace “{words}”: customers do not pay for service.",
    "no_reply": "Replace “{words}” with an address that takes answers.",
    "placeholder": "Fill in “{words}” before you send.",
    "missing_name": "Fill in the name after “{words}”.",
    "passes_on": "Say who takes it on and by when: “{words}” only passes it on.",
    "sends_away": "Say who sees to it and how to reach them, or do it yourself: “{words}” sends the"
    " customer away.",
    "blame": "Say it without “{words}”: nobody wants to hear that it was their own doing.",
    "canned": "Say it in words for this customer: {who} sent somebody else almost the same,"
    " {sent_at} (“{words} …”).",
    "other_name": "Write the customer's own name: “{words}” is somebody else. If they are called so"
    " too, note it beside their name.",
    "question_open": "Not answered yet: {questions}",
    "not_taken_up": "Take up what the customer wrote: none of their words comes back in yours.",
    "same_closing": "You said “{words}” to them last time as well.",
    "undertone": "Read “{words}” as the customer will: it may sound like a lecture or an excuse.",
    "only_a_time": "Say a word on what this customer wrote: beside “{words}” there is nothing yet.",
    "no_time": "Say by when: “{words}” leaves it open.",
    "answered_meanwhile": "Read what {colleague} has just answered before you send yours.",
    "answer_for_later": "{colleague}'s answer leaves {theirs_at}: read it before you send yours.",
    "answer_to_approve": "{colleague}'s answer waits for approval: read it before you send yours.",
    "thanked_before": "{who} thanked them already, {thanked_at}: a second thanks needs a reason.",
    "ended_well": "They thanked us {ended_at} and wait for nothing: say why you write once more.",
    "invented_name": "Leave out “{words}”: that is no name. Ask for theirs, or greet without one.",
    "not_introduced": "Say who you are: this is the first they hear from you.",
    "introduced_again": "Leave out “{words}”: you have introduced yourself to them before.",
    "nameless": "Ask whom you write with: nobody knows their name.",
    "wrote_again": "Read what the customer has just added before you send.",
}


def review(draft: str, facts: Facts) -> tuple[Objection, ...]:
    """Return what the rules object to, the firmest first and then in the order of `CHECKS`.

    The draft is looked at as it would leave (see `clean.scrub`): spans count in that text. The
    kinds of blanks and hyphens make no difference.
    """
    leaving = clean.scrub(draft)
    plain = leaving.translate(_ALIKE)
    found = [_verbatim(each, leaving) for check in CHECKS for each in check(plain, facts)]
    if any(each.level is not Level.HINTS for each in found):
        found = [each for each in found if each.rule not in introductions.BEGINNINGS]
    order = list(Level)
    return tuple(sorted(found, key=lambda objection: order.index(objection.level)))


def _verbatim(objection: Objection, draft: str) -> Objection:
    words = (draft[start:end].strip() for start, end in objection.spans)
    return replace(objection, words=tuple(dict.fromkeys(words)))


def sentence(objection: Objection) -> tuple[str, dict[str, object]]:
    """Return the English sentence of an objection and what fills it, for the catalogues."""
    words = ", ".join(objection.words)
    return SENTENCES[objection.rule], {"words": words, **objection.params}
