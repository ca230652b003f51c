// After a heated conversation the next one is a calm one; where none waits, a pause is suggested.

import { el } from "../shared/dom.js";
import * as store from "../shared/store.js";

let heated = null;

// Signs go out with our answer: that there were some is known until another one is opened.
export function watch() {
  return store.on("view", (view) => {
    if (view?.heat?.length) heated = view.id;
  });
}

// Of those who wait, in their order: who comes next.
export function next(waiting) {
  const calm = heated === store.state.id && waiting.find((row) => !row.heat);
  return calm || waiting[0];
}

// Said beside the list as the next one is opened: only where everybody who waits is heated too.
export function pause(root, row, words) {
  const place = root.querySelector(".said");
  if (heated !== store.state.id || !row?.heat) return;
  place.replaceChildren(el("span", "chip fade", words.pause));
}
