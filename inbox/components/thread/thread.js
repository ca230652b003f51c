// The conversation: what was said, quietly around it what others wrote, and what is leaving.

import { Briefing, follow } from "../shared/briefing.js";
import { run } from "../shared/commands.js";
import { avatar, button, el, fill, icon, link, safe, theirs } from "../shared/dom.js";
import { strip } from "../shared/blocked.js";
import { heard } from "../shared/heard.js";
import * as store from "../shared/store.js";
import { takes } from "../shared/taking.js";
import * as times from "../shared/times.js";
import { Connecting } from "./connecting.js";
import { Entries } from "./entries.js";
import { heat } from "./heat.js";
import { Holding } from "./holding.js";
import { Menu } from "./menu.js";
import { Need } from "./need.js";
import { here, Offering } from "./offering.js";
import { arrive, offers, Upwards } from "./offers.js";
import { Promises } from "./promises.js";
import { Snoozing } from "./snoozing.js";
import { Tagging } from "./tagging.js";
import { Viewer } from "./viewer.js";

const NEAR = 90;

export default function thread(component) {
  const root = component.parentElement;
  root.pane ??= new Thread(root);
  root.pane.update(component);
  return () => setTimeout(() => root.host?.isConnected || root.pane?.stop());
}

class Thread {
  constructor(root) {
    this.root = root;
    this.log = root.querySelector(".log");
    this.newer = root.querySelector(".newer");
    this.seen = new Map();
    const act = (what, id, more) => this.act(what, id, more);
    this.menu = new Menu(root, act);
    const tell = (value) => this.trigger("act", value);
    this.offering = new Offering(root, this.menu, tell);
    this.promises = new Promises(root, this.menu, tell, this.offering, () => this.say(""));
    this.holding = new Holding(this.menu, tell, this.offering);
    this.connecting = new Connecting(this.menu, tell, this.offering);
    this.need = new Need(root, this.menu, tell, this.offering);
    this.snoozing = new Snoozing(this.menu, tell);
    this.tagging = new Tagging(root, tell);
    this.viewer = new Viewer(root);
    const go = (line) => follow(line, (id) => store.tell("lead", id), () => run("edit"));
    this.briefing = new Briefing(root.querySelector(".briefing"), go, { narrow: true });
    this.entries = new Entries(act, this.menu, this.viewer, this.offering);
    this.ends = [
      store.on("opened", () => this.opened()),
      store.on("view", () => this.draw()),
      store.on("bare", () => store.state.id === null && this.draw()),
      store.on("same", () => this.notice()),
      store.on("entered", () => arrive(this)),
      store.on("connect", (wanted) => this.connecting.open(store.state.view, this.words, wanted)),
      store.on("brief", () => this.briefing.enter()),
      store.on("find", (line) => this.find(line)),
      store.on("act", ({ what, id }) => this.act(what, id)),
      offers(this),
    ];
    this.upwards = new Upwards(this);
    this.ticking = setInterval(() => this.entries.tick(this.log), 250);
    this.newer.addEventListener("click", () => this.down(true));
    this.log.addEventListener("scroll", () => {
      const [top, near] = [this.log.scrollTop, this.near()];
      if (near) this.newer.hidden = this.sticks = true;
      else if (top < this.top) this.sticks = false; // only a person scrolls up
      this.upwards.scrolled(this.top, top);
      this.top = top;
      this.menu.follow(this.log);
    });
    this.sizes = new ResizeObserver(() => (this.sticks ? this.down() : this.stay()));
    this.sizes.observe(this.log);
  }

  stop() {
    this.ends.forEach((end) => end());
    this.sizes.disconnect();
    clearInterval(this.ticking);
    this.root.pane = null;
  }

  update({ data, setTriggerValue }) {
    this.words = this.entries.words = data.words;
    this.trigger = setTriggerValue;
    times.speak(data.language);
    this.menu.speak(data.words);
    this.viewer.speak(data.words);
    this.log.setAttribute("aria-label", this.words.log);
    this.newer.textContent = this.words.newMessage;
    for (const ack of heard(this, data.acks)) this.answered(ack);
    if (!this.started) store.refresh();
    if (!this.started || this.language !== data.language) this.draw();
    [this.started, this.language] = [true, data.language];
  }

  // What came of a click on "Send" is said by the composer.
  answered(ack) {
    const asked = this.offering.answered(ack) || this.holding.answered(ack, store.state.id, this.words);
    const reasoned = this.entries.approving.reasonFor(ack, store.state.view?.entries || [], this.words);
    const elsewhere = asked || reasoned || ack.what === "send";
    const next = this.promises.answered(ack);
    if (ack.what === "close" && ack.ok) this.closed = { id: ack.conversation, at: Date.now() };
    if (ack.text && !elsewhere) this.say(ack.text, ack.ok ? "" : "bad", false, next);
    store.refresh();
  }

  act(what, id, more = {}) {
    if (what === "outsideEdit") return store.tell("outside", store.state.view.entries.find((one) => one.id === id));
    return this.trigger("act", { what, id, conversation: store.state.id, ...more });
  }

  // What was put away last is open again, before whoever takes that back.
  again() {
    const { id } = this.closed;
    this.closed = null;
    this.act("reopen", id);
    if (id !== store.state.id) store.tell("go", id);
  }

  opened() {
    this.log.replaceChildren();
    this.newer.hidden = true;
    this.entries.led = null;
    this.menu.shut();
    this.viewer.close();
    this.say("");
    this.draw();
  }

  near = () => this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < NEAR;

  down(smooth = false) {
    this.log.scrollTo({ top: this.log.scrollHeight, behavior: smooth ? "smooth" : "instant" });
    this.top = this.log.scrollTop;
    this.newer.hidden = this.sticks = true;
  }

  draw() {
    if (!this.words) return;
    const { id, view, gone } = store.state;
    this.head(view);
    strip(this.root.querySelector(".barred"), view?.person?.blocked, this.words);
    this.tagging.draw(view, this.words);
    heat(this.root.querySelector(".heat"), view, this.words);
    this.offering.draw(view, this.words);
    this.need.draw(view, this.words);
    this.promises.draw(view, this.words);
    this.briefing.draw(view, this.words);
    this.notice();
    this.log.ariaBusy = String(!view && id !== null && !gone);
    if (!view) {
      const said = id === null ? this.nothing() : gone ? this.missing() : el("div", "awaited");
      this.log.replaceChildren(said);
      this.shown = null;
      return;
    }
    const first = this.shown !== id;
    const follows = first || this.sticks;
    const [height, top] = [this.log.scrollHeight, this.log.scrollTop];
    const before = this.last;
    const above = this.entries.draw(this.log, view, () => this.earlier());
    this.last = view.entries.at(-1)?.key;
    if (follows) this.down();
    else if (above) this.log.scrollTop = top + this.log.scrollHeight - height;
    else {
      this.log.scrollTop = top;
      if (before !== this.last) this.newer.hidden = false;
    }
    this.shown = id;
    this.lead();
    arrive(this);
    this.look(view);
  }

  // A promise by its row, a message where it stands; one that lies further back is gone up to.
  find({ promise, message }) {
    const row = promise && this.promises.reach(promise);
    if (row) return row.focus();
    if (message && this.entries.find(this.log, `m${message}`)) return undefined;
    this.log.focus();
    return this.log.scrollTo({ top: 0 });
  }

  // What the address leads to stands marked as long as its conversation is open.
  lead() {
    const { sought } = store.state;
    if (!sought || !this.entries.lead(this.log, `m${sought}`)) return;
    store.state.sought = null;
    this.sticks = false;
    this.top = this.ledTo = this.log.scrollTop;
  }

  // The composer comes later and takes of the height: until somebody scrolls, it stays in the middle.
  stay() {
    const led = this.entries.marked(this.log);
    if (!led || this.log.scrollTop !== this.ledTo) return;
    led.scrollIntoView({ block: "center", behavior: "instant" });
    this.top = this.ledTo = this.log.scrollTop;
  }

  async earlier() {
    try {
      await store.older();
    } catch {
      this.say(this.words.lost, "warn");
    }
  }

  // Tell the server what was seen, once for each new message, and only when it was on the screen.
  look(view) {
    if (document.hidden || !view.lastInbound) return;
    store.tell("seen", view.id);
    if (this.seen.get(view.id) === view.lastInbound) return;
    this.seen.set(view.id, view.lastInbound);
    this.trigger("seen", { conversation: view.id, message: view.lastInbound });
  }

  head(view) {
    const head = this.root.querySelector(".head");
    const { words } = this;
    if (!view) {
      head.said = null;
      return head.replaceChildren(...(store.state.id === null ? [] : this.bare()));
    }
    const who = el("div", "who");
    const where = [view.handle ? `@${view.handle}` : "", view.kind, view.account];
    who.append(this.title(view));
    const below = el("div", "where");
    if (view.colleagues?.length) below.append(here(view.colleagues, words));
    below.append(theirs("bdi", "place", where.filter(Boolean).join(" · ")));
    who.append(below);
    const parts = [this.back(), avatar(view.name), who];
    const url = safe(view.permalink);
    if (url) {
      const original = link("original", fill(words.showOn, { platform: view.label }), url);
      original.append(icon("out"));
      parts.push(original);
    }
    const done = view.state === "done";
    const turn = button("button", done ? words.reopen : words.close, () =>
      this.act(done ? "reopen" : "close", view.id),
    );
    const about = button("about", "", () => store.show("person"));
    about.append(icon("person", words.about));
    const [holding, snoozing] = [this.holding, this.snoozing].map((one) => one.opener(view, words));
    parts.push(holding, ...this.holding.telling(view, words), snoozing, turn, about);
    const { holder, hands, state, snoozedUntil, early } = view;
    const whose = [state, snoozedUntil, early, holder, hands, view.colleagues, view.assigns, takes(view), view.treated];
    const kept = [view.name, where, view.permalink, ...whose, words.close];
    const said = JSON.stringify([view.id, ...kept]);
    if (head.said === said) return undefined;
    head.said = said;
    const held = head.contains(this.root.activeElement) && this.root.activeElement.dataset.hold;
    head.replaceChildren(...parts);
    if (held) head.querySelector(`[data-hold="${held}"]`)?.focus();
    return undefined;
  }

  // The heading: what was opened by a key begins there.
  title(view) {
    return this.titled(theirs("bdi", "name", view.name || fill(this.words.withheld, { platform: view.label })));
  }

  titled(made) {
    made.setAttribute("role", "heading");
    made.setAttribute("aria-level", "2");
    made.dataset.hold = "title";
    made.tabIndex = -1;
    return made;
  }

  back() {
    const made = button("back", "", () => store.show("list"));
    made.append(icon("back", this.words.back));
    return made;
  }

  nothing() {
    const made = el("div", "empty");
    const which = store.state.bare ? "chooseNone" : "choose";
    made.append(el("strong", "", this.words[which]), el("span", "", this.words[`${which}How`]));
    return made;
  }

  // The head of what is not there yet, or never was.
  bare() {
    return store.state.gone ? [this.back(), this.titled(el("span", "name", this.words.missing))] : [this.back()];
  }

  missing() {
    const made = el("div", "empty");
    const way = el("a", "way", this.words.back);
    way.href = store.listed();
    made.append(el("span", "", this.words.missingHow), way);
    return made;
  }

  notice() {
    const told = document.documentElement.hasAttribute("data-away"); // the page's band says it
    if (store.state.lost && !told) this.say(this.words.lost, "warn", true);
    else if (this.held) this.say("");
  }

  // `next` is a button that what is said leads to: it stays until it is pressed.
  say(text, tone = "", held = false, next = null) {
    clearTimeout(this.hushing);
    this.held = held;
    const status = this.root.querySelector(".status");
    status.replaceChildren(...(text ? [el("span", `chip ${tone} ${next ? "" : "fade"}`, text)] : []), ...(next ? [next] : []));
    if (text && !held && !next) this.hushing = setTimeout(() => this.say(""), 6000);
  }
}
