// The way the customer chose, where they are answered by another one: a call back can be promised.

import { button, el, theirs } from "../shared/dom.js";

export function prefers(box, chip, desk) {
  box.append(el("h2", "", chip.label), ...chip.lines.map((line) => theirs("p", "", line)));
  if (!chip.promise) return;
  const made = button("button primary", desk.words.promisesCall, () => {
    box.hidePopover();
    desk.promise(chip.promise);
  });
  box.append(made);
}
