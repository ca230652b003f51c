// Two contacts that are one person: who it may be and why, the question, and the way back.

import { button, el, fill, icon, theirs } from "../shared/dom.js";
import * as times from "../shared/times.js";
import { ask } from "./asking.js";

const PAUSE = 250;

export class Joining {
  constructor(dialog) {
    this.dialog = dialog;
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

  ask(id, who, one) {
    const { words } = this;
    const pair = [who.contacts.find(({ id: mine }) => mine === who.contact), one];
    const list = el("ul", "contacts");
    list.append(...pair.map((each) => this.contact({ ...each, url: null })));
    const what = [words.joinShares, words.joinBack].map((text) => el("p", "", text));
    const why = one.reasons.map((reason) => theirs("p", "why", reason));
    const body = { other: one.id, seen: who.known.revision, otherSeen: one.revision };
    this.dialog.question(words.joinAsk, [list, ...why, ...what], words.joinYes,
      () => ask(id, "POST", "/join", body), () => this.search(id, who));
  }

  partQuestion(id, who) {
    const { words } = this;
    const parts = [el("p", "", words.partHow)];
    const group = el("fieldset", "heirs");
    const heir = (value, those, checked) => {
      const label = el("label");
      const radio = Object.assign(el("input"), { type: "radio", name: "heir", value, checked });
      label.append(radio, theirs("bdi", "", those.map(this.named).join(", ")));
      return label;
    };
    if (who.join.since) {
      group.append(el("legend", "", words.partSince));
      group.append(heir("stays", who.contacts.filter((one) => !one.brought), true));
      group.append(heir("joined", who.contacts.filter((one) => one.brought), false));
      parts.push(group);
    }
    const toJoined = () => group.querySelector("input:checked")?.value === "joined";
    this.dialog.question(words.partAsk, parts, words.partYes, () =>
      ask(id, "POST", "/part", { join: who.join.id, seen: who.known.revision, toJoined: toJoined() }),
    );
  }
}
