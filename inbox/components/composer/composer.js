// The composer: an answer as it will leave, signed and counted while it is typed.

import { el, fill } from "../shared/dom.js";
import * as store from "../shared/store.js";
import * as drafts from "./drafts.js";
import { Preview } from "./preview.js";

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
    this.preview = new Preview(root, (act) => this.chosen(act));
    this.ends = [
      store.on("leaving", (id) => drafts.save(id, true)),
      store.on("opened", () => this.opened()),
      store.on("view", () => this.viewed()),
      store.on("drafted", (id) => id === this.id && this.refill()),
      store.on("saved", (id) => id === this.id && this.saved()),
    ];
    this.area.addEventListener("input", () => this.typed());
    this.area.addEventListener("blur", () => drafts.save(this.id));
    this.area.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.submit(event);
      if (event.key === "Escape") this.area.blur();
    });
    this.form.addEventListener("submit", (event) => this.submit(event));
    this.keys = (event) => this.key(event);
    document.addEventListener("keydown", this.keys);
    this.resting = setTimeout(() => this.opened());
  }

  get id() {
    return store.state.id;
  }

  stop() {
    drafts.saveAll();
    this.ends.forEach((end) => end());
    document.removeEventListener("keydown", this.keys);
    this.root.pane = null;
  }

  update({ data, setTriggerValue }) {
    this.words = this.preview.words = data.words;
    this.trigger = setTriggerValue;
    this.area.setAttribute("aria-label", this.words.reply);
    this.area.placeholder = this.words.placeholder;
    if (this.ack === undefined) this.ack = data.ack.n;
    if (data.ack.n !== this.ack) {
      this.ack = data.ack.n;
      if (data.ack.what === "send") this.answered(data.ack);
    }
    this.viewed();
  }

  key(event) {
    if (event.key !== "r" || event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.composedPath()[0];
    if (this.form.hidden || this.form.matches(".unsigned") || target.closest?.("input, textarea, select")) return;
    event.preventDefault();
    this.area.focus();
  }

  opened() {
    this.filled = null;
    this.notice("");
    this.preview.forget();
    this.viewed();
  }

  viewed() {
    if (!this.words) return;
    const { view } = store.state;
    this.form.hidden = !view;
    if (!view) return;
    const changed = drafts.take(view.id, view.draft, view.asked);
    if (changed || this.filled !== view.id) this.refill();
    this.facts(view);
  }

  // Put the draft into the box; the caret stays where it was as far as that goes.
  refill() {
    const here = drafts.draft(this.id);
    if (this.area.value !== here.text) {
      const [start, end] = [this.area.selectionStart, this.area.selectionEnd];
      this.area.value = here.text;
      if (this.filled === this.id) this.area.setSelectionRange(start, end);
    }
    this.filled = this.id;
    this.preview.ask(this.id, here, 0);
    this.saved();
  }

  facts(view) {
    const { composer } = view;
    const send = this.form.querySelector(".send");
    this.name = fill(this.words.sendAs, { name: composer.as });
    if (!this.sending) send.textContent = this.name;
    send.title = this.words.sendKeys;
    const said = JSON.stringify([composer, this.words.mySignature]);
    if (this.said === said) return;
    this.said = said;
    const notices = this.form.querySelector(".notices");
    notices.querySelectorAll(".standing").forEach((node) => node.remove());
    if (composer.closed) notices.prepend(el("div", "notice standing", composer.closed));
    this.form.classList.toggle("unsigned", !composer.reachable);
    if (!composer.reachable) notices.prepend(this.unsigned());
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
  }

  saved() {
    const here = drafts.draft(this.id);
    const place = this.form.querySelector(".saved");
    const clean = here.text === here.base;
    place.classList.toggle("bad", Boolean(here.failed));
    const said = here.failed ? this.words.notSaved : clean ? this.words.saved : "";
    place.textContent = here.text.trim() ? said : "";
  }

  chosen(act) {
    const here = drafts.draft(this.id);
    if (act.split !== undefined) here.split = act.split;
    if (act.despite !== undefined) here.despite = act.despite;
    if (act.split !== undefined) this.preview.ask(this.id, here, 0);
  }

  async submit(event) {
    event.preventDefault();
    const id = this.id;
    const here = drafts.draft(id);
    if (this.sending || !here.text.trim()) return this.area.focus();
    this.wait(true);
    const ready = await this.preview.settled(id, here);
    await drafts.save(id);
    if (!ready || this.id !== id) return this.wait(false);
    here.sent = here.key;
    const { text, key, split, despite } = here;
    this.trigger("send", { conversation: id, text, key, split, despite });
    this.giveUp = setTimeout(() => this.silence(id), PATIENCE);
  }

  silence(id) {
    drafts.draft(id).sent = null;
    this.wait(false);
    this.notice(this.words.noAnswer, "bad");
  }

  wait(on) {
    clearTimeout(this.giveUp);
    this.sending = on;
    this.area.readOnly = on;
    const send = this.form.querySelector(".send");
    send.disabled = on;
    send.setAttribute("aria-busy", String(on));
    send.textContent = on ? this.words.sending : this.name || "";
  }

  answered(ack) {
    this.wait(false);
    drafts.draft(ack.conversation).sent = null;
    if (ack.ok) {
      drafts.left(ack.conversation, ack.key);
      if (ack.conversation === this.id) this.refill();
      store.refresh();
      return;
    }
    if (ack.conversation !== this.id) return;
    if (ack.text) this.notice(ack.text, "bad");
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
  }
}
