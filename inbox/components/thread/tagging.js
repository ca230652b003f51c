// The tags of a conversation: chips under its head, and a box that completes or makes one.

import { choose } from "../shared/choosing.js";
import { button, el, fill, icon, theirs } from "../shared/dom.js";
import { choices } from "../shared/choices.js";

const SHOWN = 8;
const fold = (text) => text.normalize("NFKC").toLocaleLowerCase().trim();

export class Tagging {
  constructor(root, tell) {
    this.root = root;
    this.tell = tell;
    this.place = root.querySelector(".tags");
    this.box = root.querySelector(".tagging");
    this.input = this.box.querySelector("input");
    this.list = this.box.querySelector("[role=listbox]");
    this.input.addEventListener("input", () => this.offer());
    this.box.addEventListener("keydown", (event) => this.key(event));
    this.box.addEventListener("toggle", (event) => {
      this.opener?.setAttribute("aria-expanded", String(event.newState === "open"));
    });
  }

  draw(view, words) {
    this.words = words;
    this.place.hidden = !view;
    const said = JSON.stringify([view?.id, view?.tags, words.tagAdd]);
    if (this.said === said) return;
    const other = this.view?.id !== view?.id;
    [this.said, this.view] = [said, view];
    if (other || !view) this.shut();
    const held = this.place.contains(this.root.activeElement) && this.root.activeElement.dataset.tag;
    this.place.replaceChildren(...(view ? this.parts(view) : []));
    if (held) (this.place.querySelector(`[data-tag="${held}"]`) || this.opener).focus();
    if (this.box.matches(":popover-open")) this.offer();
  }

  parts(view) {
    const { words } = this;
    this.opener = button("tagger", undefined, () => this.open());
    this.opener.dataset.tag = "add";
    this.opener.setAttribute("aria-haspopup", "dialog");
    this.opener.setAttribute("aria-expanded", "false");
    this.opener.append(icon("tag"), el("span", "", words.tagAdd));
    return [...view.tags.map((tag) => this.chip(tag)), this.opener];
  }

  chip(tag) {
    const made = el("span", "chip tag");
    const off = button("off", undefined, () =>
      this.tell({ what: "untag", id: this.view.id, tag: tag.id }),
    );
    off.dataset.tag = tag.id;
    off.append(icon("close", fill(this.words.tagOff, { tag: tag.name })));
    made.append(theirs("bdi", "", tag.name), off);
    return made;
  }

  async open() {
    const { words, box, input } = this;
    input.value = "";
    input.placeholder = input.ariaLabel = words.tagWhich;
    box.setAttribute("aria-label", words.tagWhich);
    this.list.setAttribute("aria-label", words.tags);
    this.known = [];
    box.showPopover();
    this.stand();
    this.offer();
    input.focus();
    const found = await choices();
    this.known = found.tags;
    if (box.matches(":popover-open")) this.offer();
  }

  stand() {
    const [at, size] = [this.opener, this.box].map((one) => one.getBoundingClientRect());
    this.box.style.left = `${Math.max(8, Math.min(at.left, innerWidth - size.width - 8))}px`;
    this.box.style.top = `${at.bottom + 4}px`;
  }

  shut() {
    if (this.box.matches(":popover-open")) this.box.hidePopover();
  }

  // What is typed, among the tags that are not on yet; a name that nobody used can be made.
  offer() {
    const typed = fold(this.input.value);
    const on = new Set(this.view.tags.map((tag) => tag.id));
    const names = this.known.filter((tag) => !on.has(tag.id) && fold(tag.name).includes(typed));
    const known = [...this.known, ...this.view.tags].some((tag) => fold(tag.name) === typed);
    const offered = names.slice(0, SHOWN).map((tag) => [tag.name, tag.name]);
    const own = this.input.value.trim();
    if (own && !known) offered.push([own, fill(this.words.tagMake, { tag: own })]);
    this.list.replaceChildren(...offered.map((one) => this.option(one)));
    this.choose(0);
  }

  option([name, said]) {
    const made = theirs("div", "choice", said);
    made.setAttribute("role", "option");
    made.addEventListener("click", () => this.take(name));
    made.name = name;
    return made;
  }

  choose(at) {
    this.at = choose(this.input, this.list, at);
  }

  key(event) {
    event.stopPropagation();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      this.choose(this.at + step);
    } else if (event.key === "Enter") {
      event.preventDefault();
      const chosen = this.list.children[this.at];
      if (chosen) this.take(chosen.name);
    } else if (event.key === "Escape") {
      event.preventDefault();
      this.shut();
      this.opener.focus();
    }
  }

  take(name) {
    this.tell({ what: "tag", id: this.view.id, name });
    this.shut();
    this.opener.focus();
  }
}
