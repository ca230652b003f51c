// Two contacts that are one person: who it may be and why, the question, and the way back.

import { button, el, fill, icon, theirs } from "../shared/dom.js";
import * as times from "../shared/times.js";
import { ask } from "./asking.js";

const PAUSE = 250;

export class Joining {
  // `value` says what is known in a field as people read it.
  constructor(dialog, value) {
    Object.assign(this, { dialog, value });
  }

  speak(words) {
    this.words = words;
  }

  named = (one) => one.name || (one.handle ? `@${one.handle}` : this.words.withheld);

  // All contacts of the person, on whatever platform, and what can be done with them.
  parts(id, who) {
    const list = el("ul", "contacts");
    list.append(...who.contacts.map((one) => this.contact(one)));
    const ways = el("div", "deeds");
    const join = button("button", this.words.join, () => this.search(id, who));
    join.dataset.hold = "join";
    ways.append(join);
    const made = [el("h2", "", this.words.contacts), list];
    if (who.join) {
      made.push(el("p", "", this.origin(who.join)));
      const part = button("button", this.words.part, () => this.partQuestion(id, who));
      part.dataset.hold = "part";
      ways.append(part);
    }
    return [...made, ways];
  }

  contact(one) {
    const line = el("li");
    const said = theirs("bdi", "", this.named(one));
    if (one.url) {
      const way = el("a");
      Object.assign(way, { href: one.url, target: "_blank", rel: "noopener noreferrer nofollow" });
      way.append(said);
      line.append(icon(one.platform, one.label), way);
    } else line.append(icon(one.platform, one.label), said);
    if (one.name && one.handle) line.append(theirs("bdi", "handle", `@${one.handle}`));
    return line;
  }

  origin(join) {
    const { words } = this;
    const time = times.date(join.at);
    const by = join.by ? fill(words.joinedBy, { agent: join.by, time }) : fill(words.joinedOn, { time });
    return join.because ? `${by} (${join.because})` : by;
  }

  search(id, who) {
    const { words } = this;
    const field = el("label", "field");
    const typed = Object.assign(el("input"), { type: "search", autocomplete: "off", dir: "auto" });
    field.append(el("span", "", words.searchOther), typed);
    const found = el("ul", "others");
    found.setAttribute("aria-live", "polite");
    const ways = el("div", "ways");
    ways.append(button("button", words.cancel, () => this.dialog.close()));
    const look = () => this.look(id, who, typed.value, found);
    typed.addEventListener("input", () => {
      clearTimeout(this.waiting);
      this.waiting = setTimeout(look, PAUSE);
    });
    this.dialog.open(words.joinTitle, field, found, ways);
    typed.focus();
    look();
  }

  async look(id, who, typed, found) {
    const mine = (this.asked = Symbol("asked"));
    const told = await ask(id, "GET", "/others", null, { typed });
    if (mine !== this.asked) return;
    const { words } = this;
    const none = typed.trim() ? words.nobody : words.nobodyAlike;
    const made = told.done ? told.others.map((one) => this.other(id, who, one)) : [];
    const said = told.done ? none : words.lost;
    found.replaceChildren(...(made.length ? made : [el("li", "none", said)]));
  }

  other(id, who, one) {
    const line = el("li");
    const way = button("other", undefined, () => this.ask(id, who, one));
    const first = el("span", "first");
    first.append(icon(one.platform, one.label), theirs("bdi", "name", this.named(one)));
    if (one.name && one.handle) first.append(theirs("bdi", "handle", `@${one.handle}`));
    way.append(first);
    if (one.called) way.append(theirs("bdi", "reason", one.called));
    way.append(...one.reasons.map((reason) => theirs("bdi", "reason why", reason)));
    if (one.lastAt) way.append(el("span", "reason", fill(this.words.lastAt, { time: times.date(one.lastAt) })));
    line.append(way);
    return line;
  }

  ask(id, who, one, text = "") {
    const { words } = this;
    const both = [this.group(who.contacts), this.group(one.contacts)];
    const what = [words.joinShares, words.joinBack].map((text) => el("p", "", text));
    const why = one.reasons.map((reason) => theirs("p", "why", reason));
    if (!why.length) why.push(el("p", "careful", words.joinBlind));
    const body = { other: one.id, seen: who.known.revision, otherSeen: one.revision };
    const again = (told) => told.other && (this.ask(id, told.person, told.other, told.text), true);
    this.dialog.question(words.joinAsk, [...both, ...why, ...this.overruled(who, one), ...what], words.joinYes,
      () => ask(id, "POST", "/join", body), { back: () => this.search(id, who), again, text });
  }

  // Where both say something, what stays of the one before the agent and what is given up.
  overruled(who, one) {
    if (!one.overruled.length) return [];
    const { words } = this;
    const list = el("dl", "overruled");
    for (const field of one.overruled) {
      const line = el("div");
      const [stays, goes] = [who.known, one.known].map((known) => this.said(field, known));
      line.append(el("dt", "", words[field]), theirs("dd", "", fill(words.overruled, { stays, goes })));
      list.append(line);
    }
    return [el("p", "why", words.joinDiffers), list];
  }

  said(field, known) {
    const more = field === "channel" ? [known.where, known.hours] : [];
    return [this.value(field, known), ...more].filter(Boolean).join(" · ");
  }

  // All contacts of one person, told apart by platform and handle.
  group(contacts) {
    const list = el("ul", "contacts group");
    list.append(...contacts.map((one) => this.contact({ ...one, url: null })));
    return list;
  }

  partQuestion(id, who, text = "") {
    const { words } = this;
    const { join } = who;
    const [stays, joined] = [false, true].map((brought) => who.contacts.filter((one) => one.brought === brought));
    const heirs = el("fieldset", "heirs");
    const since = join.news.length || join.noted;
    const open = Boolean(since && stays.length); // of whom nothing else is left, the other keeps it all
    const parts = since
      ? [el("p", "", words.partHowSince), ...this.news(join), ...(open ? [heirs] : [])]
      : [this.group(stays), this.group(joined), el("p", "", words.partHow)];
    heirs.append(el("legend", "", words.partSince), this.heir("stays", stays, true), this.heir("joined", joined, false));
    const toJoined = () => open && heirs.querySelector("input:checked").value === "joined";
    const again = (told) =>
      told.person.join?.id === join.id && (this.partQuestion(id, told.person, told.text), true);
    this.dialog.question(words.partAsk, parts, words.partYes, () =>
      ask(id, "POST", "/part", { join: join.id, seen: who.known.revision, toJoined: toJoined() }), { again, text });
  }

  // What was written since a join, which one of the two is to keep.
  news({ news, noted }) {
    const fields = news.map((field) => this.words[field === "block" ? "barred" : field]).join(", ");
    const made = fields ? [el("p", "", fill(this.words.partNews, { fields }))] : [];
    return noted ? [...made, el("p", "", this.words.partNoted), theirs("p", "why noted", noted)] : made;
  }

  heir(value, those, checked) {
    const label = el("label");
    const list = el("span", "those");
    list.append(...those.map((one) => this.face(one)));
    label.append(Object.assign(el("input"), { type: "radio", name: "heir", value, checked }), list);
    return label;
  }

  face(one) {
    const line = el("span", "face");
    line.append(icon(one.platform, one.label), " ", theirs("bdi", "", this.named(one)));
    if (one.name && one.handle) line.append(" ", theirs("bdi", "handle", `@${one.handle}`));
    return line;
  }
}
