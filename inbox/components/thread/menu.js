// What can be done with a message: a small menu beside it, and a question before what is for good.

import { button, el, fill, icon, theirs } from "../shared/dom.js";
import { Letters } from "../shared/letters.js";
import * as store from "../shared/store.js";

// What an agent says that a message is; the rest goes on beside the answer.
const MARKS = new Set(["praise", "complaint"]);

// Abuse stays folded where a message is quoted beside what is done with it.
const readable = (entry, words) => (entry.abuse ? { ...entry, text: words.abuse } : entry);

export class Menu {
  constructor(root, act) {
    this.act = act;
    this.root = root;
    this.menu = root.querySelector(".menu");
    this.asks = root.querySelector(".asks");
    this.letters = new Letters();
    this.menu.addEventListener("keydown", (event) => this.key(event));
    this.menu.addEventListener("beforetoggle", (event) => {
      if (event.newState === "closed") this.shuts = performance.now();
    });
    this.menu.addEventListener("toggle", (event) => this.toggled(event.newState === "open"));
    this.asks.addEventListener("keydown", (event) => event.stopPropagation());
    this.asks.addEventListener("close", () => this.back());
  }

  speak(words) {
    this.words = words;
  }

  // The button that opens it; `entry` says what it offers.
  opener(entry, label) {
    const made = button("deeds", undefined, (event) => {
      if (!event.detail || !this.pressed(made)) this.open(made, entry, label);
    });
    made.dataset.hold = "deeds";
    made.title = this.words.deeds;
    made.setAttribute("aria-haspopup", "menu");
    made.setAttribute("aria-expanded", "false");
    made.append(icon("more", this.words.deeds));
    return made;
  }

  open(opener, entry, label) {
    const items = entry.offers.map((verb) => this.item(entry, verb, label));
    this.show(opener, this.words.deeds, items, entry.side);
    this.path = `[data-key="${entry.key}"] [data-hold]`;
  }

  // Any choice beside a button of ours: `choices` are {text, hint, act}, or a string for a heading.
  choose(opener, title, choices) {
    const items = choices.map((choice) => this.choice(choice));
    this.show(opener, title, items, "us");
    this.path = `[data-hold="${opener.dataset.hold}"]`;
  }

  choice(choice) {
    if (typeof choice === "string") return el("div", "group", choice);
    const made = button("deed", undefined, () => {
      this.hide();
      choice.act();
    });
    made.append(theirs("bdi", "", choice.text));
    if (choice.hint) made.append(theirs("small", "hint", choice.hint));
    made.setAttribute("role", "menuitem");
    made.tabIndex = -1;
    return made;
  }

  show(opener, title, items, side) {
    [this.from, this.side] = [opener, side];
    this.menu.setAttribute("aria-label", title);
    this.menu.replaceChildren(...items);
    this.menu.showPopover();
    this.menu.scrollTop = 0;
    this.letters.end();
    this.stand();
    this.items()[0]?.focus({ preventScroll: true });
  }

  items = () => [...this.menu.querySelectorAll("[role=menuitem]")];

  // The press that shut the menu is no press to open it.
  pressed = (opener) => this.from === opener && performance.now() - this.shuts < 300;

  item(entry, verb, label) {
    const made = button("deed", fill(this.words[verb], { platform: label }), () => {
      this.hide();
      if (verb === "delete") this.ask(entry, label);
      else if (MARKS.has(verb)) this.after(() => store.tell(verb, readable(entry, this.words)));
      else this.act(verb, entry.id);
    });
    made.setAttribute("role", "menuitem");
    made.tabIndex = -1;
    made.classList.toggle("hard", verb === "delete");
    return made;
  }

  // Below the button, or above it where it fits only there; what fits nowhere scrolls in the larger room.
  stand() {
    const { menu } = this;
    const scrolled = menu.scrollTop;
    menu.style.maxHeight = "";
    const [at, size] = [this.from, menu].map((one) => one.getBoundingClientRect());
    const [above, below] = [at.top - 12, window.innerHeight - at.bottom - 12];
    const under = size.height <= below || (size.height > above && below >= above);
    const height = Math.min(size.height, Math.max(120, under ? below : above));
    const left = this.side === "us" ? at.right - size.width : at.left;
    menu.style.maxHeight = `${height}px`;
    menu.style.left = `${Math.max(8, Math.min(left, window.innerWidth - size.width - 8))}px`;
    menu.style.top = `${Math.max(8, under ? at.bottom + 4 : at.top - 4 - height)}px`;
    menu.scrollTop = scrolled;
  }

  // What it belongs to has moved: go along as long as that can be seen.
  follow(log) {
    if (!this.menu.matches(":popover-open") || !log.contains(this.from)) return;
    const [at, seen] = [this.from, log].map((one) => one.getBoundingClientRect());
    if (this.from.isConnected && at.bottom > seen.top && at.top < seen.bottom) this.stand();
    else this.hide();
  }

  // Once it is shut, and has given the focus back.
  after(act) {
    this.menu.addEventListener("toggle", act, { once: true });
  }

  hide() {
    if (this.menu.matches(":popover-open")) this.menu.hidePopover();
  }

  toggled(open) {
    this.from?.setAttribute("aria-expanded", String(open));
    if (open) return;
    const held = this.root.activeElement;
    if (!this.asks.open && (!held || this.menu.contains(held))) this.back();
  }

  // Focus goes back to the button; its entry may have been drawn anew meanwhile.
  back() {
    if (!this.from) return; // asked by a button of the thread itself
    const now = this.from.isConnected ? this.from : this.root.querySelector(this.path);
    now?.focus({ preventScroll: true });
  }

  key(event) {
    event.stopPropagation();
    const items = this.items();
    const at = items.indexOf(this.root.activeElement);
    if (this.letters.hears(event, items, at)) return;
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      items.at(to % items.length).focus();
    } else if (event.key === "Tab") this.hide();
  }

  // In words: what happens there, and what stays here.
  ask(entry, label) {
    const { words } = this;
    const how = entry.private ? words.deletePrivate : words.deletePublic;
    const said = [words.deleteAsk, how].map((text) => fill(text, { platform: label }));
    this.doubt(...said, words.deleteNo, words.deleteYes, () => this.act("delete", entry.id), "hard");
  }

  // A question before something is done: who hurries on with Enter does not do it.
  doubt(title, how, not, does, act, tone) {
    const yes = button(`button ${tone}`, does, () => {
      this.asks.close();
      act();
    });
    const no = button("button", not, () => this.asks.close());
    const ways = el("div", "ways");
    ways.append(no, yes);
    this.asks.replaceChildren(el("h2", "", title), el("p", "", how), ways);
    this.asks.setAttribute("aria-label", title);
    this.asks.showModal();
    no.focus();
  }

  shut() {
    this.hide();
    if (this.asks.open) this.asks.close();
  }
}
