// Many put off until a time that is typed: the same field as for one alone.

import { button, el } from "../shared/dom.js";
import { bounds, comes, field } from "../shared/moments.js";

export function otherTime(picking) {
  const { words } = picking;
  const form = el("form", "keep");
  form.noValidate = true;
  const input = el("input", "moment");
  Object.assign(input, { type: "datetime-local", required: true, ariaLabel: words.comesBack });
  [input.min, input.max] = bounds();
  input.value = field(comes("tomorrow"));
  const wrong = el("p", "wrong");
  wrong.setAttribute("role", "alert");
  input.addEventListener("input", () => wrong.replaceChildren());
  const ways = el("div", "ways");
  const no = button("button", words.not, () => {
    picking.hide();
    picking.opener?.focus();
  });
  ways.append(no, Object.assign(el("button", "button primary", words.bulkSnooze), { type: "submit" }));
  form.append(el("strong", "", words.comesBack), input, wrong, ways);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    [input.min, input.max] = bounds();
    if (input.validity.valid) return picking.ask({ verb: "snooze", until: input.value.slice(0, 16) });
    wrong.textContent = words.noTime;
    return input.focus();
  });
  return form;
}
