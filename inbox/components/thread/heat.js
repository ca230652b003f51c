// Signs of heat above a conversation: one line, each sign with the words it was seen in.

import { button, el, icon, theirs } from "../shared/dom.js";

let folded = false;

// Who folds the line leaves it folded for the conversations after it.
export function heat(place, view, words) {
  const signs = view?.heat || [];
  const said = JSON.stringify([view?.id, signs, words.heat]);
  place.hidden = !signs.length;
  if (place.said === said) return;
  place.said = said;
  const held = place.contains(place.getRootNode().activeElement);
  const line = el("div", "seen");
  line.id = "heat-seen";
  line.append(...signs.map(sign));
  const fold = button("fold", undefined, () => turn(line, fold, !folded));
  fold.append(icon("heat"), el("span", "", words.heat), icon("down"));
  fold.setAttribute("aria-controls", line.id);
  turn(line, fold, folded);
  place.replaceChildren(...(signs.length ? [fold, line] : []));
  const hidden = line.scrollHeight - line.clientHeight + line.scrollWidth - line.clientWidth;
  if (hidden > 0) line.tabIndex = 0; // what scrolls is reached by a key
  if (held && signs.length) fold.focus();
}

function turn(line, fold, shut) {
  folded = line.hidden = shut;
  fold.setAttribute("aria-expanded", String(!shut));
}

function sign({ sign: name, words: heard }) {
  const made = el("span", "sign");
  made.append(el("span", "called", name));
  for (const word of heard) made.append(" ", theirs("q", "", word));
  return made;
}
