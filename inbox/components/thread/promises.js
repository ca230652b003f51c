// What is promised in a conversation and open: a line each, with what can be said about it.

import { button, el, fill, icon, theirs } from "../shared/dom.js";
import { bounds, field } from "../shared/moments.js";
import * as store from "../shared/store.js";

const LONGEST = 300;

// Lines that stand there until the rest is asked for.
const FEW = 2;

export class Promises {
  // `asking` asks for a few words and keeps them where they are refused; `hush` takes back what was
  // said of the last act.
  constructor(root, menu, tell, asking, hush) {
    Object.assign(this, { root, menu, tell, asking, hush });
    this.place = root.querySelector(".promises");
  }

  draw(view, words) {
    this.words = words;
    const found = view?.promises || [];
    const said = JSON.stringify([view?.id, found, view?.hands, words.promisesOpen]);
    this.place.hidden = !found.length;
    if (this.said === said) return;
    this.said = said;
    const held = this.place.contains(this.root.activeElement) && this.root.activeElement.dataset.hold;
    this.place.setAttribute("aria-label", words.promisesOpen);
    this.rows(view, pressing(found));
    if (held) this.place.querySelector(`[data-hold="${held}"]`)?.focus();
  }

  rows(view, found) {
    const all = this.all === view?.id || found.length <= FEW;
    const lines = found.map((one) => this.line(view, one, this.words));
    lines.forEach((line, at) => (line.hidden = !all && at >= FEW));
    this.place.classList.toggle("all", all);
    this.place.replaceChildren(...lines);
    if (all) return;
    const rest = el("li", "rest");
    const made = button("linkish", fill(this.words.promisesRest, { n: found.length - FEW }), () => {
      this.unfold();
      lines[FEW].querySelector("button").focus();
    });
    made.dataset.hold = "promises-rest";
    rest.append(made);
    this.place.append(rest);
  }

  // Every line, as long as this conversation is open.
  unfold() {
    this.all = store.state.id;
    this.place.classList.add("all");
    this.place.querySelector(".rest")?.remove();
    this.place.querySelectorAll("[hidden]").forEach((line) => (line.hidden = false));
  }

  // The button of one of them, wherever it stands; null where it does not.
  reach(id) {
    const found = this.place.querySelector(`[data-hold="promise-${id}"]`);
    if (found?.closest("[hidden]")) this.unfold();
    return found;
  }

  line(view, one, words) {
    const made = el("li", one.late ? "promise late" : "promise");
    const what = [one.what, one.sum && !one.what.includes(one.sum) && one.sum].filter(Boolean);
    const said = el("span", "said");
    said.append(icon("clock"), el("span", "due", one.said), " ", theirs("bdi", "what", what.join(" · ")));
    if (one.owner) said.append(" · ", theirs("bdi", "owner", one.owner));
    const keep = button("button", words.promiseKept, () => this.keep(view, one, words));
    keep.dataset.hold = `keep-${one.id}`;
    const more = button("button more", undefined, (event) => {
      if (event.detail && this.menu.pressed(more)) return;
      this.menu.choose(more, words.promiseMore, this.choices(view, one, words));
    });
    more.dataset.hold = `promise-${one.id}`;
    more.title = more.ariaLabel = fill(words.promiseMoreOf, { what: one.what });
    more.setAttribute("aria-haspopup", "menu");
    more.setAttribute("aria-expanded", "false");
    more.append(icon("more"));
    made.append(said, keep, more);
    return made;
  }

  say(view, one, what, more) {
    this.asked = { what, id: view.id, promise: one.id, was: one.due };
    this.tell({ what, id: view.id, promise: one.id, ...more });
  }

  // A promise was moved or is broken: the customer can be told. Returns the button that begins it.
  answered(ack) {
    const { what, id } = this.asked || {};
    if (!ack.ok || ack.what !== what || !["move", "break"].includes(what) || ack.conversation !== id) return null;
    [this.changed, this.asked] = [this.asked, null];
    return button("button", this.words.promiseTell, () => this.begin());
  }

  // How a note to the customer begins goes into the composer, where its agent goes on.
  begin() {
    const { promise, was } = this.changed;
    this.changed = null;
    this.hush();
    store.tell("begin", { promise, was });
  }

  can() {
    return this.changed && this.changed.id === store.state.id;
  }

  ask(from, title, label, ways, words, how = "") {
    this.menu.from = this.place.querySelector(`[data-hold="${from}"]`);
    this.menu.path = `[data-hold="${from}"]`;
    this.asking.ask(title, label, LONGEST, ways, words, how);
  }

  // Money and goods are kept with a proof; the rest with a press.
  keep(view, one, words) {
    if (!one.proven) return this.say(view, one, "keep", { note: "" });
    const yes = (note) => this.say(view, one, "keep", { note });
    const title = fill(words.promiseProof, { what: one.what });
    this.ask(`keep-${one.id}`, title, words.promiseProofWhat, [[words.promiseKept, yes]], words);
    return undefined;
  }

  choices(view, one, words) {
    const given = view.hands.agents.filter(({ id }) => id !== one.ownerId);
    return [
      { text: words.promiseMove, act: () => this.move(view, one, words) },
      { text: words.promiseBroken, act: () => this.broken(view, one, words) },
      ...given.map(({ id, name, hint }) => ({
        text: fill(words.promiseHand, { agent: name }),
        hint: hint || "",
        act: () => this.say(view, one, "entrust", { to: id }),
      })),
    ];
  }

  broken(view, one, words) {
    const yes = (note) => this.say(view, one, "break", { note });
    const title = fill(words.promiseBrokenAsk, { what: one.what });
    this.ask(`promise-${one.id}`, title, words.promiseWhy, [[words.promiseBrokenYes, yes]], words);
  }

  move(view, one, words) {
    const input = el("input", "moment");
    input.type = "datetime-local";
    [input.min, input.max] = bounds();
    input.value = field(new Date(one.due));
    input.ariaLabel = words.promiseBy;
    const yes = (note) => {
      const at = new Date(input.value);
      this.say(view, one, "move", { note, due: Number.isNaN(at.getTime()) ? "" : at.toISOString() });
    };
    const title = fill(words.promiseMoveAsk, { what: one.what });
    this.ask(`promise-${one.id}`, title, words.promiseWhy, [[words.promiseMoveYes, yes]], words);
    this.menu.asks.querySelector("textarea").before(input);
    input.focus();
  }
}

// Money that is due next and what is due next stand first, the rest by when it is due.
function pressing(found) {
  const due = [...found].sort((one, other) => Date.parse(one.due) - Date.parse(other.due));
  const first = new Set([due[0], due.find((one) => one.sum || one.proven)].filter(Boolean));
  return [...due.filter((one) => first.has(one)), ...due.filter((one) => !first.has(one))];
}
