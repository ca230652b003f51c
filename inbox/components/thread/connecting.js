// Somebody who may decide is asked, with a sentence of the agent's own; it stays theirs until then.

import { el, theirs } from "../shared/dom.js";
import * as store from "../shared/store.js";

const REMEDIES = ["refund", "voucher", "replacement", "exception", "apology"];
const COUNTED = new Set(["refund", "voucher"]);
const LONGEST = 1500;
const PAUSE = 250;

export class Connecting {
  constructor(menu, tell, offering) {
    Object.assign(this, { menu, tell, offering });
  }

  // `wanted` is what an answer has promised: {remedy, sum}.
  open(view, words, wanted = {}) {
    if (!view) return;
    this.words = words;
    this.menu.path = '[data-hold="holder"]';
    this.menu.from = this.menu.root.querySelector(this.menu.path);
    const yes = (note) => this.ask(view, note);
    this.offering.ask(words.connectTitle, words.connectNote, LONGEST, [[words.connectYes, yes]], words, words.connectHow);
    const note = this.menu.asks.querySelector("textarea");
    this.what = this.choice(words, wanted.remedy);
    this.sum = el("input", "sum");
    Object.assign(this.sum, { type: "text", maxLength: 40, value: wanted.sum || "", ariaLabel: words.connectSum });
    this.sum.placeholder = words.connectSum;
    const line = el("div", "decides");
    line.append(this.what, this.sum);
    this.whom = el("div", "deciders");
    this.whom.setAttribute("role", "radiogroup");
    this.whom.setAttribute("aria-label", words.connectWhom);
    note.before(line, this.whom);
    this.what.addEventListener("change", () => this.look(view, 0));
    this.sum.addEventListener("input", () => this.look(view, PAUSE));
    this.look(view, 0);
    (wanted.remedy ? note : this.what).focus();
  }

  choice(words, wanted) {
    const made = el("select", "what");
    made.setAttribute("aria-label", words.connectWhat);
    for (const remedy of REMEDIES) {
      const option = el("option", "", words[`remedy_${remedy}`]);
      option.value = remedy;
      made.append(option);
    }
    made.value = REMEDIES.includes(wanted) ? wanted : REMEDIES[0];
    return made;
  }

  // Who may decide that and is here: asked anew with every amount.
  look(view, wait) {
    this.sum.hidden = !COUNTED.has(this.what.value);
    clearTimeout(this.timer);
    this.timer = setTimeout(async () => {
      const asked = `remedy=${this.what.value}&sum=${encodeURIComponent(this.sum.value)}`;
      const found = await this.found(view.id, asked);
      if (found && this.whom.isConnected) this.draw(found);
    }, wait);
  }

  async found(id, asked) {
    const number = (this.number = (this.number || 0) + 1);
    const zone = encodeURIComponent(Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC");
    try {
      const answer = await fetch(`/api/deciders/${id}?${asked}&zone=${zone}`);
      if (answer.status === 401) store.signedOut();
      return answer.ok && number === this.number ? await answer.json() : null;
    } catch {
      return null;
    }
  }

  draw({ here, others, wrong }) {
    const had = this.chosen();
    const on = here.some(({ id }) => id === had) ? had : here[0]?.id;
    this.whom.replaceChildren(...here.map((one) => this.row(one, one.id === on)));
    const said = wrong || (here.length ? "" : this.words.connectNobody);
    if (said) this.whom.append(el("p", "", said));
    if (others) this.whom.append(theirs("p", "others", others));
  }

  row(one, on) {
    const made = el("label", "decider");
    const input = el("input");
    Object.assign(input, { type: "radio", name: "decider", value: String(one.id), checked: on });
    const said = el("span", "said");
    said.append(theirs("bdi", "name", one.name), theirs("small", "hint", one.why));
    made.append(input, said);
    return made;
  }

  chosen() {
    const on = this.whom.querySelector("input:checked");
    return on ? Number(on.value) : null;
  }

  ask(view, note) {
    const to = this.chosen();
    const wrong = to === null ? this.words.connectNobody : !note.trim() && this.words.connectNote;
    if (wrong) return this.offering.answered({ ok: false, text: wrong });
    const [remedy, sum] = [this.what.value, this.sum.value];
    return this.tell({ what: "connect", id: view.id, to, remedy, sum, note });
  }
}
