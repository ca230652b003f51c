// What stands in a conversation, entry by entry; unchanged ones keep their nodes.

import { button, el, fill, icon, link, linked, safe, theirs, visible } from "../shared/dom.js";
import * as store from "../shared/store.js";
import * as times from "../shared/times.js";

const LONG = 1200;
const LINES = 14;
const LONG_CONTEXT = 280;

export class Entries {
  constructor(act) {
    this.act = act;
    this.unfolded = new Set();
    this.told = new Set();
  }

  // Draw a view; returns whether something new stands above what was there.
  draw(log, view, earlier) {
    this.view = view;
    const kept = new Map([...log.children].map((node) => [node.dataset.key, node]));
    const nodes = [];
    if (view.older) nodes.push(this.olderButton(kept, earlier));
    let day = "";
    for (const entry of view.entries) {
      const name = times.day(entry.at);
      if (name !== day) nodes.push(this.keep(kept, `day ${name}`, name, () => el("div", "day", name)));
      day = name;
      nodes.push(this.keep(kept, entry.key, JSON.stringify(entry), () => this.entry(entry)));
    }
    if (view.crowded) nodes.push(this.crowded(kept));
    const first = [...log.children].find((node) => /^[mr]\d/.test(node.dataset.key || ""));
    const now = nodes.find((node) => /^[mr]\d/.test(node.dataset.key || ""));
    const above = Boolean(first) && now?.dataset.key !== first.dataset.key && nodes.includes(first);
    this.place(log, nodes);
    return above;
  }

  // Move as little as possible: a node that stays where it is keeps focus and selection.
  place(log, nodes) {
    const wanted = new Set(nodes);
    for (const node of [...log.children]) if (!wanted.has(node)) node.remove();
    nodes.forEach((node, place) => {
      if (log.children[place] !== node) log.insertBefore(node, log.children[place] || null);
    });
  }

  keep(kept, key, said, make) {
    const old = kept.get(key);
    if (old?.said === said) return old;
    const made = Object.assign(make(), { said });
    made.dataset.key = key;
    return made;
  }

  olderButton(kept, earlier) {
    return this.keep(kept, "older", this.view.older, () => {
      const made = button("button older", this.words.older, () => {
        made.disabled = true;
        earlier().finally(() => (made.disabled = false));
      });
      return made;
    });
  }

  crowded(kept) {
    const said = fill(this.words.crowded, { platform: this.view.label });
    return this.keep(kept, "crowded", said, () => el("div", "context", said));
  }

  entry(entry) {
    const made = el("article", `entry ${entry.side}`);
    const state = entry.delivery?.state;
    made.classList.toggle("leaving", Boolean(state) && !["delivered", "failed"].includes(state));
    made.classList.toggle("failed", state === "failed");
    if (entry.side === "context") {
      const label = entry.ours ? this.words.ourPost : this.words.inThread;
      made.append(el("div", "label", label));
    }
    made.append(this.by(entry));
    const bubble = el("div", "bubble");
    this.text(bubble, entry);
    if (entry.media.length) bubble.append(this.media(entry));
    made.append(bubble);
    if (entry.delivery) made.append(this.delivery(entry.delivery));
    return made;
  }

  by(entry) {
    const { words } = this;
    const line = el("div", "by");
    line.append(theirs("bdi", "author", entry.author || words.withheld));
    if (entry.handle && entry.side === "context") line.append(theirs("bdi", "", `@${entry.handle}`));
    const at = el("time", "stamp", times.clock(entry.at));
    at.dateTime = entry.at;
    at.title = times.full(entry.at);
    const url = safe(entry.permalink);
    if (url) {
      const original = link("", "", url);
      original.title = `${words.original} · ${url.host}`;
      original.append(at);
      line.append(original);
    } else line.append(at);
    if (entry.edited) {
      const edited = el("span", "", words.edited);
      edited.title = times.full(entry.edited);
      line.append(edited);
    }
    if (entry.ours && !entry.delivery && entry.side === "us") line.append(el("span", "", words.elsewhere));
    return line;
  }

  text(bubble, entry) {
    const { words } = this;
    if (entry.deleted) {
      const gone = el("div", "gone", words.deleted);
      gone.title = times.full(entry.deleted);
      bubble.append(gone);
      return;
    }
    if (!visible(entry.text)) {
      const said = entry.text.trim() ? words.invisible : words.wordless;
      if (!entry.media.length || entry.text.trim()) bubble.append(el("div", "gone", said));
      return;
    }
    const text = theirs("div", "text");
    linked(text, entry.text);
    bubble.append(text);
    const most = entry.side === "context" ? LONG_CONTEXT : LONG;
    const long = entry.text.length > most || entry.text.split("\n").length > LINES;
    if (long && !this.unfolded.has(entry.key)) bubble.append(this.unfold(text, entry));
    else if (entry.clipped) bubble.append(el("div", "gone more", words.clipped));
  }

  unfold(text, entry) {
    text.classList.add("folded");
    const more = button("linkish more", this.words.showAll, () => {
      this.unfolded.add(entry.key);
      text.classList.remove("folded");
      if (entry.clipped) more.replaceWith(el("div", "gone more", this.words.clipped));
      else more.remove();
    });
    return more;
  }

  media(entry) {
    const list = el("div", "media");
    for (const item of entry.media) {
      const url = safe(item.url);
      const made = url ? link("medium", "", url) : el("span", "medium");
      const said = el("span");
      said.append(el("b", "", item.what));
      if (item.alt) said.append(" ", theirs("bdi", "", item.alt));
      made.append(icon("photo"), said);
      if (url) made.append(el("i", "", url.host));
      list.append(made);
    }
    return list;
  }

  delivery(delivery) {
    const { words } = this;
    const line = el("div", `state ${delivery.tone}`);
    const said = el("span", "said", delivery.text);
    line.append(said);
    if (delivery.part) line.append(el("span", "", delivery.part));
    if (delivery.undoUntil) {
      said.classList.add("count");
      said.setAttribute("role", "timer"); // not read out every second
      said.dataset.until = delivery.undoUntil;
      said.dataset.after = words.leavesNow;
      said.dataset.text = words.leavesIn;
      this.count(said);
    }
    for (const way of delivery.ways) {
      line.append(this.way(way, delivery.id));
    }
    const url = safe(delivery.permalink);
    if (url) line.append(link("", fill(words.showOn, { platform: this.view.label }), url));
    line.append(this.history(delivery));
    return line;
  }

  way(way, id) {
    const name = { undo: this.words.undo, again: this.words.again, there: this.words.there }[way];
    const made = button("button", name, () => {
      made.disabled = true;
      setTimeout(() => (made.disabled = false), 4000);
      this.act(way, id);
    });
    made.dataset.way = way;
    return made;
  }

  history(delivery) {
    const made = el("details");
    made.open = this.told.has(delivery.id);
    made.addEventListener("toggle", () => this.told[made.open ? "add" : "delete"](delivery.id));
    const list = el("ol", "history");
    for (const step of delivery.history) {
      const line = el("li");
      const at = el("time", "", times.moment(step.at));
      at.title = times.full(step.at);
      line.append(at, theirs("span", "", step.text));
      list.append(line);
    }
    made.append(el("summary", "", this.words.history), list);
    return made;
  }

  count(said) {
    const left = Math.ceil((Date.parse(said.dataset.until) - store.serverNow()) / 1000);
    const text = left > 0 ? fill(said.dataset.text, { n: left }) : said.dataset.after;
    if (said.textContent !== text) said.textContent = text;
  }

  tick(log) {
    for (const said of log.querySelectorAll(".said[data-until]")) this.count(said);
  }
}
