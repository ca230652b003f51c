// The composer: an answer as it will leave, signed and counted while it is typed.

import { put } from "../shared/caret.js";
import { leave } from "../shared/commands.js";
import { el, icon } from "../shared/dom.js";
import { heard } from "../shared/heard.js";
import * as store from "../shared/store.js";
import { Beginning } from "./beginning.js";
import { Beside } from "./beside.js";
import * as drafts from "./drafts.js";
import { Elsewhere } from "./elsewhere.js";
import { Facts } from "./facts.js";
import { Noting } from "./noting.js";
import { offers } from "./offers.js";
import { Pictures } from "./pictures.js";
import { point } from "./pointing.js";
import { Preview } from "./preview.js";
import { kept } from "./promised.js";
import { saying, Sending, sendName, told } from "./sending.js";
import { Ways } from "./ways.js";

const PATIENCE = 12000;

export default function composer(component) {
  const root = component.parentElement;
  root.pane ??= new Composer(root);
  root.pane.update(component);
  return () => setTimeout(() => root.host?.isConnected || root.pane?.stop());
}

class Composer {
  constructor(root) {
    this.form = root.querySelector("form");
    this.area = root.querySelector("textarea");
    this.root = root;
    this.noting = new Noting(root);
    this.finder = new Facts(root, (text) => this.ways.insert(this.area, text));
    this.preview = new Preview(root, (act) => this.chosen(act));
    this.ways = new Ways(root, (to, focus) => this.meant(to, focus), (id) => this.goTo(id));
    this.more = new Sending(root, (wish) => this.submit(null, wish), () => this.beside);
    this.beginning = new Beginning(this);
    this.preview.promising.turned = () => this.turned();
    this.beside = new Beside(root, {
      empty: () => !this.area.value.trim(),
      begin: (words) => this.beginning.put(this.id, words),
      insert: (text) => this.ways.insert(this.area, text),
      promise: (given) => this.preview.promising.begin(given),
      notice: (text, tone) => this.notice(text, tone),
    });
    this.elsewhere = new Elsewhere(this);
    this.pictures = new Pictures(root, () => this.redrawn(), (text) => this.notice(text, "bad"));
    this.ends = [
      store.on("leaving", (id) => drafts.save(id, true)),
      store.on("opened", () => this.opened()),
      store.on("begin", (about) => this.beginning.begin(about)),
      store.on("view", () => this.viewed()),
      store.on("same", () => this.words && this.preview.again(this.id, drafts.draft(this.id))),
      store.on("drafted", (id) => id === this.id && this.refill()),
      store.on("saved", (id) => id === this.id && this.saved()),
    ];
    this.area.addEventListener("input", () => this.typed());
    this.area.addEventListener("blur", () => drafts.save(this.id));
    this.area.addEventListener("keydown", (event) => {
      const done = event.shiftKey && { then: "done" };
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.submit(event, done || {});
      if (event.key === "Escape") leave(this.area);
    });
    this.form.addEventListener("submit", (event) => this.submit(event));
    root.addEventListener("focusout", () => setTimeout(() => root.activeElement || this.judge()));
    root.querySelector(".tool.promised").addEventListener("click", () => this.preview.promising.add(this.area));
    const linkin = root.querySelector(".linkin");
    linkin.addEventListener("click", () => this.ways.insert(this.area, store.state.view.composer.link.url));
    this.ends.push(offers(this));
    this.resting = setTimeout(() => this.opened());
  }

  get id() {
    return store.state.id;
  }

  stop() {
    drafts.saveAll();
    this.noting.stop();
    this.beside.stop();
    this.ways.stop();
    this.elsewhere.stop();
    this.ends.forEach((end) => end());
    this.root.pane = null;
  }

  update({ data, setTriggerValue }) {
    this.more.menu.speak(data.words);
    this.more.speak(data.words, () => this.colleagues());
    this.preview.promising.speak(data.words);
    this.preview.asked.speak(data.words);
    this.words = this.preview.words = this.ways.words = this.pictures.words = data.words;
    this.trigger = setTriggerValue;
    this.area.setAttribute("aria-label", this.words.reply);
    this.noting.speak(data.words);
    this.beside.speak(data.words);
    this.finder.speak(data.words);
    for (const ack of heard(this, data.acks)) {
      if (ack.what === "send") this.answered(ack);
      if (ack.what === "undo" && ack.ok) this.elsewhere.undone(ack.conversation);
    }
    this.viewed();
  }

  opened() {
    this.filled = null;
    this.notice("");
    this.elsewhere.look();
    this.preview.forget();
    this.still();
    this.viewed();
  }

  viewed() {
    if (!this.words) return;
    const { view } = store.state;
    this.form.hidden = !view;
    if (!view) return;
    kept.take(view.id, view.promised, view.asked);
    const changed = drafts.take(view.id, view.draft, view.asked);
    if (changed || this.filled !== view.id) this.refill();
    this.facts(view);
    this.preview.again(view.id, drafts.draft(view.id));
  }

  refill() {
    const here = drafts.draft(this.id);
    put(this.area, here.text, this.filled === this.id);
    this.filled = this.id;
    this.preview.ask(this.id, here, 0);
    this.saved();
    this.where(store.state.view);
  }

  colleagues() {
    const { agents, me } = store.state.view.hands;
    return agents.filter((one) => one.id !== me);
  }

  facts(view) {
    this.where(view);
    told(this.form, view);
    const { reachable } = view.composer;
    const said = `${reachable} ${this.words.mySignature}`;
    if (this.said === said) return;
    this.said = said;
    const notices = this.form.querySelector(".notices");
    notices.querySelectorAll(".standing").forEach((node) => node.remove());
    this.form.classList.toggle("unsigned", !reachable);
    if (!reachable) notices.prepend(this.unsigned());
  }

  // By which way it goes, and what may go along: drawn anew whenever one of them changes.
  where(view) {
    if (view?.id !== this.id || !this.words) return;
    const { composer } = view;
    const here = drafts.draft(view.id);
    const way = this.ways.draw(composer, here.private);
    const shut = !way || Boolean(way.shut);
    const begun =
      here.text.trim() || here.pictures.length || here.coming.length || this.root.activeElement === this.area;
    this.preview.shut = way?.shut;
    this.form.classList.toggle("nothing", shut && !begun);
    this.form.classList.toggle("private", here.private);
    this.area.placeholder = way?.placeholder || "";
    this.name = sendName(this.words, here.private, composer);
    const send = this.form.querySelector(".send");
    this.as = composer.as;
    saying(send, this.sending === view.id ? this.words.sending : this.name, this.as);
    send.title = this.words.sendKeys;
    send.disabled = this.more.more.disabled = Boolean(this.sending) || shut;
    this.link(!shut && !here.private && composer.link);
    this.pictures.update(view.id, way);
    const newest = [view.lastInbound, view.entries.at(-1)?.key, composer.beside]; // new since you began to write
    const doors = JSON.stringify([view.id, composer.channels, newest]);
    const turned = this.doors?.startsWith(`[${view.id},`) && this.doors !== doors;
    this.doors = doors;
    if (turned) this.preview.ask(view.id, here, 0);
  }

  link(given) {
    const place = this.form.querySelector(".linkin");
    place.hidden = !given;
    if (!given) return;
    place.setAttribute("aria-label", this.words.insertLink);
    if (!place.querySelector(".icon")) place.prepend(icon("link"));
    place.querySelector(".hint").textContent = `${this.words.insertLink}. ${given.cost}`;
    place.ariaDescription = given.cost;
  }

  // The agent has chosen who will read it: what was shown is asked anew.
  meant(isPrivate, focus = false) {
    drafts.meant(this.id, isPrivate);
    this.notice("");
    this.where(store.state.view);
    this.preview.signature = "";
    this.preview.ask(this.id, drafts.draft(this.id), 0);
    if (focus) this.area.focus();
  }

  goTo(id) {
    store.open(id);
    this.trigger("open", { id, seq: store.state.seq });
  }

  // What an agent says of a promise, or adds, is held against the limits at once.
  turned() {
    this.preview.ask(this.id, drafts.draft(this.id));
  }

  // Pictures came or went: what is previewed and objected to follows.
  redrawn() {
    this.preview.ask(this.id, drafts.draft(this.id), 0);
    this.where(store.state.view);
  }

  unsigned() {
    const made = el("div", "notice standing", `${this.words.noContact} `);
    const way = el("a", "", this.words.mySignature);
    way.href = "/signature";
    way.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault(); // without leaving this page: what stands open is kept
      this.trigger("sign", true);
    });
    made.append(way);
    return made;
  }

  typed() {
    const here = drafts.draft(this.id);
    here.sent = null;
    drafts.typed(this.id, this.area.value);
    this.preview.ask(this.id, here);
    this.saved();
    this.notice("");
    this.unpoint();
  }

  saved() {
    const here = drafts.draft(this.id);
    const place = this.form.querySelector(".saved");
    const clean = drafts.clean(here);
    place.classList.toggle("bad", Boolean(here.failed));
    const said = here.failed ? this.words.notSaved : clean ? this.words.saved : "";
    place.textContent = here.text.trim() ? said : "";
  }

  chosen(act) {
    const here = drafts.draft(this.id);
    if (act.split !== undefined) drafts.parted(this.id, act.split);
    if (act.despite !== undefined) here.despite = act.despite;
    if (act.read !== undefined) here.read = { ...here.read, ...act.read };
    if (act.split !== undefined || act.read !== undefined) this.preview.ask(this.id, here, 0);
  }

  async submit(event, wish = {}) {
    event?.preventDefault();
    const id = this.id;
    const here = drafts.draft(id);
    if (this.sending) return this.area.focus();
    if (!here.text.trim()) return this.refused(here, this.words.nothingWritten);
    this.judge();
    const seen = drafts.shown(here);
    this.notice("");
    this.wait(true);
    this.elsewhere.sent(store.state.view);
    const whole = await this.pictures.settled(here);
    const ready = whole && this.id === id && (await this.preview.settled(id, here));
    let promises = this.id === id && this.preview.promising.given(id);
    await drafts.save(id);
    await kept.put(id);
    if (this.id === id) promises = this.preview.promising.given(id);
    const changed = drafts.shown(here) !== seen;
    if (!ready || !promises || changed) { // who has seen all of it may go on while it is saved
      this.wait(false);
      if (this.id !== id) this.elsewhere.stayed(id);
      else if (changed) this.lookAgain();
      else if (whole) this.refused(here);
      return;
    }
    here.sent = here.key;
    const { text, key, split, despite, read, private: isPrivate } = here;
    const said = { conversation: id, text, key, split, despite, read, private: isPrivate, promises };
    this.trigger("send", { ...said, ...wish, pictures: here.pictures.map((picture) => picture.id) });
    this.giveUp = setTimeout(() => this.silence(id), PATIENCE);
  }

  // Whoever leaves the answer, or sends it, has written what they had to say.
  judge() {
    this.preview.judge(this.id, drafts.draft(this.id));
  }

  // Nothing leaves as it stands: why is shown and told, and the focus is where it can be changed.
  refused(here, said = "") {
    this.unpoint();
    const place = this.preview.stands(here);
    const door = this.form.querySelector(".notice.door");
    if (!place && door) point(door);
    else if (!place && said) this.notice(said, "calm");
    (place || this.area).focus();
  }

  unpoint() {
    this.form.querySelectorAll(".pointed").forEach((node) => node.classList.remove("pointed"));
  }

  // A text was put back, another tab wrote, or these very words have left: nobody has seen that.
  lookAgain() {
    this.notice(this.words.changed);
    store.refresh();
  }

  silence(id) {
    drafts.stayed(id);
    this.wait(false);
    if (id === this.id) this.notice(this.words.noAnswer, "bad");
    else this.elsewhere.stayed(id);
  }

  wait(on) {
    clearTimeout(this.giveUp);
    this.sending = on ? this.id : null;
    const send = this.form.querySelector(".send");
    send.disabled = this.more.more.disabled = on;
    send.setAttribute("aria-busy", String(on));
    saying(send, on ? this.words.sending : this.name || "", this.as);
    this.still();
    if (!on) this.where(store.state.view);
  }

  // What was previewed leaves as it stands; in the next conversation somebody writes already.
  still() {
    const leaves = Boolean(this.sending) && this.sending === this.id;
    this.area.readOnly = leaves;
    for (const part of [".ways", ".pictures", ".tool"]) {
      this.form.querySelectorAll(part).forEach((node) => (node.inert = leaves));
    }
  }

  answered(ack) {
    this.wait(false);
    if (!ack.ok) drafts.stayed(ack.conversation);
    if (ack.ok) {
      drafts.draft(ack.conversation).sent = null;
      drafts.left(ack.conversation, ack.key);
      kept.left(ack.conversation);
      if (ack.conversation === this.id) this.refill();
      this.elsewhere.taken(ack);
      store.refresh();
      return;
    }
    if (ack.conversation !== this.id) return this.elsewhere.stayed(ack.conversation, ack.text);
    if (ack.text) this.notice(ack.text, "bad refused");
    store.refresh();
    this.preview.ask(this.id, drafts.draft(this.id), 0);
    this.area.focus();
  }

  notice(text, tone = "") {
    const notices = this.form.querySelector(".notices");
    notices.querySelectorAll(".passing").forEach((node) => node.remove());
    if (!text) return;
    const made = el("div", `notice passing ${tone}`, text);
    made.setAttribute("role", "alert");
    notices.append(made);
    notices.scrollTop = notices.scrollHeight;
  }
}
