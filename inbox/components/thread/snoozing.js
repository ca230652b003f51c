// Putting a conversation off: a few times that are one click away, and any other by the calendar.

import { button, el, fill, icon } from "../shared/dom.js";
import { offered } from "../shared/moments.js";
import * as times from "../shared/times.js";
import { typedMoment } from "../shared/typed_moment.js";

export class Snoozing {
  constructor(menu, tell) {
    this.menu = menu;
    this.tell = tell;
  }

  // The button; of a conversation that is put off it says until when.
  opener(view, words) {
    const until = view.state === "snoozed" && view.snoozedUntil;
    const made = button("button snooze", undefined, (event) => {
      if (event.detail && this.menu.pressed(made)) return;
      this.menu.choose(made, words.snooze, this.choices(view, words));
    });
    made.dataset.hold = "snooze";
    made.setAttribute("aria-haspopup", "menu");
    made.setAttribute("aria-expanded", "false");
    const said = until ? this.until(view, words) : words.snooze;
    made.title = made.ariaLabel = said;
    made.append(icon("clock"));
    if (until) made.append(el("span", "until", times.moment(until)));
    return made;
  }

  // Until when it is put off; and why so soon, where its answer window closes before the chosen time.
  until(view, words) {
    const time = times.moment(view.snoozedUntil);
    return fill(view.early ? words.snoozedEarly : words.snoozedUntil, { time });
  }

  choices(view, words) {
    const until = (asked) => this.tell({ what: "snooze", id: view.id, until: asked });
    const wake = { text: words.wake, act: () => this.tell({ what: "reopen", id: view.id }) };
    return [
      ...(view.state === "snoozed" ? [...(view.early ? [this.until(view, words)] : []), wake] : []),
      ...this.times(words, until),
    ];
  }

  // Those before `end`, where something closes then; `warns` says what a typed moment breaks.
  times(words, until, end = null, warns = () => "") {
    return [
      ...offered(words, end).map(({ asked, text, hint }) => ({ text, hint, act: () => until(asked) })),
      { text: words.otherTime, act: () => this.ask(words, until, end, warns) },
    ];
  }

  ask(words, until, end, warns) {
    const { asks } = this.menu;
    const { input, wrong, taken } = typedMoment(words, end);
    const yes = button("button primary", words.snoozeYes, () => {
      const moment = taken();
      if (!moment) return;
      until(moment);
      asks.close();
    });
    const warned = el("p", "warned");
    warned.setAttribute("role", "status");
    const warn = () => {
      const said = input.value ? warns(new Date(input.value)) : "";
      if (warned.textContent !== said) warned.textContent = said;
    };
    input.addEventListener("input", warn);
    const ways = el("div", "ways");
    ways.append(button("button", words.snoozeNo, () => asks.close()), yes);
    asks.replaceChildren(el("h2", "", words.comesBack), input, wrong, warned, ways);
    asks.setAttribute("aria-label", words.comesBack);
    asks.showModal();
    warn();
    input.focus();
  }
}
