"""A draft before it leaves: every rule looks at it, while it is typed and when it is queued.

A new rule is one function, one line in `CHECKS`, one sentence in `SENTENCES`, its German in
`inbox/locale/de/rules.po`, and one table of cases in both languages.
"""

from __future__ import annotations

from dataclasses import replace

from inbox.rules import (
    alike,
    apology,
    blame,
    canned,
    caring,
    circumstances,
    clean,
    dated,
    deciding,
    heard,
    introductions,
    manner,
    moving,
    numbers,
    passing,
    placeholders,
    praise_told,
    questions,
    salutation,
    scaffold,
    thanks,
    ways,
    wording,
)
from inbox.rules.objections import Check, Facts, Level, Objection

__all__ = [
    "CHECKS",
    "SENTENCES",
    "TO_COME",
    "Check",
    "Facts",
    "Level",
    "Objection",
    "review",
    "sentence",
]

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
    deciding.above_authority,
    dated.noted_later,
    dated.not_noted,
    passing.passes_on,
    praise_told.praise_passed,
    moving.moves_away,
    blame.blame,
    scaffold.only_a_time,
    scaffold.no_time,
    canned.canned,
    introductions.invented_name,
    circumstances.answered_meanwhile,
    circumstances.wrote_again,
    thanks.thanked_before,
    thanks.ended_well,
    apology.apology,
    questions.question_open,
    heard.not_taken_up,
    salutation.same_closing,
    blame.undertone,
    caring.upbeat,
    manner.another_form,
    manner.too_thorough,
    introductions.not_introduced,
    introductions.introduced_again,
    introductions.nameless,
    wording.ticket_word,
)

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
    "above_authority": "Ask somebody who may: “{words}” is more than the {limit} that you decide"
    " alone.",
    "above_with_before": "Ask somebody who may: with {before} promised here before, “{words}” makes"
    " {asked}, more than the {limit} that you decide alone.",
    "not_granted": "Ask somebody who may: you do not decide “{words}” alone.",
    "amount_unsaid": "Say how much it is: “{words}” names no amount, and you decide {limit} alone.",
    "apology_not_granted": "Ask somebody who may: an apology that says what changes (“{words}”) is"
    " not yours alone.",
    "noted_later": "Promise “{words}” by the time that it says, or write the later one: they read"
    " {said_at}, and {due_at} is noted.",
    "not_noted": "Note “{words}” as promised, or say in a few words why nobody waits for it.",
    "passes_on": "Say who takes it on and by when: “{words}” only passes it on.",
    "sends_away": "Say who sees to it and how to reach them, or do it yourself: “{words}” sends the"
    " customer away.",
    "praise_passed": "Pass the praise on first, beside the answer: “{words}” says that somebody"
    " hears of it, and they have not yet.",
    "moves_away": "Ask first, or leave them the choice to stay: “{words}” sends them to another"
    " channel.",
    "blame": "Say it without “{words}”: nobody wants to hear that it was their own doing.",
    "canned": "Say “{words} …” in words for this customer: {who} sent somebody else almost the"
    " same, {sent_at}.",
    "other_name": "Write the customer's own name: “{words}” is somebody else. If they are called so"
    " too, note it beside their name.",
    "only_sorry": "To “{about}”: after “{words}”, say what they get and what changes.",
    "only_a_remedy": "To “{about}”: beside “{words}”, say that you are sorry and what changes.",
    "only_a_change": "To “{about}”: beside “{words}”, say that you are sorry and what they get.",
    "not_sorry": "To “{about}”: all that is missing is that you are sorry.",
    "no_remedy": "To “{about}”: say as well what they get.",
    "no_change": "To “{about}”: say as well what changes, so that it does not happen again.",
    "question_open": "Not answered yet: {questions}",
    "not_taken_up": "Take up what the customer wrote: none of their words comes back in yours.",
    "same_closing": "You said “{words}” to them last time as well.",
    "undertone": "Read “{words}” as the customer will: it may sound like a lecture or an excuse.",
    "du_to_sie": "They are addressed as Sie: “{words}” says du.",
    "sie_to_du": "They are addressed as du: “{words}” says Sie.",
    "too_thorough": "They want brief answers: this one has {length} characters.",
    "upbeat": "Read “{words}” once more: there may be grief or illness here, and a quiet answer is"
    " kinder.",
    "only_a_time": "Say a word on what this customer wrote: beside “{words}” there is nothing yet.",
    "no_time": "Say by when: “{words}” leaves it open.",
    "answered_meanwhile": "Read what {colleague} has just answered before this one leaves.",
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

TO_COME = frozenset({
    "only_a_time", "no_time", "missing_name", "amount_unsaid", "passes_on", "sends_away",
    "only_sorry", "only_a_remedy", "only_a_change", "not_sorry", "no_remedy", "no_change",
    "not_taken_up", "not_introduced", "nameless",
})  # fmt: skip
"""What only wants more words: while a draft is being written it is still to come, no fault."""


def review(draft: str, facts: Facts) -> tuple[Objection, ...]:
    """Return what the rules object to, the firmest first and then in the order of `CHECKS`.

    The draft is looked at as it would leave (see `clean.scrub`): spans count in that text. The
    kinds of blanks and hyphens, and letters that look alike, make no difference.
    """
    leaving = clean.scrub(draft)
    plain = alike.plain(leaving)
    found = [_verbatim(each, leaving) for check in CHECKS for each in check(plain, facts)]
    if any(each.level is not Level.HINTS for each in found):
        found = [each for each in found if each.rule not in introductions.BEGINNINGS]
    order = list(Level)
    return tuple(sorted(found, key=lambda objection: order.index(objection.level)))


def _verbatim(objection: Objection, draft: str) -> Objection:
    if not objection.spans:
        return objection  # about what stands beside the draft
    words = (draft[start:end].strip() for start, end in objection.spans)
    return replace(objection, words=tuple(dict.fromkeys(words)))


def sentence(objection: Objection) -> tuple[str, dict[str, object]]:
    """Return the English sentence of an objection and what fills it, for the catalogues."""
    words = ", ".join(objection.words)
    return SENTENCES[objection.rule], {"words": words, **objection.params}
