// What the answer promises: rows to look at before it leaves, each with its time; one press says
// that it is none, another adds one that was not seen. What an agent says about one is kept with the
// draft, by the words it was seen in.

import { button, el, fill, icon, theirs } from "../shared/dom.js";
import { newKey } from "./drafts.js";
import { kept } from "./promised.js";

export const KINDS = ["money", "goods", "call", "answer", "other"];

export class Promising {
  constructor(root) {
    this.list = root.querySelector(".promises");
    this.adder = root.querySelector(".tool.promised");
    this.begun = new Map();
    this.list.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.ctrlKey || event.target.matches("button")) return;
      event.preventDefault(); // a line that is done sends nothing
      root.querySelector("textarea").focus();
    });
  }

  speak(words) {
    const other = this.words && this.words.promise !== words.promise;
    this.words = words;
    this.list.setAttribute("aria-label", words.promises);
    this.adder.setAttribute("aria-label", words.addPromise);
    if (!this.adder.querySelector(".icon")) this.adder.prepend(icon("tick"));
    this.adder.querySelector(".hint").textContent = words.addPromise;
    if (other) this.anew();
  }

  // Another language: every row is said in it.
  anew() {
    this.said = null;
    for (const row of this.list.children) row.how = null;
    if (this.found) this.draw(this.id, this.found);
  }

  // Draw what was found in a draft; what stands there already stays, with its focus.
  draw(id, found) {
    this.id = id;
    this.found = found;
    this.remember(found);
    this.giveWay(id, found);
    const added = kept.added(id).map(([words, { kind, due }]) => ({ words, kind, due, said: true, added: true }));
    const all = [...found, ...added];
    this.list.hidden = !all.length;
    const said = JSON.stringify([id, found, added.map((one) => one.words)]);
    if (this.said === said) return;
    this.said = said;
    const old = new Map([...this.list.children].map((row) => [row.dataset.words, row]));
    const rows = all.map((one) => this.row(one, old.get(one.words)));
    if (rows.length !== this.list.children.length || rows.some((row) => !row.isConnected))
      this.list.replaceChildren(...rows);
  }

  // What was called no promise is none either where its sentence is only written on; with another
  // amount or time it is another one, and asked about again.
  remember(found) {
    const there = new Set(found.map(({ words }) => words));
    const none = Object.entries(kept.all(this.id) || {}).filter(([words, one]) => one.no && !there.has(words));
    for (const one of found) {
      if (kept.all(this.id)?.[one.words]) continue;
      if (none.some(([words, { of }]) => of === likeness(one) && shared(words, one.words))) this.turn(one, true);
    }
  }

  // Another conversation: nothing of before stays.
  forget() {
    this.said = null;
    this.id = undefined;
    this.found = [];
    this.list.replaceChildren();
    this.list.hidden = true;
  }

  // A promise that nothing in the draft was taken for: its text is what is chosen there.
  add(area) {
    if (this.id === undefined || !area.value.trim()) return area.focus();
    const chosen = area.value.slice(area.selectionStart, area.selectionEnd).trim();
    const what = chosen.replace(/\s+/gu, " ").slice(0, 200);
    return this.begin({ what, kind: "other" }, chosen.slice(0, 600));
  }

  // A row that is filled in so far: its time is the agent's to say.
  begin({ what, kind, due }, of = "") {
    if (this.id === undefined) return;
    const [at, words] = [new Date(), `+${newKey()}`];
    at.setDate(at.getDate() + 1);
    at.setHours(12, 0, 0, 0);
    const begun = { added: true, of, sum: "", what, kind, due: local(due || at) };
    this.begun.set(words, begun);
    this.say(words, begun);
    this.draw(this.id, this.found || []);
    const row = this.list.querySelector(`[data-words="${words}"]`) || this.list.lastElementChild;
    row.scrollIntoView({ block: "nearest" });
    row.querySelector(what ? ".due" : ".what").focus();
  }

  // What was begun for a wish and never touched gives way to the sentence that promises it.
  giveWay(id, found) {
    const promised = found.filter(({ words }) => !kept.of(id, words).no).map(({ kind }) => kind);
    for (const [words, one] of kept.added(id)) {
      const begun = this.begun.get(words);
      const touched = !begun || ["what", "kind", "due", "sum", "of"].some((name) => one[name] !== begun[name]);
      if (touched || begun.of || !begun.what || !promised.includes(one.kind)) continue;
      kept.drop(id, words);
      this.turned?.();
    }
  }

  // Keep what is said of a promise; whoever holds it against the limits is told.
  say(words, what) {
    kept.say(this.id, words, what);
    this.turned?.();
  }

  row(one, old) {
    const how = JSON.stringify(one.added ? one.words : one);
    if (old?.how === how) return old;
    const row = el("li", "promise");
    row.dataset.words = one.words;
    row.how = how;
    this.fill(row, one);
    return row;
  }

  fill(row, one) {
    const { words } = this;
    const said = kept.of(this.id, one.words);
    const out = left(one, said);
    row.classList.toggle("none", out);
    if (out) {
      const none = el("span", "said", said.no ? words.notPromised : one.again);
      none.append(" ", theirs("q", "", one.words));
      row.replaceChildren(none, this.turner(row, one, said.no ? words.isPromise : words.promiseAgain, false));
      return;
    }
    const head = el("span", "head", words.promise);
    head.prepend(icon("tick"));
    if (one.sum) head.append(el("span", "sum", ` · ${one.sum}`));
    const turn = this.turner(row, one, "", true);
    turn.className = "away";
    turn.title = turn.ariaLabel = words.notPromise;
    turn.append(icon("close"));
    const parts = [head, this.what(one, said), this.kind(one, said), this.due(one, said), turn];
    if (one.added) {
      turn.title = turn.ariaLabel = words.takeOutPromise;
      parts.splice(3, 0, this.sum(one, said));
    }
    row.classList.toggle("added", one.added === true);
    row.dataset.kind = kindOf(one, said);
    row.replaceChildren(...parts);
    this.total(row, one, said.what ?? one.words.slice(0, 200));
  }

  // The amount that was found; words of the agent's own with a number in them name theirs.
  total(row, one, what) {
    const sum = row.querySelector(".sum");
    if (sum) sum.hidden = what !== one.words.slice(0, 200) && /\d/.test(what);
  }

  turner(row, one, text, no) {
    return button("button quiet", text, () => {
      if (one.added) return this.out(row, one);
      this.turn(one, no);
      this.fill(row, one);
      row.querySelector("button").focus();
      return undefined;
    });
  }

  turn(one, no) {
    this.say(one.words, { no, of: likeness(one) });
  }

  // What an agent added is taken out again; the focus goes to what stands beside it.
  out(row, one) {
    const beside = row.nextElementSibling || row.previousElementSibling;
    kept.drop(this.id, one.words);
    this.turned?.();
    this.draw(this.id, this.found || []);
    (beside?.querySelector("input, button") || this.adder).focus();
  }

  sum(one, said) {
    const made = el("input", "amount");
    made.value = said.sum ?? "";
    made.maxLength = 20;
    made.inputMode = "decimal";
    made.placeholder = this.words.amountAs;
    made.ariaLabel = this.words.amountPromised;
    made.addEventListener("input", () => this.say(one.words, { sum: made.value }));
    return made;
  }

  what(one, said) {
    const made = el("input", "what");
    made.value = said.what ?? one.words.slice(0, 200);
    made.maxLength = 200;
    made.dir = "auto";
    made.ariaLabel = this.words.whatPromised;
    if (!one.added) made.title = fill(this.words.seenIn, { words: one.words });
    made.addEventListener("input", () => {
      this.say(one.words, { what: made.value });
      this.total(made.closest("li"), one, made.value);
    });
    return made;
  }

  kind(one, said) {
    const made = el("select", "kind");
    made.ariaLabel = this.words.kindPromised;
    for (const kind of kinds(one)) made.append(new Option(this.words[`kind_${kind}`], kind));
    made.value = kindOf(one, said);
    made.addEventListener("change", () => {
      made.closest("li").dataset.kind = made.value;
      this.say(one.words, { kind: made.value });
    });
    return made;
  }

  due(one, said) {
    const made = el("input", "due");
    made.ariaLabel = this.words.duePromised;
    made.type = "datetime-local";
    made.value = said.due ?? local(one.due);
    made.classList.toggle("supposed", !one.said && said.due === undefined);
    made.title = one.said ? this.words.duePromised : this.words.supposed;
    made.addEventListener("input", () => {
      made.classList.remove("supposed");
      this.say(one.words, { due: made.value });
    });
    return made;
  }

  // What goes into the ledger with the answer.
  given(id) {
    if (this.id !== id) return [];
    const those = (this.found || []).filter((one) => !left(one, kept.of(id, one.words)));
    return [...those.map((one) => this.seen(id, one)), ...kept.added(id).map(([, one]) => own(one))];
  }

  seen(id, one) {
    const said = kept.of(id, one.words);
    const due = said.due === undefined ? one.due : moment(said.due);
    const { words, amount, currency } = one;
    const kind = kindOf(one, said);
    const of = money(kind) ? { amount, currency } : {};
    return { kind, what: said.what ?? words.slice(0, 200), due, words, ...of };
  }
}

// Not noted: it is none, or it is open already and nobody wants it twice.
const left = (one, said) => said.no ?? Boolean(one.again);

// What a promise is of, beside its words: a time that is only supposed is none.
const likeness = ({ kind, sum, said, due }) => `${kind} ${sum} ${said ? due : ""}`;

// Whether of two wordings the shorter one stands in the other, but for a word or two.
function shared(one, other) {
  const [a, b] = [one, other].map((words) => new Set(words.toLowerCase().match(/[\p{L}\p{N}]+/gu) || []));
  const both = [...a].filter((word) => b.has(word)).length;
  return both > 1 && both >= Math.min(a.size, b.size) - 1;
}

// What is found to be money or goods is one of these: both owe a proof.
const kinds = (one) => (money(one.kind) && !one.added ? KINDS.filter(money) : KINDS);
const kindOf = (one, said) => (kinds(one).includes(said.kind) ? said.kind : one.kind);

export const money = (kind) => kind === "money" || kind === "goods";

// What an agent added, as it goes along; its amount is read by the server.
function own({ kind, what, due, of, sum }) {
  return { kind, what, due: moment(due), words: of, ...(money(kind) && { sum }) };
}

// A moment as a field for date and time takes it: on this browser's clock.
export function local(iso) {
  const at = new Date(iso);
  return new Date(at - at.getTimezoneOffset() * 60000).toISOString().slice(0, 16);
}

// What no moment can be is none the server takes: it says what to do.
export function moment(typed) {
  const at = new Date(typed);
  return Number.isNaN(at.getTime()) ? "1970-01-01T00:00:00+00:00" : at.toISOString();
}
