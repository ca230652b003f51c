// Beside "Send": what follows, when it leaves, and who looks first. The plain button only sends.

import { button, el, fill, icon } from "../shared/dom.js";
import * as store from "../shared/store.js";
import { offered } from "../shared/moments.js";
import * as times from "../shared/times.js";
import { Menu } from "../thread/menu.js";
import { Snoozing } from "../thread/snoozing.js";
import { draft } from "./drafts.js";

export class Sending {
  // `send` hands the answer in with what is wished besides; `beside()` knows what is put into it.
  constructor(root, send, beside) {
    Object.assign(this, { root, send, beside });
    this.menu = new Menu(root, () => {});
    this.times = new Snoozing(this.menu, () => {});
    this.more = root.querySelector(".more");
    this.more.append(icon("down"));
    this.more.addEventListener("click", (event) => {
      if (!event.detail || !this.menu.pressed(this.more)) this.open();
    });
  }

  speak(words, colleagues) {
    this.words = words;
    this.colleagues = colleagues;
    this.more.title = this.more.ariaLabel = words.moreWays;
  }

  open() {
    const { words } = this;
    const putOff = this.name("sendPutOff", "askPutOff");
    const off = { ...words, snoozeYes: this.name("sendPutOffYes", "askYes") };
    this.choose(words.moreWays, [
      { text: this.name("sendDone", "askDone"), act: () => this.send({ then: "done" }) },
      { text: putOff, act: () => this.when(putOff, this.times.times(off, (then) => this.send({ then }))) },
      { text: this.name("sendLater", "askLater"), act: () => this.later() },
      { text: words.askApproval, act: () => this.ask() },
      ...this.into(),
    ]);
  }

  // What makes good, where nobody has seen a complaint in the customer's words.
  into() {
    const beside = this.beside();
    const those = [["remedies", this.words.makeGood], ["causes", this.words.sayChange]];
    const ready = those.filter(([kind]) => beside.known(kind));
    const items = ready.map(([kind, text]) => ({ text, act: () => beside.reach(kind) }));
    return items.length ? [this.words.intoAnswer, ...items] : [];
  }

  // Who needs approval hands in, and does not send.
  name = (plain, asking) => this.words[store.state.view?.composer?.approval ? asking : plain];

  later() {
    const tooLate = offered(this.words).map(({ at }) => this.breaks(at));
    const said = tooLate.filter(Boolean).slice(0, 1);
    this.when(this.name("sendLater", "askLater"), [...said, ...this.leaves()]);
  }

  // What leaves then comes after the time by which the customer hears from us: said calmly, nothing is refused.
  breaks(at) {
    const by = store.state.view?.person?.signAt;
    const passes = by && Date.parse(by) > store.serverNow() && at > new Date(by);
    return passes ? fill(this.words.breaksSign, { time: times.soon(by) }) : "";
  }

  // The times at which an answer may leave.
  leaves() {
    const { words } = this;
    const { id, view } = store.state;
    const way = view?.composer?.channels.find((one) => one.private === draft(id).private);
    const end = way?.until ? new Date(way.until) : null; // nothing leaves at or after that
    const later = { ...words, comesBack: words.whenLeaves, snoozeYes: this.name("sendLaterYes", "askYes") };
    if (end) later.noTime = way.window || words.noTime;
    return this.times.times(later, (at) => this.send({ at }), end, (at) => this.breaks(at));
  }

  when(title, times) {
    this.choose(title, [title, ...times]);
  }

  choose(title, choices) {
    this.menu.choose(this.more, title, choices);
  }

  // Of whom, and a word about why.
  ask() {
    const { words } = this;
    const { asks } = this.menu;
    const whom = el("select", "whom");
    whom.setAttribute("aria-label", words.askWhom);
    whom.append(new Option(words.askAnybody, ""));
    for (const one of this.colleagues()) whom.append(new Option(one.name, one.id));
    const note = el("textarea", "note");
    note.rows = 3;
    note.maxLength = 1000;
    note.placeholder = note.ariaLabel = words.askNote;
    const { key } = draft(store.state.id);
    if (this.asked?.key === key) [whom.value, note.value] = [this.asked.of, this.asked.note];
    const yes = button("button primary", words.askYes, () => {
      const of = whom.value ? Number(whom.value) : null;
      this.asked = { key, of: whom.value, note: note.value }; // there again where it is refused
      asks.close();
      this.send({ approval: { of, note: note.value } });
    });
    const ways = el("div", "ways");
    ways.append(button("button", words.snoozeNo, () => asks.close()), yes);
    asks.replaceChildren(el("h2", "", words.askTitle), whom, note, ways);
    asks.setAttribute("aria-label", words.askTitle);
    asks.showModal();
    note.focus();
  }
}

// Why words came back into the draft: it stands as long as they do.
export function told(form, view) {
  const said = JSON.stringify([view.id, view.told]);
  const notices = form.querySelector(".notices");
  if (notices.told === said) return;
  notices.told = said;
  notices.querySelectorAll(".told").forEach((node) => node.remove());
  if (!view.told) return;
  const made = el("div", "notice calm told", view.told.text);
  made.setAttribute("role", "status");
  if (view.told.note) {
    const note = el("blockquote", "", view.told.note);
    note.dir = "auto";
    made.append(note);
  }
  notices.prepend(made);
}

// What the button says: who needs approval hands in, and does not send.
export function sendName(words, isPrivate, composer) {
  if (composer.approval) return words.handIn;
  return fill(isPrivate ? words.sendPrivately : words.sendAs, { name: composer.as });
}

// On the button; where there is no room for all of it, the name is shortened, never what it does.
export function saying(send, text, name = "") {
  if (send.said === text) return;
  send.said = text;
  const at = name ? text.indexOf(name) : -1;
  if (at < 0) return send.replaceChildren(text);
  send.replaceChildren(text.slice(0, at), el("bdi", "who", name), text.slice(at + name.length));
}
