// Abuse is folded behind a warning; who wants to read it opens it, and it stays open until they
// fold it again. Who has the conversation can leave it to somebody else without having read it.

import { button, el, icon } from "../shared/dom.js";

// `show` puts the words into what it is given; `unfolded` holds the keys of what stands open.
export function folded(unfolded, key, words, show, leave) {
  const made = el("div");
  made.tabIndex = -1;
  const draw = () => {
    const open = unfolded.has(key);
    made.replaceChildren();
    if (open) show(made);
    made.append(abusive(words, open, turn, leave));
  };
  const turn = () => {
    if (!unfolded.delete(key)) unfolded.add(key);
    draw();
    made.focus({ preventScroll: true });
  };
  draw();
  return made;
}

function abusive(words, open, turn, leave) {
  const line = el("div", "abusive");
  const show = button("linkish", open ? words.abuseFold : words.abuseShow, turn);
  show.dataset.hold = "abuse";
  if (!open) line.append(icon("mute"), el("span", "", words.abuse));
  line.append(show);
  if (!leave || open) return line;
  const out = button("linkish", words.handOn, leave);
  out.dataset.hold = "leave";
  line.append(out);
  return line;
}
