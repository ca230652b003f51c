// All other conversations of a person, on every channel, newest first; earlier ones by a click.

import { button, el, glimpse, icon, theirs } from "../shared/dom.js";
import * as times from "../shared/times.js";
import { ask } from "./asking.js";

export class History {
  constructor(open, anew) {
    [this.open, this.anew] = [open, anew];
    this.pages = new Map(); // what was paged back to, by conversation
  }

  speak(words) {
    this.words = words;
  }

  kept = (id) => this.pages.get(id);

  parts(id, who) {
    const { words } = this;
    const back = this.pages.get(id);
    const known = new Map([...who.earlier, ...(back?.earlier || [])].map((one) => [one.id, one]));
    const older = back ? back.older : who.older;
    const head = el("h2", "", words.earlier);
    if (!known.size) return [head, el("p", "", words.noEarlier)];
    const list = el("ul", "earlier");
    list.append(...[...known.values()].map((one) => this.line(one)));
    if (!older) return [head, list];
    const more = button("button", words.older, () => this.further(id, who, older, more));
    more.dataset.hold = "older";
    return [head, list, more];
  }

  line(other) {
    const line = el("li");
    const way = button("", "", () => this.open(other.id));
    way.append(theirs("bdi", "preview", glimpse(other.preview, this.words)));
    const what = el("span", "what");
    what.append(icon(other.platform, other.label));
    what.append(`${times.date(other.at)} · ${other.kind} · ${other.state}`);
    way.append(what);
    line.append(way);
    return line;
  }

  async further(id, who, before, more) {
    more.disabled = true;
    const told = await ask(id, "GET", "/history", null, { before });
    more.disabled = false;
    if (!told.done) return;
    const seen = this.pages.get(id)?.earlier || who.earlier;
    this.pages.set(id, { earlier: [...seen, ...told.earlier], older: told.older });
    this.anew();
  }
}
