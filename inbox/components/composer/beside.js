// What stands beside an answer, in one line above it: chips, each of which opens a few words.

import { button, el, icon } from "../shared/dom.js";
import * as store from "../shared/store.js";
import { introduces } from "./introduces.js";
import { onward } from "./onward.js";
import { changed } from "./beginning.js";
import { causes, fixed, remedies } from "./mending.js";
import { care } from "./care.js";
import { praise } from "./praise.js";
import { prefers } from "./prefers.js";

// What a chip opens, by its kind: each fills `box` from the chip's data. `desk` is the composer's:
// {words, empty(), begin({text, caret}), insert(text), close(), notice(text, tone)}. Without a filler of its own it is its lines.
const FILLERS = { care, causes, introduces, praise, prefers, remedies };
const SIGNS = { prefers: "phone", introduces: "person", authority: "tick", praise: "praise", care: "eye", cared: "eye", again: "again", remedies: "gift", causes: "turn" };

export class Beside {
  constructor(root, desk) {
    this.line = root.querySelector(".beside");
    this.look = onward(this.line, root.querySelector(".onward"));
    this.box = root.querySelector(".opened-beside");
    this.form = root.querySelector("form");
    this.desk = { ...desk, close: () => this.shut() };
    this.box.addEventListener("toggle", (event) => event.newState === "closed" && this.closed());
    this.box.addEventListener("keydown", (event) => {
      event.stopPropagation(); // the list behind walks with keys, too
      if (event.key !== "Escape") return;
      event.preventDefault();
      this.shut();
    });
    this.ends = [store.on("view", () => this.draw()), store.on("opened", () => this.draw())];
    this.ends.push(store.on("praise", (entry) => this.marked(entry)));
    this.ends.push(store.on("complaint", (entry) => this.complains(entry)));
    this.complaints = new Set();
  }

  stop() {
    this.ends.forEach((end) => end());
  }

  speak(words) {
    this.desk.words = words;
    this.line.setAttribute("aria-label", words.beside);
    this.draw();
  }

  draw() {
    const { view } = store.state;
    if (!this.desk.words) return;
    const chips = view?.composer?.beside || [];
    const complains = this.complaints.has(view?.id);
    const said = JSON.stringify([view?.id, chips, complains]);
    if (said === this.said) return;
    this.said = said;
    const had = this.line.getRootNode().activeElement?.dataset?.kind;
    if (this.box.matches(":popover-open")) this.box.hidePopover();
    const shown = chips.filter((chip) => complains || chip.shown !== false); // the others are called by name
    this.line.hidden = !shown.length;
    this.line.replaceChildren(...shown.map((chip) => this.chip(chip)));
    if (had) this.line.querySelector(`[data-kind="${had}"]`)?.focus();
    this.look();
    fixed(view?.id, chips);
    if (view) changed(view.id);
  }

  chip(chip) {
    const made = button("aside", undefined, () => {
      const shut = this.pressed === made; // pressing has closed what it opened
      this.pressed = null;
      if (!shut) this.open(chip, made);
    });
    made.addEventListener("pointerdown", () => (this.pressed = this.opener));
    made.dataset.kind = chip.kind;
    made.setAttribute("aria-haspopup", "dialog");
    made.setAttribute("aria-expanded", "false");
    if (chip.tone) made.classList.add(chip.tone);
    made.append(icon(SIGNS[chip.kind] || "fact"), el("bdi", "", chip.label));
    return made;
  }

  // A message that its agent takes for praise, whatever the rule saw.
  marked({ id, text }) {
    const label = this.desk.words.praiseMark;
    const chip = this.line.querySelector("[data-kind=praise]") || this.line.querySelector("button");
    this.open({ kind: "praise", label, message: id, words: text.slice(0, 300), whom: [] }, chip);
  }

  // A complaint in whatever words: what makes good stands beside its answer from now on.
  complains() {
    this.complaints.add(store.state.id);
    this.draw();
    this.reach("remedies");
  }

  // By its name, whether its chip is shown or not; `one` of what is in it, if that is named.
  reach(kind, one) {
    const chip = this.known(kind);
    if (!chip) return;
    this.open(chip, this.line.querySelector(`[data-kind="${kind}"]`));
    if (one) this.box.querySelector(`[data-one="${one}"] :is(input, button)`)?.focus();
  }

  known = (kind) => store.state.view?.composer?.beside?.find((chip) => chip.kind === kind);

  // Without a chip to stand at it stands at the answer.
  open(chip, opener) {
    this.opener = opener;
    opener?.setAttribute("aria-expanded", "true");
    this.box.setAttribute("aria-label", chip.label);
    this.box.replaceChildren();
    (FILLERS[chip.kind] || lines)(this.box, chip, this.desk);
    this.box.showPopover();
    this.stand(opener || this.form);
    (this.box.querySelector("input, textarea, button") || this.box).focus();
  }

  // Above its chip, where it covers no answer.
  stand(opener) {
    const [at, size] = [opener, this.box].map((one) => one.getBoundingClientRect());
    this.box.style.left = `${Math.max(8, Math.min(at.left, innerWidth - size.width - 8))}px`;
    this.box.style.bottom = `${innerHeight - at.top + 4}px`;
  }

  shut() {
    const { opener } = this;
    this.box.hidePopover();
    (opener || this.form.querySelector("textarea")).focus();
  }

  closed() {
    this.opener?.setAttribute("aria-expanded", "false");
    this.opener = null;
  }
}

function lines(box, chip) {
  box.append(el("h2", "", chip.label));
  const list = el("ul", "lines");
  for (const { text, good } of chip.lines || []) {
    const line = el("li", good ? "good" : "not");
    line.append(icon(good ? "tick" : "close"), el("bdi", "", text));
    list.append(line);
  }
  box.append(list);
}
