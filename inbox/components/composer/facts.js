// Facts for an answer: a small search that puts what is true where the caret stands.

import { choose } from "../shared/choosing.js";
import { el, icon, theirs } from "../shared/dom.js";
import { fitting } from "../shared/fitting.js";
import { signedOut } from "../shared/store.js";

const SHOWN = 8;

export class Facts {
  // `insert` takes what was chosen.
  constructor(root, insert) {
    this.insert = insert;
    this.opener = root.querySelector(".facts");
    this.box = root.querySelector(".finding");
    this.input = this.box.querySelector("input");
    this.list = this.box.querySelector("[role=listbox]");
    this.status = this.box.querySelector(".none");
    this.opener.addEventListener("click", () => this.open());
    this.input.addEventListener("input", () => this.offer());
    this.box.addEventListener("keydown", (event) => this.key(event));
    this.box.addEventListener("toggle", (event) =>
      this.opener.setAttribute("aria-expanded", String(event.newState === "open")),
    );
  }

  speak(words) {
    this.words = words;
    this.opener.setAttribute("aria-label", words.insertFact);
    this.opener.setAttribute("aria-haspopup", "dialog");
    if (!this.opener.querySelector(".icon")) this.opener.prepend(icon("fact"));
    this.opener.querySelector(".hint").textContent = words.insertFact;
    this.box.setAttribute("aria-label", words.insertFact);
    this.list.setAttribute("aria-label", words.facts);
    this.input.placeholder = this.input.ariaLabel = words.findFact;
  }

  async open() {
    this.input.value = "";
    this.known = null;
    this.box.showPopover();
    this.stand();
    this.offer();
    this.input.focus();
    this.known = await this.asked();
    if (this.box.matches(":popover-open")) this.offer();
  }

  async asked() {
    try {
      const answer = await fetch("/api/facts", { headers: { Accept: "application/json" } });
      if (answer.status === 401) signedOut();
      return answer.ok ? (await answer.json()).facts : [];
    } catch {
      return [];
    }
  }

  // Above the button, where the list of facts grows upwards and covers no answer's end.
  stand() {
    const [at, size] = [this.opener, this.box].map((one) => one.getBoundingClientRect());
    this.box.style.left = `${Math.max(8, Math.min(at.left, innerWidth - size.width - 8))}px`;
    this.box.style.bottom = `${innerHeight - at.top + 4}px`;
  }

  // Facts in which every word that is typed begins some word.
  offer() {
    const known = this.known || [];
    const found = fitting(this.input.value, known, ({ title, text }) => `${title} ${text}`).slice(0, SHOWN);
    this.list.replaceChildren(...found.map((fact) => this.option(fact)));
    const none = this.known && !found.length;
    this.status.textContent = none ? (this.known.length ? this.words.noFact : this.words.noFacts) : "";
    this.choose(0);
  }

  option(fact) {
    const made = el("div", "choice");
    made.setAttribute("role", "option");
    made.append(theirs("bdi", "title", fact.title), theirs("div", "", fact.text));
    made.addEventListener("click", () => this.take(fact));
    made.fact = fact;
    return made;
  }

  choose(at) {
    this.at = choose(this.input, this.list, at);
  }

  key(event) {
    event.stopPropagation(); // the list behind walks with keys, too
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.choose(this.at + step);
    else if (event.key === "Enter") this.take(this.list.children[this.at]?.fact);
    else if (event.key === "Escape") this.shut();
    else return;
    event.preventDefault();
  }

  take(fact) {
    if (!fact) return;
    this.box.hidePopover();
    this.insert(fact.text);
  }

  shut() {
    this.box.hidePopover();
    this.opener.focus();
  }
}
