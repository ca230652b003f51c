// Many put off until a time that is typed: the same field as for one alone.

import { button, el } from "../shared/dom.js";
import { typedMoment } from "../shared/typed_moment.js";

export function otherTime(picking) {
  const { words } = picking;
  const form = el("form", "keep");
  form.noValidate = true;
  const { input, wrong, taken } = typedMoment(words);
  const ways = el("div", "ways");
  const no = button("button", words.not, () => {
    picking.hide();
    picking.opener?.focus();
  });
  ways.append(no, Object.assign(el("button", "button primary", words.bulkSnooze), { type: "submit" }));
  form.append(el("strong", "", words.comesBack), input, wrong, ways);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const until = taken();
    if (until) picking.ask({ verb: "snooze", until });
  });
  return form;
}
