// A field for a moment that is typed, before `end` where something closes then, and what is wrong with it.

import { el } from "./dom.js";
import { bounds, comes, field } from "./moments.js";

export function typedMoment(words, end = null) {
  const input = el("input", "moment");
  Object.assign(input, { type: "datetime-local", required: true, ariaLabel: words.comesBack });
  [input.min, input.max] = bounds(end);
  const tomorrow = field(comes("tomorrow"));
  input.value = tomorrow < input.max ? tomorrow : input.max;
  const wrong = el("p", "wrong");
  wrong.setAttribute("role", "alert");
  input.addEventListener("input", () => wrong.replaceChildren());
  // The moment as it is handed in; "" for none that can be, which is said then.
  const taken = () => {
    [input.min, input.max] = bounds(end);
    if (input.validity.valid) return input.value.slice(0, 16);
    wrong.textContent = words.noTime;
    input.focus();
    return "";
  };
  return { input, wrong, taken };
}
