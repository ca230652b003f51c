// What stands in a conversation, entry by entry; unchanged ones keep their nodes.

import { named } from "./named.js";
import { count, counted } from "../shared/counting.js";
import { button, el, fill, focused, icon, link, safe, theirs, visible } from "../shared/dom.js";
import * as store from "../shared/store.js";
import * as times from "../shared/times.js";
import { Approving } from "./approving.js";
import { folded } from "./abusive.js";
import { media, pictured } from "./media.js";
import { decided, only, through, untold } from "./within.js";

const LONG = 1200;
const LINES = 14;
const LONG_CONTEXT = 280;

export class Entries {
  // `act` hands a wish over; `menu` and `viewer` are shared by all entries.
  constructor(act, menu, viewer, offering) {
    Object.assign(this, { act, menu, viewer });
    this.approving = new Approving(menu, act, offering);
    this.unfolded = new Set();
    this.told = new Set();
  }

  // Draw a view; returns whether something new stands above what was there.
  draw(log, view, earlier) {
    this.view = view;
    const held = focused(log.getRootNode());
    const kept = new Map([...log.children].map((node) => [node.dataset.key, node]));
    const nodes = [];
    if (view.older) nodes.push(this.olderButton(kept, earlier));
    let day = "";
    for (const entry of view.entries) {
      const name = times.day(entry.at);
      if (name !== day) nodes.push(this.keep(kept, `day ${name}`, name, () => el("div", "day", name)));
      day = name;
      const drawn = JSON.stringify(entry.abuse ? [entry, this.leaves()] : entry);
      nodes.push(this.keep(kept, entry.key, drawn, () => this.entry(entry)));
    }
    if (view.crowded) nodes.push(this.crowded(kept));
    const first = [...log.children].find((node) => /^[mr]\d/.test(node.dataset.key || ""));
    const now = nodes.find((node) => /^[mr]\d/.test(node.dataset.key || ""));
    const above = Boolean(first) && now?.dataset.key !== first.dataset.key && nodes.includes(first);
    this.place(log, nodes);
    if (held && !held.isConnected) this.hold(log, held);
    this.mark(log);
    return above;
  }

  // An entry drawn anew gives focus back to what had it, or to what stands there instead.
  hold(log, held) {
    const key = held.closest("article")?.dataset.key;
    const now = key && [...log.children].find((node) => node.dataset.key === key);
    const can = now ? [...now.querySelectorAll("[data-hold]")] : [];
    const same = can.find((one) => one.dataset.hold === held.dataset.hold);
    const instead = can.find((one) => one.matches("[data-way], .deeds")) || can[0];
    (same || instead)?.focus({ preventScroll: true });
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
    if (entry.side === "decided") return decided(entry);
    if (entry.side === "untold") return untold(entry, fill(this.words.showOn, { platform: this.view.label }));
    const made = el("article", `entry ${entry.side}`);
    const state = entry.delivery?.state;
    made.classList.toggle("leaving", Boolean(state) && !["delivered", "failed", "withdrawn"].includes(state));
    made.classList.toggle("failed", state === "failed");
    if (entry.side === "context") {
      const label = entry.ours ? this.words.ourPost : this.words.inThread;
      made.append(el("div", "label", label));
    }
    made.classList.toggle("off", Boolean(entry.ours && entry.deleted));
    made.append(this.by(entry, made), ...this.before(entry));
    const bubble = el("div", "bubble");
    if (entry.rating) bubble.append(el("span", `chip verdict ${entry.rating.tone}`, entry.rating.text));
    this.said(bubble, entry);
    this.quote(bubble, entry);
    made.append(bubble);
    if (entry.marks?.length) made.append(this.marks(entry.marks));
    if (entry.filed) made.append(this.filed(entry));
    if (entry.action) made.append(this.action(entry));
    if (entry.delivery) made.append(this.delivery(entry.delivery));
    return made;
  }

  by(entry, made) {
    const { words } = this;
    const line = this.whose(entry, entry.side === "context");
    if (entry.private && !this.view.private) line.append(el("span", "chip", words.privately));
    if (entry.side === "note") line.prepend(only(words));
    if (entry.outside) line.prepend(through(entry.outside));
    if (entry.edited) line.append(this.edited(entry, made));
    if (entry.answers) line.append(this.answers(entry.answers));
    if (entry.ours && !entry.delivery && entry.side === "us") line.append(el("span", "", words.elsewhere));
    if (entry.offers?.length) line.append(this.menu.opener(entry, this.view.label));
    return line;
  }

  // Who wrote, and when: the time leads to the original.
  whose(entry, handle) {
    const { words } = this;
    const line = el("div", "by");
    const nobody = fill(words.withheld, { platform: this.view.label });
    line.append(theirs("bdi", "author", entry.author || nobody));
    if (entry.handle && handle) line.append(theirs("bdi", "", `@${entry.handle}`));
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
    return line;
  }

  // That it was edited; where it is known, what it said before opens below.
  edited(entry, made) {
    const { words } = this;
    const key = `v${entry.key}`;
    const known = Boolean(entry.versions?.length);
    const edited = known ? button("linkish before") : el("span");
    edited.textContent = words.edited;
    edited.title = times.full(entry.edited);
    if (!known) return edited;
    edited.dataset.hold = "before";
    edited.setAttribute("aria-expanded", String(this.told.has(key)));
    edited.addEventListener("click", () => {
      const opens = !this.told.has(key);
      this.told[opens ? "add" : "delete"](key);
      edited.setAttribute("aria-expanded", String(opens));
      made.querySelector(".versions").hidden = !opens;
    });
    return edited;
  }

  // Each earlier text with the time until which it stood.
  before(entry) {
    if (!entry.versions?.length) return [];
    const { words } = this;
    const list = el("ol", "versions");
    list.hidden = !this.told.has(`v${entry.key}`);
    for (const [place, version] of entry.versions.entries()) {
      const line = el("li");
      const until = el("time", "", fill(words.until, { time: times.moment(version.until) }));
      until.title = times.full(version.until);
      const text = theirs("div", "text", visible(version.text) ? version.text : words.wordless);
      const key = `a${entry.key}v${place}`;
      line.append(until, version.abuse ? folded(this.unfolded, key, words, (to) => to.append(text)) : text);
      list.append(line);
    }
    return [list];
  }

  answers({ key, author }) {
    const { words } = this;
    const nobody = fill(words.withheld, { platform: this.view.label });
    const made = button("linkish answers", undefined, () => this.find(made, key));
    made.append(el("span", "", "↳ "), theirs("bdi", "", fill(words.answers, { author: author || nobody })));
    made.firstChild.setAttribute("aria-hidden", "true");
    made.dataset.hold = "answers";
    return made;
  }

  // Go to what somebody looked for elsewhere; it stays marked, also drawn anew.
  lead(log, key) {
    if (!this.find(log, key, true)) return false;
    this.led = key;
    this.mark(log);
    return true;
  }

  marked = (log) => log.querySelector(':scope > [aria-current="true"]');

  mark(log) {
    for (const node of log.children) node.ariaCurrent = this.led && node.dataset.key === this.led ? "true" : null;
  }

  // Show what an entry answers, and let the eye find it.
  find(from, key, atOnce = false) {
    const log = from.closest(".log");
    const found = [...log.children].find((node) => node.dataset.key === key);
    if (!found) return false;
    const calm = atOnce || window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    found.scrollIntoView({ block: "center", behavior: calm ? "instant" : "smooth" });
    found.tabIndex = -1;
    found.focus({ preventScroll: true });
    found.classList.add("found");
    setTimeout(() => found.classList.remove("found"), 1600);
    return true;
  }

  // The words themselves and what hangs on them; of what is gone, why.
  said(bubble, entry) {
    if (entry.abuse) this.folds(bubble, entry);
    else this.whole(bubble, entry);
  }

  whole(bubble, entry) {
    if (!entry.gone || (entry.ours && visible(entry.text))) this.text(bubble, entry);
    if (entry.media.length) bubble.append(media(entry.media, this.words, (item) => this.large(item)));
    if (!entry.gone) return;
    const gone = el("div", "gone", entry.gone);
    if (entry.deleted) gone.title = times.full(entry.deleted);
    bubble.append(gone);
  }

  folds(bubble, entry) {
    const leave = this.leaves() && (() => this.act("handOn", this.view.id));
    const show = (opened) => this.whole(opened, entry);
    bubble.append(folded(this.unfolded, `a${entry.key}`, this.words, show, leave));
  }

  // Whether the one who reads it can leave it to others: it is theirs, or nobody's and not kept
  // apart from them yet.
  leaves() {
    const { treated, holder, hands } = this.view;
    return Boolean(treated && (holder.agent ? holder.agent.id === hands.me : !treated.apart));
  }

  large(item) {
    this.viewer.open(pictured(this.view), item.src);
  }

  // What it quotes stands beside it, as the public context it is.
  quote(bubble, entry) {
    const { quote } = entry;
    if (entry.quoteLost) bubble.append(el("div", "quote gone", this.words.quoteLost));
    if (!quote) return;
    const card = el("blockquote", "quote");
    card.setAttribute("aria-label", this.words.quoted);
    card.append(this.whose(quote, true));
    this.said(card, { ...quote, side: "context", key: `q${entry.key}` });
    bubble.append(card);
  }

  marks(marks) {
    const line = el("div", "marks");
    line.append(...marks.map((mark) => el("span", "chip", mark)));
    return line;
  }

  // Thanks that filed themselves, or were said to be a question: one press turns it.
  filed(entry) {
    const line = el("div", "state calm");
    line.append(el("span", "said", entry.filed.text));
    for (const way of entry.filed.ways) line.append(this.turn(way, entry.id));
    return line;
  }

  // Pressed once and no more, but not switched off: focus goes on to what undoes it.
  turn(way, id) {
    const made = button("button", this.words[way], () => {
      if (made.ariaDisabled) return;
      made.ariaDisabled = "true";
      setTimeout(() => (made.ariaDisabled = null), 4000);
      this.act(way, id);
    });
    made.dataset.way = made.dataset.hold = way;
    return made;
  }

  action(entry) {
    const { action } = entry;
    const line = el("div", `state ${action.tone}`);
    const said = el("span", "said", action.text);
    line.append(said);
    if (action.undoUntil) counted(said, action.undoUntil, this.words.deletesIn, action.text);
    for (const way of action.ways)
      line.append(way === "undo" ? this.way("stop", action.id) : this.way("retry", entry.id, action.verb));
    return line;
  }

  text(bubble, entry) {
    const { words } = this;
    if (!visible(entry.text)) {
      const said = entry.text.trim() ? words.invisible : words.wordless;
      if (!entry.media.length || entry.text.trim()) bubble.append(el("div", "gone", said));
      return;
    }
    const text = theirs("div", "text");
    named(text, entry.text, entry.named);
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

  delivery(delivery) {
    const { words } = this;
    const line = el("div", `state ${delivery.tone}`);
    const said = el("span", "said", delivery.text);
    line.append(said);
    if (delivery.part) line.append(el("span", "", delivery.part));
    if (delivery.undoUntil)
      counted(said, delivery.undoUntil, words.leavesIn, words.leavesNow);
    for (const way of delivery.ways) {
      const asks = way === "change" || way === "back";
      line.append(asks ? this.approving.opener(way, delivery, words) : this.way(way, delivery.id));
    }
    const url = safe(delivery.permalink);
    if (url) line.append(link("", fill(words.showOn, { platform: this.view.label }), url));
    line.append(this.history(delivery));
    return line;
  }

  // One thing to be done about it; `what` is handed over where it is not the way's own name.
  way(way, id, what = way) {
    const { undo, again, there, retry, now, approve } = this.words;
    const name = { undo, again, there, retry, now, approve, stop: undo }[way];
    const made = button("button", name, () => {
      made.disabled = true;
      setTimeout(() => (made.disabled = false), 4000);
      this.act(what, id);
    });
    made.dataset.way = made.dataset.hold = way;
    return made;
  }

  history(delivery) {
    const list = el("ol", "history");
    for (const step of delivery.history) {
      const line = el("li");
      const at = el("time", "", times.moment(step.at));
      at.title = times.full(step.at);
      line.append(at, theirs("span", "", step.text));
      list.append(line);
    }
    return this.unfolding(delivery.id, this.words.history, list);
  }

  // Something that opens and stays open while its entry is drawn anew.
  unfolding(key, name, inside) {
    const made = el("details");
    made.open = this.told.has(key);
    made.addEventListener("toggle", () => this.told[made.open ? "add" : "delete"](key));
    const summary = el("summary", "", name);
    summary.dataset.hold = `d${key}`;
    made.append(summary, inside);
    return made;
  }

  tick(log) {
    for (const said of log.querySelectorAll(".said[data-until]")) count(said);
  }
}
