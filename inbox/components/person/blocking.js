// Who is blocked: until when and why, lifted by one click; and the question before a block.

import { button, el, fill, theirs } from "../shared/dom.js";
import { ask } from "./asking.js";
import { lastDay } from "../shared/blocked.js";

const two = (number) => String(number).padStart(2, "0");
const plain = (day) => `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;

function inDays(days, now = new Date()) {
  return plain(new Date(now.getFullYear(), now.getMonth(), now.getDate() + days));
}

export class Blocking {
  constructor(dialog) {
    this.dialog = dialog;
  }

  speak(words) {
    this.words = words;
  }

  parts(id, who) {
    if (!who.blocked) return [];
    const { words } = this;
    const box = el("div", "bar");
    const until = fill(words.blockedUntil, { time: lastDay(who.blocked.until) });
    box.append(el("strong", "", until), theirs("p", "why", who.blocked.reason));
    if (who.blocked.by) box.append(el("p", "by", fill(words.blockedBy, { agent: who.blocked.by })));
    const lift = button("button", words.lift, async () => {
      lift.disabled = true;
      const told = await ask(id, "POST", "/lift", {});
      lift.disabled = false;
      if (!told.done) box.append(el("p", "said", told.text || words.lost));
    });
    lift.dataset.hold = "lift";
    box.append(lift);
    return [box];
  }

  opener(id, who) {
    const made = button("button", this.words.block, () => this.question(id, who));
    made.dataset.hold = "block";
    return made;
  }

  question(id, who) {
    const { words, dialog } = this;
    const until = el("input");
    const wanted = { type: "date", min: inDays(0), max: inDays(who.blockDays), value: inDays(7) };
    Object.assign(until, wanted, { required: true });
    const reason = Object.assign(el("textarea"), { rows: 3, maxLength: 300, dir: "auto" });
    const [day, why] = [el("label", "field"), el("label", "field")];
    day.append(el("span", "", words.until), until);
    why.append(el("span", "", words.why), reason);
    dialog.question(words.blockAsk, [el("p", "", words.blockHow), day, why], words.blockYes, () =>
      ask(id, "POST", "/block", { until: until.value, reason: reason.value }),
    );
    reason.focus();
  }
}
