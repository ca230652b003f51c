// Who stands behind the conversation: name, platform, since when, what else they wrote.

import { avatar, button, el, glimpse, icon, theirs } from "../shared/dom.js";
import * as store from "../shared/store.js";
import * as times from "../shared/times.js";

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
    this.ends = [store.on("opened", () => this.draw()), store.on("view", () => this.draw())];
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
    this.place.setAttribute("aria-label", this.words.person);
    this.draw(this.language !== data.language);
    this.language = data.language;
  }

  draw(anew = false) {
    const who = store.state.view?.person;
    if (!this.words) return;
    const said = JSON.stringify([store.state.id, who]);
    if (said === this.said && !anew) return;
    this.said = said;
    if (!who) return this.place.replaceChildren();
    this.place.replaceChildren(this.top(who), this.facts(who), ...this.earlier(who));
  }

  top(who) {
    const made = el("div", "top");
    const back = button("back", "", () => store.show("thread"));
    back.append(icon("back", this.words.back));
    const names = el("div");
    names.append(theirs("bdi", "name", who.name || this.words.withheld));
    if (who.handle) names.append(theirs("bdi", "handle", `@${who.handle}`));
    made.append(back, avatar(who.name), names);
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
    if (who.answerUntil) {
      const left = Date.parse(who.answerUntil) - store.serverNow();
      const over = left <= 0;
      const said = over ? words.windowOver : times.moment(who.answerUntil);
      const tone = over ? "bad" : left < SOON ? "warn" : "";
      fact(words.answerUntil, said, tone, times.full(who.answerUntil));
    }
    fact(words.beganAt, times.date(who.beganAt), "", times.full(who.beganAt));
    fact(words.knownSince, times.date(who.knownSince), "", times.full(who.knownSince));
    return list;
  }

  earlier(who) {
    const { words } = this;
    const head = el("h2", "", words.earlier);
    if (!who.earlier.length) return [head, el("p", "", words.noEarlier)];
    const list = el("ul", "earlier");
    for (const other of who.earlier) {
      const line = el("li");
      const way = button("", "", () => this.open(other.id));
      way.append(theirs("bdi", "preview", glimpse(other.preview, words)));
      way.append(el("span", "what", `${times.date(other.at)} · ${other.kind} · ${other.state}`));
      line.append(way);
      list.append(line);
    }
    return who.more ? [head, list, el("p", "", words.more)] : [head, list];
  }

  open(id) {
    store.open(id);
    this.trigger("open", { id, seq: store.state.seq });
  }
}
