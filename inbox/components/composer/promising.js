// What the answer promises: rows to look at before it leaves, each with its time; one press says
// that it is none. What an agent says about one is kept with the draft, by the words it was seen in.

import { button, el, fill, icon, theirs } from "../shared/dom.js";
import { kept } from "./promised.js";

const KINDS = ["money", "goods", "call", "answer", "other"];

export class Promising {
  constructor(root) {
    this.list = root.querySelector(".promises");
    this.list.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.ctrlKey || event.target.matches("button")) return;
      event.preventDefault(); // a line that is done sends nothing
      root.querySelector("textarea").focus();
    });
  }

  speak(words) {
    this.words = words;
    this.list.setAttribute("aria-label", words.promises);
  }

  // Draw what was found in a draft; what stands there already stays, with its focus.
  draw(id, found) {
    this.id = id;
    this.found = found;
    this.list.hidden = !found.length;
    const said = JSON.stringify([id, found]);
    if (this.said === said) return;
    this.said = said;
    const old = new Map([...this.list.children].map((row) => [row.dataset.words, row]));
    const rows = found.map((one) => this.row(one, old.get(one.words)));
    if (rows.length !== this.list.children.length || rows.some((row) => !row.isConnected))
      this.list.replaceChildren(...rows);
  }

  // Another conversation: nothing of before stays.
  forget() {
    this.said = null;
    this.found = [];
    this.list.replaceChildren();
    this.list.hidden = true;
  }

  row(one, old) {
    const how = JSON.stringify(one);
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
    row.classList.toggle("none", said.no === true);
    if (said.no) {
      const none = el("span", "said", words.notPromised);
      none.append(" ", theirs("q", "", one.words));
      row.replaceChildren(none, this.turn(row, one, words.isPromise, false));
      return;
    }
    const head = el("span", "head", words.promise);
    head.prepend(icon("tick"));
    if (one.sum) head.append(el("span", "sum", ` · ${one.sum}`));
    const turn = this.turn(row, one, "", true);
    turn.className = "away";
    turn.title = turn.ariaLabel = words.notPromise;
    turn.append(icon("close"));
    row.replaceChildren(head, this.what(one, said), this.kind(one, said), this.due(one, said), turn);
    this.total(row, one, said.what ?? one.words.slice(0, 200));
  }

  // The amount that was found; words of the agent's own with a number in them name theirs.
  total(row, one, what) {
    const sum = row.querySelector(".sum");
    if (sum) sum.hidden = what !== one.words.slice(0, 200) && /\d/.test(what);
  }

  turn(row, one, text, no) {
    return button("button quiet", text, () => {
      kept.say(this.id, one.words, { no });
      this.fill(row, one);
      row.querySelector("button").focus();
    });
  }

  what(one, said) {
    const made = el("input", "what");
    made.value = said.what ?? one.words.slice(0, 200);
    made.maxLength = 200;
    made.dir = "auto";
    made.ariaLabel = this.words.whatPromised;
    made.title = fill(this.words.seenIn, { words: one.words });
    made.addEventListener("input", () => {
      kept.say(this.id, one.words, { what: made.value });
      this.total(made.closest("li"), one, made.value);
    });
    return made;
  }

  kind(one, said) {
    const made = el("select", "kind");
    made.ariaLabel = this.words.kindPromised;
    for (const kind of KINDS) made.append(new Option(this.words[`kind_${kind}`], kind));
    made.value = said.kind ?? one.kind;
    made.addEventListener("change", () => kept.say(this.id, one.words, { kind: made.value }));
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
      kept.say(this.id, one.words, { due: made.value });
    });
    return made;
  }

  // What goes into the ledger with the answer.
  given(id) {
    if (this.id !== id) return [];
    const those = (this.found || []).filter((one) => !kept.of(id, one.words).no);
    return those.map((one) => {
      const said = kept.of(id, one.words);
      const due = said.due === undefined ? one.due : moment(said.due);
      const { words, amount, currency } = one;
      const kind = said.kind ?? one.kind;
      const of = kind === "money" || kind === "goods" ? { amount, currency } : {};
      return { kind, what: said.what ?? words.slice(0, 200), due, words, ...of };
    });
  }
}

// A moment as a field for date and time takes it: on this browser's clock.
function local(iso) {
  const at = new Date(iso);
  return new Date(at - at.getTimezoneOffset() * 60000).toISOString().slice(0, 16);
}

// What no moment can be is none the server takes: it says what to do.
function moment(typed) {
  const at = new Date(typed);
  return Number.isNaN(at.getTime()) ? "1970-01-01T00:00:00+00:00" : at.toISOString();
}
