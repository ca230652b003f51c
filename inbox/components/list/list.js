// The list: who waits, the most pressing first. A click marks its row before anything else.

import { avatar, button, el, fill, glimpse, icon, initials, theirs } from "../shared/dom.js";
import { blocked } from "../shared/blocked.js";
import * as store from "../shared/store.js";
import * as times from "../shared/times.js";
import { Filter } from "./filter.js";
import { heard, offers } from "./offers.js";
import { Older } from "./older.js";
import { Picking } from "./picking.js";
import { steps } from "./steps.js";
import { beside } from "./beside.js";
import { headline } from "./headline.js";
import { hears } from "./hears.js";
import { Questions } from "./questions.js";
import { tags } from "./tags.js";
import { Views } from "./views.js";

const HOUR = 3600 * 1000;
const SOON = 6 * HOUR;
const LATEST = 400;

export default function list(component) {
  const root = component.parentElement;
  root.pane ??= new List(root);
  root.pane.update(component);
  return () => setTimeout(() => root.host?.isConnected || root.pane?.stop());
}

class List {
  constructor(root) {
    this.root = root;
    this.rows = root.querySelector(".rows");
    this.at = 0;
    const look = (params) =>
      this.trigger("look", { ...params, f: this.data.folder, o: this.data.order });
    this.filter = new Filter(root, look);
    const tell = (event) => (value) => this.trigger(event, value);
    this.picking = new Picking(root, tell("bulk"));
    this.questions = new Questions(root, tell("decide"), (id) => this.go(id));
    this.views = new Views(root, tell("look"), tell("view"));
    this.older = new Older(this.rows, root.querySelector(".foot"), (step) =>
      this.trigger("turn", step),
    );
    this.ends = [
      store.on("opened", (id) => this.stand(id)),
      store.on("view", () => requestAnimationFrame(() => this.tellOpen())),
      store.on("same", () => this.tellOpen()),
      store.on("seen", (id) => this.read(id)),
    ];
    this.rows.addEventListener("keydown", (event) => event.target.closest(".row") && heard(this, event));
    this.rows.addEventListener("focusin", ({ target }) => {
      if (target.matches(".row")) this.stand(Number(target.dataset.id));
    });
    this.rows.addEventListener("click", (event) => {
      const row = event.target.closest(".row");
      if (row && !this.picking.pressed(event, row)) this.choose(row);
    });
    this.ticking = setInterval(() => this.draw(), 30000);
  }

  stop() {
    this.ends.forEach((end) => end());
    clearInterval(this.ticking);
    clearTimeout(this.patience);
    this.older.stop();
    this.root.pane = null;
  }

  update({ data, setTriggerValue }) {
    this.data = data;
    this.words = data.words;
    this.trigger = setTriggerValue;
    times.speak(data.language);
    this.filter.update(data);
    this.views.update(data);
    this.say(data.told);
    if (!this.offers) this.ends.push((this.offers = offers(this)));
    this.head();
    headline(this.root, data.headline, data.words);
    this.notices();
    this.questions.draw(data);
    steps(this.root, data.steps, (what) => this.trigger("prefer", what));
    this.root.querySelector(".list").classList.toggle("dense", Boolean(data.dense));
    const where = JSON.stringify([data.folder, data.order, data.page, data.filter?.params]);
    if (this.where !== where) [this.place, this.at] = [store.state.id, 0];
    this.draw();
    this.older.update(data, where);
    this.picking.update(data, where);
    if (this.where !== where) this.rows.scrollTop = 0;
    this.where = where;
    store.bare(!data.rows.length);
    store.follow(data.open, data.seq, data.sought);
    this.mark(store.state.id);
  }

  head() {
    const { data, words } = this;
    const held = this.root.activeElement?.dataset?.folder;
    const nav = this.root.querySelector(".folders");
    nav.setAttribute("aria-label", words.folders);
    nav.replaceChildren(
      ...data.folders.map((folder) => {
        const made = button("folder", undefined, () => this.trigger("folder", folder.id));
        made.dataset.folder = folder.id;
        made.setAttribute("aria-current", String(folder.id === data.folder));
        made.classList.toggle("bad", folder.id === "unsent");
        made.append(el("span", "named", folder.name), el("span", "count", folder.count));
        return made;
      }),
    );
    if (held) nav.querySelector(`[data-folder="${held}"]`)?.focus();
    this.order();
  }

  notices() {
    const place = this.root.querySelector(".notices");
    const said = JSON.stringify(this.data.notices);
    if (place.said === said) return;
    place.said = said;
    place.replaceChildren(...this.data.notices.map(this.notice));
  }

  notice({ text, to, label }) {
    const made = theirs("div", "", text);
    if (!to) return made;
    const way = Object.assign(el("a", "", label), { href: to, target: "_self" });
    made.append(" ", way);
    return made;
  }

  // What came of an act of this pane, once; a sentence stays until the next one.
  say(told) {
    if (this.told === undefined) this.told = told?.n ?? 0;
    if (!told || told.n === this.told) return;
    this.told = told.n;
    const chips = told.text && !this.views.heard(told) ? [el("span", `chip fade ${told.ok ? "" : "bad"}`, told.text)] : [];
    const place = this.root.querySelector(".said");
    place.replaceChildren(...chips);
    clearTimeout(this.hushing);
    this.hushing = setTimeout(() => place.replaceChildren(), 8000);
  }

  // Buttons that say how the list is ordered and what it is narrowed to.
  order() {
    const place = this.root.querySelector(".order");
    const { words, data } = this;
    const said = JSON.stringify([data.folder, data.order, data.language, this.views.current()?.id]);
    if (place.said === said) return;
    place.said = said;
    const held = place.contains(this.root.activeElement) && this.root.activeElement.dataset.hold;
    place.replaceChildren(...(data.folder === "open" ? [this.turn()] : []), this.views.button(), this.filter.button());
    if (held) place.querySelector(`[data-hold="${held}"]`)?.focus();
  }

  turn() {
    const { words, data } = this;
    const other = data.order === "urgent" ? "newest" : "urgent";
    const made = button("turn", words[data.order], () => this.trigger("order", other));
    made.dataset.hold = "order";
    made.title = made.ariaLabel = `${words.order}: ${words[data.order]}`;
    made.append(icon("turn"));
    return made;
  }

  draw() {
    this.rows.setAttribute("aria-label", this.words.list);
    const kept = new Map([...this.rows.children].map((row) => [row.dataset.id, row]));
    const made = this.data.rows.map((row) => {
      const said = JSON.stringify([row, this.ages(row), this.unread(row), this.owned(row)]);
      const old = kept.get(String(row.id));
      return old?.said === said ? old : Object.assign(this.row(row, old), { said });
    });
    const held = this.root.activeElement?.dataset?.id;
    const top = this.rows.scrollTop;
    this.rows.replaceChildren(...(made.length ? made : [this.empty()]), this.older.end);
    this.rows.scrollTop = top;
    if (held) (this.find(held) || this.near() || this.rows).focus({ preventScroll: true });
    this.mark(store.state.id);
  }

  ages(row) {
    return [times.since(row.at), this.waits(row), this.late(row), this.closing(row), this.byWait(row)];
  }

  // What stands open is being read; the server hears of it a moment later.
  unread = (row) => row.unread && row.id !== store.state.id;

  late = (row) => Boolean(row.urgentAt) && Date.parse(row.urgentAt) < store.serverNow();

  closing(row) {
    const left = row.answerUntil ? Date.parse(row.answerUntil) - store.serverNow() : Infinity;
    if (row.state !== "open" || left > SOON) return "";
    return left > 0 ? times.length(left / 1000) : "0";
  }

  row(row, old) {
    const { words } = this;
    const made = el("div", "row");
    made.setAttribute("role", "option");
    made.tabIndex = old ? old.tabIndex : -1;
    made.dataset.id = row.id;
    made.classList.toggle("unread", this.unread(row));
    const face = el("span", "face");
    const mark = el("span", "mark");
    mark.append(icon(row.platform, row.label));
    face.append(avatar(row.name), mark);
    const body = el("span", "body");
    body.append(this.first(row), this.said(row), this.facts(row));
    made.append(face, body, this.picking.box());
    this.picking.mark(made);
    return made;
  }

  first(row) {
    const { words } = this;
    const line = el("div", "line");
    if (this.unread(row)) {
      const dot = el("span", "dot");
      dot.setAttribute("role", "img");
      dot.setAttribute("aria-label", words.unread);
      line.append(dot);
    }
    line.append(theirs("bdi", "name", row.name || words.withheld), this.time(row));
    return line;
  }

  owned = (row) => Boolean(row.owner) && !(row.mine && this.data.folder === "mine");

  // What was said last, and on the same line who has it; among one's own that goes without saying.
  said(row) {
    const { words } = this;
    const line = el("div", "line");
    line.append(theirs("div", "preview", glimpse(row.preview, words)));
    line.append(...beside(row, words));
    if (this.owned(row)) {
      const owner = el("span", row.mine ? "owner mine" : "owner", initials(row.owner));
      owner.setAttribute("role", "img");
      const has = row.mine ? words.youHave : fill(words.has, { agent: row.owner });
      owner.title = owner.ariaLabel = row.owed || has;
      line.append(owner);
    }
    return line;
  }

  // The one time of a row: how long somebody waits where that is the order, else how old it is.
  byWait = (row) => this.urgent() && this.waits(row);

  urgent() {
    const { folder, order } = this.data;
    return folder === "mine" || folder === "unassigned" || (folder === "open" && order === "urgent");
  }

  waits = (row) => (row.state === "open" && row.waitingSince ? times.since(row.waitingSince) : "");

  time(row) {
    const waits = this.byWait(row);
    if (!waits) {
      const age = el("time", "age", times.since(row.at));
      age.title = times.full(row.at);
      return age;
    }
    const age = el("time", this.late(row) ? "age late" : "age");
    age.title = `${this.words.waitingSince}: ${times.full(row.waitingSince)}`;
    age.append(icon("clock", this.words.waits), waits);
    return age;
  }

  facts(row) {
    const { words } = this;
    const facts = el("div", "facts");
    const line = facts.appendChild(el("div", "known"));
    const [, , late, closing] = this.ages(row);
    line.append(el("span", "kind", row.kind));
    if (row.owed) line.append(theirs("span", "chip owed", row.owed));
    if (row.mute) line.append(this.mute());
    if (row.blocked) line.append(blocked(row.blocked, words));
    if (row.state !== "open") line.append("·", this.state(row));
    else if (this.waits(row) && !this.byWait(row)) line.append("·", this.waiting(row, late));
    line.append(...hears(row, words));
    if (closing === "0") line.append(el("span", "chip bad", words.windowOver));
    else if (closing) line.append(el("span", "chip warn", fill(words.windowLeft, { time: closing })));
    if (row.unsent) line.append(this.unsent(row.unsent));
    if (row.leaving) line.append(el("span", "chip", row.stopped ? words.stopped : words.leaving));
    for (const still of row.still || []) line.append(el("span", "chip", still));
    if (row.drafted) {
      const chip = el("span", "chip");
      chip.append(icon("pen"), words.draft);
      line.append(chip);
    }
    if (row.tags?.length) facts.append(tags(row.tags, words));
    return facts;
  }

  mute() {
    const made = el("span", "mute");
    made.title = this.words.mute;
    made.append(icon("mute", this.words.mute));
    return made;
  }

  state(row) {
    if (row.state !== "snoozed" || !row.snoozedUntil) return el("span", "", row.stateName);
    const left = Date.parse(row.answerUntil) - Date.parse(row.snoozedUntil);
    const until = left >= 0 && left <= HOUR ? this.words.untilEarly : this.words.until;
    const made = el("span", "", fill(until, { time: times.moment(row.snoozedUntil) }));
    made.title = made.textContent;
    return made;
  }

  // What somebody waits is said with its time only where the row does not show that already.
  waiting(row, late) {
    const waits = this.waits(row);
    const again = waits === times.since(row.at);
    const said = el("span", late ? "late" : "", again ? this.words.waits : `${this.words.waits} ${waits}`);
    said.title = times.full(row.waitingSince);
    return said;
  }

  unsent(what) {
    const chip = el("span", what === "failed" ? "chip bad" : "chip warn", this.words[what]);
    if (what === "unknown") chip.title = this.words.unknownHow;
    return chip;
  }

  empty() {
    const made = el("div", "empty");
    const [what, how, label, to] = this.data.empty;
    made.append(el("strong", "", what), el("span", "", this.filter.turned() || how));
    if (to) made.append(Object.assign(el("a", "", label), { href: to, target: "_self" }));
    return made;
  }

  find = (id) => this.rows.querySelector(`.row[data-id="${CSS.escape(String(id))}"]`);

  // Where somebody is: the row that had the focus or was opened last; where it has gone, the one in its place.
  near = () => this.find(this.place) || [...this.rows.querySelectorAll(".row")].slice(0, this.at + 1).at(-1);

  stand(id) {
    this.place = id ?? this.place;
    this.mark(store.state.id);
  }

  mark(id) {
    const rows = [...this.rows.querySelectorAll(".row")];
    const near = this.near();
    if (rows.length) this.at = rows.indexOf(near);
    for (const row of rows) {
      row.setAttribute("aria-selected", String(row.dataset.id === String(id)));
      row.tabIndex = row === near ? 0 : -1;
    }
  }

  read(id) {
    const row = this.find(id);
    row?.classList.remove("unread");
    row?.querySelector(".dot")?.remove();
  }

  // By a key the conversation takes the focus as well; by a click the list keeps it.
  choose(row, entered = false) {
    this.go(Number(row.dataset.id), entered);
  }

  go(id, entered = false) {
    const other = id !== store.state.id;
    if (entered) store.enter(id);
    else if (other) store.open(id);
    else store.show("thread");
    if (other) this.follows(id);
  }

  // Streamlit hears of it once the conversation stands there: its run would only keep the server
  // from answering what somebody waits for.
  follows(id) {
    clearTimeout(this.patience);
    this.unsaid = { id, seq: store.state.seq };
    this.patience = setTimeout(() => this.tellOpen(), LATEST);
  }

  tellOpen() {
    clearTimeout(this.patience);
    if (this.unsaid) this.trigger("open", this.unsaid);
    this.unsaid = null;
  }

  walk(step) {
    const rows = [...this.rows.querySelectorAll(".row")];
    const held = rows.indexOf(this.root.activeElement);
    const from = held >= 0 ? held : this.find(this.place) ? this.at : step > 0 ? this.at - 1 : this.at + 1;
    const to = Math.min(Math.max(from + step, 0), rows.length - 1);
    rows[to]?.focus();
    rows[to]?.scrollIntoView({ block: "nearest" });
  }
}
