// The third face of the composer: a call or an e-mail that came about through a signature is noted
// as a message of the conversation. It goes nowhere; its box and its way to the server are its own.

import { leave } from "../shared/commands.js";
import { button, el, icon } from "../shared/dom.js";
import * as store from "../shared/store.js";
import * as noted from "./noted.js";
import { KINDS, local, moment, money } from "./promising.js";

const WHICH = [
  ["call", true, "theyCalled"],
  ["call", false, "weCalled"],
  ["mail", true, "theyMailed"],
  ["mail", false, "weMailed"],
];
const MOST = 6;

export class Outside {
  // `turn` shows a face of the composer.
  constructor(root, turn) {
    Object.assign(this, { root, turn });
    this.form = root.querySelector(".outsiding");
    this.area = this.form.querySelector("textarea");
    this.list = this.form.querySelector(".pledged");
    this.ends = [
      store.on("leaving", (id) => noted.save(id, true)),
      store.on("opened", () => this.draw()),
      store.on("view", () => this.viewed()),
      store.on("outside", (entry) => this.edit(entry)),
    ];
    this.area.addEventListener("input", () => this.typed({ text: this.area.value }));
    this.area.addEventListener("blur", () => noted.save(store.state.id));
    this.form.addEventListener("keydown", (event) => this.key(event));
    this.form.addEventListener("submit", (event) => this.submit(event));
    this.form.querySelector(".answers input").addEventListener("change", (event) => {
      this.typed({ answers: event.target.checked });
    });
    this.form.querySelector(".pledge").addEventListener("click", () => this.pledge());
    this.form.querySelector(".give-up").addEventListener("click", () => this.leave());
  }

  get here() {
    return noted.noted(store.state.id);
  }

  begun = () => noted.begun(store.state.id);

  typed(what) {
    Object.assign(this.here, what);
    noted.changed(store.state.id);
  }

  stop() {
    noted.saveAll();
    this.ends.forEach((end) => end());
  }

  speak(words) {
    this.words = words;
    this.area.setAttribute("aria-label", words.outsideWhat);
    this.area.placeholder = words.outsidePlaceholder;
    this.form.querySelector(".answers span").textContent = words.outsideAnswers;
    const pledge = this.form.querySelector(".pledge");
    pledge.setAttribute("aria-label", words.addPromise);
    if (!pledge.querySelector(".icon")) pledge.prepend(icon("tick"));
    pledge.querySelector(".hint").textContent = words.addPromise;
    this.form.querySelector(".give-up").textContent = words.snoozeNo;
    this.form.querySelector(".never").replaceChildren(icon("lock"), el("span", "", words.outsideOnly));
    this.draw();
  }

  viewed() {
    const { view } = store.state;
    this.form.hidden = !view || !this.words;
    const news = view && noted.take(view.id, view.outside, view.asked);
    if (!this.form.hidden && news) this.draw();
    else if (!this.form.hidden && this.drawn !== store.state.id) this.draw();
  }

  draw() {
    if (!this.words || store.state.id === null) return;
    const { here, words } = this;
    this.drawn = store.state.id;
    this.form.hidden = !store.state.view;
    const which = this.form.querySelector(".which");
    which.setAttribute("aria-label", words.outsideWhich);
    which.replaceChildren(...WHICH.map((one) => this.one(one)));
    if (this.area.value !== here.text) this.area.value = here.text;
    this.form.querySelector(".answers input").checked = here.answers;
    this.form.querySelector(".add-outside").textContent = here.editing ? words.outsideSave : words.outsideAdd;
    this.form.querySelector(".give-up").hidden = !here.editing;
    this.form.querySelector(".pledge").hidden = Boolean(here.editing);
    this.list.hidden = !here.promises.length;
    this.list.setAttribute("aria-label", words.promises);
    this.list.replaceChildren(...here.promises.map((row) => this.row(row)));
    this.say("");
  }

  one([kind, heard, name]) {
    const made = el("label", "kind");
    const input = el("input");
    const chosen = this.here.kind === kind && this.here.heard === heard;
    Object.assign(input, { type: "radio", name: "outside", value: name, checked: chosen });
    input.addEventListener("change", () => this.typed({ kind, heard }));
    made.append(input, icon(kind === "call" ? "phone" : "mail"), el("span", "", this.words[name]));
    return made;
  }

  // -- what was promised in it -------------------------------------------------------------------

  pledge() {
    const { promises } = this.here;
    if (promises.length >= MOST) return;
    const at = new Date();
    at.setDate(at.getDate() + 1);
    at.setHours(12, 0, 0, 0);
    promises.push({ what: "", kind: "call", due: local(at), sum: "" });
    this.typed();
    this.draw();
    this.list.lastElementChild.querySelector(".what").focus();
  }

  row(one) {
    const { words } = this;
    const row = el("li", "promise added");
    row.dataset.kind = one.kind;
    const head = el("span", "head", words.promise);
    head.prepend(icon("tick"));
    const kind = el("select", "kind");
    for (const each of KINDS) kind.append(new Option(words[`kind_${each}`], each));
    kind.value = one.kind;
    kind.ariaLabel = words.kindPromised;
    kind.addEventListener("change", () => {
      row.dataset.kind = one.kind = kind.value;
      this.typed();
    });
    const sum = this.field(one, "sum", { maxLength: 20, placeholder: words.amountAs, ariaLabel: words.amountPromised });
    sum.className = "amount";
    const away = button("away", "", () => {
      this.here.promises.splice(this.here.promises.indexOf(one), 1);
      this.typed();
      this.draw();
      this.form.querySelector(".pledge").focus();
    });
    away.title = away.ariaLabel = words.takeOutPromise;
    away.append(icon("close"));
    row.append(
      head,
      this.field(one, "what", { maxLength: 200, dir: "auto", ariaLabel: words.whatPromised }),
      kind,
      sum,
      this.field(one, "due", { type: "datetime-local", ariaLabel: words.duePromised }),
      away,
    );
    return row;
  }

  field(one, name, more) {
    const made = Object.assign(el("input", name), more);
    made.value = one[name];
    made.addEventListener("input", () => {
      one[name] = made.value;
      this.typed();
    });
    return made;
  }

  given() {
    return this.here.promises.map(({ kind, what, due, sum }) => ({
      kind, what, due: moment(due), words: "", ...(money(kind) && { sum }),
    }));
  }

  // -- noting it ---------------------------------------------------------------------------------

  edit(entry) {
    if (!entry?.outside) return;
    const { kind, heard, answers } = entry.outside;
    noted.anew(store.state.id, { kind, heard, answers, text: entry.text, editing: entry.id });
    this.turn("outside", true);
    this.draw();
  }

  leave() {
    noted.anew(store.state.id);
    this.draw();
    this.turn("reply", true);
  }

  key(event) {
    event.stopPropagation();
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.submit(event);
    else if (event.key === "Enter" && event.target.matches(".pledged input")) event.preventDefault();
    else if (event.key === "Escape") leave(this.root.activeElement);
  }

  async submit(event) {
    event.preventDefault();
    const { here } = this;
    const { id } = store.state;
    if (this.form.inert) return;
    this.form.inert = true;
    let said = { ok: false, text: this.words.noAnswer };
    await noted.settled(id);
    try {
      said = await ask(id, here, here.editing ? undefined : this.given());
    } catch {
      // said already: it stays here
    }
    this.form.inert = false;
    if (said.ok) noted.done(id);
    else noted.changed(id);
    store.refresh();
    if (store.state.id !== id) return;
    if (said.ok) {
      this.draw();
      this.turn("reply", true);
    } else if (said.promises?.length) {
      this.offer(here, said);
    } else {
      this.say(said.text);
      this.area.focus();
    }
  }

  // What the line promises, as rows to look at; noted again, it goes as they stand then.
  offer(here, { text, promises }) {
    here.looked = true;
    here.promises.push(...promises.slice(0, MOST).map((one) => ({ ...one, due: local(one.due) })));
    this.typed();
    this.draw();
    this.say(text, "calm");
    this.list.querySelector(".due").focus();
  }

  say(text, tone = "bad") {
    const place = this.form.querySelector(".notices");
    place.replaceChildren(...(text ? [el("div", `notice ${tone}`, text)] : []));
    place.firstChild?.setAttribute("role", "alert");
  }
}

async function ask(id, { key, kind, heard, text, answers, editing, looked }, promises) {
  const zone = encodeURIComponent(Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC");
  const path = editing ? `/api/outside/message/${editing}` : `/api/outside/${id}?zone=${zone}`;
  const answer = await fetch(path, {
    method: editing ? "PUT" : "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ key, kind, heard, text, answers, promises, looked }),
  });
  if (answer.status === 401) store.signedOut();
  if (!answer.ok) throw new Error("outside");
  return answer.json();
}
