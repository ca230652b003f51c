// Who stands behind the conversation: what is known of them, where they write, all they wrote.

import { Briefing, follow } from "../shared/briefing.js";
import { avatar, button, el, icon, theirs } from "../shared/dom.js";
import { run } from "../shared/commands.js";
import * as store from "../shared/store.js";
import * as times from "../shared/times.js";
import { About } from "./about.js";
import { Blocking } from "./blocking.js";
import { Dialog } from "./dialog.js";
import { History } from "./history.js";
import { Joining } from "./joining.js";
import { offers } from "./offers.js";
import { Tags } from "./tags.js";

const SOON = 6 * 3600 * 1000;

export default function person(component) {
  const root = component.parentElement;
  root.pane ??= new Person(root);
  root.pane.update(component);
  return () => setTimeout(() => root.host?.isConnected || root.pane?.stop());
}

class Person {
  constructor(root) {
    this.root = root;
    this.place = root.querySelector(".person");
    const anew = (hold) => this.draw(true, hold);
    this.dialog = new Dialog(root.querySelector(".asks"));
    const go = (line) => follow(line, (id) => this.open(id), () => run("edit"));
    this.about = new About(anew, go);
    this.blocking = new Blocking(this.dialog);
    this.joining = new Joining(this.dialog, (field, known) => this.about.value(field, known));
    this.tags = new Tags(root.querySelector(".marks"));
    this.briefing = new Briefing(root.querySelector(".briefing"), go);
    this.history = new History((id) => this.open(id), anew);
    this.ends = [
      store.on("opened", () => this.opened()),
      store.on("view", () => this.draw()),
      store.on("lead", (id) => this.open(id)),
      offers(this),
    ];
    this.ticking = setInterval(() => this.draw(true), 30000);
  }

  stop() {
    this.ends.forEach((end) => end());
    clearInterval(this.ticking);
    this.root.pane = null;
  }

  update({ data, setTriggerValue }) {
    this.words = data.words;
    this.trigger = setTriggerValue;
    times.speak(data.language);
    const speaking = [this.dialog, this.blocking, this.joining, this.history, this.tags];
    speaking.forEach((one) => one.speak(data.words));
    this.about.speak(data.words, data.choices, data.language);
    this.place.setAttribute("aria-label", this.words.person);
    this.draw(this.language !== data.language);
    this.language = data.language;
  }

  opened() {
    this.dialog.close();
    this.place.scrollTop = 0;
    this.draw();
  }

  // Each part is drawn when what it says has changed; who writes in one is left alone.
  draw(anew = false, hold = "") {
    const { id, view } = store.state;
    const who = view?.person;
    if (!this.words) return;
    this.part("top", [id, who?.name, who?.handle, who?.known?.name], anew, () => (who ? this.top(who) : []));
    this.part("barred", [id, who?.blocked], anew, () => (who ? this.blocking.parts(id, who) : []));
    this.briefing.draw(view, this.words);
    const writes = who && this.about.writing(id);
    this.part("about", [id, writes || [who?.known, who?.proposed]], anew && !writes, () =>
      who ? this.about.parts(id, who) : [],
    );
    this.tags.draw(id, who?.tags);
    this.part("talk", [id, who && { ...who, known: 0, proposed: 0, earlier: 0 }], anew, () => (who ? this.facts(who) : []));
    this.part("faces", [id, who?.contacts, who?.join, who?.known.revision, who?.blocked], anew, () =>
      who ? this.deeds(id, who) : [],
    );
    this.part("history", [id, who?.earlier, who?.older, this.history.kept(id)], anew, () =>
      who ? this.history.parts(id, who) : [],
    );
    if (hold) this.root.querySelector(`[data-hold="${hold}"]`)?.focus();
  }

  part(name, what, anew, make) {
    const place = this.root.querySelector(`.${name}`);
    const said = JSON.stringify(what);
    if (place.said === said && !anew) return;
    place.said = said;
    const held = place.contains(this.root.activeElement) && this.root.activeElement.dataset.hold;
    place.replaceChildren(...make());
    if (held) place.querySelector(`[data-hold="${held}"]`)?.focus({ preventScroll: true });
  }

  top(who) {
    const back = button("back", "", () => store.show("thread"));
    back.append(icon("back", this.words.back));
    const names = el("div");
    names.append(theirs("bdi", "name", who.name || this.words.withheld));
    if (who.handle) names.append(theirs("bdi", "handle", `@${who.handle}`));
    return [back, avatar(who.known?.name || who.name), names];
  }

  deeds(id, who) {
    const made = this.joining.parts(id, who);
    if (!who.blocked) made.at(-1).append(this.blocking.opener(id, who));
    return made;
  }

  facts(who) {
    const { words } = this;
    const list = el("dl");
    const fact = (name, value, tone = "", title = "") => {
      const one = el("div");
      const said = el("dd", tone);
      said.append(value);
      if (title) said.title = title;
      one.append(el("dt", "", name), said);
      list.append(one);
    };
    const where = el("span", "mark");
    where.append(icon(who.platform), `${who.label} · ${who.kind}`);
    fact(words.platform, where);
    fact(words.toUs, el("bdi", "", who.account));
    if (who.waitingSince) {
      const said = `${times.moment(who.waitingSince)} (${times.since(who.waitingSince)})`;
      fact(words.waitingSince, said, "", times.full(who.waitingSince));
    } else fact(words.state, who.state);
    if (who.signAt) {
      const late = Date.parse(who.signAt) < store.serverNow();
      fact(words.hearsBy, times.moment(who.signAt), late ? "bad" : "", times.full(who.signAt));
    }
    if (who.answerUntil) {
      const left = Date.parse(who.answerUntil) - store.serverNow();
      const over = left <= 0;
      const said = over ? words.windowOver : times.moment(who.answerUntil);
      const tone = over ? "bad" : left < SOON ? "warn" : "";
      fact(words.answerUntil, said, tone, times.full(who.answerUntil));
    }
    fact(words.beganAt, times.date(who.beganAt), "", times.full(who.beganAt));
    fact(words.knownSince, times.date(who.knownSince), "", times.full(who.knownSince));
    return [el("h2", "", words.talk), list];
  }

  // Where this pane lies behind another one, the briefing above the conversation is meant.
  brief() {
    if (this.place.checkVisibility() && getComputedStyle(this.briefing.place).display !== "none")
      this.briefing.enter();
    else store.tell("brief");
  }

  open(id) {
    store.open(id);
    this.trigger("open", { id, seq: store.state.seq });
  }
}
