// The keys of every page: one place listens, and does what a pane offers just now.

import { button, el, icon } from "../shared/dom.js";
import * as commands from "../shared/commands.js";
import * as store from "../shared/store.js";
import { Ahead } from "./ahead.js";
import { Palette } from "./palette.js";
import { Sheet } from "./sheet.js";
import { single, stroke, writes } from "./strokes.js";

const PATIENCE = 1500;
const TOLD = 4000;
const WALKS = ["next", "previous"];
const SKIPS = ["toList", "toThread", "reply", "person"];
const THEIRS = ["r", "c"];
const SEARCH = ".st-key-search_line input";

const WRITES = ["reply", "note"];

const inbox = () => Boolean(document.querySelector(".st-key-pane-list"));
const opening = () => {
  const { id, view, gone, lost } = store.state;
  return id !== null && !view && !gone && !lost && commands.names().includes("reply");
};

export default function keys(component) {
  const root = component.parentElement;
  root.pane ??= new Keys(root);
  root.pane.update(component);
  return () => setTimeout(() => root.host?.isConnected || root.pane?.stop());
}

class Keys {
  constructor(root) {
    this.root = root;
    this.begun = "";
    this.ahead = new Ahead();
    this.palette = new Palette(root, this);
    this.sheet = new Sheet(root);
    this.skips = root.querySelector(".skips");
    this.opener = root.querySelector(".open");
    this.opener.append(icon("keys"));
    this.opener.addEventListener("click", () => this.palette.open());
    this.press = (event) => this.pressed(event);
    document.documentElement.addEventListener("keydown", this.press);
    const anew = () => setTimeout(() => this.data && this.skip()); // after the panes have drawn
    this.ends = [
      commands.offer(root, {
        palette: () => this.palette.open(),
        sheet: () => this.sheet.open(),
        search: { act: () => document.querySelector(SEARCH).focus(), can: () => document.querySelector(SEARCH) },
      }),
      ...["offered", "opened", "view"].map((event) => store.on(event, anew)),
    ];
  }

  stop() {
    this.ends.forEach((end) => end());
    document.documentElement.removeEventListener("keydown", this.press);
    clearTimeout(this.waiting);
    clearTimeout(this.hushing);
    this.ahead.end();
    this.root.pane = null;
  }

  update({ data, setTriggerValue }) {
    [this.data, this.words, this.trigger] = [data, data.words, setTriggerValue];
    this.opener.ariaLabel = this.opener.title = this.words.palette;
    this.heard = new Map();
    for (const { id, keys } of data.commands) keys.forEach((one) => this.heard.set(one, id));
    this.ways = new Map(data.commands.map(({ id, to }) => [id, to]));
    this.palette.update(data);
    this.sheet.update(data);
    this.skip();
  }

  possible = (id) => commands.possible(id) || Boolean(this.ways.get(id));

  // What no pane does here is a page to go to.
  run(id) {
    this.say("");
    if (commands.run(id) || !this.ways.get(id)) return;
    this.trigger("go", this.ways.get(id));
    if (id === "search") this.ahead.begin(() => commands.possible(id), () => commands.run(id));
  }

  // To a part of the list that was kept under a name.
  look(look) {
    this.trigger("go", { look });
  }

  // An answer, or a note, to what is opening just now.
  begins(id) {
    if (!WRITES.includes(id) || this.possible(id) || !opening()) return false;
    const { id: conversation } = store.state;
    const there = () => store.state.id === conversation; // no words go to somebody else
    this.ahead.begin(() => !there() || !opening(), () => there() && commands.run(id));
    return true;
  }

  open(conversation) {
    if (inbox()) store.enter(conversation);
    else store.state.entering = conversation; // it stands there when the inbox does
    this.trigger("go", { conversation });
  }

  // Ways past the list, for whoever walks with the tab key: shown while they have the focus.
  skip() {
    const named = new Map(this.data.commands.map((one) => [one.id, one]));
    const shown = SKIPS.filter(commands.possible).map((id) => named.get(id)).filter(Boolean);
    const said = JSON.stringify(shown.map(({ name }) => name));
    if (this.skips.said === said) return;
    this.skips.said = said;
    this.skips.setAttribute("aria-label", this.words.skips);
    this.skips.replaceChildren(...shown.map(({ id, name }) => button("", name, () => this.run(id))));
  }

  // Streamlit has keys of its own: at "r" it runs the whole page anew, at "c" it offers to empty its
  // cache. It listens on the document, so they end one step before.
  pressed(event) {
    if (THEIRS.includes(event.key.toLowerCase())) event.stopPropagation();
    if (event.defaultPrevented || event.isComposing) return;
    if (["Shift", "Control", "Alt", "Meta", "AltGraph", "CapsLock"].includes(event.key)) return;
    const pressed = stroke(event);
    const begun = this.begun;
    this.begin("");
    if (!pressed) return;
    if (pressed.startsWith("Mod+")) this.with(event, pressed);
    else this.alone(event, begun ? `${begun} ${pressed}` : pressed);
  }

  // With a modifier: also while somebody writes; it shuts what it opened.
  with(event, pressed) {
    const id = this.heard.get(pressed);
    if (!id || (commands.busy() && !this.palette.box.open)) return;
    event.preventDefault();
    if (!event.repeat) this.run(id);
  }

  alone(event, keys) {
    if (writes(event) || commands.busy() || (single(keys) && !this.data.single)) return;
    if (keys === "Escape" && !commands.within()) return; // it shuts what has the focus
    const id = this.heard.get(keys);
    if (id === "undo" && commands.names().includes(id) && !this.possible(id)) return this.say(this.words.noUndo);
    if ([...this.heard.keys()].some((one) => one.startsWith(`${keys} `))) this.begin(keys);
    else if (this.begins(id)) return event.preventDefault();
    else if (!id || !this.possible(id) || (event.repeat && !WALKS.includes(id))) return;
    event.preventDefault();
    if (id) this.run(id);
  }

  // A key that is pressed in trust and finds nothing to do; it is forgotten with the next thing done.
  say(text) {
    const place = this.root.querySelector(".told");
    place.replaceChildren(...(text ? [el("span", "", text)] : []));
    clearTimeout(this.hushing);
    this.hushing = setTimeout(() => place.replaceChildren(), TOLD);
  }

  begin(keys) {
    this.begun = keys;
    clearTimeout(this.waiting);
    if (keys) this.waiting = setTimeout(() => this.begin(""), PATIENCE);
  }
}
